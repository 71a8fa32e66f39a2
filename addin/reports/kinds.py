"""The kinds of reports: what each is about, what it is called, and how its context is made.

A kind has a template of its own name in report_templates/ for each of its formats. To add one: its function
KEY_context in a module KEY of this package, its templates, its title in titles.py, a line here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from addin.reports.source import Source
from addin.reports.titles import TITLES


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report.

    `about` says of what one file tells: the whole department, or one unit (then `context` takes its code).
    `stem` begins the file's name, `title` is how people call it. `formats` are those it can be made in; a PDF
    is made from the Word file. Of a unit to which the kind does not apply no file is made; `why_none` tells
    why (a key of texts.toml [ui] and what it names). `others` are those beside units of whom a file tells,
    asked for by name as a unit is by its code. `gathers` marks a file made of several units' reports.
    """

    key: str
    title: str
    stem: str
    about: Literal["department", "unit"]
    context: Callable[[Source, str], object]
    formats: tuple[str, ...] = ("html", "docx")
    applies: Callable[[Source, str], bool] = lambda source, code: True  # noqa: ARG005 every unit
    why_none: Callable[[Source, str], tuple[str, dict[str, str]]] | None = None
    others: Callable[[Source], tuple[str, ...]] = lambda source: ()  # noqa: ARG005 nobody else
    gathers: bool = False


def _later(module: str, name: str) -> Callable[..., Any]:
    """A function of a module of this package, which is loaded when it is first called.

    Every command and button would wait 0.1 s for the contexts of all kinds, of which it wants one or none.
    """

    def call(*args: object) -> Any:
        return getattr(import_module(f"addin.reports.{module}"), name)(*args)

    return call


def _department(key: str, stem: str, **more: Any) -> Kind:
    """A kind about the department, with its context in the module of its name."""
    made = _later(key, f"{key}_context")
    return Kind(key, TITLES[key], stem, "department", lambda source, _: made(source), **more)


def _unit(key: str, stem: str, **more: Any) -> Kind:
    """A kind about one unit, with its context in the module of its name."""
    return Kind(key, TITLES[key], stem, "unit", _later(key, f"{key}_context"), **more)


_EVERY = (
    _department("overview", "ภาพรวมกรม"),
    _unit("unit", "หน่วยงาน"),
    _department("pack", "รวมรายงานหน่วยงาน", gathers=True),
    _department("situation", "วิเคราะห์สถานการณ์และGap"),
    _department("stakeholders", "วิเคราะห์ผู้มีส่วนได้ส่วนเสีย"),
    _department("directory", "ทำเนียบ"),
    _department("measures", "มาตรการและประเด็นความรู้"),
    _department("plan", "แผนงานโครงการ"),
    _department("followup", "ติดตามประเมินผล"),
    _department("monthly", "รายงานประจำเดือน"),
    _unit("agreement", "คำรับรอง", others=_later("agreement", "deputies")),
    _department("manual", "คู่มือ-SOP"),
    _department("memo", "บันทึกข้อความ"),
    _unit(
        "letter",
        "หนังสือแจ้ง",
        applies=_later("letter", "applies"),
        why_none=_later("letter", "why_none"),
    ),
    _department("slide", "สไลด์ที่ประชุมกรม", formats=("pptx",)),
)

KINDS = {kind.key: kind for kind in _EVERY}
"""All kinds by their key, in the order in which they are offered."""

USUAL = ("overview", "unit")
"""The kinds that are made when none is asked for."""


def kind_named(template: Path) -> str | None:
    """The kind that begins a template's name, where no further Latin letter follows; else None.

    >>> kind_named(Path("unit ของกอง.docx")), kind_named(Path("planning.docx"))
    ('unit', None)
    """
    name = template.name.casefold()
    return next((key for key in KINDS if re.match(rf"{key}(?![a-z])", name)), None)
