"""The report of the plans: figures of the rule, the Gantt month by month, the approval record, what is flagged."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.actions.home import _percent as home_percent
from addin.reports.html import render_html
from addin.reports.overview import overview_context
from addin.reports.plan import plan_context
from addin.reports.plan_model import PlanReport
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules import plans as rules
from addin.rules.exact import half_up
from addin.rules.settings import Settings

Tables = dict[str, pd.DataFrame]
MakeSource = Callable[..., Source]
LONG = "ก" * 120
HOSTILE = f"<b>&amp; \"ก\" 'ข' {{{{ 7 * 7 }}}} {{%p if x %}} \x07😀 {LONG}"


@pytest.fixture(scope="module")
def report(source: Source) -> PlanReport:
    return plan_context(source)


@pytest.fixture(scope="module")
def page(report: PlanReport) -> html.HtmlElement:
    return html.fromstring(render_html("plan", report))


@pytest.fixture(scope="module")
def document(report: PlanReport) -> Document:
    return Document(io.BytesIO(render_docx("plan", report)))


def changed(sample: Tables, name: str, **columns: object) -> Tables:
    return {**sample, name: sample[name].assign(**columns)}


def early_tables(sample: Tables) -> Tables:
    """AC01 finished before its plan's approval; AC08 done though its plan is only checked."""
    frame = sample["tblActivity"].copy()
    frame.loc[frame["activity_id"] == "AC01", "finished_on"] = pd.Timestamp("2021-11-10")
    waiting = frame["activity_id"] == "AC08"
    frame.loc[waiting, "status"] = "done"
    frame.loc[waiting, "finished_on"] = pd.Timestamp("2022-03-01")
    return {**sample, "tblActivity": frame}


def tables_of(document: Document, head: str) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in table.rows][1:]
        for table in document.tables
        if table.rows[0].cells[0].text == head
    ]


def rows_of_html(page: html.HtmlElement, path: str) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in page.xpath(path)]


def test_progress_is_the_rules(report: PlanReport, source: Source) -> None:
    """Each approved plan shows the rule's work and money with two decimals; the others show no progress."""
    found = rules.progress_by_plan(source.tables, source.period.month)
    for plan in report.plans:
        mine = found[plan.line.code]
        if plan.approved:
            assert (f"{half_up(mine.done, 2)}", f"{half_up(mine.planned, 2)}") == (
                plan.line.done_percent,
                plan.line.planned_percent,
            )
        else:
            assert (plan.line.done_percent, plan.going.word) == ("–", "ยังไม่คิด")


def test_home_overview_and_plans_agree(report: PlanReport, source: Source) -> None:
    """What home writes, the overview lists and this report prints is one figure for a plan and for all."""
    total = rules.approved_progress(source.tables, source.period.month)
    assert f"{half_up(total.done, 2)}" == report.cards[1].value
    assert home_percent(total.done) == pytest.approx(float(report.cards[1].value), abs=0.005)
    overview = {plan.code: plan for plan in overview_context(source).plans}
    assert overview == {plan.line.code: plan.line for plan in report.plans}


def test_html_lists_every_plan_with_its_money(page: html.HtmlElement, source: Source) -> None:
    """The table has a row a plan, with its budget as it stands in the book."""
    rows = rows_of_html(page, "//table[@id='plan-table']/tbody/tr")
    expected = [
        (f"{row['plan_id']} {row['title']}", f"{row['budget']:,.0f}") for row in source.rows("tblPlan")
    ]
    assert expected == [(row[0], row[2]) for row in rows]


def test_word_gantt_holds_every_month(document: Document, source: Source) -> None:
    """Each activity's twelve cells carry what was planned and done in each month, as typed."""
    typed = {(row["activity_id"], row["month"]): row for row in source.rows("tblActivityMonth")}

    def text(code: str, month: str) -> str:
        row = typed.get((code, month), {})
        return "\n".join("" if (v := row.get(key)) is None else f"{v:g}" for key in ("planned", "done"))

    expected = [
        [text(row["activity_id"], month) for month in source.settings.months]
        for row in source.rows("tblActivity")
    ]
    found = [row[1:13] for table in tables_of(document, "กิจกรรม") for row in table]
    assert expected == found


def test_gantt_colours_what_misses(report: PlanReport, source: Source) -> None:
    """A month up to the report is short exactly where less was done than planned; later months never are."""
    months = source.settings.months
    wrong = [
        (activity.line.code, cell.label)
        for plan in report.plans
        for activity in plan.activities
        if activity.line.state.key not in rules.LEFT_OUT
        for month, cell in zip(months, activity.months, strict=True)
        if (cell.kind == "short")
        != (month <= source.period.month and float(cell.done or 0) < float(cell.planned or 0))
    ]
    assert wrong == []
    assert any(cell.kind == "short" for plan in report.plans for a in plan.activities for cell in a.months)


def test_word_record_has_every_approval(document: Document, source: Source) -> None:
    """All rows of the record stand under their plans, in their sequence, with position and reason."""
    expected = [
        (row["by_position"], row.get("reason") or "–")
        for plan in source.rows("tblPlan")
        for row in sorted(source.rows("tblApproval"), key=lambda row: row["seq"])
        if row["plan_id"] == plan["plan_id"]
    ]
    found = [(row[4], row[5]) for table in tables_of(document, "ครั้งที่") for row in table]
    assert expected == found


def test_html_record_is_words(page: html.HtmlElement, source: Source) -> None:
    """The record on the page says states as words, as many rows as the book has."""
    rows = page.xpath("//section[starts-with(@id, 'plan-')]//table[.//th[contains(., 'จากสถานะ')]]/tbody/tr")
    assert len(source.rows("tblApproval")) == len(rows)


@pytest.mark.parametrize("state", ["draft", "submitted", "checked", "returned", "rejected"])
def test_a_plan_not_approved_says_so(sample: Tables, make_source: MakeSource, state: str) -> None:
    """In every state but approved the plan's page says plainly that it is not approved."""
    context = plan_context(make_source(changed(sample, "tblPlan", state=state), Settings()))
    assert all(re.search("ยังไม่ได้|ไม่ได้รับอนุมัติ", plan.notice) for plan in context.plans)
    assert "0 จาก 7 แผน" in context.message.lead.replace("\u00a0", " ")


def test_record_that_differs_is_said(sample: Tables, make_source: MakeSource) -> None:
    """A state which the record does not explain is said with the state recorded last."""
    context = plan_context(make_source(changed(sample, "tblPlan", state="approved"), Settings()))
    rejected = next(plan for plan in context.plans if plan.line.code == "PL06")
    assert "ไม่ตรงกับบันทึกการอนุมัติ (ไม่อนุมัติ)" in rejected.notice


def test_work_before_approval_is_flagged(sample: Tables, make_source: MakeSource) -> None:
    """Both kinds of early work stand in the summary and beside the activity, in HTML and Word."""
    context = plan_context(make_source(early_tables(sample), Settings()))
    flagged = {a.line.code: a.early for plan in context.plans for a in plan.activities if a.early}
    assert flagged == {
        "AC01": "ทำเสร็จก่อนวันที่แผนได้รับอนุมัติ",
        "AC08": "ทำเสร็จโดยที่แผนยังไม่ได้รับอนุมัติ",
    }
    page = html.fromstring(render_html("plan", context)).text_content()
    word = Document(io.BytesIO(render_docx("plan", context)))
    cells = "\n".join(row[0] for table in tables_of(word, "กิจกรรม") for row in table)
    for words in flagged.values():
        assert words in page
        assert words in cells


def test_nothing_is_flagged_where_nothing_is_early(report: PlanReport) -> None:
    """The sample's activities were done after approval."""
    assert [a.line.code for plan in report.plans for a in plan.activities if a.early] == []


def test_money_by_month_is_the_rules(report: PlanReport, source: Source) -> None:
    """Twelve months planned; paid out only up to the month reported; the chart holds the same figures."""
    assert [m.planned_raw for m in report.money] == [
        float(half_up(rules.approved_progress(source.tables, month).disbursed_due, 2))
        for month in source.settings.months
    ]
    assert [m.spent_raw is None for m in report.money] == [
        m > source.period.month for m in source.settings.months
    ]
    shown = [series.values for series in report.charts["chart_money"].series]  # noqa: PD011 not a frame
    assert shown == [tuple(m.spent_raw for m in report.money), tuple(m.planned_raw for m in report.money)]


def test_typed_text_arrives_whole(sample: Tables, make_source: MakeSource) -> None:
    """Titles, reasons and activities of people arrive character by character in both formats."""
    tables = {**sample}
    for name, key in (("tblPlan", "objective"), ("tblActivity", "activity"), ("tblApproval", "reason")):
        tables = changed(tables, name, **{key: HOSTILE})
    context = plan_context(make_source(tables, Settings()))
    text = html.fromstring(render_html("plan", context)).text_content()
    word = Document(io.BytesIO(render_docx("plan", context)))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert text.count(clean(HOSTILE)) >= 7 + 12 + 16
    assert clean(HOSTILE) in cells
    assert any(clean(HOSTILE) in cell and cell.startswith("AC01") for cell in cells)


def test_empty_book_says_so(make_source: MakeSource) -> None:
    """A fresh book has no plan: both formats say so, without a page for any."""
    context = plan_context(make_source({}, Settings()))
    assert "ยังไม่มีแผนงานหรือโครงการ" in render_html("plan", context)
    word = Document(io.BytesIO(render_docx("plan", context)))
    assert [p.text for p in word.paragraphs if p.text.startswith("แผนที่")] == []


def test_blank_cells_are_dashes(sample: Tables, make_source: MakeSource) -> None:
    """A plan of which only the title is known, and activities without dates, target or months, still print."""
    tables = changed(
        sample,
        "tblPlan",
        budget=float("nan"),
        objective=None,
        rationale=None,
        starts_on=pd.NaT,
        ends_on=pd.NaT,
    )
    tables = changed(tables, "tblActivity", target=float("nan"), budget=float("nan"), starts_on=pd.NaT)
    tables["tblActivityMonth"] = sample["tblActivityMonth"].iloc[:0]
    context = plan_context(make_source(tables, Settings()))
    assert not context.money_shown
    assert {plan.objective for plan in context.plans} == {"–"}
    assert len(render_docx("plan", context)) > 10_000
    assert "None" not in html.fromstring(render_html("plan", context)).text_content()


def test_thai_digits_by_setting(sample: Tables, make_source: MakeSource) -> None:
    """With thai_digits the figures of the message, the cards and the Gantt are ๐-๙."""
    context = plan_context(make_source(sample, Settings(thai_digits=True)))
    months = "".join(c.planned + c.done for p in context.plans for a in p.activities for c in a.months)
    said = context.message.verdict + months + "".join(card.value for card in context.cards)
    assert not re.search("[0-9]", said)


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_every_row(sample: Tables, make_source: MakeSource, tmp_path: Path) -> None:
    """The PDF's text has each plan's page, each activity, each position of the record and each mark."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("no soffice or pdftotext")
    made = make_source(early_tables(sample), Settings())
    context = plan_context(made)
    path = tmp_path / "plan.docx"
    path.write_bytes(render_docx("plan", context))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = [reader, "-raw", str(tmp_path / "plan.pdf"), "-"]
    text = subprocess.run(pdf, check=True, capture_output=True, timeout=60).stdout.decode()
    squeezed = re.sub(r"[\s\u200d]", "", text)
    lost = [row["activity_id"] for row in made.rows("tblActivity") if row["activity_id"] not in squeezed]
    assert lost == []
    assert len(context.plans) == len(set(re.findall(r"แผนที่(\d+)PL", squeezed)))
    for plan in context.plans:
        for one in (*plan.approvals,):
            assert squeezed.count(re.sub(r"\s", "", one.by)) >= 1
    positions = [row["by_position"].replace(" ", "") for row in made.rows("tblApproval")]
    record = sum(squeezed.count(one) for one in set(positions))
    assert record >= len(positions)


@pytest.mark.validator
def test_word_fits_the_schema(
    sample: Tables, make_source: MakeSource, report: PlanReport, tmp_path: Path
) -> None:
    """The Open XML SDK finds nothing to object to: sample, typed text at its worst, empty book."""
    validator = os.environ.get("SAMRET_OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if validator is None:
        pytest.skip("no ooxml-validator")
    hostile = changed(changed(sample, "tblPlan", title=HOSTILE), "tblApproval", by_position=HOSTILE)
    contexts = {
        "sample": report,
        "hostile": plan_context(make_source(hostile, Settings())),
        "empty": plan_context(make_source({}, Settings())),
    }
    for name, context in contexts.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(render_docx("plan", context))
        done = subprocess.run(
            [validator, str(path)], capture_output=True, text=True, timeout=120, check=False
        )
        assert (name, 0) == (name, done.returncode), done.stdout[:2000]
