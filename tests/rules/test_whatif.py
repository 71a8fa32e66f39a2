"""A result on trial counts as if it had been submitted, and the tables that came in stay as they are."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.rules.monthly import compute
from addin.rules.settings import Settings
from addin.rules.whatif import latest_reported, with_result
from tests.support.books import Book, books, frame
from tests.support.small import ROUND_1, book, kpi

AS_OF = dt.date(2022, 3, 10)


@settings(max_examples=25, deadline=None)
@given(books(), st.data())
def test_the_book_stays_and_only_that_unit_can_change(generated: Book, data: st.DataObject) -> None:
    """In any book, whatever is tried: the tables are as before, and no other unit's score moves."""
    before = compute(generated.tables, generated.settings, generated.as_of)
    kept = {name: table.copy() for name, table in generated.tables.items()}
    unit = data.draw(st.sampled_from(generated.tables["tblUnit"]["unit_code"].tolist()))
    code = data.draw(st.sampled_from(generated.tables["tblKpi"]["kpi_code"].tolist()))
    month = data.draw(st.sampled_from(ROUND_1))
    tried = with_result(generated.tables, unit, code, month, 2.5, "submitted")
    for name, table in kept.items():
        pd.testing.assert_frame_equal(table, generated.tables[name])
    after = compute(tried, generated.settings, generated.as_of)
    others = before.unit_score["unit_code"] != unit
    columns = ["unit_code", "round_1_score", "round_2_score", "score"]
    pd.testing.assert_frame_equal(
        before.unit_score.loc[others, columns], after.unit_score.loc[others, columns]
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(10_000, 50_000), st.sampled_from(["draft", "returned", "certified", "not_applicable"]))
def test_the_trial_counts_whatever_stood_there(score: int, status: str) -> None:
    """A draft, a returned or a certified row gives way; the KPI has the score that was tried."""
    value = score / 10_000
    tables = book({"U": [kpi("1", 100.0, {ROUND_1[-1]: {"value": 2, "status": status}})]})
    tried = with_result(tables, "U", "1", ROUND_1[-1], value, "submitted")
    assert compute(tried, Settings(), AS_OF).kpi_score["score"].tolist() == [value]
    assert len(tried["tblMonthlyScore"]) == 1


def test_doubled_rows_become_one_and_a_missing_one_is_added() -> None:
    """Two rows of a month spoil a KPI: the trial stands for both; where there is no row it makes one."""
    twice = book({"U": [kpi("1", 100.0, {ROUND_1[0]: [2, 3]})]})
    none = book({"U": [kpi("1", 100.0, {})]})
    for tables in (twice, none):
        tried = with_result(tables, "U", "1", ROUND_1[0], 4.0, "submitted")
        assert compute(tried, Settings(), AS_OF).unit_score["score"].tolist() == [4]
        assert tried["tblMonthlyScore"].dtypes.to_dict() == tables["tblMonthlyScore"].dtypes.to_dict()


@pytest.mark.parametrize("scoring", ["process", "milestone"])
def test_results_by_item_give_way(scoring: str) -> None:
    """Items go before a typed actual: those of the month and KPI are left out, others stay."""
    tables = book({"U": [kpi("1", 100.0, {ROUND_1[0]: 1}, scoring=scoring)]})
    keys = {"unit_code": "U", "kpi_code": "1", "item_no": 1.0, "points": 2.0, "done": "yes"}
    tables["tblItemResult"] = frame("tblItemResult", [keys | {"month": month} for month in ROUND_1[:2]])
    tried = with_result(tables, "U", "1", ROUND_1[0], 3.0, "submitted")
    assert tried["tblItemResult"]["month"].tolist() == [ROUND_1[1]]
    assert len(tables["tblItemResult"]) == 2
    only = with_result(
        {**tables, "tblItemResult": tables["tblItemResult"].iloc[:1]}, "U", "1", ROUND_1[0], 3.0, "submitted"
    )
    assert compute(only, Settings(), AS_OF).kpi_score["score"].tolist() == [3]


@pytest.mark.parametrize(("certified", "expected"), [(False, "2564-11"), (True, "2564-10")])
def test_the_latest_result_is_of_a_row_that_counts(certified: bool, expected: str) -> None:  # noqa: FBT001
    """Drafts and rows without a value do not count; submitted ones not where only certified results do."""
    months = {
        "2564-10": 3,
        "2564-11": {"value": 3, "status": "submitted"},
        "2564-12": {"value": 3, "status": "draft"},
    }
    tables = book({"U": [kpi("1", 100.0, {**months, "2565-01": "submitted"})]})
    found = latest_reported(tables, "U", "1", ROUND_1, require_certified=certified)
    assert found == expected
    assert latest_reported(tables, "U", "2", ROUND_1, require_certified=certified) is None


def test_a_month_reported_by_its_items_has_a_result() -> None:
    """The row itself may be blank: its items hold the value."""
    tables = book({"U": [kpi("1", 100.0, {"2564-10": "submitted"}, scoring="process")]})
    assert latest_reported(tables, "U", "1", ROUND_1, require_certified=False) is None
    item = {"unit_code": "U", "kpi_code": "1", "month": "2564-10", "item_no": 1.0, "points": 2.0}
    tables["tblItemResult"] = frame("tblItemResult", [item])
    assert latest_reported(tables, "U", "1", ROUND_1, require_certified=False) == "2564-10"
