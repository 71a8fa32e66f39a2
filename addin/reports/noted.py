"""All the unknown names of a template at once: when asked to, they are noted and passed over.

A report stops at the first unknown name. Somebody who mends a template wants to hear of all of them, so
`noting` renders on with nothing in their place and keeps where each stood.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the template uses and the report does not have; `near` are names like it that it has."""

    place: str
    name: str
    near: tuple[str, ...]


_found: ContextVar[list[Unknown] | None] = ContextVar("found", default=None)
_names: ContextVar[tuple[str, ...]] = ContextVar("names", default=())
_place: ContextVar[Callable[[int], str]] = ContextVar("place", default=str)


@contextmanager
def noting(names: tuple[str, ...]) -> Iterator[list[Unknown]]:
    """Unknown names met inside are gathered in the list; `names` are those that the context has."""
    found: list[Unknown] = []
    tokens = _found.set(found), _names.set(names)
    try:
        yield found
    finally:
        _found.reset(tokens[0])
        _names.reset(tokens[1])


@contextmanager
def placed(place: Callable[[int], str]) -> Iterator[None]:
    """`place` tells where a line of the template rendered inside stands, for a person."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


class _Noted(ChainableUndefined):
    """What stands for an unknown name while names are noted: nothing, whatever is done with it."""

    def _itself(self, *_: object, **__: object) -> Any:
        return self

    def _no(self, *_: object) -> bool:
        return False

    __call__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _itself
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _itself
    __pow__ = __rpow__ = __neg__ = __pos__ = _itself
    __lt__ = __le__ = __gt__ = __ge__ = _no  # type: ignore[assignment] # Undefined says that these never answer


class Strict(StrictUndefined):
    """Jinja's strict undefined; while names are noted, a note and nothing in its place."""

    def __new__(
        cls, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = UndefinedError
    ) -> Any:
        """The strict one, or a noted one; what the sandbox forbids stays forbidden."""
        found = _found.get()
        if found is None or exc is not UndefinedError:
            return super().__new__(cls)
        line, ours = _line()
        if ours:  # a macro of ours asks whether a name is there; that is no mistake of the user's template
            return super().__new__(cls)
        fields = getattr(type(obj), "__dataclass_fields__", None)
        known = _names.get() if obj is missing else tuple(fields or ())
        near = tuple(get_close_matches(str(name), known, n=3, cutoff=0.6))
        note = Unknown(_place.get()(line), str(name), near)
        if note not in found:
            found.append(note)
        return _Noted(hint, obj, name, exc)


def _line() -> tuple[int, bool]:
    """The line of the template that is being rendered, and whether that is a shared one."""
    frame = sys._getframe(1)  # noqa: SLF001 - Jinja itself finds lines by the frame and this table
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line = int(template.get_corresponding_lineno(frame.f_lineno))
            return line, str(template.name).startswith("shared/")
        frame = frame.f_back  # type: ignore[assignment]
    return 0, False
