"""One exchange in many situations: kept once, carried over, given up when the person changes their mind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.asking import of_the_world, own_thing
from rlmchat.learning.correction import Category, Correction, CorrectionId, NewCorrection, Status
from rlmchat.learning.divergence import divergence
from rlmchat.learning.exchanges import exchange, gives_way, of_two_matters, overtakes, same_exchange
from rlmchat.learning.merging import merged
from rlmchat.learning.ports import Find
from rlmchat.learning.repair import repaired
from tests.learning.memories import World

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def made(query: str, wrong: str, right: str, *, name: str = "one", days: int = 0, **more: object) -> Correction:
    values = {"query": query, "category": Category.FACTUAL} | more
    return Correction(CorrectionId(name), NOW + timedelta(days=days), wrong, right, **values)  # type: ignore[arg-type]


LUNCH = made("Help me label my kid's lunch box.", "Emma", "Noor")
NOTE = made("Write an absence note for my child.", "Emma", "Noor", name="two", days=3)
BILL = made("When must customers pay our bills?", "30 days", "14 days")
RETURN = made("How long may shoes be sent back to us?", "14 days", "60 days", name="two", days=3)


def test_a_name_put_right_twice_is_one_exchange_and_an_amount_only_in_one_matter() -> None:
    assert same_exchange(LUNCH, NOTE, 0.0)
    again = made("Remind the customers who did not pay.", "30 days", "14 days", name="two")
    holiday = made("How long is my holiday in Crete?", "30 days", "14 days", name="three")
    assert same_exchange(BILL, again, 0.0)
    assert not same_exchange(BILL, holiday, 0.0)


def test_a_change_of_mind_takes_the_place_and_a_fact_of_the_world_does_not() -> None:
    use, now = (made(q, "npm", "pnpm", name=q) for q in ("How do I add zod?", "Install eslint."))
    assert overtakes(replace(now, original_output="pnpm", corrected_output="bun"), use)
    assert overtakes(replace(now, corrected_output="bun"), use)
    capital = made("What is the capital of Turkey?", "Istanbul", "Ankara")
    largest = made("Which city of Turkey is the largest?", "Ankara", "Istanbul", name="two")
    first = made("What is the capital of Australia?", "Sydney", "Canberra")
    oldest = made("Where was gold found first?", "Sydney", "Bathurst", name="two")
    assert not overtakes(oldest, first)
    assert not overtakes(first, capital)
    assert not gives_way(capital, largest) or capital.created_at > largest.created_at


def test_amounts_that_meet_by_chance_are_two_matters() -> None:
    assert of_two_matters(BILL, RETURN)
    assert not overtakes(RETURN, BILL)
    assert not of_two_matters(LUNCH, NOTE)


def test_whole_sentences_on_one_question_are_one_matter() -> None:
    nine = made("When does the office open?", "The office opens at 8.", "The office opens at 9.")
    ten = replace(nine, id=CorrectionId("two"), corrected_output="The office opens at 10.")
    assert overtakes(ten, nine)
    assert not of_two_matters(nine, ten)


def test_a_merge_keeps_the_wrong_span_with_what_takes_its_place_and_both_questions() -> None:
    bare = made("Which name goes on the badge?", "", "my daughter's name is Noor", name="two", days=2)
    both = merged(LUNCH, bare, NOW)
    assert (both.original_output, both.corrected_output) == ("Emma", "Noor")
    assert both.questions == (bare.query, LUNCH.query)


def test_what_was_wrong_before_is_wrong_after_the_change() -> None:
    record = made("Where do I host it?", "Azure", "Hetzner", also_wrong=("AWS",))
    assert repaired("Host it on AWS.", record, record.query) == "Host it on Hetzner."
    assert repaired("Host it on Azure.", record, record.query) == "Host it on Hetzner."


texts = st.text(alphabet="abc 1", min_size=1, max_size=12)


@given(texts, texts, texts, texts)
def test_no_two_exchanges_are_the_same_and_replace_each_other(a: str, b: str, c: str, d: str) -> None:
    one, two = made("What do I use?", a, b), made("What do I use?", c, d, name="two", days=1)
    assert not (same_exchange(one, two, 1.0) and overtakes(two, one))
    assert same_exchange(one, two, 1.0) == same_exchange(two, one, 1.0)
    found = exchange(one)
    assert found is None or found.own in found.wrongs


@pytest.mark.parametrize("text", ["Who maintains MySQL today?", "How is cheddar made?", "When did AWS start?"])
def test_a_question_about_the_world(text: str) -> None:
    assert of_the_world(text)
    assert not own_thing(text)


@pytest.mark.parametrize("text", ["Write a note to the team.", "Where do I host it?", "Find me a dentist."])
def test_a_question_about_ones_own(text: str) -> None:
    assert own_thing(text)
    assert not of_the_world(text)


SYDNEY = made("What is the capital of Australia?", "Sydney", "Canberra")


@pytest.mark.parametrize(
    ("draft", "after"),
    [
        (
            "The capital of Australia is Sydney. Sydney has 5 million people.",
            "The capital of Australia is Canberra. Sydney has 5 million people.",
        ),
        ("It is Sydney.", "It is Canberra."),
        (
            "**Sydney** is the capital.\n\nSydney lies on the coast.",
            "**Canberra** is the capital.\n\nSydney lies on the coast.",
        ),
    ],
)
def test_a_name_is_changed_where_the_mistake_is_and_nowhere_else(draft: str, after: str) -> None:
    assert repaired(draft, SYDNEY, SYDNEY.query) == after


def test_a_name_of_ones_own_is_changed_throughout() -> None:
    boss = made("Write an email to my manager.", "Sarah", "Ingrid")
    query = "Write an email to my manager about the trip."
    assert repaired("Dear Sarah, hello. Sarah signs it.", boss, query) == "Dear Ingrid, hello. Ingrid signs it."


def test_the_world_is_left_alone_by_what_is_ones_own() -> None:
    milk = made(
        "Give me a recipe for pancakes, I want them light.", "cow's milk", "oat milk", category=Category.PREFERENCE
    )
    assert repaired("Warm the cow's milk.", milk, "How do I make my porridge?") == "Warm the oat milk."
    assert repaired("It is made of cow's milk.", milk, "How is cheddar made?") == "It is made of cow's milk."


# Through the memory.


def said(query: str, corrected: str, original: str = "", **more: object) -> NewCorrection:
    return NewCorrection(corrected, original, query, **more)  # type: ignore[arg-type]


async def test_said_in_three_situations_it_is_proactive_and_knows_them_all() -> None:
    world = World()
    memory = await world.memory()
    queries = ("How do I add zod?", "Command to install everything?", "I need eslint, how?")
    for number, query in enumerate(queries):
        world.later(days=1)
        words = [
            said(query, "pnpm", "npm"),
            said(query, "it's pnpm", answer="Run npm install."),
            said(query, "pnpm", "npm"),
        ]
        kept = await memory.keep(words[number])
    assert (kept.how, kept.correction.confirmations) == ("merged", 2)
    assert set(kept.correction.questions) == set(queries)
    assert (kept.correction.original_output, kept.correction.corrected_output) == ("npm", "pnpm")
    assert await memory.count(Find()) == 1


async def test_the_value_that_a_lesson_brought_in_gives_way() -> None:
    world = World()
    memory = await world.memory()
    old = (await memory.keep(said("When is my long run?", "Thursday", "Monday"))).correction
    world.later(days=40)
    news = said("Put my training into the calendar.", "it's Saturday", answer="Put it on Thursday.", lessons=(old.id,))
    kept = await memory.keep(replace(news, applied=(old.id,)))
    assert [one.id for one in kept.superseded] == [old.id]
    assert (kept.correction.original_output, kept.correction.corrected_output) == ("Thursday", "Saturday")
    assert "Monday" in kept.correction.also_wrong
    assert old.query in kept.correction.questions


async def test_a_change_told_without_an_answer_is_kept_where_it_changes_what_is_known() -> None:
    world = World()
    memory = await world.memory()
    told = NewCorrection("We've switched from RabbitMQ to NATS.", if_known=True)
    assert (await memory.keep(told)).how == "rejected"
    old = (await memory.keep(said("How do my workers hear of uploads?", "RabbitMQ", "Kafka"))).correction
    world.later(days=9)
    kept = await memory.keep(told)
    assert [one.id for one in kept.superseded] == [old.id]
    assert kept.correction.rule == "RabbitMQ → NATS"
    assert kept.correction.query == old.query


async def test_amounts_of_two_matters_stay_side_by_side_even_if_one_was_in_play() -> None:
    world = World()
    memory = await world.memory()
    bill = (await memory.keep(said("When must customers pay our bills?", "14 days", "30 days"))).correction
    world.later(days=2)
    news = said(
        "How long may shoes be sent back to us?", "60 days", "14 days", answer="Within 14 days.", lessons=(bill.id,)
    )
    assert (await memory.keep(news)).superseded == ()
    assert (await memory.get(bill.id)).status is Status.ACTIVE


async def test_of_two_values_in_play_the_newer_is_given() -> None:
    world = World()
    memory = await world.memory()
    await memory.keep(said("which colour has the logo", "teal", "blue"))
    world.later(days=30)
    await memory.keep(said("which colour has the poster", "plum", "blue"))
    recall = await memory.recall("which colour has the logo on the poster", threshold=0.01)
    given = [lesson.correction.corrected_output for lesson in recall.lessons]
    assert given == ["plum"]
    assert any("a newer one says otherwise" in lesson.left_out for lesson in recall.considered)


async def test_a_file_read_twice_makes_nothing_surer() -> None:
    world = World()
    memory = await world.memory()
    row = said("capital of Australia", "Canberra", "Sydney", created_at=world.now)
    first = (await memory.keep(row)).correction
    world.later(days=1)
    assert (await memory.keep(row)).correction == first
    assert (await memory.keep(replace(row, created_at=None))).correction.confirmations == 1


def test_a_lesson_of_the_thing_itself_is_parted_from_the_question() -> None:
    record = made("Which driver do I use for the billing tests?", "MySQL", "PostgreSQL")
    assert divergence(record, "Who maintains MySQL today?")
    assert not divergence(record, "How do we back up our billing data?", 0.0, "Use the tools of MySQL.")
