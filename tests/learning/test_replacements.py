from __future__ import annotations

import pytest

from rlmchat.learning.occurrences import Span
from rlmchat.learning.replacements import Fix, fixes
from rlmchat.learning.terms import removed
from tests.learning.cases import correction


@pytest.mark.parametrize(
    ("original", "corrected", "category", "replacement"),
    [
        ("Sydney", "Canberra", "factual", "Canberra"),
        ("Sydney", "it's Canberra", "factual", "Canberra"),
        ("Sydney", "Canberra.", "factual", "Canberra"),
        ("Sydney", "'Canberra'", "factual", "Canberra"),
        ("£5,000", "£10,000", "factual", "£10,000"),
        ("30 days", "60 days since the new terms", "factual", "60 days"),
        ("Ana Ribeiro", "Luis Prado, Ana has left the company", "factual", "Luis Prado"),
        ("meat", "chickpeas (no meat)", "preference", "chickpeas"),
        ("docker-compose", "docker compose", "code", "docker compose"),
        ("basket=[]", "basket=None", "code", "basket=None"),
        ("$('#m').toggle()", "m.hidden = !m.hidden (vanilla JS)", "code", "m.hidden = !m.hidden"),
        ("on the left", "to starboard", "domain", "to starboard"),
        ("under the mat", "in the blue box", "factual", "in the blue box"),
        ("was a leap year", "was not a leap year", "logic", "was not a leap year"),
        ("Use npm install", "Use pnpm install", "code", "Use pnpm install"),
        ("utilize", "use", "style", "use"),
    ],
)
def test_what_can_stand_in_its_place(original: str, corrected: str, category: str, replacement: str) -> None:
    assert fixes(correction(original, corrected, "", category)) == (Fix(original, replacement),)


@pytest.mark.parametrize(
    ("original", "corrected", "category"),
    [
        ("white wine", "no alcohol (stock)", "preference"),
        ("72 euros", "up to 140 a night is fine, I have a job now", "preference"),
        ("240 euros", "max 90 euros a night", "preference"),
        ("chicken", "I'm vegetarian", "preference"),
        ("ham", "I don't eat meat", "preference"),
        ("- fewer commutes", "no bullet points in my texts", "style"),
        ("2 pm", "24-hour clock on the ward", "style"),
        ("1. Drop the old database", "delete the old data only after the copy is checked", "logic"),
        ("so Kim is a nurse", "it does not follow that Kim is a nurse", "logic"),
        ("controller", "for our own applicants' CVs we are the controller", "domain"),
        ("a b c", "prose paragraphs, no bullet points", "style"),
        ("", "British spelling", "style"),
        ("same", "same", "style"),
        ("10 posts", "about a dozen or more", "logic"),
    ],
)
def test_a_rule_or_a_description_cannot(original: str, corrected: str, category: str) -> None:
    assert fixes(correction(original, corrected, "", category)) == ()


@pytest.mark.parametrize(
    "corrected",
    [
        "",
        "drop it",
        "leave it out",
        "start directly with the answer",
        "no such phrases",
        "cut that",
        "(nothing)",
        "skip the praise",
    ],
)
def test_what_is_to_be_left_out(corrected: str) -> None:
    assert fixes(correction("Great question!", corrected, "", "style")) == (Fix("Great question!", ""),)


def test_of_two_sentences_only_the_difference_counts() -> None:
    before = "The capital of Australia is Sydney, which lies on the coast."
    after = "The capital of Australia is Canberra, which lies on the coast."
    assert fixes(correction(before, after)) == (Fix("Sydney", "Canberra"),)
    assert fixes(correction(before, "Something else was said in quite other words, about another thing.")) == ()


@pytest.mark.parametrize(
    ("text", "phrase", "want"),
    [
        ("Great question! it is so.", "Great question!", "It is so."),
        ("It is, frankly, so.", "frankly", "It is, so."),
        ("It is so, frankly.", "frankly", "It is so."),
        ("First.\n\nIn short, it works.", "In short,", "First.\n\nIt works."),
        ("It is very good.", "very", "It is good."),
        ("- Sure! iPhone it is.", "Sure!", "- iPhone it is."),
        ("Great question!\n\nIt is so.", "Great question!", "It is so."),
        ("Great question!", "Great question!", ""),
    ],
)
def test_nothing_shows_where_a_phrase_was(text: str, phrase: str, want: str) -> None:
    at = text.index(phrase)
    assert removed(text, [Span(at, at + len(phrase), "")]) == want


@pytest.mark.parametrize(
    ("original", "corrected", "said", "replacement"),
    [
        (
            "Hope this helps!",
            "stop after the last sentence of the answer",
            "drop the 'Hope this helps!' at the end",
            "",
        ),
        ("As an AI,", "answer directly", "don't say “As an AI,”", ""),
        ("utilize", "use", "drop utilize, say use", "use"),
        ("Hope this helps!", "stop after the last sentence of the answer", "what does Hope this helps! mean", None),
    ],
)
def test_what_the_message_says_is_to_go_goes(original: str, corrected: str, said: str, replacement: str | None) -> None:
    found = fixes(correction(original, corrected, "Why is the sky blue?", "style", said, standing=True))
    assert [fix.replacement for fix in found] == ([] if replacement is None else [replacement])
