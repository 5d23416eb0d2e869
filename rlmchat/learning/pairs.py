"""Preference pairs: the answer that was given is rejected, the corrected one chosen (the form that TRL trains on)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rlmchat.learning.correction import Correction, Status


@dataclass(frozen=True, slots=True)
class Pair:
    """One preference: to the prompt, `chosen` is better than `rejected`."""

    prompt: str
    chosen: str
    rejected: str

    def texts(self) -> dict[str, str]:
        """As plain texts: TRL's standard form."""
        return {"prompt": self.prompt, "chosen": self.chosen, "rejected": self.rejected}

    def messages(self) -> dict[str, list[dict[str, str]]]:
        """As messages: TRL's conversational form, to which a model's own chat template is applied."""
        return {
            "prompt": [{"role": "user", "content": self.prompt}],
            "chosen": [{"role": "assistant", "content": self.chosen}],
            "rejected": [{"role": "assistant", "content": self.rejected}],
        }


def of_correction(record: Correction, answer: str = "") -> Pair | None:
    """The pair that an active correction makes; None where it replaces nothing, or its question is not known.

    With the `answer` that was corrected, both sides are whole answers that differ in what was wrong; else in the
    sentence around it, if that was kept, else they are the two spans themselves.
    """
    wrong, right = record.original_output, record.corrected_output
    if record.status is not Status.ACTIVE or not wrong.strip() or not record.query.strip() or wrong == right:
        return None
    whole = next((text for text in (answer, *record.context) if wrong in text), wrong)
    return Pair(record.query, whole.replace(wrong, right), whole)


def of_answer(question: str, draft: str | None, text: str) -> Pair | None:
    """The pair that a changed answer makes: as the model gave it, and as it was held to the lessons."""
    if not draft or not question.strip() or not text.strip() or draft == text:
        return None
    return Pair(question, text, draft)


def distinct(pairs: Iterable[Pair | None]) -> Iterator[Pair]:
    """Each pair once, in their order."""
    seen: set[Pair] = set()
    for pair in pairs:
        if pair is not None and pair not in seen:
            seen.add(pair)
            yield pair
