"""The figures of the forms are those that recalc gives once the forms are in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from addin.rules.form_figures import UnitFigures, form_figures
from addin.rules.monthly import Results, compute
from addin.rules.settings import Settings
from tests.support.checkbook import SETTINGS, clean_book
from workbook.sample import sample_tables

TABLES = sample_tables(2565)
UNITS = TABLES["tblUnit"]["unit_code"].tolist()
AS_OF = dt.date(2022, 3, 10)
SCORE = "tblMonthlyScore"


def with_month_certified(month: str) -> dict[str, pd.DataFrame]:
    """The sample with every report of the month certified, as it is once forms are in and certified."""
    frame = TABLES[SCORE].copy()
    mine = (frame["month"] == month) & (frame["status"] != "not_applicable")
    frame.loc[mine, "status"] = "certified"
    return {**TABLES, SCORE: frame}


def by_kpi(results: Results, round_no: int) -> dict[tuple[str, str], dict[str, Any]]:
    frame = results.kpi_score[results.kpi_score["round"] == round_no]
    state = results.kpi_state[results.kpi_state["round"] == round_no]
    rows = frame.assign(reason=state["reason"].to_numpy()).to_dict("records")
    return {(row["unit_code"], row["kpi_code"]): row for row in rows}


def nothing(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else value


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings.model_validate({"missing_interim": "floor"}),
        Settings.model_validate({"missing_interim": "zero", "missed_report_penalty": "0.2"}),
        Settings.model_validate({"require_certified": True}),
    ],
    ids=["plain", "floor", "zero_and_penalty", "certified"],
)
@pytest.mark.parametrize(("month", "round_no"), [("2564-11", 1), ("2565-02", 1), ("2565-03", 2)])
def test_scores_and_needs_are_those_of_recalc(month: str, round_no: int, settings: Settings) -> None:
    """For every unit and KPI of the sample: score of the KPI, of the round, and what it takes."""
    figures = form_figures(TABLES, settings, AS_OF, month, UNITS)
    results = compute(with_month_certified(month), settings, AS_OF)
    kpis = by_kpi(results, round_no)
    scores = results.unit_score.set_index("unit_code")[f"round_{round_no}_score"]
    assert {code: nothing(value) for code, value in scores.items()} == {
        one.unit_code: one.score for one in figures
    }
    for unit in figures:
        for kpi in unit.kpis:
            if not kpi.counts:
                continue
            expected = kpis[unit.unit_code, kpi.kpi_code]
            scored = expected["reason"] == "scored"
            assert kpi.score == (nothing(expected["score"]) if scored else None)
            assert kpi.needed == nothing(expected["needed_for_pass"])


def of_small(month: str, **settings: Any) -> dict[str, UnitFigures]:
    asked = Settings.model_validate({**SETTINGS.model_dump(exclude_unset=True), **settings})
    return {one.unit_code: one for one in form_figures(clean_book(), asked, AS_OF, month, ["A1", "B2"])}


def test_the_month_itself_is_no_other_month() -> None:
    """January's own values do not stand among those of the other months."""
    january = {kpi.kpi_code: kpi for kpi in of_small("2565-01")["A1"].kpis}
    february = {kpi.kpi_code: kpi for kpi in of_small("2565-02")["A1"].kpis}
    assert (january["1.5"].others.count, january["1.5"].value) == (0, 7.0)
    assert (february["1.5"].others.count, february["1.5"].others.total, february["1.5"].value) == (
        1,
        7.0,
        None,
    )
    assert february["1.4"].months == {"2565-01": 5.0}


def test_a_returned_value_is_shown_as_it_would_count() -> None:
    """B2's returned result counts on its form, so that the unit sees the score while mending it."""
    assert {kpi.kpi_code: kpi.score for kpi in of_small("2565-01")["B2"].kpis}["1.3"] == 2.5


def test_the_forms_month_is_missed_only_once_its_deadline_is_behind() -> None:
    """On 10 March February is still open; October to January are missed where a KPI has no row."""
    units = of_small("2565-02")
    assert [(units[code].past, units[code].missed_before) for code in ("A1", "B2")] == [
        (False, 3),
        (False, 4),
    ]
    later = form_figures(clean_book(), SETTINGS, dt.date(2022, 3, 11), "2565-02", ["A1"])[0]
    assert (later.past, later.missed_before) == (True, 3)


def test_a_month_ahead_is_looked_at_from_its_first_day() -> None:
    """A form of April given out in March shows round 2 without results."""
    (unit,) = form_figures(clean_book(), SETTINGS, AS_OF, "2565-04", ["A1"])
    assert (unit.round_no, unit.score) == (2, None)
    assert replace(unit.kpis[0], needed=None).value is None
