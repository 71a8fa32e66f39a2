"""How far plans are: work and money up to a month, and what was done before a plan was approved.

One rule for the home sheet and for every report. Sources: SOP.md (step 8 carries out what step 7 approved),
DOMAIN.md 5.5 (the activities' budgets add up to the plan's; planned months add up to the target) and 5.6
(nothing is done before the approval).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from addin.rules import frames
from addin.rules.exact import to_decimal
from addin.rules.fiscal import month_ordinal
from addin.rules.frames import Tables

LEFT_OUT = ("cancelled", "postponed")
"""Activities whose work no longer belongs to the plan's progress; money paid out for them still counts."""

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class ActivitySums:
    """Planned, done and disbursed up to a month; None where nothing was typed."""

    planned: Fraction | None = None
    done: Fraction | None = None
    disbursed: Fraction | None = None


NOTHING = ActivitySums()
"""The sums of an activity without any month."""


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """Work in percent and money in baht, exact: who shows them rounds them, once.

    planned and done: the mean over the activities with a target of (sum up to the month / target), each at
    most 1. due: the budgets of the activities, each by its planned share. spent: all that was paid out.
    disbursed and disbursed_due: spent and due in percent of the budget.
    """

    planned: Fraction | None = None
    done: Fraction | None = None
    disbursed: Fraction | None = None
    disbursed_due: Fraction | None = None
    budget: Fraction | None = None
    spent: Fraction = _ZERO
    due: Fraction = _ZERO


@dataclass(slots=True)
class _Sums:
    budget: Fraction | None
    planned: list[Fraction]
    done: list[Fraction]
    spent: Fraction = _ZERO
    due: Fraction = _ZERO


def activity_sums(tables: Tables, month: str) -> dict[str, ActivitySums]:
    """The sums of each activity up to a month, that month included."""
    by_month = frames.table(tables, "tblActivityMonth")
    upto = frames.months(by_month, "month") <= month_ordinal(month)
    owner = frames.texts(by_month, "activity_id")
    kept = upto & ~frames.is_blank(owner)
    found: dict[str, dict[str, Fraction]] = {}
    for key in ("planned", "done", "disbursed"):
        values = frames.numbers(by_month, key)
        for row in np.flatnonzero(kept & ~np.isnan(values)).tolist():
            sums = found.setdefault(str(owner[row]), {})
            sums[key] = sums.get(key, _ZERO) + Fraction(to_decimal(values[row]))
    return {activity: ActivitySums(**sums) for activity, sums in found.items()}


def share(part: Fraction | None, target: Fraction) -> Fraction:
    """The part of the target that was reached, at most 1; nothing typed is nothing reached.

    >>> share(Fraction(3), Fraction(4)), share(Fraction(9), Fraction(4)), share(None, Fraction(4))
    (Fraction(3, 4), Fraction(1, 1), Fraction(0, 1))
    """
    return min(Fraction(1), (part or _ZERO) / target)


def progress_by_plan(tables: Tables, month: str) -> dict[str, PlanProgress]:
    """The progress of each plan up to a month, approved or not; the first row of a code counts."""
    return {plan: _progress([sums]) for plan, sums in _sums(tables, month).items()}


def approved_progress(tables: Tables, month: str) -> PlanProgress:
    """The progress of all approved plans together up to a month, that month included."""
    plans = frames.table(tables, "tblPlan")
    approved = set(frames.texts(plans, "plan_id")[frames.texts(plans, "state") == "approved"])
    return _progress([sums for plan, sums in _sums(tables, month).items() if plan in approved])


def _sums(tables: Tables, month: str) -> dict[str, _Sums]:
    plans = frames.table(tables, "tblPlan")
    found: dict[str, _Sums] = {}
    for code, money in zip(frames.texts(plans, "plan_id"), frames.numbers(plans, "budget"), strict=True):
        if isinstance(code, str) and code not in found:
            found[code] = _Sums(Fraction(to_decimal(money)) if money >= 0 else None, [], [])
    of_activity = activity_sums(tables, month)
    activity = frames.table(tables, "tblActivity")
    names, owners = frames.texts(activity, "activity_id"), frames.texts(activity, "plan_id")
    targets, budgets = frames.numbers(activity, "target"), frames.numbers(activity, "budget")
    left_out = np.isin(frames.texts(activity, "status").astype(str), LEFT_OUT)
    for row, owner in enumerate(owners.tolist()):
        plan = found.get(owner)
        if plan is None:
            continue
        mine = of_activity.get(str(names[row]), NOTHING)
        plan.spent += mine.disbursed or _ZERO
        if left_out[row] or not targets[row] > 0:
            continue
        target = Fraction(to_decimal(targets[row]))
        planned = share(mine.planned, target)
        plan.planned.append(planned)
        plan.done.append(share(mine.done, target))
        if budgets[row] > 0:
            plan.due += planned * Fraction(to_decimal(budgets[row]))
    return found


def _progress(sums: Iterable[_Sums]) -> PlanProgress:
    every = list(sums)
    known = [one.budget for one in every if one.budget is not None]
    budget, spent = sum(known, _ZERO), sum((one.spent for one in every), _ZERO)
    due = sum((one.due for one in every), _ZERO)
    return PlanProgress(
        planned=_mean([part for one in every for part in one.planned]),
        done=_mean([part for one in every for part in one.done]),
        disbursed=_percent(spent, budget),
        disbursed_due=_percent(due, budget),
        budget=budget if known else None,
        spent=spent,
        due=due,
    )


def _mean(shares: list[Fraction]) -> Fraction | None:
    return 100 * sum(shares, _ZERO) / len(shares) if shares else None


def _percent(part: Fraction, whole: Fraction) -> Fraction | None:
    return 100 * part / whole if whole else None


def approved_on(tables: Tables) -> dict[str, np.datetime64]:
    """The date of each plan's last approval in the record; NaT where that row has no date."""
    frame = frames.table(tables, "tblApproval")
    plans, dates = frames.texts(frame, "plan_id"), frames.days(frame, "on")
    approvals = np.flatnonzero(frames.texts(frame, "to_state") == "approved")
    order = approvals[np.argsort(frames.numbers(frame, "seq")[approvals], kind="stable")]
    return {str(plans[row]): dates[row] for row in order.tolist()}


def done_early(tables: Tables) -> list[str]:
    """For each row of the activities: "not_approved", "before_approval", or "" where nothing is wrong.

    not_approved: it is done, or has a date on which it was finished, and its plan is not approved;
    before_approval: it was finished before the day of the approval.
    """
    plans = frames.table(tables, "tblPlan")
    states: dict[str, object] = {}
    for code, state in zip(frames.texts(plans, "plan_id"), frames.texts(plans, "state"), strict=True):
        states.setdefault(str(code), state)
    when = approved_on(tables)
    activity = frames.table(tables, "tblActivity")
    finished, done = frames.days(activity, "finished_on"), frames.texts(activity, "status") == "done"
    found = []
    for row, code in enumerate(frames.texts(activity, "plan_id").tolist()):
        ended = bool(done[row]) or not np.isnat(finished[row])
        if not ended or code not in states:
            found.append("")
        elif states[code] != "approved":
            found.append("not_approved")
        else:
            early = finished[row] < when.get(code, np.datetime64("NaT"))
            found.append("before_approval" if early else "")
    return found
