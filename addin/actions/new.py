"""new, schema, demo: what needs no book yet."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from addin.actions.check import check_book
from addin.actions.load import Progress, silent
from addin.actions.new_file import write_new
from addin.actions.next_year import next_year
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import recalc
from addin.actions.report import report
from addin.errors import CannotWrite
from workbook.schema.export import schema_json

DEMO_DATE = dt.date(2022, 3, 10)
"""The sample's own day: the evening before the report of February is due."""


@action("schema")
def schema() -> Outcome:
    """The tables and columns as the code has them."""
    data = schema_json()
    lines = [
        Line("schema_table", {"table": t["table"], "sheet": t["sheet"], "columns": len(t["columns"])})
        for t in data["tables"]
    ]
    return Outcome(data, tuple(lines))


@action("new")
def new(
    path: Path,
    *,
    fiscal_year: int | None = None,
    sample: bool = False,
    old: Path | None = None,
    today: dt.date | None = None,
    progress: Progress = silent,
) -> Outcome:
    """Build a master workbook at `path`; what stands there already is never overwritten.

    With `old` it goes on from that book (of the year before); without, it is the empty master or the sample.
    """
    from workbook.build import build_master, is_sample  # noqa: PLC0415 - the builder is heavy, and only this needs it

    if fiscal_year is not None and not 2500 <= fiscal_year <= 2699:
        raise CannotWrite("fiscal_year_range", value=fiscal_year)
    if old is not None:
        assert today is not None, "figures are of a day"
        from workbook.file import FileBook  # noqa: PLC0415 - heavy

        with FileBook.open(old) as book:
            marked = is_sample(book.content)
            return next_year(path, book, year=fiscal_year, today=today, sample=marked, progress=progress)
    year = 2565 if fiscal_year is None else fiscal_year
    write_new(path, lambda place: build_master(place, fiscal_year=year, sample=sample))
    data = {"book": str(path), "fiscal_year": year, "sample": sample}
    lines = (
        Line("new_done", {"path": str(path)}, "good"),
        Line("new_next_sample" if sample else "new_next", {"name": path.name}),
    )
    return Outcome(data, lines)


def _aside(path: Path) -> Path | None:
    """Move an older demo book out of the way: somebody may have typed into it."""
    if not path.exists():
        return None
    stamp = dt.datetime.fromtimestamp(path.stat().st_mtime).strftime("%Y-%m-%d %H%M%S")  # noqa: DTZ006 - a name
    kept = path.with_name(f"{path.stem} {stamp}{path.suffix}")
    number = 2
    while kept.exists():
        kept = path.with_name(f"{path.stem} {stamp}-{number}{path.suffix}")
        number += 1
    path.rename(kept)
    return kept


@action("demo")
def demo(to: Path, *, progress: Callable[..., None], lang: str = "th") -> Outcome:
    """The whole job on the sample: build, check, compute, report, and say where everything lies."""
    from workbook.file import FileBook  # noqa: PLC0415 - heavy

    started = time.perf_counter()
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite("folder_read_only", folder=str(to)) from error
    path = to / "คำรับรอง-2565-ตัวอย่าง.xlsx"
    kept = _aside(path)
    progress("building")
    new(path, fiscal_year=2565, sample=True)
    with FileBook.open(path) as book:
        progress("checking")
        checked = check_book(book, today=DEMO_DATE, lang=lang)
        progress("computing")
        computed = recalc(book, today=DEMO_DATE, lang=lang)
        made = report(
            book, to=to / "รายงาน", kinds=("overview", "unit"), formats=("html", "docx"), today=DEMO_DATE,
            progress=progress,
        )  # fmt: skip
    counts = {"errors": checked.data["errors"], "warnings": checked.data["warnings"]}
    below = [u["unit_code"] for u in computed.data["units"] if not u["passed"]]
    data = {
        "book": str(path),
        "reports": made.data["reports"],
        "attainment": computed.data["attainment"],
        "below": below,
        **counts,
        "seconds": round(time.perf_counter() - started, 2),
    }
    lines = [
        Line("demo_title", kind="title"),
        Line("check_count", counts),
        *[line for line in computed.lines if line.key.startswith(("attainment", "short"))],
        Line("demo_book", {"path": str(path)}, "path"),
        *made.lines,
    ]
    if kept:
        lines.append(Line("demo_kept", {"path": str(kept)}, "path"))
    return Outcome(data, tuple(lines), clean=checked.clean)
