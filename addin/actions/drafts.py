"""Rows that are filled in but not sent: they count in no score, which nobody sees from the figures."""

from __future__ import annotations

from addin.actions.load import Loaded
from addin.actions.outcome import Line
from addin.rules.due import Due, due_reports


def due_of(loaded: Loaded) -> Due:
    """The due reports of a book that has been read; to be asked only where there is no refusal."""
    return due_reports(loaded.frames, loaded.usable, loaded.as_of)


def draft_lines(due: Due) -> list[Line]:
    """How many due rows are filled but draft or returned, and what to do; nothing where there is none."""
    if due.drafts.empty:
        return []
    returned = bool((due.drafts["status"] == "returned").any())
    return [Line("drafts_or_returned" if returned else "drafts_filled", {"count": len(due.drafts)})]
