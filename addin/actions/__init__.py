"""The use cases, registered by name: each takes a book (the port) and gives an Outcome."""

from addin.actions import check, new, recalc, report, status
from addin.actions.outcome import ACTIONS, Line, Outcome

__all__ = ["ACTIONS", "Line", "Outcome", "check", "new", "recalc", "report", "status"]
