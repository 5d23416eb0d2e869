from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rlmchat.learning.conflicts import Relation, relation, slot
from rlmchat.learning.correction import Category, Correction, CorrectionId
from tests.learning.written_pairs import PAIRS

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def made(query: str, original: str, corrected: str, category: str = "factual", days: int = 0) -> Correction:
    return Correction(
        CorrectionId(f"{days}"),
        NOW - timedelta(days=days),
        original,
        corrected,
        query=query,
        category=Category(category),
    )


CONTRADICTS = [
    (
        ("when is our team meeting", "Monday", "Tuesday"),
        ("agenda for the team meeting", "Tuesday", "Thursday, it was moved"),
    ),
    (
        ("how do I install the project", "npm install", "pnpm install", "preference"),
        ("add a package to the project", "pnpm install", "bun, we switched last month", "preference"),
    ),
    (
        ("jam label text", "colors", "British spelling", "style"),
        ("shop page", "colours", "American spelling, we moved to Boston", "style"),
    ),
    (
        ("bio for Mei", "a, b and c", "always the Oxford comma", "style"),
        ("press text", "a, b, and c", "no Oxford comma, new house style", "style"),
    ),
    (
        ("write a parser", "    return", "tabs for indentation", "preference"),
        ("write a lexer", "\treturn", "four spaces, the linter wants it now", "preference"),
    ),
    (
        ("pear dessert", "red wine", "no alcohol in my recipes", "preference"),
        ("risotto", "stock", "wine is fine again", "preference"),
    ),
    (
        ("dinner idea", "chicken", "I'm vegetarian", "preference"),
        ("quick lunch", "tofu", "I eat meat again", "preference"),
    ),
    (
        ("to Vienna", "flight", "I never fly", "preference"),
        ("to Rome", "night train", "flying is ok now", "preference"),
    ),
    (
        ("explain heat pumps", "a long text", "keep it short", "style"),
        ("explain inverters", "two lines", "explain in detail please", "style"),
    ),
    (
        ("release date of our app", "3 March", "10 March"),
        ("press note about our app release", "10 March", "24 March, it was pushed back again"),
    ),
    (
        ("who is the head of the lab", "Dr Meyer", "Ines Duarte"),
        ("invitation to the head of the lab", "Ines Duarte", "Tom Okafor took over"),
    ),
    (
        ("what is the office wifi password", "spring22", "summer23"),
        ("note for visitors on the office wifi password", "summer23", "autumn24"),
    ),
    (
        ("weekly rent for the stall", "80 euros", "95 euros"),
        ("contract for the stall rent", "95 euros", "110 euros since January"),
    ),
    (
        ("slides for the board", "emoji in titles", "no emojis please", "style"),
        ("newsletter", "no emoji", "emojis are welcome again", "style"),
    ),
    (
        ("train times to Graz", "2 pm", "24-hour clock always", "style"),
        ("bus times", "14:00", "12-hour clock please", "style"),
    ),
    (
        ("price of the basic plan", "9 dollars", "12 dollars"),
        ("email about the basic plan", "12 dollars", "15 dollars a month now"),
    ),
]
DUPLICATES = [
    (("dev server port", "3000", "8080"), ("on which port does the dev server listen", "3000", "8080")),
    (
        ("how many posts for the fence", "10 posts", "11 posts", "logic"),
        ("fence posts again", "ten", "eleven", "logic"),
    ),
    (
        ("claim in Edinburgh", "defendant", "defender", "domain"),
        ("Scottish writ", "defendant", "the defender", "domain"),
    ),
    (
        ("blog about tea", "- green", "no bullet points", "style"),
        ("blog about cocoa", "- milk", "paragraphs please, not bullets", "style"),
    ),
    (("lunch", "ham", "I'm a vegetarian", "preference"), ("dinner", "steak", "no meat for me", "preference")),
    (
        ("Vienna in June", "a flight", "I don't fly", "preference"),
        ("Rome in May", "the plane", "trains only, please", "preference"),
    ),
    (
        ("due date of the VAT return", "5 October", "15 October"),
        ("when is the VAT return due", "October 5", "October 15"),
    ),
    (("greeting in mails", "Hello Joanna", "Jo"), ("plan for the week", "Joanna", "just Jo please")),
    (
        ("how to start the stack", "docker-compose", "docker compose", "code"),
        ("see the worker logs", "docker-compose", "docker compose, with a space", "code"),
    ),
    (
        ("log a date", "11/20/2026", "ISO dates, please", "style"),
        ("invoice date", "Nov 20", "dates as YYYY-MM-DD", "style"),
    ),
    (
        ("capital of Australia", "Sydney", "Canberra"),
        ("which city is the capital of Australia", "Sydney", "it's Canberra"),
    ),
    (
        ("tea text", "tea, milk and sugar", "Oxford comma", "style"),
        ("bio", "paints, sings and cooks", "serial comma always", "style"),
    ),
    (("dict order", "3.6", "3.7"), ("since when are dicts ordered", "3.6", "Python 3.7")),
    (
        ("explain X", "Great question!", "no flattery", "style"),
        ("explain Y", "What a great question!", "skip the compliments", "style"),
    ),
    (("recipe for sauce", "200 °F", "Celsius please", "style"), ("roast", "400 °F", "use metric units", "style")),
    (("flour for the cake", "2 cups", "250 g"), ("how much flour goes into the cake", "2 cups", "250 grams")),
]
REFINES = [
    (
        ("hotel in Lisbon", "240 euros", "at most 90 a night", "preference"),
        ("hotel for our anniversary", "85 euros", "for the anniversary up to 250 is fine", "preference"),
    ),
    (
        ("blog text", "- a", "no bullet points", "style"),
        ("packing list", "prose", "in checklists bullets are fine", "style"),
    ),
    (
        ("mail to the team", "Dear all", "casual tone", "style"),
        ("mail to the board", "Hi folks", "formal to the board", "style"),
    ),
    (
        ("parser in Python", "    x", "tabs", "preference"),
        ("yaml file", "\tx", "in YAML files two spaces", "preference"),
    ),
    (
        ("lunch", "ham", "vegetarian", "preference"),
        ("dinner with my parents", "lentils", "for my parents cook with meat", "preference"),
    ),
    (
        ("to Vienna", "flight", "I don't fly, trains only", "preference"),
        ("trip to Tokyo", "train", "for trips outside Europe flying is fine", "preference"),
    ),
    (
        ("shift times", "2 pm", "24-hour clock", "style"),
        ("leaflet for US visitors", "14:00", "in the leaflet for US visitors am/pm", "style"),
    ),
    (
        ("explain pumps", "long", "short answers", "style"),
        ("explain the contract", "short", "for legal questions in detail", "style"),
    ),
    (
        ("return period", "14 days", "30 days"),
        ("return period for shoes in the sale", "30 days", "for sale items only 14 days"),
    ),
    (
        ("opening hours of the shop", "9 to 17", "9 to 18"),
        ("opening hours of the shop in December", "9 to 18", "in December until 20"),
    ),
    (("shipping cost", "5 euros", "7 euros"), ("shipping cost to Norway", "7 euros", "to Norway it's 15 euros")),
    (
        ("text for the shop", "colors", "British spelling", "style"),
        ("text for the US shop", "colours", "for the US shop American spelling", "style"),
    ),
    (
        ("gdpr role", "controller", "processor", "domain"),
        ("privacy notice for applicants", "processor", "for our applicants we are the controller", "domain"),
    ),
    (("posts", "🎉", "no emojis", "style"), ("instagram post", "no emoji", "on Instagram emojis are fine", "style")),
    (
        ("code review", "comments everywhere", "no comments in code", "code"),
        ("public API", "no comments", "for public functions docstrings", "code"),
    ),
    (
        ("budget for lunch", "30 euros", "max 15 euros", "preference"),
        ("lunch with a client", "14 euros", "with clients up to 40 euros", "preference"),
    ),
]
UNRELATED = [
    (
        ("when is the VAT return due", "October 5", "October 15"),
        ("when does the choir start", "October 15", "October 16"),
    ),
    (
        ("invoice mail to Mr Lund", "Hi Sven", "Dear Mr Lund", "style"),
        ("invoice mail to Ms Berg", "Dear Ms Berg", "Hi Karin", "style"),
    ),
    (("birthday of my mother", "3 May", "4 May"), ("birthday of my mother-in-law", "4 May", "14 May")),
    (("battle of Bannockburn year", "1341", "1314"), ("year of David II's return", "1314", "1341")),
    (("capital of Australia", "Sydney", "Canberra"), ("capital of Brazil", "Rio", "Brasília")),
    (("who directed Alien", "James Cameron", "Ridley Scott"), ("who directed Aliens", "Ridley Scott", "James Cameron")),
    (("port of the dev server", "3000", "8080"), ("port of the database", "8080", "5432")),
    (("closing day of the Louvre", "Monday", "Tuesday"), ("closing day of the Musée d'Orsay", "Tuesday", "Monday")),
    (("dose of ibuprofen for Anna", "200 mg", "400 mg"), ("dose of paracetamol for Ben", "400 mg", "500 mg")),
    (("length of the marathon", "40 km", "42 km"), ("length of the ski race", "42 km", "50 km")),
    (
        ("fence of 20 m, posts every 2 m", "10 posts", "11 posts", "logic"),
        ("round paddock of 30 m, posts every 3 m", "11 posts", "10 posts", "logic"),
    ),
    (
        ("how long is the warranty on the fridge", "12 months", "24 months"),
        ("how long is the trial of the app", "24 months", "1 month"),
    ),
    (("text for the shop", "colors", "British spelling", "style"), ("recipe", "butter", "no dairy", "preference")),
    (("who plays Hamlet", "Jonas", "Lea"), ("who cuts the grass", "Lea", "Jonas")),
    (("kernings in logos", "kerning", "tracking", "domain"), ("order status", "tracking", "shipment number", "domain")),
    (("rename a file", "mv", "git mv", "code"), ("delete a file", "rm", "git rm", "code")),
    (("birthday of my sister", "1 June", "2 June"), ("birthday of my brother", "2 June", "12 June")),
    (("sum of the bill", "120 euros", "140 euros"), ("rent of the flat", "140 euros", "1,400 euros")),
]
CASES = [
    (Relation(kind), first, second)
    for kind, pairs in (
        ("contradicts", CONTRADICTS),
        ("duplicates", DUPLICATES),
        ("refines", REFINES),
        ("unrelated", UNRELATED),
    )
    for first, second in pairs
]


MORE = [(Relation(kind), older, newer) for kind, older, newer in PAIRS]


def judged(first: tuple[str, ...], second: tuple[str, ...], cosine: float = 0.5) -> Relation:
    return relation(made(*first, days=30), made(*second, days=1), cosine)


def missed(cases: list[tuple[Relation, tuple[str, ...], tuple[str, ...]]]) -> list[object]:
    return [
        (want, judged(first, second), first, second) for want, first, second in cases if judged(first, second) != want
    ]


def test_the_four_relations_are_told_apart() -> None:
    assert len(missed(CASES)) <= 0.05 * len(CASES), missed(CASES)
    assert len(missed(MORE)) <= 0.1 * len(MORE), missed(MORE)


@pytest.mark.parametrize("cosine", [0.0, 0.5, 0.9])
def test_no_unrelated_pair_is_ever_superseded(cosine: float) -> None:
    unrelated = [(a, b) for want, a, b in MORE if want is Relation.UNRELATED]
    assert [pair for pair in unrelated if judged(*pair, cosine) is Relation.CONTRADICTS] == []


MEMORIES = [
    (
        "User prefers playful and authentic flirting over traditional methods.",
        "User prefers traditional, straightforward flirting methods over playful ones.",
        Relation.CONTRADICTS,
    ),
    (
        "Enjoys writing film reviews and sharing thoughts about films.",
        "No longer enjoys writing film reviews; watches films purely for fun.",
        Relation.CONTRADICTS,
    ),
    (
        "Enjoys writing film reviews and sharing thoughts about films.",
        "Prefers quiet hotels with a pool for family holidays.",
        Relation.UNRELATED,
    ),
    ("Sign my mails with Kim Larsen.", "Please sign my mails with Kim Larsen.", Relation.DUPLICATES),
    ("Please never use bullet points in my texts", "Always use bullet points in my texts", Relation.CONTRADICTS),
]


@pytest.mark.parametrize(("older", "newer", "want"), MEMORIES)
def test_statements_without_a_wrong_span(older: str, newer: str, want: Relation) -> None:
    assert judged(("", "", older, "preference"), ("", "", newer, "preference"), 0.45) is want


def test_the_same_text_again_is_a_duplicate() -> None:
    same = ("capital of Australia", "Sydney", "Canberra")
    assert judged(same, same, 0.0) is Relation.DUPLICATES


def test_a_slot_names_what_a_correction_is_about() -> None:
    assert slot(made("", "", "no bullet points please", "style")) == "bullets"
    assert "gotland" in slot(made("in which sea lies Gotland", "North Sea", "Baltic Sea"))


@pytest.mark.parametrize(("first", "second"), UNRELATED)
@pytest.mark.parametrize("cosine", [0.0, 0.5, 0.8, 0.99])
def test_different_things_are_never_superseded_however_alike(
    first: tuple[str, ...], second: tuple[str, ...], cosine: float
) -> None:
    assert judged(first, second, cosine) is not Relation.CONTRADICTS
    assert judged(first, second, cosine) is not Relation.DUPLICATES


@pytest.mark.parametrize(("first", "second"), REFINES)
def test_an_exception_never_takes_the_place_of_its_rule(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert judged(first, second, 0.7) is not Relation.CONTRADICTS
