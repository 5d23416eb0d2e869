"""Imports LiteLLM once, quietly: no network, no banner, no log lines, and nothing loaded that a chat never uses."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from rlmchat.adapters.deferred_import import deferred
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

_CATALOGUE = "openai.resources"
"""Imports every service that OpenAI has (500 modules, 13 MB, 0.25 s) where only its submodule `chat` is asked for."""

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
    with _collector_paused(), _left_out(_unused()), deferred(_CATALOGUE):
        import litellm
        import litellm.main
        import litellm.utils

        # What the first call of most providers would have to wait for.
        import openai.resources.chat.completions  # noqa: F401
    _set_up(litellm)
    _slim(litellm)


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


@contextlib.contextmanager
def _left_out(names: list[str]) -> Iterator[None]:
    """Make these modules look not installed for a while, unless somebody has them already."""
    absent: dict[str, Any] = dict.fromkeys(name for name in names if name not in sys.modules)
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


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


def _slim(litellm: Any) -> None:
    """Let go of what only the import needed."""
    litellm.main.encoding = _Encoding()
    # The parsed Anthropic tokenizer, 8 MB; its text, which is what is used, stays.
    litellm.utils.json_data = None


def _silence(name: str) -> None:
    """Take a vendor's logger off the terminal: nothing below us may write to standard output or error."""
    logger = logging.getLogger(name)
    logger.handlers = [logging.NullHandler()]
    logger.propagate = False
    logger.setLevel(logging.CRITICAL)
