"""Lets modules be imported without being run until somebody needs what is in them."""

from __future__ import annotations

import ast
import contextlib
import importlib
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_LOADER = "_rlmchat_loader"
_STAND_INS = "_rlmchat_stand_ins"
_running = threading.RLock()


class _Deferred(ModuleType):
    """A module that runs at the first name that it lacks; submodules of a package can be imported before."""

    def __getattr__(self, name: str) -> Any:
        waiting = _LOADER in self.__dict__
        if waiting and name in self.__dict__[_STAND_INS]:
            return _StandIn(self, name)
        # Python itself asks for names with underscores while it imports: none of them needs the module to run.
        if name.startswith("_") or not waiting:
            raise _missing(self, name)
        if name in (found := _re_exports(self)):
            return self.__dict__.setdefault(name, _attribute(self, *found[name]))
        if found:
            raise _missing(self, name)
        _run(self)
        return getattr(self, name)


def _missing(module: ModuleType, name: str) -> AttributeError:
    return AttributeError(f"module {module.__name__!r} has no attribute {name!r}")


def _run(module: ModuleType) -> None:
    with _running:
        loader = module.__dict__.pop(_LOADER, None)
        if loader is not None:
            loader.exec_module(module)


def _attribute(module: ModuleType, origin: str, name: str) -> Any:
    return getattr(importlib.import_module(origin, module.__package__), name)


def _re_exports(module: ModuleType) -> dict[str, tuple[str, str]]:
    """Where the names come from in a package that does nothing but gather names of its submodules; else nothing."""
    found: dict[str, tuple[str, str]] | None = module.__dict__.get("_rlmchat_re_exports")
    if found is None:
        loader = module.__dict__[_LOADER]
        is_package = hasattr(module, "__path__") and hasattr(loader, "get_source")
        found = _gathered(loader.get_source(module.__name__) or "") if is_package else {}
        module.__dict__["_rlmchat_re_exports"] = found
    return found


def _gathered(source: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if not isinstance(statement, ast.ImportFrom):
            return {}
        if statement.module == "__future__":
            continue
        # A name that is also a submodule's: which of the two it means depends on who was imported first.
        unsure = ("*", statement.module)
        if not (statement.level and statement.module) or any(alias.name in unsure for alias in statement.names):
            return {}
        origin = "." * statement.level + statement.module
        found |= {alias.asname or alias.name: (origin, alias.name) for alias in statement.names}
    return found


class _StandIn:
    """Stands for a class or function of a module that has not run; to use it runs the module."""

    def __init__(self, module: ModuleType, name: str) -> None:
        self.__dict__.update(_module=module, _name=name)

    def _real(self) -> Any:
        _run(self._module)
        return getattr(self._module, self._name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._real()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._real(), name)

    def __instancecheck__(self, one: object) -> bool:
        # While the module has not run, there are none.
        return _LOADER not in self._module.__dict__ and isinstance(one, self._real())

    def __subclasscheck__(self, one: type) -> bool:
        return _LOADER not in self._module.__dict__ and issubclass(one, self._real())

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (self._real(),)

    def __or__(self, other: object) -> Any:
        """In an annotation."""
        return Any

    __ror__ = __or__


class _Later(Loader):
    def __init__(self, loader: Loader, stand_ins: Sequence[str]) -> None:
        self._loader = loader
        self._stand_ins = stand_ins

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = _Deferred(spec.name)
        module.__dict__.update({_LOADER: self._loader, _STAND_INS: frozenset(self._stand_ins)})
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet."""


class _Finder(MetaPathFinder):
    def __init__(self, names: Sequence[str], stand_ins: Mapping[str, Sequence[str]]) -> None:
        self._names = frozenset(names)
        self._trees = tuple(name.removesuffix("*") for name in names if name.endswith(".*"))
        self._stand_ins = stand_ins

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        named = fullname in self._names or fullname in self._stand_ins
        if not named and not f"{fullname}.".startswith(self._trees):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None or not (named or spec.submodule_search_locations):
            return None
        spec.loader = _Later(spec.loader, self._stand_ins.get(fullname, ()))
        return spec


@contextlib.contextmanager
def deferred(*names: str, stand_ins: Mapping[str, Sequence[str]] | None = None) -> Iterator[None]:
    """Modules of these full names, if they are first imported inside, run when they are needed.

    `package.*` means the package and all packages within. Where a package only gathers names from its submodules, a
    name costs the submodule that it comes from and not all of them. `stand_ins` are modules with names that may even be
    imported from them: what comes is a stand-in, and the module runs when one is called, subclassed or looked into.
    """
    finder = _Finder(names, stand_ins or {})
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextlib.contextmanager
def left_out(*names: str) -> Iterator[None]:
    """Make these optional modules look not installed for a while, unless somebody has them already."""
    absent: dict[str, Any] = dict.fromkeys(name for name in names if name not in sys.modules)
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)
