"""Turns texts into vectors: WordLlama (offline), Chroma's MiniLM, or any embedding model that LiteLLM reaches."""

from __future__ import annotations

import importlib
import json
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rlmchat.adapters.allocator import give_back
from rlmchat.adapters.deferred_import import deferred
from rlmchat.adapters.sqlite_text import clean
from rlmchat.adapters.worker import Worker
from rlmchat.errors import LearningError, ModelError
from rlmchat.learning.ports import Embedder, Vectors
from rlmchat.settings import EmbedderSettings, Settings

LONGEST = 4000
"""Characters of a text that are embedded: of a longer one its beginning and its end, where people say their wishes."""
BATCH = 128
"""Texts sent to a provider in one request."""
STATIC_DIMENSIONS = 256
WEIGHTS = "l2_supercat_256.safetensors"
TOKENIZER = "l2_supercat_tokenizer_config.json"
MINILM_DIMENSIONS = 384

_DTYPES = {"F16": "<f2", "F32": "<f4"}
_WORDLLAMA_ELSEWHERE = {
    "wordllama.algorithms": (
        "binarize_and_packbits",
        "deduplicate_embeddings",
        "kmeans_clustering",
        "vector_similarity",
    ),
    "wordllama.algorithms.semantic_splitter": ("SemanticSplitter",),
}
"""What WordLlama can do besides embedding."""

Ask = Callable[[str, Sequence[str]], Awaitable[list[list[float]]]]
"""Takes a model's name and texts, gives a row each, raises a ModelError: `LiteLlmModel.embed`, `ModelProcess.embed`."""


def shortened(text: str) -> str:
    """A text as it is embedded: long ones lose their middle, lone surrogates are replaced."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST * 3 // 4]} … {text[-LONGEST // 4 :]}"
    return clean(text)


def unit_rows(rows: Vectors) -> Vectors:
    """Rows of length one; a row of zeros (an empty text) stays, and is like nothing else."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.nan_to_num(rows / np.where(lengths > 0, lengths, 1.0)), dtype=np.float32)


class _Model(Protocol):
    """A model that embeds in this process; slow to load, quick to ask."""

    def __call__(self, texts: list[str]) -> Vectors: ...


class LocalEmbedder:
    """An embedder in this process: loaded at first use and run in a thread of its own, never in the event loop."""

    def __init__(self, name: str, dimensions: int, load: Callable[[], _Model]) -> None:
        self._name = name
        self._dimensions = dimensions
        self._load = load
        self._model: _Model | None = None
        self._worker = Worker(f"rlmchat-{name}")

    @property
    def name(self) -> str:
        """Stable name; vectors of embedders with different names never mix."""
        return self._name

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row a text, zeros for an empty one; shape (len(texts), dimensions). Raises LearningError."""
        return await self._worker.run(partial(self._embed, list(texts)))

    def _embed(self, texts: list[str]) -> Vectors:
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        filled = [i for i, text in enumerate(texts) if text.strip()]
        if filled:
            if self._model is None:
                self._model = self._load()
            rows[filled] = self._model([shortened(texts[i]) for i in filled])
        return unit_rows(rows)


class StaticEmbedder(LocalEmbedder):
    """WordLlama's 256 dimensions, from the weights inside its package: offline, about 0.15 ms a text."""

    def __init__(self) -> None:
        super().__init__("static", STATIC_DIMENSIONS, _load_wordllama)


class MiniLmEmbedder(LocalEmbedder):
    """Chroma's ONNX all-MiniLM-L6-v2: better recall, about 10 ms a text, downloaded once (80 MB)."""

    def __init__(self) -> None:
        super().__init__("minilm", MINILM_DIMENSIONS, _load_minilm)


def mapped_weights(path: Path, name: str = "embedding.weight") -> Vectors:
    """A matrix in a safetensors file, left on the disk until its rows are asked for. Raises OSError, ValueError.

    The format: eight bytes, little endian, that say how long the JSON is which says where each tensor lies.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        tensor = json.loads(file.read(length)).get(name, {})
    if tensor.get("dtype") not in _DTYPES:
        raise ValueError(f"{path.name} holds no {name}")
    at = 8 + length + tensor["data_offsets"][0]
    # As a plain array: a memmap pays for its class at every row.
    return np.asarray(np.memmap(path, _DTYPES[tensor["dtype"]], "r", at, tuple(tensor["shape"])))


def _load_wordllama() -> _Model:
    # Its tokenizer would start threads for every batch, and warn on the terminal at every fork after that.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        with deferred("requests", stand_ins=_WORDLLAMA_ELSEWHERE):
            wordllama: Any = importlib.import_module("wordllama")
        home = Path(wordllama.__file__).parent
        tokenizer = wordllama.WordLlama.load_tokenizer(home / "tokenizers" / TOKENIZER)
        # It would read the weights into memory and double them there (48 MB), where a text looks up a few rows.
        model = wordllama.WordLlamaInference(np.empty((0, STATIC_DIMENSIONS), np.float32), tokenizer)
        model.embedding = mapped_weights(home / "weights" / WEIGHTS)
    except (ImportError, OSError, ValueError) as error:
        raise LearningError(f"The static embedder cannot be loaded: {error}.", "Install rlmchat anew.") from error
    finally:
        # It sets up logging to the terminal for the whole program while it is imported.
        root.handlers[:] = handlers
        root.setLevel(level)

    # Reading the tokenizer takes twice the room that it keeps.
    give_back()

    def embed(texts: list[str]) -> Vectors:
        # A batch is padded to its longest text: sorted by length, long and short ones do not share one.
        order = np.argsort([len(text) for text in texts], kind="stable")
        rows = np.empty((len(texts), STATIC_DIMENSIONS), dtype=np.float32)
        rows[order] = model.embed([texts[i] for i in order])
        return rows

    return embed


def _load_minilm() -> _Model:
    httpx: Any = importlib.import_module("httpx")
    module: Any = importlib.import_module("chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2")
    hint = 'It is downloaded once, so go online for that, or set name = "static" under [embedder].'
    try:
        model = module.ONNXMiniLM_L6_V2()
        # The download shows a progress bar on the terminal that the app draws on.
        model.tqdm = _Silent
        model(["ready"])
        unpadded = takes_any_length(model.model)
        if unpadded:
            model.tokenizer.no_padding()
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise LearningError(f"The minilm embedder cannot be loaded: {error}.", hint) from error

    def embed(texts: list[str]) -> Vectors:
        rows = np.concatenate([model([text]) for text in texts]) if unpadded else model(texts)
        return np.asarray(rows, dtype=np.float32)

    return embed


def takes_any_length(session: Any) -> bool:
    """Whether a model takes texts of any number of tokens.

    Chroma fills every text up to 256 of them, which changes no vector and takes ten times as long for a short one.
    """
    lengths = [one.shape[1:] for one in session.get_inputs()]
    return bool(lengths) and all(not isinstance(length, int) for shape in lengths for length in shape)


class _Silent:
    """A progress bar that shows nothing."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Takes what tqdm takes."""

    def __enter__(self) -> _Silent:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to clean up."""

    def update(self, size: int) -> None:
        """No progress to show."""


class LiteLlmEmbedder:
    """Any embedding model that LiteLLM reaches; its name is the model's."""

    def __init__(self, model: str, ask: Ask) -> None:
        self._model = model
        self._ask = ask
        self._dimensions = 0

    @property
    def name(self) -> str:
        """The model's LiteLLM name."""
        return self._model

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row a text, zeros for an empty one; shape (len(texts), dimensions). Raises LearningError."""
        filled = [i for i, text in enumerate(texts) if text.strip()]
        rows = await self._rows([shortened(texts[i]) for i in filled])
        if not rows and texts and not self._dimensions:
            # How long its rows are is known only from one of them.
            await self._rows(["."])
        out = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        if filled:
            out[filled] = np.asarray(rows, dtype=np.float32)
        return unit_rows(out)

    async def _rows(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = []
        try:
            for start in range(0, len(texts), BATCH):
                rows += await self._ask(self._model, texts[start : start + BATCH])
        except ModelError as error:
            raise LearningError(
                f"The embedding model {self._model} gave no answer: {error.message}",
                error.hint or "Check its name under [embedder] in config.toml.",
            ) from error
        self._dimensions = len(rows[0]) if rows else self._dimensions
        if len(rows) != len(texts) or any(len(row) != self._dimensions for row in rows):
            raise LearningError(
                f"The embedding model {self._model} left out some texts.", "Name another one under [embedder]."
            )
        return rows


def make_embedder(settings: EmbedderSettings, *, ask: Ask | None = None) -> Embedder:
    """The embedder that the settings name: static, minilm, or a LiteLLM embedding model, asked through `ask`.

    Without `ask` LiteLLM is loaded into this process, with the keys of the environment.
    """
    if settings.name in ("", "static"):
        return StaticEmbedder()
    if settings.name == "minilm":
        return MiniLmEmbedder()
    if ask is None:
        # Not for the app, whose model process is asked: with it come urllib and what knows of models (1.5 MB).
        from rlmchat.adapters.litellm_model import LiteLlmModel

        ask = LiteLlmModel(Settings()).embed
    return LiteLlmEmbedder(settings.name, ask)
