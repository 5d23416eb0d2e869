"""How well are corrections found? Ours beside the classic cue table and TF-IDF with logistic regression.

    python benchmarks/detection.py FOLDER

FOLDER as for train_detector.py; `written.jsonl` in it (hard negatives, spans, categories) is judged by the shipped
weights, which were not trained on it; patterns and settings were chosen with it in view, so it is a development set.
Real follow-ups are judged by models that never saw their source (leave one source out), our own written examples by
models that never saw their previous answer. Calibration is nested in the same way: that of a source is fitted on the
held-out margins of the other ones. Settings and words were chosen with an eye on these figures: they lean a little to
the good side.
Needs scikit-learn: `pip install rlmchat[bench]`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from detection_calibration import calibration
from detection_data import Array, Examples, Row, examples, own_rows, read
from detection_model import CATEGORIES, held_out_kinds, held_out_margins
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from rlmchat.learning.correction import Detection
from rlmchat.learning.cues import classic_cues, states_rule
from rlmchat.learning.detector import Detector, least_probability, worth_reading
from rlmchat.learning.extraction import extract
from rlmchat.learning.languages import Language
from rlmchat.learning.reading import AnswerReading, MessageReading

SAVE = 0.7
HEAD = f"{'':34}{'n':>6}{'acc':>7}{'bal':>7}{'prec':>7}{'rec':>7}{'F1':>7}{'AUC':>7}{'ECE':>7}{'P@.7':>7}{'R@.7':>7}"


def calibration_error(y: Array, p: Array, bins: int = 10) -> float:
    """Expected calibration error over equal bins."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    found = [place == k for k in range(bins) if (place == k).any()]
    return float(sum(abs(y[m].mean() - p[m].mean()) * m.mean() for m in found))


def line(name: str, y: Array, p: Array) -> str:
    """One row of the table."""
    said, sure = p > 0.5, p > SAVE
    both = 0 < y.mean() < 1
    figures = [
        accuracy_score(y, said),
        balanced_accuracy_score(y, said) if both else float("nan"),
        precision_score(y, said, zero_division=0),
        recall_score(y, said, zero_division=0),
        f1_score(y, said, zero_division=0),
        roc_auc_score(y, p) if both else float("nan"),
        calibration_error(y, p),
        precision_score(y, sure, zero_division=0),
        recall_score(y, sure, zero_division=0),
    ]
    return f"{name:34}{len(y):>6}" + "".join(f"{figure:>7.3f}" for figure in figures)


def by_cues(rows: Sequence[Row]) -> Array:
    """What the classic cue table says: the confidence of its best cue, else 0."""
    return np.array([max((cue.confidence for cue in classic_cues(row["message"])), default=0.0) for row in rows])


def by_tfidf(known: Examples) -> Array:
    """TF-IDF of the message with logistic regression, each source judged without itself."""
    out = np.zeros(len(known.rows))
    texts = np.array([row["message"][:4000] for row in known.rows], object)
    for source in sorted(set(known.source)):
        held = known.source == source
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        model = LogisticRegression(C=3, max_iter=600, class_weight="balanced").fit(
            words.fit_transform(texts[~held]), known.y[~held]
        )
        out[held] = model.predict_proba(words.transform(texts[held]))[:, 1]
    return out


def nested_probabilities(margin: Array, known: Examples) -> Array:
    """Probabilities by a calibration that saw no margin of the same real source; of our own by that of all."""
    out = calibration(margin, known).probability(margin, known.brief)
    for source in known.real_sources:
        held = known.source == source
        maps = calibration(margin[~held], known.take(~held))
        out[held] = maps.probability(margin[held], known.brief[held])
    return out


def complete(p: Array, known: Examples) -> Array:
    """The probabilities as the detector gives them: at least what the form of a message alone is worth."""
    out = p.copy()
    for i, row in enumerate(known.rows):
        message, answer = row["message"], row["previous_output"]
        if not worth_reading(message, p[i]):
            continue
        reading = MessageReading(message)
        explicit = states_rule(reading.prose or message, foreign=reading.language is not Language.ENGLISH)
        found = extract(message, answer)
        out[i] = max(p[i], least_probability(found, reading, AnswerReading(answer), explicit=explicit))
    return out


def kinds_line(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Accuracy and macro-F1 of categories."""
    said, true = zip(*pairs, strict=True)
    macro = f1_score(true, said, average="macro", zero_division=0)
    return f"{name:34}{len(pairs):>6}  accuracy {accuracy_score(true, said):.3f}  macro-F1 {macro:.3f}"


def confusion(pairs: Sequence[tuple[str, str]]) -> str:
    """Which category was said (columns) for which was meant (rows)."""
    said, true = zip(*pairs, strict=True)
    table = confusion_matrix(true, said, labels=CATEGORIES)
    rows = [f"{name:>12}" + "".join(f"{n:>12}" for n in row) for name, row in zip(CATEGORIES, table, strict=True)]
    return "\n".join([" " * 12 + "".join(f"{name:>12}" for name in CATEGORIES), *rows])


def plain(text: str | None) -> str:
    """Case and spaces evened out."""
    return " ".join((text or "").lower().replace("’", "'").split())


def spans_line(name: str, rows: Sequence[Row]) -> str:
    """How often what is extracted contains what should have been."""
    corrections = [(row, extract(row["message"], row["previous_output"])) for row in rows if row["is_correction"]]
    right = [plain(r["corrected"]) in plain(e.corrected) for r, e in corrections if r.get("corrected")]
    said = [
        plain(r["corrected"]) in plain(e.corrected)
        for r, e in corrections
        if r.get("corrected") and plain(r["corrected"]) in plain(r["message"])
    ]
    wrong = [plain(r["original"]) in plain(e.original) for r, e in corrections if r.get("original")]
    return f"{name:34}corrected {_share(right)}; of those said in these words {_share(said)}; original {_share(wrong)}"


def _share(found: Sequence[bool]) -> str:
    return f"{sum(found) / len(found):.3f} of {len(found)}" if found else "none"


def explicit_line(name: str, rows: Sequence[Row]) -> str:
    """F1 of the flag for standing rules, over the corrections that have one."""
    corrections = [row for row in rows if row["is_correction"] and row.get("explicit") is not None]
    true = [bool(row["explicit"]) for row in corrections]
    said = [states_rule(row["message"]) for row in corrections]
    return f"{name:34}{len(true):>6}  explicit F1 {f1_score(true, said, zero_division=0):.3f} ({sum(true)} explicit)"


def judged(detector: Detector, rows: Sequence[Row]) -> tuple[list[Detection], list[float]]:
    """Judgements of the shipped detector, and how many milliseconds each took."""
    found, took = [], []
    for row in rows:
        start = time.perf_counter()
        found.append(detector.detect(row["message"], row["previous_output"]))
        took.append((time.perf_counter() - start) * 1000)
    return found, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with labelled.jsonl and written.jsonl")
    arguments = parser.parse_args()
    known = examples(read(arguments.folder / "labelled.jsonl"), own_rows())
    p = complete(nested_probabilities(held_out_margins(known), known), known)
    real = ~known.own
    random = np.array([row.get("sampled") == "random" for row in known.rows])
    sure = real & np.array([not row.get("doubtful") for row in known.rows])
    print("Real follow-ups, each source judged without itself\n" + HEAD)
    print(line("cue table alone", known.y[real], by_cues([r for r, m in zip(known.rows, real, strict=True) if m])))
    print(line("TF-IDF + logistic regression", known.y[real], by_tfidf(known.take(real))))
    print(line("ours", known.y[real], p[real]))
    print(line("ours, natural rate (random)", known.y[random], p[random]))
    print(line("ours, without doubtful ones", known.y[sure], p[sure]))
    for source in known.real_sources:
        print(line(f"  {source}", known.y[known.source == source], p[known.source == source]))
    print("\nWritten ones\n" + HEAD)
    for name in ("written", "follow-ups"):
        print(line(f"ours, {name} held out", known.y[known.source == name], p[known.source == name]))
    detector = Detector.load()
    written = read(arguments.folder / "written.jsonl")
    found, _ = judged(detector, written)
    y = np.array([float(row["is_correction"]) for row in written])
    print(line("cue table alone, written.jsonl", y, by_cues(written)))
    print(line("shipped, written.jsonl (unseen)", y, np.array([f.confidence for f in found])))
    print("\nCategories")
    kinds = held_out_kinds(known)
    found_ones = (known.y == 1) & (p > 0.5)
    for name, which in (("real, left out", real), ("own, held out", known.own)):
        for what, chosen in ((name, which & (known.y == 1)), (f"{name}, found ones", which & found_ones)):
            pairs = [(kinds[i], known.rows[i]["category"]) for i in np.where(chosen)[0]]
            print(kinds_line(what, pairs))
        print(confusion(pairs))
    shipped = [(str(f.category), r["category"]) for f, r in zip(found, written, strict=True) if r["is_correction"]]
    hit = [f.is_correction for f, r in zip(found, written, strict=True) if r["is_correction"]]
    print(kinds_line("written.jsonl, found ones", [pair for pair, ok in zip(shipped, hit, strict=True) if ok]))
    print("\nSpans and rules")
    for name, rows in (("written.jsonl", written), ("own examples", own_rows())):
        print(spans_line(name, rows))
        print(explicit_line(name, rows))
    _, took = judged(detector, [row for row, m in zip(known.rows, real, strict=True) if m])
    took.sort()
    print(f"\nms a message: median {statistics.median(took):.2f}, mean {statistics.fmean(took):.2f}, "
          f"p95 {took[int(0.95 * len(took))]:.2f}, worst {took[-1]:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
