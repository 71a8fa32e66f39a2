"""compute() equals the slow oracle on generated books, and holds still under what must not matter."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.rules.exact import to_float
from addin.rules.monthly import Results, compute
from tests.support import oracle
from tests.support.books import MONTHS, Book, books
from tests.support.oracle_rules import half_up

_SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large]
GENERATED = settings(max_examples=60, deadline=None, suppress_health_check=_SLOW_TO_DRAW)
FEWER = settings(max_examples=15, deadline=None, suppress_health_check=_SLOW_TO_DRAW)
KEYS = ["unit_code", "kpi_code", "round"]


def as_float(value: object) -> Any:
    """What a result frame holds for a value of the oracle."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return to_float(Fraction(value)) if isinstance(value, (Decimal, Fraction)) else value


def plain(frame: pd.DataFrame, columns: list[str], keys: list[str]) -> dict[Any, dict[str, Any]]:
    """A result frame as {key: {column: value}}, blanks None."""
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {tuple(row[key] for key in keys): {column: row[column] for column in columns} for row in records}


def check_units(expected: dict[str, Any], results: Results) -> None:
    columns = ["round_1_score", "round_2_score", "score", "passed", "shortfall", "rank", "trend"]
    wanted = {(row["unit_code"],): {c: as_float(row[c]) for c in columns} for row in expected["units"]}
    assert wanted == plain(results.unit_score, columns, ["unit_code"])


def check_kpis(expected: dict[str, Any], results: Results) -> None:
    columns = ["actual", "score", "weight", "weighted", "level_reached", "needed_for_pass"]
    names = {"level_reached": "level", "needed_for_pass": "needed"}
    wanted = {}
    for row in expected["kpis"]:
        shown = {c: as_float(row[names.get(c, c)]) for c in columns}
        if row["actual"] is not None and row["how"] == "mean":
            shown["actual"] = as_float(half_up(row["actual"]))
        wanted[row["unit_code"], row["kpi_code"], row["round"]] = shown
    assert wanted == plain(results.kpi_score, columns, KEYS)


def check_gaps(expected: dict[str, Any], results: Results) -> None:
    columns = ["target", "gap", "gap_percent", "score", "gap_to_pass", "slope", "direction", "flag"]
    past = ["history_1", "history_2", "history_3"]
    wanted = {}
    for row in expected["gaps"]:
        shown = {c: as_float(row[c]) for c in columns}
        shown |= {name: as_float(value) for name, value in zip(past, row["history"], strict=True)}
        wanted[row["unit_code"], row["kpi_code"], row["round"]] = shown
    assert wanted == plain(results.gap, [*columns, *past], KEYS)


@GENERATED
@given(books())
def test_every_figure_equals_the_oracle(book: Book):
    """Scores, weights, needs, gaps, statuses and the attainment are those of plain Decimals."""
    expected = oracle.compute(book.tables, book.given, book.as_of)
    results = compute(book.tables, book.settings, book.as_of)
    check_units(expected, results)
    check_kpis(expected, results)
    check_gaps(expected, results)
    statuses = results.report_status.set_index("unit_code")
    columns = {month: f"month_{month[-2:]}" for month in MONTHS}
    assert expected["status"] == {
        (unit, month): statuses.loc[unit, column]
        for unit in statuses.index for month, column in columns.items()
    }  # fmt: skip
    found = results.attainment
    assert expected["attainment"] == {key: getattr(found, key) for key in expected["attainment"]}


@FEWER
@given(books(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(book: Book, random: Any):
    """Rows sorted in Excel give the same figures (without duplicates, of which the first stands)."""
    keys = {"tblUnitKpi": KEYS, "tblHistory": ["fiscal_year", "unit_code", "kpi_code"]}
    tables = {name: t.drop_duplicates(keys[name]) if name in keys else t for name, t in book.tables.items()}
    shuffled = {
        name: table.iloc[random.sample(range(len(table)), len(table))]
        for name, table in tables.items()
        if name != "tblUnit"
    }
    first = compute(tables, book.settings, book.as_of)
    second = compute({**tables, **shuffled}, book.settings, book.as_of)
    for name in ("unit_score", "kpi_score", "gap", "report_status", "kpi_state"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


@FEWER
@given(books())
def test_computing_again_gives_the_same_and_changes_no_table(book: Book):
    """The figures depend on tables, settings and day only, and the tables stay as they were."""
    before = {name: table.copy(deep=True) for name, table in book.tables.items()}
    first = compute(book.tables, book.settings, book.as_of)
    second = compute(book.tables, book.settings, book.as_of)
    for name in ("unit_score", "kpi_score", "gap", "report_status", "months", "steps"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    for name, table in before.items():
        pd.testing.assert_frame_equal(table, book.tables[name])


@FEWER
@given(books())
def test_when_something_was_reported_never_moves_a_score(book: Book):
    """reported_on decides on time or late, and nothing else."""
    monthly = book.tables["tblMonthlyScore"].assign(reported_on=pd.NaT)
    without = compute({**book.tables, "tblMonthlyScore": monthly}, book.settings, book.as_of)
    first = compute(book.tables, book.settings, book.as_of)
    pd.testing.assert_frame_equal(first.unit_score, without.unit_score)
    pd.testing.assert_frame_equal(first.kpi_score, without.kpi_score)


@FEWER
@given(books())
def test_figures_stay_within_their_bounds(book: Book):
    """Every KPI score lies between 0 and the cap, a scored one not below the floor, and so the unit's."""
    results = compute(book.tables, book.settings, book.as_of)
    cap, floor = float(book.settings.cap_score), float(book.settings.floor_score)
    scored = results.kpi_score["level_reached"].notna()
    assert results.kpi_score["score"].dropna().between(0, cap).all()
    assert results.kpi_score["score"][scored].between(floor, cap).all()
    assert results.unit_score["score"].dropna().between(0, cap).all()
    assert results.kpi_score["explanation"].str.len().gt(0).all()
