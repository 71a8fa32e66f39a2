"""Errors that look like those of COM, faults that a test orders, and the gate that every call passes.

`com_api` wraps a class that stands for a part of xlwings' engine: each property and method that the class
defines counts as one call from outside (calls inside a call do not), those in `writes` and all setters as
one write too; what the class does not define raises NotImplementedError with its name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

REJECTED = -2147418111
"""RPC_E_CALL_REJECTED: Excel is busy, for example with a cell that is being edited."""
EXCEPTION = -2147352567
"""DISP_E_EXCEPTION: Excel refuses; the reason stands in `excepinfo`."""
GENERAL = -2146827284
"""0x800A03EC, the code inside `excepinfo` of nearly every refusal ("run-time error 1004")."""


class ComError(Exception):
    """Shaped like pywintypes.com_error: four arguments, and attributes of the same names."""

    def __init__(self, hresult: int, text: str, excepinfo: tuple[Any, ...] | None = None) -> None:
        super().__init__(hresult, text, excepinfo, None)
        self.hresult = hresult
        self.strerror = text
        self.excepinfo = excepinfo
        self.argerror = None


ComError.__name__ = ComError.__qualname__ = "com_error"
ComError.__module__ = "pywintypes"


def refused(why: str) -> ComError:
    """What Excel raises when it will not do something, such as writing to a locked cell."""
    info = (0, "Microsoft Excel", why, "xlmain11.chm", 0, GENERAL)
    return ComError(EXCEPTION, "Exception occurred.", info)


class OfficeError(Exception):
    """LibreOffice refused something: a gap of the engine, not a manner of Excel."""


class Faults:
    """The faults that a test has ordered, and how many calls have passed."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """No fault is waiting and the counts are zero."""
        self.calls = 0
        self.writes = 0
        self._depth = 0
        self._busy = 0
        self._busy_from = 0
        self._fail_at: int | None = None

    def busy(self, calls: int, *, after: int = 0) -> None:
        """After `after` calls that pass, the next `calls` calls are rejected as by a busy Excel."""
        self._busy = calls
        self._busy_from = self.calls + after

    def fail_after(self, writes: int) -> None:
        """The next `writes` writes pass, the one after them is refused; later ones pass again."""
        self._fail_at = self.writes + writes + 1

    def enter(self, *, write: bool) -> None:
        """Count a call from outside, and raise what is ordered."""
        self._depth += 1
        if self._depth > 1:
            return
        self.calls += 1
        self.writes += write
        error = self._ordered(write=write)
        if error is not None:
            self._depth -= 1
            raise error

    def _ordered(self, *, write: bool) -> ComError | None:
        if self._busy and self.calls > self._busy_from:
            self._busy -= 1
            self.writes -= write  # it never began
            return ComError(REJECTED, "Call was rejected by callee.")
        if write and self.writes == self._fail_at:
            self._fail_at = None
            return ComError(GENERAL, "OLE error 0x800a03ec")
        return None

    def leave(self) -> None:
        """A call that was entered is over."""
        self._depth -= 1


faults = Faults()
"""One for the process: there is one office in it."""


def _counted(function: Callable[..., Any], *, write: bool) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        faults.enter(write=write)
        try:
            return function(*args, **named)
        except Exception as error:
            if (
                "com.sun.star." in f"{type(error).__module__}.{type(error).__qualname__}"
            ):  # such an error cannot carry a traceback
                raise OfficeError(f"{function.__qualname__}: {type(error).__name__} {error}") from None
            raise
        finally:
            faults.leave()

    return call


def _refusing(owner: str, name: str) -> property:
    def missing(_self: object, *_: object) -> None:
        raise NotImplementedError(f"{owner}.{name} is not part of the test engine")

    return property(missing, missing)


_KEPT = {"max_cells_per_read", "max_cells_per_write"}
"""Of the base classes: figures, not calls."""


def _is_ours(cls: type, name: str) -> bool:
    return any(name in vars(one) for one in cls.__mro__ if one.__module__ != "xlwings.base_classes")


def com_api(*writes: str) -> Callable[[type], type]:
    """Class decorator: count the calls, refuse what is not defined."""

    def wrap(cls: type) -> type:
        for name, member in list(vars(cls).items()):
            if name.startswith("_") and name not in {"__call__", "__len__", "__iter__", "__contains__"}:
                continue
            if isinstance(member, property):
                getter = _counted(member.fget, write=False) if member.fget else None
                setter = _counted(member.fset, write=True) if member.fset else None
                setattr(cls, name, property(getter, setter, doc=member.__doc__))
            elif callable(member) and not isinstance(member, type):
                setattr(cls, name, _counted(member, write=name in writes))
        assert set(writes) <= set(vars(cls)), (cls, writes)
        for base in cls.__mro__[1:-1]:
            for name in vars(base):
                if not name.startswith("_") and name not in _KEPT and not _is_ours(cls, name):
                    setattr(cls, name, _refusing(cls.__name__, name))
        return cls

    return wrap


class NativeObject:
    """A part of `.api`: what is not defined says so by name."""

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"api {type(self).__name__}.{name} is not part of the test engine")
