"""The same figure in a cell and in `recalc`: the sample's results computed again by the worksheet functions."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from addin import udfs
from addin.excel.cells import Code, token
from addin.rules.monthly import Results, compute
from addin.rules.settings import Settings
from workbook.ooxml.values import to_serial
from workbook.sample import sample_as_of, sample_tables

NA = token(Code.NA)
TARGETS = [f"target_{n}" for n in range(1, 6)]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return sample_tables()


@pytest.fixture(scope="module")
def results(tables: dict[str, pd.DataFrame]) -> Results:
    return compute(tables, Settings(), sample_as_of())


@pytest.fixture(scope="module")
def kpis(tables: dict[str, pd.DataFrame], results: Results) -> pd.DataFrame:
    """The KPI scores with what they rest on; a mean's shown actual is rounded, so that it has no exact score."""
    state = results.kpi_state.drop(columns=["unit_code", "kpi_code", "round"])
    joined = pd.concat([results.kpi_score, state, results.gap[["target", "gap", "slope"]]], axis=1)
    past = results.gap[["history_1", "history_2", "history_3"]]
    how = tables["tblKpi"].set_index("kpi_code")["aggregate"]
    joined = pd.concat([joined, past], axis=1)
    joined["exact"] = joined["kpi_code"].map(how) != "mean"
    return joined


def cells(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    """Columns as a range: None for a blank."""
    part = frame[list(columns)].astype(object)
    rows: list[list[Any]] = part.where(part.notna(), None).to_numpy().tolist()
    return rows


def test_kpi_scores_by_the_function_are_those_of_recalc(kpis: pd.DataFrame):
    """Every kind of KPI of the sample, all rows in one call, by the Thai words that the workbook shows."""
    scored = kpis[(kpis["reason"] == "scored") & kpis["exact"]]
    assert set(scored["scoring"]) == {"interpolate", "step", "milestone", "process", "reported"}
    found = udfs.PA_SCORE(
        cells(scored, "actual"), cells(scored, *TARGETS), cells(scored, "direction"), cells(scored, "scoring")
    )
    assert len(found) > 100
    assert found == cells(scored, "score")


def test_gaps_by_the_function_are_those_of_recalc(kpis: pd.DataFrame):
    """Where there is an actual and a target; #N/A where one is missing."""
    rows = kpis[kpis["exact"]]
    found = udfs.PA_GAP(cells(rows, "actual"), cells(rows, "target"), cells(rows, "direction"))
    assert found == [[NA if gap is None else gap] for (gap,) in cells(rows, "gap")]
    assert [NA] in found


def test_slopes_by_the_function_are_those_of_recalc(kpis: pd.DataFrame):
    """The history of every KPI, a row each."""
    found = udfs.PA_TREND(cells(kpis, "history_1", "history_2", "history_3"))
    assert found == [[NA if slope is None else slope] for (slope,) in cells(kpis, "slope")]


@pytest.mark.parametrize("half", [1, 2])
def test_unit_scores_by_the_function_are_those_of_recalc(results: Results, half: int):
    """Each unit's round from its KPI scores and weights; #N/A where recalc has none."""
    rows = results.kpi_score[results.kpi_score["round"] == half]
    units = results.unit_score.set_index("unit_code")[f"round_{half}_score"]
    assert rows["unit_code"].nunique() == 36
    for unit, mine in rows.groupby("unit_code"):
        expected = units[unit]
        found = udfs.PA_UNITSCORE(cells(mine, "score"), cells(mine, "weight"))
        assert found == (NA if pd.isna(expected) else expected)


def test_attainment_by_the_functions_is_that_of_recalc(results: Results):
    """Percent, met and short of the 36 units, and who passed."""
    scores = cells(results.unit_score, "score")
    expected = results.attainment
    assert expected.percent is not None
    assert udfs.PA_ATTAINMENT(scores) == float(expected.percent)
    assert udfs.PA_ATTAINMENT(scores, 3, 95) == [[float(expected.percent), expected.met, expected.short]]
    assert udfs.PA_SHORT(scores) == expected.short
    assert udfs.PA_PASSED(scores) == [[word == "yes"] for word in results.unit_score["passed"]]


def test_deadlines_by_the_function_are_those_of_recalc(results: Results):
    """The deadline of each month, and the safe date before it where the holidays are known."""
    months = results.months
    serials = [[to_serial(day.to_pydatetime())] for day in months["deadline"]]
    assert udfs.PA_DUE(cells(months, "month")) == serials
    safe = [[to_serial(day.to_pydatetime())] for day in months["safe_date"]]
    assert udfs.PA_DUE(cells(months, "month"), -1)[:-1] == safe[:-1]


def test_the_sentence_says_the_same_of_the_score(kpis: pd.DataFrame):
    """Where a KPI has no unit of measure to name, the sentence begins as the one in the book."""
    scored = kpis[(kpis["reason"] == "scored") & kpis["scoring"].isin(["milestone", "process", "reported"])]
    found = udfs.PA_EXPLAIN(
        cells(scored, "actual"), cells(scored, *TARGETS), cells(scored, "direction"), cells(scored, "scoring")
    )
    for (text,), book in zip(found, scored["explanation"], strict=True):
        result, _, _ = text.partition(" ตัวชี้วัดนี้")
        assert book.startswith(f"{result} ")
