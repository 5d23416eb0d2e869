from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.repair import Reach, goes_against, repaired
from rlmchat.learning.style_rules import rules_of
from tests.learning.cases import correction


def rule(corrected: str, original: str = "", said: str = "", query: str = "", category: str = "style") -> tuple:
    return (correction(original, corrected, query, category, said, standing=True),)


BRITISH = "British spelling please, always"
MENDED = [
    (BRITISH, "Our favorite colors, flavored and cozy.", "Our favourite colours, flavoured and cosy."),
    (BRITISH, "We organize traveling theaters and analyze catalogs.", "We organise travelling theatres and analyse catalogues."),
    (BRITISH, "Set `color: gray` on [the center](https://x.org/color-center).", "Set `color: gray` on [the centre](https://x.org/color-center)."),
    (BRITISH, "The size of the prize at Pearl Harbor on Labor Day.", "The size of the prize at Pearl Harbor on Labor Day."),
    (BRITISH, "Color counts.\n- Gray\n- FLAVOR", "Colour counts.\n- Grey\n- FLAVOUR"),
    ("American spelling", "We organised the theatre in grey colours and revised it with surprise.", "We organized the theater in gray colors and revised it with surprise."),
    ("dates as YYYY-MM-DD", "On November 20, 2026 and 3 May 2026, not 03/04/2026.", "On 2026-11-20 and 2026-05-03, not 03/04/2026."),
    ("ISO dates", "Due 20.11.2026, or 11/20/2026; version 1.2.2026.4.", "Due 2026-11-20, or 2026-11-20; version 1.2.2026.4."),
    ("dates like 20 November 2026", "Due 2026-11-20.", "Due 20 November 2026."),
    ("24-hour clock on the ward", "From 2 pm to 2:30 p.m. and at 12 am.", "From 14:00 to 14:30 and at 00:00."),
    ("12-hour clock please", "From 14:00 to 15:30; ratio 3:14, at 9:05.", "From 2 pm to 3:30 pm; ratio 3:14, at 9:05."),
    ("Oxford comma, always", "We sell tea, coffee and cocoa.", "We sell tea, coffee, and cocoa."),
    ("Oxford comma, always", "Mei paints, teaches yoga and keeps bees.", "Mei paints, teaches yoga, and keeps bees."),
    ("Oxford comma, always", "In June, Mei and Tom left. Our stall, run by Mei and Tom, sells tea.", "In June, Mei and Tom left. Our stall, run by Mei and Tom, sells tea."),
    ("Oxford comma, always", "If it rains, cats and dogs stay in. He left, and she stayed.", "If it rains, cats and dogs stay in. He left, and she stayed."),
    ("no Oxford comma", "We sell tea, coffee, and cocoa.", "We sell tea, coffee and cocoa."),
    ("no emojis", "🎉 Done! It works ✅ now 🇦🇹.", "Done! It works now."),
    ("no exclamation marks", "Done! See ![logo](a.png) and `a != b`!", "Done. See ![logo](a.png) and `a != b`."),
    ("no bold, please", "This is **very** bold and **`x`**.", "This is very bold and `x`."[:0] + "This is very bold and **`x`**."),
    ("no flattery", "What a great question! The heart pumps.", "The heart pumps."),
    ("no flattery", "Certainly! Great question. the heart pumps.", "The heart pumps."),
    ("no closing offers of help", "It works.\n\nLet me know if you have any questions!", "It works."),
]  # fmt: skip


@pytest.mark.parametrize(("said", "text", "want"), MENDED)
def test_a_rule_is_kept_in_prose(said: str, text: str, want: str) -> None:
    (one,) = rule(said)
    assert repaired(text, one, "write it") == want
    assert repaired(want, one, "write it") == want


CODE = [
    (
        "tabs for indentation in my Python",
        "",
        "```python\ndef f(x):\n    if x:\n        return x\n```",
        "```python\ndef f(x):\n\tif x:\n\t\treturn x\n```",
    ),
    ("tabs for indentation in my Python", "", "```yaml\na:\n  - b\n```", "```yaml\na:\n  - b\n```"),
    ("tabs for indentation in my Python", "", "```js\nif (a) {\n    b();\n}\n```", "```js\nif (a) {\n    b();\n}\n```"),
    (
        "tabs, not spaces",
        "",
        "Text\n    stays.\n\n```js\nif (a) {\n  b();\n}\n```",
        "Text\n    stays.\n\n```js\nif (a) {\n\tb();\n}\n```",
    ),
    ("two spaces, not tabs", "", "```js\nif (a) {\n\tb();\n}\n```", "```js\nif (a) {\n  b();\n}\n```"),
    ("\treturn", "    return", "```py\ndef f():\n    return 1\n```", "```py\ndef f():\n\treturn 1\n```"),
    (
        "no semicolons in JavaScript",
        "",
        "```js\nconst a = 1;\nfor (;;) {}\nlet b = 2;\n(c)();\n```",
        "```js\nconst a = 1\nfor (;;) {}\nlet b = 2;\n(c)()\n```",
    ),
]


@pytest.mark.parametrize(("said", "original", "text", "want"), CODE)
def test_a_rule_of_code_is_kept_in_its_language(said: str, original: str, text: str, want: str) -> None:
    one = correction(original, said, "", "preference", standing=True)
    assert repaired(text, one, "write it") == want
    assert repaired(want, one, "write it") == want


VIOLATED = [
    ("no bullet points", "- one\n- two", "a part on tea", True),
    ("no bullet points", "- [ ] one\n- [ ] two", "a checklist for packing", False),
    ("no bullet points", "- one\n- two", "make me a list of teas", False),
    ("no headings", "# Tea\n\ntext", "on tea", True),
    ("no headings", "```sh\n# a comment\n```", "on tea", False),
    ("no tables", "| a | b |\n|---|---|\n| 1 | 2 |", "compare", True),
    ("I'm vegetarian", "Fry the bacon.", "dinner", True),
    ("I'm vegetarian", "Fry the tofu; no meat needed.", "dinner", False),
    ("I'm vegan", "Add coconut milk.", "curry", False),
    ("I'm vegan", "Add butter and honey.", "cake", True),
    ("I don't fly, trains only", "Take a flight to Rome.", "to Rome", True),
    ("I don't fly within Europe", "Take a flight to Tokyo.", "to Tokyo", False),
    ("no jQuery, only vanilla", "```js\n$('.b').hide();\n```", "hide the banner", True),
    ("no jQuery, only vanilla", "`$('#m').toggle()` shows the menu.", "what does $('#m').toggle() do", False),
]


@pytest.mark.parametrize(("said", "text", "query", "want"), VIOLATED)
def test_what_only_a_model_can_mend_is_seen(said: str, text: str, query: str, want: bool) -> None:
    one = correction("", said, "", "preference", standing=True)
    assert repaired(text, one, query) == text
    assert goes_against(text, one, query) is want


@pytest.mark.parametrize(
    ("said", "text", "want"),
    [
        ("at most two sentences", "One. Two. Three.", True),
        ("at most two sentences", "One. Two.", False),
        ("max 5 words", "one two three four five six", True),
        ("keep it under 100 words", "short", False),
        ("three lines at most", "a\nb\nc\nd", True),
        ("always bullet points", "One is. Two is. Three is. Four is.", True),
    ],
)
def test_rules_of_the_whole_answer(said: str, text: str, want: bool) -> None:
    one = correction("", said, "", "style", standing=True)
    assert goes_against(text, one, "q", Reach.REST) is want
    assert not goes_against(text, one, "q", Reach.BLOCK)


def test_a_fact_is_no_rule() -> None:
    assert rules_of(correction("", "the British spelling society was founded in 1908", "when", "factual")) == ()


def test_a_question_that_asks_for_the_contrary_is_left_alone() -> None:
    one = correction("", BRITISH, "", "style", standing=True)
    assert repaired("colors", one, "write it in American English") == "colors"


@given(
    st.lists(
        st.sampled_from(
            [
                "color ",
                "`color` ",
                "**bold** ",
                "🎉",
                "2 pm ",
                "May 3, 2026 ",
                "tea, milk and sugar",
                "! ",
                ".\n",
                "- ",
                "```py\n",
                "```\n",
                "https://a.b/color ",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_every_rule_settles_after_one_pass_and_leaves_code_alone(text: str) -> None:
    for said in (BRITISH, "ISO dates", "24-hour clock", "no emojis", "no bold", "Oxford comma", "no exclamation marks"):
        (one,) = rule(said)
        once = repaired(text, one, "")
        assert repaired(once, one, "") == once
        assert not goes_against(once, one, "") or said == "ISO dates"
