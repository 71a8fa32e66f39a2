"""What a report costs: each format beside plain docxtpl in the same run, and memory from 36 to 1,000 reports.

Plain docxtpl is used as its manual shows: the template opened, rendered and saved for each report, with the
same template and the same context. Every figure is processor time.
"""

from __future__ import annotations

import datetime as dt
import io
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from docxtpl import DocxTemplate

from addin.reports.html import render_html
from addin.reports.kinds import KINDS
from addin.reports.period import as_of_period, choose_period
from addin.reports.sandbox import Sandbox, context_of, template_folder
from addin.reports.source import Source
from addin.reports.word import _printable, render_docx
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from benchmarks.table import Section, keep, milliseconds
from workbook.sample import sample_tables

DAY = dt.date(2022, 3, 10)
MANY = 1000


def _source() -> Source:
    tables, settings = sample_tables(2565), Settings.model_validate({})
    period = choose_period(settings, DAY, None, None)
    seen, day = as_of_period(tables, settings, DAY, period)
    return Source(seen, compute(seen, settings, day), settings, period, DAY)


def _cpu(work: Callable[[], object], repeats: int = 3) -> float:
    """The median processor time of `work` in seconds, after one run that warms up."""
    work()
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def _plain(kind: str, context: Any) -> bytes:
    """A report as docxtpl's manual makes it; our sandbox only because the templates use its filters."""
    document = DocxTemplate(str(template_folder() / f"{kind}.docx"))
    document.render(dict(context_of(context)), jinja_env=Sandbox(None, _printable, str))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def formats(source: Source) -> list[tuple[str, ...]]:
    """One row for each format of the 36 unit reports."""
    codes = [row["unit_code"] for row in source.unit_scores]
    contexts = [KINDS["unit"].context(source, code) for code in codes]

    def each(render: Callable[[str, Any], object]) -> None:
        for context in contexts:
            render("unit", context)

    plain = _cpu(partial(each, _plain), 1)
    rows = []
    for name, render in (("Word", render_docx), ("HTML", render_html)):
        ours = _cpu(partial(each, render))
        rows.append(
            (
                f"{name}, {len(codes)} units",
                f"{ours:.2f} s",
                milliseconds(ours / len(codes)),
                f"{plain / ours:.1f}",
            )
        )
    rows.append(
        (f"plain docxtpl, {len(codes)} units", f"{plain:.2f} s", milliseconds(plain / len(codes)), "1.0")
    )
    return rows


def kinds(source: Source) -> list[tuple[str, ...]]:
    """One row for each kind: context, HTML, Word and the sizes."""
    rows = []
    for kind in KINDS.values():
        code = next(row["unit_code"] for row in source.unit_scores if kind.applies(source, row["unit_code"]))
        context = kind.context(source, code)
        cells = [kind.title, milliseconds(_cpu(partial(kind.context, source, code)))]
        for made, render in (("html", render_html), ("docx", render_docx)):
            if made not in kind.formats:
                cells += ["–", "–"]
                continue
            content = render(kind.key, context)
            size = len(content.encode() if isinstance(content, str) else content)
            cells += [milliseconds(_cpu(partial(render, kind.key, context))), f"{size / 1024:,.0f} KB"]
        rows.append(tuple(cells))
    return rows


def memory() -> list[tuple[str, ...]]:
    """The most memory that a process of its own takes for a number of unit reports in both formats."""
    rows = []
    for count in (36, MANY):
        done = subprocess.run(  # noqa: S603 - this Python and this module
            [sys.executable, "-m", "benchmarks.reports", str(count)],
            capture_output=True,
            check=True,
            text=True,
        )
        rows.append((f"{count:,} unit reports, Word and HTML", f"{int(done.stdout) / 1024:,.0f} MB"))
    return rows


def child(count: int) -> None:
    """Make so many reports and say how much memory this process took at most, in KB."""
    source = _source()
    codes = [row["unit_code"] for row in source.unit_scores]
    for number in range(count):
        context = KINDS["unit"].context(source, codes[number % len(codes)])
        render_docx("unit", context)
        render_html("unit", context)
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def main() -> None:
    """Measure and keep all tables."""
    source = _source()
    keep(
        "reports",
        "Reports",
        [
            Section(
                "The unit report",
                ("what", "processor time", "a report", "times faster than docxtpl"),
                formats(source),
                "The same contexts; docxtpl opens, renders and saves the same template for each report.",
            ),
            Section(
                "Every kind",
                ("kind", "context", "HTML", "size", "Word", "size"),
                kinds(source),
                "One report of the sample, templates warm; processor time.",
            ),
            Section("Memory", ("what", "at most"), memory(), "A process of its own for each number."),
        ],
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(int(sys.argv[1]))
    else:
        main()
