"""The reports about scores, of books at the edges: nothing contradicts, nothing is lost, no page is wasted."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from lxml import html
from playwright.sync_api import Browser
from pptx import Presentation

from addin.reports import pdf
from addin.reports.html import render_html
from addin.reports.kinds import KINDS
from addin.reports.overview import SHOWN_BELOW, overview_context
from addin.reports.pdf import to_pdf
from addin.reports.powerpoint import render_pptx
from addin.reports.source import Source
from addin.reports.unit import unit_context
from addin.reports.word import render_docx
from addin.rules.settings import Settings
from tests.support.browser import missing, opened, show
from tests.support.pages import EXTREMES, many_units, none_reported, page_of

MakeSource = Callable[..., Source]
Tables = dict[str, pd.DataFrame]

KINDS_HERE = ("overview", "unit", "letter", "memo", "monthly")
HEADS = (
    "รหัส", "ตัวชี้วัด", "หน่วยงาน", "คะแนน", "ผล", "ต้องได้", "ภายใน", "สถานะ", "เดือน", "ระดับ", "สัดส่วน", "หน่วยวัด",
    "น้ำหนัก", "เป้าหมาย", "อันดับ", "ขาด", "ล่าช้า", "หลักฐาน", "กลยุทธ์", "ผลขณะนี้",
)  # fmt: skip
"""Heads of columns that are one word: a column narrower than its head breaks one."""

_BROKEN = """words => [...document.querySelectorAll('thead th')].filter(head => {
  const text = head.textContent.replace(/[↕↑↓]/g, '').trim();
  if (!words.includes(text)) return false;
  const range = document.createRange();
  range.selectNodeContents(head);
  const lines = new Set([...range.getClientRects()].filter(one => one.width > 1).map(one => Math.round(one.bottom / 6)));
  return lines.size > 1;
}).map(head => head.textContent)"""

PAGES = {
    ("overview", "one_unit"): 7,
    ("overview", "none_reported"): 10,
    ("overview", "no_unit"): 2,
    ("unit", "one_unit"): 5,
    ("unit", "none_reported"): 4,
    ("monthly", "no_unit"): 3,
    ("memo", "no_unit"): 1,
}
"""So many pages of paper a report may take: the numbers that a reader of the pages found well filled."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this module."""
    with opened() as one:
        yield one


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u200d", "").split())


@pytest.mark.parametrize(
    ("kind", "extreme"),
    [(kind, extreme) for kind in KINDS_HERE for extreme in EXTREMES]
    + [("pack", "no_unit"), ("pack", "one_unit")],
)
def test_both_formats_say_the_same_message(
    sample: Tables, make_source: MakeSource, kind: str, extreme: str
) -> None:
    """The message of the report stands in the page and in the Word file, and neither shows a hole."""
    source = make_source(EXTREMES[extreme](sample), Settings())
    fit = [row["unit_code"] for row in source.unit_scores if KINDS[kind].applies(source, row["unit_code"])]
    code = "" if KINDS[kind].about == "department" else next(iter(fit), None)
    if code is None:
        assert page_of(kind, source) is None
        return
    context = KINDS[kind].context(source, code)
    page = plain(html.fromstring(render_html(kind, context)).text_content())
    document = Document(io.BytesIO(render_docx(kind, context)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    word = plain(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    for text in (page, word):
        assert not re.search(r"\b(nan|NaT|None|undefined|inf)\b", text)
    papers = {"memo": "reference", "letter": "standing"}
    said = plain(getattr(context, papers[kind]) if kind in papers else context.message.lead)
    assert (said in page, said in word) == (True, True)


@pytest.mark.parametrize("extreme", EXTREMES)
def test_slide_holds_its_figures(sample: Tables, make_source: MakeSource, extreme: str) -> None:
    """One slide, with the figures of recalc, of any book."""
    source = make_source(EXTREMES[extreme](sample), Settings())
    deck = Presentation(io.BytesIO(render_pptx("slide", KINDS["slide"].context(source, ""))))
    texts = [plain(shape.text_frame.text) for shape in deck.slides[0].shapes if shape.has_text_frame]
    result = source.results.attainment
    assert len(deck.slides) == 1
    assert f"{result.passed}/{result.total}" in texts


def test_nothing_is_claimed_of_no_unit(make_source: MakeSource) -> None:
    """Without units nobody passed, failed or was late, and no target was met or missed."""
    context = overview_context(make_source({}, Settings()))
    text = plain(html.fromstring(render_html("overview", context)).text_content())
    document = Document(io.BytesIO(render_docx("overview", context)))
    word = plain(" ".join(paragraph.text for paragraph in document.paragraphs))
    claims = ("ทุกหน่วยงานถึงเกณฑ์", "เคยล่าช้า", "ครบตามเป้าหมาย", "ยังไม่บรรลุเป้าหมาย")
    assert [(claim, where) for claim in claims for where in (text, word) if claim in where] == []


def test_units_without_a_score_are_not_called_below(sample: Tables, make_source: MakeSource) -> None:
    """Before the first report 36 units have no score: one sentence says so, none is listed as below."""
    context = overview_context(make_source(none_reported(sample), Settings()))
    assert (context.below, context.matrix_message.startswith("ยังไม่มีคะแนนตัวชี้วัด")) == ((), True)
    assert plain(context.below_rest).startswith("ยังไม่มีคะแนน 36 หน่วยงาน")
    assert context.pull_message == "ยังไม่มีคะแนนตัวชี้วัดให้เปรียบเทียบ"


def test_a_round_without_results_is_named(sample: Tables, make_source: MakeSource) -> None:
    """Asked for round 2 before it has results, the report blames that round and not all that began."""
    source = make_source(sample, Settings(), round_no=2)
    said = [overview_context(source).below_rest, unit_context(source, "HPC12").message.lead]
    assert ["เพราะยังไม่มีผลที่นับได้ในรอบที่ 2" in plain(text) for text in said] == [True, True]


def test_a_few_units_without_a_score_are_told_what_they_need(source: Source) -> None:
    """In the sample one unit has no score: it stands behind those below, with what its KPIs need."""
    assert [unit.code for unit in overview_context(source).below] == ["LAB", "ELD", "HPC12", "EXPT"]


def test_a_thousand_units_add_up(sample: Tables, make_source: MakeSource) -> None:
    """Every unit has a row with its score, the classes hold each once, and who is not listed is counted."""
    source = make_source(many_units(sample, 28), Settings())
    context = overview_context(source)
    page = html.fromstring(render_html("overview", context))
    scores = source.results.unit_score["score"]
    rows = page.xpath("//table[@id='score-table']/tbody/tr")
    assert sorted(f"{one:.4f}" for one in scores.dropna()) == sorted(
        row[4].text_content() for row in rows if row[4].text_content() != "–"
    )
    bars = page.xpath("//section[@id='distribution']//svg/rect")
    assert sum(len(found.units) for found in context.bins) == int(scores.notna().sum())
    assert len(bars) == sum(bool(found.units) for found in context.bins)
    assert min(float(bar.get("height")) for bar in bars) > 0
    failing = int((scores < 3).sum())
    assert len(context.below) == SHOWN_BELOW
    assert f"อีก {failing - SHOWN_BELOW:,} หน่วยงาน" in plain(context.below_rest)
    assert "896 จาก 1,008 หน่วยงาน" in plain(context.message.lead)


@pytest.mark.parametrize(
    ("history", "flag"),
    [
        ((None, 3.0242, 2.7875), "ต่ำต่อจากปีก่อน"),
        ((2.95, 3.15, None), "กลับมาต่ำกว่าเกณฑ์"),
        ((3.1, 3.2, 3.3), "เพิ่งต่ำกว่าเกณฑ์"),
        ((None, None, None), "ต่ำกว่าเกณฑ์ ไม่มีปีก่อนเทียบ"),
        ((2.1, 2.2, None), "ต่ำเรื้อรัง"),
    ],
)
def test_a_gap_is_called_what_its_years_show(
    sample: Tables, make_source: MakeSource, history: tuple[float | None, ...], flag: str
) -> None:
    """A KPI below this year is new only where no year before was below; an unknown year counts for nothing."""
    kept = sample["tblHistory"]
    mine = (kept["unit_code"] == "HPC12") & (kept["kpi_code"] == "1.5")
    rows = [
        {"fiscal_year": year, "unit_code": "HPC12", "kpi_code": "1.5", "score": score, "comparable": "yes"}
        for year, score in zip((2562, 2563, 2564), history, strict=True)
        if score is not None
    ]
    added = pd.DataFrame(rows, columns=kept.columns).astype(kept.dtypes.to_dict())
    tables = {**sample, "tblHistory": pd.concat([kept[~mine], added], ignore_index=True)}
    report = unit_context(make_source(tables, Settings()), "HPC12")
    assert flag == next(gap.flag.word for gap in report.gaps if gap.code == "1.5")


def test_a_gap_that_is_not_assessed_is_called_so(sample: Tables, make_source: MakeSource) -> None:
    """A KPI that is not applicable in the round is not called normal."""
    monthly = sample["tblMonthlyScore"].copy()
    mine = (monthly["unit_code"] == "HPC12") & (monthly["kpi_code"] == "1.5")
    monthly.loc[mine, "status"] = "not_applicable"
    report = unit_context(make_source({**sample, "tblMonthlyScore": monthly}, Settings()), "HPC12")
    assert next(gap.flag.word for gap in report.gaps if gap.code == "1.5") == "ไม่นำมาประเมิน"


@pytest.mark.browser
@pytest.mark.parametrize("extreme", ["one_unit", "none_reported", "long_words"])
@pytest.mark.parametrize("kind", KINDS_HERE)
def test_no_column_is_narrower_than_its_head(
    browser: Browser, sample: Tables, make_source: MakeSource, tmp_path: Path, *, kind: str, extreme: str
) -> None:
    """On A4 paper no head of one word is broken, whatever stands in the other columns."""
    text = page_of(kind, make_source(EXTREMES[extreme](sample), Settings()))
    if text is None:
        assert (kind, extreme) == ("letter", "none_reported")
        return
    path = tmp_path / "report.html"
    path.write_text(text, encoding="utf-8")
    page = show(browser, path).page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    broken = page.evaluate(_BROKEN, list(HEADS))
    page.close()
    assert broken == []


def pages_of(content: bytes, folder: Path) -> list[str]:
    """The text of each page of a PDF."""
    reader = shutil.which("pdftotext")
    if reader is None:
        missing("no pdftotext")
    path = folder / "report.pdf"
    path.write_bytes(content)
    done = subprocess.run([reader, "-raw", path, "-"], capture_output=True, check=True, timeout=120)
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "extreme"), PAGES)
def test_paper_is_not_wasted(
    browser: Browser, sample: Tables, make_source: MakeSource, tmp_path: Path, *, kind: str, extreme: str
) -> None:
    """Printed, the report takes no more pages than it fills, and none of them is bare."""
    path = tmp_path / "report.html"
    path.write_text(page_of(kind, make_source(EXTREMES[extreme](sample), Settings())) or "", encoding="utf-8")
    page = show(browser, path).page
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    pages = pages_of(made, tmp_path)
    assert len(pages) <= PAGES[kind, extreme]
    assert [number for number, text in enumerate(pages, start=1) if len(text.split()) < 20] == []


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(pdf.converter() is None, reason="LibreOffice (soffice) is not installed here")
def test_word_files_of_extremes_lose_nothing_as_pdf(
    sample: Tables, make_source: MakeSource, tmp_path: Path
) -> None:
    """In the PDF of each Word file stands every row of its tables, with long words and with one unit."""
    documents = {}
    for extreme in ("one_unit", "long_words", "none_reported"):
        source = make_source(EXTREMES[extreme](sample), Settings())
        for kind, code in (("overview", ""), ("unit", "HPC12"), ("letter", "HPC12"), ("monthly", "")):
            if KINDS[kind].about == "department" or KINDS[kind].applies(source, code):
                documents[f"{kind}-{extreme}.pdf"] = render_docx(kind, KINDS[kind].context(source, code))
    lost = []
    for name, content in to_pdf(documents).items():
        found = squeezed(" ".join(pages_of(content, tmp_path)))
        cells = [
            (table.rows[0].cells[0].text, squeezed(cell.text))
            for table in Document(io.BytesIO(documents[name])).tables
            for row in table.rows
            for cell in row.cells
        ]
        lost += [(name, head, text[:40]) for head, text in cells if text and text not in found]
    assert lost == []


def squeezed(text: str) -> str:
    """The text without spaces and joiners; sara am in the two parts that a PDF's text may have."""
    return re.sub(r"[\s\u00ad\u200b-\u200d\u2060]", "", text).replace("ำ", "ํา")
