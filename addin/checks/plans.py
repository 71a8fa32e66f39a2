"""Plans and the record of their approval: the record must explain the state.

Sources: WORKBOOK.md (tblPlan, tblApproval), DOMAIN.md 5.5 and 5.6.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import (
    ACTIVITY,
    APPROVAL,
    PLAN,
    Context,
    blank,
    exact_sums,
    is_one_of,
    named,
    rows,
    text_of,
)
from addin.rules import frames
from addin.rules.exact import Ints, number_text
from addin.rules.findings import Finding

LEGAL = frozenset(
    {
        ("draft", "submitted"),
        ("submitted", "checked"),
        ("submitted", "returned"),
        ("submitted", "rejected"),
        ("checked", "approved"),
        ("checked", "returned"),
        ("checked", "rejected"),
        ("returned", "draft"),
        ("returned", "submitted"),
        ("rejected", "draft"),
    }
)
"""The steps that a plan may take. Source: DOMAIN.md 5.6."""


def check(context: Context) -> Iterator[Finding]:
    """All findings about plans and approvals."""
    yield from _approvals(context)
    yield from _states(context)
    yield from _budgets(context)


def _in_order(frame: pd.DataFrame) -> Ints:
    """The positions of the approvals by plan and sequence; rows without a plan last."""
    plan = pd.factorize(frames.texts(frame, "plan_id"))[0]
    plan = np.where(plan < 0, len(frame), plan)
    order: Ints = np.lexsort((np.arange(len(frame)), frames.numbers(frame, "seq"), plan))
    return order


def _approvals(context: Context) -> Iterator[Finding]:
    frame = context.frame(APPROVAL)
    if frame.empty:
        return
    before, after = frames.texts(frame, "from_state"), frames.texts(frame, "to_state")
    typed = ~frames.is_blank(before) & ~frames.is_blank(after)
    legal = np.array([(a, b) in LEGAL for a, b in zip(before, after, strict=True)], dtype=np.bool_)
    step = named(frame, "plan_id", "seq", "from_state", value="to_state")
    yield from rows(frame, typed & ~legal, "approval_illegal", APPROVAL, "to_state", step)
    no_reason = is_one_of(after, "returned", "rejected") & blank(frame, "reason")
    yield from rows(frame, no_reason, "approval_without_reason", APPROVAL, "reason", step)

    order = _in_order(frame)
    plan = frames.texts(frame, "plan_id")[order]
    known = ~frames.is_blank(plan)
    follows = np.zeros(len(order), dtype=np.bool_)
    follows[1:] = known[1:] & (plan[1:] == plan[:-1])
    previous = np.where(follows, np.roll(after[order], 1), "draft")
    dates = frames.days(frame, "on")[order]
    previous_date = np.where(follows, np.roll(dates, 1), np.datetime64("NaT"))
    came, then = np.empty(len(order), dtype=object), np.empty(len(order), dtype="datetime64[D]")
    came[order], then[order] = previous, previous_date
    row_known = np.empty(len(order), dtype=np.bool_)
    row_known[order] = known & ~frames.is_blank(previous)

    broken = row_known & ~frames.is_blank(before) & np.asarray(before != came, dtype=np.bool_)
    chain = named(frame, "plan_id", "seq", value="from_state")
    yield from rows(
        frame, broken, "approval_chain_broken", APPROVAL, "from_state",
        lambda n: {**chain(n), "previous": text_of(came[n])},
    )  # fmt: skip
    backwards = frames.days(frame, "on") < then
    dated = named(frame, "plan_id", "seq", value="on")
    yield from rows(
        frame, backwards, "approval_dates_backwards", APPROVAL, "on",
        lambda n: {**dated(n), "previous": text_of(then[n])},
    )  # fmt: skip


def _states(context: Context) -> Iterator[Finding]:
    frame, approvals = context.frame(PLAN), context.frame(APPROVAL)
    if frame.empty:
        return
    order = _in_order(approvals)
    plans, after = frames.texts(approvals, "plan_id")[order], frames.texts(approvals, "to_state")[order]
    last = {str(plan): str(state) for plan, state in zip(plans, after, strict=True) if isinstance(plan, str)}
    codes, state = frames.texts(frame, "plan_id"), frames.texts(frame, "state")
    explained = np.array([last.get(str(code), "draft") for code in codes], dtype=object)
    recorded = np.array([str(code) in last for code in codes], dtype=np.bool_)
    differs = (
        ~frames.is_blank(state) & ~frames.is_blank(codes) & np.asarray(state != explained, dtype=np.bool_)
    )
    plan = named(frame, "title", "plan_id", value="state")
    yield from rows(
        frame, differs & recorded, "plan_state_differs", PLAN, "state",
        lambda n: {**plan(n), "recorded": str(explained[n])},
    )  # fmt: skip
    yield from rows(frame, differs & ~recorded, "plan_state_unexplained", PLAN, "state", plan)


def _budgets(context: Context) -> Iterator[Finding]:
    """Plans whose activities' budgets do not add up to the plan's."""
    frame, activities = context.frame(PLAN), context.frame(ACTIVITY)
    codes = frames.distinct(frames.texts(frame, "plan_id"))
    group = frames.codes(codes, activities, "plan_id")
    budget = frames.numbers(activities, "budget")
    counted = (group >= 0) & ~np.isnan(budget)
    total = exact_sums(budget[counted], group[counted], len(codes))
    has = np.bincount(group[counted], minlength=len(codes)) > 0
    mine = frames.codes(codes, frame, "plan_id")
    own = frames.numbers(frame, "budget")
    spent, some = np.append(total, 0.0)[mine], np.append(has, np.False_)[mine]
    plan = named(frame, "plan_id", "title", value="budget")
    yield from rows(
        frame, some & ~np.isnan(own) & (own != spent), "plan_budget_differs", PLAN, "budget",
        lambda n: {**plan(n), "total": number_text(float(spent[n]))},
    )  # fmt: skip
