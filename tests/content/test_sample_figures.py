"""What the rules make of the sample: just short of the target, for reasons that can be shown."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from addin.checks import check
from addin.rules.monthly import Results, compute
from addin.rules.settings import Settings, build_settings
from workbook.sample import sample_as_of, sample_tables, source
from workbook.schema import INPUT_TABLES
from workbook.validation import validate


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return sample_tables()


@pytest.fixture(scope="module")
def settings(tables) -> Settings:
    values = tables["tblSetting"].set_index("key")["value"]
    built, problems = build_settings(
        {key: None if pd.isna(value) else value for key, value in values.items()}
    )
    assert not problems
    assert built is not None
    return built


@pytest.fixture(scope="module")
def results(tables, settings) -> Results:
    return compute(tables, settings, sample_as_of())


@pytest.fixture(scope="module")
def score(results) -> pd.Series:
    return results.unit_score.set_index("unit_code")["score"]


def test_three_units_short(results):
    """32 of 36 units pass (88.8889 %), three short of the 35 that 95 % asks for."""
    attainment = results.attainment
    assert (attainment.passed, attainment.total, attainment.met, attainment.short) == (32, 36, False, 3)
    assert attainment.percent is not None
    assert attainment.percent.quantize(Decimal("0.0001")) == Decimal("88.8889")


def test_on_the_line(score):
    """One unit is exactly at 3.0000 and passes; one is at 2.9999 and does not."""
    assert score["FIN"] == 3.0
    assert score["LAB"] == 2.9999


def test_units_close_to_the_line_on_both_sides(score):
    """Within 0.05 of 3.0000: two below, four at or above."""
    near = score[(score - 3).abs() < 0.05]
    assert sorted(near[near < 3].index) == ["ELD", "LAB"]
    assert sorted(near[near >= 3].index) == ["ETHN", "FIN", "HLC", "HPC08"]


def test_spread(score):
    """From 2.4 to 4.7; one unit has no result that counts."""
    assert round(score.min(), 1) == 2.4
    assert round(score.max(), 1) == 4.7
    assert score[score.isna()].index.tolist() == ["EXPT"]


def test_units_meet_their_aim(score):
    """Each unit's score is within 0.0020 of what was aimed at: rounding of the values costs no more."""
    aims = {row["unit_code"]: float(row["aim"]) for row in source.rows("unit_score.csv")}
    assert (score - pd.Series(aims)).abs().max() <= 0.002


def test_round_two_has_begun_without_a_score(results):
    """In March round 2 has rows but none counts: the year's score is round 1's."""
    unit = results.unit_score
    assert unit["round_2_score"].isna().all()
    assert unit["round_1_score"].equals(unit["score"])


def test_every_report_status_occurs(results):
    """On time, late, missing, not due and not applicable all stand in the grid of units and months."""
    months = results.report_status.drop(columns="unit_code")
    assert set(months.to_numpy().ravel()) == {"on_time", "late", "missing", "not_due", "not_applicable"}


def test_extension_keeps_a_late_report_on_time(tables, results):
    """ETHN sent December's report on 13 January, within its extension to the 14th."""
    status = results.report_status.set_index("unit_code")
    assert status.loc["ETHN", "month_12"] == "on_time"
    sent = tables["tblSubmission"].set_index(["month", "unit_code"]).loc[("2564-12", "ETHN")]
    assert (sent["received_on"].day, sent["extended_to"].day) == (13, 14)


def test_gap_flags(results):
    """Chronic, newly failing, without data and in order: every flag occurs in round 1."""
    gap = results.gap
    assert set(gap.loc[gap["round"] == 1, "flag"]) == {"chronic", "newly_failing", "no_data", "ok"}


def test_every_trend_occurs(results):
    """Improving, stable and declining units."""
    assert set(results.unit_score["trend"].dropna()) == {"improving", "stable", "declining"}


def test_low_results_give_a_cause(tables, results):
    """Each indicator below 3.0000 in round 1 has a cause in its last month that counts."""
    kpi = results.kpi_score
    low = kpi[(kpi["round"] == 1) & (kpi["score"] < 3)]
    row = tables["tblMonthlyScore"]
    sent = (
        row[row["status"].isin(["submitted", "certified"])].groupby(["unit_code", "kpi_code"])["cause"].last()
    )
    assert len(low) > 20
    assert sent[list(zip(low["unit_code"], low["kpi_code"], strict=True))].notna().all()


def test_history_of_passed_units(tables):
    """31, 33 and 34 of 36 units were at 3.0000 or above in 2562, 2563 and 2564."""
    history = tables["tblHistory"]
    whole = history[history["kpi_code"].isna() & (history["score"] >= 3)]
    assert whole.groupby("fiscal_year").size().to_dict() == {2562: 31, 2563: 33, 2564: 34}


def test_history_has_gaps(tables):
    """A unit without a year, indicators without a year, years that cannot be compared; never a zero score."""
    history = tables["tblHistory"]
    whole = history[history["kpi_code"].isna()]
    assert whole.groupby("fiscal_year").size().to_dict() == {2562: 35, 2563: 36, 2564: 36}
    assert (whole["comparable"] == "no").any()
    by_kpi = history.dropna(subset=["kpi_code"]).groupby(["unit_code", "kpi_code"]).size()
    assert {2, 3} <= set(by_kpi)
    assert history["score"].min() >= 1


def test_the_check_finds_only_what_tells_a_story(tables, settings):
    """Drafts left after the deadline, needs without a measure, two years of history, follow-ups that drag on."""
    assert validate(tables, INPUT_TABLES) == []
    found = check(tables, settings, sample_as_of())
    assert {finding.code for finding in found} == {
        "draft_after_deadline",
        "need_without_measure",
        "history_short",
        "followup_overdue",
        "unit_without_followup",
    }
