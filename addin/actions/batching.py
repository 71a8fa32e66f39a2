"""batch: one action over many masters, and what came of it as a workbook, a page and a table for programs."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from addin.actions.outcome import Line, Outcome, action
from addin.batch import Done, Job, Register, Runner, books_in, cluster, pool, serial, work_through
from addin.errors import CannotWrite, UserError

ACTIONS_OF_MANY: Final = ("check", "recalc", "report", "close")
"""What may be done to many books at once."""

NAMED: Final = 10
"""Books that failed and are named; the summary has all."""

Watch = Callable[[Iterator[Done], int], Iterator[Done]]
"""Lets the rows through as they come, of so many, and shows the person how far the run is."""


def _unwatched(rows: Iterator[Done], total: int) -> Iterator[Done]:
    del total
    return rows


def _runner(workers: int | None, scheduler: str | None) -> Runner:
    if scheduler:
        return cluster(scheduler)
    count = workers if workers is not None else os.cpu_count() or 1
    return serial if count <= 1 else pool(count)


def _jobs(books: Sequence[Path], what: str, to: Path, options: dict[str, Any]) -> list[Job]:
    """A job for each book; reports go to a folder of the book's own name, numbered where two are alike."""
    names = Counter[str]()
    jobs = []
    for book in books:
        names[book.stem] += 1
        folder = book.stem if names[book.stem] == 1 else f"{book.stem} ({names[book.stem]})"
        jobs.append(Job(str(book), what, str(to / folder) if what == "report" else None, options))
    return jobs


def _row(done: Done) -> dict[str, Any]:
    """A row as the summary and `--json` have it."""
    found = done.attainment or {}
    return {
        "book": done.path,
        "state": done.state,
        "message": done.message,
        "errors": done.errors,
        "warnings": done.warnings,
        **{key: found.get(key) for key in ("passed", "total", "percent", "target_percent", "met", "short")},
        "seconds": done.seconds,
    }


@action("batch")
def batch(
    paths: Sequence[Path],
    *,
    what: str,
    to: Path,
    today: dt.date,
    as_of: dt.date | None = None,
    options: dict[str, Any] | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    watch: Watch = _unwatched,
) -> Outcome:
    """Run an action over every master among `paths` (files, or folders with what is below them).

    `options` are further arguments of the action (month, waive, kinds ...), JSON values. The results go to
    the folder `to`: สรุป.xlsx, .html and .parquet with a row for each book, หน่วยงาน.parquet with one for
    each unit, the register that a later run goes on from, and reports in a folder for each book. data: books
    (rows), counts (by state), summary (the files). UserError: batch_missing, batch_nothing, batch_action,
    batch_close_month.
    """
    from addin.actions.batch_summary import write_summary  # noqa: PLC0415 - builds files; only this needs it

    if what not in ACTIONS_OF_MANY:
        raise UserError("batch_action", value=what, allowed=", ".join(ACTIONS_OF_MANY))
    if what == "close" and "month" not in (options or {}):
        raise UserError("batch_close_month")
    books = books_in(paths, to)
    if not books:
        raise UserError("batch_nothing", paths=", ".join(map(str, paths)))
    try:
        to.mkdir(parents=True, exist_ok=True)
        register = Register(to)
    except OSError as error:
        raise CannotWrite("folder_read_only", folder=str(to), file=to.name) from error
    # Figures are of a day: named, so that tomorrow's run is another work than today's.
    asked = {"as_of": (as_of or today).isoformat(), **(options or {})}
    rows = work_through(_jobs(books, what, to, asked), _runner(workers, scheduler), register)
    done = sorted(watch(rows, len(books)), key=lambda one: one.path)
    data = [_row(one) for one in done]
    files = write_summary(to, data, [(one.path, unit) for one in done for unit in one.units], today=today)
    counts = Counter(one.state for one in done)
    failed = [one for one in done if one.state in ("refused", "failed")]
    told = {state: counts[state] for state in ("done", "errors", "refused", "failed", "kept")}
    lines = [Line("batch_done", {"count": len(done), **told}, "bad" if failed else "good")]
    lines += [
        Line("batch_failed", {"book": Path(one.path).name, "message": one.message}, "bad")
        for one in failed[:NAMED]
    ]
    if len(failed) > NAMED:
        lines.append(Line("batch_failed_more", {"count": len(failed) - NAMED}))
    lines += [Line("batch_summary", {"path": str(path)}, "path") for path in files]
    clean = not failed and not counts["errors"]
    summary = [str(path) for path in files]
    return Outcome({"books": data, "counts": dict(counts), "summary": summary}, tuple(lines), clean=clean)
