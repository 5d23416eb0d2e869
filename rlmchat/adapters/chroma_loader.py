"""Imports Chroma without what only its servers, its tracing and its embedding functions need."""

from __future__ import annotations

import importlib
import threading
from typing import Any

from rlmchat.adapters.deferred_import import deferred, left_out

_ELSEWHERE = {
    # Sends traces to a collector, through gRPC and protocol buffers (13 MB, 0.1 s).
    "opentelemetry.exporter.otlp.proto.grpc.trace_exporter": ("OTLPSpanExporter",),
    # Checks the settings of embedding functions, of which we use none, with JSON Schema (3 MB).
    "chromadb.utils.embedding_functions.schemas": ("validate_config_schema",),
}
_lock = threading.Lock()


def load_chroma() -> Any:
    """The `chromadb` module; the first time takes a good part of a second, so call it off the event loop."""
    # httpx imports its command line (rich, click, pygments) if it can.
    with _lock, left_out("httpx._main"), deferred(stand_ins=_ELSEWHERE):
        return importlib.import_module("chromadb")
