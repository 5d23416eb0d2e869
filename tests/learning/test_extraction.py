"""What was wrong and what is right is read off the person's words and the answer's own spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.delta import word_delta
from rlmchat.learning.extraction import extract

CAPITAL = "The capital of Australia is Sydney."


@pytest.mark.parametrize(
    ("message", "answer", "original", "corrected"),
    [
        ("No, it's Canberra, not Sydney.", CAPITAL, "Sydney", "Canberra"),
        ("Actually, it's Canberra.", CAPITAL, "Sydney", "Canberra"),
        ("not Sydney but Canberra", CAPITAL, "Sydney", "Canberra"),
        ("use pnpm not npm", "Run `npm install`.", "npm", "pnpm"),
        ("use pathlib instead of os.path", "Use `os.path` for that.", "os.path", "pathlib"),
        ("instead of pip use uv", "Install it with pip.", "pip", "uv"),
        ('replace "foo bar" with baz', "This is foo bar here.", "foo bar", "baz"),
        ("change `cnt` to `count`", "I named it `cnt`.", "cnt", "count"),
        ("s/colour/color/", "Pick a colour.", "colour", "color"),
        ("npm -> pnpm", "Run npm install.", "npm", "pnpm"),
        (
            "Actually it's ten countries",
            "The Danube flows through eight countries.",
            "eight countries",
            "ten countries",
        ),
        ("default's 5432", "It listens on port 5433 by default.", "5433", "5432"),
        ("I looked it up, there it's £20,000", "You can pay up to £25,000 a year.", "£25,000", "£20,000"),
        ("i get 1150 each time", "Venue 400, food 520. Total: 1,050 euros.", "1,050 euros", "1,150 euros"),
        ("November!", "The Berlin Wall fell on 9 October 1989.", "October", "November"),
        ("'autumn', not 'fall'", "The leaves turn in the fall.", "fall", "autumn"),
        ("Nein, es ist Canberra, nicht Sydney.", "Die Hauptstadt ist Sydney.", "Sydney", "Canberra"),
        ("nimm uv statt pip", "Installiere es mit pip.", "pip", "uv"),
        ("C'est Canberra, pas Sydney.", "La capitale est Sydney.", "Sydney", "Canberra"),
        ("No, es Canberra, no Sydney.", "La capital es Sydney.", "Sydney", "Canberra"),
        ("不对，应该是堪培拉，不是悉尼。", "澳大利亚的首都是悉尼。", "悉尼", "堪培拉"),
    ],
)
def test_named_spans_can_take_each_others_place(message: str, answer: str, original: str, corrected: str) -> None:
    found = extract(message, answer)
    assert (found.original, found.corrected) == (original, corrected)
    assert found.aligned
    assert original in answer


def test_a_changed_line_of_code_is_found() -> None:
    answer = "```python\nfor i in range(1, len(a) - 1):\n    total += a[i]\n```"
    found = extract("should be\n```python\nfor i in range(1, len(a)):\n```", answer)
    assert (found.original, found.corrected) == ("for i in range(1, len(a) - 1):", "for i in range(1, len(a)):")


def test_a_diff_is_understood() -> None:
    found = extract("```diff\n-    return x + 1\n+    return x + 2\n```", "```python\ndef f(x):\n    return x + 1\n```")
    assert (found.original, found.corrected) == ("return x + 1", "return x + 2")


def test_a_traceback_names_the_failing_line_and_the_error() -> None:
    answer = "```python\nfor char in text:\n    count += 1\n```"
    message = (
        "Traceback (most recent call last):\n"
        '  File "t.py", line 4, in count\n    for char in text:\n'
        "TypeError: 'int' object is not iterable"
    )
    found = extract(message, answer)
    assert found.original == "for char in text:\nTypeError: 'int' object is not iterable"
    assert "TypeError: 'int' object is not iterable" in (found.corrected or "")


def test_a_quoted_span_of_the_answer_is_what_was_wrong() -> None:
    found = extract("Who says 'utilize'? Plain 'use' does it", "We utilize solar panels.")
    assert (found.original, found.corrected) == ("utilize", "use")


def test_where_nothing_is_named_the_message_is_the_rule() -> None:
    answer = "First fact about birds. The wheel is now more likely to show red, so double your stake. " + "More. " * 60
    found = extract("the wheel has no memory mate", answer)
    assert not found.aligned
    assert found.corrected == "the wheel has no memory mate"
    assert found.original is not None
    assert "wheel" in found.original


def test_the_rest_of_the_message_explains() -> None:
    found = extract("It's Canberra, not Sydney. Sydney is only the largest city.", CAPITAL)
    assert found.explanation == "Sydney is only the largest city."


@given(st.text(max_size=300), st.text(max_size=300))
def test_an_aligned_original_stands_in_the_answer(message: str, answer: str) -> None:
    found = extract(message, answer)
    if found.aligned:
        assert found.original is not None
        assert found.original in answer
        assert found.corrected != found.original


@pytest.mark.parametrize(
    ("before", "after", "delta"),
    [
        ("The capital is Sydney today", "The capital is Canberra today", ("Sydney", "Canberra")),
        ("use npm", "use pnpm", ("npm", "pnpm")),
        ("recieve it", "receive it", ("recieve", "receive")),
        ("It costs 1,050 euros.", "It costs 1,150 euros.", ("1,050", "1,150")),
        ("same", "same", ("", "")),
        ("", "new", ("", "new")),
        ("a b c", "a b x c", ("b", "b x")),
    ],
)
def test_an_edit_is_its_changed_words(before: str, after: str, delta: tuple[str, str]) -> None:
    assert word_delta(before, after) == delta


@given(st.text("ab ,.\n", max_size=40), st.text("ab ,.\n", max_size=40))
def test_putting_the_delta_in_gives_the_edited_text(before: str, after: str) -> None:
    original, corrected = word_delta(before, after)
    if before != after:
        places = [i for i in range(len(before) + 1) if before.startswith(original, i)]
        assert any(before[:i] + corrected + before[i + len(original) :] == after for i in places)
