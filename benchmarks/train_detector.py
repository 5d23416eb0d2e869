"""Trains the correction detector and writes its packaged weights.

    python benchmarks/train_detector.py FOLDER

FOLDER holds `labelled.jsonl`: real follow-ups, one JSON object a line with `previous_output`, `message`,
`is_correction`, `category`, `doubtful` and `source`. Our own written examples (benchmarks/data) are added. The same
data and seed give the same weights. Needs scikit-learn: `pip install rlmchat[bench]`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from detection_model import (
    CATEGORIES,
    KNOTS,
    WRITTEN,
    Calibration,
    Detection,
    Kinds,
    examples,
    fingerprint,
    forest_arrays,
    held_out_scores,
    linear_arrays,
    read,
)

from rlmchat.learning.classifier import FORMAT, feature_names

OUT = Path(__file__).resolve().parent.parent / "rlmchat" / "learning" / "weights" / "detector.npz"
PRIOR = 0.35
"""Share of corrections among real follow-ups that the probabilities are calibrated for."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with labelled.jsonl")
    parser.add_argument("--also", type=Path, action="append", default=[], help="more examples of your own, JSON lines")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    real = arguments.folder / "labelled.jsonl"
    own = [WRITTEN, *arguments.also]
    known = examples(read(real), [row for path in own for row in read(path)])
    calibration = Calibration(held_out_scores(known, arguments.seed), known, PRIOR)
    model = Detection(known, arguments.seed)
    about = {
        "format": FORMAT,
        "features": list(feature_names()),
        "categories": list(CATEGORIES),
        "seed": arguments.seed,
        "examples": len(known.rows),
        "trained_on": {path.name: fingerprint(path) for path in (real, *own)},
    }
    arrays = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "blend": calibration.blend.astype(np.float32),
        "blend_bias": np.array([calibration.bias], np.float32),
        "knots": KNOTS.astype(np.float32),
        **linear_arrays(model),
        **forest_arrays(model),
        **Kinds(known).arrays(),
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out, **arrays)
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes from {len(known.rows):,} examples")


if __name__ == "__main__":
    main()
