"""Written cases for the applier: a correction, a later draft that must be mended, near misses that must stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rlmchat.learning.correction import Category, Correction, CorrectionId, Source
from rlmchat.learning.recall import Lesson

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def correction(
    original: str,
    corrected: str,
    query: str = "",
    category: str = "factual",
    said: str = "",
    *,
    standing: bool = False,
    id: str = "c1",
) -> Correction:
    return Correction(
        CorrectionId(id), NOW, original, corrected, query=query, explanation=said, category=Category(category), standing=standing,
        source=Source.EXPLICIT if standing else Source.CORRECTION,
    )  # fmt: skip


def lesson(c: Correction) -> Lesson:
    return Lesson(c, 1.0, 1.0, c.confidence, 1.0, 1.0, standing=c.standing)


@dataclass(frozen=True)
class Case:
    taught: Correction
    asked: str
    draft: str
    fixed: str
    near: tuple[tuple[str, str], ...] = ()


def case(
    original: str,
    corrected: str,
    taught: str,
    category: str,
    asked: str,
    draft: str,
    fixed: str,
    *near: tuple[str, str],
    said: str = "",
    standing: bool = False,
) -> Case:
    return Case(correction(original, corrected, taught, category, said, standing=standing), asked, draft, fixed, near)


CASES = [
    case(
        "Sydney",
        "Canberra",
        "What is the capital of Australia?",
        "factual",
        "Which Australian city is the seat of government?",
        "The seat of government is **Sydney**, in the south-east.",
        "The seat of government is **Canberra**, in the south-east.",
        ("What is the largest city of Australia?", "The largest city of Australia is Sydney."),
        ("Where is the Opera House of Australia?", "It stands in Sydney, on Bennelong Point."),
        ("What is the capital of Australia?", "It is Canberra. Many people think it is Sydney."),
        ("What is the capital of Australia?", "The capital is Canberra, not Sydney."),
        ("What is the capital of New South Wales?", "The capital of New South Wales is Sydney."),
    ),
    case(
        "The capital of Australia is Sydney, on the east coast.",
        "The capital of Australia is Canberra, on the east coast.",
        "capital of Australia?",
        "factual",
        "and what is Australia's capital again",
        "Australia's capital is Sydney.",
        "Australia's capital is Canberra.",
    ),
    case(
        "Percy Shelley",
        "Mary Shelley",
        "who wrote Frankenstein",
        "factual",
        "author of the novel about Victor and his creature?",
        "It was written by Percy Shelley in 1818.",
        "It was written by Mary Shelley in 1818.",
        ("who wrote Ozymandias", "Percy Shelley wrote it in 1817."),
    ),
    case(
        "1990",
        "1989",
        "In which year did the Berlin Wall fall?",
        "factual",
        "caption for a photo of people on the Berlin Wall",
        "Crowds on the Wall in Berlin, November 1990.",
        "Crowds on the Wall in Berlin, November 1989.",
        ("In which year was Germany reunified?", "Germany was reunified in 1990."),
        ("In which year did the Berlin band Einstürzende release Haus?", "It came out in 1990 in Berlin."),
    ),
    case(
        "14 days",
        "30 days",
        "How long can a customer send shoes back to our shop?",
        "factual",
        "Ms Otieno asks about returning a coat",
        "You can return the coat to our shop within 14 days.",
        "You can return the coat to our shop within 30 days.",
        ("How long is a parcel to Norway on its way?", "A parcel to Norway takes 14 days."),
        ("How long can a customer reserve shoes in our shop?", "They are kept for 14 days."),
    ),
    case(
        "docker-compose",
        "docker compose",
        "start the stack",
        "code",
        "show me the logs of the worker",
        "```sh\ndocker-compose logs -f worker\n```",
        "```sh\ndocker compose logs -f worker\n```",
        ("where are the services of the stack", "In `docker-compose.yml`."),
        (
            "what is the difference between docker-compose and docker compose",
            "`docker-compose` is the old Python tool.",
        ),
    ),
    case(
        "npm install",
        "pnpm install",
        "set up the project",
        "preference",
        "the build says module not found",
        "Run `npm install` again, then `pnpm run build`.",
        "Run `pnpm install` again, then `pnpm run build`.",
        ("how do I publish on npm", "Log in with `npm login`, then `npm publish`."),
        said="we use pnpm here, always",
        standing=True,
    ),
    case(
        "defendant",
        "defender",
        "who is who at Edinburgh sheriff court?",
        "domain",
        "line for the Glasgow writ",
        "The Defendants have failed to pay; each defendant was warned.",
        "The Defenders have failed to pay; each defender was warned.",
        ("who is who at the county court in Leeds?", "You are the claimant, the shop is the defendant."),
    ),
    case(
        "kerning",
        "tracking",
        "the paragraph looks too dense",
        "domain",
        "capitals in the logo look cramped",
        "Set the kerning of all capitals to +30.",
        "Set the tracking of all capitals to +30.",
        ("A and V in the paragraph have a hole between them", "Reduce the kerning between A and V."),
        ("which CSS property is it for a whole paragraph", "`font-kerning` switches it on or off."),
        said="that's tracking. kerning is between two letters",
    ),
    case(
        "customers",
        "guests",
        "answer to a complaint about the room",
        "domain",
        "sign for the breakfast hall",
        "Dear customers, breakfast is from 7 to 10. A customer may bring a dog.",
        "Dear guests, breakfast is from 7 to 10. A guest may bring a dog.",
        standing=True,
    ),
    case(
        "utilize",
        "use",
        "describe our tool",
        "style",
        "a paragraph on the dashboard",
        "Teams utilize the dashboard daily. Utilizing it is easy; we utilized it too.",
        "Teams use the dashboard daily. Using it is easy; we used it too.",
        ("what is the difference between utilize and use", "To utilize is to make practical use of something."),
        standing=True,
    ),
    case(
        "Great question!",
        "start directly with the answer",
        "how do heat pumps work",
        "style",
        "what do inverters do",
        "Great question! an inverter varies the speed.",
        "An inverter varies the speed.",
        ("how do I praise a pupil for a question on heat pumps", "Say 'Great question!' and smile."),
        said="cut that, every time",
        standing=True,
    ),
    case(
        "In conclusion,",
        "leave it out",
        "essay on rivers",
        "style",
        "essay on bees",
        "Bees matter.\n\nIn conclusion, they feed us all.",
        "Bees matter.\n\nThey feed us all.",
        standing=True,
    ),
    case(
        "very unique",
        "unique",
        "product text",
        "style",
        "text for the vase",
        "A very unique vase.",
        "A unique vase.",
        standing=True,
    ),
    case(
        "£5,000",
        "£10,000",
        "limit of the small claims track in England",
        "factual",
        "my builder in Leeds owes me £3,000",
        "That is a small claim, the track for up to £5000 is open.",
        "That is a small claim, the track for up to £10,000 is open.",
        ("limit of the simple procedure in Scotland", "It covers claims of up to £5,000."),
    ),
    case(
        "3.6",
        "3.7",
        "since when are Python dicts ordered",
        "factual",
        "which version for code that relies on key order",
        "Use `>=3.6`; from then on keys keep their order. 3.61 and 13.6 are other numbers.",
        "Use `>=3.7`; from then on keys keep their order. 3.61 and 13.6 are other numbers.",
        ("since when does Python have f-strings", "Since Python 3.6."),
    ),
    case(
        "github",
        "GitHub",
        "where is the code",
        "style",
        "where do I report bugs",
        "Open an issue on github, see github.com/acme/x.",
        "Open an issue on GitHub, see github.com/acme/x.",
        standing=True,
    ),
    case(
        "Joanna",
        "Jo",
        "greet me",
        "preference",
        "morning plan",
        "Good morning Joanna, here is Joanna's plan.",
        "Good morning Jo, here is Jo's plan.",
        ("who sang Peach, Plum, Pear", "Joanna Newsom sang it."),
        standing=True,
    ),
    case(
        "a apple",
        "an apple",
        "text on fruit",
        "style",
        "label",
        "Take a apple a day.",
        "Take an apple a day.",
        standing=True,
    ),
    case(
        "flat",
        "apartment",
        "listing in Boston",
        "preference",
        "headline for the listing",
        "A flat with a view",
        "An apartment with a view",
        ("how flat is Kansas", "Kansas is very flat."),
        standing=True,
    ),
    case(
        "basket=[]",
        "basket=None",
        "function that adds an item to a basket",
        "code",
        "function that adds fruit",
        "```python\ndef add(fruit, basket=[]):\n    basket.append(fruit)\n```",
        "```python\ndef add(fruit, basket=None):\n    basket.append(fruit)\n```",
        ("function that begins with an empty basket", "```python\ndef pay():\n    basket=[]\n    return basket\n```"),
    ),
    case(
        "requests.get(url)",
        "httpx.get(url)",
        "fetch a page",
        "code",
        "download a file",
        "```python\nr = requests.get(url)\n```",
        "```python\nr = httpx.get(url)\n```",
        ("what does requests.get(url) return", "`requests.get(url)` returns a Response."),
        standing=True,
    ),
    case(
        "colors",
        "colours",
        "text for the chair",
        "style",
        "label for the jam",
        "Our favorite colors.",
        "Our favourite colours.",
        ("which CSS property sets the text colour", "Use `color`."),
        said="British spelling please, always",
        standing=True,
    ),
]
