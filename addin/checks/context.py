"""What more than one check needs: the units and KPIs in force, the months, and findings from rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import Entries, active_units, entries
from addin.rules.exact import Bools, Floats, Ints, blocks, number_text, quotients
from addin.rules.findings import Finding
from addin.rules.frames import Days, Objects, Tables
from addin.rules.periods import NO_ROUND, Periods, periods
from addin.rules.settings import Settings

AGREEMENT = "tblAgreement"
STAKEHOLDER = "tblStakeholder"
CONTACT = "tblContact"
MEASURE = "tblMeasure"
TOPIC = "tblTopic"
PLAN = "tblPlan"
APPROVAL = "tblApproval"
ACTIVITY = "tblActivity"
ACTIVITY_MONTH = "tblActivityMonth"
FOLLOW_UP = "tblFollowUp"
FINDING = "tblFinding"

Params = Mapping[str, str]
Describe = Callable[[int], Params]
"""Position of a row -> the values that its sentence names."""


@dataclass(frozen=True)
class Context:
    """The tables, the settings and the day, and what follows from them (computed once, when first asked)."""

    tables: Tables
    settings: Settings
    as_of: dt.date

    def frame(self, name: str) -> pd.DataFrame:
        """A table; empty when the book has none."""
        return frames.table(self.tables, name)

    @cached_property
    def spans(self) -> Periods:
        """The months of the fiscal year."""
        return periods(self.settings, self.frame(frames.HOLIDAY), self.as_of)

    @cached_property
    def entries(self) -> Entries:
        """Unit x KPI x round, as the rules see them."""
        return entries(self.tables, self.settings.fiscal_year, self.spans)

    @cached_property
    def active(self) -> pd.DataFrame:
        """The rows of the units active in the fiscal year."""
        return active_units(self.frame(frames.UNIT), self.settings.fiscal_year)

    @cached_property
    def active_codes(self) -> pd.Index[Any]:
        """The codes of the active units."""
        return frames.distinct(frames.texts(self.active, "unit_code"))

    @cached_property
    def unit_codes(self) -> pd.Index[Any]:
        """The codes of all units, active or not."""
        return frames.distinct(frames.texts(self.frame(frames.UNIT), "unit_code"))

    @cached_property
    def kpi_codes(self) -> pd.Index[Any]:
        """The codes of all KPIs."""
        return frames.distinct(frames.texts(self.frame(frames.KPI), "kpi_code"))

    @cached_property
    def _kpi_rows(self) -> Ints:
        """The row of each KPI's definition, -1 last for an unknown one."""
        position = frames.codes(self.kpi_codes, self.frame(frames.KPI), "kpi_code")
        first = frames.pair_index(position, np.arange(len(self.kpi_codes)))
        return np.append(first, -1)

    def kpi_text(self, frame: pd.DataFrame, key: str) -> Objects:
        """A text column of the KPI that each row of `frame` names; NaN where it is unknown."""
        values = np.append(frames.texts(self.frame(frames.KPI), key), np.nan)
        return values[self._kpi_rows[frames.codes(self.kpi_codes, frame, "kpi_code")]]

    def month_index(self, frame: pd.DataFrame, key: str = "month") -> Ints:
        """The position in the fiscal year of each row's month; -1 outside it or unreadable."""
        return self.spans.index(frames.months(frame, key))

    def round_of(self, month: Ints) -> Ints:
        """The round (0, 1) of month positions; NO_ROUND outside."""
        found: Ints = np.append(self.spans.round_of, NO_ROUND)[month]
        return found

    def begun(self, month: Ints) -> Bools:
        """True where the month of a position has begun; false outside the year."""
        return np.asarray(np.append(self.spans.begun, np.False_)[month], dtype=np.bool_)

    def has_weights(self) -> bool:
        """False in a fresh book, where saying row by row that weights are missing would drown the officer."""
        return not self.frame(frames.UNIT_KPI).empty


def rows(  # noqa: PLR0917 - read as a sentence at some eighty places
    frame: pd.DataFrame,
    mask: Bools,
    code: str,
    table: str,
    column: str | None,
    describe: Describe | None = None,
) -> Iterator[Finding]:
    """One finding for each row where `mask` (n,) is true; `describe` gives the values of its sentence."""
    for position in np.flatnonzero(mask).tolist():
        yield Finding(code, table, int(frame.index[position]), column, describe(position) if describe else {})


def named(frame: pd.DataFrame, *keys: str, **renamed: str) -> Describe:
    """Describe a row by its own columns: `named(frame, "unit_code", value="actual")`."""
    columns = {name: frames_text(frame, key) for name, key in {**{k: k for k in keys}, **renamed}.items()}
    return lambda position: {name: text(position) for name, text in columns.items()}


def frames_text(frame: pd.DataFrame, key: str) -> Callable[[int], str]:
    """A function that writes the cell of a row: numbers plain, dates ISO, a blank as nothing."""
    if key not in frame.columns:
        return lambda _: ""
    values: list[Objects] = []  # taken out of the frame once, and only when something is found

    def text(position: int) -> str:
        if not values:
            values.append(frame[key].to_numpy(dtype=object))
        return text_of(values[0][position])

    return text


def text_of(value: Any) -> str:
    """A value as the sentences take it: numbers plain, dates ISO (C.E.), a blank as nothing.

    >>> text_of(98.0), text_of(dt.date(2022, 2, 1)), text_of(float("nan"))
    ('98', '2022-02-01', '')
    """
    if pd.isna(value):
        return ""
    if isinstance(value, (float, int, np.floating, np.integer)):
        return number_text(float(value))
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[D]"))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def blank(frame: pd.DataFrame, key: str) -> Bools:
    """True where a text is missing or holds nothing but spaces."""
    values = frames.texts(frame, key)
    empty = frames.is_blank(values)
    if empty.all():
        return empty
    stripped = pd.Series(values, dtype="str").str.strip().eq("").fillna(value=False).to_numpy(dtype=np.bool_)
    return np.asarray(empty | stripped, dtype=np.bool_)


def exact_sums(values: Floats, group: Ints, groups: int) -> Floats:
    """The exact sum of the values of each group (NaN counts as nothing); floats nearest to the decimals."""
    total = np.zeros(groups)
    filled = np.where(np.isnan(values), 0.0, values)
    if not len(filled):
        return total
    (block,) = blocks(filled[None, :], limit=10**15 // len(filled))
    sums = np.zeros(groups, dtype=block.numer.dtype)
    np.add.at(sums, group, block.numer[0])
    return quotients(sums, np.full(groups, block.tens[0], dtype=block.tens.dtype))


def ordinals_of(dates: Days) -> Ints:
    """The month ordinal (12 x B.E. year + month - 1) of dates; a negative number for NaT."""
    since = dates.astype("datetime64[M]").astype(np.int64)
    return np.where(np.isnat(dates), -1, since + 12 * (1970 + 543))


def round_numbers(frame: pd.DataFrame) -> Ints:
    """The round of each row, 1 or 2; 0 for anything else."""
    typed = frames.numbers(frame, "round")
    return np.where(typed == 1, 1, np.where(typed == 2, 2, 0))


def is_one_of(values: Objects, *wanted: str) -> Bools:
    """True where a text is one of the wanted ones."""
    return np.asarray(pd.Series(values, dtype=object).isin(wanted).to_numpy(), dtype=np.bool_)
