"""Between the cells of an open spreadsheet and the values of the port: what Excel hands over, what it takes.

Excel reads a text that is put into a cell as if it had been typed: "3.1" becomes a number, "1 ม.ค. 65" a
date. A text that could be taken so goes in behind an apostrophe, which Excel keeps out of the value.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from workbook.book import CellError, CellValue
from workbook.ooxml.values import as_number, from_serial, to_serial

Grid = Sequence[Sequence[Any]]

_COM_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - the zero of a COM date, which has no zone
_SCODE: Final = -2_146_828_288
"""What COM adds to an error value's number: #N/A is 2042 and arrives as -2146826246."""

ERRORS: Final = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
"""Excel's error values by their numbers (xlCVError)."""

_THIS_ROW: Final = re.compile(r"\[@(?:\[([^\]]*)\]|([^\[\]]+))\]")
_NEWER: Final = re.compile(r"_xlfn\.(?:_xlws\.)?")
_WORDS: Final = re.compile(r"[^\W\d_][^\d]*")


def grid(block: Any) -> Grid:
    """A block as rows of cells: one cell alone comes without rows."""
    return block if isinstance(block, tuple | list) else ((block,),)


def from_excel(value: Any) -> CellValue:
    """A cell's raw value as the file book gives it. Integers are error values: numbers come as floats."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return value if value.is_integer() and abs(value) < 1e15 else as_number(value)
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, int):
        number = value - _SCODE
        return CellError(ERRORS.get(number, "#UNKNOWN!")) if 2000 <= number < 2100 else float(value)
    if isinstance(value, Decimal):  # a cell in a currency format
        return as_number(float(value))
    raise TypeError(f"{type(value).__name__} from a cell")


def _moment(value: dt.datetime) -> CellValue:
    days = (value.replace(tzinfo=None) - _COM_EPOCH) / dt.timedelta(days=1)
    return from_serial(days) if days >= 1 else days


def expression(formula: Any, value: Any) -> str | None:
    """The formula of a cell as a file spells it, without "="; None where a constant stands.

    A text such as "=1+1" is given as its own formula; no formula shows its own text.
    """
    if not isinstance(formula, str) or not formula.startswith("=") or formula == value:
        return None
    return canonical(formula[1:])


def canonical(formula: str) -> str:
    """One spelling for what Excel and a file spell differently.

    >>> canonical("_xlfn.XLOOKUP([@รหัส],a,b)")
    'XLOOKUP([[#This Row],[รหัส]],a,b)'
    """
    plain = _NEWER.sub("", formula)
    return _THIS_ROW.sub(lambda match: f"[[#This Row],[{match[1] or match[2]}]]", plain)


def to_excel(value: CellValue, formula: str | None, *, epoch_1904: bool) -> str | float | bool:
    """What to put into a cell so that reading gives `value`, or that `formula` stands there."""
    if formula is not None:
        return f"={canonical(formula)}"
    if value is None:
        return ""  # empties the cell; None would go over as a Null, which is something else
    if isinstance(value, str):
        return value if _is_plain(value) else f"'{value}"
    if isinstance(value, dt.datetime):
        return to_serial(value, epoch_1904=epoch_1904)
    if isinstance(value, CellError):
        return value.code
    return value


def _is_plain(text: str) -> bool:
    """True for words that no spreadsheet takes for anything else: letters first, no digit, no truth value."""
    return _WORDS.fullmatch(text) is not None and text.strip().upper() not in {"TRUE", "FALSE"}
