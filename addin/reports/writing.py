"""Reports as files: which ones, under which names, each written whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import pandas as pd

from addin.reports.apart import Apart
from addin.reports.files import MAX_BYTES, safe_names
from addin.reports.kinds import KINDS, USUAL, Kind, kind_named
from addin.reports.pdf import to_pdf
from addin.reports.period import as_of_period, choose_period
from addin.reports.source import Source
from addin.rules.frames import Tables
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from workbook.backups import back_up, prune
from workbook.errors import CannotWrite, UserError

TEMPLATE_FORMATS = {".docx": "docx", ".pptx": "pptx", ".j2": "html", ".html": "html", ".htm": "html"}
"""What a user's own template is rendered to."""

EDITED: Final = frozenset({".docx", ".pptx"})
"""Files that people go on editing: an older one that differs is kept in the backup folder beside them."""

COPIES_KEPT: Final = 5

NAMED: Final = 4
"""Units that a file's name lists."""

PDF_AT_ONCE: Final = 40
"""Word files that go to the converter together: it starts once for them, and memory stays flat."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is asked for.

    `units` None means every active unit, month and round None the last month ended, `formats` None those that
    each kind is usually made in.
    """

    kinds: tuple[str, ...] = USUAL
    units: tuple[str, ...] | None = None
    month: str | None = None
    round_no: int | None = None
    formats: tuple[str, ...] | None = None
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
    left_out: Callable[[str, dict[str, str]], None] = lambda _key, _names: None,
) -> list[Path]:
    """Write the reports asked for into the folder `to` and return their paths, in the order written.

    `left_out` is told why a unit has no report of a kind: a key of texts.toml [ui] and what it names.

    UserError: report_unit_unknown, report_format_unknown, report_template_format, report_template_kind,
    report_template_other, the
    codes of choose_period, of the renderers and of the converter; CannotWrite where the folder or a file in
    it cannot be written.
    """
    period = choose_period(settings, as_of, request.month, request.round_no)
    seen, day = as_of_period(tables, settings, as_of, period)
    results = compute(seen, settings, day)
    source = Source(seen, results, settings, period, generated_on, findings, request.unmask)
    kinds = [KINDS[key] for key in request.kinds]
    active = results.unit_score["unit_code"].tolist()
    known = [*active, *(name for kind in kinds for name in kind.others(source))]
    by_any_case = {code.casefold(): code for code in known}
    asked = known if request.units is None else request.units
    units = list(dict.fromkeys(by_any_case.get(code.casefold(), code) for code in asked))
    unknown = [code for code in units if code not in known]
    if unknown:
        raise UserError("report_unit_unknown", value=", ".join(unknown), known=", ".join(known))
    if request.units is not None:
        active_units = set(active)
        source = replace(source, only=tuple(code for code in units if code in active_units))
    chosen = {kind.key: _formats(kind, request) for kind in kinds}
    named = safe_names(known)
    make_folder(to)
    with _Press(to, request.template) as press:
        for kind in kinds:
            for code in _told(kind, source, units):
                if code and not kind.applies(source, code):
                    if kind.why_none is not None:
                        left_out(*kind.why_none(source, code))
                    continue
                tell(code or kind.title)
                about = named[code] if code else _gathered(source, named) if kind.gathers else ""
                name = f"{kind.stem}-{about}" if about else kind.stem
                press.make(f"{name}-{period.slug}", kind, kind.context(source, code), chosen[kind.key])
        return press.finished()


def _told(kind: Kind, source: Source, units: Sequence[str]) -> Sequence[str]:
    """Of whom this kind has a file to make, among those asked for; a kind about the department makes one."""
    if kind.about != "unit":
        return ("",)
    mine = {*(row["unit_code"] for row in source.unit_scores), *kind.others(source)}
    return [code for code in units if code in mine]


def _gathered(source: Source, named: Mapping[str, str]) -> str:
    """What a file of some units' reports is called by: their codes, or how many they are."""
    if source.only is None:
        return ""
    codes = "-".join(named[code] for code in source.only)
    if len(source.only) <= NAMED and len(codes.encode()) <= MAX_BYTES:
        return codes
    return f"{len(source.only)}หน่วยงาน"


def _formats(kind: Kind, request: ReportRequest) -> tuple[str, ...]:
    """The formats of this kind to write; a template of one's own decides the format and needs one kind."""
    offered = (*kind.formats, *(("pdf",) if "docx" in kind.formats else ()))
    if request.template is not None:
        made = TEMPLATE_FORMATS.get(request.template.suffix.lower())
        if made is None:
            raise UserError("report_template_format", template=request.template.name)
        named = kind_named(request.template)
        if len(request.kinds) != 1:
            raise UserError("report_template_kind", template=request.template.name, kind=named or "unit")
        if named not in (None, kind.key):
            raise UserError(
                "report_template_other", template=request.template.name, named=named, kind=kind.key
            )
        pdf = ("pdf",) if "pdf" in (request.formats or ()) and made == "docx" else ()
        return (made, *pdf)
    if request.formats is None:
        return kind.formats
    found = tuple(one for one in request.formats if one in offered)
    if not found:
        raise UserError("report_format_unknown", kind=kind.title, offered=", ".join(offered))
    return found


def make_folder(to: Path) -> None:
    """The folder, and those above it, where they are not there yet.

    CannotWrite: folder_is_file, folder_read_only.
    """
    if to.is_file():
        raise CannotWrite("folder_is_file", folder=str(to), file=to.name)
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite("folder_read_only", folder=str(to), file=to.name) from error


def _rendered(made: str, kind: str, context: object) -> bytes:
    """A report in a format; a PDF is made of the Word file.

    The libraries of a format take up to 0.2 s to load: every command and button would wait for all of them.
    """
    if made == "html":
        from addin.reports.html import render_html  # noqa: PLC0415

        return render_html(kind, context).encode()
    if made == "pptx":
        from addin.reports.powerpoint import render_pptx  # noqa: PLC0415

        return render_pptx(kind, context)
    from addin.reports.word import render_docx  # noqa: PLC0415

    return render_docx(kind, context)


class _Press:
    """Writes reports into a folder; what becomes a PDF is gathered, for the converter takes 1 s to start."""

    def __init__(self, to: Path, template: Path | None) -> None:
        self._to = to
        self._template = template
        self._paths: list[Path] = []
        self._waiting: dict[str, bytes] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        # What a stranger's template may take is bounded in a process of its own.
        self._apart = self._open.enter_context(Apart(self._template)) if self._template else None
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def make(self, name: str, kind: Kind, context: object, formats: Sequence[str]) -> None:
        """One report in these formats."""
        contents = {made: self._render(kind, context, made) for made in formats if made != "pdf"}
        for made in formats:
            path = self._to / f"{name}.{made}"
            self._paths.append(path)
            if made == "pdf":
                self._waiting[path.name] = contents.get("docx") or self._render(kind, context, "docx")
            else:
                store(path, contents[made])
        if len(self._waiting) >= PDF_AT_ONCE:
            self._convert()

    def _render(self, kind: Kind, context: object, made: str) -> bytes:
        if self._apart is not None:
            return self._apart.render(kind.key, context, made)
        return _rendered(made, kind.key, context)

    def _convert(self) -> None:
        for name, content in to_pdf(self._waiting).items():
            store(self._to / name, content)
        self._waiting.clear()

    def finished(self) -> list[Path]:
        """All reports written, in their order."""
        self._convert()
        return self._paths


def store(path: Path, content: bytes) -> None:
    """The whole new file or the old one. Word holds an open file: that is said, not a traceback."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.suffix in EDITED and path.exists() and (old := path.read_bytes()) != content:
            back_up(path, old, dt.datetime.now().astimezone(), 0o644)
            prune(path, COPIES_KEPT)
        fresh.write_bytes(content)
        fresh.replace(path)
    except PermissionError as error:
        raise CannotWrite("report_in_use", file=path.name, folder=str(path.parent)) from error
    except OSError as error:
        raise CannotWrite("disk_error", file=path.name, folder=str(path.parent), detail=str(error)) from error
    finally:
        fresh.unlink(missing_ok=True)
