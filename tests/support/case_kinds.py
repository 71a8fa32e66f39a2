"""What each kind of case in tests/cases means: from named inputs to figures, mostly through compute()."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from addin.rules import fiscal
from addin.rules.attainment import attainment
from addin.rules.exact import half_up, to_decimal, to_units
from addin.rules.gaps import DIRECTIONS, trends
from addin.rules.monthly import Results, compute
from addin.rules.periods import periods
from addin.rules.settings import Settings
from addin.rules.steps import step_plan
from addin.rules.units import ranks
from tests.support.small import ROUND_1, ROUND_2, book, holidays, kpi

Kind = Callable[[Mapping[str, Any]], dict[str, Any]]
KINDS: dict[str, Kind] = {}
AS_OF = dt.date(2022, 3, 10)
LAST = ROUND_1[-1]


def kind(function: Kind) -> Kind:
    """Registers a kind of case under the name of its function, without a closing underscore."""
    KINDS[function.__name__.rstrip("_")] = function
    return function


def decimal(value: Any) -> Any:
    """A cell of a result frame as the case writes it."""
    if isinstance(value, float):
        return None if math.isnan(value) else to_decimal(value)
    return value


def cell(results: Results, frame: str, column: str, row: int = 0) -> Any:
    """One cell of a result frame."""
    return decimal(getattr(results, frame)[column].tolist()[row])


def run(tables: Mapping[str, pd.DataFrame], as_of: dt.date = AS_OF, **settings: Any) -> Results:
    """The figures of a book under settings that differ from the default as named."""
    return compute(tables, Settings(**settings), as_of)


def one(value: Any, **more: Any) -> Results:
    """The figures of a unit with one KPI that has this value in the last month of round 1."""
    return run(book({"U": [kpi("1", 100, {LAST: value}, **more)]}))


def every_month(score: Any) -> dict[str, Any]:
    """A score in each month of round 1, so that no report is missed."""
    return dict.fromkeys(ROUND_1, score)


# -- KPI scores


@kind
def kpi_score(case: Mapping[str, Any]) -> dict[str, Any]:
    results = one(case["actual"], **{key: case[key] for key in ("scoring", "direction", "targets")})
    return {"score": cell(results, "kpi_score", "score")}


@kind
def kpi_score_of_units(case: Mapping[str, Any]) -> dict[str, Any]:
    percent = attainment(case["passed"], case["total"], Decimal(95)).percent
    results = one(percent, scoring="interpolate", targets=case["targets"])
    return {"score": cell(results, "kpi_score", "score")}


@kind
def milestone(case: Mapping[str, Any]) -> dict[str, Any]:
    steps = [
        {
            "month": LAST,
            "unit_code": "U",
            "kpi_code": "1",
            "item_no": float(n),
            "done": "yes" if n in case["done"] else "no",
        }
        for n in range(1, case["steps"] + 1)
    ]
    tables = book({"U": [kpi("1", 100, {LAST: "certified"}, scoring="milestone")]}, tblItemResult=steps)
    return {"score": cell(run(tables), "kpi_score", "score")}


@kind
def process(case: Mapping[str, Any]) -> dict[str, Any]:
    items = [
        {"month": LAST, "unit_code": "U", "kpi_code": "1", "item_no": float(n), "points": float(points)}
        for n, points in enumerate(case["points"])
    ]
    tables = book({"U": [kpi("1", 100, {LAST: "certified"}, scoring="process")]}, tblItemResult=items)
    return {"score": cell(run(tables), "kpi_score", "score")}


@kind
def rounding(case: Mapping[str, Any]) -> dict[str, Any]:
    return {"rounded": str(half_up(Decimal(case["value"]), case["places"]))}


@kind
def pass_mark(case: Mapping[str, Any]) -> dict[str, Any]:
    results = one(case["reported"])
    return {
        "score": cell(results, "kpi_score", "score"),
        "passed": cell(results, "unit_score", "passed") == "yes",
    }


@kind
def aggregate(case: Mapping[str, Any]) -> dict[str, Any]:
    months = dict(zip(ROUND_1, case["months"], strict=False))
    entry = kpi("1", 100, months, scoring="interpolate", aggregate=case["aggregate"], targets=case["targets"])
    results = run(book({"U": [entry]}))
    return {key: cell(results, "kpi_score", key) for key in ("actual", "score")}


# -- unit scores


def weighted_kpis(weights: list[Any], scores: list[Any]) -> list[dict[str, Any]]:
    pairs = zip(weights, scores, strict=True)
    return [kpi(str(n), float(w), {} if s is None else {LAST: s}) for n, (w, s) in enumerate(pairs, 1)]


@kind
def weighted_row(case: Mapping[str, Any]) -> dict[str, Any]:
    rest = case["total_weight"] - case["weight"]
    results = run(book({"U": weighted_kpis([case["weight"], rest], [case["score"], 3])}))
    return {"weighted": cell(results, "kpi_score", "weighted")}


@kind
def unit_score(case: Mapping[str, Any]) -> dict[str, Any]:
    results = run(book({"U": weighted_kpis(case["weights"], case["scores"])}))
    return {
        "weighted": [decimal(value) for value in results.kpi_score["weighted"].tolist()],
        "score": cell(results, "unit_score", "round_1_score"),
    }


@kind
def missing_kpi(case: Mapping[str, Any]) -> dict[str, Any]:
    scores = [None if n == case["missing"] else s for n, s in enumerate(case["scores"], 1)]
    closing = [{"seq": 1.0, "month": LAST, "closed_on": AS_OF}] if case["closed"] else []
    tables = book({"U": weighted_kpis(case["weights"], scores)}, tblSnapshot=closing)
    setting, other = (
        ("missing_at_close", "missing_interim") if case["closed"] else ("missing_interim", "missing_at_close")
    )
    results = run(
        tables, **{setting: case["policy"], other: "zero" if case["policy"] == "exclude" else "exclude"}
    )
    return {"score": cell(results, "unit_score", "round_1_score")}


@kind
def missed_reports(case: Mapping[str, Any]) -> dict[str, Any]:
    months = dict.fromkeys(ROUND_1[case["missed"] :], case["score"])
    tables = book({"U": [kpi("1", 100, months)]})
    results = run(tables, missed_report_penalty=Decimal(case["penalty"]))
    return {"result": cell(results, "unit_score", "round_1_score")}


@kind
def year_score(case: Mapping[str, Any]) -> dict[str, Any]:
    second = {} if case["round_2"] is None else {ROUND_2[0]: case["round_2"]}
    tables = book({"U": [kpi("1", 100, {LAST: case["round_1"]}), kpi("2", 100, second, round=2)]})
    results = run(tables, annual_method=case["method"])
    return {
        "score": cell(results, "unit_score", "score"),
        "passed": cell(results, "unit_score", "passed") == "yes",
    }


@kind
def ranks_(case: Mapping[str, Any]) -> dict[str, Any]:
    scored = np.array([score is not None for score in case["scores"]])
    units = np.array([to_units(score) if score is not None else 0 for score in case["scores"]])
    return {"ranks": [decimal(rank) for rank in ranks(units, scored).tolist()]}


@kind
def no_result(case: Mapping[str, Any]) -> dict[str, Any]:
    closing = [{"seq": 1.0, "month": LAST, "closed_on": AS_OF}] if case["closed"] else []
    policy = case["missing_interim"]
    tables = book({"U": [kpi("1", 100, {LAST: "draft"})]}, tblSnapshot=closing)
    results = run(tables, missing_interim=policy, missing_at_close=policy)
    return {key: cell(results, "unit_score", key) for key in ("score", "passed", "shortfall")}


# -- attainment, gaps


def attained(found: Any) -> dict[str, Any]:
    keys = ("percent", "gap_points", "short", "of_target", "met")
    return {key: getattr(found, key) for key in keys}


@kind
def attainment_(case: Mapping[str, Any]) -> dict[str, Any]:
    return attained(attainment(case["passed"], case["total"], Decimal(case["target_percent"])))


@kind
def attainment_of_book(case: Mapping[str, Any]) -> dict[str, Any]:
    scores = [3.0 if n < case["passed"] else 2.9999 for n in range(case["total"])]
    units = {f"U{n:02d}": [kpi("1", 100, {LAST: score})] for n, score in enumerate(scores)}
    return attained(run(book(units)).attainment)


@kind
def gap(case: Mapping[str, Any]) -> dict[str, Any]:
    sign = -1 if case["direction"] == "lower" else 1
    targets = [case["target"] + sign * step for step in (-2, -1, 0, 1, 2)]
    results = one(case["actual"], scoring="interpolate", direction=case["direction"], targets=targets)
    return {key: cell(results, "gap", key) for key in ("gap", "gap_percent")}


@kind
def trend(case: Mapping[str, Any]) -> dict[str, Any]:
    years = np.array([[np.nan if year is None else float(year) for year in case["years"]]])
    slopes, directions = trends(years, to_units(case["tolerance"]))
    direction = None if directions[0] < 0 else DIRECTIONS[directions[0]]
    return {"slope": decimal(slopes.tolist()[0]), "direction": direction}


@kind
def flag(case: Mapping[str, Any]) -> dict[str, Any]:
    past = [
        {
            "fiscal_year": 2562.0 + n,
            "unit_code": "U",
            "kpi_code": "1",
            "score": float(score),
            "comparable": "yes",
        }
        for n, score in enumerate(case["history"])
        if score is not None
    ]
    months = {} if case["score"] is None else {LAST: case["score"]}
    return {"flag": cell(run(book({"U": [kpi("1", 100, months)]}, tblHistory=past)), "gap", "flag")}


# -- calendar


@kind
def fiscal_year(case: Mapping[str, Any]) -> dict[str, Any]:
    return {"year": fiscal.fiscal_year(case["date"])}


@kind
def working_days(case: Mapping[str, Any]) -> dict[str, Any]:
    calendar = fiscal.working_calendar(holidays(), case["region"])
    months = fiscal.working_days_by_month(fiscal.fiscal_months(2565), calendar)
    return {"months": months, "total": sum(months), "round_1": sum(months[:5]), "round_2": sum(months[5:10])}


@kind
def working_days_of_year(case: Mapping[str, Any]) -> dict[str, Any]:
    calendar = fiscal.working_calendar(holidays(), case["region"])
    return {"total": fiscal.working_days(dt.date(2021, 10, 1), dt.date(2022, 9, 30), calendar)}


@kind
def sop_steps(case: Mapping[str, Any]) -> dict[str, Any]:
    numbers = [float(n) for n in range(1, len(case["working_days"]) + 1)]
    days = [float(n) for n in case["working_days"]]
    tables = {"tblStep": pd.DataFrame({"step_no": numbers, "working_days": days}), "tblHoliday": holidays()}
    plan = step_plan(tables, periods(Settings(), holidays(), AS_OF), region=case["region"])
    return {
        "starts": [date.date() for date in plan["planned_start"]],
        "ends": [date.date() for date in plan["planned_end"]],
    }


@kind
def sop_end(case: Mapping[str, Any]) -> dict[str, Any]:
    calendar = fiscal.working_calendar(holidays(), case["region"])
    return {"end": fiscal.workday(case["start"], case["working_days"], calendar)}


@kind
def due_date(case: Mapping[str, Any]) -> dict[str, Any]:
    calendar = fiscal.working_calendar(holidays())
    day, month = case["due_day"], case["month"]
    return {
        "due": fiscal.due_date(month, day, "none", calendar),
        "previous": fiscal.due_date(month, day, "previous_working_day", calendar),
        "next": fiscal.due_date(month, day, "next_working_day", calendar),
    }


@kind
def thai_date(case: Mapping[str, Any]) -> dict[str, Any]:
    date = case["date"]
    return {
        "long": fiscal.thai_date(date),
        "short": fiscal.thai_date_short(date),
        "month": fiscal.month_label(fiscal.month_of(date)),
    }


@kind
def thai_digits(case: Mapping[str, Any]) -> dict[str, Any]:
    return {"thai": fiscal.thai_digits(case["text"])}


@kind
def kpi_order(case: Mapping[str, Any]) -> dict[str, Any]:
    return {"sorted": sorted(case["codes"], key=fiscal.kpi_sort_key)}


# -- the contract


@kind
def status_counts(case: Mapping[str, Any]) -> dict[str, Any]:
    tables = book({"U": [kpi("1", 100, {LAST: {"value": 4, "status": case["status"]}})]})
    results = run(tables, require_certified=case["require_certified"])
    return {"counts": cell(results, "kpi_score", "score") == 4}


@kind
def counts_in_round(case: Mapping[str, Any]) -> dict[str, Any]:
    months = {"starts_month": case["starts_month"], "ends_month": case["ends_month"]}
    return {"counts": len(one(4, **months).kpi_score) == 1}


@kind
def not_applicable(case: Mapping[str, Any]) -> dict[str, Any]:
    weight = float(case["weight"])
    entries = [kpi("1", weight, case["months"]), kpi("2", 100 - weight, {LAST: case["other_score"]})]
    results = run(book({"U": entries}))
    return {
        "score": cell(results, "kpi_score", "score"),
        "unit_score": cell(results, "unit_score", "round_1_score"),
    }


@kind
def spoilt(case: Mapping[str, Any]) -> dict[str, Any]:
    rows = [case["actual"]] * case["times_reported"]
    results = one(rows, scoring="interpolate", targets=case["targets"])
    return {"reason": cell(results, "kpi_state", "reason")}


@kind
def needed(case: Mapping[str, Any]) -> dict[str, Any]:
    targets = {} if case["targets"] is None else {"targets": case["targets"]}
    mine = kpi(
        "1", float(case["weight"]), {}, scoring=case["scoring"], direction=case["direction"], **targets
    )
    other = kpi("2", float(case["other_weight"]), {LAST: case["other_score"]})
    return {"needed": cell(run(book({"U": [mine, other]})), "kpi_score", "needed_for_pass")}


@kind
def report_status(case: Mapping[str, Any]) -> dict[str, Any]:
    month = case["month"]
    reported = (
        {} if case["reported_on"] is None else {month: {"value": 4, "reported_on": case["reported_on"]}}
    )
    register = [{"month": month, "unit_code": "U", "extended_to": case["extended_to"]}]
    results = run(book({"U": [kpi("1", 100, reported)]}, tblSubmission=register), case["as_of"])
    return {"status": cell(results, "report_status", f"month_{month[-2:]}")}
