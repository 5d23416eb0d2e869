"""How often must the same thing be said again, with rlmchat's memory and with others?

    python benchmarks/repeat_rate.py [--seeds 3] [--days 180] [--obedience 0.9] [--person other] [--only NAME]

A simulated user with hidden wishes, who changes their mind, talks for months of simulated time to a simulated model
that errs; every turn runs through the real session with its real detector, prompt and applier; only the
memory differs. Prints per 100 turns: repeat corrections (of what was corrected already and has not
changed since), wrong applications (a note that changed an answer which it does not concern, or that is out of date),
and the tokens that notes took in prompts, per turn. The assumptions stand as constants in `simulated_chat.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.data.hidden_wishes import Wish
from benchmarks.plain_memories import Newest, Notes, Plain
from benchmarks.simulated_chat import INSISTS, LETS_PASS, PEOPLE, Asked, Life, Person, SimulatedModel, named
from rlmchat.bootstrap import build
from rlmchat.chat.events import CorrectionKept, LearningFailed
from rlmchat.chat.services import Services
from rlmchat.chat.session import ChatSession
from rlmchat.learning.kept import KeptAs
from rlmchat.learning.proposals import Proposals
from rlmchat.settings import LearningSettings

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MONTH = 30
SAYS_YES = 0.8
"""How often the user answers the note that asks whether that was a correction."""


@dataclass
class Time:
    """The clock of the simulation: every look at it is a second, every day is set."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Tally:
    """What became of one simulated life with one memory."""

    turns: int = 0
    asked: int = 0
    wrong: int = 0
    corrections: int = 0
    repeats: int = 0
    misapplied: list[str] = field(default_factory=list)
    unheard: int = 0
    """Corrections that were not kept."""
    tokens: float = 0.0
    accepted: int = 0
    by_month: list[list[int]] = field(default_factory=lambda: [[0, 0] for _ in range(13)])
    """Turns and repeats."""

    def per_100(self, number: float) -> float:
        return 100 * number / max(1, self.turns)


@dataclass(frozen=True)
class Kind:
    """A way to remember."""

    name: str
    memory: Callable[[LearningSettings, Time], Notes] | None = None
    """None is rlmchat's own."""
    learning: LearningSettings = field(default_factory=LearningSettings)
    mode: str = "auto"
    accepts: bool = False
    """Whether the user looks at the proposals of the insights once a month, and takes those that are right."""


FULL = 10**9
KINDS = (
    Kind("no memory", Notes, LearningSettings(enabled=False)),
    Kind("whole blob", Notes, LearningSettings(budget_tokens=FULL), "off"),
    Kind("newest 10", Newest, LearningSettings(budget_tokens=FULL), "off"),
    Kind("plain design", Plain, LearningSettings()),
    Kind("plain, threshold 0.3", Plain, LearningSettings(threshold=0.3)),
    Kind("rlmchat"),
    Kind("rlmchat, proposals taken", accepts=True),
    Kind("rlmchat, nothing applied", mode="off"),
)


class Simulation:
    """One life with one memory."""

    def __init__(
        self, services: Services, life: Life, model: SimulatedModel, time: Time, *, accepts: bool = False
    ) -> None:
        self.accepts = accepts
        self.services = services
        self.life = life
        self.model = model
        self.time = time
        self.tally = Tally()
        self.told: dict[str, str] = {}
        """What the user has said of each wish: the value that is known to be right."""
        self.session: ChatSession | None = None

    async def run(self) -> Tally:
        for day in range(self.life.days):
            self.time.now = START + timedelta(days=day)
            if self.accepts and day % MONTH == MONTH - 1:
                await self.look_at_proposals(day)
            self.session = await self.services.open_chat()
            for wish, text in self.life.announced(day):
                await self.say(text, day, "announced", wish=wish)
                self.told[wish.name] = self.life.value(wish, day)
            for number, asked in enumerate(self.life.questions(day)):
                await self.ask(asked, day, number)
        self.tally.tokens = self.model.prompt_characters / 4 / max(1, self.tally.turns)
        return self.tally

    async def look_at_proposals(self, day: int) -> None:
        """Take what says what is right today and nothing else; decline the rest."""
        proposals = Proposals(self.services.memory)
        for pattern in await proposals.open():
            said = pattern.proposal.corrected if pattern.proposal else ""
            wishes = self.life.person.wishes
            right = [self.life.value(wish, day) for wish in wishes if named(said, self.life.value(wish, day))]
            outdated = [v for w in wishes for v in w.values if named(said, v) and v != self.life.value(w, day)]
            if right and not [v for v in outdated if v not in right]:
                await proposals.accept(pattern)
                self.tally.accepted += 1
            else:
                await proposals.decline(pattern)

    async def ask(self, asked: Asked, day: int, number: int) -> None:
        self.model.task = asked
        answer = await self.turn(asked.text, day, number)
        if asked.wish is None:
            return
        if asked.near:
            if answer != asked.answer:
                self.tally.misapplied.append(f"day {day}: {asked.text} -> {answer}")
            return
        self.tally.asked += 1
        for again in range(3):
            wrong = self.wrong_value(asked.wish, answer, day)
            if not wrong:
                return
            self.tally.wrong += 1
            self.outdated(asked.wish, wrong, day, answer)
            chance = self.life.rng(day, number, "patience", again).random()
            if chance < (LETS_PASS if not again else 1 - INSISTS):
                return
            answer = await self.correct(asked.wish, wrong, day, number, again)

    def wrong_value(self, wish: Wish, answer: str, day: int) -> str:
        """The value in the answer that is not the right one; empty where the answer is right."""
        right = self.life.value(wish, day)
        others = [v for v in (wish.usual, *wish.values) if v != right and named(answer, v)]
        return others[0] if others else ("" if named(answer, right) else "that")

    def outdated(self, wish: Wish, wrong: str, day: int, answer: str) -> None:
        """A value that only a note can have brought in, although the user has said something newer."""
        if self.told.get(wish.name) == self.life.value(wish, day) and wrong != wish.usual:
            self.tally.misapplied.append(f"day {day}: {wish.name}: {answer[:90]}")

    async def correct(self, wish: Wish, wrong: str, day: int, number: int, again: int) -> str:
        right = self.life.value(wish, day)
        self.tally.corrections += 1
        if self.told.get(wish.name) == right:
            self.tally.repeats += 1
            self.tally.by_month[day // MONTH][1] += 1
        self.told[wish.name] = right
        text = self.life.correction(wish, wrong, day, number, again)
        return await self.say(text, day, number, "corrected", again, wish=wish)

    async def say(self, text: str, day: int, *what: object, wish: Wish) -> str:
        self.model.said[text] = wish, self.life.value(wish, day)
        task = self.model.task
        if task is None or task.wish is not wish:
            self.model.task = Asked(text, answer="All right.")
        return await self.turn(text, day, *what, corrects=True)

    async def turn(self, text: str, day: int, *what: object, corrects: bool = False) -> str:
        assert self.session is not None
        self.model.when = (day, *what)
        self.tally.turns += 1
        self.tally.by_month[day // MONTH][0] += 1
        heard = False
        waiting: list[str] = []
        async for event in self.session.send(text):
            if isinstance(event, LearningFailed):
                # A memory that was not at work must not be taken for one that does not help.
                raise SystemExit(f"learning failed: {event.stage}: {event.message}")
            if isinstance(event, CorrectionKept):
                heard = True
                if event.kept.how is KeptAs.TENTATIVE:
                    waiting.append(event.kept.correction.id)
        for one in waiting:
            yes = self.life.rng(day, *what, "yes").random() < SAYS_YES
            if corrects and yes:
                await self.services.memory.accept(one)
            elif yes:
                await self.reject(one)
        self.tally.unheard += corrects and not heard
        return self.session.messages[-1].text

    async def reject(self, correction_id: str) -> None:
        if hasattr(self.services.memory, "reject"):
            await self.services.memory.reject(correction_id)


async def live(kind: Kind, seed: int, days: int, obedience: float, person: Person = PEOPLE["first"]) -> Tally:
    time = Time()
    life = Life(seed, days, person)
    model = SimulatedModel(life, obedience)
    with tempfile.TemporaryDirectory() as home:
        services = build(home, environ={}, clock=time)
        services.model = model
        services.default_model = "simulated/model"
        services.project = Path(home)
        settings = services.settings
        services.settings = replace(settings, learning=kind.learning, apply=replace(settings.apply, mode=kind.mode))
        if kind.memory is None:
            services.memory.settings = kind.learning
        else:
            services.memory = kind.memory(kind.learning, time)  # type: ignore[assignment]
        await services.open()
        try:
            return await Simulation(services, life, model, time, accepts=kind.accepts).run()
        finally:
            await services.aclose()


def row(kind: Kind, tallies: list[Tally], base: dict[str, float]) -> str:
    repeats = [t.per_100(t.repeats) for t in tallies]
    wrong = [t.per_100(len(t.misapplied)) for t in tallies]
    mean = statistics.mean(repeats)
    base[kind.name] = mean
    cut = 1 - mean / base["no memory"] if base.get("no memory") else 0.0
    spread = f"{min(repeats):.1f}–{max(repeats):.1f}"
    last = [100 * t.by_month[5][1] / max(1, t.by_month[5][0]) for t in tallies]
    errs = statistics.mean(t.wrong / max(1, t.asked) for t in tallies)
    unheard = statistics.mean(t.unheard / max(1, t.corrections) for t in tallies)
    return (
        f"{kind.name:<26}{mean:>8.2f} {spread:>11}{cut:>8.0%}{statistics.mean(last):>10.2f}"
        f"{statistics.mean(wrong):>9.2f}{errs:>8.0%}{unheard:>9.0%}{statistics.mean(t.tokens for t in tallies):>8.0f}"
    )


async def main(args: argparse.Namespace) -> None:
    person = PEOPLE[args.person]
    print(f"{len(person.wishes)} wishes, {args.days} days, {args.seeds} seeds, obedience {args.obedience}")
    heads = f"{'repeats':>8} {'from–to':>11}{'cut':>8}{'month 6':>10}{'wrong ap':>9}{'errors':>8}{'unheard':>9}"
    print(f"{'':<26}{heads}{'tokens':>8}")
    base: dict[str, float] = {}
    for kind in KINDS:
        if args.only and kind.name not in args.only:
            continue
        tallies = [await live(kind, seed, args.days, args.obedience, person) for seed in range(args.seeds)]
        print(row(kind, tallies, base), flush=True)
        if args.show:
            print(*(line for t in tallies for line in t.misapplied[: args.show]), sep="\n")
    if {"rlmchat", "plain design"} <= set(base):
        ours = base["rlmchat"]
        for name, target in (("no memory", 0.8), ("plain design", 0.4), ("plain, threshold 0.3", 0.4)):
            print(f"repeats cut against {name}: {1 - ours / base[name]:.0%} (target {target:.0%})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--obedience", type=float, default=0.9)
    parser.add_argument("--person", choices=sorted(PEOPLE), default="first", help="`other` was written to judge by")
    parser.add_argument("--only", action="append")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong applications of each life")
    random.seed(0)
    asyncio.run(main(parser.parse_args()))
