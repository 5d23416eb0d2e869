"""The judgement whether a message corrects the answer before it: local, no model call, under two milliseconds."""

from __future__ import annotations

from rlmchat.learning.classifier import Classifier, inputs_of
from rlmchat.learning.correction import Category, Detection
from rlmchat.learning.cues import classic_cues, states_rule
from rlmchat.learning.extraction import extract
from rlmchat.learning.reading import AnswerReading, MessageReading

EXTRACT_FROM = 0.3
"""Probability from which spans are looked for; below it nobody asks for them."""


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
        if not message.strip() or not previous.strip():
            return Detection(False, 0.0)
        reading = MessageReading(message)
        answer = AnswerReading(previous)
        judged = self._classifier.judge(inputs_of(reading, answer))
        confidence = judged.probability
        category, certainty = max(judged.categories.items(), key=lambda item: item[1])
        cues = classic_cues(message)
        explicit = states_rule(reading.prose or message, foreign=reading.language != "en")
        if confidence < EXTRACT_FROM:
            return Detection(False, confidence, category, explicit=False, cues=tuple(c.name for c in cues))
        found = extract(message, previous, query=previous_query)
        return Detection(
            is_correction=confidence > 0.5,
            confidence=confidence,
            category=category or Category.FACTUAL,
            original=found.original,
            corrected=found.corrected,
            explanation=found.explanation,
            explicit=explicit,
            cues=(*(c.name for c in cues), *((found.how,) if found.how else ())),
            category_confidence=certainty,
        )
