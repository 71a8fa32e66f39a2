"""The follow-up list: what is overdue, and units that want following up and are not.

Sources: SOP.md step 9, WORKBOOK.md (tblFollowUp), DOMAIN.md 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from addin.checks.context import FOLLOW_UP, Context, named, rows
from addin.rules.exact import score_text
from addin.rules.findings import Finding
from addin.rules.followups import month_to_follow, overdue_rows, wanted
from addin.rules.scorecard import scorecard


def check(context: Context) -> Iterator[Finding]:
    """All findings about the follow-up list."""
    frame = context.frame(FOLLOW_UP)
    overdue = overdue_rows(frame, context.as_of)
    about = named(frame, "unit_code", "due_on", value="followup_id")
    yield from rows(frame, overdue, "followup_overdue", FOLLOW_UP, "due_on", about)
    yield from _wanted(context)


def _wanted(context: Context) -> Iterator[Finding]:
    """One finding for the list, for it names the units: one for each would drown the officer."""
    card = scorecard(context.tables, context.settings, context.as_of)
    month = month_to_follow(card)
    if month is None:
        return
    units = [one.unit_code for one in wanted(context.tables, card, month, context.settings.pass_units)]
    if units:
        params = {"month": month, "count": str(len(units)), "units": ", ".join(units)}
        params["pass_score"] = score_text(context.settings.pass_score)
        yield Finding("unit_without_followup", FOLLOW_UP, None, None, params)
