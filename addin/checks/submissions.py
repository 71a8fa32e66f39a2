"""The register of submissions and what a certification leaves behind.

Sources: WORKBOOK.md (tblSubmission, tblMonthlyScore), DOMAIN.md 2.7 and 8.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from addin.checks.context import Context, blank, is_one_of, named, rows
from addin.rules import frames
from addin.rules.findings import Finding
from addin.rules.fiscal import last_day
from addin.rules.observed import observe, submissions
from addin.rules.reporting import due_cells

REGISTER, MONTHLY = frames.SUBMISSION, frames.MONTHLY_SCORE


def check(context: Context) -> Iterator[Finding]:
    """All findings about the register, and about certifications that do not fit their row."""
    yield from _entered(context)
    yield from _not_registered(context)
    yield from _certifications(context)


def _entered(context: Context) -> Iterator[Finding]:
    frame = context.frame(REGISTER)
    entered = ~np.isnat(frames.days(frame, "entered_on"))
    about = named(frame, "unit_code", "month", value="entered_on")
    bare = entered & blank(frame, "system_ref")
    yield from rows(frame, bare, "entered_without_reference", REGISTER, "system_ref", about)
    unseen = entered & np.isnat(frames.days(frame, "received_on"))
    yield from rows(frame, unseen, "entered_without_receipt", REGISTER, "received_on", about)


def _not_registered(context: Context) -> Iterator[Finding]:
    """One finding for each month whose reports came in past the register; it names the units."""
    spans, every = context.spans, context.entries
    register = submissions(context.tables, every, spans)
    # What was sent, whether or not a score takes it.
    seen = observe(context.tables, every, spans, register, require_certified=False)
    month, _ = due_cells(every, spans)
    reported = np.zeros((len(every.units), len(spans.months)), dtype=np.bool_)
    entry, place = np.nonzero(seen.reported)
    reported[every.unit[entry], month[entry, place]] = True
    lacking = reported & np.isnat(register.received)
    for n in np.flatnonzero(lacking.any(axis=0)).tolist():
        units = every.units[lacking[:, n]].tolist()
        params = {"month": spans.months[n], "count": str(len(units)), "units": ", ".join(units)}
        yield Finding("report_not_registered", REGISTER, None, None, params)


def _certifications(context: Context) -> Iterator[Finding]:
    frame = context.frame(MONTHLY)
    status = frames.texts(frame, "status")
    certified_on = frames.days(frame, "certified_on")
    left = ~blank(frame, "certified_by") | ~np.isnat(certified_on)
    other = is_one_of(status, "draft", "submitted", "returned", "not_applicable")
    about = named(frame, "unit_code", "kpi_code", "month", "status")
    yield from rows(frame, left & other, "certifier_without_certified", MONTHLY, "status", about)
    month = context.month_index(frame)
    ends = np.array([last_day(one) for one in context.spans.months], dtype="datetime64[D]")
    end = np.append(ends, np.datetime64("NaT"))[month]
    early = is_one_of(status, "certified") & (certified_on < end)
    when = named(frame, "unit_code", "kpi_code", "month", value="certified_on")
    yield from rows(frame, early, "certified_before_month_end", MONTHLY, "certified_on", when)
