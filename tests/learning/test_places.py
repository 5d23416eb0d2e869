"""What holds one thing at a time: a second filling of the same place contradicts the first, whatever words it uses."""

from __future__ import annotations

import pytest

from rlmchat.learning.conflicts import Relation, relation
from rlmchat.learning.correction import Category, NewCorrection, Source
from rlmchat.learning.places import fills_another
from tests.adapters.records import correction
from tests.learning.memories import World

OTHERS = [
    ("Use pnpm", "Use yarn"),
    ("use npm", "use pnpm instead of npm"),
    ("always use pytest", "use unittest from now on"),
    ("Don't use yarn", "use yarn"),
    ("Prices in euros please", "Prices in dollars"),
    ("I prefer vim", "I switched to emacs"),
    ("My name is Jo", "My name is Ann"),
    ("Call me Jo", "Please call me Ann"),
    ("I live in Berlin", "I moved to Munich"),
    ("My favourite colour is green", "My favorite color is blue"),
    ("our deadline is Friday", "the deadline is Monday now"),
    ("I'm 34", "I am 35 years old"),
    ("my boss is Ann Lee", "my boss is now Tom"),
    ("I work for Siemens", "I work at Bosch now"),
    ("My email is a@b.de", "My email is c@d.com"),
]
SAME_OR_APART = [
    ("My name is Jo", "My name is Jo Smith"),
    ("Use pnpm", "I prefer pnpm"),
    ("Use pnpm", "Use vim"),
    ("use pnpm", "don't use npm"),
    ("my son's name is Tom", "my daughter's name is Ann"),
    ("My favourite food is sushi", "my favourite colour is blue"),
    ("I live in Berlin", "I work in Munich"),
    ("use react", "react native is hard"),
    ("I'm 34", "I'm 180 cm tall"),
    ("my boss is strict", "my boss is away"),
    ("my boss is Ann Lee", "my boss is strict"),
    ("yarn workspaces hoist packages", "npm audit is noisy"),
    ("use Postgres", "use an index on the sqlite table"),
    ("I like black coffee", "use yapf"),
]


@pytest.mark.parametrize(("older", "newer"), OTHERS)
def test_another_filling_contradicts(older: str, newer: str) -> None:
    assert fills_another(older, newer)
    a, b = (correction("", text, age=age, category=Category.PREFERENCE) for text, age in ((older, 1), (newer, 0)))
    assert relation(a, b, 0.2) is Relation.CONTRADICTS


@pytest.mark.parametrize(("older", "newer"), SAME_OR_APART)
def test_the_same_filling_or_another_place_does_not(older: str, newer: str) -> None:
    assert not fills_another(older, newer)


def test_each_for_its_own_occasion_or_as_an_exception_both_hold() -> None:
    a, b, c = (
        correction("", text, category=Category.PREFERENCE)
        for text in ("Use Postgres for the shop", "Use SQLite for the tests", "Use Postgres")
    )
    assert relation(a, b, 0.5) is Relation.UNRELATED
    assert relation(c, b, 0.5) is Relation.REFINES


async def test_a_minute_later_is_soon_enough() -> None:
    world = World()
    memory = await world.memory()
    first = await memory.keep(NewCorrection("My name is Jo", source=Source.EXPLICIT, category=Category.DOMAIN))
    world.later(minutes=1)
    second = await memory.keep(NewCorrection("My name is Ann", source=Source.EXPLICIT, category=Category.DOMAIN))
    assert [one.id for one in second.superseded] == [first.correction.id]
