"""What a schema cannot tell is found in the frames and given as findings. Pure: no clock, no file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from addin.checks import (
    activities,
    analysis,
    calendar,
    closed,
    followups,
    history,
    hygiene,
    months,
    plans,
    scores,
    submissions,
    units,
    weights,
)
from addin.checks.context import Context
from addin.checks.hygiene import in_unread_cells
from addin.rules.findings import Finding, tidy
from addin.rules.frames import Tables
from addin.rules.settings import Settings

CHECKS: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    months.check,
    scores.check,
    weights.check,
    units.check,
    analysis.check,
    plans.check,
    activities.check,
    calendar.check,
    submissions.check,
    followups.check,
    history.check,
    hygiene.check,
    closed.check,
)
"""One a module, each on its own: what one finds never keeps another from looking."""


def check(tables: Tables, settings: Settings, as_of: dt.date) -> list[Finding]:
    """Everything wrong or doubtful in the tables on the day `as_of`, in the order of table names and rows.

    `tables` maps table names to frames (index: Excel row numbers); a table that is missing reads as empty and
    an unreadable value as a blank, so that a half-filled book is checked as far as it goes.
    """
    context = Context(tables, settings, as_of)
    return tidy(finding for one in CHECKS for finding in one(context))


__all__ = ["CHECKS", "check", "in_unread_cells"]
