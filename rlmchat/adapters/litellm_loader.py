"""Imports LiteLLM once, quietly: no network, no banner, no log lines, and nothing loaded that a chat never uses."""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

from rlmchat.adapters.deferred_import import defer, deferred, left_out
from rlmchat.errors import ModelUnavailable

_QUIET = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_LOG": "CRITICAL",
    # In its default mode, DEV, it would read a .env file that happens to lie about.
    "LITELLM_MODE": "PRODUCTION",
    # It takes 100 equal chunks in a row for a model gone mad; a wide table's rule is as many dashes.
    "REPEATED_STREAMING_CHUNK_LIMIT": "1000000",
}
"""Read by LiteLLM while it is imported; what the person has set stays."""

_WARNERS = r"(litellm|openai|pydantic|httpx|aiohttp)(\.|$)"
"""Modules whose warnings are for their makers, and would be written across the screen."""

_LOGGERS = ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router", "openai", "httpx", "httpcore", "aiohttp")

_IMPORTED = ("litellm", "openai", "rlmchat.adapters.demo_provider")
"""Beginnings of the names of what is imported here."""
_CATALOGUES = ("openai.resources", "openai.types.*")
"""Packages that gather all there is of OpenAI (1,100 modules, 28 MB, 0.6 s) where few of their names are needed."""

_ELSEWHERE: dict[str, Sequence[str]] = {"litellm.router": ("Router",)}
"""Imported by LiteLLM for its proxy."""

_BY_NEED = (
    *(
        f"litellm.{part}.*"
        for part in (
            *("integrations", "llms", "models", "proxy", "repositories", "types"),
            *("assistants", "batches", "completion_extras", "containers", "decisions", "evals", "extraction", "files"),
            *("fine_tuning", "google_genai", "images", "interactions", "messages", "ocr", "passthrough", "rag"),
            *("realtime_api", "rerank_api", "responses", "search", "skills", "vector_stores", "videos"),
        )
    ),
    # For the prompts of some local servers.
    "jinja2.*",
)
"""Of these a chat needs the modules of its provider: none of others, of services, of LiteLLM's proxy, of other uses."""

_TOKENIZER = "anthropic_tokenizer.json"
"""Parsed by LiteLLM only to be written as a text again (20 MB, 0.1 s), which few providers ever ask for."""

_lock = threading.Lock()
_ready = threading.Event()


def load_litellm() -> Any:
    """The `litellm` module, ready for use; slow (seconds) the first time, so call it off the event loop.

    Raises ModelUnavailable if it cannot be imported.
    """
    with _lock:
        if not _ready.is_set():
            try:
                _load()
            except ImportError as error:
                raise ModelUnavailable("LiteLLM cannot be loaded.", "Install rlmchat again.") from error
            _ready.set()
    return sys.modules["litellm"]


def _load() -> None:
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    there = frozenset(sys.modules)
    try:
        _import(_BY_NEED)
    # Whatever goes wrong: a version of LiteLLM that cannot be imported by parts can still be imported as a whole.
    except Exception:  # noqa: BLE001
        for name in [name for name in sys.modules if name not in there and name.startswith(_IMPORTED)]:
            del sys.modules[name]
        _import(())


def _import(by_need: Sequence[str]) -> None:
    """Import LiteLLM, these packages of it by need, and set it up."""
    elsewhere = deferred(*_CATALOGUES, stand_ins=_ELSEWHERE)
    parts = deferred(defining=by_need)
    with _collector_paused(), left_out(*_unused()), _unparsed(_TOKENIZER) as texts, parts, elsewhere:
        import litellm.main

        # What the first call of most providers would have to wait for.
        import openai.resources.chat.completions  # noqa: F401

        _set_up(litellm)
        _slim(litellm, texts)
    # For good, since most of it would come with the first call.
    defer(defining=by_need)


def loaded() -> bool:
    """Whether the import has been done, in this process."""
    return _ready.is_set()


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """A quarter of the import's time is garbage collections that find nothing; what it made is never garbage later."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def _unused() -> list[str]:
    """Optional to those who import them: httpx's command line (rich, pygments, click) and Oracle's signing."""
    oracle = any(name.startswith("OCI_") for name in os.environ)
    return ["httpx._main"] if oracle else ["httpx._main", "cryptography"]


class _Encoding:
    """Stands for the tokenizer (60 MB, 0.6 s) that LiteLLM loads at the first call for providers that rarely use it."""

    def __getattr__(self, name: str) -> Any:
        import litellm.utils

        return getattr(litellm.utils.get_default_encoding(), name)


def _set_up(litellm: ModuleType) -> None:
    """Switch off all that LiteLLM would print, send, count or try again by itself, and register the demo."""
    from rlmchat.adapters.demo_provider import DemoProvider

    settings: dict[str, object] = {
        "suppress_debug_info": True,
        "set_verbose": False,
        "telemetry": False,
        "drop_params": True,
        "num_retries": 0,
        "disable_streaming_logging": True,
        "disable_token_counter": True,
        "turn_off_message_logging": True,
        "custom_provider_map": [{"provider": "demo", "custom_handler": DemoProvider()}],
    }
    for name, value in settings.items():
        setattr(litellm, name, value)
    for name in _LOGGERS:
        _silence(name)
    warnings.filterwarnings("ignore", module=_WARNERS)


@contextlib.contextmanager
def _unparsed(name: str) -> Iterator[list[str]]:
    """Have JSON files of this name read for empty ones inside; gives the texts of those that were asked for."""
    parse = json.load
    texts: list[str] = []
    escaped = re.compile("[^\x00-\x7f]+")

    def load(file: Any, *args: Any, **more: Any) -> Any:
        if os.path.basename(str(getattr(file, "name", ""))) != name:
            return parse(file, *args, **more)
        # In ASCII, as LiteLLM would write it: one letter beyond Latin-1 in a Python string makes all others wider.
        texts.append(escaped.sub(lambda found: json.dumps(found[0])[1:-1], file.read()))
        return {}

    json.load = load  # type: ignore[assignment]
    try:
        yield texts
    finally:
        json.load = parse


def _slim(litellm: Any, texts: Sequence[str]) -> None:
    """Let go of what only the import needed, and put back what it was spared."""
    litellm.main.encoding = _Encoding()
    litellm.utils.json_data = None
    for text in texts:
        litellm.utils.claude_json_str = text
    # A second copy of the price list, for the proxy, which compares it with what was changed.
    prices: Any = sys.modules.get("litellm.litellm_core_utils.get_model_cost_map")
    if hasattr(prices, "GetModelCostMap") and hasattr(prices.GetModelCostMap, "_loaded_catalog"):
        prices.GetModelCostMap._loaded_catalog = litellm.model_cost


def _silence(name: str) -> None:
    """Take a vendor's logger off the terminal: nothing below us may write to standard output or error."""
    logger = logging.getLogger(name)
    logger.handlers = [logging.NullHandler()]
    logger.propagate = False
    logger.setLevel(logging.CRITICAL)
