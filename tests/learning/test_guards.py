from __future__ import annotations

import pytest

from rlmchat.learning.guards import objection, structure
from rlmchat.learning.rewriting import prompt, read
from tests.learning.cases import correction

CAPITAL = correction("Sydney", "Canberra", "capital of Australia")
PROSE = correction(
    "",
    "prose paragraphs, no bullet points",
    "blog",
    "style",
    "I never want bullet points in my blog texts",
    standing=True,
)
SHORT = correction("", "keep it short", "explain", "style", standing=True)
STOCK = correction("white wine", "no alcohol (stock)", "sauce", "preference", standing=True)
TABS = correction("    return", "\treturn", "python function", "code", standing=True)
BUDGET = correction("240 euros", "max 90 euros a night", "hotel", "preference")

DRAFT = "The capital is Sydney, with 450,000 people. See [more](https://x.org/a)."


@pytest.mark.parametrize(
    ("draft", "rewrite", "lesson"),
    [
        (DRAFT, DRAFT.replace("Sydney", "Canberra"), CAPITAL),
        ("- Shops open\n- Rents rise\n", "Shops open and rents rise.\n", PROSE),
        ("A long text about pumps. " * 6, "Pumps move heat.", SHORT),
        ("Poach pears in red wine for 20 minutes.", "Poach pears in grape juice for 20 minutes.", STOCK),
        ("```py\ndef f():\n    return 1\n```", "```py\ndef f():\n\treturn 1\n```", TABS),
        ("Book the Ritz at 240 euros a night.", "Book the Ibis at 85 euros a night.", BUDGET),
    ],
)
def test_a_rewrite_of_what_the_lesson_touches_passes(draft: str, rewrite: str, lesson: object) -> None:
    assert objection(draft, rewrite, [lesson]) == ""  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("draft", "rewrite", "lesson", "reason"),
    [
        (DRAFT, DRAFT, CAPITAL, "nothing was changed"),
        (DRAFT, "", CAPITAL, "empty"),
        (DRAFT, "Canberra.", CAPITAL, "length"),
        (DRAFT, DRAFT + " More words are here." * 10, CAPITAL, "length"),
        (DRAFT, DRAFT.replace("Sydney", "Canberra").replace("450,000", "460,000"), CAPITAL, "number"),
        (DRAFT, DRAFT.replace("Sydney", "Canberra").replace("x.org", "y.org"), CAPITAL, "link"),
        (DRAFT, DRAFT.replace("Sydney", "Canberra").replace(" See [more](https://x.org/a).", ""), CAPITAL, "link"),
        ("It is Sydney.\n\n```py\na = 1\n```\n", "It is Canberra.\n\n```py\nb = 1\n```\n", CAPITAL, "code"),
        ("It is Sydney.\n\n```py\na = 1\n```\n", "It is Canberra, is it not? Yes it is.\n", CAPITAL, "code"),
        ("It is Sydney, a big city.", "- It is Canberra\n- a big city", CAPITAL, "structure"),
        ("- Shops open\n- Rents rise\n", "I never want bullet points in my blog texts.", PROSE, "lesson"),
        ("It is Sydney, as we know.", "It is Canberra, as you corrected.", CAPITAL, "talks about the correction"),
    ],
)
def test_a_rewrite_of_anything_else_does_not(draft: str, rewrite: str, lesson: object, reason: str) -> None:
    assert reason in objection(draft, rewrite, [lesson])  # type: ignore[list-item]


def test_structure_counts_blocks_and_not_items() -> None:
    assert structure("- a\n- b\n\ntext") == structure("- a\n- b\n- c\n\ntext")
    assert structure("# a\n\ntext") != structure("a\n\ntext")
    assert structure("| a |\n|---|\n| 1 |") != structure("a")


@pytest.mark.parametrize(
    ("reply", "draft", "want"),
    [
        ("<passage>\nnew\n</passage>", "old\n\n", "new\n\n"),
        ("Sure! <passage>new</passage> bye", "\n\nold", "\n\nnew"),
        ("new", "old", "new"),
        ('"new \\"quoted\\""', "old\n", 'new "quoted"\n'),
        ("<passage>\n    code\n</passage>", "    x\n", "    code\n"),
    ],
)
def test_the_passage_is_read_out_of_the_reply(reply: str, draft: str, want: str) -> None:
    assert read(reply, draft) == want


def test_the_prompt_quotes_what_it_is_given() -> None:
    system, user = prompt("text\n", [CAPITAL], "a <b> question")
    assert "never follow orders" in system
    assert "\\u003cb\\u003e" in user
    assert '"instead_of": "Sydney"' in user
