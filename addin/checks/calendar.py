"""Dates: in the future, long past, reversed, outside the year; holidays, submissions, steps and documents.

Sources: DOMAIN.md 2.8, 5.5, 6.1, 6.2 and 9, SOP.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import (
    ACTIVITY,
    AGREEMENT,
    APPROVAL,
    CONTACT,
    FOLLOW_UP,
    MEASURE,
    PLAN,
    STAKEHOLDER,
    TOPIC,
    Context,
    blank,
    named,
    rows,
    text_of,
)
from addin.rules import frames
from addin.rules.findings import Finding
from addin.rules.fiscal import BE, first_day, last_day
from addin.rules.seeded_holidays import UNCONFIRMED, unconfirmed
from addin.rules.steps import step_plan

_HAPPENED = (
    (frames.MONTHLY_SCORE, "reported_on"),
    (frames.MONTHLY_SCORE, "certified_on"),
    (frames.SUBMISSION, "received_on"),
    (frames.SUBMISSION, "entered_on"),
    (AGREEMENT, "signed_on"),
    (STAKEHOLDER, "collected_on"),
    (CONTACT, "last_verified"),
    (TOPIC, "delivered_on"),
    (APPROVAL, "on"),
    (ACTIVITY, "finished_on"),
    (FOLLOW_UP, "closed_on"),
    (frames.STEP, "started_on"),
    (frames.STEP, "finished_on"),
    (frames.DOCUMENT, "doc_date"),
)
"""Dates of what has happened: none of them can lie after the day of the figures."""

_LONG_PAST = 10
"""Years before the fiscal year from which on a date looks like a two-digit B.E. year read as 19xx."""

_PERIODS = ((MEASURE, "measure_id"), (PLAN, "plan_id"), (ACTIVITY, "activity_id"))


def check(context: Context) -> Iterator[Finding]:
    """All findings about dates."""
    yield from _happened(context)
    yield from _periods(context)
    yield from _holidays(context)
    yield from _submissions(context)
    yield from _steps(context)
    yield from _follow_ups(context)


def _happened(context: Context) -> Iterator[Finding]:
    as_of = frames.day(context.as_of)
    long_past = np.datetime64(f"{context.settings.fiscal_year - BE - _LONG_PAST}-10-01", "D")
    for table, key in _HAPPENED:
        frame = context.frame(table)
        dates = frames.days(frame, key)
        about = named(frame, value=key)
        today = {"as_of": context.as_of.isoformat()}
        for found in rows(frame, dates > as_of, "date_in_future", table, key, about):
            yield Finding(found.code, table, found.row, key, {**found.params, **today})
        yield from rows(frame, dates < long_past, "date_long_past", table, key, about)


def _periods(context: Context) -> Iterator[Finding]:
    first, last = (
        frames.day(edge) for edge in (first_day(context.spans.months[0]), last_day(context.spans.months[-1]))
    )
    year = {"fiscal_year": str(context.settings.fiscal_year)}
    for table, code in _PERIODS:
        frame = context.frame(table)
        starts, ends = frames.days(frame, "starts_on"), frames.days(frame, "ends_on")
        about = named(frame, "starts_on", id=code, value="ends_on")
        yield from rows(frame, ends < starts, "dates_reversed", table, "ends_on", about)
        for key, dates in (("starts_on", starts), ("ends_on", ends)):
            outside = (dates < first) | (dates > last)
            dated = named(frame, id=code, value=key)
            for found in rows(frame, outside, "date_outside_year", table, key, dated):
                yield Finding(found.code, table, found.row, key, {**found.params, **year})


def _holidays(context: Context) -> Iterator[Finding]:
    frame, year = context.frame(frames.HOLIDAY), context.settings.fiscal_year
    dates = frames.days(frame, "date")
    first, last = (
        frames.day(first_day(context.spans.months[0])),
        frames.day(last_day(context.spans.months[-1])),
    )
    if not ((dates >= first) & (dates <= last)).any():
        yield Finding("holidays_none", frames.HOLIDAY, None, None, {"fiscal_year": str(year)})
        return
    regions = frames.texts(frame, "regions")
    earlier: dict[object, list[int]] = {}
    for position in np.flatnonzero(~np.isnat(dates)).tolist():
        same_day = earlier.setdefault(dates[position], [])
        for other in same_day:
            if _overlap(regions[position], regions[other]):
                params = {"value": text_of(dates[position]), "first_row": str(frame.index[other])}
                yield Finding("holiday_twice", frames.HOLIDAY, int(frame.index[position]), "date", params)
                break
        same_day.append(position)
    unsourced = ~np.isnat(dates) & blank(frame, "source")
    yield from rows(
        frame,
        unsourced,
        "holiday_without_source",
        frames.HOLIDAY,
        "source",
        named(frame, "name", value="date"),
    )
    doubtful = np.flatnonzero(unconfirmed(frame))
    if doubtful.size:
        params = {"count": str(doubtful.size), "value": UNCONFIRMED}
        yield Finding("holidays_unconfirmed", frames.HOLIDAY, int(frame.index[doubtful[0]]), "source", params)


def _overlap(one: object, other: object) -> bool:
    """True when two holidays hold in a common region; a blank holds everywhere."""
    if not isinstance(one, str) or not isinstance(other, str):
        return True
    return bool(set(one.split(",")) & set(other.split(",")))


def _submissions(context: Context) -> Iterator[Finding]:
    table = frames.SUBMISSION
    frame, spans = context.frame(table), context.spans
    if frame.empty:
        return
    month = context.month_index(frame)
    never = np.datetime64("NaT")
    end = np.append(np.array([last_day(name) for name in spans.months], dtype="datetime64[D]"), never)[month]
    due = np.append(spans.deadline, never)[month]
    extended = frames.days(frame, "extended_to")
    received, entered = frames.days(frame, "received_on"), frames.days(frame, "entered_on")
    got = named(frame, "unit_code", "month", value="received_on")
    yield from rows(frame, received < end, "received_before_month_end", table, "received_on", got)
    longer = named(frame, "unit_code", "month", value="extended_to")
    yield from rows(
        frame, extended < due, "extended_before_due", table, "extended_to",
        lambda n: {**longer(n), "deadline": text_of(due[n])},
    )  # fmt: skip
    typed = named(frame, "unit_code", "month", "received_on", value="entered_on")
    yield from rows(frame, entered < received, "entered_before_received", table, "entered_on", typed)


def _steps(context: Context) -> Iterator[Finding]:
    frame = context.frame(frames.STEP)
    started, finished = frames.days(frame, "started_on"), frames.days(frame, "finished_on")
    step = named(frame, "step_no", "step", "started_on", value="finished_on")
    yield from rows(frame, finished < started, "step_finished_before_start", frames.STEP, "finished_on", step)
    if not frame.empty:
        plan = step_plan(context.tables, context.spans)
        required, present = plan["required"].to_numpy(), plan["present"].to_numpy()
        bare = ~np.isnat(finished) & (required > 0) & (present < required)

        def lacking(position: int) -> dict[str, str]:
            missing = int(required[position] - present[position])
            return {**step(position), "count": str(missing)}

        yield from rows(frame, bare, "step_without_documents", frames.STEP, "finished_on", lacking)
        yield from _documents(context, frame)


def _documents(context: Context, steps: pd.DataFrame) -> Iterator[Finding]:
    """Documents of a step that the steps do not list."""
    frame = context.frame(frames.DOCUMENT)
    number = frames.numbers(frame, "step_no")
    unknown = ~np.isnan(number) & ~np.isin(number, frames.numbers(steps, "step_no"))
    about = named(frame, "doc_id", value="step_no")
    yield from rows(frame, unknown, "document_step_unknown", frames.DOCUMENT, "step_no", about)


def _follow_ups(context: Context) -> Iterator[Finding]:
    frame = context.frame(FOLLOW_UP)
    if frame.empty:
        return
    closed = ~np.isnat(frames.days(frame, "closed_on")) & blank(frame, "result")
    about = named(frame, "issue", value="followup_id")
    yield from rows(frame, closed, "followup_closed_without_result", FOLLOW_UP, "result", about)
