"""What a question asks for: something of the person's own, or how something is in the world."""

from __future__ import annotations

import re
from functools import lru_cache

from rlmchat.learning.lexicon import REVISE_VERBS, STEP_VERBS
from rlmchat.learning.text import words

_OWN = frozenset("i i'm i've i'd i'll my me mine we we're we've our ours us".split())
_DEEDS = (REVISE_VERBS | STEP_VERBS | frozenset(
    "book invite schedule remind ask answer reply finish end open close sign order pack fill send call find"
    " compose translate prepare print estimate rebase sketch sort install configure log".split()
)) - frozenset("define describe compare explain list tell now next then also".split())  # fmt: skip


@lru_cache(maxsize=8192)
def own_thing(text: str) -> bool:
    """Whether a text speaks in the first person, or asks for something to be done."""
    found = words(text[:600])
    return bool(found) and (found[0] in _DEEDS or not _OWN.isdisjoint(found))


_ASKS_OF_THE_WORLD = re.compile(
    r"^\W*(?:who|whose|why)\b|"
    r"^\W*(?:(?:in|on|at|for|to|by|since|from|with|of) )?(?:whom|when|where|what|which|how)\b"
    r"(?:[\w' -]{0,40}?)\b(?:is|are|was|were|did|does|do|has|had|holds?|means?|wrote|made|makes|came)\b|"
    r"^\W*(?:is|are|was|were|did|does)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def of_the_world(query: str) -> bool:
    """Whether a question asks how something is in the world, and for nothing of the person's own."""
    return bool(_ASKS_OF_THE_WORLD.match(query)) and not own_thing(query)
