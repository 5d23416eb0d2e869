"""What was wrong and what is right is read off the person's words and the answer's own spans."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.complaints import complaint, weighed
from rlmchat.learning.delta import word_delta
from rlmchat.learning.extraction import extract
from tests.learning.extraction_cases import CASES, ExtractionCase

CAPITAL = "The capital of Australia is Sydney."


@pytest.mark.parametrize(
    ("message", "answer", "original", "corrected"),
    [
        ("No, it's Canberra, not Sydney.", CAPITAL, "Sydney", "Canberra"),
        ("Actually, it's Canberra.", CAPITAL, "Sydney", "Canberra"),
        ("not Sydney but Canberra", CAPITAL, "Sydney", "Canberra"),
        ("Dr. Okafor, not Dr. Miller", "Your appointment is with Dr. Miller.", "Dr. Miller", "Dr. Okafor"),
        ("use pnpm not npm", "Run `npm install`.", "npm", "pnpm"),
        ("we use pnpm here, never npm", "Run `npm install`.", "npm", "pnpm"),
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


def plain(text: str | None) -> str:
    return " ".join((text or "").lower().split())


def share_held(cases: Sequence[ExtractionCase], field: str) -> float:
    """Of the cases with a gold span the share whose extracted one holds it."""
    found = [
        plain(gold) in plain(getattr(extract(case.message, case.answer), field))
        for case in cases
        if (gold := getattr(case, field))
    ]
    return sum(found) / len(found)


@pytest.mark.parametrize("half", [CASES[::2], CASES[1::2]], ids=["patterns made on", "kept unseen"])
def test_most_corrections_are_read_as_a_careful_reader_would(half: Sequence[ExtractionCase]) -> None:
    assert share_held(half, "corrected") >= 0.85
    assert share_held(half, "original") >= 0.75


def test_what_may_be_exchanged_is_nearly_always_what_was_meant() -> None:
    pairs = [(case, extract(case.message, case.answer)) for case in CASES if case.original]
    sure = [(plain(case.original), plain(found.original)) for case, found in pairs if found.aligned]
    assert len(sure) >= 25
    assert sum(gold in mine or mine in gold for gold, mine in sure) / len(sure) >= 0.88


@pytest.mark.parametrize(
    ("message", "original"),
    [
        ("the sidebar still jumps to the bottom on my phone", "the sidebar still jumps to the bottom on my phone"),
        ("That's not right. It deletes rows which only hold formulas.", "It deletes rows which only hold formulas."),
        ("do it without any imports", "any imports"),
        ("catch OSError not `KeyError`", "`KeyError`"),
    ],
)
def test_what_no_span_of_a_long_answer_is_stays_in_the_persons_words(message: str, original: str) -> None:
    answer = "Here is what I did. " + "The work went on with one more step of the plan. " * 20
    found = extract(message, answer)
    assert not found.aligned
    assert original in (found.original or "")


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("why is it slow? I did it in watch-6", "There are 5 watchers, and they are read in turn."),
        ("From now on answer in German.", "It was signed in November."),
        ("port should be an int", "The port is read from the file as text."),
        ("half of 50 is 25", "So 30 of the 50 passed."),
        ("you cannot set E to U", "Then we set E to U."),
        ("refunds over 500 need a manager", "The refund takes 3 days."),
    ],
)
def test_nothing_is_exchanged_on_a_guess(message: str, answer: str) -> None:
    assert not extract(message, answer).aligned


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        ("No alcohol in recipes for me", "No alcohol in recipes for me"),
        ("no jQuery, I only do vanilla", "no jQuery, I only do vanilla"),
        ("No, keep it under ten lines", "keep it under ten lines"),
        ("no it needs fewer of these words", "it needs fewer of these words"),
        ("wrong register, this goes to an office", "wrong register, this goes to an office"),
        ("ne mets jamais de sucre", "ne mets jamais de sucre"),
    ],
)
def test_a_prohibition_keeps_its_no(message: str, rule: str) -> None:
    assert extract(message, "Here it is, as you asked, with all that belongs to it.").corrected == rule


@pytest.mark.parametrize(
    ("message", "answer", "original", "corrected"),
    [
        ("thats v1. docker compose, with a space", "Run `docker-compose up`.", "docker-compose", "docker compose"),
        ("that's tracking. kerning is between two letters", "Increase the kerning.", "kerning", "tracking"),
        ("ridley scott!! cameron only did the sequel", "It is by James Cameron.", "James Cameron", "Ridley Scott"),
        ("its tuesdays", "It is closed on Mondays.", "Mondays", "Tuesdays"),
    ],
)
def test_a_lone_value_takes_the_place_of_its_counterpart(
    message: str, answer: str, original: str, corrected: str
) -> None:
    found = extract(message, answer)
    assert (found.original, found.corrected, found.aligned) == (original, corrected, True)


def test_another_language_is_set_against_the_answers_own() -> None:
    answer = "First I looked at the numbers.\n\n" * 30 + "This MATLAB script sums them.\n\n" + "It is quick.\n\n" * 30
    assert extract("i want it in python", answer).original == "This MATLAB script sums them."


def test_a_failed_assertion_says_what_was_expected() -> None:
    message = 'Traceback (most recent call last):\n  File "t.py", line 4\n    assert double(4) == 8\nAssertionError'
    found = extract(message, "```python\ndef double(x):\n    return x + 2\n```")
    assert found.corrected == "double(4) == 8"
    assert "AssertionError" in (found.original or "")


@given(st.text(max_size=400), st.text(max_size=400))
def test_every_message_gets_an_answer_within_bounds(message: str, answer: str) -> None:
    found = extract(message, answer)
    assert len(found.original or "") <= 600
    assert len(found.corrected or "") <= 800


WORDS = st.sampled_from(
    "not it's use instead of should be always never 5 1,200 Sydney `npm` \"a\" -> s/a/b/ . , ? \n doesn't work Error: wrong "
    'statt nicht 不是 应该是 File "x.py", line 3 assert x == 1 - + ```'.split(" ")
)


@given(st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=40).map(" ".join))
def test_words_of_correction_in_any_order_do_no_harm(message: str, answer: str) -> None:
    found = extract(message, answer)
    if found.aligned:
        assert found.original is not None
        assert found.original in answer


@pytest.mark.parametrize("piece", ["a b ", "not Sydney, ", " ", ".", "é\n", "1,", "\x00"])
def test_a_huge_message_is_read_at_its_ends(piece: str) -> None:
    found = extract(piece * (1_000_000 // len(piece)), CAPITAL)
    assert len(found.corrected or "") <= 800


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


def test_what_is_denied_in_marks_is_what_was_wrong_though_the_answer_does_not_have_it() -> None:
    found = extract("the log was supposed to go to `~/logs/app.log`, not `~/app.log`", "Done: logging is set up.")
    assert found.original == "`~/app.log`"
    assert not found.aligned


def test_a_name_of_code_that_is_not_wanted_is_named_as_it_is_written() -> None:
    assert extract(".idea is fine, just not .cache", "I've updated the ignore file as you asked.").original == ".cache"


def test_a_verdict_before_an_order_is_on_the_complaint_before_it() -> None:
    sentences = ["The search only returns titles.", "Not good!", "Look at it tomorrow."]
    assert complaint(weighed(sentences)) == "The search only returns titles. Not good!"
