"""gaps, attainment: the figures computed and written, and one answer put in front of the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from addin.actions.load import Progress, silent
from addin.actions.outcome import Kind, Line, Outcome, action
from addin.actions.places import first_row, names
from addin.actions.recalc import (
    Computed,
    attainment_data,
    attainment_lines,
    computed,
    number_text,
    score_text,
    short_list,
    told,
)
from workbook.book import Book
from workbook.schema.results import GAP, HOME

LARGEST = 5
"""Gaps that the message names; the sheet has all."""


def _largest(gaps: pd.DataFrame, directions: dict[str, str]) -> list[dict[str, Any]]:
    """The largest gaps in percent of their target, the only measure that KPIs of different units share."""
    short = gaps[gaps["gap"] > 0]
    order = ["gap_percent", "unit_code", "kpi_code", "round"]
    first = short.sort_values(order, ascending=[False, True, True, True], na_position="last", kind="stable")
    return [
        {
            "unit_code": row["unit_code"],
            "kpi_code": row["kpi_code"],
            "round": int(row["round"]),
            "target": number_text(row["target"]),
            "actual": number_text(row["actual"]),
            "gap": number_text(row["gap"]),
            "gap_percent": number_text(row["gap_percent"]),
            "score": score_text(row["score"]),
            "direction": directions[row["kpi_code"]],
        }
        for row in first.head(LARGEST).to_dict("records")
    ]


def _counted(table: pd.DataFrame) -> dict[str, int]:
    """The counts of the gap sheet.

    Every one of its rows is compared, without data (of a round) or other: those add up to the rows.
    """
    compared = table["gap"].notna()
    blank = table["flag"] == "no_data"
    return {
        "rows": len(table),
        "compared": int(compared.sum()),
        "gaps": int((table["gap"] > 0).sum()),
        "reached": int((table["gap"] <= 0).sum()),
        **{flag: int((table["flag"] == flag).sum()) for flag in ("chronic", "newly_failing", "no_data")},
        **{f"no_data_{n}": int((blank & (table["round"] == n)).sum()) for n in (1, 2)},
        "other": int((~compared & ~blank).sum()),
    }


def _count_lines(done: Computed, counted: dict[str, int]) -> list[Line]:
    """How many rows there are, and what became of each of them."""
    if not counted["compared"]:
        return [Line("gaps_none_yet", kind="title")]
    kind: Kind = "title" if counted["gaps"] else "good"
    lines = [Line("gaps_count" if counted["gaps"] else "gaps_none", counted, kind)]
    blank = counted["rows"] - counted["compared"]
    if blank:
        lines.append(Line("gaps_uncompared", {**counted, "count": blank}))
    if counted["chronic"] or counted["newly_failing"]:
        score = f"{done.loaded.usable.pass_score:.4f}"
        lines.append(Line("gaps_flags", {**counted, "pass_score": score}))
    return lines


def _largest_lines(done: Computed, largest: list[dict[str, Any]]) -> list[Line]:
    units = names(done.loaded, "tblUnit", "unit_code", "unit_name")
    lines = [Line("gaps_largest")] if largest else []
    for row in largest:
        key = "gaps_row_lower" if row["direction"] == "lower" else "gaps_row"
        if row["gap_percent"] is None:
            key += "_plain"
        lines.append(Line(key, {**row, "unit": units[row["unit_code"]]}))
    return lines


@action("gaps")
def gaps(
    book: Book,
    *,
    today: dt.date,
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Compute and write everything, show the gap sheet, and tell the gaps in a few lines.

    A gap is a KPI of a unit and round whose result is short of its target. data: rows (of the gap sheet),
    compared (with a target and a result: gaps and reached), chronic, newly_failing, no_data (by flag; of each
    round in no_data_1 and no_data_2), other (not applicable, or without a target) and largest (up to 5, in
    percent of the target; numbers as strings).
    """
    done = computed(book, today=today, now=now, progress=progress)
    if isinstance(done, Outcome):
        return done
    table = done.results.gap
    counted = _counted(table)
    state = done.results.kpi_state
    largest = _largest(table, dict(zip(state["kpi_code"], state["direction"].fillna(""), strict=True)))
    return Outcome(
        {**counted, "largest": largest},
        told(done, book, _count_lines(done, counted), _largest_lines(done, largest)),
        clean=done.loaded.errors == 0,
        show=first_row(book, GAP.name),
    )


@action("attainment")
def attainment(
    book: Book,
    *,
    today: dt.date,
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Compute and write everything, show the home sheet, and tell the percentage and who is short.

    data: attainment as `recalc --json` gives it, below (the codes of the units that do not pass).
    """
    done = computed(book, today=today, now=now, progress=progress)
    if isinstance(done, Outcome):
        return done
    units = done.results.unit_score
    data = {
        "attainment": attainment_data(done.results.attainment),
        "below": units.loc[units["passed"] != "yes", "unit_code"].tolist(),
    }
    lines = told(done, book, attainment_lines(done.results), short_list(done.results))
    show = first_row(book, HOME.name)
    return Outcome(data, lines, clean=done.loaded.errors == 0, show=show)
