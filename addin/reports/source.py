"""What reports are made from: tables, results and settings, read once for any number of reports."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from addin.reports.period import Period
from addin.reports.thai import DASH, Writer, clean
from addin.rules import fiscal
from addin.rules.attainment import Attainment, attainment
from addin.rules.exact import half_up, to_decimal
from addin.rules.frames import Tables, table
from addin.rules.monthly import Results
from addin.rules.privacy import scrubber
from addin.rules.settings import Settings
from workbook.schema import BY_NAME, Role
from workbook.schema.model import ColumnType

Row = Mapping[str, Any]
"""A row of a table: text, float, date, or None where the cell is blank."""


_OF_PEOPLE = ("tblContact", "tblAgreement")
"""Tables about people: the directory masks its own, and an agreement names who signs it."""


def rows_of(frame: pd.DataFrame, typed: Iterable[str] = (), scrub: Callable[[str], str] = str) -> list[Row]:
    """The rows of a frame as mappings: blanks are None, dates are dates, texts are clean.

    `scrub` is applied to the texts of the columns `typed`.
    """
    if not len(frame):
        return []
    columns = {str(key): _values(frame[key]) for key in frame.columns}
    for key in typed:
        columns[key] = [scrub(value) if isinstance(value, str) else value for value in columns.get(key, ())]
    keys = list(columns)
    return [dict(zip(keys, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _values(column: pd.Series[Any]) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(column):
        return [None if pd.isna(value) else value.date() for value in column]
    return [_value(value) for value in column.tolist()]


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value).strip() or None
    return None if pd.isna(value) else value


def number(value: Any) -> Decimal | None:
    """A number of a row as the decimal that it stands for."""
    return None if value is None else to_decimal(float(value))


def mean(values: Iterable[Decimal]) -> Decimal | None:
    """The mean, half-up to 4 decimals; None of nothing."""
    every = [Fraction(value) for value in values]
    return half_up(sum(every, Fraction(0)) / len(every), 4) if every else None


def grouped(rows: Iterable[Row], *keys: str) -> dict[Any, list[Row]]:
    """Rows by the value of one key, or by the tuple of several."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.get(keys[0]) if len(keys) == 1 else tuple(row.get(key) for key in keys)].append(row)
    return found


@dataclass(frozen=True)
class Source:
    """One recalc, ready to be reported. `findings` are the rows of tblFinding that the check found.

    `unmask` shows people's names, telephones and addresses; a report that does so says that it is internal.
    `only` are the units asked for by name, of which alone a pack is made; None means all of them.
    """

    tables: Tables
    results: Results
    settings: Settings
    period: Period
    generated_on: dt.date
    findings: pd.DataFrame = field(default_factory=pd.DataFrame)
    unmask: bool = False
    only: tuple[str, ...] | None = None

    @property
    def masked(self) -> bool:
        """True unless somebody asked for names: by the command's flag, or by the setting for good."""
        return self.settings.mask_contacts and not self.unmask

    @cached_property
    def write(self) -> Writer:
        """How figures are written."""
        return Writer(self.settings.thai_digits)

    @cached_property
    def scrub(self) -> Callable[[str], str]:
        """Hides personal data in a text, for readers of every report.

        Citizen numbers, telephones, e-mail addresses and the names of the directory are hidden even where
        names were asked for: those stand in the directory, not in what people typed about units.
        """
        contacts = table(self.tables, "tblContact")
        names = contacts["name"].dropna().astype(str) if "name" in contacts else ()
        return lru_cache(maxsize=4096)(scrubber(names))

    def typed(self, value: object) -> str:
        """A text that somebody typed, as every reader may see it; a dash where there is none."""
        return self.scrub(str(value)) if value else DASH

    def rows(self, name: str) -> list[Row]:
        """The rows of a table, read once; personal data in what people typed there are hidden."""
        if name not in self._rows:
            frame = table(self.tables, name)
            declared = BY_NAME.get(name)
            typed = (
                [c.key for c in declared.columns if c.type is ColumnType.TEXT and c.key in frame]
                if declared is not None and declared.role is Role.INPUT and name not in _OF_PEOPLE
                else []
            )
            self._rows[name] = rows_of(frame, typed, self.scrub)
        return self._rows[name]

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        return {}

    def by_unit(self, name: str, key: str = "unit_code") -> Mapping[Any, list[Row]]:
        """The rows of a table by unit."""
        if name not in self._by_unit:
            self._by_unit[name] = grouped(self.rows(name), key)
        return self._by_unit[name]

    @cached_property
    def _by_unit(self) -> dict[str, dict[Any, list[Row]]]:
        return {}

    @cached_property
    def unit_scores(self) -> list[Row]:
        """The rows of tblUnitScore."""
        return rows_of(self.results.unit_score)

    @cached_property
    def kpi_scores(self) -> list[Row]:
        """The rows of tblKpiScore, each with the row of kpi_state that stands beside it."""
        scores, states = rows_of(self.results.kpi_score), rows_of(self.results.kpi_state)
        return [{**state, **score} for score, state in zip(scores, states, strict=True)]

    @cached_property
    def kpi_scores_by_unit(self) -> dict[Any, list[Row]]:
        """The rows of tblKpiScore by unit, in the order of their codes."""
        rows = sorted(self.kpi_scores, key=lambda row: fiscal.kpi_sort_key(str(row["kpi_code"])))
        return grouped(rows, "unit_code")

    @cached_property
    def gaps_by_unit(self) -> dict[Any, list[Row]]:
        """The rows of tblGap by unit, in the order of their codes."""
        rows = sorted(rows_of(self.results.gap), key=lambda row: fiscal.kpi_sort_key(str(row["kpi_code"])))
        return grouped(rows, "unit_code")

    @cached_property
    def report_status(self) -> dict[str, dict[str, str]]:
        """Unit -> month -> report status."""
        return {
            row["unit_code"]: {
                month: row.get(f"month_{month[-2:]}") or "not_due" for month in self.settings.months
            }
            for row in rows_of(self.results.report_status)
        }

    @cached_property
    def steps(self) -> list[Row]:
        """The steps of the SOP with their plan and state; personal data in their names are hidden."""
        return rows_of(self.results.steps, ("step",), self.scrub)

    @cached_property
    def items(self) -> dict[Any, list[Row]]:
        """The results by item of a unit, KPI and month, in the order of the items."""
        rows = sorted(self.rows("tblItemResult"), key=lambda row: row.get("item_no") or 0)
        return grouped(rows, "unit_code", "kpi_code", "month")

    @cached_property
    def units(self) -> dict[str, Row]:
        """The rows of tblUnit by code."""
        return {row["unit_code"]: row for row in self.rows("tblUnit") if row.get("unit_code")}

    @cached_property
    def kpis(self) -> dict[str, Row]:
        """The rows of tblKpi by code."""
        return {row["kpi_code"]: row for row in self.rows("tblKpi") if row.get("kpi_code")}

    def unit_name(self, code: str | None) -> str:
        """The name of a unit; its code where the book has no name."""
        return str(self.units.get(code or "", {}).get("unit_name") or code or "")

    def unit_short(self, code: str | None) -> str:
        """The short name of a unit, else its name."""
        return str(self.units.get(code or "", {}).get("short_name") or self.unit_name(code))

    def kpi_name(self, code: str | None) -> str:
        """The name of a KPI; its code where the book has no name."""
        return str(self.kpis.get(code or "", {}).get("kpi_name") or code or "")

    @cached_property
    def pass_score(self) -> Decimal:
        """The score from which a unit passes."""
        return self.settings.pass_score

    @cached_property
    def pass_text(self) -> str:
        """The pass score as it is printed."""
        return self.write.score(self.settings.pass_score)

    def score_of(self, row: Row) -> Decimal | None:
        """The score of a unit that decides in this report: the year's, or the round's asked for."""
        key = "score" if self.period.basis == "year" else f"round_{self.period.round}_score"
        return number(row.get(key))

    @cached_property
    def attainment(self) -> Attainment:
        """Attainment of the period; by the year's scores it is the one that recalc prints."""
        if self.period.basis == "year":
            return self.results.attainment
        scores = [self.score_of(row) for row in self.unit_scores]
        passed = sum(score is not None and score >= self.pass_score for score in scores)
        return attainment(passed, len(scores), self.settings.target_percent)

    @cached_property
    def months(self) -> dict[str, Row]:
        """Month -> label, round, deadline and safe_date."""
        return {row["month"]: row for row in rows_of(self.results.months)}

    @cached_property
    def months_reported(self) -> tuple[str, ...]:
        """The months of rounds up to the one reported."""
        known = (*self.settings.round_1, *self.settings.round_2)
        return tuple(month for month in known if month <= self.period.month)

    @cached_property
    def next_month_due(self) -> str | None:
        """The first month of a round whose deadline has not passed; None after the last."""
        known = (*self.settings.round_1, *self.settings.round_2)
        return next((m for m in known if self.months[m]["deadline"] >= self.results.as_of), None)

    @cached_property
    def is_sample(self) -> bool:
        """True when the book says in its notes that it holds a sample."""
        notes = (
            row.get("note") for name in ("tblKpi", "tblUnitKpi", "tblSetting") for row in self.rows(name)
        )
        return any(note and note.startswith("ตัวอย่าง") for note in notes)
