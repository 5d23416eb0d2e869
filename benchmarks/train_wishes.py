"""Trains what tells for which questions a wish matters ("no heights": what to do in the Grand Canyon).

    python benchmarks/train_wishes.py [--embedder static|minilm] [--steps 250] [--cross] [--write]

The lines in data/pairs_*.txt are ours: what a person may like or dislike, and what they would ask where it matters.
Each item is put into sentences in several ways and embedded; a linear map is fitted so that a question lies nearer to
its wish than to the others (InfoNCE both ways, mean of some seeds), and the items themselves are kept as a bank of
examples. `--cross` leaves whole sections out and prints the curve for `Calibration.learned_wish`; `--write` stores map
and bank in `rlmchat/learning/weights/wishes_EMBEDDER.npz` as plain arrays.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rlmchat.adapters.embedders import MiniLmEmbedder, StaticEmbedder
from rlmchat.learning.ports import Embedder
from rlmchat.learning.wishes import SCALE, Bank, WishModel

DATA = Path(__file__).parent / "data"
WEIGHTS = Path(__file__).parents[1] / "rlmchat" / "learning" / "weights"
VIEWS = 5
"""Sentences made of each item."""
SEEDS = 2
BATCH = 256
RATE = 3e-4
HEAT = 0.07
"""Temperature of the softmax."""
MEMORY = 0.98
"""Share of the running mean of the map that a step keeps."""
FOLDS = 3
ASKED = 80
"""Questions of a fold that are tried."""
ABOUT = 40
"""Wishes that a person may have on other subjects."""
POOL = 99
FIRST = 5
TARGET = 0.70
"""Similarity that a pair on the mark gets: with a confidence of 0.9 its relevance is just over 0.6."""
STEEP = 10.0
"""How fast the similarity rises with the score."""

WISHES = (
    "I don't like {}.",
    "I dislike {}.",
    "I prefer {}.",
    "I avoid {}.",
    "I strongly prefer {}.",
    "I have a strong aversion to {}.",
    "I can't stand {}.",
    "I love {}.",
    "I have no interest in {}.",
    "I refuse {} because I don't enjoy it.",
    "I only want {}.",
    "I'm not a fan of {} and look for something else.",
    "I hate {}.",
    "I always go for {}.",
    "{} is not for me.",
    "I find {} unpleasant and stay away from it.",
)
QUESTIONS = (
    "Can you recommend {}?",
    "What are some good options for {}?",
    "I'm looking for {}. What would you suggest?",
    "What would you recommend for {}?",
    "I need help with {}.",
    "How should I go about {}?",
    "Could you suggest some ideas for {}?",
    "What are the best choices for {} for me?",
    "I'm thinking about {}. Any suggestions?",
    "I'm planning {} this year. What do you recommend?",
    "Which {} should I choose?",
    "Do you have any tips for {}?",
)


@dataclass(frozen=True)
class Group:
    """Wishes each of which bears on each of the questions."""

    section: str
    wishes: tuple[str, ...]
    questions: tuple[str, ...]


def groups() -> list[Group]:
    """What is written in data/: a line is a group, its sides parted by a bar, their items by semicolons."""
    out, section = [], ""
    for path in sorted(DATA.glob("pairs_*.txt")):
        for line in path.read_text().splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif "|" in line and not line.startswith("#"):
                out.append(Group(section, *(tuple(x.strip() for x in side.split(";")) for side in line.split("|"))))
    return out


def sentence(frames: tuple[str, ...], filling: str, chance: random.Random) -> str:
    """One of the frames, filled."""
    text = chance.choice(frames).format(filling)
    return text[0].upper() + text[1:]


@dataclass(frozen=True)
class Side:
    """One side of all groups, embedded."""

    views: np.ndarray
    """Shape (VIEWS, items, dimensions)."""
    group: np.ndarray
    """Shape (items,): to which group an item belongs."""

    def of(self, chosen: np.ndarray, chance: np.random.Generator) -> np.ndarray:
        """One item of each chosen group, in one of its wordings; shape (chosen, dimensions)."""
        first = np.searchsorted(self.group, chosen)
        last = np.searchsorted(self.group, chosen, side="right")
        return np.asarray(self.views[chance.integers(VIEWS, size=len(chosen)), chance.integers(first, last)])

    def part(self, groups: np.ndarray) -> Side:
        """Only the items of some groups, which keep their numbers."""
        keep = np.isin(self.group, groups)
        return Side(self.views[:, keep], self.group[keep])


async def sides(embedder: Embedder, known: list[Group]) -> tuple[Side, Side]:
    """Both sides, each item in VIEWS sentences."""
    chance = random.Random(0)
    out = []
    for frames, name in ((WISHES, "wishes"), (QUESTIONS, "questions")):
        items = [(i, item) for i, group in enumerate(known) for item in getattr(group, name)]
        rows = [await embedder.embed([sentence(frames, item, chance) for _, item in items]) for _ in range(VIEWS)]
        out.append(Side(np.stack(rows), np.array([i for i, _ in items])))
    return out[0], out[1]


def fitted(wishes: Side, asked: Side, centre: np.ndarray, steps: int, seed: int) -> np.ndarray:
    """The map of one seed, by Adam from the identity on; its running mean. Large groups are drawn more often."""
    chance = np.random.default_rng(seed)
    size = wishes.views.shape[-1]
    weight = np.eye(size, dtype=np.float32)
    mean, first, second = weight.copy(), np.zeros_like(weight), np.zeros_like(weight)
    known, counts = np.unique(wishes.group, return_counts=True)
    share = np.sqrt(counts * np.unique(asked.group, return_counts=True)[1])
    for step in range(1, steps + 1):
        rows = chance.choice(known, min(BATCH, len(known)), replace=False, p=share / share.sum())
        slope = gradient(weight, wishes.of(rows, chance) - centre, asked.of(rows, chance) - centre)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weight -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        mean = MEMORY * mean + (1 - MEMORY) * weight
    return mean


def gradient(weight: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of the loss for one batch: cross-entropy of each row's partner among all, both ways."""
    (x, la), (y, lb) = unit(a @ weight.T), unit(b @ weight.T)
    scores = y @ x.T / HEAT
    eye = np.eye(len(a))
    pull = ((softmax(scores) - eye) + (softmax(scores.T) - eye).T) / (2 * len(a) * HEAT)
    gx, gy = pull.T @ y, pull @ x
    gx = (gx - x * (gx * x).sum(axis=1, keepdims=True)) / la
    gy = (gy - y * (gy * y).sum(axis=1, keepdims=True)) / lb
    return np.asarray(gx.T @ a + gy.T @ b, dtype=np.float32)


def unit(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of length one, and the lengths they had."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True) + 1e-9
    return rows / lengths, lengths


def softmax(scores: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    high = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(high / high.sum(axis=-1, keepdims=True))


def model(wishes: Side, asked: Side, steps: int) -> WishModel:
    """The map, mean of some seeds, and the items themselves as examples."""
    centre = ((wishes.views.mean(axis=(0, 1)) + asked.views.mean(axis=(0, 1))) / 2).astype(np.float32)
    weight = np.mean([fitted(wishes, asked, centre, steps, seed) for seed in range(SEEDS)], axis=0)
    banks = [
        Bank(unit(unit((side.views - centre) @ weight.T)[0].mean(axis=0))[0].astype(np.float32), side.group)
        for side in (wishes, asked)
    ]
    return WishModel.of(weight.astype(np.float32), centre, banks[0], banks[1])


def crossed(known: list[Group], wishes: Side, asked: Side, steps: int) -> None:
    """Leave whole sections out: how high their own wishes score, and how high those of other subjects do."""
    sections = sorted({group.section for group in known})
    numbers = np.arange(len(known))
    of = np.array([sections.index(group.section) for group in known])
    right, wrong, found = [], [], []
    chance = np.random.default_rng(0)
    for fold in range(FOLDS):
        out = numbers[of % FOLDS == fold]
        learned = model(*(side.part(numbers[of % FOLDS != fold]) for side in (wishes, asked)), steps)
        w, q = wishes.part(out), asked.part(out)
        rows = w.views[0]
        for i in chance.choice(len(q.group), min(ASKED, len(q.group)), replace=False):
            scores = learned.scores(q.views[0, i], rows)
            own, other = w.group == q.group[i], of[w.group] != of[q.group[i]]
            right.append(scores[own].max())
            wrong.append(scores[chance.choice(np.flatnonzero(other), ABOUT)].max())
            rivals = chance.choice(np.flatnonzero(~own), POOL)
            found.append((scores[rivals] > scores[own].max()).sum() < FIRST)
    mark = np.quantile(wrong, 0.9)
    print(f"sections left out: own wish among the first {FIRST} of {POOL}: {np.mean(found):.3f}")
    print(f"nine in ten questions have no wish above {mark:.3f} among {ABOUT} of other subjects;")
    print(f"then {np.mean(np.array(right) > mark):.2f} of the own ones are above it: learned_wish={_curve(mark)}")


def _curve(mark: float) -> str:
    return f"Curve({math.log(TARGET / (1 - TARGET)) - STEEP * mark:.2f}, ({STEEP},))"


async def main() -> None:
    """Train, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedder", choices=["static", "minilm"], default="static")
    parser.add_argument("--steps", type=int, default=250)
    parser.add_argument("--cross", action="store_true", help="leave sections out, a third at a time")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    embedder: Embedder = MiniLmEmbedder() if options.embedder == "minilm" else StaticEmbedder()
    known = groups()
    wishes, asked = await sides(embedder, known)
    print(f"{len(known)} groups, {len(wishes.group)} wishes, {len(asked.group)} questions")
    if options.cross:
        crossed(known, wishes, asked, options.steps)
    if options.write:
        write(model(wishes, asked, options.steps), WEIGHTS / f"wishes_{options.embedder}.npz")


def write(learned: WishModel, target: Path) -> None:
    """Store it as plain arrays, the examples in one byte an entry."""
    arrays: dict[str, np.ndarray] = {"weight": learned.weight.astype(np.float16), "centre": learned.centre}
    for name, one in (("wishes", learned.wishes), ("questions", learned.questions)):
        arrays[name] = np.round(one.rows * 127 / SCALE).clip(-127, 127).astype(np.int8)
        arrays[f"{name}_group"] = one.group.astype(np.uint16)
    np.savez_compressed(target, **arrays)
    print(f"wrote {target} ({target.stat().st_size / 1e6:.2f} MB)")


if __name__ == "__main__":
    asyncio.run(main())
