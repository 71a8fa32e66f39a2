"""The statuses of a monthly row, and which may follow which.

Sources: DOMAIN.md 2.7 (statuses by unit, KPI and month), 8 (return and certification in comparable systems),
WORKBOOK.md (tblMonthlyScore). A certified row is returned only when somebody names it; what was certified and
when then stands in the log. Positions are declared, not authenticated.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

Status = Literal["draft", "submitted", "returned", "certified", "not_applicable"]
Target = Literal["certified", "returned", "not_applicable"]

MOVES: dict[Status, frozenset[Status]] = {
    "draft": frozenset({"submitted", "not_applicable"}),
    "submitted": frozenset({"certified", "returned", "not_applicable"}),
    "returned": frozenset({"submitted", "not_applicable"}),
    "certified": frozenset({"returned"}),
    "not_applicable": frozenset({"draft"}),
}
"""Status -> those that may follow it.

The coordinator's: draft or returned to submitted. The certifier's: the others.
"""


def may_follow(before: str, after: str) -> bool:
    """True where a row may go from one status to another in one move.

    >>> may_follow("submitted", "certified"), may_follow("draft", "certified")
    (True, False)
    """
    return any(after in following for status, following in MOVES.items() if status == before)


def cells_after(to: Target, *, by: str, on: pd.Timestamp, reason: str | None) -> dict[str, object]:
    """What a row's cells become when it moves (column -> value).

    The certification goes from a row that is certified no longer.
    """
    if to == "certified":
        return {"status": to, "certified_by": by, "certified_on": on}
    given = {"return_reason": reason} if to == "returned" else {"cause": reason}
    return {"status": to, **given, "certified_by": None, "certified_on": None}
