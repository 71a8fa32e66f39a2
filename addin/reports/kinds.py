"""The kinds of reports: what each is about, what it is called, and how its context is made.

A kind has a template of its own name in report_templates/ for each of its formats. To add one: its context in
a module of this package, its templates, a line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from addin.reports.agreement import agreement_context, deputies
from addin.reports.directory import directory_context
from addin.reports.followup import followup_context
from addin.reports.letter import applies, letter_context, why_none
from addin.reports.manual import manual_context
from addin.reports.measures import measures_context
from addin.reports.memo import memo_context
from addin.reports.monthly import monthly_context
from addin.reports.overview import overview_context
from addin.reports.pack import pack_context
from addin.reports.plan import plan_context
from addin.reports.situation import situation_context
from addin.reports.slide import slide_context
from addin.reports.source import Source
from addin.reports.stakeholders import stakeholders_context
from addin.reports.unit import unit_context


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


def _of_department(context: Callable[[Source], object]) -> Callable[[Source, str], object]:
    return lambda source, _: context(source)


_EVERY = (
    Kind("overview", "ภาพรวมกรม", "ภาพรวมกรม", "department", _of_department(overview_context)),
    Kind("unit", "รายงานหน่วยงาน", "หน่วยงาน", "unit", unit_context),
    Kind(
        "pack",
        "รวมรายงานหน่วยงาน",
        "รวมรายงานหน่วยงาน",
        "department",
        _of_department(pack_context),
        gathers=True,
    ),
    Kind(
        "situation",
        "วิเคราะห์สถานการณ์และ Gap",
        "วิเคราะห์สถานการณ์และGap",
        "department",
        _of_department(situation_context),
    ),
    Kind(
        "stakeholders",
        "วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย",
        "วิเคราะห์ผู้มีส่วนได้ส่วนเสีย",
        "department",
        _of_department(stakeholders_context),
    ),
    Kind("directory", "ทำเนียบ", "ทำเนียบ", "department", _of_department(directory_context)),
    Kind(
        "measures",
        "มาตรการและประเด็นความรู้",
        "มาตรการและประเด็นความรู้",
        "department",
        _of_department(measures_context),
    ),
    Kind("plan", "แผนงาน/โครงการ", "แผนงานโครงการ", "department", _of_department(plan_context)),
    Kind("followup", "ติดตามและประเมินผล", "ติดตามประเมินผล", "department", _of_department(followup_context)),
    Kind(
        "monthly",
        "รายงานประจำเดือนสำหรับระบบรายงาน",
        "รายงานประจำเดือน",
        "department",
        _of_department(monthly_context),
    ),
    Kind("agreement", "คำรับรองการปฏิบัติราชการ", "คำรับรอง", "unit", agreement_context, others=deputies),
    Kind("manual", "คู่มือ SOP", "คู่มือ-SOP", "department", _of_department(manual_context)),
    Kind("memo", "บันทึกข้อความ", "บันทึกข้อความ", "department", _of_department(memo_context)),
    Kind("letter", "หนังสือแจ้งหน่วยงาน", "หนังสือแจ้ง", "unit", letter_context, applies=applies, why_none=why_none),
    Kind("slide", "สไลด์ที่ประชุมกรม", "สไลด์ที่ประชุมกรม", "department", _of_department(slide_context), ("pptx",)),
)

KINDS = {kind.key: kind for kind in _EVERY}
"""All kinds by their key, in the order in which they are offered."""

USUAL = ("overview", "unit")
"""The kinds that are made when none is asked for."""
