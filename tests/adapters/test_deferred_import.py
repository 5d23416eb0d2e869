"""A package that runs only when it is needed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

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
    finders = list(sys.meta_path)
    with deferred("something_else"):
        assert "LOADED" in vars(importlib.import_module(package))
    assert sys.meta_path == finders


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


@pytest.fixture
def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Writes the files of a package called works_pack."""
    folder = tmp_path / "works_pack"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(**files: str) -> None:
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)

    yield write
    for name in [name for name in sys.modules if name.startswith("works_pack")]:
        del sys.modules[name]


def ran(name: str) -> bool:
    return "_rlmchat_waiting" not in vars(sys.modules[f"works_pack.{name}"])


def imported(name: str) -> ModuleType:
    with deferred(defining=("works_pack.*",)):
        module = importlib.import_module(f"works_pack.{name}")
        # A module of such a package waits itself: this is what has it run.
        _ = module.run
    return module


def test_classes_and_functions_that_a_module_defines_may_be_imported_without_it(works: Callable[..., None]) -> None:
    works(
        __init__="",
        things="class Thing: size = 4\ndef make(what): return what()\n",
        core="from works_pack.things import Thing, make\n"
        "def run(one: Thing | None = None) -> 'Thing | None': return make(Thing)\n",
    )
    core = imported("core")
    assert not ran("things")
    assert core.run().size == 4
    # Who imported stand-ins has the real things now.
    assert core.Thing is sys.modules["works_pack.things"].Thing
    assert type(core.run()) is core.Thing


def test_anything_else_that_is_imported_runs_the_module(works: Callable[..., None]) -> None:
    works(__init__="", things="LIMIT = 3\n", core="from works_pack.things import LIMIT\ndef run(): return LIMIT\n")
    assert imported("core").run() == 3


@pytest.mark.parametrize(
    "use",
    [
        "def run(one):\n    try: raise one\n    except ThingError: return 'caught'\n",
        "def run(one):\n    match one:\n        case ThingError(): return 'caught'\n",
        "class Own(ThingError): pass\ndef run(one): return 'caught'\n",
        "from works_pack.things import *\ndef run(one): return 'caught'\n",
    ],
)
def test_where_only_a_true_class_will_do_the_module_runs(works: Callable[..., None], use: str) -> None:
    works(
        __init__="",
        things="class ThingError(Exception): pass\n",
        core=f"from works_pack.things import ThingError\n{use}",
    )
    core = imported("core")
    assert ran("things")
    assert core.run(sys.modules["works_pack.things"].ThingError()) == "caught"


def test_an_exception_that_is_only_raised_may_wait(works: Callable[..., None]) -> None:
    works(
        __init__="",
        things="class ThingError(Exception): pass\n",
        core="from works_pack.things import ThingError\ndef run(): raise ThingError('no')\n",
    )
    core = imported("core")
    assert not ran("things")
    with pytest.raises(Exception, match="no") as found:
        core.run()
    assert isinstance(found.value, sys.modules["works_pack.things"].ThingError)


def test_where_code_cannot_be_read_nothing_gets_a_stand_in(
    works: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rlmchat.adapters.deferred_import._READABLE", False)
    works(
        __init__="",
        things="class Thing: size = 4\n",
        core="from works_pack.things import Thing\ndef run(): return Thing\n",
    )
    assert isinstance(imported("core").run(), type)
    assert ran("things")


def test_what_asks_after_the_imports_gets_the_real_thing(works: Callable[..., None]) -> None:
    works(
        __init__="",
        things="class Thing: size = 4\n",
        core="def run():\n    from works_pack.things import Thing\n    return Thing\n",
    )
    core = imported("core")
    with deferred(defining=("works_pack.*",)):
        thing = core.run()
    assert isinstance(thing, type)
    assert thing is sys.modules["works_pack.things"].Thing


def test_a_name_that_a_package_gathers_waits_with_the_module_that_defines_it(works: Callable[..., None]) -> None:
    works(
        __init__="__all__ = ['Thing']\nfrom .things import Thing\n",
        things="class Thing: size = 4\n",
        core="from works_pack import Thing\ndef run(): return Thing.size\n",
    )
    core = imported("core")
    assert not ran("things")
    assert core.run() == 4


def test_a_stand_in_is_a_field_that_pydantic_checks(works: Callable[..., None]) -> None:
    works(
        __init__="",
        things="from pydantic import BaseModel\nclass Thing(BaseModel):\n    size: int\n",
        core="from pydantic import BaseModel\nfrom works_pack.things import Thing\n"
        "class Box(BaseModel):\n    one: Thing | None = None\n    more: list[Thing] = []\ndef run(): return Box\n",
    )
    box = imported("core").run()
    made = box(one={"size": "3"}, more=[{"size": 4}])
    assert (made.one.size, made.more[0].size) == (3, 4)
    with pytest.raises(ValueError, match="size"):
        box(one={"size": "large"})


def test_a_stand_in_is_an_enumeration(works: Callable[..., None]) -> None:
    works(
        __init__="",
        things="from enum import Enum\nclass Kind(str, Enum):\n    ROUND = 'round'\n    FLAT = 'flat'\n",
        core="from works_pack.things import Kind as K\ndef run(): return [K('flat'), *K], K['ROUND'], len(K), K.FLAT in K\n",
    )
    run = imported("core").run
    assert not ran("things")
    (first, *all_of_them), by_name, count, there = run()
    assert [first.value, *(one.value for one in all_of_them)] == ["flat", "round", "flat"]
    assert (by_name.value, count, there) == ("round", 2, True)


def test_a_module_that_could_not_be_run_is_tried_again(works: Callable[..., None], tmp_path: Path) -> None:
    flag = tmp_path / "there"
    works(
        __init__="",
        things=f"import pathlib\nif not pathlib.Path({str(flag)!r}).exists(): raise OSError('not yet')\nclass Thing: size = 4\n",
        core="from works_pack.things import Thing\ndef run(): return Thing()\n",
    )
    run = imported("core").run
    with pytest.raises(OSError, match="not yet"):
        run()
    flag.touch()
    assert run().size == 4


def test_two_threads_that_need_modules_which_need_each_other_both_get_them(works: Callable[..., None]) -> None:
    works(
        __init__="",
        left="import works_pack.gate as gate\ngate.meet()\nfrom works_pack.right import RIGHT\nLEFT = 1\n",
        right="import works_pack.gate as gate\ngate.meet()\nimport works_pack.left\nRIGHT = 2\n",
        gate="import threading\nwait = threading.Barrier(2)\ndef meet(): wait.wait(10)\ndef run(): pass\n",
    )
    imported("gate")
    with deferred(defining=("works_pack.*",)):
        left, right = (importlib.import_module(f"works_pack.{name}") for name in ("left", "right"))
    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(getattr, left, "LEFT"), pool.submit(getattr, right, "RIGHT")]
        assert [one.result(timeout=30) for one in found] == [1, 2]


def test_an_optional_module_is_left_out_for_a_while(shop: str) -> None:
    with left_out(f"{shop}.heavy"), pytest.raises(ImportError):
        importlib.import_module(f"{shop}.heavy")
    assert importlib.import_module(f"{shop}.heavy").Heavy
