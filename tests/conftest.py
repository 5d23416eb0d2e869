"""What every test may use: a home of its own, and an environment without the machine owner's keys."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no defect: no example fails for the time it took. And a run says of this code what the last one
# said: who looks for new examples sets HYPOTHESIS_PROFILE=search.
CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **CALM)
settings.register_profile("search", **CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


# Programs that are started in the background ignore ctrl+c, and so would all that the tests start and interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever talks to a provider: neither keys nor addresses of the machine's owner are seen."""
    for name in list(os.environ):
        if name.endswith(("_API_KEY", "_API_BASE", "_BASE_URL")) or name == "RLMCHAT_HOME":
            monkeypatch.delenv(name)
    # Screens that ran in this process before leave their size behind, and commands draw their tables by it.
    for name in ("COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for everything that one rlmchat writes."""
    return tmp_path / "home"
