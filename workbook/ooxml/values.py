"""What a value becomes once a workbook has stored it: the rules that every Book shares.

Numbers are float64 that stand for a decimal of at most 15 significant digits, dates are serials counted from
1900 (with the 29 February 1900 that Lotus invented) or from 1904, an empty text is a blank.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Final

from workbook.book import CellError, CellValue, Formula, RawTable, WritableValue
from workbook.errors import CannotWrite, TableMissing
from workbook.ooxml.limits import MAX_FORMULA, MAX_NUMBER, MAX_TEXT, MIN_NUMBER
from workbook.ooxml.text import join_surrogates, utf16_units

_EPOCH_1900: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # Excel's dates carry no zone
_EPOCH_1904: Final = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_BUG: Final = 60  # the serial of 29 February 1900, which never was
_LAST_SERIAL_1900: Final = 2_958_466  # the day after 9999-12-31
_LAST_SERIAL_1904: Final = 2_957_004
_DAY_MS: Final = 86_400_000


def as_number(value: float) -> float:
    """The number that Excel keeps of `value`: 15 significant digits.

    CannotWrite when it is infinite, not a number, or beyond Excel's largest number.

    >>> as_number(0.1 + 0.2)
    0.3
    """
    try:
        number = float(f"{value:.15g}")
    except OverflowError:
        number = math.inf
    if not abs(number) <= MAX_NUMBER:
        raise CannotWrite("number_too_large", value=str(value)[:40])
    return number if abs(number) >= MIN_NUMBER else 0.0


def to_serial(moment: dt.datetime, *, epoch_1904: bool = False) -> float:
    """The serial number of a moment. CannotWrite when it lies before the book's first day."""
    if epoch_1904:
        days = (moment - _EPOCH_1904) / dt.timedelta(days=1)
        first = 0.0
    else:
        days = (moment - _EPOCH_1900) / dt.timedelta(days=1)
        if days < _LEAP_BUG + 1:  # before 1 March 1900 Excel counts one day less
            days -= 1
        first = 1.0
    if days < first:
        raise CannotWrite("date_out_of_range", value=moment.date().isoformat())
    return days


def from_serial(serial: float, *, epoch_1904: bool = False) -> dt.datetime | float:
    """The moment of a serial to the millisecond; the serial itself where it names no day that ever was."""
    if epoch_1904:
        base, inside = _EPOCH_1904, 0 <= serial < _LAST_SERIAL_1904
    else:
        base, inside = _EPOCH_1900, 1 <= serial < _LAST_SERIAL_1900 and int(serial) != _LEAP_BUG
        if serial < _LEAP_BUG:
            base += dt.timedelta(days=1)
    if not inside:
        return as_number(serial)
    days = int(serial)
    milliseconds = min(round((serial - days) * _DAY_MS), _DAY_MS - 1)
    return base + dt.timedelta(days=days, milliseconds=milliseconds)


def plain(value: object) -> CellValue:
    """`value` as a Book gives it back once it is stored; a Formula gives the value that it shows.

    CannotWrite when Excel cannot hold it; TypeError or ValueError when no caller should have sent it
    (other types, times with a zone, NaN and NaT: a blank is None).
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool | CellError):  # an error that stands in a cell may be handed back as it is
        return value
    if isinstance(value, float | int):
        if value != value:  # noqa: PLR0124  # the test for NaN that needs no conversion
            raise ValueError("NaN cannot be written: a blank is None")
        return as_number(value)
    if isinstance(value, Formula):
        if value.expression.startswith("=") or "[@" in value.expression:
            raise ValueError(
                "a formula as a file spells it: no = in front, [[#This Row],[column]] for [@column]"
            )
        if len(value.expression) > MAX_FORMULA:
            raise CannotWrite("formula_too_long", value=value.expression[:40], limit=MAX_FORMULA)
        return plain(value.value)
    if isinstance(value, dt.date):
        return _moment(value)
    if hasattr(value, "item"):  # a NumPy scalar other than float64: its Python value
        return plain(value.item())
    raise TypeError(f"{type(value).__name__} cannot be written")


def _text(value: str) -> str | None:
    if not value:
        return None
    if len(value) > MAX_TEXT // 2 and utf16_units(value) > MAX_TEXT:
        raise CannotWrite("text_too_long", value=value[:40], limit=MAX_TEXT)
    return join_surrogates(str(value))


def _moment(value: dt.date) -> dt.datetime:
    if value != value:  # noqa: PLR0124  # pandas' NaT is a datetime that does not equal itself
        raise ValueError("NaT cannot be written: a blank is None")
    if type(value) is dt.datetime and value.tzinfo is None and not value.microsecond and value.year > 1900:
        return value
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            raise ValueError("a time with a zone cannot be written")
        millisecond = value.microsecond // 1000 * 1000
        parts = (value.hour, value.minute, value.second, millisecond)
    else:
        parts = (0, 0, 0, 0)
    moment = dt.datetime(value.year, value.month, value.day, *parts)  # noqa: DTZ001
    to_serial(moment)
    return moment


def expression(value: WritableValue) -> str | None:
    """The formula that `value` writes, without "="; None for a plain value."""
    return value.expression if isinstance(value, Formula) else None


def alike(left: CellValue, right: CellValue) -> bool:
    """True when two cells are equal in value and kind: True is not 1."""
    return left == right and type(left) is type(right)


def same(left: list[CellValue], right: list[CellValue]) -> bool:
    """True when two runs of cells are alike."""
    return left == right and list(map(type, left)) == list(map(type, right))


Rows = Sequence[Mapping[str, WritableValue]]
"""Rows as the port takes them: from header to value."""


def named_columns(table: str, headers: Sequence[str], rows: Rows) -> list[int]:
    """The indexes of the columns that any row names, in order. TableMissing for an unknown one."""
    named = dict.fromkeys(header for row in rows for header in row)
    known = set(headers)
    unknown = [header for header in named if header not in known]
    if unknown:
        raise TableMissing("column_missing", table=table, column=unknown[0])
    return [j for j, header in enumerate(headers) if header in named]


def stored_lines(table: RawTable, columns: Sequence[int], rows: Rows) -> list[list[CellValue]]:
    """What reading will give for `rows`, in the order of `columns`. CannotWrite names the cell's column."""
    headers = [table.headers[j] for j in columns]
    lines = []
    for row in rows:
        try:
            lines.append([plain(row.get(header)) for header in headers])
        except CannotWrite:
            for header in headers:
                _name_cell(table.name, header, row.get(header))
            raise
    return lines


def _name_cell(table: str, header: str, value: WritableValue) -> None:
    try:
        plain(value)
    except CannotWrite as error:
        raise CannotWrite(error.code, table=table, column=header, **error.params) from error


def last_filled(table: RawTable) -> int:
    """How many rows up to the last that is not blank; a formula alone does not fill a row."""
    for i in range(len(table.cells) - 1, -1, -1):
        if any(value is not None and (i, j) not in table.formulas for j, value in enumerate(table.cells[i])):
            return i + 1
    return 0
