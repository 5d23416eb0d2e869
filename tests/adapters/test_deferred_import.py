"""A package that runs only when it is needed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlmchat.adapters.deferred_import import deferred, left_out


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


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package that only gathers names of its submodules, one of which is heavy."""
    files = {
        "__init__.py": '"""Names."""\nfrom __future__ import annotations\nfrom .light import Light as Light\nfrom .heavy import Heavy\n',
        "light.py": "class Light: pass\n",
        "heavy.py": "class Heavy:\n    def __init__(self, size=1): self.size = size\n",
        "user.py": "from shop_pack.heavy import Heavy\nchosen = Heavy | None\ndef make(): return Heavy(size=3)\n",
    }
    folder = tmp_path / "shop_pack"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "shop_pack"
    for name in [name for name in sys.modules if name.startswith("shop_pack")]:
        del sys.modules[name]


def test_a_name_that_a_package_gathers_costs_only_its_submodule(shop: str) -> None:
    with deferred(f"{shop}.*"):
        module = importlib.import_module(shop)
        light = module.Light
    assert light is importlib.import_module(f"{shop}.light").Light
    assert f"{shop}.heavy" not in sys.modules
    assert module.Heavy().size == 1
    with pytest.raises(AttributeError, match="nonsense"):
        _ = module.nonsense
    with pytest.raises(ImportError):
        importlib.import_module(f"{shop}.nonsense")


def test_a_stand_in_runs_its_module_when_it_is_used(shop: str) -> None:
    with deferred(stand_ins={f"{shop}.heavy": ("Heavy",)}):
        user = importlib.import_module(f"{shop}.user")
    module = sys.modules[f"{shop}.heavy"]
    assert not isinstance(object(), user.Heavy)
    assert not issubclass(int, user.Heavy)
    assert "Heavy" not in vars(module)
    made = user.make()
    assert made.size == 3
    assert isinstance(made, user.Heavy)
    assert issubclass(type(made), user.Heavy)
    assert type(made) is module.Heavy


def test_a_stand_in_can_be_a_base_class_and_be_looked_into(shop: str) -> None:
    with deferred(stand_ins={f"{shop}.heavy": ("Heavy",)}):
        heavy = importlib.import_module(f"{shop}.heavy").Heavy

    class Own(heavy):  # type: ignore[misc]
        pass

    assert Own(size=2).size == 2
    assert issubclass(Own, sys.modules[f"{shop}.heavy"].Heavy)


def test_an_optional_module_is_left_out_for_a_while(shop: str) -> None:
    with left_out(f"{shop}.heavy"), pytest.raises(ImportError):
        importlib.import_module(f"{shop}.heavy")
    assert importlib.import_module(f"{shop}.heavy").Heavy
