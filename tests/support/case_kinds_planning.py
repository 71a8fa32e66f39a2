"""What the cases of tests/cases/planning.yaml mean: plans, the least change, the trend, lateness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from addin.rules.approval import BY_STATES, fits
from addin.rules.exact import to_units
from addin.rules.leverage import SURE, _sure, leverage
from addin.rules.periods import periods
from addin.rules.settings import Settings
from addin.rules.steps import step_plan
from tests.support.case_kinds import AS_OF, LAST, decimal, kind
from tests.support.small import book, holidays, kpi


@kind
def plan_move(case: Mapping[str, Any]) -> dict[str, Any]:
    move = BY_STATES.get((case["before"], case["after"]))
    position = case["position"]
    return {
        "legal": move is not None,
        "needs_reason": move.needs_reason if move else None,
        "fits": fits(position, move.roles) if move else None,
    }


@kind
def least_change(case: Mapping[str, Any]) -> dict[str, Any]:
    scale = [60, 70, 80, 90, 100]
    mine = kpi("1", float(case["weight"]), {LAST: case["actual"]}, scoring="interpolate", targets=scale)
    other = kpi("2", float(case["other_weight"]), {LAST: case["other_score"]})
    moves = leverage(book({"U": [mine, other]}), Settings(), AS_OF).moves
    keys = ("needed", "needed_score", "effort")
    for row in moves[moves["kpi_code"] == "1"].to_dict("records"):
        return {key: decimal(row[key]) for key in keys}
    return dict.fromkeys(keys)


@kind
def how_sure(case: Mapping[str, Any]) -> dict[str, Any]:
    past = np.array([[np.nan if value is None else float(value) for value in case["past"]]])
    return {"sure": SURE[int(_sure(past, np.array([to_units(case["needed"])]))[0])]}


@kind
def days_late(case: Mapping[str, Any]) -> dict[str, Any]:
    step = pd.DataFrame({"step_no": [1.0], "working_days": [float(case["working_days"])]})
    spans = periods(Settings(), holidays(), case["as_of"])
    plan = step_plan({"tblStep": step, "tblHoliday": holidays()}, spans, region=case["region"])
    return {"state": plan["state"][0], "late": int(plan["days_late"][0])}
