"""Planned dates and states of the SOP's steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from addin.rules.monthly import compute
from addin.rules.settings import Settings
from addin.rules.steps import evidence, in_hand_now, owner_region
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


DATES = ("started_on", "finished_on")


def every(
    rows: list[dict[str, Any]],
    *,
    plans: dict[str, str] | None = None,
    region: str | None = None,
    as_of: dt.date = AS_OF,
) -> pd.DataFrame:
    """The computed rows of several steps; a step that says done has its document, any other lacks it."""
    keys = {"round": NONE, "month": NONE, "working_days": NONE, **dict.fromkeys(DATES, pd.NaT)}
    steps = pd.DataFrame([{**keys, **{k: v for k, v in row.items() if k != "done"}} for row in rows])
    papers = pd.DataFrame(
        [
            {
                "step_no": row["step_no"],
                "round": row.get("round"),
                "file_ref": "แฟ้ม" if row.get("done") else None,
            }
            for row in rows
        ]
    )
    tables = {"tblStep": steps, "tblDocument": papers.assign(month=None), "tblHoliday": holidays()}
    tables["tblPlan"] = pd.DataFrame([{"plan_id": p, "state": s} for p, s in (plans or {}).items()])
    if region:
        unit = {"unit_code": "PSD", "unit_name": "กลุ่มพัฒนาระบบบริหาร", "region": region}
        tables["tblUnit"] = pd.DataFrame([unit])
    return compute(tables, Settings(), as_of).steps


def seven(*done: int) -> list[dict[str, Any]]:
    """Steps 1 to 8 (round 1) with the SOP's working days; those named are done."""
    days = {1: 5.0, 2: 5.0, 3: 3.0, 4: 3.0, 5: 3.0, 6: 5.0, 7: 5.0}
    rows = [{"step_no": float(n), "working_days": d, "done": n in done} for n, d in days.items()]
    return [*rows, {"step_no": 8.0, "round": 1.0, "done": 8 in done}]


@pytest.mark.parametrize(
    ("region", "end"),
    [("central", "2021-10-27"), ("north", "2021-10-26"), ("south", "2021-10-27")],
)
def test_the_holidays_of_the_owners_seat_are_days_off(region: str, end: str):
    """21 October is free in the centre, 6 October in the south: step 4 ends a day later there than elsewhere."""
    assert str(every(seven(), region=region)["planned_end"][3].date()) == end
    assert owner_region({}) == "central"


@pytest.mark.parametrize(
    ("as_of", "finished", "late"),
    [
        (dt.date(2021, 10, 7), None, 0),  # the day on which it should end
        (dt.date(2021, 10, 8), None, 1),
        (dt.date(2021, 10, 18), None, 6),  # without 9, 10, 16, 17 (weekends) and 13 October
        (dt.date(2022, 3, 10), "2021-10-11", 2),  # finished late, long ago
        (dt.date(2022, 3, 10), "2021-10-07", 0),
    ],
)
def test_lateness_is_counted_in_working_days(as_of: dt.date, finished: str | None, late: int):
    """From the day after the planned end to the finish, or to today; weekends and holidays are none."""
    first = {
        "step_no": 1.0,
        "working_days": 5.0,
        "done": bool(finished),
        "finished_on": pd.Timestamp(finished),
    }
    assert every([first], as_of=as_of)["days_late"].tolist() == [late]


def test_a_step_may_start_when_the_one_before_it_is_done():
    """Of the steps up to the approval the next one only; the others say what they wait for."""
    found = every(seven(1, 2))
    assert found.loc[found["may_start"] == "yes", "step_no"].tolist() == [3]
    assert found["waits_for"].fillna(0).tolist() == [0, 0, 0, 3, 4, 5, 6, 7]


def test_work_under_the_plan_waits_for_the_approval_and_its_own_months():
    """Step 8 of round 1 may start once step 7 is done; round 2 not before March; what has begun starts no more."""
    begun = {"step_no": 9.0, "round": 1.0, "started_on": pd.Timestamp("2021-11-16")}
    rows = [*seven(*range(1, 8)), {"step_no": 8.0, "round": 2.0}, begun]
    found = every(rows, as_of=dt.date(2022, 2, 28)).iloc[7:]
    assert found["may_start"].tolist() == ["yes", "no", "no"]
    assert every(rows, as_of=dt.date(2022, 3, 1))["may_start"].iloc[8] == "yes"


@pytest.mark.parametrize("state", ["returned", "rejected"])
def test_a_plan_that_was_not_approved_brings_the_procedure_back(state: str):
    """Step 6 is in hand again and 7 waits for it, though the papers are there, until some plan is approved."""
    found = every(seven(*range(1, 8)), plans={"P1": state}).set_index("step_no")
    assert found.loc[[6, 7], "state"].tolist() == ["in_hand", "waiting"]
    assert found.loc[6, "plans_back"] == "P1"
    assert found.loc[[7, 8], "waits_for"].tolist() == [6, 7]
    assert in_hand_now(found.reset_index()) == 5


def test_a_second_plan_that_comes_back_does_not_stop_the_year():
    """With an approved plan the steps stay done; the other is named at step 6."""
    found = every(seven(*range(1, 8)), plans={"P1": "approved", "P2": "returned"}).set_index("step_no")
    assert found.loc[[6, 7], "state"].tolist() == ["done", "done"]
    assert found.loc[6, "plans_back"] == "P2"
    assert in_hand_now(found.reset_index()) == 7


def test_the_year_stands_at_the_first_open_step():
    """At what runs or is late; else at what may start; at nothing when all is done."""
    assert (
        in_hand_now(every(seven(1, 2), as_of=dt.date(2021, 10, 1))) == 7
    )  # step 8 is planned from 1 October
    assert in_hand_now(every(seven(1, 2)[:7], as_of=dt.date(2021, 10, 1))) == 2
    assert in_hand_now(every(seven(*range(1, 9)))) is None
    assert in_hand_now(every(seven(1)[:1])) is None


def test_evidence_names_the_documents_of_each_row():
    """By step and round; a document without a round belongs to every round."""
    steps = pd.DataFrame([{"step_no": 8.0, "round": 1.0}, {"step_no": 8.0, "round": 2.0}, {"step_no": 9.0}])
    keys = ["doc_id", "step_no", "round", "required_document", "file_ref"]
    papers = [("A", 8.0, 1.0, "ผล", "แฟ้ม"), ("B", 8.0, NONE, "สรุป", None), ("C", 1.0, NONE, "แผน", None)]
    found = evidence({"tblStep": steps, "tblDocument": pd.DataFrame(papers, columns=keys)})
    assert [[(one.doc_id, one.there) for one in row] for row in found] == [
        [("A", True), ("B", False)],
        [("B", False)],
        [],
    ]
