"""Reports as files: which ones, under which names, each written whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from addin.reports.files import safe_name
from addin.reports.html import render_html
from addin.reports.kinds import KINDS, USUAL, Kind
from addin.reports.period import as_of_period, choose_period
from addin.reports.source import Source
from addin.reports.word import render_docx
from addin.rules.frames import Tables
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from workbook.errors import CannotWrite, UserError

TEMPLATE_FORMATS = {".docx": "docx", ".j2": "html", ".html": "html", ".htm": "html"}
"""What a user's own template is rendered to."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is asked for; `units` None means every active unit, month and round None the last month ended."""

    kinds: tuple[str, ...] = USUAL
    units: tuple[str, ...] | None = None
    month: str | None = None
    round_no: int | None = None
    formats: tuple[str, ...] = ("html", "docx")
    template: Path | None = None
    unmask: bool = False


def write_reports(
    to: Path,
    tables: Tables,
    settings: Settings,
    as_of: dt.date,
    request: ReportRequest,
    *,
    findings: pd.DataFrame,
    generated_on: dt.date,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write the reports asked for into the folder `to` and return their paths, in the order written.

    UserError: report_unit_unknown, report_template_format, report_template_kind, the codes of choose_period
    and of the renderers; CannotWrite where the folder or a file in it cannot be written.
    """
    period = choose_period(settings, as_of, request.month, request.round_no)
    seen, day = as_of_period(tables, settings, as_of, period)
    results = compute(seen, settings, day)
    source = Source(seen, results, settings, period, generated_on, findings, request.unmask)
    active = results.unit_score["unit_code"].tolist()
    by_any_case = {code.casefold(): code for code in active}
    asked = active if request.units is None else request.units
    units = list(dict.fromkeys(by_any_case.get(code.casefold(), code) for code in asked))
    unknown = [code for code in units if code not in active]
    if unknown:
        raise UserError("report_unit_unknown", value=", ".join(unknown), known=", ".join(active))
    formats = _formats(request)
    _make_folder(to)
    written = []
    for kind in (KINDS[key] for key in request.kinds):
        for code in units if kind.about == "unit" else ("",):
            tell(code or kind.title)
            name = f"{kind.stem}-{safe_name(code)}" if code else kind.stem
            made = [one for one in formats if one in kind.formats]
            written += _write(
                to / f"{name}-{period.slug}", kind, kind.context(source, code), made, request.template
            )
    return written


def _formats(request: ReportRequest) -> tuple[str, ...]:
    """The formats to write; a template of one's own decides the format and needs one kind of report."""
    if request.template is None:
        return request.formats
    made = TEMPLATE_FORMATS.get(request.template.suffix.lower())
    if made is None:
        raise UserError("report_template_format", template=request.template.name)
    if len(request.kinds) != 1:
        raise UserError("report_template_kind", template=request.template.name)
    return (made,)


def _make_folder(to: Path) -> None:
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite("folder_read_only", folder=str(to), file=to.name) from error


def _write(
    stem: Path, kind: Kind, context: object, formats: Sequence[str], template: Path | None
) -> list[Path]:
    paths = []
    for made in formats:
        if made == "html":
            content = render_html(kind.key, context, template).encode()
        else:
            content = render_docx(kind.key, context, template)
        path = stem.with_name(f"{stem.name}.{made}")
        _store(path, content)
        paths.append(path)
    return paths


def _store(path: Path, content: bytes) -> None:
    """The whole new file or the old one. Word holds an open file: that is said, not a traceback."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except PermissionError as error:
        raise CannotWrite("report_in_use", file=path.name, folder=str(path.parent)) from error
    except OSError as error:
        raise CannotWrite("disk_error", file=path.name, folder=str(path.parent), detail=str(error)) from error
    finally:
        fresh.unlink(missing_ok=True)
