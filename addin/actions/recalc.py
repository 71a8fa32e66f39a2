"""recalc: compute everything and write the results back, once, whole, and only when something differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from addin.actions.check import (
    SHOWN,
    Blocked,
    counts,
    described,
    finding_line,
    finding_place,
    finding_sheet,
    stage_findings,
    store_findings,
)
from addin.actions.drafts import draft_lines, due_of
from addin.actions.home import home_rows, home_values, stored_moment
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.log import log_row
from addin.actions.outcome import Line, Outcome, action
from addin.rules.attainment import Attainment
from addin.rules.due import Due
from addin.rules.fiscal import thai_date_short
from addin.rules.monthly import Results, compute
from workbook.book import Book
from workbook.cells import plain
from workbook.frames import to_rows
from workbook.schema import results as sheets
from workbook.schema.model import Table

PENDING_NAMED = 5
"""Units without a score that are named; of more than these only the number is told."""


def score_text(value: float) -> str | None:
    """A score for a program: "3.0000"; None where there is no score."""
    return None if pd.isna(value) else f"{value:.4f}"


def number_text(value: float) -> str | None:
    """Any other number for a program: as many decimals as it has."""
    return None if pd.isna(value) else plain(value)


def attainment_data(attainment: Attainment) -> dict[str, Any]:
    """The attainment as `--json` gives it."""
    percent = attainment.percent
    return {
        "passed": attainment.passed,
        "total": attainment.total,
        "percent": None if percent is None else f"{percent:.4f}",
        "target_percent": str(attainment.target_percent),
        "met": attainment.met,
        "short": attainment.short,
    }


def results_data(results: Results) -> dict[str, Any]:
    """The figures as `recalc --json` gives them: decimals as strings, null where there is no value."""
    units = [
        {
            "unit_code": row["unit_code"],
            "round_1_score": score_text(row["round_1_score"]),
            "round_2_score": score_text(row["round_2_score"]),
            "score": score_text(row["score"]),
            "passed": row["passed"] == "yes",
            "shortfall": score_text(row["shortfall"]),
        }
        for row in results.unit_score.to_dict("records")
    ]
    kpis = [
        {
            "unit_code": row["unit_code"],
            "kpi_code": row["kpi_code"],
            "round": int(row["round"]),
            "actual": number_text(row["actual"]),
            "score": score_text(row["score"]),
            "weight": number_text(row["weight"]),
            "weighted": score_text(row["weighted"]),
            "needed_for_pass": number_text(row["needed_for_pass"]),
        }
        for row in results.kpi_score.to_dict("records")
    ]
    return {
        "as_of": results.as_of.isoformat(),
        "units": units,
        "kpis": kpis,
        "attainment": attainment_data(results.attainment),
    }


def attainment_lines(results: Results) -> list[Line]:
    """The message in one sentence, and who is short."""
    found = results.attainment
    percent = "" if found.percent is None else f"{found.percent:.4f}"
    params = {"passed": found.passed, "total": found.total, "percent": percent, "short": found.short}
    params["target"] = f"{found.target_percent.normalize():f}"
    if found.percent is None:
        return [Line("attainment_none", kind="bad")]
    return [
        Line("attainment_met" if found.met else "attainment_short", params, "good" if found.met else "bad")
    ]


def short_list(results: Results) -> list[Line]:
    """The units below the pass score, nearest first, each with what it still needs."""
    scores = results.unit_score
    below = scores[scores["passed"] != "yes"].sort_values(["shortfall", "unit_code"], na_position="last")
    pending = int(below["score"].isna().sum())
    if pending > PENDING_NAMED:
        below = below[below["score"].notna()]
    lines = []
    for row in below.to_dict("records"):
        params = {"unit": row["unit_name"], "code": row["unit_code"]}
        if pd.isna(row["score"]):
            lines.append(Line("short_pending", params))
        else:
            amounts = {"score": f"{row['score']:.4f}", "shortfall": f"{row['shortfall']:.4f}"}
            lines.append(Line("short_unit", params | amounts))
    if pending > PENDING_NAMED:
        lines.append(Line("short_pending_many", {"count": pending}))
    return lines


def _stage(book: Book, table: Table, frame: pd.DataFrame, loaded: Loaded) -> None:
    book.replace(table.name, to_rows(frame, table, loaded.places[table.name].headers))


def write_results(
    book: Book,
    loaded: Loaded,
    results: Results,
    now: Callable[[], dt.datetime],
    progress: Progress = silent,
) -> bool:
    """Stage all result tables and save; True when the book changed.

    When nothing differs from what stands there, neither the time of computing nor the log is touched, so that
    the file stays byte for byte.
    """
    found = stage_findings(book, loaded)
    for table, frame in (
        (sheets.UNIT_SCORE, results.unit_score.sort_values(["rank", "unit_code"], na_position="last")),
        (sheets.KPI_SCORE, results.kpi_score),
        (sheets.GAP, results.gap),
        (sheets.REPORT_STATUS_TABLE, results.report_status),
    ):
        _stage(book, table, frame, loaded)
    values = home_values(book, loaded, results, counts(found))
    book.replace(sheets.HOME.name, home_rows(loaded, values, stored_moment(book, loaded)))
    if not book.changed():
        return False
    moment = now()
    stamp = moment.replace(second=0, microsecond=0, tzinfo=None)
    book.replace(sheets.HOME.name, home_rows(loaded, values, stamp))
    met = results.attainment
    what = f"ณ {thai_date_short(results.as_of)} ผ่าน {met.passed} จาก {met.total} หน่วยงาน"
    book.append(sheets.LOG.name, [log_row(loaded, moment, "คำนวณผล", what)])
    book.backups_kept = loaded.usable.backups_kept
    progress("writing", name=book.name)
    book.save()
    return True


def refused(loaded: Loaded, blocked: Blocked | None = None, *, listed: bool = False) -> Outcome:
    """Nothing may be done: say why, and what to mend; the results in the book stay as they are.

    The errors that are the reason come first, and the first of all is gone to. `listed`: the findings sheet
    holds them. data: error (code), findings (the errors).
    """
    assert loaded.refusal
    found = [row for row in described(loaded, "th") if row["severity"] == "error"]
    found.sort(key=lambda row: not loaded.blocks(row["code"], row["table"]))
    data = {"error": {"code": loaded.refusal}, "findings": found}
    lines = [Line(f"refused_{loaded.refusal}", kind="bad"), Line("refused_count", {"errors": len(found)})]
    lines += [finding_line(row, loaded) for row in found[:SHOWN]]
    if len(found) > SHOWN:
        more = {"count": len(found) - SHOWN, "sheet": finding_sheet(loaded)}
        lines.append(Line("check_more" if listed and not blocked else "refused_more", more))
    show = finding_place(found[0], loaded) if found else None
    return Outcome(data, tuple(lines), clean=False, blocked=blocked, show=show)


@dataclass(frozen=True, slots=True)
class Computed:
    """A book whose results are written: what was read, the figures, whether the book changed, what is due."""

    loaded: Loaded
    results: Results
    changed: bool
    due: Due


def computed(
    book: Book,
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    now: Callable[[], dt.datetime],
    progress: Progress = silent,
) -> Computed | Outcome:
    """Check, compute and write the results back; the refusal where no figure may be computed."""
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded, store_findings(book, loaded, now, progress), listed=True)
    progress("computing")
    results = compute(loaded.frames, loaded.usable, loaded.as_of)
    changed = write_results(book, loaded, results, now, progress)
    return Computed(loaded, results, changed, due_of(loaded))


def told(done: Computed, book: Book, figures: list[Line], details: list[Line]) -> tuple[Line, ...]:
    """That the results stand in the book, the figures, what keeps them from being the last word, the details.

    The details come last: a message box may cut them.
    """
    lines = [Line("recalc_written" if done.changed else "recalc_same", {"name": book.name}, "good")]
    lines += [*figures, *draft_lines(done.due)]
    errors = done.loaded.errors
    if errors:
        remain = {"errors": errors, "sheet": finding_sheet(done.loaded)}
        lines.append(Line("errors_remain", remain, "bad"))
    return (*lines, *details)


@action("recalc")
def recalc(
    book: Book,
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Check, compute and write the results back.

    data: as results_data, and drafts (rows that are filled but count in no score).
    """
    del lang  # the book speaks Thai; the lines are rendered by the entry
    done = computed(book, today=today, as_of=as_of, now=now, progress=progress)
    if isinstance(done, Outcome):
        return done
    lines = told(done, book, attainment_lines(done.results), short_list(done.results))
    data = {**results_data(done.results), "drafts": len(done.due.drafts)}
    return Outcome(data, lines, clean=done.loaded.errors == 0)
