"""A unit's report says by when the result that it needs can still be reported."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.deadlines import next_deadline, next_report
from addin.reports.html import render_html
from addin.reports.source import Source
from addin.reports.unit import unit_context
from addin.reports.word import render_docx
from addin.rules.settings import Settings


def by_of(source: Source, code: str) -> dict[str, set[str]]:
    report = unit_context(source, code)
    return {part.number: {kpi.needed_by for kpi in part.kpis} for part in report.rounds}


def test_by_when_is_the_deadline_of_the_rounds_last_month(source: Source) -> None:
    """Round 1 ends with February, reported by 10 March; round 2 with July, by 10 August."""
    assert by_of(source, "HPC01") == {"1": {"10\u00a0มี.ค.\u00a065"}, "2": {"10\u00a0ส.ค.\u00a065"}}


def test_an_extension_is_heeded(sample: dict[str, pd.DataFrame], make_source: Callable[..., Source]) -> None:
    """A unit whose last month was extended has until that day."""
    register = sample["tblSubmission"].copy()
    mine = (register["unit_code"] == "HPC01") & (register["month"] == "2565-02")
    register = register[~mine]
    row = {"month": "2565-02", "unit_code": "HPC01", "extended_to": pd.Timestamp(2022, 3, 17)}
    register = pd.concat([register, pd.DataFrame([row])], ignore_index=True)
    register["extended_to"] = pd.to_datetime(register["extended_to"])
    source = make_source({**sample, "tblSubmission": register}, Settings())
    assert by_of(source, "HPC01")["1"] == {"17\u00a0มี.ค.\u00a065"}


def test_the_next_deadline_is_the_units_own(source: Source) -> None:
    """HPC12 has until 17 March for February; a unit without an extension until the 10th."""
    said = {code: unit_context(source, code).next_deadline for code in ("HPC12", "LAB")}
    expected = {
        "HPC12": "กำหนดส่งครั้งถัดไป 17 มีนาคม 2565 (ขยายจาก 10 มีนาคม 2565) สำหรับผลเดือนกุมภาพันธ์ 2565",
        "LAB": "กำหนดส่งครั้งถัดไป 10 เมษายน 2565 (ตรงกับวันหยุด ควรส่งภายใน 8 เมษายน 2565) สำหรับผลเดือนมีนาคม 2565",
    }
    assert expected == {code: text.replace("\u00a0", " ") for code, text in said.items()}


def test_a_month_extended_far_does_not_hide_the_next(source: Source) -> None:
    """Of the months not sent the one due first is next, whatever was extended beyond it."""
    status = source.results.report_status.copy()
    mine = status["unit_code"] == "HPC12"
    status.loc[mine, "month_01"] = "not_due"
    rows = pd.DataFrame(
        [{"month": "2565-01", "unit_code": "HPC12", "extended_to": pd.Timestamp(2022, 3, 31)}]
    )
    register = pd.concat([source.tables["tblSubmission"], rows], ignore_index=True)
    register["extended_to"] = pd.to_datetime(register["extended_to"])
    changed = replace(
        source,
        tables={**source.tables, "tblSubmission": register},
        results=replace(source.results, report_status=status),
    )
    expected = "2565-02"
    assert expected == next_report(changed, "HPC12")


def test_after_the_last_deadline_what_is_owed_is_named(source: Source) -> None:
    """Nothing is promised after the last deadline: the months that were never sent are named."""
    later = replace(source, results=replace(source.results, as_of=dt.date(2022, 9, 1)))
    assert next_deadline(later, "EXPT").startswith("พ้นกำหนดส่งรายงานของทั้งสองรอบแล้ว ยังไม่ได้ส่งของเดือน")


def test_what_has_passed_is_said(source: Source) -> None:
    """The day after the deadline the report says so, and its message promises nothing by that day."""
    later = replace(source, results=replace(source.results, as_of=dt.date(2022, 3, 11)))
    report = unit_context(later, "ELD")
    assert {kpi.needed_by for kpi in report.rounds[0].kpis} == {"10\u00a0มี.ค.\u00a065 (พ้นกำหนดแล้ว)"}
    assert "ภายใน" not in report.message.accent


@pytest.mark.parametrize("code", ["HPC12", "HPC01"])
def test_both_formats_show_it(source: Source, code: str) -> None:
    """The table of what is needed has the day beside each figure, in the page and in Word."""
    report = unit_context(source, code)
    expected = [(way.code, way.needed, way.needed_by) for way in report.ways]
    table = html.fromstring(render_html("unit", report)).xpath("//section[@id='ways']//tbody/tr")
    assert expected == [
        (row[0].text_content(), row[5].text_content(), row[6].text_content()) for row in table
    ]
    document = Document(io.BytesIO(render_docx("unit", report)))
    rows = next(t.rows for t in document.tables if t.rows[0].cells[-1].text == "ภายใน")
    cells = [[cell.text for cell in row.cells] for row in rows][1:]
    assert expected == [(row[0], row[5], row[6]) for row in cells]


def test_levels_and_criteria_stand_beside_the_score(source: Source) -> None:
    """Word shows the level reached and the criteria of the five levels for each KPI."""
    report = unit_context(source, "HPC12")
    document = Document(io.BytesIO(render_docx("unit", report)))
    rows = next(t.rows for t in document.tables if "ระดับ" in [cell.text for cell in t.rows[0].cells])
    cells = [[cell.text for cell in row.cells] for row in rows][1:]
    assert [(kpi.code, kpi.level, kpi.scale) for kpi in report.rounds[0].kpis] == [
        (row[0], row[6], row[7]) for row in cells
    ]
