"""Trains what tells for which questions a wish matters ("no heights": what to do in the Grand Canyon).

    python benchmarks/train_wishes.py [--embedder static|minilm] [--steps 180] [--write]

The pairs in data/pairs_*.txt are ours: what a person may like or dislike, and what they would ask where it matters.
Each is put into sentences in several ways and embedded; a linear map is fitted so that a question lies nearer to its
wish than to the others (InfoNCE both ways, mean of three seeds), and the pairs themselves are kept as a bank of
examples. `--write` stores both in `rlmchat/learning/weights/wishes_EMBEDDER.npz` as plain arrays.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from pathlib import Path

import numpy as np

from rlmchat.adapters.embedders import MiniLmEmbedder, StaticEmbedder
from rlmchat.learning.ports import Embedder, Vectors

DATA = Path(__file__).parent / "data"
WEIGHTS = Path(__file__).parents[1] / "rlmchat" / "learning" / "weights"
VIEWS = 12
"""Sentences made of each side of a pair."""
SEEDS = 3
BATCH = 256
RATE = 3e-4
HEAT = 0.07
"""Temperature of the softmax."""
MEMORY = 0.98
"""Share of the running mean of the map that a step keeps."""

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


def pairs() -> list[tuple[str, str]]:
    """The written pairs: what is liked or not, what is asked."""
    lines = [line for path in sorted(DATA.glob("pairs_*.txt")) for line in path.read_text().splitlines()]
    split = [line.split("|") for line in lines if "|" in line and not line.startswith("#")]
    return [(a.strip(), b.strip()) for a, b in split]


def sentence(frames: tuple[str, ...], filling: str, chance: random.Random) -> str:
    """One of the frames, filled."""
    text = chance.choice(frames).format(filling)
    return text[0].upper() + text[1:]


async def views(embedder: Embedder, known: list[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of both sides, shape (VIEWS, pairs, dimensions)."""
    chance = random.Random(0)
    wishes = [await embedder.embed([sentence(WISHES, a, chance) for a, _ in known]) for _ in range(VIEWS)]
    asked = [await embedder.embed([sentence(QUESTIONS, b, chance) for _, b in known]) for _ in range(VIEWS)]
    return np.stack(wishes), np.stack(asked)


def fitted(wishes: np.ndarray, asked: np.ndarray, centre: np.ndarray, steps: int, seed: int) -> np.ndarray:
    """The map of one seed, by Adam from the identity on; its running mean."""
    chance = np.random.default_rng(seed)
    size = wishes.shape[-1]
    weight = np.eye(size, dtype=np.float32)
    mean, first, second = weight.copy(), np.zeros_like(weight), np.zeros_like(weight)
    for step in range(1, steps + 1):
        rows = chance.choice(wishes.shape[1], min(BATCH, wishes.shape[1]), replace=False)
        a = wishes[chance.integers(VIEWS, size=len(rows)), rows] - centre
        b = asked[chance.integers(VIEWS, size=len(rows)), rows] - centre
        slope = gradient(weight, a, b)
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


def bank(vectors: np.ndarray, weight: np.ndarray, centre: np.ndarray) -> Vectors:
    """The mean of all views of each pair's side, mapped; one row a pair."""
    return unit(unit((vectors - centre) @ weight.T)[0].mean(axis=0))[0]


async def main() -> None:
    """Train, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embedder", choices=["static", "minilm"], default="static")
    parser.add_argument("--steps", type=int, default=180)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    embedder: Embedder = MiniLmEmbedder() if options.embedder == "minilm" else StaticEmbedder()
    known = pairs()
    wishes, asked = await views(embedder, known)
    centre = ((wishes.mean(axis=(0, 1)) + asked.mean(axis=(0, 1))) / 2).astype(np.float32)
    weight = np.mean([fitted(wishes, asked, centre, options.steps, seed) for seed in range(SEEDS)], axis=0)
    banks = bank(wishes, weight, centre), bank(asked, weight, centre)
    scores = banks[1] @ banks[0].T
    own = float(np.mean((scores > np.diag(scores)[:, None]).sum(axis=1) < 5))
    print(f"{len(known)} pairs; the own wish is among the five nearest of a trained question in {own:.3f}")
    if options.write:
        target = WEIGHTS / f"wishes_{options.embedder}.npz"
        rows = {
            name: np.round(one * 127 / SCALE).clip(-127, 127).astype(np.int8)
            for name, one in zip(("wishes", "questions"), banks, strict=True)
        }
        np.savez_compressed(target, weight=weight.astype(np.float16), centre=centre, **rows)
        print(f"wrote {target} ({target.stat().st_size / 1e6:.2f} MB)")


SCALE = 0.5
"""The largest entry of a bank row that one byte holds."""

if __name__ == "__main__":
    asyncio.run(main())
