"""A term of the person's field is written as they write it, by rule and not by the model."""

from __future__ import annotations

import pytest

from rlmchat.learning.applier import Applier, ApplyMode
from rlmchat.learning.correction import Category
from rlmchat.learning.glossary import entry
from rlmchat.learning.recall import Lesson
from tests.adapters.records import correction


@pytest.mark.parametrize(
    ("said", "wrong", "right"),
    [
        ("Kubernetes, not cooper netties", "cooper netties", "Kubernetes"),
        ('It\'s written Kubernetes, not "cooper netties".', "cooper netties", "Kubernetes"),
        ("use PostgreSQL instead of post gray SQL", "post gray SQL", "PostgreSQL"),
        ("write Postgres rather than post gress", "post gress", "Postgres"),
        ("the term is Grafana, not Graphana", "Graphana", "Grafana"),
    ],
)
def test_an_entry_names_the_wrong_form_and_the_right_one(said: str, wrong: str, right: str) -> None:
    assert entry(said) == (wrong, right)


@pytest.mark.parametrize(
    "said",
    ["TypeScript, not JavaScript", "use pnpm, not npm", "Canberra, not Sydney", "Write prose, not bullet points", "Jo"],
)
def test_two_things_are_no_two_spellings(said: str) -> None:
    assert entry(said) is None


async def test_it_is_applied_without_a_model_and_leaves_the_rest() -> None:
    record = correction("", "Kubernetes, not cooper netties", category=Category.DOMAIN, standing=True)
    lesson = Lesson(record, 1.0, 1.0, 1.0, 1.0, 1.0, standing=True)
    draft = "We run cooper netties on three nodes.\n\n- Cooper netties scales\n- bare metal does not\n"
    done = await Applier(None, ApplyMode.DETERMINISTIC).whole(draft, [lesson], query="how do we deploy")
    assert done.text == "We run Kubernetes on three nodes.\n\n- Kubernetes scales\n- bare metal does not\n"
    assert done.applied == (record.id,)
    assert not done.model_calls
