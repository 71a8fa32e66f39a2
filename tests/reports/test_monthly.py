"""The monthly report holds recalc's figures in texts that can be pasted, with the evidence beside them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.html import render_html
from addin.reports.monthly import monthly_context
from addin.reports.situation import situation_context
from addin.reports.source import Source
from addin.reports.stakeholders import stakeholders_context
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.settings import Settings

MakeSource = Callable[..., Source]
HOSTILE = "<b>& \"q\" 'a' {{ 7 * 7 }} \x07😀 " + "ก" * 120


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def page(source: Source) -> html.HtmlElement:
    return html.fromstring(render_html("monthly", monthly_context(source)))


@pytest.fixture(scope="module")
def document(source: Source) -> Document:
    return Document(io.BytesIO(render_docx("monthly", monthly_context(source))))


def expected_figures(source: Source) -> dict[str, str]:
    result, units, kpis = source.results.attainment, source.results.unit_score, source.results.kpi_score
    own = kpis[(kpis["unit_code"] == "PSD") & (kpis["kpi_code"] == "3.11") & (kpis["round"] == 1)][
        "score"
    ].iloc[0]
    return {
        "จำนวนหน่วยงานที่ผ่านเกณฑ์": f"{result.passed}",
        "จำนวนหน่วยงานทั้งหมด": f"{result.total}",
        "ร้อยละของหน่วยงานที่ผ่านเกณฑ์": f"{result.percent:.4f}",
        "เป้าหมายร้อยละ": f"{result.target_percent}",
        "ผลเทียบเป้าหมาย": "ยังไม่บรรลุเป้าหมาย",
        "จำนวนหน่วยงานที่ยังขาด": f"{result.short}",
        "คะแนนเฉลี่ยของหน่วยงานที่มีคะแนน": f"{units['score'].mean():.4f}",
        "คะแนนตัวชี้วัด 3.11 ของหน่วยงานเจ้าภาพ": f"{own:.4f}",
    }


def test_html_figures_are_recalcs(page: html.HtmlElement, source: Source) -> None:
    """Each field has recalc's figure."""
    rows = page.xpath("//section[@id='figures']//tbody/tr")
    assert expected_figures(source) == {plain(row[0].text_content()): row[1].text for row in rows}


def test_word_figures_are_recalcs(document: Document, source: Source) -> None:
    """The same in Word."""
    table = next(table for table in document.tables if table.rows[0].cells[0].text == "ช่องที่กรอก")
    assert expected_figures(source) == {plain(row.cells[0].text): row.cells[1].text for row in table.rows[1:]}


def test_five_levels_in_both_formats(page: html.HtmlElement, document: Document) -> None:
    """Assessment to Outcome, in this order."""
    names = ["Assessment", "Advocacy", "Management", "Output", "Outcome"]
    heads = [plain(p.text) for p in document.paragraphs if p.text.startswith("ระดับที่")]
    shown = [plain(h.text_content()) for h in page.xpath("//article//h3[starts-with(., 'ระดับที่')]")]
    assert names == [re.split(r"[ (]", head)[2].rstrip(",") for head in heads]
    assert [head.replace("\u200d", "") for head in heads] == shown


def test_paste_text_is_word_line_by_line(page: html.HtmlElement, document: Document) -> None:
    """No line of a text to paste is lost on the way into Word."""
    paragraphs = {plain(paragraph.text) for paragraph in document.paragraphs}
    lines = [
        plain(line)
        for block in page.xpath("//pre[starts-with(@id, 'level-') or @id='problems' or @id='actions']")
        for line in block.text.split("\n")
    ]
    assert len(lines) > 20
    assert [line for line in lines if line not in paragraphs] == []


def test_outcome_says_the_attainment(source: Source) -> None:
    """Passed of all, percent and short stand in the text of level 5."""
    result = source.results.attainment
    text = plain(monthly_context(source).levels[4].block.text)
    assert f"{result.passed} จาก {result.total} หน่วยงาน คิดเป็นร้อยละ {result.percent:.4f}" in text
    assert f"ขาดอีก {result.short} หน่วยงาน" in text


def test_evidence_is_tbl_document(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Each file of a step's documents up to the month is in the list of its level."""
    documents = sample["tblDocument"]
    files = documents[documents["step_no"].isin([1, 2, 3])]["file_ref"].dropna().tolist()
    assert [file for file in files if file not in monthly_context(source).levels[0].files.lines] == []


def test_lacking_documents_are_said(source: Source) -> None:
    """A required document without a file is told as such, not left out."""
    words = {(e.document.split()[0], e.state.word) for e in monthly_context(source).levels[3].evidence}
    assert ("ผลลัพธ์", "ยังไม่มีแฟ้ม") in words


def test_points_are_the_owners(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """The points of the five levels add up to what the owner's items of the month add up to."""
    items = sample["tblItemResult"].query("unit_code == 'PSD' and kpi_code == '3.11' and month == '2565-02'")
    got = [float(level.points.split()[0]) for level in monthly_context(source).levels]
    assert sum(got) == pytest.approx(items["points"].sum())


def test_open_matters_stand_with_their_cure(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Each matter that is not closed is a line of the problems and one of the cures."""
    matters = sample["tblFollowUp"]
    open_ = matters[matters["closed_on"].isna()]
    context = monthly_context(source)
    assert len(open_) == len(context.problems.lines) == len(context.actions.lines)
    assert [issue for issue in open_["issue"] if issue not in plain(context.problems.text)] == []


def test_every_button_has_its_text(page: html.HtmlElement) -> None:
    """A copy button names an element that exists, and is hidden until the script runs."""
    buttons = page.xpath("//button[@data-copy]")
    ids = set(page.xpath("//@id"))
    assert len(buttons) > 15
    assert {button.get("data-copy") for button in buttons} <= ids
    assert all(button.get("hidden") is not None for button in buttons)


def test_nobody_is_named(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Neither the directory's nor the reporters' names stand in the report."""
    people = set(sample["tblContact"]["name"].dropna()) | set(sample["tblMonthlyScore"]["reporter"].dropna())
    text = render_html("monthly", monthly_context(source))
    assert [name for name in people if name in text] == []


def test_empty_book_renders(make_source: MakeSource) -> None:
    """A fresh book gives five levels that say that nothing is there yet."""
    context = monthly_context(make_source({}, Settings()))
    assert context.levels[4].block.lines == ("ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้",)
    assert "ยังไม่มีแฟ้มหลักฐานของระดับนี้" in render_html("monthly", context)
    assert len(render_docx("monthly", context)) > 5_000


def test_later_months_are_left_out(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """A report of November knows no document of January."""
    context = monthly_context(make_source(sample, Settings(), month="2564-11"))
    files = [line for level in context.levels for line in level.files.lines]
    assert [file for file in files if "D10-01" in file or "2565-01" in file] == []


def test_hostile_texts_arrive_whole(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """What people typed stands in the text to paste character by character, and nothing of it runs."""
    tables = {**sample, "tblFollowUp": sample["tblFollowUp"].assign(issue=HOSTILE)}
    context = monthly_context(make_source(tables, Settings()))
    page = html.fromstring(render_html("monthly", context))
    wanted = plain(clean(HOSTILE))
    assert plain(page.xpath("string(//pre[@id='problems'])")).count(wanted) == len(context.problems.lines)
    assert len(page.xpath("//script")) == 1
    document = Document(io.BytesIO(render_docx("monthly", context)))
    assert len([p for p in document.paragraphs if wanted in plain(p.text)]) == len(context.problems.lines)


def test_thai_digits_in_the_texts(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With the setting the texts to paste have ๐-๙, file names stay as they are."""
    context = monthly_context(make_source(sample, Settings(thai_digits=True)))
    assert not re.search("[0-9]", "".join(level.block.text for level in context.levels))
    assert "คลังหลักฐาน/ขั้นตอน/2565/D01-1.pdf" in context.levels[0].files.lines


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed here")
def test_buttons_appear_from_a_file(source: Source, tmp_path: Path) -> None:
    """Opened from a file under the policy, the script runs and shows every copy button."""
    path = tmp_path / "monthly.html"
    path.write_text(render_html("monthly", monthly_context(source)), encoding="utf-8")
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'c'}",
         "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    shown = html.fromstring(done.stdout).xpath("//button[@data-copy]")
    assert len(shown) > 15
    assert [button for button in shown if button.get("hidden") is not None] == []
    assert "CONSOLE" not in done.stderr


@pytest.mark.validator
def test_papers_fit_the_schema(source: Source, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing to object to in the monthly report, the agreement, memo and letter."""
    from addin.reports.kinds import KINDS
    from tests.support.ooxml_lint import validate

    for kind, code in (
        ("monthly", ""),
        ("agreement", "PER"),
        ("agreement", "รองอธิบดี (1)"),
        ("memo", ""),
        ("letter", "HPC12"),
    ):
        path = tmp_path / f"{kind}.docx"
        path.write_bytes(render_docx(kind, KINDS[kind].context(source, code)))
        found = validate(path)
        if found is None:
            pytest.skip("no ooxml-validator")
        assert (kind, []) == (kind, found)


def test_counts_agree_with_the_other_reports(source: Source) -> None:
    """Gaps as in the situation report, who answered as in the analysis: no small group can be reckoned out."""
    told = plain(" ".join(monthly_context(source).levels[0].block.lines))
    chronic = len(situation_context(source).gap_parts[0].rows)
    answered = stakeholders_context(source).cards[1].value
    assert f"ต่ำกว่าเกณฑ์เรื้อรัง {chronic} รายการ" in told
    assert f"ผู้ให้ข้อมูล {answered} คน (ไม่รวม 2 กลุ่ม" in told


def test_the_gaps_of_the_text_add_up(source: Source) -> None:
    """Chronic, failing this year, without data and the rest are together the gaps that were looked at."""
    line = next(
        line for line in monthly_context(source).levels[0].block.lines if line.startswith("วิเคราะห์ Gap")
    )
    whole, *parts = [int(figure) for figure in re.findall(r"(\d+) รายการ", plain(line))]
    assert whole == sum(parts)
    assert whole == int((source.results.gap["round"] == 1).sum())


def test_the_money_and_work_of_an_activity_are_the_months(
    source: Source, sample: dict[str, pd.DataFrame]
) -> None:
    """Each activity of the month is a sentence with its result, its plan and what was paid, as typed."""
    months = sample["tblActivityMonth"].query("month == '2565-02'")
    activities = sample["tblActivity"].set_index("activity_id")
    text = plain(monthly_context(source).levels[3].block.text)
    expected = [
        f"{activities.loc[row['activity_id'], 'activity']} เดือนนี้ทำได้ {row['done']:g} จากแผน {row['planned']:g} "
        for row in months.to_dict("records")
        if activities.loc[row["activity_id"], "status"] not in {"cancelled", "postponed"}
    ]
    assert len(expected) > 2
    assert [said for said in expected if said not in text] == []
    paid = months.loc[months["disbursed"] > 0, "disbursed"].tolist()
    assert [one for one in paid if f"เบิกจ่ายเดือนนี้ {one:,.0f} บาท" not in text] == []
