"""The worksheet functions as Excel calls them: through xlwings' COM server, with raw values in and out.

The functions themselves stand in addin/excel; here is the boundary, where an error that answers the call
becomes the token that the VBA wrapper turns into it, and a bug of ours a log and #VALUE!. In Python they are
ordinary functions: `PA_SCORE(83.5, [60, 70, 80, 90, 100])` is 3.35.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

import xlwings as xw
from xlwings.conversion import Accessor, Pipeline
from xlwings.conversion.standard import Ensure2DStage

from addin.crash import write_log
from addin.excel.cells import Code, Raw, Refused, token
from addin.excel.functions import CATEGORY, FUNCTIONS, Function


class Block(Accessor):
    """An answer on its way to Excel: always a list of rows, which is what the COM server takes.

    xlwings' own converter looks at every cell once more, for dates and blanks that our answers never hold.
    """

    @classmethod
    def writer(cls, options: dict[str, Any]) -> Any:
        """The pipeline that xlwings runs over an answer."""
        del options
        return Pipeline([Ensure2DStage()])


def _guarded(function: Function) -> Callable[..., Raw]:
    @wraps(function.call)
    def call(*arguments: Raw) -> Raw:
        try:
            return function.call(*arguments)
        except Refused as refused:
            return token(refused.code)
        except Exception as bug:  # noqa: BLE001 - whatever it is, a cell shows an error, never a text about it
            write_log(bug, function.name)
            return token(Code.VALUE)

    call.__name__ = call.__qualname__ = function.name
    return call


def _published(name: str) -> Callable[..., Raw]:
    function = FUNCTIONS[name]
    published = xw.ret(convert=Block)(_guarded(function))
    for parameter in signature(function.call).parameters:
        published = xw.arg(parameter, convert="raw")(published)
    # Last, because every other decorator of xlwings sets the category back to its own.
    found: Callable[..., Raw] = xw.func(category=CATEGORY, volatile=False)(published)
    return found


PA_SCORE = _published("PA_SCORE")
PA_NEEDED = _published("PA_NEEDED")
PA_UNITSCORE = _published("PA_UNITSCORE")
PA_GAP = _published("PA_GAP")
PA_PASSED = _published("PA_PASSED")
PA_ATTAINMENT = _published("PA_ATTAINMENT")
PA_SHORT = _published("PA_SHORT")
PA_TREND = _published("PA_TREND")
PA_DUE = _published("PA_DUE")
PA_FISCALYEAR = _published("PA_FISCALYEAR")
PA_WORKDAY = _published("PA_WORKDAY")
PA_THAIDATE = _published("PA_THAIDATE")
PA_EXPLAIN = _published("PA_EXPLAIN")
