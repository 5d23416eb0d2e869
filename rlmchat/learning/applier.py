"""The applier: holds an answer to the recalled lessons before it is rendered, and touches nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ApplyMode(StrEnum):
    """How far the applier goes."""

    AUTO = "auto"
    ALWAYS = "always"
    DETERMINISTIC = "deterministic"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one text (a block, or a whole answer)."""

    text: str
    draft: str
    """The text as the model gave it."""
    applied: tuple[str, ...] = ()
    """Ids of lessons that changed the text."""
    considered: tuple[str, ...] = ()
    """Ids of all lessons in play."""
    broken: tuple[str, ...] = ()
    """Ids of lessons that the text still goes against, because a rewrite failed or did not pass the guards."""
    model_calls: int = 0
    notes: tuple[str, ...] = ()
    """Why a rewrite was not taken, for the log and `/why`."""

    @property
    def modified(self) -> bool:
        """Whether anything changed."""
        return self.text != self.draft
