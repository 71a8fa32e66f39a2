"""One rule for the progress of plans: what counts, up to which month, and what was done too early."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from addin.rules import plans

NONE = float("nan")


def tables(
    activities: list[dict[str, Any]], months: list[dict[str, Any]], **plan: object
) -> dict[str, pd.DataFrame]:
    """One plan P1, approved on 15 November 2021 unless said otherwise, with its activities."""
    keys = {"plan_id": "P1", "target": 4.0, "budget": 100.0, "status": "in_progress", "finished_on": pd.NaT}
    return {
        "tblPlan": pd.DataFrame([{"plan_id": "P1", "state": "approved", "budget": 200.0, **plan}]),
        "tblApproval": pd.DataFrame(
            [{"seq": 1.0, "plan_id": "P1", "to_state": "approved", "on": pd.Timestamp("2021-11-15")}]
        ),
        "tblActivity": pd.DataFrame([{**keys, **activity} for activity in activities]),
        "tblActivityMonth": pd.DataFrame(
            months, columns=["activity_id", "month", "planned", "done", "disbursed"]
        ),
    }


MONTHS = [
    {"activity_id": "A1", "month": "2564-12", "planned": 1.0, "done": 1.0, "disbursed": 30.0},
    {"activity_id": "A1", "month": "2565-01", "planned": 1.0, "done": 0.0, "disbursed": 0.0},
    {"activity_id": "A1", "month": "2565-02", "planned": 2.0, "done": 9.0, "disbursed": 5.0},
    {"activity_id": "A2", "month": "2564-12", "planned": 4.0, "done": 4.0, "disbursed": 60.0},
]


def test_sums_end_with_the_month() -> None:
    """A month counts up to its own end, later ones not yet."""
    found = plans.approved_progress(tables([{"activity_id": "A1"}], MONTHS), "2565-01")
    expected = (Fraction(50), Fraction(25), Fraction(30), Fraction(50))
    assert expected == (found.planned, found.done, found.spent, found.due)


def test_an_activity_is_at_most_its_target() -> None:
    """More done than the target does not make up for another activity."""
    found = plans.approved_progress(tables([{"activity_id": "A1"}], MONTHS), "2565-02")
    assert (Fraction(100), Fraction(100)) == (found.planned, found.done)


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_dropped_work_leaves_the_shares_and_its_money_stays(status: str) -> None:
    """A cancelled activity has no share in the progress; what was paid out for it was paid out."""
    activities = [{"activity_id": "A1"}, {"activity_id": "A2", "status": status}]
    found = plans.approved_progress(tables(activities, MONTHS), "2565-01")
    assert (Fraction(25), Fraction(90), Fraction(45)) == (found.done, found.spent, found.disbursed)


def test_only_approved_plans_are_summed() -> None:
    """A plan that waits for its approval has no part in the department's progress, but figures of its own."""
    waiting = tables([{"activity_id": "A1"}], MONTHS, state="checked")
    assert plans.approved_progress(waiting, "2565-01") == plans.PlanProgress()
    assert plans.progress_by_plan(waiting, "2565-01")["P1"].done == Fraction(25)


def test_without_a_target_there_is_no_share() -> None:
    """An activity without a target, or one of zero, is left out and nothing is divided by it."""
    activities = [{"activity_id": "A1", "target": NONE}, {"activity_id": "A2", "target": 0.0}]
    found = plans.approved_progress(tables(activities, MONTHS), "2565-01")
    assert (found.planned, found.done, found.due, found.spent) == (None, None, 0, 90)


def test_money_is_measured_against_the_plans_budget() -> None:
    """Where the plan has a budget the percentage is of that; without one there is none."""
    activity = [{"activity_id": "A1"}]
    assert plans.approved_progress(tables(activity, MONTHS), "2565-02").disbursed == Fraction(35, 2)
    assert plans.approved_progress(tables(activity, MONTHS, budget=NONE), "2565-02").disbursed is None


def test_an_empty_book_has_no_progress() -> None:
    """No plan, no figure."""
    assert plans.approved_progress({}, "2565-02") == plans.PlanProgress()
    assert plans.done_early({}) == []


@pytest.mark.parametrize(
    ("state", "day", "expected"),
    [
        ("approved", "2021-11-14", "before_approval"),
        ("approved", "2021-11-15", ""),
        ("checked", "2021-12-01", "not_approved"),
        ("approved", None, ""),
    ],
)
def test_work_done_before_approval_is_told(state: str, day: str | None, expected: str) -> None:
    """Finished before the day of the approval, or with no approval at all; on the day itself is in time."""
    activity = {"activity_id": "A1", "status": "done", "finished_on": pd.Timestamp(day)}
    assert plans.done_early(tables([activity], [], state=state)) == [expected]


def test_the_last_approval_counts() -> None:
    """A plan approved again later was approved on that later day."""
    made = tables([], [])
    again = made["tblApproval"].assign(seq=5.0, on=pd.Timestamp("2022-01-10"))
    made["tblApproval"] = pd.concat([again, made["tblApproval"]], ignore_index=True)
    assert str(plans.approved_on(made)["P1"]) == "2022-01-10"
