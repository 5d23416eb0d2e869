"""Trains the correction detector and writes its packaged weights.

    python benchmarks/train_detector.py FOLDER

FOLDER holds `labelled.jsonl`: real follow-ups, one JSON object a line with `previous_output`, `message`,
`is_correction`, `category`, `doubtful` and `source`. Our own written examples (benchmarks/data) are added. Nothing
in it is random: the same data give the same weights. Needs scikit-learn: `pip install rlmchat[bench]`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from detection_calibration import calibration
from detection_data import OWN, examples, fingerprint, own_rows, read
from detection_model import CATEGORIES, Detection, Kinds, held_out_margins

from rlmchat.learning.classifier import FORMAT, feature_names

OUT = Path(__file__).resolve().parent.parent / "rlmchat" / "learning" / "weights" / "detector.npz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with labelled.jsonl")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    real = arguments.folder / "labelled.jsonl"
    known = examples(read(real), own_rows())
    maps = calibration(held_out_margins(known), known)
    about = {
        "format": FORMAT,
        "features": list(feature_names()),
        "categories": list(CATEGORIES),
        "examples": len(known.rows),
        "trained_on": {path.name: fingerprint(path) for path in (real, *OWN)},
    }
    arrays = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "short_knots": maps.short.astype(np.float32),
        "long_knots": maps.long.astype(np.float32),
        **Detection(known).arrays(),
        **Kinds(known).arrays(),
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out, **arrays)
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes from {len(known.rows):,} examples")


if __name__ == "__main__":
    main()
