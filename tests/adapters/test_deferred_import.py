"""A package that runs only when it is needed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlmchat.adapters.deferred_import import deferred


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / "heavy_pack"
    folder.mkdir()
    (folder / "__init__.py").write_text("from .part import VALUE\nLOADED = True\n")
    (folder / "part.py").write_text("VALUE = 3\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "heavy_pack"
    for name in [name for name in sys.modules if name.startswith("heavy_pack")]:
        del sys.modules[name]


def test_a_submodule_comes_without_its_package_having_run(package: str) -> None:
    with deferred(package):
        part = importlib.import_module(f"{package}.part")
    assert part.VALUE == 3
    assert "LOADED" not in vars(sys.modules[package])


def test_the_package_runs_for_the_first_name_that_is_missing(package: str) -> None:
    with deferred(package):
        module = importlib.import_module(package)
    assert module.LOADED
    assert module.VALUE == 3
    with pytest.raises(AttributeError, match="nonsense"):
        _ = module.nonsense


def test_other_packages_and_later_imports_are_left_alone(package: str) -> None:
    with deferred("something_else"):
        assert "LOADED" in vars(importlib.import_module(package))
    assert not any("deferred" in type(finder).__module__ for finder in sys.meta_path)
