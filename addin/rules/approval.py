"""The way of a plan to its approval: who takes it from which state to which, and the SOP's step then.

One table for the check of the record, for the command that moves a plan and for the steps. Positions are
declared, not authenticated: one that does not fit is told, it stops nothing. Sources: SOP.md step 7 (the
strategy office checks, an executive signs, what is not approved goes back to step 6), DOMAIN.md 5.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.exact import Ints
from addin.rules.frames import Objects, Tables

PLAN, APPROVAL, ACTIVITY = "tblPlan", "tblApproval", "tblActivity"

OWNER, CHECKER, EXECUTIVE = "owner", "checker", "executive"

ROLES: dict[str, tuple[str, ...]] = {
    OWNER: ("ฝ่ายพัฒนาระบบราชการ", "กลุ่มพัฒนาระบบบริหาร"),
    CHECKER: ("งานบริหารยุทธศาสตร์",),
    EXECUTIVE: ("ผู้บริหาร", "อธิบดี", "ผู้อำนวยการ", "หัวหน้ากลุ่ม", "เลขานุการกรม"),
}
"""Words, one of which stands in a position of the role. The first are the SOP's own; which titles are an
executive's the SOP leaves open: the heads of the department and of units."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step that a plan may take, and the roles of which one takes it."""

    before: str
    after: str
    roles: tuple[str, ...]

    @property
    def needs_reason(self) -> bool:
        """True where the plan does not go on: whoever sends it back says why."""
        return self.after in SENT_BACK


SENT_BACK = ("returned", "rejected")
"""States of a plan that was not approved: it goes back to step 6."""

MOVES: tuple[Move, ...] = (
    Move("draft", "submitted", (OWNER,)),
    Move("submitted", "checked", (CHECKER,)),
    Move("submitted", "returned", (CHECKER, EXECUTIVE)),
    Move("submitted", "rejected", (EXECUTIVE,)),
    Move("checked", "approved", (EXECUTIVE,)),
    Move("checked", "returned", (EXECUTIVE,)),
    Move("checked", "rejected", (EXECUTIVE,)),
    Move("returned", "draft", (OWNER,)),
    Move("returned", "submitted", (OWNER,)),
    Move("rejected", "draft", (OWNER,)),
)

BY_STATES: dict[tuple[Any, Any], Move] = {(move.before, move.after): move for move in MOVES}

STEP_OF = {"draft": 6, "submitted": 7, "checked": 7, "approved": 8, "returned": 6, "rejected": 6}
"""The step of the SOP at which a plan of a state stands."""


def moves_from(state: str | None) -> tuple[Move, ...]:
    """The steps that a plan of a state may take now.

    >>> [move.after for move in moves_from("checked")], moves_from("approved")
    (['approved', 'returned', 'rejected'], ())
    """
    return tuple(move for move in MOVES if move.before == state)


def fits(position: str, roles: Sequence[str], responsible: str | None = None) -> bool:
    """True when a position is of one of the roles.

    Whoever is responsible for a plan may submit it too: units carry out plans of their own.

    >>> fits("หัวหน้างานบริหารยุทธศาสตร์", (CHECKER,)), fits("อธิบดี", (CHECKER,))
    (True, False)
    >>> fits("ผู้อำนวยการกองคลัง", (OWNER,), "กองคลัง")
    True
    """
    words = [word for role in roles for word in ROLES[role]]
    if OWNER in roles and responsible and responsible.strip():
        words.append(responsible.strip())
    return any(word in position for word in words)


def in_order(tables: Tables) -> Ints:
    """The positions of the approvals by plan and sequence; rows without a plan last."""
    frame = frames.table(tables, APPROVAL)
    plan = pd.factorize(frames.texts(frame, "plan_id"))[0]
    plan = np.where(plan < 0, len(frame), plan)
    order: Ints = np.lexsort((np.arange(len(frame)), frames.numbers(frame, "seq"), plan))
    return order


def recorded_states(tables: Tables) -> dict[str, tuple[str, np.datetime64]]:
    """The state of each plan by the last row of its record, and the date of that row (NaT for none)."""
    frame = frames.table(tables, APPROVAL)
    plans, after = frames.texts(frame, "plan_id"), frames.texts(frame, "to_state")
    dates = frames.days(frame, "on")
    known = ~frames.is_blank(plans) & ~frames.is_blank(after)
    order = in_order(tables)
    return {str(plans[row]): (str(after[row]), dates[row]) for row in order[known[order]].tolist()}


def plans_in(tables: Tables, *states: str) -> list[str]:
    """The codes of the plans in any of the states, in the order of the table."""
    frame = frames.table(tables, PLAN)
    codes = frames.texts(frame, "plan_id")
    mine: Objects = codes[np.isin(frames.texts(frame, "state").astype(str), states)]
    return [str(code) for code in frames.distinct(mine)]


def sent_back(tables: Tables) -> list[str]:
    """The plans that wait at step 6 because they were returned or rejected.

    A plan that has activities, all of them cancelled, was given up: nobody works on it any more.
    """
    activity = frames.table(tables, ACTIVITY)
    owners = frames.texts(activity, "plan_id")
    going_on = set(owners[frames.texts(activity, "status") != "cancelled"])
    given_up = {owner for owner in owners.tolist() if owner not in going_on}
    return [plan for plan in plans_in(tables, *SENT_BACK) if plan not in given_up]
