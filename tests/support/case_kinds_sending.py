"""What the kinds of cases about statuses, follow-up and reminders mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from addin.rules.due import due_reports
from addin.rules.followups import wanted
from addin.rules.reminders import reminders
from addin.rules.scorecard import scorecard
from addin.rules.settings import Settings
from addin.rules.statuses import may_follow
from tests.support.case_kinds import kind
from tests.support.small import book, holidays, kpi

PLAIN = Settings.model_validate({})


@kind
def status_move(case: Mapping[str, Any]) -> dict[str, Any]:
    return {"allowed": may_follow(case["before"], case["after"])}


@kind
def follow_up_wanted(case: Mapping[str, Any]) -> dict[str, Any]:
    """A unit with one KPI that is measured in this month only."""
    month, score, reported_on = case["month"], case["score"], case["reported_on"]
    said = {} if score is None else {month: {"value": score, "reported_on": reported_on}}
    register = [{"month": month, "unit_code": "U", "extended_to": case["extended_to"]}]
    tables = book({"U": [kpi("1", 100, said, starts_month=month, ends_month=None)]}, tblSubmission=register)
    listed = [] if case["listed"] is None else [{"unit_code": "U", "closed_on": None, **case["listed"]}]
    follow = pd.DataFrame(listed, columns=["unit_code", "month", "closed_on"])
    tables["tblFollowUp"] = follow.astype({"closed_on": "datetime64[s]"})
    card = scorecard(tables, PLAIN, case["as_of"])
    return {"wanted": [one.unit_code for one in wanted(tables, card, month, PLAIN.pass_units)] == ["U"]}


@kind
def reminder_dates(case: Mapping[str, Any]) -> dict[str, Any]:
    """A unit that has sent nothing, on the last day of the fiscal year."""
    month, number = case["month"], 1 if case["month"] <= "2565-02" else 2
    register = [{"month": month, "unit_code": "U", "extended_to": case["extended_to"]}]
    tables = book({"U": [kpi("1", 100, {}, round=number)]}, tblSubmission=register)
    tables["tblHoliday"] = holidays()
    tables["tblUnit"] = tables["tblUnit"].assign(region=case["region"])
    as_of = dt.date(2022, 9, 30)
    card, due = scorecard(tables, PLAIN, as_of), due_reports(tables, PLAIN, as_of)
    (found,) = reminders(tables, card, due, month, ["U"])
    return {"deadline": found.deadline, "safe": found.safe}
