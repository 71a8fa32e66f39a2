"""Text in any cell: citizen numbers, สระอำ split in two, invisible characters.

Sources: DOMAIN.md 6.4 (text hygiene) and 7 (the 13-digit number is forbidden).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from addin.checks.context import FINDING, Context
from addin.rules import frames
from addin.rules.findings import UNREAD, Finding
from addin.rules.privacy import citizen_numbers, is_citizen_number, masked

_SPLIT = re.compile("\u0e4d[\u0e48-\u0e4b]?\u0e32|[ก-ฮ\u0e48-\u0e4b] +\u0e33")
_ODD = re.compile(
    "[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_DIGITS = re.compile("[0-9๐-๙](?:[ .\u00a0\u2010-\u2015/-]?[0-9๐-๙]){12}")
_LONG = 60

_SEPARATOR = "\n|\n"
"""Joins the cells of a column; no pattern matches across it."""


def check(context: Context) -> Iterator[Finding]:
    """All findings about texts, in every table but the findings themselves."""
    for table, frame in context.tables.items():
        if table == FINDING:
            continue
        for key, dtype in zip(frame.columns, frame.dtypes, strict=True):
            if dtype == np.float64:
                yield from _number_column(frame, table, str(key))
            elif dtype.kind != "M":
                yield from _text_column(frame, table, str(key))


def in_unread_cells(issues: Iterable[Finding]) -> Iterator[Finding]:
    """Citizen numbers in cells that could not be read, and so are blank in the frames."""
    for issue in issues:
        value = issue.params.get("value", "")
        if issue.code in UNREAD and citizen_numbers(value):
            yield Finding("citizen_number", issue.table, issue.row, issue.column, {"value": masked(value)})


def _number_column(frame: pd.DataFrame, table: str, key: str) -> Iterator[Finding]:
    """A citizen number typed as a number."""
    values = frames.numbers(frame, key)
    for position in np.flatnonzero((values >= 10**11) & (values < 10**13)).tolist():
        digits = f"{values[position]:013.0f}"
        if values[position] == np.trunc(values[position]) and is_citizen_number(digits):
            yield Finding("citizen_number", table, int(frame.index[position]), key, {"value": masked(digits)})


def _text_column(frame: pd.DataFrame, table: str, key: str) -> Iterator[Finding]:
    texts = frames.texts(frame, key).tolist()
    distinct = {text for text in texts if isinstance(text, str)}
    if not _suspicious(_SEPARATOR.join(distinct)):
        return
    told = {text: tuple((code, tell(text)) for code, tell in _TELLS) for text in distinct}
    for row, text in zip(frame.index.tolist(), texts, strict=True):
        for code, shown in told.get(text, ()):
            if shown is not None:
                yield Finding(code, table, int(row), key, {"value": masked(shown)})


def _suspicious(joined: str) -> bool:
    """False when a column surely holds nothing to find, as nearly all do: one search, not one a cell."""
    split = ("\u0e4d" in joined or " \u0e33" in joined) and _SPLIT.search(joined)
    return bool(split or _ODD.search(joined) or _DIGITS.search(joined))


def _citizen(text: str) -> str | None:
    found = citizen_numbers(text)
    return text[found[0][0] : found[0][1]] if found else None


def _split(text: str) -> str | None:
    return _around(text, _SPLIT)


def _odd(text: str) -> str | None:
    found = _ODD.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def _around(text: str, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(text)
    if not found:
        return None
    start = max(0, found.start() - _LONG // 2)
    return text[start : start + _LONG]


_TELLS: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    ("citizen_number", _citizen),
    ("decomposed_thai", _split),
    ("odd_space", _odd),
)
