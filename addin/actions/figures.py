"""gaps, attainment: the figures computed and written, and one answer put in front of the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import first_row, names
from addin.actions.recalc import (
    Computed,
    attainment_data,
    attainment_lines,
    computed,
    number_text,
    score_text,
    short_list,
    written_lines,
)
from workbook.book import Book
from workbook.schema.results import GAP, HOME

LARGEST = 5
"""Gaps that the message names; the sheet has all."""


def _largest(gaps: pd.DataFrame) -> list[dict[str, Any]]:
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
        }
        for row in first.head(LARGEST).to_dict("records")
    ]


def _gap_lines(done: Computed, largest: list[dict[str, Any]], counted: dict[str, int]) -> list[Line]:
    if not counted["compared"]:
        return [Line("gaps_none_yet", kind="title")]
    if not counted["gaps"]:
        return [Line("gaps_none", counted, "good")]
    units = names(done.loaded, "tblUnit", "unit_code", "unit_name")
    lines = [Line("gaps_count", counted, "title"), Line("gaps_flags", counted), Line("gaps_largest")]
    for row in largest:
        key = "gaps_row" if row["gap_percent"] is not None else "gaps_row_plain"
        lines.append(Line(key, {**row, "unit": units[row["unit_code"]]}))
    return lines


@action("gaps")
def gaps(book: Book, *, today: dt.date, now: Callable[[], dt.datetime] = dt.datetime.now) -> Outcome:
    """Compute and write everything, show the gap sheet, and tell the gaps in a few lines.

    A gap is a KPI of a unit and round whose result is short of its target. data: compared (with a target and
    a result), gaps, chronic, newly_failing, no_data (by flag, of all rows) and largest (up to 5, in percent
    of the target; numbers as strings).
    """
    done = computed(book, today=today, now=now)
    if isinstance(done, Outcome):
        return done
    table = done.results.gap
    counted = {
        "compared": int(table["gap"].notna().sum()),
        "gaps": int((table["gap"] > 0).sum()),
        **{flag: int((table["flag"] == flag).sum()) for flag in ("chronic", "newly_failing", "no_data")},
    }
    largest = _largest(table)
    lines = [*_gap_lines(done, largest, counted), *written_lines(done, book)]
    return Outcome(
        {**counted, "largest": largest},
        tuple(lines),
        clean=done.loaded.errors == 0,
        show=first_row(book, GAP.name),
    )


@action("attainment")
def attainment(book: Book, *, today: dt.date, now: Callable[[], dt.datetime] = dt.datetime.now) -> Outcome:
    """Compute and write everything, show the home sheet, and tell the percentage and who is short.

    data: attainment as `recalc --json` gives it, below (the codes of the units that do not pass).
    """
    done = computed(book, today=today, now=now)
    if isinstance(done, Outcome):
        return done
    units = done.results.unit_score
    data = {
        "attainment": attainment_data(done.results.attainment),
        "below": units.loc[units["passed"] != "yes", "unit_code"].tolist(),
    }
    lines = [*attainment_lines(done.results), *short_list(done.results), *written_lines(done, book)]
    show = first_row(book, HOME.name)
    return Outcome(data, tuple(lines), clean=done.loaded.errors == 0, show=show)
