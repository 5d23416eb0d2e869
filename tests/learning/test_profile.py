"""The profile: one page, the same after a trip through a Markdown file, changed by hand, compared over time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.applier import Applier, ApplyMode
from rlmchat.learning.correction import Category, Correction, CorrectionId, Scope, Status
from rlmchat.learning.profile import (
    GLOSSARY_TAG,
    belongs,
    compared,
    edits,
    from_markdown,
    is_term,
    line_of,
    page,
    to_markdown,
)
from rlmchat.learning.profile_desk import ProfileDesk
from tests.fakes.chronicle import MemoryChronicle
from tests.fakes.history import MemoryHistory
from tests.learning.memories import NOW, World, canberra, rule

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
plain = words.filter(lambda text: text and "“" not in text and "”" not in text and not text.startswith("\\"))


@st.composite
def standing(draw: st.DrawFn) -> Correction:
    term = draw(st.booleans())
    number = draw(st.integers(0, 10**9))
    return Correction(
        CorrectionId(str(number)),
        NOW + timedelta(seconds=number % 1000),
        draw(st.one_of(st.just(""), plain)),
        draw(plain),
        category=Category.DOMAIN if term else draw(st.sampled_from(Category)),
        standing=True,
        tags=(GLOSSARY_TAG,) if term else (),
    )


def said(new: Any) -> tuple[Any, ...]:
    right = getattr(new, "corrected_output", None) or new.corrected
    wrong = new.original_output if isinstance(new, Correction) else new.original
    return is_term(new), new.category, " ".join(wrong.split()), " ".join(right.split())


@given(st.lists(standing(), max_size=8))
def test_what_is_exported_is_imported_as_it_was(records: list[Correction]) -> None:
    distinct = {line_of(r).casefold(): r for r in records}
    text = to_markdown(list(distinct.values()))
    back = from_markdown(text)
    assert {said(new) for new in back} == {said(r) for r in distinct.values()}
    assert all(new.standing for new in back)


@given(st.lists(standing(), max_size=8))
def test_a_page_that_was_not_edited_asks_for_nothing(records: list[Correction]) -> None:
    lines = page(records)
    found = edits(lines, to_markdown([line.record for line in lines]))
    assert (found.changed, found.gone, found.new) == ((), (), ())


def record(id: str, right: str, wrong: str = "", **more: Any) -> Correction:
    return Correction(CorrectionId(id), NOW, wrong, right, **({"standing": True} | more))


KNOWN = [
    record("a", "dates as YYYY-MM-DD", category=Category.STYLE, confidence=0.95),
    record("b", "pnpm", "npm", category=Category.PREFERENCE, confidence=0.7),
    record("c", "trips abroad take 7 to 10 days", category=Category.DOMAIN, standing=False, confidence=0.5),
    record("d", "Kubernetes", "cooper netties", category=Category.DOMAIN, tags=(GLOSSARY_TAG,)),
]


def test_the_page_has_its_sections_in_order_and_says_how_sure_it_is() -> None:
    lines = page([*KNOWN, record("e", "Canberra", "Sydney", standing=False), record("f", "x", status=Status.MUTED)])
    assert [(line.section, line.text, line.sure) for line in lines] == [
        ("Preferences", "instead of “npm”: pnpm", "likely"),
        ("Style", "dates as YYYY-MM-DD", "sure"),
        ("Domain", "trips abroad take 7 to 10 days", "unsure"),
        ("Glossary", "Kubernetes, not “cooper netties”", "sure"),
    ]


def test_what_holds_in_one_chat_only_is_not_who_the_person_is() -> None:
    assert not belongs(record("a", "x", scope=Scope.parse("chat:c1")))
    assert belongs(record("a", "x", scope=Scope.parse("project:/p")))


def test_rules_of_other_tools_are_read_as_well() -> None:
    text = "# AGENTS\n\nSome words.\n\n## Style\n* short\n  answers only\n1. [x] no emoji\n\n```\n- not this\n```\n## Build\n- use make\n"
    assert [(r.category, r.corrected) for r in from_markdown(text)] == [
        (Category.STYLE, "short answers only"),
        (Category.STYLE, "no emoji"),
        (Category.PREFERENCE, "use make"),
    ]


def test_edits_by_hand_change_take_away_and_add() -> None:
    lines = page(KNOWN)
    text = to_markdown(KNOWN).replace("YYYY-MM-DD", "DD.MM.YYYY").replace("- instead of “npm”: pnpm\n", "- no tabs\n")
    found = edits(lines, text)
    assert [(old.id, new.corrected) for old, new in found.changed] == [("a", "dates as DD.MM.YYYY")]
    assert [old.id for old in found.gone] == ["b"]
    assert [new.corrected for new in found.new] == ["no tabs"]


def test_two_pages_are_compared_line_by_line() -> None:
    after = [*KNOWN[1:], record("g", "no emoji", category=Category.STYLE)]
    lines = compared(KNOWN, after)
    assert "-- dates as YYYY-MM-DD" in lines
    assert "+- no emoji" in lines
    assert compared(KNOWN, KNOWN) == []


async def test_a_term_is_put_right_wherever_it_stands_and_nothing_else_is() -> None:
    world = World()
    memory = await world.memory()
    await ProfileDesk(memory).add_term("Kubernetes", "cooper netties")
    recall = await memory.recall("How do I deploy?")
    draft = "Deploy it to Cooper Netties. A cooper makes barrels, and netties are none."
    done = await Applier(None, ApplyMode.DETERMINISTIC).whole(draft, recall.lessons, query=recall.query)
    assert done.text == "Deploy it to Kubernetes. A cooper makes barrels, and netties are none."


async def test_the_page_of_a_memory_is_edited_imported_and_compared_with_an_earlier_day() -> None:
    world = World()
    ledger: Any = world.ledger
    ledger._clock = world.clock
    memory = await world.memory()
    desk = ProfileDesk(memory, MemoryChronicle(ledger, MemoryHistory()))
    await memory.keep(rule("dates as YYYY-MM-DD"))
    await memory.keep(canberra())
    monday = world.now
    world.later(days=3)
    await desk.take("## Style\n- British spelling\n\n## Glossary\n- Kubernetes, not “cooper netties”\n")
    assert {line.text for line in await desk.lines()} == {
        "dates as YYYY-MM-DD",
        "British spelling",
        "Kubernetes, not “cooper netties”",
    }
    changes = await desk.since(monday)
    assert "+- British spelling" in changes
    assert not any(line.startswith("-") for line in changes)
    text = (await desk.markdown()).replace("- British spelling\n", "- American spelling\n")
    found = await desk.edit(text)
    assert [new.corrected for _, new in found.changed] == ["American spelling"]
    assert "American spelling" in await desk.markdown()
    assert await desk.edit(await desk.markdown()) == edits([], "")
