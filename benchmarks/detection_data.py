"""The examples that the correction detector learns from: real follow-ups, short written ones, written follow-ups."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from rlmchat.learning.classifier import Inputs, brief, feature_names, gate, inputs_of
from rlmchat.learning.features import BUCKETS, topic_grams
from rlmchat.learning.reading import AnswerReading, MessageReading

HERE = Path(__file__).resolve().parent
WRITTEN = HERE / "data" / "detection_written.jsonl"
"""Our own short examples, one pair a line (MIT, like the code)."""
FOLLOW_UPS = HERE / "data" / "detection_follow_ups.txt"
"""Our own follow-ups of longer answers (MIT): an answer, `---`, then what people said to it, a line each, `+c`
(correction of code), `-` (none) and so on before it, `===` between answers; `\\n` in a message is a new line."""
SHORT = HERE / "data" / "detection_short.txt"
"""The same for short answers: full of words that correct elsewhere and of corrections without such words (MIT)."""
SHORT_2 = HERE / "data" / "detection_short_2.txt"
FOLLOW_UPS_2 = HERE / "data" / "detection_follow_ups_2.txt"
"""More of both kinds (MIT)."""
REMARKS = HERE / "data" / "detection_remarks.txt"
"""Short remarks and statements ("that's hilarious", "he's 12 and hates maths") beside corrections of the same looks."""
OWN = (WRITTEN, SHORT, SHORT_2, REMARKS, FOLLOW_UPS, FOLLOW_UPS_2)
DOUBTFUL = 0.5
"""Weight of an example on which a reasonable reader could differ."""
KINDS = {"f": "factual", "s": "style", "c": "code", "l": "logic", "p": "preference", "d": "domain"}

Row = dict[str, Any]
Array = NDArray[np.float64]


def read(path: Path) -> list[Row]:
    """Rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_follow_ups(path: Path, source: str) -> list[Row]:
    """Rows of a text of follow-ups."""
    rows: list[Row] = []
    for block in path.read_text(encoding="utf-8").split("===\n")[1:]:
        answer, _, said = block.partition("\n---\n")
        for line in said.strip().splitlines():
            mark, _, message = line.partition(" ")
            kind = KINDS[mark[1]] if mark[0] == "+" else None
            pair = {"previous_output": answer.strip(), "message": message.strip().replace("\\n", "\n")}
            row = pair | {"is_correction": kind is not None, "category": kind, "source": source, "file": path.stem}
            rows.append(row)
    return rows


def own_rows() -> list[Row]:
    """Everything that we wrote ourselves."""
    pairs = [row | {"source": "written"} for row in read(WRITTEN)]
    short = [row for path in (SHORT, SHORT_2) for row in read_follow_ups(path, "written")]
    remarks = read_follow_ups(REMARKS, "remarks")
    longer = [row for path in (FOLLOW_UPS, FOLLOW_UPS_2) for row in read_follow_ups(path, "follow-ups")]
    return [*pairs, *short, *remarks, *longer]


def fingerprint(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hash_of(text: str) -> int:
    """A number for a text that is the same in every run."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


@dataclass(frozen=True)
class Examples:
    """Rows with their numbers, labels, weights and sources."""

    rows: list[Row]
    inputs: list[Inputs]
    topics: list[NDArray[np.int64]]
    """Places of the matter of the previous answers."""
    y: Array
    weight: Array
    source: NDArray[Any]
    own: NDArray[np.bool_]

    def take(self, which: NDArray[Any]) -> Examples:
        """Some of them, by mask or index."""
        at = np.arange(len(self.rows))[which]
        return Examples(
            [self.rows[i] for i in at],
            [self.inputs[i] for i in at],
            [self.topics[i] for i in at],
            self.y[at],
            self.weight[at],
            self.source[at],
            self.own[at],
        )

    @property
    def dense(self) -> Array:
        """Hand-made features, shape (rows, features)."""
        return np.array([i.dense for i in self.inputs])

    @property
    def short(self) -> Array:
        """How short the previous answer is, 1 to 0, shape (rows,)."""
        return gate(self.dense[:, feature_names().index("a_log_chars")])

    @property
    def brief(self) -> Array:
        """How much the model for short answers has to say, 1 to 0, shape (rows,)."""
        return brief(self.dense[:, feature_names().index("a_log_chars")])

    @property
    def asks(self) -> Array:
        """Whether the previous answer ends with a question, 1 or 0, shape (rows,)."""
        out: Array = self.dense[:, feature_names().index("a_question")]
        return out

    @property
    def group(self) -> NDArray[Any]:
        """Real ones are one group; what we wrote is one a file."""
        return np.where(self.own, self.source, "real")

    @property
    def real_sources(self) -> list[str]:
        """Names of the sources of real follow-ups."""
        return sorted(set(self.source[~self.own]))


def examples(real: Sequence[Row], own: Sequence[Row]) -> Examples:
    """Real rows and our own ones, all with a `source`."""
    rows = [*real, *own]
    pairs = [(MessageReading(row["message"]), AnswerReading(row["previous_output"])) for row in rows]
    return Examples(
        rows,
        [inputs_of(message, answer) for message, answer in pairs],
        [topic_grams(answer) for _, answer in pairs],
        np.array([float(row["is_correction"]) for row in rows]),
        np.array([DOUBTFUL if row.get("doubtful") else 1.0 for row in rows]),
        np.array([row["source"] for row in rows]),
        np.arange(len(rows)) >= len(real),
    )


def sparse(places: Sequence[NDArray[np.int64]]) -> csr_matrix:
    """Places of n-grams as unit rows, shape (rows, BUCKETS)."""
    at = np.repeat(np.arange(len(places)), [len(p) for p in places])
    values = np.concatenate([np.full(len(p), 1 / max(1.0, len(p) ** 0.5)) for p in places])
    return csr_matrix((values, (at, np.concatenate(places))), shape=(len(places), BUCKETS))


def balanced(y: Array, weight: Array, share: float = 0.5) -> Array:
    """Weights under which corrections have this share, the sum unchanged."""
    right, wrong = weight[y == 1].sum(), weight[y == 0].sum()
    total = right + wrong
    up = share * total / right if right else 1.0
    down = (1 - share) * total / wrong if wrong else 1.0
    return weight * np.where(y == 1, up, down)
