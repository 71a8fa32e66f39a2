"""Planned dates and states of the SOP's steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.support.small import holidays

AS_OF = dt.date(2022, 3, 10)
NONE = float("nan")


def plan(step: dict[str, Any], documents: list[dict[str, Any]], as_of: dt.date = AS_OF) -> pd.Series:
    """The computed row of one step."""
    keys = {"step_no": NONE, "round": NONE, "month": NONE, "working_days": NONE, "finished_on": pd.NaT}
    columns = ["step_no", "round", "month", "file_ref"]
    papers = pd.DataFrame([{**dict.fromkeys(columns, NONE), **row} for row in documents], columns=columns)
    tables = {"tblStep": pd.DataFrame([{**keys, **step}]), "tblDocument": papers, "tblHoliday": holidays()}
    return compute(tables, Settings(), as_of).steps.iloc[0]


def test_a_step_of_a_round_is_planned_over_its_months():
    """Steps 8 and 9 run from the first to the last day of the round."""
    row = plan({"step_no": 8.0, "round": 1.0}, [])
    assert (row["planned_start"], row["planned_end"]) == (
        pd.Timestamp("2021-10-01"),
        pd.Timestamp("2022-02-28"),
    )


def test_a_step_of_a_month_ends_at_the_months_deadline():
    """Step 10 for February is done between 1 and 10 March."""
    row = plan({"step_no": 10.0, "round": 1.0, "month": "2565-02"}, [])
    assert (row["planned_start"], row["planned_end"]) == (
        pd.Timestamp("2022-03-01"),
        pd.Timestamp("2022-03-10"),
    )


@pytest.mark.parametrize(
    ("step", "documents", "as_of", "state"),
    [
        ({"step_no": 1.0, "working_days": 5.0}, [{"step_no": 1.0, "file_ref": "แฟ้ม 1"}], AS_OF, "done"),
        ({"step_no": 1.0, "working_days": 5.0}, [{"step_no": 1.0}], AS_OF, "late"),
        (
            {"step_no": 1.0, "working_days": 5.0},
            [{"step_no": 1.0, "file_ref": "แฟ้ม 1"}, {"step_no": 1.0}],
            dt.date(2021, 10, 7),
            "in_hand",
        ),
        (
            {"step_no": 8.0, "round": 2.0},
            [{"step_no": 8.0, "round": 1.0, "file_ref": "แฟ้ม"}],
            AS_OF,
            "in_hand",
        ),
        ({"step_no": 8.0, "round": 2.0}, [{"step_no": 8.0, "round": 2.0}], dt.date(2022, 2, 1), "waiting"),
        ({"step_no": 9.0, "round": 1.0}, [], AS_OF, "late"),
        ({"step_no": 9.0, "round": 1.0, "finished_on": pd.Timestamp("2022-02-25")}, [], AS_OF, "done"),
        (
            {"step_no": 10.0, "month": "2565-01"},
            [{"step_no": 10.0, "month": "2565-01", "file_ref": "แฟ้ม"}, {"step_no": 10.0, "month": "2565-02"}],
            AS_OF,
            "done",
        ),
    ],
)
def test_a_step_is_done_by_its_documents(
    step: dict[str, Any], documents: list[dict[str, Any]], as_of: dt.date, state: str
):
    """All required documents there; where none is required, a finishing date; else by the plan's dates."""
    assert plan(step, documents, as_of)["state"] == state
