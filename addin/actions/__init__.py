"""The use cases, registered by name: each takes a book (the port) and gives an Outcome."""

from addin.actions import (
    about,
    check,
    checking,
    entering,
    export,
    figures,
    migrate,
    new,
    recalc,
    report,
    setup,
    status,
    templates,
    unit_reports,
)
from addin.actions.outcome import ACTIONS, Line, Outcome

__all__ = [
    "ACTIONS",
    "Line",
    "Outcome",
    "about",
    "check",
    "checking",
    "entering",
    "export",
    "figures",
    "migrate",
    "new",
    "recalc",
    "report",
    "setup",
    "status",
    "templates",
    "unit_reports",
]
