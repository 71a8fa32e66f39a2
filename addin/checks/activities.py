"""Activities and their months: before approval, without proof, sums that do not meet, months outside.

Sources: WORKBOOK.md (tblActivity, tblActivityMonth), DOMAIN.md 5.5 and 5.6.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import (
    ACTIVITY,
    ACTIVITY_MONTH,
    PLAN,
    Context,
    blank,
    exact_sums,
    is_one_of,
    named,
    ordinals_of,
    rows,
    text_of,
)
from addin.rules import frames
from addin.rules.exact import number_text
from addin.rules.findings import Finding
from addin.rules.frames import NO_MONTH
from addin.rules.plans import approved_on, done_early


def check(context: Context) -> Iterator[Finding]:
    """All findings about activities."""
    frame = context.frame(ACTIVITY)
    if not frame.empty:
        yield from _done(context, frame)
        yield from _within_plan(context, frame)
        yield from _sums(context, frame)
    yield from _months(context, frame)


def _done(context: Context, frame: pd.DataFrame) -> Iterator[Finding]:
    status = frames.texts(frame, "status")
    done = is_one_of(status, "done")
    started, finished = frames.days(frame, "starts_on"), frames.days(frame, "finished_on")
    has_date = ~np.isnat(finished)
    activity = named(frame, "activity", "plan_id", value="activity_id")
    yield from rows(frame, done & ~has_date, "activity_done_without_date", ACTIVITY, "finished_on", activity)
    bare = done & blank(frame, "evidence")
    yield from rows(frame, bare, "activity_done_without_evidence", ACTIVITY, "evidence", activity)
    dated = named(frame, "activity_id", "status", "starts_on", value="finished_on")
    open_ = has_date & ~done & ~frames.is_blank(status)
    yield from rows(frame, open_, "activity_finished_not_done", ACTIVITY, "status", dated)
    yield from rows(
        frame, finished < started, "activity_finished_before_start", ACTIVITY, "finished_on", dated
    )

    wrong = np.array(done_early(context.tables), dtype=object)
    yield from rows(
        frame, wrong == "not_approved", "activity_done_before_approval", ACTIVITY, "status", activity
    )
    approvals, plans = approved_on(context.tables), frames.texts(frame, "plan_id")
    yield from rows(
        frame, wrong == "before_approval", "activity_finished_before_approval", ACTIVITY, "finished_on",
        lambda n: {**dated(n), "approved_on": text_of(approvals[str(plans[n])])},
    )  # fmt: skip


def _within_plan(context: Context, frame: pd.DataFrame) -> Iterator[Finding]:
    """Activities that start before or end after their plan."""
    plans = context.frame(PLAN)
    codes = frames.distinct(frames.texts(plans, "plan_id"))
    first = frames.pair_index(frames.codes(codes, plans, "plan_id"), np.arange(len(codes)))
    mine = frames.codes(codes, frame, "plan_id")
    never = np.datetime64("NaT")
    starts = np.append(frames.days(plans, "starts_on")[first], never)[mine]
    ends = np.append(frames.days(plans, "ends_on")[first], never)[mine]
    before = frames.days(frame, "starts_on") < starts
    after = frames.days(frame, "ends_on") > ends
    for mask, column, edge in ((before, "starts_on", starts), (after, "ends_on", ends)):
        about = named(frame, "activity_id", "plan_id", value=column)
        for position in np.flatnonzero(mask).tolist():
            params = {**about(position), "edge": text_of(edge[position])}
            yield Finding("activity_outside_plan", ACTIVITY, int(frame.index[position]), column, params)


def _sums(context: Context, frame: pd.DataFrame) -> Iterator[Finding]:
    """Activities whose planned months do not add up to the target, or that spent more than their budget."""
    months = context.frame(ACTIVITY_MONTH)
    codes = frames.distinct(frames.texts(frame, "activity_id"))
    group = frames.codes(codes, months, "activity_id")
    mine = frames.codes(codes, frame, "activity_id")
    for key, own_key, code in (
        ("planned", "target", "activity_plan_differs"),
        ("disbursed", "budget", "activity_overspent"),
    ):
        values, own = frames.numbers(months, key), frames.numbers(frame, own_key)
        counted = (group >= 0) & ~np.isnan(values)
        sums = exact_sums(values[counted], group[counted], len(codes))
        has = np.bincount(group[counted], minlength=len(codes)) > 0
        total, some = np.append(sums, 0.0)[mine], np.append(has, np.False_)[mine] & ~np.isnan(own)
        wrong = some & ((total != own) if key == "planned" else (total > own))
        about = named(frame, "activity_id", "activity", "unit_of_count", value=own_key)
        for position in np.flatnonzero(wrong).tolist():
            params = {**about(position), "total": number_text(float(total[position]))}
            yield Finding(code, ACTIVITY, int(frame.index[position]), own_key, params)


def _months(context: Context, activities: pd.DataFrame) -> Iterator[Finding]:
    frame = context.frame(ACTIVITY_MONTH)
    if frame.empty:
        return
    ordinal = frames.months(frame, "month")
    month = context.spans.index(ordinal)
    about = named(frame, "activity_id", "month", value="month")
    outside_year = (ordinal != NO_MONTH) & (month < 0)
    year = {"fiscal_year": str(context.settings.fiscal_year)}
    yield from rows(
        frame, outside_year, "month_outside_year", ACTIVITY_MONTH, "month", lambda n: {**about(n), **year}
    )
    for key in ("done", "disbursed"):
        future = (month >= 0) & ~context.begun(month) & (frames.numbers(frame, key) > 0)
        result = named(frame, "activity_id", "month", value=key)
        yield from rows(frame, future, "activity_month_in_future", ACTIVITY_MONTH, key, result)

    codes = frames.distinct(frames.texts(activities, "activity_id"))
    first = frames.pair_index(frames.codes(codes, activities, "activity_id"), np.arange(len(codes)))
    mine = frames.codes(codes, frame, "activity_id")
    starts = np.append(ordinals_of(frames.days(activities, "starts_on")[first]), -1)[mine]
    ends = np.append(ordinals_of(frames.days(activities, "ends_on")[first]), -1)[mine]
    known = (month >= 0) & (mine >= 0)
    # Late work after the planned end is life; work planned there, or done before the start, is a wrong month.
    early = known & (starts >= 0) & (ordinal < starts)
    late = known & (ends >= 0) & (ordinal > ends) & (frames.numbers(frame, "planned") > 0)
    yield from rows(frame, early | late, "activity_month_outside", ACTIVITY_MONTH, "month", about)
