"""report: the department overview and the unit reports, from the figures that recalc would write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from addin.actions.check import described, finding_frame, finding_sheet
from addin.actions.load import Loaded, load
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import refused
from addin.reports.writing import ReportRequest, write_reports
from workbook.book import Book

SHOWN = 6
"""Files that the screen names; the JSON has all of them."""


@action("report")
def report(
    book: Book,
    *,
    to: Path,
    kinds: Sequence[str] = ("overview", "unit"),
    units: Sequence[str] | None = None,
    month: str | None = None,
    round_no: int | None = None,
    formats: Sequence[str] | None = None,
    template: Path | None = None,
    unmask: bool = False,
    today: dt.date,
    as_of: dt.date | None = None,
    progress: Callable[..., None],
) -> Outcome:
    """Write reports into the folder `to`; the book itself is only read."""
    request = ReportRequest(
        kinds=tuple(kinds),
        units=None if units is None else tuple(units),
        month=month,
        round_no=round_no,
        formats=None if formats is None else tuple(formats),
        template=template,
        unmask=unmask,
    )
    return make_reports(load(book, today=today, as_of=as_of), request, to=to, today=today, progress=progress)


def make_reports(
    loaded: Loaded, request: ReportRequest, *, to: Path, today: dt.date, progress: Callable[..., None]
) -> Outcome:
    """Write the reports asked for from a book that has been read; data: as_of, reports (their paths)."""
    if loaded.refusal:
        return refused(loaded)
    left_out: list[Line] = []
    paths = write_reports(
        to,
        loaded.frames,
        loaded.usable,
        loaded.as_of,
        request,
        findings=finding_frame(loaded, described(loaded, "th")),
        generated_on=today,
        tell=lambda name: progress("reporting", name=name),
        left_out=lambda key, named: left_out.append(Line(key, named)),
    )
    names = [str(path) for path in paths]
    done = [Line("report_done", {"count": len(names), "folder": str(to)}, "good")]
    lines = [] if left_out and not names else done
    lines += [Line("report_path", {"path": path.name}) for path in paths[:SHOWN]]
    if len(paths) > SHOWN:
        lines.append(Line("report_more", {"count": len(paths) - SHOWN}))
    if request.units is not None:
        lines += left_out
    elif left_out and not names:
        lines.append(Line("letters_none"))
    if loaded.errors:
        remain = {"errors": loaded.errors, "sheet": finding_sheet(loaded)}
        lines.append(Line("errors_remain_unlisted", remain, "bad"))
    data = {"as_of": loaded.as_of.isoformat(), "reports": names}
    return Outcome(data, tuple(lines), clean=loaded.errors == 0)
