"""Lets modules be imported without being run until somebody needs what is in them."""

from __future__ import annotations

import ast
import contextlib
import dis
import importlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import CodeType, FrameType, ModuleType
from typing import Any

from rlmchat.adapters.stand_in import StandIn

_imports: Any = sys.modules["_frozen_importlib"]
_WAITING = "_rlmchat_waiting"
"""In a module that has not run: how to run it, and who has names of it."""
_RE_EXPORTS = "_rlmchat_re_exports"
_CAUGHT = re.compile(r"Error|Exception|Warning|Exit|Interrupt|Timeout")
"""Names of what an `except` clause may have; those with other names are taken to be no exceptions."""
_READABLE = {"MATCH_CLASS", "CHECK_EXC_MATCH"} <= dis.opmap.keys()
"""Whether this Python's code tells `case` and `except` by these names; in one that does not nothing gets a stand-in."""
_CASE = frozenset({dis.opmap.get("MATCH_CLASS", -1)})
_EXCEPT = _CASE | {dis.opmap.get("CHECK_EXC_MATCH", -1)}
"""`case` and `except` take true classes, so nothing can stand for one there."""


class _Waiting:
    """What is known of a module that has not run."""

    def __init__(self, loader: Any, names: frozenset[str] | None) -> None:
        self.loader = loader
        self.names = names
        """Those for which there are stand-ins; None, until it is asked for, means whatever the module defines."""
        self.defines = names is None
        self.given: dict[str, StandIn] = {}
        self.users: dict[int, dict[str, Any]] = {}
        """The globals of modules that imported some of them."""
        self.running = False

    def stands_for(self, name: str, module: str) -> bool:
        if self.names is None:
            code = self.loader.get_code(module)
            self.names = frozenset(part.co_name for part in code.co_consts if isinstance(part, CodeType))
        return name in self.names


class _Deferred(ModuleType):
    """A module that runs at the first name that it lacks; submodules of a package can be imported before."""

    def __getattr__(self, name: str) -> Any:
        waiting: _Waiting | None = self.__dict__.get(_WAITING)
        everything = name == "__all__"
        # Python itself asks for names with underscores while it imports: only `import *` needs the module to run.
        if waiting is None or (not everything and name.startswith("__" if waiting.defines else "_")):
            raise _missing(self, name)
        if waiting.running:
            _run(self)
            if name in self.__dict__:
                return self.__dict__[name]
            raise _missing(self, name)
        return _wanted(self, waiting, name, sys._getframe(1))


def _wanted(module: ModuleType, waiting: _Waiting, name: str, by: FrameType) -> Any:
    """A stand-in if one will do for the code that wants the name, else the real thing."""
    if waiting.stands_for(name, module.__name__) and (not waiting.defines or _spares(by.f_code, name)):
        waiting.users[id(by.f_globals)] = by.f_globals
        return waiting.given.setdefault(name, _stand_in(module, name))
    if not (found := _re_exports(module, waiting)):
        _run(module)
        return getattr(module, name)
    if name not in found:
        raise _missing(module, name)
    origin, original = found[name]
    source = importlib.import_module(origin, module.__package__)
    if original in source.__dict__ or _WAITING not in source.__dict__:
        return module.__dict__.setdefault(name, getattr(source, original))
    # Not kept here: what the next one who asks may have is for them to say.
    return _wanted(source, source.__dict__[_WAITING], original, by)


def _spares(code: CodeType, name: str) -> bool:
    """Whether code that asks for a name can do with a stand-in: what asks after the imports wants the real thing."""
    if not _READABLE:
        return False
    if "importlib" in code.co_filename:
        return True
    return code.co_name == "<module>" and not _insists(code, name)


def _insists(code: CodeType, name: str) -> bool:
    """Whether some function in a module's code may use a name where only a true class will do."""
    for part in code.co_consts:
        if isinstance(part, CodeType):
            if name in part.co_names and not (_EXCEPT if _CAUGHT.search(name) else _CASE).isdisjoint(part.co_code[::2]):
                return True
            if _insists(part, name):
                return True
    return False


def _stand_in(module: ModuleType, name: str) -> StandIn:
    def resolve() -> Any:
        _run(module)
        return getattr(module, name)

    return StandIn(resolve, lambda: _WAITING in module.__dict__)


def _missing(module: ModuleType, name: str) -> AttributeError:
    return AttributeError(f"module {module.__name__!r} has no attribute {name!r}")


def _run(module: ModuleType) -> None:
    """Run it, or wait for the thread that does."""
    waiting: _Waiting | None = module.__dict__.get(_WAITING)
    if waiting is None:
        return
    # The lock of Python's own imports, for it knows who waits for whom: one of ours could be waited for crosswise.
    lock = _imports._get_module_lock(module.__name__)
    try:
        lock.acquire()
    except _imports._DeadlockError:
        # Two threads in a circle of imports: as Python does, make do with what is there of the module.
        return
    try:
        if _WAITING in module.__dict__ and not waiting.running:
            _execute(module, waiting)
    finally:
        lock.release()


def _execute(module: ModuleType, waiting: _Waiting) -> None:
    waiting.running = True
    try:
        waiting.loader.exec_module(module)
    except BaseException:
        waiting.running = False
        raise
    del module.__dict__[_WAITING]
    _replace(module, waiting)


def _replace(module: ModuleType, waiting: _Waiting) -> None:
    """Give the real things to who imported stand-ins."""
    names = {id(made): name for name, made in waiting.given.items()}
    for user in waiting.users.values():
        for key, value in list(user.items()):
            if type(value) is StandIn and id(value) in names:
                user[key] = getattr(module, names[id(value)])


def _re_exports(module: ModuleType, waiting: _Waiting) -> dict[str, tuple[str, str]]:
    """Where the names come from in a package that does nothing but gather names of its submodules; else nothing."""
    found: dict[str, tuple[str, str]] | None = module.__dict__.get(_RE_EXPORTS)
    if found is None:
        is_package = hasattr(module, "__path__") and hasattr(waiting.loader, "get_source")
        found = _gathered(waiting.loader.get_source(module.__name__) or "") if is_package else {}
        module.__dict__[_RE_EXPORTS] = found
    return found


def _gathered(source: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == ["__all__"]:
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


class _Later(Loader):
    def __init__(self, loader: Loader, names: Sequence[str] | None) -> None:
        self._loader = loader
        self._names = None if names is None else frozenset(names)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = _Deferred(spec.name)
        module.__dict__[_WAITING] = _Waiting(self._loader, self._names)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet; files beside the module can be read at once."""
        module.__loader__ = self._loader
        assert module.__spec__ is not None
        module.__spec__.loader = self._loader


class _Finder(MetaPathFinder):
    def __init__(self, names: Sequence[str], stand_ins: Mapping[str, Sequence[str]], defining: Sequence[str]) -> None:
        self._names = frozenset(names)
        self._trees = _trees(names)
        self._stand_ins = stand_ins
        self._defining = _trees(defining)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        named = fullname in self._names or fullname in self._stand_ins
        defining = f"{fullname}.".startswith(self._defining)
        if not (named or defining or f"{fullname}.".startswith(self._trees)):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not hasattr(spec.loader, "get_code"):
            return None
        if not (named or defining or spec.submodule_search_locations):
            return None
        assert spec.loader is not None
        spec.loader = _Later(spec.loader, self._stand_ins.get(fullname, None if defining else ()))
        return spec


def _trees(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.removesuffix("*") for name in names if name.endswith(".*"))


def defer(
    *names: str, stand_ins: Mapping[str, Sequence[str]] | None = None, defining: Sequence[str] = ()
) -> MetaPathFinder:
    """From now on, modules of these full names run when they are needed; gives what to take out of `sys.meta_path`.

    `package.*` means the package and all packages within. Where a package only gathers names from its submodules, a
    name costs the submodule that it comes from and not all of them. `stand_ins` are modules with names that may even be
    imported from them: what comes is a stand-in, and the module runs when one is called, subclassed or looked into.
    `defining` are packages (`package.*`) all of whose modules wait, with stand-ins for what modules that are being
    imported take of the classes and functions which they define.
    """
    finder = _Finder(names, stand_ins or {}, defining)
    sys.meta_path.insert(0, finder)
    return finder


@contextlib.contextmanager
def deferred(
    *names: str, stand_ins: Mapping[str, Sequence[str]] | None = None, defining: Sequence[str] = ()
) -> Iterator[None]:
    """The same as `defer`, for what is first imported inside."""
    finder = defer(*names, stand_ins=stand_ins, defining=defining)
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
