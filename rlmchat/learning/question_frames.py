"""Two questions side by side: one frame with another filling asks the same about something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from difflib import SequenceMatcher
from functools import lru_cache

from rlmchat.learning.text import attributes, content_words, stem
from rlmchat.learning.words import FUNCTION_WORDS


def parallel(x: Sequence[str], y: Sequence[str]) -> bool:
    """Whether two questions, as their words, have one frame with another filling: the same about something else.

    "price of the adult ticket" and "price of the child ticket" are parallel; "who signs the museum contract" and
    "cover mail for the museum contract" are not, nor are two ways of asking the same.
    """
    if min(len(x), len(y)) < 2 or max(len(x), len(y)) > LONGEST_QUESTION or x == y:
        return False
    common = set(x) & set(y)
    if not common or common <= FUNCTION_WORDS or common.isdisjoint(FUNCTION_WORDS):
        return False
    kept: list[str] = []
    replaced = 0
    for tag, a, b, c, d in _steps(x, y, common):
        if tag == "equal":
            kept += x[a:b]
        elif tag != "replace" or not _refilled(x[a:b], y[c:d]):
            return False
        else:
            replaced += 1
    framed = any(w in FUNCTION_WORDS for w in kept) and any(w not in FUNCTION_WORDS for w in kept)
    return replaced > 0 and framed and len(kept) >= 0.4 * max(len(x), len(y))


LONGEST_QUESTION = 120
"""Words up to which a question is compared with another as a frame: with more it has a text pasted into it."""

_Step = tuple[str, int, int, int, int]


def _steps(x: Sequence[str], y: Sequence[str], common: Set[str]) -> Sequence[_Step]:
    """How x becomes y, as difflib tells it, and without it in two cases in which there is but one way to see it."""
    if len(x) == len(y):
        differing = [i for i, (a, b) in enumerate(zip(x, y, strict=True)) if a != b]
        if _in_place(x, y, common, differing):
            return _around(differing, len(x))
    kept = [w for w in x if w in common]
    if len(kept) == len(common) and kept == [w for w in y if w in common]:
        # Each common word comes once, in the same order: these are the pairs.
        return list(_between([(x.index(word), y.index(word)) for word in kept], len(x), len(y)))
    return SequenceMatcher(None, x, y, autojunk=False).get_opcodes()


def _in_place(x: Sequence[str], y: Sequence[str], common: Set[str], differing: Sequence[int]) -> bool:
    """Whether all common words stand where they stand in the other, and none of them is better paired elsewhere.

    Elsewhere only words that come twice find their like. Where no two of those stand beside each other, no longer run
    comes of it; nor does one where the words up to the first difference are the longest run. What follows it is seen
    by itself then.
    """
    if not differing or any(x[i] in common or y[i] in common for i in differing):
        return False
    again = _longest_again(x)
    start = differing[0]
    return again <= 1 or (start > again and 2 * start >= len(x) and _longest_again(x[start:]) <= 1)


def _around(differing: Sequence[int], length: int) -> list[_Step]:
    """The steps between two texts of so many words that differ at these places."""
    steps: list[_Step] = []
    at = 0
    for i in differing:
        if i == at and steps:
            _, a, _, c, _ = steps.pop()
            steps.append(("replace", a, i + 1, c, i + 1))
        else:
            if i > at:
                steps.append(("equal", at, i, at, i))
            steps.append(("replace", i, i + 1, i, i + 1))
        at = i + 1
    return [*steps, ("equal", at, length, at, length)] if at < length else steps


def _longest_again(said: Sequence[str]) -> int:
    """Length of the longest run of words each of which comes more than once."""
    if len(set(said)) == len(said):
        return 0
    seen, again = set[str](), set[str]()
    for word in said:
        (again if word in seen else seen).add(word)
    longest = run = 0
    for word in said:
        run = run + 1 if word in again else 0
        longest = max(longest, run)
    return longest


def _between(pairs: Sequence[tuple[int, int]], n: int, m: int) -> Iterable[_Step]:
    """The steps between and over words that are paired."""
    a = c = start = 0
    for b, d in (*pairs, (n, m)):
        if b > a or d > c:
            if a > start:
                yield "equal", start, a, c - (a - start), c
            yield "insert" if b == a else "delete" if d == c else "replace", a, b, c, d
            start = b
        a, c = b + 1, d + 1
    if n > start:
        yield "equal", start, n, m - (n - start), m


def _refilled(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether one filling of a frame stands in place of another: the same small words, other content."""
    if max(len(old), len(new)) > 4:
        return False
    (was_in, was), (now_in, now) = _filled(tuple(old)), _filled(tuple(new))
    return was_in == now_in and bool(was and now) and was.isdisjoint(now)


@lru_cache(maxsize=16384)
def _filled(said: tuple[str, ...]) -> tuple[list[str], frozenset[str]]:
    """The small words that make a frame, whichever article or owner stands there, and what fills it."""
    skeleton = [w for w in said if w in FUNCTION_WORDS and w not in DETERMINERS]
    return skeleton, attributes(content_words(" ".join(said), weak=True))


DETERMINERS = frozenset("a an the my our your his her its their this that these those".split())


def qualified(x: Sequence[str], y: Sequence[str]) -> bool:
    """Whether one question, as its words, is the other with a word put in that makes it about something else.

    "name of my neighbour's cat" is another question than "name of my cat"; words before or after add nothing.
    """
    if max(len(x), len(y)) > LONGEST_QUESTION:
        return False
    ops = SequenceMatcher(None, x, y, autojunk=False).get_opcodes()
    if len(ops) < 3 or any(tag == "replace" for tag, *_ in ops):
        return False
    inner = [[*x[a:b], *y[c:d]] for tag, a, b, c, d in ops[1:-1] if tag != "equal"]
    return any(content_words(" ".join(part)) - _SAME_THING for part in inner)


_SAME_THING = frozenset(map(stem, "current exact official real actual full precise".split()))
