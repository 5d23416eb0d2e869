"""Standing preferences: all of them while they fit the budget, else those that bear on the question."""

from __future__ import annotations

from rlmchat.learning.correction import Category, NewCorrection, Scope, Source
from tests.learning.memories import World, rule


def wish(text: str, **more: object) -> NewCorrection:
    return NewCorrection(text, category=Category.PREFERENCE, source=Source.EXPLICIT, standing=True, **more)  # type: ignore[arg-type]


FEW = ("I never fly", "no horror films", "metric units in all recipes", "I am allergic to peanuts", "I like jazz")


async def test_few_standing_preferences_are_all_given_whatever_is_asked() -> None:
    memory = await World().memory()
    await memory.import_many([wish(text) for text in FEW])
    recall = await memory.recall("What is the boiling point of water?")
    assert {x.correction.corrected_output for x in recall.lessons} == set(FEW)
    assert all(x.found_by == ("standing",) for x in recall.lessons)


async def test_of_many_those_come_that_bear_on_the_question_and_the_manners_always() -> None:
    memory = await World().memory(budget_tokens=120)
    subjects = ("tea", "ships", "opera", "chess", "maps", "bread", "horses", "clocks", "stones", "rivers", "kites")
    await memory.import_many([wish(f"I collect old {name} from {name} makers") for name in subjects])
    await memory.keep(rule("British spelling"))
    await memory.keep(wish("I prefer jigsaw puzzles with lighthouse pictures"))
    await memory.import_many([wish(f"I avoid {name} in winter evenings") for name in subjects])
    recall = await memory.recall("Which jigsaw puzzles with lighthouse pictures are there?")
    given = [x.correction.corrected_output for x in recall.lessons if "standing" in x.found_by]
    assert "British spelling" in given
    assert "I prefer jigsaw puzzles with lighthouse pictures" in given
    assert len(given) < 2 * len(subjects)


async def test_a_domains_standing_rule_comes_where_the_question_names_the_domain() -> None:
    memory = await World().memory()
    await memory.keep(wish("cite the paragraph", scope=Scope.parse("domain:tax law")))
    assert [x.standing for x in (await memory.recall("A question on German tax law")).lessons] == [True]
    assert not (await memory.recall("How long do eggs boil?")).lessons
