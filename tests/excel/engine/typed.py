"""What Excel makes of a text that is assigned to `Range.Value`: the same as when it is typed into the cell.

The recogniser is LibreOffice's with US English settings, as COM uses them, plus what only Excel takes for
something else than text. Where it is not known how Excel reads a text, it is taken for the worse: a caller
that protects every text never notices.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
DATE, TIME, CURRENCY, SCIENTIFIC, FRACTION, PERCENT, TEXT, LOGICAL = 2, 4, 8, 32, 64, 128, 256, 1024
"""com.sun.star.util.NumberFormat."""

_MAY_BE_MORE = re.compile(
    r"[-+=@#$€£¥(.\d]|(true|false)$|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_YEAR_AND_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_EXCEL_FORMATS = (
    (DATE | TIME, "m/d/yyyy h:mm"),
    (DATE, "m/d/yyyy"),
    (TIME, "h:mm"),
    (PERCENT, "0.00%"),
    (CURRENCY, "$#,##0.00"),
    (SCIENTIFIC, "0.00E+00"),
    (FRACTION, "# ?/?"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the cell afterwards; `format` is the number format that a General cell gets."""

    kind: str  # "text", "number", "formula", "bool", "error"
    value: Any
    format: str | None = None


def typed(text: str, formatter: Any, null_date: dt.datetime) -> Typed:
    """The meaning of a text in a cell that is not formatted as text."""
    if text.startswith("'"):
        return Typed("text", text[1:])
    plain = text.strip()
    if not _MAY_BE_MORE.match(plain):
        return Typed("text", text)
    if plain.upper() in ("TRUE", "FALSE"):
        return Typed("bool", plain.upper() == "TRUE")
    if plain.upper() in ERRORS:
        return Typed("error", plain.upper())
    month = _YEAR_AND_MONTH.fullmatch(plain)
    if month and 1 <= int(month[2]) <= 12 and int(month[1]) >= 1900:
        serial = (dt.datetime(int(month[1]), int(month[2]), 1) - null_date).days
        return Typed("number", float(serial), "mmm-yy")
    if plain.startswith("="):
        return Typed("formula", plain)
    number = _number(plain, formatter)
    if number is not None:
        return number
    if plain[0] in "+-@" and len(plain) > 1:
        return Typed("formula", f"={plain.lstrip('@')}")
    return Typed("text", text)


def _number(text: str, formatter: Any) -> Typed | None:
    supplier = formatter.getNumberFormatsSupplier()
    try:
        key = formatter.detectNumberFormat(0, text)
        value = formatter.convertStringToNumber(key, text)
    except Exception as error:
        if type(error).__name__.endswith("NotNumericException"):
            return None
        raise
    kind = supplier.getNumberFormats().getByKey(key).Type
    for bits, code in _EXCEL_FORMATS:
        if kind & bits == bits:
            return Typed("number", value, code)
    return Typed("number", value)
