"""What is known of a correction, as short texts for people: belief, factors, history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from textual.content import Content

from rlmchat.learning.correction import (
    PRIORS,
    RECALLABLE,
    WEAK,
    Action,
    Correction,
    Outcome,
    Revision,
    Source,
    Status,
)
from rlmchat.learning.correction_form import own_tags
from rlmchat.learning.ranking import recency, success
from rlmchat.learning.signals import TELLS, Signal, summary
from rlmchat.learning.validity import out_of_time
from rlmchat.learning.weighing import preference_weight
from rlmchat.widgets.correction_rows import number
from rlmchat.widgets.plain_text import clean, one_line

BAR = 10
"""Cells of the belief bar."""
STEPS_SHOWN = 8
OUTCOMES_SHOWN = 6

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

SAID = {
    Source.EXPLICIT: "by you, as a rule",
    Source.CORRECTION: "by you",
    Source.EDIT: "by you, when you edited the answer",
    Source.FLAG: "by you, when you marked the answer wrong",
    Source.INFERRED: "inferred, not said",
    Source.IMPORT: "imported",
}

STATES = {
    Status.TENTATIVE: "in the inbox · used in its own chat only · y accept  n reject",
    Status.ACTIVE: "in use",
    Status.SUPERSEDED: "replaced by a newer one · not in use · r restore",
    Status.MUTED: "muted · not in use · m use it again",
    Status.QUARANTINED: "resting, since it was reverted in several chats · r restore",
    Status.DELETED: "deleted · not in use, not learned again · r restore",
}


def state(record: Correction, now: datetime) -> str:
    """Whether it is in use, and which key changes that."""
    apart = out_of_time(record, now)
    return f"{apart} · not in use now · e edit" if apart else STATES[record.status]


def when(moment: datetime) -> str:
    """Local date and time, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def day(moment: datetime) -> str:
    """Local date."""
    return moment.astimezone().strftime("%Y-%m-%d")


def situation(record: Correction) -> Content:
    """The question, and below it the scope."""
    scope = f"scope: {one_line(str(record.scope), 60)}" + (" · standing" if record.standing else "")
    if not record.query:
        return Content.styled(scope, "$dim")
    return Content.assemble("“", clean(record.query.strip()), "”", (f"\n{scope}", "$dim"))


def said(record: Correction, chat: str) -> str:
    """When, by whom, in which chat."""
    where = f", in “{one_line(chat, 60)}”" if chat else ""
    return f"{when(record.created_at)}, {SAID[record.source]}{where}"


def bar(share: float, width: int = BAR) -> str:
    """A share of 1 as a bar."""
    full = round(max(0.0, min(1.0, share)) * width)
    return "▇" * full + "░" * (width - full)


def belief_line(record: Correction) -> Content:
    """Bar, number, and what moved it."""
    alpha, beta = PRIORS[record.source]
    moved = f"{alpha:g}:{beta:g} → held {record.held}, broken {record.broken}, reverted {record.reverted}"
    if record.backed or record.doubted:
        moved += f", weak signs +{number(record.backed)} −{number(record.doubted)}"
    shown = bar(record.confidence)
    full = shown.count("▇")
    return Content.assemble(
        (shown[:full], "$accent"), (shown[full:], "$dim"), " ", number(record.confidence), (f"  {moved}", "$dim")
    )


def factors(record: Correction, now: datetime) -> Content:
    """The product of relevance, as it stands today; similarity depends on the question."""
    if record.status not in RECALLABLE or out_of_time(record, now):
        return Content.styled("not recalled as long as it is not in use", "$dim")
    return Content.assemble(
        ("similarity × confidence ", "$dim"),
        number(record.confidence),
        (" × recency ", "$dim"),
        number(recency(record, now)),
        (" × success ", "$dim"),
        number(success(record)),
    )


def nature(record: Correction) -> str:
    """Kind, severity, tags."""
    own = own_tags(record)
    tags = f" · {one_line(', '.join(own), 60)}" if own else ""
    weight = preference_weight(record)
    weighs = f" · weighs {number(weight)}" if weight != 1 else ""
    return f"{record.category} · severity {number(record.severity)}{weighs}{tags}"


def sought(record: Correction, phrasings: Sequence[str]) -> str:
    """By which other words it is looked for, and which of them a model made."""
    lines = [one_line(", ".join(record.triggers), 300)] if record.triggers else []
    if phrasings:
        lines.append("by a model: " + one_line(" · ".join(phrasings), 500))
    return "\n".join(lines)


def used(record: Correction) -> str:
    """In how many answers it held, and in how many of them only because the text was changed."""
    if not record.apply_count:
        return "in no answer yet"
    changed = f", changed the text of {record.forced}" if record.forced else ""
    last = f", last {when(record.last_applied)}" if record.last_applied else ""
    return f"held in {record.apply_count} answer{'s' if record.apply_count != 1 else ''}{changed}{last}"


def validity(record: Correction) -> str:
    """From when until when it holds, where that was said."""
    parts = []
    if record.valid_from:
        parts.append(f"from {day(record.valid_from)}")
    if record.valid_until:
        parts.append(f"until {day(record.valid_until)}")
    return " ".join(parts)


def history_summary(steps: Sequence[Revision]) -> str:
    """`created · confirmed 2× · edited once`."""
    counts: dict[Action, int] = {}
    for step in steps:
        if step.action is not Action.OUTCOME:
            counts[step.action] = counts.get(step.action, 0) + 1
    return " · ".join(_times(action, count) for action, count in counts.items())


def _times(action: Action, count: int) -> str:
    if action is Action.CREATED:
        return str(action)
    return f"{action} once" if count == 1 else f"{action} {count}×"


def reason_of(step: Revision, steps: Sequence[Revision], names: Mapping[str, str]) -> str:
    """Why, in words: an act that was taken back is named, and so are other corrections (`names`, by id)."""
    if step.action is Action.UNDONE:
        undone = [str(one.action) for one in steps if one.group in step.reason]
        return f"took back: {', '.join(undone)}" if undone else ""
    return _ID.sub(lambda found: f"“{names[found[0]]}”" if found[0] in names else "another one", step.reason)


def history_lines(steps: Sequence[Revision] | None, names: Mapping[str, str] = MappingProxyType({})) -> Content:
    """The summary, then the newest steps, newest first, with their reasons; None is not known yet."""
    if steps is None:
        return Content.styled("…", "$dim")
    shown = [step for step in reversed(steps) if step.action is not Action.OUTCOME]
    widest = max((len(step.action) for step in shown), default=0)
    lines = [Content(history_summary(steps) or "nothing is recorded")]
    for step in shown[:STEPS_SHOWN] if len(shown) > 1 else []:
        reason = one_line(reason_of(step, steps, names), 80)
        lines.append(
            Content.assemble(
                (f"{when(step.at)}  ", "$dim"), f"{step.action:<{widest}}", (f"  {reason}" if reason else "", "$dim")
            )
        )
    if len(shown) > STEPS_SHOWN:
        lines.append(Content.styled(f"… {len(shown) - STEPS_SHOWN} earlier", "$dim"))
    return Content("\n").join(lines)


def outcome_lines(outcomes: Sequence[Outcome] | None) -> Content:
    """The newest outcomes with their reasons; None is not known yet."""
    if outcomes is None:
        return Content.styled("…", "$dim")
    if not outcomes:
        return Content.styled("none yet: it was not in play since it was learned", "$dim")
    lines = []
    for one in outcomes[:OUTCOMES_SHOWN]:
        reason = f"  {one_line(one.reason, 80)}" if one.reason else ""
        if one.kind in WEAK:
            reason += f" · weak, counts {number(one.weight)}"
        lines.append(Content.assemble((f"{when(one.at)}  ", "$dim"), f"{one.kind:<8}", (reason, "$dim")))
    if len(outcomes) > OUTCOMES_SHOWN:
        lines.append(Content.styled(f"… {len(outcomes) - OUTCOMES_SHOWN} earlier", "$dim"))
    return Content("\n").join(lines)


def signs(signals: Sequence[Signal], outcomes: Sequence[Outcome]) -> str:
    """`regenerated 2×, rephrased once` on the matter it came from, and what was noticed where it shaped an answer."""
    lines = [summary(signals)]
    kinds = {told: kind for kind, told in TELLS.items()}
    later = [Signal(kinds[one.reason]) for one in reversed(outcomes) if one.kind in WEAK and one.reason in kinds]
    if later:
        lines.append(f"where it shaped an answer: {summary(later)}")
    return "\n".join(line for line in lines if line)


def evidence(record: Correction) -> str:
    """How often, and in how many chats it was said."""
    parts = []
    if record.evidence:
        parts.append(f"{len(record.evidence)} merged correction{'s' if len(record.evidence) != 1 else ''}")
    if record.confirmations:
        parts.append(f"said {record.confirmations + 1} times")
    if len(record.chats) > 1:
        parts.append(f"in {len(record.chats)} chats")
    return " · ".join(parts)
