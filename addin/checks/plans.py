"""Plans and the record of their approval: the record must explain the state.

Sources: WORKBOOK.md (tblPlan, tblApproval), DOMAIN.md 5.5 and 5.6.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
from addin.rules.approval import BY_STATES, SENT_BACK, fits, in_order, recorded_states
from addin.rules.exact import number_text
from addin.rules.findings import Finding


def check(context: Context) -> Iterator[Finding]:
    """All findings about plans and approvals."""
    yield from _approvals(context)
    yield from _states(context)
    yield from _budgets(context)


def _approvals(context: Context) -> Iterator[Finding]:
    frame = context.frame(APPROVAL)
    if frame.empty:
        return
    before, after = frames.texts(frame, "from_state"), frames.texts(frame, "to_state")
    typed = ~frames.is_blank(before) & ~frames.is_blank(after)
    moves = [BY_STATES.get(pair) for pair in zip(before, after, strict=True)]
    legal = np.array([move is not None for move in moves], dtype=np.bool_)
    step = named(frame, "plan_id", "seq", "from_state", value="to_state")
    yield from rows(frame, typed & ~legal, "approval_illegal", APPROVAL, "to_state", step)
    no_reason = is_one_of(after, *SENT_BACK) & blank(frame, "reason")
    yield from rows(frame, no_reason, "approval_without_reason", APPROVAL, "reason", step)

    responsible = _responsible(context)
    odd = [
        move is not None
        and isinstance(position, str)
        and not fits(position, move.roles, responsible.get(str(plan)))
        for move, position, plan in zip(
            moves, frames.texts(frame, "by_position"), frames.texts(frame, "plan_id"), strict=True
        )
    ]
    by = named(frame, "plan_id", "seq", "to_state", value="by_position")
    unfit = np.array(odd, dtype=np.bool_)
    yield from rows(frame, unfit, "approval_position_odd", APPROVAL, "by_position", by)

    order = in_order(context.tables)
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


def _responsible(context: Context) -> dict[str, str]:
    """Who is responsible for each plan."""
    frame = context.frame(PLAN)
    pairs = zip(frames.texts(frame, "plan_id"), frames.texts(frame, "responsible"), strict=True)
    return {str(plan): text for plan, text in pairs if isinstance(text, str)}


def _states(context: Context) -> Iterator[Finding]:
    frame = context.frame(PLAN)
    if frame.empty:
        return
    last = {plan: state for plan, (state, _) in recorded_states(context.tables).items()}
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
