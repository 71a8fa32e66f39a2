"""One cell's value to what its column means: what is accepted, what is reported.

Each reader takes a cell that is not blank and gives (value, problem): the value for the frame (None where it
cannot be known) and the code of what was wrong. A value that comes with a problem was unambiguous and is
used; it is reported all the same.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from workbook.book import CellError, CellValue
from workbook.schema.model import Column, ColumnType
from workbook.thai import BE_OFFSET, THAI_DIGITS, composed, parse_date, parse_month, tidy

Read = tuple[Any, str | None]

_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_GROUPED_NUMBER = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_MONTH = re.compile(r"2[45]\d\d-(0[1-9]|1[0-2])")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a date in a cell has no zone
_LAST_SERIAL = 2958465


def plain(value: float) -> str:
    """A number as Excel shows it: at most 15 significant digits, no exponent where it can be avoided."""
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    return f"{value:.0f}" if abs(value) >= 1 else f"{value:.20f}".rstrip("0")


def shown(value: CellValue) -> str:
    """A cell's value for a message."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return plain(value)
    if isinstance(value, dt.datetime):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, CellError):
        return value.code
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def read_number(value: CellValue, column: Column) -> Read:
    """float64; numbers typed as text and Thai digits are accepted and reported."""
    problem = None
    if isinstance(value, str):
        text = tidy(value)
        western = text.translate(THAI_DIGITS)
        problem = "thai_digits" if western != text else "number_as_text"
        western = western.replace("\u2212", "-").replace(" ", "")
        if _GROUPED_NUMBER.fullmatch(western):
            western = western.replace(",", "")
        if not _PLAIN_NUMBER.fullmatch(western):
            return None, "not_a_number"
        value = float(f"{float(western):.15g}")
        if value in {float("inf"), float("-inf")}:
            return None, "not_a_number"
    if isinstance(value, bool) or not isinstance(value, float):
        return None, "not_a_number"
    if column.type is ColumnType.INTEGER and not value.is_integer():
        return None, "not_whole"
    return value, problem


def _common_era(value: dt.datetime) -> Read:
    """A date whose year was typed in B.E. is moved to C.E. and reported (2564 as a C.E. year)."""
    if value.year <= 2400:
        return value, None
    try:
        return value.replace(year=value.year - BE_OFFSET), "be_year_date"
    except ValueError:  # 29 February of a year that is a leap year in one era only
        return None, "not_a_date"


def read_date(value: CellValue, column: Column) -> Read:
    """A naive datetime; texts and serials that can mean one date only are accepted and reported."""
    del column
    if isinstance(value, dt.datetime):
        return _common_era(value)
    if isinstance(value, str):
        found = parse_date(value)
        return (found, "date_as_text") if found else (None, "not_a_date")
    if isinstance(value, float) and not isinstance(value, bool) and 1 <= value <= _LAST_SERIAL:
        found, _ = _common_era(_EPOCH + dt.timedelta(days=int(value)))
        if found is not None and 1990 <= found.year <= 2100:
            return found, "date_as_number"
    return None, "not_a_date"


def read_month(value: CellValue, column: Column) -> Read:
    """Text such as 2565-02; other unambiguous forms are accepted and reported."""
    del column
    if isinstance(value, str):
        text = tidy(value)
        if _MONTH.fullmatch(text):
            return text, None
        found = parse_month(text)
        return (found, "month_form") if found else (None, "not_a_month")
    if isinstance(value, dt.datetime):
        year = value.year if value.year > 2400 else value.year + BE_OFFSET
        return f"{year}-{value.month:02d}", "month_form"
    return None, "not_a_month"


def read_text(value: CellValue, column: Column) -> Read:
    """The text with สระอำ joined; numbers and dates that stand in a text column become text."""
    del column
    if not isinstance(value, str):
        return shown(value), None
    joined = composed(value)
    return joined, None if joined == value else "decomposed_thai"


def read_code(value: CellValue, column: Column) -> Read:
    """A code as text; a number is reported, for 3.10 typed as a number has lost its zero."""
    del column
    if isinstance(value, str):
        joined = composed(value)
        return tidy(value), None if joined == value else "decomposed_thai"
    return shown(value), "code_as_number"


def read_choice(value: CellValue, column: Column) -> Read:
    """The key; the Thai label and the key are both accepted."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    text = tidy(value) if isinstance(value, str) else shown(value)
    key = column.by_label.get(text) or column.by_label.get(text.lower())
    return (key, None) if key else (None, "not_allowed")


def read_letters(value: CellValue, column: Column) -> Read:
    """Letters in the order of the allowed ones, such as "PAB"."""
    words = [w for w in re.split(r"[\s,;/+]+", tidy(shown(value)).upper()) if w]
    letters = set()
    for word in words:
        if word in column.by_label:
            letters.add(column.by_label[word])
        else:
            letters |= set(word)
    if not letters or not letters <= set(column.labels):
        return None, "not_allowed"
    return "".join(key for key in column.labels if key in letters), None


def read_choices(value: CellValue, column: Column) -> Read:
    """Keys joined by commas, in the order of the allowed ones."""
    words = [tidy(w) for w in re.split(r"[,;]", shown(value)) if w.strip()]
    if not all(word in column.by_label for word in words):
        return None, "not_allowed"
    keys = {column.by_label[word] for word in words}
    return ",".join(key for key in column.labels if key in keys), None


def read_value(value: CellValue, column: Column) -> Read:
    """Text that stands for a number, a date or a word: "3", "2022-03-10", "ตัดออก"."""
    del column
    if isinstance(value, bool):
        return ("yes" if value else "no"), None
    if isinstance(value, dt.datetime):
        return value.date().isoformat(), None
    return (tidy(value), None) if isinstance(value, str) else (shown(value), None)


READERS: dict[ColumnType, Callable[[CellValue, Column], Read]] = {
    ColumnType.TEXT: read_text,
    ColumnType.CODE: read_code,
    ColumnType.NUMBER: read_number,
    ColumnType.SCORE: read_number,
    ColumnType.MONEY: read_number,
    ColumnType.INTEGER: read_number,
    ColumnType.DATE: read_date,
    ColumnType.MONTH: read_month,
    ColumnType.CHOICE: read_choice,
    ColumnType.LETTERS: read_letters,
    ColumnType.CHOICES: read_choices,
    ColumnType.VALUE: read_value,
}
"""How the cells of each type are read."""
