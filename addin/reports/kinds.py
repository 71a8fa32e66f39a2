"""The kinds of reports: what each is about, what it is called, and how its context is made.

A kind has a template of its own name in report_templates/ for each of its formats. To add one: its context in
a module of this package, its templates, a line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.unit import unit_context


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report.

    `about` says of what one file tells: the whole department, or one unit (then `context` takes its code).
    `stem` begins the file's name, `title` is how people call it. `formats` are those it can be made in; a PDF
    is made from the Word file.
    """

    key: str
    title: str
    stem: str
    about: Literal["department", "unit"]
    context: Callable[[Source, str], object]
    formats: tuple[str, ...] = ("html", "docx")


def _of_department(context: Callable[[Source], object]) -> Callable[[Source, str], object]:
    return lambda source, _: context(source)


_EVERY = (
    Kind("overview", "ภาพรวมกรม", "ภาพรวมกรม", "department", _of_department(overview_context)),
    Kind("unit", "รายงานหน่วยงาน", "หน่วยงาน", "unit", unit_context),
)

KINDS = {kind.key: kind for kind in _EVERY}
"""All kinds by their key, in the order in which they are offered."""

USUAL = ("overview", "unit")
"""The kinds that are made when none is asked for."""
