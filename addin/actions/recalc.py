"""recalc: compute everything and write the results back, once, whole, and only when something differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from addin.actions.check import Blocked, counts, described, finding_lines, stage_findings, store_findings
from addin.actions.home import home_rows, home_values, stored_moment
from addin.actions.load import Loaded, load
from addin.actions.log import log_row
from addin.actions.outcome import Line, Outcome, action
from addin.rules.attainment import Attainment
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


def write_results(book: Book, loaded: Loaded, results: Results, now: Callable[[], dt.datetime]) -> bool:
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
    book.save()
    return True


def refused(loaded: Loaded, blocked: Blocked | None = None) -> Outcome:
    """Nothing may be computed: say why, show what to mend first; the results in the book stay as they are."""
    assert loaded.refusal
    found = [row for row in described(loaded, "th") if row["severity"] == "error"]
    data = {"error": {"code": loaded.refusal}, "findings": found}
    lines = [Line(f"refused_{loaded.refusal}", kind="bad"), *finding_lines(found, loaded)]
    return Outcome(data, tuple(lines), clean=False, blocked=blocked)


@dataclass(frozen=True, slots=True)
class Computed:
    """A book whose results are written: what was read, the figures, and whether the book changed."""

    loaded: Loaded
    results: Results
    changed: bool


def computed(
    book: Book, *, today: dt.date, as_of: dt.date | None = None, now: Callable[[], dt.datetime]
) -> Computed | Outcome:
    """Check, compute and write the results back; the refusal where no figure may be computed."""
    loaded = load(book, today=today, as_of=as_of)
    if loaded.refusal:
        return refused(loaded, store_findings(book, loaded, now))
    results = compute(loaded.frames, loaded.usable, loaded.as_of)
    return Computed(loaded, results, write_results(book, loaded, results, now))


def written_lines(done: Computed, book: Book) -> list[Line]:
    """That the results stand in the book, and how many errors remain."""
    lines = [Line("recalc_written" if done.changed else "recalc_same", {"name": book.name}, "good")]
    errors = done.loaded.errors
    if errors:
        lines.append(Line("errors_remain", {"errors": errors, "sheet": sheets.FINDING.sheet}, "bad"))
    return lines


@action("recalc")
def recalc(
    book: Book,
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
) -> Outcome:
    """Check, compute and write the results back."""
    del lang  # the book speaks Thai; the lines are rendered by the entry
    done = computed(book, today=today, as_of=as_of, now=now)
    if isinstance(done, Outcome):
        return done
    lines = [*attainment_lines(done.results), *short_list(done.results), *written_lines(done, book)]
    return Outcome(results_data(done.results), tuple(lines), clean=done.loaded.errors == 0)
