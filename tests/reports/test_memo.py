"""The memorandum says what recalc says, in the official form, and asks only for what is needed."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from docx.shared import Cm, Pt
from lxml import html

from addin.reports.html import render_html
from addin.reports.memo import SHOWN, memo_context
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.settings import Settings
from tests.support.office import NEEDS_OFFICE, convert

MakeSource = Callable[..., Source]
HOSTILE = "<b>& \"q\" 'a' {{ 7 * 7 }} \x07😀 " + "ก" * 120


@pytest.fixture(scope="module")
def page(source: Source) -> html.HtmlElement:
    return html.fromstring(render_html("memo", memo_context(source)))


@pytest.fixture(scope="module")
def document(source: Source) -> Document:
    return Document(io.BytesIO(render_docx("memo", memo_context(source))))


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def failing(source: Source) -> list[tuple[str, str, str]]:
    rows = source.results.unit_score
    rows = rows[rows["score"] < rows["pass_score"]].sort_values("score", ascending=False, kind="stable")
    return [
        (row["unit_name"], f"{row['score']:.4f}", f"{row['shortfall']:.4f}")
        for row in rows.to_dict("records")
    ]


def test_word_says_the_attainment(document: Document, source: Source) -> None:
    """Passed of all, the percentage and how many are short stand in a paragraph."""
    result = source.results.attainment
    text = plain(" ".join(paragraph.text for paragraph in document.paragraphs))
    assert f"{result.passed} จาก {result.total} หน่วยงาน" in text
    assert f"ร้อยละ {result.percent:.4f}" in text
    assert f"ขาดอีก {result.short} หน่วยงาน" in text


def test_word_lists_every_unit_below(document: Document, source: Source) -> None:
    """The table has each unit below the pass score with its score and shortfall, the nearest first."""
    rows = [tuple(plain(cell.text) for cell in row.cells[:3]) for row in document.tables[0].rows[1:]]
    assert failing(source) == rows


def test_html_lists_every_unit_below(page: html.HtmlElement, source: Source) -> None:
    """The same in HTML."""
    rows = [tuple(plain(cell.text_content()) for cell in row[:3]) for row in page.xpath("//table/tbody/tr")]
    assert failing(source) == rows


def test_needed_results_are_recalcs(source: Source) -> None:
    """What a unit needs is needed_for_pass of recalc."""
    kpis = source.results.kpi_score
    known = {f"{value:g}" for value in kpis["needed_for_pass"].dropna()}
    needed = [text.split()[-1] for unit in memo_context(source).below for text in unit.way.split(" หรือ ")]
    assert needed
    assert set(map(plain, needed)) - known == set()


def test_form_is_official(document: Document) -> None:
    """Margins of 3 and 2 cm, the title in 29 pt bold, labels in 20 pt."""
    section = document.sections[0]
    assert abs(section.left_margin - Cm(3)) < Cm(0.01)
    assert abs(section.right_margin - Cm(2)) < Cm(0.01)
    title = document.paragraphs[0]
    assert (title.text, title.style.font.size, title.style.font.bold) == ("บันทึกข้อความ", Pt(29), True)
    assert document.styles["Form Label"].font.size == Pt(20)


def test_labels_stand_in_their_order(document: Document) -> None:
    """ส่วนราชการ, ที่, วันที่, เรื่อง, เรียน."""
    text = " ".join(paragraph.text for paragraph in document.paragraphs[:6])
    places = [text.index(label) for label in ("ส่วนราชการ", "ที่ ", "วันที่ ", "เรื่อง", "เรียน")]
    assert places == sorted(places)


def test_nobody_is_named(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Only positions sign and receive."""
    people = set(sample["tblContact"]["name"].dropna()) | set(sample["tblMonthlyScore"]["reporter"].dropna())
    text = render_html("memo", memo_context(source))
    assert [name for name in people if name in text] == []


def test_met_target_asks_for_nothing(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """Where all pass and have reported, the director-general is only informed."""
    monthly = sample["tblMonthlyScore"]
    units = sample["tblUnit"][sample["tblUnit"]["unit_code"] == "SEC"]
    tables = {
        **sample,
        "tblUnit": units,
        "tblMonthlyScore": monthly[monthly["unit_code"] == "SEC"],
        "tblUnitKpi": sample["tblUnitKpi"][sample["tblUnitKpi"]["unit_code"] == "SEC"],
    }
    memo = memo_context(make_source(tables, Settings()))
    assert (memo.requests, memo.closing) == ((), "จึงเรียนมาเพื่อโปรดทราบ")


def test_empty_book_renders(make_source: MakeSource) -> None:
    """A fresh book says that there are no units yet, and asks for nothing."""
    context = memo_context(make_source({}, Settings()))
    assert "ยังไม่มีหน่วยงาน" in html.fromstring(render_html("memo", context)).text_content()
    assert Document(io.BytesIO(render_docx("memo", context))).tables == []


def test_many_units_below_are_counted(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """Beyond the units shown the memorandum says how many more there are."""
    source = make_source(sample, Settings(pass_score="4.5"))
    context = memo_context(source)
    failed = int((source.results.unit_score["score"] < 4.5).sum())
    assert len(context.below) == SHOWN
    assert plain(context.below_rest).startswith(f"และอีก {failed - SHOWN} หน่วยงาน")


def test_hostile_names_arrive_whole(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """A name of 120 characters with markup and control characters stands in both formats as typed."""
    tables = {**sample, "tblUnit": sample["tblUnit"].assign(unit_name=HOSTILE)}
    context = memo_context(make_source(tables, Settings()))
    wanted = plain(clean(HOSTILE))
    rows = Document(io.BytesIO(render_docx("memo", context))).tables[0].rows[1:]
    assert {wanted} == {plain(row.cells[0].text) for row in rows}
    found = html.fromstring(render_html("memo", context)).xpath("//table/tbody/tr/th")
    assert {wanted} == {plain(cell.text_content()) for cell in found}


def test_thai_digits_throughout(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With the setting no Arabic digit is left in the memorandum."""
    context = memo_context(make_source(sample, Settings(thai_digits=True)))
    document = Document(io.BytesIO(render_docx("memo", context)))
    text = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert [c for c in text if c in "0123456789"] == []


@pytest.mark.office
@NEEDS_OFFICE[1]
def test_pdf_keeps_rows_and_marks(source: Source, tmp_path: Path) -> None:
    """In the PDF's text every unit of the table stands with its figures, and สระอำ is whole."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext")
    path = tmp_path / "memo.docx"
    path.write_bytes(render_docx("memo", memo_context(source)))
    (made,) = convert(path, "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", str(made), "-"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    for _, score, shortfall in failing(source):
        assert score in text
        assert shortfall in text
    assert "คำรับรอง" in text.replace("\u0e4d\u0e32", "\u0e33")
