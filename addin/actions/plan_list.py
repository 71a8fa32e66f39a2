"""The list of plans: state, next possible moves, work and money against the plan up to the month reported."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from addin.actions.check import finding_sheet
from addin.actions.load import Loaded
from addin.actions.outcome import Kind, Line, Outcome
from addin.reports.period import choose_period
from addin.reports.source import rows_of
from addin.rules.approval import STEP_OF, moves_from, recorded_states
from addin.rules.exact import half_up
from addin.rules.plans import (
    NOTHING,
    PlanProgress,
    activity_sums,
    approved_progress,
    done_early,
    progress_by_plan,
)
from workbook.schema import BY_NAME

SIGNS: dict[str, Kind] = {"approved": "good", "returned": "bad", "rejected": "bad"}


def state_word(state: str, lang: str) -> str:
    """A plan's state as the sheet shows it, or its key in English."""
    return BY_NAME["tblPlan"].by_key["state"].labels.get(state, state) if lang == "th" else state


def _percent(value: Fraction | None, places: int = 4) -> str | None:
    return None if value is None else f"{half_up(value, places)}"


def _amount(value: Fraction | None) -> str | None:
    """A number for a program: exact, without trailing zeros."""
    return None if value is None else f"{half_up(value, 4).normalize():f}"


def _money(value: Fraction | None) -> str:
    return "-" if value is None else f"{half_up(value, 2):,.2f}"


def _progress_data(found: PlanProgress) -> dict[str, str | None]:
    return {
        "planned_percent": _percent(found.planned),
        "done_percent": _percent(found.done),
        "disbursed_percent": _percent(found.disbursed),
        "disbursed_due_percent": _percent(found.disbursed_due),
        "budget": _amount(found.budget),
        "spent": _amount(found.spent),
        "due": _amount(found.due),
    }


def _work(found: PlanProgress) -> dict[str, str]:
    """Work and money as a line shows them."""
    parts = {
        "planned": found.planned,
        "done": found.done,
        "disbursed": found.disbursed,
        "expected": found.disbursed_due,
    }
    return {
        **{key: _percent(value, 2) or "-" for key, value in parts.items()},
        "spent": _money(found.spent),
        "budget": _money(found.budget),
    }


def _activities(loaded: Loaded, month: str) -> list[dict[str, Any]]:
    """Every activity with its sums up to the month, and whether it was done before its plan was approved."""
    sums = activity_sums(loaded.frames, month)
    found = []
    for row, early in zip(rows_of(loaded.frames["tblActivity"]), done_early(loaded.frames), strict=True):
        mine = sums.get(row["activity_id"], NOTHING)
        amounts = {"target": row["target"], "budget": row["budget"]}
        found.append(
            {
                **{
                    key: row[key] for key in ("activity_id", "plan_id", "activity", "unit_of_count", "status")
                },
                **{
                    key: None if value is None else _amount(Fraction(str(value)))
                    for key, value in amounts.items()
                },
                "planned": _amount(mine.planned),
                "done": _amount(mine.done),
                "disbursed": _amount(mine.disbursed),
                "too_early": early or None,
            }
        )
    return found


def _activity_line(row: dict[str, Any], lang: str) -> list[Line]:
    status = BY_NAME["tblActivity"].by_key["status"].labels.get(row["status"], row["status"] or "")
    params = {
        **{key: row[key] or "0" for key in ("done", "planned", "disbursed")},
        **{key: row[key] or "-" for key in ("target", "budget", "unit_of_count")},
        "activity": row["activity"] or "",
        "code": row["activity_id"] or "-",
        "status": status if lang == "th" else (row["status"] or "").replace("_", " "),
    }
    lines = [Line("plan_activity", params)]
    if row["too_early"]:
        lines.append(Line(f"plan_activity_{row['too_early']}", params, "bad"))
    return lines


def listed(loaded: Loaded, lang: str) -> Outcome:
    """Every plan as it stands. Writes nothing.

    data: as_of, month (up to which work and money count), department (approved plans together), plans:
    plan_id, title, state, since (the day of its last record), step (of the SOP), next (to, roles,
    needs_reason), progress, activities. Percentages have 4 decimals; numbers are strings.
    """
    tables = loaded.frames
    month = choose_period(loaded.usable, loaded.as_of).month
    progress, since = progress_by_plan(tables, month), recorded_states(tables)
    activities = _activities(loaded, month)
    plans, lines = [], []
    for row in rows_of(tables["tblPlan"]):
        code, state = row["plan_id"], row["state"]
        date = since[code][1] if code in since else None
        moves = moves_from(state)
        mine = [one for one in activities if one["plan_id"] == code]
        found = progress.get(code, PlanProgress())
        plans.append(
            {
                "plan_id": code,
                "title": row["title"],
                "state": state,
                "since": None if date is None or str(date) == "NaT" else str(date),
                "step": STEP_OF.get(state),
                "next": [
                    {"to": move.after, "roles": list(move.roles), "needs_reason": move.needs_reason}
                    for move in moves
                ],
                "progress": _progress_data(found),
                "activities": mine,
            }
        )
        named = {"plan": code or "-", "title": row["title"] or "", "state": state_word(state or "", lang)}
        lines.append(Line("plan_row", named | _work(found), SIGNS.get(state, "plain")))
        if moves:
            lines.append(Line("plan_row_next", {"next": _next(moves, lang)}))
        for one in mine:
            lines += _activity_line(one, lang)
    together = approved_progress(tables, month)
    first = Line("plans_title", {"count": len(plans), "month": month, **_work(together)}, "title")
    if not plans:
        first = Line("plans_none", kind="title")
    if loaded.errors:
        remain = {"errors": loaded.errors, "sheet": finding_sheet(loaded)}
        lines.append(Line("errors_remain_unlisted", remain, "bad"))
    data = {
        "as_of": loaded.as_of.isoformat(),
        "month": month,
        "department": _progress_data(together),
        "plans": plans,
    }
    return Outcome(data, (first, *lines), clean=loaded.errors == 0)


def _next(moves: tuple[Any, ...], lang: str) -> str:
    """The states that come next, as the command takes them."""
    return ", ".join(
        f"{move.after} ({state_word(move.after, lang)})" if lang == "th" else move.after for move in moves
    )
