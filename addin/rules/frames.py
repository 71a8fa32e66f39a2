"""Tables as the rules read them: by name, lenient about what a fresh or half-filled book lacks.

A table that is not there reads as empty and a column that is not there as blank, so that figures can be shown
while a book is being filled in; what is wrong with the book is the business of the checks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from addin.rules.exact import Bools, Floats, Ints
from addin.rules.fiscal import month_ordinal

# With pyarrow installed (the extra `cluster`) pandas would hold texts in it: the same everywhere instead.
pd.set_option("mode.string_storage", "python")

Tables = Mapping[str, pd.DataFrame]
Days = npt.NDArray[np.datetime64]
Objects = npt.NDArray[Any]

UNIT = "tblUnit"
KPI = "tblKpi"
KPI_TARGET = "tblKpiTarget"
UNIT_KPI = "tblUnitKpi"
PROCESS_ITEM = "tblProcessItem"
MONTHLY_SCORE = "tblMonthlyScore"
ITEM_RESULT = "tblItemResult"
SUBMISSION = "tblSubmission"
HISTORY = "tblHistory"
HOLIDAY = "tblHoliday"
SNAPSHOT = "tblSnapshot"
SNAPSHOT_SCORE = "tblSnapshotScore"
SNAPSHOT_SETTING = "tblSnapshotSetting"
SETTING = "tblSetting"
STEP = "tblStep"
DOCUMENT = "tblDocument"

NO_MONTH = -1


def table(tables: Tables, name: str) -> pd.DataFrame:
    """The frame of a table, empty when the book has none."""
    found = tables.get(name)
    return pd.DataFrame() if found is None else found


def texts(frame: pd.DataFrame, key: str) -> Objects:
    """A column of text as an array of str, NaN for a blank."""
    if key not in frame.columns:
        return np.full(len(frame), np.nan, dtype=object)
    return frame[key].to_numpy(dtype=object)


def numbers(frame: pd.DataFrame, key: str) -> Floats:
    """A column of numbers; NaN for a blank, for an unreadable value and for infinity."""
    if key not in frame.columns:
        return np.full(len(frame), np.nan)
    column = frame[key]
    if column.dtype != np.float64:
        column = pd.to_numeric(column, errors="coerce")
    values = column.to_numpy(dtype=np.float64)
    return np.where(np.isinf(values), np.nan, values)


def days(frame: pd.DataFrame, key: str) -> Days:
    """A column of dates as datetime64[D]; NaT for a blank."""
    if key not in frame.columns:
        return np.full(len(frame), np.datetime64("NaT"), dtype="datetime64[D]")
    return pd.to_datetime(frame[key], errors="coerce").to_numpy().astype("datetime64[D]")


def months(frame: pd.DataFrame, key: str) -> Ints:
    """A column of months ("2565-02") as ordinals (12 x year + month - 1); NO_MONTH for anything else."""
    positions, distinct = pd.factorize(texts(frame, key))
    ordinals = [_ordinal_or_none(text) for text in distinct]
    return np.array([*ordinals, NO_MONTH], dtype=np.int64)[positions]


def _ordinal_or_none(text: object) -> int:
    try:
        return month_ordinal(str(text))
    except ValueError:
        return NO_MONTH


def codes(index: pd.Index[Any], frame: pd.DataFrame, key: str) -> Ints:
    """The position in `index` of each code of a column; -1 for a blank or an unknown code."""
    return index.get_indexer(pd.Index(texts(frame, key), dtype=object)).astype(np.int64)


def distinct(values: Objects) -> pd.Index[Any]:
    """The distinct codes of a column in their order, blanks left out."""
    kept = values[~is_blank(values)]
    found: pd.Index[Any] = pd.Index(pd.unique(kept), dtype=object)
    return found


def is_blank(values: Objects) -> Bools:
    """True where an array of text is blank."""
    return np.asarray(pd.isna(values), dtype=np.bool_)


def first_of(keys: Ints) -> Ints:
    """The positions of the first occurrence of each key that is not negative, in order of position."""
    _, first = np.unique(keys, return_index=True)
    return np.sort(first[keys[first] >= 0]).astype(np.int64)


def pair_index(keys: Ints, wanted: Ints) -> Ints:
    """For each wanted key the position of its first occurrence in `keys`; -1 where there is none."""
    first = first_of(keys)
    found = pd.Index(keys[first]).get_indexer(pd.Index(wanted))
    if not first.size:
        return np.full(len(wanted), -1, dtype=np.int64)
    return np.where((found >= 0) & (wanted >= 0), first[found], -1).astype(np.int64)


def text_column(values: Objects | list[Any]) -> pd.Series[str]:
    """Texts as a column of dtype str; None and NaN become blank."""
    return pd.Series(values, dtype="str")


def choice_column(labels: tuple[str, ...], positions: Ints) -> pd.Series[str]:
    """A column of keys by their position in `labels`; -1 is blank."""
    return text_column(np.array([*labels, np.nan], dtype=object)[positions])


def day(date: dt.date) -> np.datetime64:
    """A date as datetime64[D]."""
    return np.datetime64(date, "D")
