"""analyse: what would bring the department to its target, which gaps last, and what nobody answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addin.actions.check import finding_sheet
from addin.actions.drafts import draft_lines, due_of
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import attainment_data, attainment_lines, number_text, refused, score_text
from addin.reports.source import rows_of
from addin.rules.exact import half_up
from addin.rules.leverage import Leverage, leverage
from addin.rules.loose_ends import (
    gaps_unanswered,
    measures_adrift,
    needs_unanswered,
    topics_without_audience,
)
from addin.rules.monthly import Results, compute
from workbook.book import Book

Row = Mapping[str, Any]

NAMED = 3
"""Ways that a unit is told, the easiest first; the JSON has all."""

LISTED = 5
"""Rows of a list that are shown; the JSON has all."""


def _move_data(move: Row) -> dict[str, Any]:
    return {
        "kpi_code": move["kpi_code"],
        "kpi_name": move["kpi_name"],
        "round": int(move["round"]),
        "scoring": move["scoring"],
        "aggregate": move["aggregate"],
        "actual": None if move["actual"] is None else number_text(move["actual"]),
        "needed": number_text(move["needed"]),
        "score": None if move["score"] is None else score_text(move["score"]),
        "needed_score": score_text(move["needed_score"]),
        "effort": score_text(move["effort"]),
        "history": [
            None if move[f"history_{n}"] is None else score_text(move[f"history_{n}"]) for n in (1, 2, 3)
        ],
        "slope": None if move["slope"] is None else score_text(move["slope"]),
        "direction": move["direction"],
        "sure": move["sure"],
    }


def _leverage_data(found: Leverage) -> dict[str, Any]:
    moves = rows_of(found.moves)
    return {
        "short": found.short,
        "chosen": list(found.chosen),
        "lacking": found.lacking,
        "units": [
            {
                "unit_code": unit["unit_code"],
                "unit_name": unit["unit_name"],
                "score": None if unit["score"] is None else score_text(unit["score"]),
                "shortfall": None if unit["shortfall"] is None else score_text(unit["shortfall"]),
                "state": unit["state"],
                "moves": [_move_data(move) for move in moves if move["unit_code"] == unit["unit_code"]],
            }
            for unit in rows_of(found.units)
        ],
    }


def _leverage_lines(data: Row) -> list[Line]:
    if not data["units"]:
        return [Line("leverage_none", kind="good")]
    units = {unit["unit_code"]: unit for unit in data["units"]}
    lines = [Line("leverage_title", kind="title")]
    if data["short"] and data["chosen"]:
        chosen = {
            "count": len(data["chosen"]),
            "units": ", ".join(data["chosen"]),
            "lacking": data["lacking"],
        }
        lines.append(
            Line("leverage_chosen", chosen, "good")
            if not data["lacking"]
            else Line("leverage_lacking", chosen, "bad")
        )
    order = [*data["chosen"], *[code for code in units if code not in data["chosen"]]]
    for unit in (units[code] for code in order):
        named = {
            "unit": unit["unit_name"] or "",
            "code": unit["unit_code"],
            "score": unit["score"] or "-",
            "shortfall": unit["shortfall"] or "-",
        }
        lines.append(Line(f"leverage_{unit['state']}", named))
        for move in unit["moves"][:NAMED]:
            lines.append(Line("leverage_move" if move["actual"] else "leverage_move_new", _move_params(move)))
            lines.append(Line(f"leverage_{move['sure']}", _move_params(move)))
    lines.append(Line("leverage_trend_only"))
    return lines


def _move_params(move: Row) -> dict[str, Any]:
    effort = half_up(Decimal(move["effort"]) * 100, 2)
    return {
        "kpi": move["kpi_code"],
        "name": move["kpi_name"] or "",
        "round": move["round"],
        "actual": move["actual"] or "-",
        "needed": move["needed"],
        "needed_score": move["needed_score"],
        "effort": f"{effort}" if effort else "0.01",
        "history": ", ".join(score or "-" for score in move["history"]),
    }


def _loose(loaded: Loaded, results: Results) -> dict[str, Any]:
    tables = loaded.frames
    groups, measures = rows_of(tables["tblStakeholder"]), rows_of(tables["tblMeasure"])
    gaps = rows_of(results.gap)
    flags = {
        flag: [
            {**{key: gap[key] for key in ("unit_code", "kpi_code")}, "round": int(gap["round"])}
            for gap in gaps
            if gap["flag"] == flag
        ]
        for flag in ("chronic", "newly_failing", "no_data")
    }
    return {
        "gaps": flags,
        "gaps_without_measure": [
            {key: gap[key] for key in ("unit_code", "kpi_code", "flag")} | {"round": int(gap["round"])}
            for gap in gaps_unanswered(gaps, measures)
        ],
        "needs_without_measure": [
            {key: group[key] for key in ("stakeholder_id", "group", "needs", "dissatisfied_with")}
            for group in needs_unanswered(groups, measures)
        ],
        "measures_adrift": [
            {"measure_id": measure["measure_id"], "measure": measure["measure"], "lacks": lacks}
            for measure, lacks in measures_adrift(measures, groups)
        ],
        "topics_without_audience": [
            {key: topic[key] for key in ("topic_id", "topic")}
            for topic in topics_without_audience(rows_of(tables["tblTopic"]), groups)
        ],
    }


def _some(names: list[str]) -> str:
    """The first of a list, then that there are more."""
    return ", ".join(names[:LISTED]) + (" ..." if len(names) > LISTED else "")


def _loose_lines(found: Row) -> list[Line]:
    flags = found["gaps"]
    lines = [Line("analyse_gaps", {flag: len(rows) for flag, rows in flags.items()}, "title")]
    lists = {
        "gaps_without_measure": [
            f"{row['unit_code']}:{row['kpi_code']}" for row in found["gaps_without_measure"]
        ],
        "needs_without_measure": [
            f"{row['group']} ({row['stakeholder_id']})" for row in found["needs_without_measure"]
        ],
        "measures_adrift": [row["measure_id"] for row in found["measures_adrift"]],
        "topics_without_audience": [str(row["topic_id"]) for row in found["topics_without_audience"]],
    }
    for key, names in lists.items():
        if names:
            lines.append(Line(f"analyse_{key}", {"count": len(names), "names": _some(names)}, "bad"))
        else:
            lines.append(Line(f"analyse_{key}_none", kind="good"))
    return lines


@action("analyse")
def analyse(
    book: Book,
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    progress: Progress = silent,
) -> Outcome:
    """Tell the least changes that bring the department to its target, and what hangs loose. Writes nothing.

    data: as_of, attainment, leverage (short, chosen, lacking, units with their moves: see rules.leverage;
    effort is a share of the KPI's scale), gaps (by flag), gaps_without_measure, needs_without_measure,
    measures_adrift (lacks: link, letter or both), topics_without_audience. Numbers are strings.
    """
    del lang
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    progress("computing")
    results = compute(loaded.frames, loaded.usable, loaded.as_of)
    moves = _leverage_data(leverage(loaded.frames, loaded.usable, loaded.as_of))
    loose = _loose(loaded, results)
    lines = [
        Line("status_as_of", {"date": loaded.as_of.isoformat()}, "title"),
        *attainment_lines(results),
        *_leverage_lines(moves),
        *draft_lines(due_of(loaded)),
        *_loose_lines(loose),
    ]
    if loaded.errors:
        remain = {"errors": loaded.errors, "sheet": finding_sheet(loaded)}
        lines.append(Line("errors_remain_unlisted", remain, "bad"))
    data = {
        "as_of": loaded.as_of.isoformat(),
        "attainment": attainment_data(results.attainment),
        "leverage": moves,
        **loose,
    }
    return Outcome(data, tuple(lines), clean=loaded.errors == 0)
