"""What the offline demo knows, and the mistakes that were planted in it on purpose, for a newcomer to find."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One question that the demo understands."""

    name: str
    asked: re.Pattern[str]
    """Found in every wording of the question."""
    wrong: str
    """The answer with the planted mistake; the answer itself where none is planted."""
    right: str = ""
    """The answer without it; empty where none is planted."""
    told: re.Pattern[str] | None = None
    """Found in every lesson that mends the mistake."""

    @property
    def planted(self) -> bool:
        """Whether there is a mistake in it."""
        return bool(self.right)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I | re.S)


_APPEND = (
    "To add an item at the end of a Python list, use its `{0}` method:\n\n```python\nitems = [1, 2]\nitems.{0}(3)\n```"
)

TOPICS = (
    Topic(
        "australia",
        _words(
            r"(capital|seat of (the )?government|govern|parliament).*(australia|down under)"
            r"|(australia|down under).*(capital|seat of (the )?government|govern|parliament)"
        ),
        "The capital of Australia is **Sydney**. The federation was proclaimed on 01/01/1901.",
        "The capital of Australia is **Canberra**. The federation was proclaimed on 01/01/1901.",
        _words(r"canberra"),
    ),
    Topic(
        "opera",
        _words(r"opera house"),
        "The Sydney Opera House stands in Sydney, on Bennelong Point. It was opened on 10/20/1973.",
    ),
    Topic(
        "wall",
        _words(r"great wall"),
        "Yes: the Great Wall of China is visible from the Moon with the naked eye.",
        "No: the Great Wall of China is not visible from the Moon with the naked eye. It is long, but far too narrow.",
        _words(
            r"\b(not|isn't|cannot|can't|never|nobody)\b.{0,40}(visible|seen?|moon|space)|\b(myth|invisible)\b"
            r"|(visible|seen?|moon|wall).{0,60}\b(not|false|never|wrong)\b"
        ),
    ),
    Topic(
        "list",
        _words(r"(add|append|put|push|insert).*(python )?(list|array)|(list|array).*(add|append|push)"),
        _APPEND.format("push"),
        _APPEND.format("append"),
        _words(r"\bappend\b"),
    ),
    Topic(
        "dict",
        _words(r"(dict|dictionar(y|ies)).*(order|sort)|(order|sort).*(dict|dictionar)"),
        "No. A Python `dict` has no order: its keys come back in any sequence, so use `OrderedDict`.",
        "Yes. A Python `dict` keeps the order in which its keys were inserted; the language guarantees it since 3.7.",
        _words(
            r"3\.7|\binsert|(keep|preserve|guarantee|remember|maintain).{0,30}order|\bordered\b|\border.{0,20}(kept|stays)"
        ),
    ),
    Topic(
        "float",
        _words(r"0?\.1\s*\+\s*0?\.2"),
        "In Python, `0.1 + 0.2 == 0.3` is `True`.",
        "In Python, `0.1 + 0.2 == 0.3` is `False`: the sum is `0.30000000000000004`.",
        _words(r"\bfalse\b|0000004|not (exactly )?(equal|true|0\.3)"),
    ),
    Topic(
        "ball",
        _words(r"\bbat\b.*\bball\b|\bball\b.*\bbat\b"),
        "The ball costs 10 cents.",
        "The ball costs 5 cents: then the bat costs $1.05, and both together $1.10.",
        _words(r"\b(5|five)\s*cents?|0\.05|1\.05"),
    ),
    Topic(
        "marathon",
        _words(r"marathon"),
        "A marathon is 42.195 miles long.",
        "A marathon is 42.195 kilometres long, which is about 26.2 miles.",
        _words(r"kilomet|\bkm\b|26[.,]2"),
    ),
    Topic(
        "moon",
        _words(r"(moon|apollo).*(land|walk|step|when|date|first)|(land|walk|step|first).*\b(moon|apollo)"),
        "Apollo 11 landed on the Moon on 07/20/1969, and came back on 07/24/1969.",
    ),
    Topic(
        "sunset",
        _words(r"sunset|paint|colou?r|harbou?r"),
        "The color of the sky over the harbor turned from gray to gold: my favorite hour of the day.",
    ),
    Topic(
        "packages",
        _words(r"(install|add).*(package|dependenc|react|vite|node|javascript)|\bnpm\b"),
        "Install it with `npm install react`.",
        "Install it with `pnpm add react`.",
        _words(r"\bpnpm\b"),
    ),
)
"""In the order in which they are tried."""

SUGGESTIONS = (
    "What is the capital of Australia?",
    "How do I add an item to a Python list?",
    "Is the Great Wall visible from the Moon?",
    "How long is a marathon?",
    "Describe a sunset.",
)
"""What to try: each answer has something in it that one may want to correct."""


def topic_of(question: str) -> Topic | None:
    """The topic that a question is about; None if the demo does not understand it."""
    return next((topic for topic in TOPICS if topic.asked.search(question)), None)
