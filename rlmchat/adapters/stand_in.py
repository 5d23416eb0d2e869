"""Stands for a class or function of a module that has not run yet; to use it runs the module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Union

_HOOKS = frozenset(
    {
        *("__get__", "__set__", "__delete__", "__set_name__", "__isabstractmethod__", "__wrapped__"),
        *("__origin__", "__parameters__", "__supertype__", "__orig_bases__", "__mro__", "__no_type_check__"),
        *("__typing_subst__", "__typing_prepare_subst__", "__typing_is_unpacked_typevartuple__"),
    }
)
"""Asked of every value in a class and of every annotation, to see whether it is a special one: ours is not."""


class StandIn:
    """What is called, subclassed or looked into is the real thing; to be in an annotation does not need it."""

    __slots__ = ("_resolve", "_waits")

    def __init__(self, resolve: Callable[[], Any], waits: Callable[[], bool]) -> None:
        self._resolve = resolve
        self._waits = waits

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the real thing returns."""
        return self._resolve()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name in _HOOKS or name.startswith("__pydantic"):
            raise AttributeError(name)
        return getattr(self._resolve(), name)

    # While the module has not run, nothing can be an instance or a subclass.

    def __instancecheck__(self, one: object) -> bool:
        return not self._waits() and isinstance(one, self._resolve())

    def __subclasscheck__(self, one: type) -> bool:
        return not self._waits() and issubclass(one, self._resolve())

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (self._resolve(),)

    # In an annotation: of a function, or of a field that Pydantic checks.

    def __or__(self, other: Any) -> Any:
        return Union[self, other]  # noqa: UP007  `self | other` is what asks

    def __ror__(self, other: Any) -> Any:
        return Union[other, self]  # noqa: UP007

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(self._resolve())

    # As a generic class or an enumeration.

    def __getitem__(self, key: Any) -> Any:
        return self._resolve()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._resolve())

    def __len__(self) -> int:
        return len(self._resolve())

    def __contains__(self, one: object) -> bool:
        return one in self._resolve()
