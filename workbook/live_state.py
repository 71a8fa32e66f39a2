"""The manners of a guest in somebody's Excel: wait while it is busy, work quietly, leave all as it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from operator import attrgetter
from typing import Any, Final, TypeVar

from workbook.errors import CannotWrite, FileBusy, UserError

T = TypeVar("T")

PATIENCE: Final = 15.0
"""Seconds to wait for an Excel that is busy: somebody finishes typing into a cell, or closes a dialog."""

_BUSY: Final = frozenset(
    {
        -2_147_418_111,  # RPC_E_CALL_REJECTED: "Call was rejected by callee"
        -2_147_417_846,  # RPC_E_SERVERCALL_RETRYLATER
        -2_146_777_998,  # VBA_E_IGNORE: a cell is being edited
    }
)
_ALLOWED: Final = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


def is_refusal(error: BaseException) -> bool:
    """True for an error that the spreadsheet itself reports: it carries COM's result code."""
    return isinstance(getattr(error, "hresult", None), int)


def is_busy(error: BaseException) -> bool:
    """True when the spreadsheet only asks to be called later. Source: Microsoft's codes, xlwings #1837."""
    codes = {getattr(error, "hresult", None)}
    details = getattr(error, "excepinfo", None)
    if isinstance(details, tuple) and details:
        codes.add(details[-1])
    return bool(codes & _BUSY) or type(error).__name__ == "ExcelBusyError"


def patiently(call: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """What `call` gives, asked again while the spreadsheet is busy. FileBusy when it stays so."""
    pause, until = 0.02, time.monotonic() + PATIENCE
    while True:
        try:
            return call(*arguments, **named)
        except Exception as error:
            if not is_busy(error):
                raise
            if time.monotonic() + pause > until:
                raise FileBusy("excel_busy") from error
        time.sleep(pause)
        pause = min(2 * pause, 1.0)


def look(thing: Any, path: str) -> Any:
    """What a thing in the spreadsheet shows at a dotted path of properties, such as "api.ProtectContents"."""
    return patiently(attrgetter(path), thing)


def members(thing: Any, path: str) -> list[Any]:
    """All that a collection holds; `path` leads to it from `thing`."""
    collection = attrgetter(path)
    return patiently(lambda: list(collection(thing)))


@contextmanager
def told(file: str) -> Iterator[None]:
    """What the spreadsheet refuses inside becomes a sentence for the user. CannotWrite excel_refused."""
    try:
        yield
    except Exception as error:
        if is_refusal(error) and not isinstance(error, UserError):
            raise CannotWrite("excel_refused", detail=detail(error), file=file) from error
        raise


def detail(error: BaseException) -> str:
    """What Excel itself says of an error."""
    details = getattr(error, "excepinfo", None)
    if isinstance(details, tuple) and len(details) > 2 and details[2]:
        return str(details[2])
    return str(getattr(error, "strerror", None) or error)


@contextmanager
def quiet(app: Any) -> Iterator[None]:
    """No recalculation, redrawing, questions or events inside; all four as they were afterwards."""
    wanted = {
        "calculation": "manual",
        "screen_updating": False,
        "display_alerts": False,
        "enable_events": False,
    }
    before = {name: look(app, name) for name in wanted}
    with ExitStack() as back:
        for name, value in wanted.items():
            if before[name] != value:
                back.callback(patiently, setattr, app, name, before[name])  # also when another one fails
                patiently(setattr, app, name, value)
        yield


@contextmanager
def unlocked(sheet: Any) -> Iterator[None]:
    """The sheet without its protection inside, protected as before afterwards.

    CannotWrite when it takes a password: one that the user has set is the user's.
    """
    if not look(sheet, "api.ProtectContents"):
        yield
        return
    options = {name: bool(look(sheet, f"api.Protection.{name}")) for name in _ALLOWED}
    for name in ("DrawingObjects", "Contents", "Scenarios"):
        options[name] = bool(look(sheet, f"api.Protect{name}"))
    try:
        patiently(lambda: sheet.api.Unprotect(""))
    except Exception as error:
        if is_refusal(error):
            raise CannotWrite("sheet_protected", sheet=look(sheet, "name")) from error
        raise
    if look(sheet, "api.ProtectContents"):
        raise CannotWrite("sheet_protected", sheet=look(sheet, "name"))
    try:
        yield
    finally:
        patiently(lambda: sheet.api.Protect(**options))
