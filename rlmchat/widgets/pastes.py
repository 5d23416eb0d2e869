"""Large pastes: a short mark stands for them in the prompt, the text comes back when the message is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LARGE_CHARACTERS = 4_000
LARGE_LINES = 40

_MARK = re.compile(r"⟦paste (\d+) · [\d,]+ lines?⟧")


@dataclass
class Pastes:
    """The texts behind the marks of one prompt."""

    _texts: dict[int, str] = field(default_factory=dict)

    @staticmethod
    def large(text: str) -> bool:
        """Whether a paste is worth a mark."""
        return len(text) > LARGE_CHARACTERS or text.count("\n") >= LARGE_LINES

    def keep(self, text: str) -> str:
        """Remember a text; gives its mark."""
        number = len(self._texts) + 1
        self._texts[number] = text
        lines = text.count("\n") + 1
        return f"⟦paste {number} · {lines:,} line{'s' if lines != 1 else ''}⟧"

    def unfold(self, text: str) -> str:
        """The text with every known mark replaced by what it stands for."""
        return _MARK.sub(lambda match: self._texts.get(int(match[1]), match[0]), text) if self._texts else text

    def clear(self) -> None:
        """Forget all."""
        self._texts.clear()
