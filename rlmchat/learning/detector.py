"""The judgement whether a message corrects the answer before it: local, no model call, under two milliseconds."""

from __future__ import annotations

from rlmchat.learning.classifier import Classifier, inputs_of
from rlmchat.learning.correction import Detection
from rlmchat.learning.cues import classic_cues, opens_with_rule, states_rule
from rlmchat.learning.extraction import Extraction, extract
from rlmchat.learning.features import topic_grams
from rlmchat.learning.languages import Language
from rlmchat.learning.other_turns import most_probability
from rlmchat.learning.outright import ALONE, said_outright
from rlmchat.learning.phrasing import namings
from rlmchat.learning.reading import AnswerReading, MessageReading

EXTRACT_FROM = 0.3
"""Probability from which spans are looked for; below it nobody asks for them."""
RULE = 0.8
"""Least probability of a message that states a rule for the future, which is a correction by definition, whatever the
answer before it was about: of those in the training examples that reach `EXTRACT_FROM`, 97 in 99 are one."""
RULE_FROM = 0.1
"""The same as `EXTRACT_FROM` for a message that begins with an order for always."""
OUTRIGHT = 0.85
"""Least probability of a message that is nothing but another value of the kind that the answer has one of ("No,
Thursday."), where the answer does not end with a question: all 43 of those in the training examples are corrections."""
NAMED = 0.75
"""The same where it names in words what is right for what stands in the answer ("it's ten countries", "Ankara, not
Istanbul"): of 121 in the training examples 120 are one."""

MESSAGE_READ = 20_000
ANSWER_READ = 60_000
"""Characters that are looked at: what comes later is a paste, and the work stays bounded."""


class Detector:
    """Judges messages; holds the weights and no state."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    @classmethod
    def load(cls) -> Detector:
        """With the packaged weights (under 50 ms). Raises LearningError where they cannot be read."""
        return cls(Classifier.packaged())

    def detect(self, message: str, previous: str, *, previous_query: str = "") -> Detection:
        """The judgement on a message after an answer; `previous_query` is what had been asked before that answer."""
        message, previous = message[:MESSAGE_READ], previous[:ANSWER_READ]
        if not message.strip() or not previous.strip():
            return Detection(False, 0.0)
        reading, answer = MessageReading(message), AnswerReading(previous)
        inputs = inputs_of(reading, answer)
        confidence = self._classifier.probability(inputs)
        cues = tuple(cue.name for cue in classic_cues(message))
        if not worth_reading(message, confidence):
            return Detection(False, confidence, cues=cues)
        explicit = states_rule(reading.prose or message, foreign=reading.language is not Language.ENGLISH)
        found = extract(reading, previous, query=previous_query)
        confidence = max(confidence, least_probability(found, reading, answer, explicit=explicit))
        if not explicit:
            confidence = min(confidence, most_probability(reading, previous, previous_query))
        kinds = self._classifier.categories(inputs, topic_grams(answer))
        category = max(kinds, key=lambda kind: kinds[kind])
        return Detection(
            is_correction=confidence > 0.5,
            confidence=confidence,
            category=category,
            original=found.original,
            corrected=found.corrected,
            explanation=found.explanation,
            explicit=explicit,
            cues=(*cues, found.how) if found.how else cues,
            category_confidence=kinds[category],
            aligned=found.aligned,
        )


def worth_reading(message: str, probability: float) -> bool:
    """Whether a message is looked into: it may be a correction by its words, or what it says has the form of one."""
    if probability >= EXTRACT_FROM or said_outright(message) is not None:
        return True
    return probability >= RULE_FROM and opens_with_rule(message)


def least_probability(found: Extraction, message: MessageReading, answer: AnswerReading, *, explicit: bool) -> float:
    """What the form of a message alone is worth, whatever its words weigh: a stated rule, a value put against one."""
    least = RULE if explicit else 0.0
    if not found.aligned or answer.asks or message.asks or message.praises:
        return least
    if found.how == ALONE:
        return max(least, OUTRIGHT)
    return max(least, NAMED) if found.how in namings() else least
