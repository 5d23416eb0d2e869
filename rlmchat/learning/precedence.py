"""Precedence: which of two corrections that contradict each other holds, and whether both can stay."""

from __future__ import annotations

from enum import StrEnum

from rlmchat.learning.correction import Correction, Scope, ScopeKind, Source, Status

BREADTH = (ScopeKind.CHAT, ScopeKind.PROJECT, ScopeKind.TOPIC, ScopeKind.DOMAIN, ScopeKind.EVERYWHERE)
"""Scopes from narrow to wide."""
KEYED = frozenset({ScopeKind.CHAT, ScopeKind.PROJECT, ScopeKind.DOMAIN})
"""Kinds of scope whose key says where they hold."""


class Verdict(StrEnum):
    """How a contradiction ends."""

    NEWER = "newer"
    """The newer one takes the place of the older one."""
    OLDER = "older"
    """The older one stays, the newer one is kept as superseded."""
    EXCEPTION = "exception"
    """Both stay: the narrower one goes first where it holds."""
    APART = "apart"
    """They hold in different places and never meet."""


def breadth(scope: Scope) -> int:
    """0 for the narrowest kind of scope."""
    return BREADTH.index(scope.kind)


def meet(a: Scope, b: Scope) -> bool:
    """Whether two scopes share a place; two chats, two projects, two domains do not."""
    return not (a.kind in KEYED and a.kind is b.kind and a.key != b.key)


def verdict(older: Correction, newer: Correction) -> Verdict:
    """Narrower scope > explicit > newer (design section 5).

    A rule that the person states for everything also takes the place of what they once said on a subject: a change
    of mind, not an exception. The other way round, what is said on a subject is an exception from a standing rule.
    """
    if not meet(older.scope, newer.scope):
        return Verdict.APART
    subject = {ScopeKind.TOPIC, ScopeKind.DOMAIN, ScopeKind.EVERYWHERE}
    if older.scope != newer.scope:
        both_wide = older.scope.kind in subject and newer.scope.kind in subject
        widened = both_wide and breadth(newer.scope) > breadth(older.scope)
        return Verdict.NEWER if widened and newer.source is Source.EXPLICIT else Verdict.EXCEPTION
    if older.source is Source.EXPLICIT and newer.source is not Source.EXPLICIT and older.status is Status.ACTIVE:
        return Verdict.OLDER
    return Verdict.NEWER
