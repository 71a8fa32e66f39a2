"""whatif: results typed on trial, computed beside the book: what would change for units and department."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import names
from addin.actions.recalc import attainment_data, number_text, refused, score_text
from addin.rules.exact import number_text as as_typed
from addin.rules.fiscal import has_begun
from addin.rules.monthly import Results, compute
from addin.rules.whatif import latest_reported, with_result
from workbook.book import Book
from workbook.cells import read_number
from workbook.schema import BY_NAME

Change = tuple[str, str, str]
"""Unit, KPI and value as typed."""

UNIT_FIGURES = ("round_1_score", "round_2_score", "score", "shortfall")


@dataclass(frozen=True, slots=True)
class _Trial:
    """A change that can be tried."""

    unit: str
    kpi: str
    round: int
    month: str
    value: float


class _Reader:
    """Turns what was typed into trials, and collects everything that is wrong with it."""

    def __init__(self, loaded: Loaded, before: Results, month: str | None, round_no: int | None) -> None:
        self.loaded, self.month, self.round_no = loaded, month, round_no
        self.state = before.kpi_state
        self.units = before.unit_score["unit_code"].tolist()
        self.problems: list[Line] = []

    def read(self, change: Change) -> _Trial | None:
        """The trial of a change; None where something is wrong, which is collected."""
        typed_unit, typed_kpi, typed_value = change
        unit = _like(typed_unit, self.units)
        if unit is None:
            near = difflib.get_close_matches(typed_unit.upper(), self.units, n=3, cutoff=0.4)
            self._wrong("whatif_unit", unit=typed_unit, near=", ".join(near or self.units[:3]))
            return None
        mine = self.state[self.state["unit_code"] == unit]
        if typed_kpi not in set(mine["kpi_code"]):
            known = ", ".join(dict.fromkeys(mine["kpi_code"]))
            self._wrong("whatif_kpi", unit=unit, kpi=typed_kpi, known=known or "-")
            return None
        mine = mine[mine["kpi_code"] == typed_kpi]
        value = self._value(unit, mine.iloc[0].to_dict(), typed_value)
        place = self._place(unit, typed_kpi, [int(one) for one in mine["round"]])
        if value is None or place is None:
            return None
        return _Trial(unit, typed_kpi, *place, value)

    def _wrong(self, key: str, **params: object) -> None:
        self.problems.append(Line(key, params, "bad"))

    def _value(self, unit: str, kpi: dict[Any, Any], typed: str) -> float | None:
        named = {"unit": unit, "kpi": kpi["kpi_code"], "value": typed}
        found, _ = read_number(typed, BY_NAME["tblMonthlyScore"].by_key["actual"])
        if not isinstance(found, float):
            self._wrong("whatif_not_number", **named)
            return None
        settings, scoring = self.loaded.usable, kpi["scoring"]
        if scoring == "milestone" and (found != int(found) or found < 0):
            self._wrong("whatif_steps", **named)
            return None
        if scoring == "process" and found < 0:
            self._wrong("whatif_points", **named)
            return None
        low, high = float(settings.floor_score), float(settings.cap_score)
        if scoring == "reported" and not low <= found <= high:
            self._wrong("whatif_score", **named, low=f"{low:.4f}", high=f"{high:.4f}")
            return None
        return found

    def _place(self, unit: str, kpi: str, rounds: list[int]) -> tuple[int, str] | None:
        """The round and month to change: those asked for, else the latest that has a result."""
        settings, as_of = self.loaded.usable, self.loaded.as_of
        named = {"unit": unit, "kpi": kpi}
        wanted = [number for number in rounds if self.round_no in {None, number}]
        months = {
            month: number
            for number in wanted
            for month in settings.rounds[number - 1]
            if has_begun(month, as_of) and self.month in {None, month}
        }
        if not months:
            if self.month is not None:
                self._wrong("whatif_month", **named, month=self.month)
                return None
            self._wrong("whatif_round", **named, round=self.round_no)
            return None
        latest = latest_reported(
            self.loaded.frames, unit, kpi, list(months), require_certified=settings.require_certified
        )
        month = latest or max(months)
        return months[month], month


def _like(typed: str, known: Sequence[str]) -> str | None:
    """A code as the book writes it, however its letters were typed."""
    return next((code for code in known if code.casefold() == typed.casefold()), None)


@action("whatif")
def whatif(
    book: Book,
    *,
    changes: Sequence[Change],
    today: dt.date,
    month: str | None = None,
    round_no: int | None = None,
    as_of: dt.date | None = None,
    lang: str = "th",
    progress: Progress = silent,
) -> Outcome:
    """Compute the book as if these results had been submitted, and tell what changes. Writes nothing.

    A value is what the month's row would hold: the actual, points (process), steps (milestone) or the score
    (reported). It stands in `month`, else in the latest month with a result (of `round_no`), else in the last
    month that has begun; where only certified results count, it counts as certified.
    data: as_of, changes (unit_code, kpi_code, round, month, value, before and after: actual and score), units
    (unit_code, before and after: round scores, score, passed, shortfall), attainment (before, after); where
    something is wrong with a change: error and problems.
    """
    del lang
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    progress("computing")
    settings = loaded.usable
    before = compute(loaded.frames, settings, loaded.as_of)
    reader = _Reader(loaded, before, month, round_no)
    trials = [trial for change in changes if (trial := reader.read(change))]
    cells = [(trial.unit, trial.kpi, trial.month) for trial in trials]
    for unit, kpi, when in sorted({cell for cell in cells if cells.count(cell) > 1}):
        reader.problems.append(Line("whatif_twice", {"unit": unit, "kpi": kpi, "month": when}, "bad"))
    if reader.problems:
        codes = [line.key for line in reader.problems]
        return Outcome({"error": {"code": codes[0]}, "problems": codes}, tuple(reader.problems), clean=False)
    tables = dict(loaded.frames)
    status = "certified" if settings.require_certified else "submitted"
    for trial in trials:
        tables = with_result(tables, trial.unit, trial.kpi, trial.month, trial.value, status)
    return _told(loaded, trials, before, compute(tables, settings, loaded.as_of))


def _kpi(results: Results, trial: _Trial) -> dict[str, str | None]:
    frame = results.kpi_score
    mine = (
        (frame["unit_code"] == trial.unit)
        & (frame["kpi_code"] == trial.kpi)
        & (frame["round"] == trial.round)
    )
    row = frame[mine].iloc[0]
    return {"actual": number_text(row["actual"]), "score": score_text(row["score"])}


def _unit(results: Results, code: str) -> dict[str, Any]:
    frame = results.unit_score
    row = frame[frame["unit_code"] == code].iloc[0]
    return {key: score_text(row[key]) for key in UNIT_FIGURES} | {"passed": row["passed"] == "yes"}


def _told(loaded: Loaded, trials: list[_Trial], before: Results, after: Results) -> Outcome:
    called = names(loaded, "tblUnit", "unit_code", "unit_name")
    kpis = names(loaded, "tblKpi", "kpi_code", "kpi_name")
    lines = [Line("whatif_title", {"date": loaded.as_of.isoformat()}, "title")]
    changes: list[dict[str, Any]] = []
    for trial in trials:
        told = {"unit_code": trial.unit, "kpi_code": trial.kpi, "round": trial.round, "month": trial.month}
        old, new = _kpi(before, trial), _kpi(after, trial)
        changes.append({**told, "value": as_typed(trial.value), "before": old, "after": new})
        params = {
            "unit": trial.unit,
            "kpi": trial.kpi,
            "name": kpis[trial.kpi],
            "month": trial.month,
            "value": as_typed(trial.value),
            "round": trial.round,
            **{f"{key}_before": value or "-" for key, value in old.items()},
            **{f"{key}_after": value or "-" for key, value in new.items()},
        }
        lines.append(Line("whatif_change" if old != new else "whatif_no_effect", params))
    units: list[dict[str, Any]] = []
    for code in dict.fromkeys(trial.unit for trial in trials):
        old_unit, new_unit = _unit(before, code), _unit(after, code)
        units.append({"unit_code": code, "before": old_unit, "after": new_unit})
        params = {
            "unit": called[code],
            "code": code,
            "before": old_unit["score"] or "-",
            "after": new_unit["score"] or "-",
            "shortfall": new_unit["shortfall"] or "-",
        }
        passed = new_unit["passed"]
        lines.append(Line("whatif_passed" if passed else "whatif_short", params, "good" if passed else "bad"))
    old_, new_ = attainment_data(before.attainment), attainment_data(after.attainment)
    figures = {
        **{f"{key}_before": old_[key] for key in ("passed", "percent")},
        **{f"{key}_after": new_[key] for key in ("passed", "percent")},
        "total": new_["total"],
        "short": new_["short"],
    }
    met = after.attainment.met
    lines.append(Line("whatif_met" if met else "whatif_not_met", figures, "good" if met else "bad"))
    lines.append(Line("whatif_book"))
    data = {
        "as_of": loaded.as_of.isoformat(),
        "changes": changes,
        "units": units,
        "attainment": {"before": old_, "after": new_},
    }
    return Outcome(data, tuple(lines), clean=loaded.errors == 0)
