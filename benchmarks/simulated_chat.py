"""A simulated user with hidden wishes and a simulated model that errs, for benchmarks of what a memory is worth.

Nothing here knows how rlmchat works: the user types, the model reads the prompt it is sent, as text.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.data import hidden_wishes, other_wishes
from benchmarks.data.hidden_wishes import SMALL_TALK, Wish
from rlmchat.conversation import Role, Usage
from rlmchat.llm import ModelRequest

ERRS = 0.85
"""Share of answers in which a model that was told nothing takes its usual value; else it happens to be right."""
SEEN_HERE = 0.97
"""How often it keeps to what was said in this very chat."""
DILUTION = 200
"""Lines of notes that halve its obedience: in long lists single wishes get lost."""
LATER_WINS = 0.8
"""How often it takes the later of two notes that contradict each other."""
CARRIES_OVER = 0.1
"""How often a note that is in the prompt leaks into an answer about a neighbouring matter."""
LETS_PASS = 0.1
"""Wrong answers that the user lets pass without a word."""
INSISTS = 0.5
"""How often the user says it again at once when the new answer is wrong as well."""
ANNOUNCES = 0.5
"""Changes of mind that the user tells of by themselves; the others show in the next correction."""
FILLERS = (
    "That is the short version.",
    "If something is unclear, ask.",
    "There are other ways, but this one is the simplest.",
    "It takes a few minutes at most.",
    "I can go into more detail if you like.",
    "Nothing else has to be prepared.",
)

_LINE = re.compile(r"^- (.*)$", re.MULTILINE)
_DO = re.compile(r'\bdo ("(?:[^"\\]|\\.)*")')
_ORDER = re.compile(
    r"Corrections:\n(?P<rules>\[.*?\])\n\nQuestion.*?JSON string:\n(?P<passage>\".*\")\n\nReturn it", re.DOTALL
)
_AGAINST = re.compile(r"(?:\bnot|instead of|no longer|\bthan|replaced|replace|change|why|left|any|refuses|is|with) $")


def named(text: str, value: str) -> bool:
    """Whether a value stands in a text, as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the user, and what a perfect answer to it holds."""

    text: str
    wish: Wish | None = None
    """What it is about; None for small talk."""
    near: bool = False
    """It is close to the wish and not about it: the usual value is right."""
    answer: str = ""
    """With `{v}` for the value, where there is one."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who talks: what they want, and in which words they correct and tell of changes."""

    wishes: tuple[Wish, ...]
    corrections: tuple[str, ...]
    changes: tuple[str, ...]


PEOPLE = {
    "first": Person(hidden_wishes.WISHES, hidden_wishes.CORRECTIONS, hidden_wishes.CHANGES),
    "other": Person(other_wishes.WISHES, other_wishes.CORRECTIONS, other_wishes.CHANGES),
}


@dataclass
class Life:
    """What the user wants, from day to day."""

    seed: int
    days: int
    person: Person = PEOPLE["first"]
    changes: dict[str, list[int]] = field(default_factory=dict)
    """Days on which each wish moves on to its next value."""

    def __post_init__(self) -> None:
        rng = random.Random(f"{self.seed}:changes")
        for wish in self.person.wishes:
            span = self.days // len(wish.values)
            days = [span * n + rng.randrange(-span // 4, span // 4 + 1) for n in range(1, len(wish.values))]
            self.changes[wish.name] = days

    def value(self, wish: Wish, day: int) -> str:
        """What is right on that day."""
        return wish.values[sum(day >= change for change in self.changes[wish.name])]

    def announced(self, day: int) -> Iterator[tuple[Wish, str]]:
        """Changes of that day which the user tells of, with their words."""
        for wish in self.person.wishes:
            if day in self.changes[wish.name] and self.rng(day, wish.name).random() < ANNOUNCES:
                rng = self.rng(day, wish.name, "words")
                before = wish.values[wish.values.index(self.value(wish, day)) - 1]
                yield wish, rng.choice(self.person.changes).format(v=self.value(wish, day), w=before)

    def questions(self, day: int) -> list[Asked]:
        """What is asked on that day: the same whatever was answered."""
        rng = self.rng(day, "questions")
        # Some matters come up every week, others twice in the whole time.
        weights = [1 / (1 + self._rank(wish) / 6) for wish in self.person.wishes]
        asked = []
        for _ in range(rng.choice((3, 4, 5, 6))):
            wish = rng.choices(self.person.wishes, weights)[0]
            kind = rng.random()
            if kind < 0.6:
                asked.append(Asked(rng.choice(wish.questions), wish, answer=_filled(rng.choice(wish.answers), rng)))
            elif kind < 0.8:
                text, answer = rng.choice(wish.near)
                asked.append(Asked(text, wish, near=True, answer=answer))
            else:
                text, answer = rng.choice(SMALL_TALK)
                asked.append(Asked(text, answer=answer))
        return asked

    def _rank(self, wish: Wish) -> int:
        order = list(self.person.wishes)
        random.Random(f"{self.seed}:order").shuffle(order)
        return order.index(wish)

    def rng(self, *what: object) -> random.Random:
        """A source of chance of its own for each purpose, so that two memories meet the same user."""
        return random.Random(":".join(map(str, (self.seed, *what))))

    def correction(self, wish: Wish, said: str, day: int, *what: object) -> str:
        """How the user says what is right this time."""
        rng = self.rng(day, wish.name, "correction", *what)
        form = rng.choice(wish.says if rng.random() < 0.3 else self.person.corrections)
        return form.format(v=self.value(wish, day), w=said)


def _filled(answer: str, rng: random.Random) -> str:
    first, last = rng.sample(FILLERS, 2)
    return answer if "\n" in answer else rng.choice((f"{answer} {first}", f"{first} {answer}\n\n{last}", answer))


class SimulatedModel:
    """A LanguageModel that errs: it takes its usual values, unless the prompt tells it better and it listens."""

    def __init__(self, life: Life, obedience: float) -> None:
        self.life = life
        self.obedience = obedience
        self.task: Asked | None = None
        """What the next answer is about; it reads the rest from the prompt."""
        self.when: tuple[object, ...] = ()
        self.said: dict[str, tuple[Wish, str]] = {}
        """What the user's corrections meant: a model understands what a person writes."""
        self.prompt_characters = 0
        self.calls = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The answer in one piece."""
        system = "\n".join(m.content for m in request.messages if m.role is Role.SYSTEM)
        self.prompt_characters += sum(len(line) + 2 for line in notes(system))
        self.calls += 1
        if request.purpose == "revise":
            yield self.revised(request.messages[-1].content)
            return
        yield self.answer(system, [m.content for m in request.messages if m.role is Role.USER])

    def answer(self, system: str, user: Sequence[str]) -> str:
        """What it says to the question at hand."""
        task = self.task
        if task is None or task.wish is None:
            return task.answer if task else "All right."
        rng = self.life.rng(*self.when, "model")
        lines = notes(system)
        heard = [value for line in lines if (value := self.meant(line, task.wish)) is not None]
        if task.near:
            leaks = heard and rng.random() < CARRIES_OVER
            return task.answer.replace(task.wish.usual, heard[-1]) if leaks else task.answer
        here = [self.said[text] for text in user if text in self.said]
        in_chat = [value for wish, value in here if wish is task.wish]
        guess = task.wish.usual if rng.random() < ERRS else self.life.value(task.wish, int(str(self.when[0])))
        if in_chat and rng.random() < SEEN_HERE:
            guess = in_chat[-1]
        elif heard and rng.random() < self.obedience / (1 + len(lines) / DILUTION):
            guess = heard[-1] if rng.random() < LATER_WINS else rng.choice(heard)
        return task.answer.replace("{v}", guess)

    def revised(self, order: str) -> str:
        """The passage with its value changed for the one that the corrections ask for, if it understands them."""
        found = _ORDER.search(order)
        assert found is not None
        rules, passage = found["rules"], json.loads(found["passage"])
        self.prompt_characters += len(order)
        task, obeys = self.task, self.life.rng(*self.when, "revises").random() < self.obedience
        if task is None or task.wish is None or not obeys:
            return f"<passage>{passage}</passage>"
        wanted = [value for rule in json.loads(rules) if (value := self.meant(_as_line(rule), task.wish))]
        for value in (task.wish.usual, *task.wish.values):
            if wanted and value != wanted[-1] and named(passage, value):
                return f"<passage>{passage.replace(value, wanted[-1])}</passage>"
        return f"<passage>{passage}</passage>"

    def meant(self, line: str, wish: Wish) -> str | None:
        """The value that a note asks for, if it is about this wish; a note that names no value tells nothing."""
        for said, (about, value) in self.said.items():
            if said in line:
                return value if about is wish else None
        others = [w for w in self.life.person.wishes if w is not wish and any(q in line for q in w.questions)]
        if others:
            return None
        do = _DO.search(line)
        text = do[1] if do else line
        for value in sorted({*wish.values, wish.usual}, key=len, reverse=True):
            for found in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE):
                if not _AGAINST.search(text[: found.start()]) or text.count(" ") < 2:
                    return value
        return None

    async def warm(self) -> None:
        """Always ready."""

    async def window(self, model: str) -> int | None:
        """Large."""
        return 128_000

    async def models(self) -> Sequence[str]:
        """Itself."""
        return ("simulated/model",)

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Never asked."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Nothing to let go of."""


def _as_line(rule: dict[str, str]) -> str:
    """A rule of a rewrite order as the line that the system prompt would have."""
    on = f"on {json.dumps(rule['was_said_about'])}: " if "was_said_about" in rule else ""
    said = f" (they said: {json.dumps(rule['said'])})" if "said" in rule else ""
    return f"{on}do {json.dumps(rule['do'])}{said}"


def notes(system: str) -> list[str]:
    """The lines of a prompt that say what was learned."""
    return _LINE.findall(system)
