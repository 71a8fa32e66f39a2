"""The figures of WORKBOOK.md computed the slow way: row by row, in Decimal and Fraction.

It imports nothing of `addin` or `workbook`, so that it can contradict them; the single rules are in
oracle_rules.py. Numbers are Decimals, a mean is a Fraction, blanks are None.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.support.oracle_rules import (
    SCALED,
    Row,
    aggregate,
    ceiling,
    gap_row,
    half_up,
    item_value,
    kpi_score,
    needed,
    round_score,
    targets_fit,
    trend,
)

DEFAULTS: dict[str, str] = {
    "fiscal_year": "2565",
    "pass_score": "3.0000",
    "target_percent": "95",
    "target_level": "3",
    "due_day": "10",
    "due_shift": "none",
    "round_1": "2564-10..2565-02",
    "round_2": "2565-03..2565-07",
    "missing_interim": "exclude",
    "missing_at_close": "floor",
    "floor_score": "1.0000",
    "cap_score": "5.0000",
    "annual_method": "mean_of_rounds",
    "missed_report_penalty": "0",
    "require_certified": "no",
    "trend_tolerance": "0.0500",
}
ORDER = ["not_applicable", "on_time", "not_due", "late", "missing"]
KINDS = (*SCALED, "milestone", "process", "reported")


def rows_of(tables: Mapping[str, pd.DataFrame], name: str) -> list[dict[Hashable, Any]]:
    """The rows of a table: decimals for numbers, dates for dates, None for blanks."""
    frame = tables.get(name)
    if frame is None:
        return []
    return [{key: _value(value) for key, value in record.items()} for record in frame.to_dict("records")]


def _value(value: Any) -> Any:
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, float):
        number = Decimal(f"{value:.15g}")
        return number if number.is_finite() else None
    return value


def month_number(month: str) -> int:
    """Months since year 0."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def month_span(text: str) -> list[str]:
    """The months of "2564-10..2565-02"."""
    first, last = text.split("..")
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(month_number(first), month_number(last) + 1)]


def first_of_month(month: str) -> dt.date:
    """Its first day, C.E."""
    n = month_number(month)
    return dt.date(n // 12 - 543, n % 12 + 1, 1)


def deadline_of(month: str, due_day: int, shift: str, holidays: set[dt.date]) -> dt.date:
    """due_day of the month after, moved as due_shift says, on the national calendar."""
    n = month_number(month) + 1
    following = dt.date((n + 1) // 12 - 543, (n + 1) % 12 + 1, 1)
    last = following - dt.timedelta(days=1)
    due = last.replace(day=min(due_day, last.day))
    step = {"none": 0, "next_working_day": 1, "previous_working_day": -1}[shift]
    while step and (due.weekday() >= 5 or due in holidays):
        due += dt.timedelta(days=step)
    return due


class Oracle:
    """One book on one day."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], given: Mapping[str, str], as_of: dt.date) -> None:
        self.settings = settings = {**DEFAULTS, **given}
        self.as_of = as_of
        self.year = year = int(settings["fiscal_year"])
        self.floor = Decimal(settings["floor_score"])
        self.cap = Decimal(settings["cap_score"])
        self.passing = Decimal(settings["pass_score"])
        self.allowed = (
            ("certified",) if settings["require_certified"] == "yes" else ("submitted", "certified")
        )
        self.rounds = {1: month_span(settings["round_1"]), 2: month_span(settings["round_2"])}
        self.round_of = {month: n for n, months in self.rounds.items() for month in months}
        self.months = month_span(f"{year - 1}-10..{year}-09")
        begun = {m for m in self.months if first_of_month(m) <= as_of}
        off = {h["date"] for h in rows_of(tables, "tblHoliday") if h["date"] and not h.get("regions")}
        day, shift = int(settings["due_day"]), settings["due_shift"]
        self.deadlines = {m: deadline_of(m, day, shift, off) for m in self.months}

        self.units: dict[str, Any] = {}
        for row in rows_of(tables, "tblUnit"):
            starts, ends = row.get("active_from_fy"), row.get("active_to_fy")
            active = (starts is None or starts <= year) and (ends is None or ends >= year)
            if row["unit_code"] and active:
                self.units.setdefault(row["unit_code"], row)
        self.kpis: dict[str, Any] = {}
        for row in rows_of(tables, "tblKpi"):
            self.kpis.setdefault(row["kpi_code"], row)
        self.defaults: dict[Any, list[Decimal | None]] = {}
        for row in rows_of(tables, "tblKpiTarget"):
            targets = [row.get(f"target_{n}") for n in range(1, 6)]
            self.defaults.setdefault((row["kpi_code"], row["round"]), targets)
        self.entries: dict[str, dict[tuple[str, int], Any]] = {unit: {} for unit in self.units}
        for row in rows_of(tables, "tblUnitKpi"):
            if row["unit_code"] in self.units and row["kpi_code"] in self.kpis and row["round"] in (1, 2):
                self.entries[row["unit_code"]].setdefault((row["kpi_code"], int(row["round"])), row)
        self.declared = defaultdict(set)
        for row in rows_of(tables, "tblProcessItem"):
            self.declared[row["kpi_code"], row["round"]].add(row["item_no"])
        self.items = self._grouped(tables, "tblItemResult")
        self.reports = self._grouped(tables, "tblMonthlyScore", begun)
        self.register: dict[Any, list[Any]] = defaultdict(list)
        for row in rows_of(tables, "tblSubmission"):
            self.register[row["month"], row["unit_code"]].append(row)
        latest = {r["month"]: r for r in sorted(rows_of(tables, "tblSnapshot"), key=lambda r: r["seq"])}
        self.closed = {month for month, row in latest.items() if row["closed_on"]}
        self.history: dict[Any, Decimal | None] = {}
        for row in rows_of(tables, "tblHistory"):
            if row["comparable"] == "yes":
                key = (row["fiscal_year"], row["unit_code"], row["kpi_code"])
                self.history.setdefault(key, row["score"])

    @staticmethod
    def _grouped(
        tables: Mapping[str, pd.DataFrame], name: str, months: set[str] | None = None
    ) -> dict[tuple[str, str, str], list[Any]]:
        groups = defaultdict(list)
        for row in rows_of(tables, name):
            if months is None or row["month"] in months:
                groups[row["month"], row["unit_code"], row["kpi_code"]].append(row)
        return groups

    def value(self, row: Mapping[Any, Any]) -> Decimal | None:
        """The value of a monthly row by the kind of its KPI."""
        kind = self.kpis[row["kpi_code"]]["scoring"]
        if kind == "reported":
            typed: Decimal | None = row["score"]
            return typed
        if kind in ("process", "milestone"):
            mine = self.items.get((row["month"], row["unit_code"], row["kpi_code"]), [])
            declared = sorted(self.declared[row["kpi_code"], self.round_of.get(row["month"])])
            found = item_value(kind, mine, declared)
            if found is not None:
                return found
        actual: Decimal | None = row["actual"]
        return Decimal(int(actual)) if kind == "milestone" and actual is not None else actual

    def reported(self, row: Mapping[Any, Any]) -> bool:
        """Submitted or certified, with a value."""
        return row["status"] in ("submitted", "certified") and self.value(row) is not None

    def deadline(self, unit: str, month: str) -> dt.date:
        """With any later extension."""
        register = self.register.get((month, unit), [])
        extensions: list[dt.date] = [r["extended_to"] for r in register if r["extended_to"]]
        return max([self.deadlines[month], *extensions])

    def month_report(self, unit: str, month: str) -> tuple[str, bool]:
        """The status of a unit's month, and whether it is missed."""
        worst, missed = None, False
        deadline = self.deadline(unit, month)
        receipts = [r["received_on"] for r in self.register.get((month, unit), []) if r["received_on"]]
        for (kpi, number), entry in self.entries[unit].items():
            if month not in self.rounds[number]:
                continue
            if (entry["starts_month"] or month) > month or (entry["ends_month"] or month) < month:
                continue
            rows = self.reports.get((month, unit, kpi), [])
            given = [row for row in rows if self.reported(row)]
            if any(row["status"] == "not_applicable" for row in rows):
                state = "not_applicable"
            elif given:
                dates = [row["reported_on"] or min(receipts, default=deadline) for row in given]
                state = "late" if max(dates) > deadline else "on_time"
            else:
                state = "missing" if self.as_of > deadline else "not_due"
            if worst is None or ORDER.index(state) > ORDER.index(worst):
                worst = state
            counts = any(row["status"] in self.allowed for row in given)
            missed |= state != "not_applicable" and not counts and self.as_of > deadline
        return worst or "not_due", missed

    def kpi(self, unit: str, kpi: str, number: int, entry: Mapping[Any, Any]) -> Row | None:
        """The score of a KPI in a round; None when it does not count there or the round has not begun."""
        months = self.rounds[number]
        if first_of_month(months[0]) > self.as_of:
            return None
        if (entry["starts_month"] or months[-1]) > months[-1] or (entry["ends_month"] or months[-1]) < months[
            -1
        ]:
            return None
        definition = self.kpis[kpi]
        targets = [entry.get(f"target_{n}") for n in range(1, 6)]
        if all(target is None for target in targets):
            targets = self.defaults.get((kpi, number), targets)
        kind, how, direction = definition["scoring"], definition["aggregate"], definition["direction"]
        cells = [self.reports.get((month, unit, kpi), []) for month in months]
        counting = [self.value(row) for cell in cells for row in cell[:1] if row["status"] in self.allowed]
        values = [value for value in counting if value is not None]
        doubled = any(len(cell) > 1 for cell in cells)
        fit = kind in KINDS and how in ("last", "sum", "mean", "max")
        fit = fit and (kind not in SCALED or targets_fit(targets, direction))
        record: Row = {
            "unit_code": unit,
            "kpi_code": kpi,
            "round": number,
            "weight": entry["weight"],
            "kind": kind,
            "how": how,
            "direction": direction,
            "targets": targets,
            "fit": fit,
            "state": "missing",
            "actual": None,
            "level": None,
            "weighted": None,
        }
        excused = any(row["status"] == "not_applicable" for cell in cells for row in cell)
        policy = self.settings["missing_at_close" if months[-1] in self.closed else "missing_interim"]
        record["score"] = {"exclude": None, "floor": self.floor, "zero": Decimal(0)}[policy]
        if not doubled and not values and excused:
            record["state"], record["score"] = "not_applicable", None
        elif not doubled and values and fit:
            actual = aggregate(how, values)
            score, level = kpi_score(kind, direction, actual, targets, (self.floor, self.cap))
            record |= {"state": "scored", "actual": actual, "score": score, "level": level}
        return record

    def unit(self, unit: str) -> tuple[Row, list[Row], dict[str, str]]:
        """A unit's figures, those of its KPIs, and its report status by month."""
        reports = {month: self.month_report(unit, month) for month in self.months}
        scores: dict[int, Decimal | None] = {}
        records = [self.kpi(unit, kpi, number, entry) for (kpi, number), entry in self.entries[unit].items()]
        for number, months in self.rounds.items():
            missed = sum(reports[month][1] for month in months)
            mine = [record for record in records if record and record["round"] == number]
            pairs = [(weight_of(r), r["score"]) for r in mine if r["score"] is not None]
            real = any(r["state"] == "scored" for r in mine)
            scores[number] = round_score(pairs, missed, self.settings) if real else None
            total = sum((weight for weight, _ in pairs), Decimal(0))
            for r in mine:
                if r["score"] is not None and total:
                    r["weighted"] = half_up(Fraction(weight_of(r)) * Fraction(r["score"]) / Fraction(total))
                others = [(weight_of(o), o["score"]) for o in mine if o is not r and o["score"] is not None]
                r["needed"] = needed(r, weight_of(r), others, missed, self.settings)
        found = [score for score in scores.values() if score is not None]
        score = None
        if found:
            mean = half_up(sum((Fraction(s) for s in found), Fraction(0)) / len(found))
            score = mean if self.settings["annual_method"] == "mean_of_rounds" else found[-1]
        past = [self.history.get((year, unit, None)) for year in range(self.year - 3, self.year)]
        figures = {
            "unit_code": unit,
            "round_1_score": scores[1],
            "round_2_score": scores[2],
            "score": score,
            "passed": score is not None and score >= self.passing,
            "shortfall": None if score is None else max(Decimal(0), self.passing - score),
            "trend": trend(past, self.settings)[1],
        }
        return figures, [r for r in records if r], {month: state for month, (state, _) in reports.items()}

    def compute(self) -> Row:
        """All figures: units, kpis and gaps (lists of rows), status {(unit, month): key}, attainment."""
        units: list[Row] = []
        kpis: list[Row] = []
        status: dict[tuple[str, str], str] = {}
        for code in self.units:
            figures, records, states = self.unit(code)
            units.append(figures)
            kpis += records
            status |= {(code, month): state for month, state in states.items()}
        for row in units:
            ahead = [r for r in units if r["score"] is not None and row["score"] is not None]
            better = sum(r["score"] > row["score"] for r in ahead)
            row["rank"] = None if row["score"] is None else better + 1
        return {
            "units": units,
            "kpis": kpis,
            "gaps": [gap_row(record, self.history, self.settings) for record in kpis],
            "status": status,
            "attainment": attained(sum(r["passed"] for r in units), len(units), self.settings),
        }


def attained(passed: int, total: int, settings: Mapping[str, str]) -> Row:
    """So many of N against the target, in whole numbers and fractions."""
    target = Fraction(settings["target_percent"])
    return {
        "passed": passed,
        "total": total,
        "percent": half_up(Fraction(100 * passed, total)) if total else None,
        "met": total > 0 and 100 * passed >= target * total,
        "short": max(0, ceiling(target * total / 100) - passed),
    }


def weight_of(record: Row) -> Decimal:
    """A weight that is blank or not positive weighs nothing."""
    typed: Decimal | None = record["weight"]
    return typed if typed is not None and typed > 0 else Decimal(0)


def compute(tables: Mapping[str, pd.DataFrame], given: Mapping[str, str], as_of: dt.date) -> Row:
    """The figures of a book on a day under settings given as the settings table writes them."""
    return Oracle(tables, given, as_of).compute()
