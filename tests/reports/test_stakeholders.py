"""The stakeholder analysis: figures as in the book, and nothing of groups that are too small."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.html import render_html
from addin.reports.source import Source
from addin.reports.stakeholders import HIDDEN, stakeholders_context
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.settings import Settings
from tests.support.office import convert

ANSWERS = ["needs", "satisfied_with", "dissatisfied_with", "suggestion"]
HOSTILE = '<script>alert(1)</script> & "quoted" {{ 7 * 7 }} {% raw %} \x07😀 ' + "ก" * 120


def both(source: Source) -> tuple[html.HtmlElement, Any]:
    context = stakeholders_context(source)
    page = html.fromstring(render_html("stakeholders", context))
    return page, Document(io.BytesIO(render_docx("stakeholders", context)))


def rows_of(document: Any, *heads: str) -> list[list[str]]:
    for table in document.tables:
        texts = [[cell.text.replace("\u200d", "") for cell in row.cells] for row in table.rows]
        if texts[0][: len(heads)] == list(heads):
            return texts[1:]
    raise AssertionError(f"no table with the heads {heads}")


def everything(data: bytes) -> str:
    """The text of every part of a Word file, of the workbooks inside it too."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            texts.append(everything(part) if name.endswith(".xlsx") else re.sub("<[^>]+>", "", part.decode()))
    return "\n".join(texts).replace("\u200d", "")


def of_groups(sample: dict[str, pd.DataFrame], **columns: object) -> dict[str, pd.DataFrame]:
    return {**sample, "tblStakeholder": sample["tblStakeholder"].assign(**columns)}


@pytest.fixture(scope="module")
def large(sample: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The groups of five respondents and more."""
    frame = sample["tblStakeholder"]
    return frame[frame["respondents"] >= 5]


def test_both_formats_show_the_figures_of_the_book(source: Source, large: pd.DataFrame) -> None:
    """Satisfaction and dissatisfaction of each group that is shown, with two decimals, side by side."""
    page, document = both(source)
    expected = {
        row["group"]: (f"{row['satisfaction']:.2f}", f"{row['dissatisfaction']:.2f}")
        for row in large.to_dict("records")
    }
    word = {row[0]: (row[2], row[3]) for row in rows_of(document, "กลุ่ม", "ผู้ตอบ (คน)")}
    cells = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.xpath("//table[@id='rating-table']/tbody/tr")
    ]
    web = {row[0]: (row[2], row[4]) for row in cells}
    assert [expected] * 2 == [{k: v for k, v in found.items() if v[0] != HIDDEN} for found in (word, web)]


def test_small_groups_say_nothing_anywhere(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """No answer of a group under five stands in the page, the document, its chart or the chart's workbook."""
    frame = sample["tblStakeholder"]
    small = frame[frame["respondents"] < 5]
    answers = {text for key in ANSWERS for text in small[key].dropna()}
    figures = {f"{value:.2f}" for key in ("satisfaction", "dissatisfaction") for value in small[key]}
    figures -= {
        f"{v:.2f}" for key in ("satisfaction", "dissatisfaction") for v in frame[key].drop(small.index)
    }
    context = stakeholders_context(source)
    text = render_html("stakeholders", context) + everything(render_docx("stakeholders", context))
    assert (len(answers), len(figures)) == (7, 4)
    assert [found for found in answers | figures if found in text] == []


def test_small_groups_are_named_as_withheld(source: Source) -> None:
    """The reader is told which groups are not shown, and why."""
    page, document = both(source)
    note = stakeholders_context(source).withheld_note
    assert "อธิบดีและรองอธิบดี" in note
    assert "น้อยกว่า\u00a05 คน" in note
    assert note in page.text_content()
    assert note in [paragraph.text for paragraph in document.paragraphs]


def test_respondents_of_small_groups_are_not_counted_out(source: Source, large: pd.DataFrame) -> None:
    """The total is that of the groups shown, so that no small number can be reckoned back."""
    context = stakeholders_context(source)
    assert context.cards[1].value == f"{int(large['respondents'].sum()):,}"
    assert {"น้อยกว่า\u00a05"} == {g.respondents for g in context.groups if g.withheld}


def test_the_mean_is_of_the_groups_shown(source: Source, large: pd.DataFrame) -> None:
    """Weighted by respondents, small groups left out."""
    weighted = (large["satisfaction"] * large["respondents"]).sum() / large["respondents"].sum()
    assert stakeholders_context(source).cards[2].value == f"{weighted:.2f}"


def test_unknown_respondents_are_withheld_too(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """Where nobody knows how many answered, nothing is shown and no mean is made."""
    context = stakeholders_context(make_source(of_groups(sample, respondents=float("nan")), Settings()))
    assert {g.withheld for g in context.groups} == {"ไม่ระบุจำนวนผู้ตอบ"}
    assert (context.cards[1].value, context.cards[2].value) == ("–", "–")


def test_groups_without_a_measure_are_named(source: Source) -> None:
    """Those that the check finds: a need, and no measure on either side."""
    context = stakeholders_context(source)
    open_groups = [g.name for g in context.groups if g.answer.key == "empty"]
    assert open_groups == ["กลุ่มพัฒนาระบบบริหารของสำนักงานปลัดกระทรวงสาธารณสุข", "ผู้ตรวจประเมินภายนอก"]
    assert all(name in context.message.accent for name in open_groups)


def test_word_quadrants_hold_each_group_once(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Each rated group stands in the quadrant of its influence and impact."""
    _, document = both(source)
    high, low = rows_of(document, "", "ผลกระทบต่ำ (ระดับ 1-3)")
    frame = sample["tblStakeholder"]
    for cell, up, wide in (
        (high[1], True, False),
        (high[2], True, True),
        (low[1], False, False),
        (low[2], False, True),
    ):
        mine = frame[((frame["influence"] >= 4) == up) & ((frame["impact"] >= 4) == wide)]
        assert re.findall(r"^SH\d+", cell, re.MULTILINE) == mine["stakeholder_id"].tolist()


def test_the_drawing_holds_each_group_once(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """The codes in the SVG are those of the rated groups."""
    page, _ = both(source)
    codes = page.xpath("//section[@id='quadrants']//*[local-name()='svg']//*[@class='row']/text()")
    assert sorted(codes) == sorted(sample["tblStakeholder"]["stakeholder_id"])


def test_many_groups_of_one_place_are_counted(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """Where more stand in one place than can be read, two are named and the rest counted; the table has all."""
    context = stakeholders_context(make_source(of_groups(sample, influence=5, impact=5), Settings()))
    assert [place.lines for place in context.places] == [("SH01", "SH02", "+6")]
    assert context.quadrants[0].count == "8"


def test_the_native_chart_holds_the_figures(source: Source, large: pd.DataFrame) -> None:
    """Two series of bars: satisfaction and dissatisfaction of the groups shown, the most dissatisfied first."""
    _, document = both(source)
    parts = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/chart")]
    root = html.etree.fromstring(parts[0].blob)
    found = [[float(v.text) for v in s.findall("{*}val//{*}v")] for s in root.iter("{*}ser")]
    ordered = large.sort_values("dissatisfaction", ascending=False, kind="stable")
    assert found == [ordered["satisfaction"].tolist(), ordered["dissatisfaction"].tolist()]


def test_hostile_text_arrives_whole(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """Tags, braces, emoji and control characters are shown as they are, in both formats."""
    columns = dict.fromkeys([*ANSWERS, "group", "channel"], HOSTILE)
    page, document = both(make_source(of_groups(sample, respondents=9, **columns), Settings()))
    expected = " ".join(clean(HOSTILE).split())
    web = {
        " ".join(th.text_content().split()) for th in page.xpath("//table[@id='rating-table']/tbody/tr/th")
    }
    word = {" ".join(cell.split()) for row in rows_of(document, "กลุ่ม", "ความต้องการ") for cell in row}
    assert web == word == {expected}


def test_people_in_answers_are_masked(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A telephone, an address, a citizen number and a name of the directory are masked in what groups say."""
    name = str(sample["tblContact"]["name"].iloc[0])
    said = f"ถาม{name} โทร 081-234-5678 somchai@example.com 1234567890121"
    page, _ = both(make_source(of_groups(sample, respondents=9, suggestion=said), Settings()))
    text = page.text_content()
    assert "•••-•••-5678" in text
    assert [part for part in (name, "081-234", "somchai@", "1234567890121") if part in text] == []


def test_a_measure_that_is_not_there_is_said_to_be(sample: dict[str, pd.DataFrame], make_source: Any) -> None:
    """A code without a measure, or of a cancelled one, answers nothing and says so."""
    tables = of_groups(sample, response_measure="MSXX")
    tables["tblMeasure"] = sample["tblMeasure"].assign(stakeholder_id=None)
    context = stakeholders_context(make_source(tables, Settings()))
    assert {(g.measures, g.answer.key) for g in context.groups} == {("MSXX (ไม่มีในสมุดงาน)", "empty")}


def test_an_empty_book_renders(make_source: Any) -> None:
    """Without groups the report says so, and shows neither a mean nor a chart."""
    page, document = both(make_source({}, Settings()))
    assert "ยังไม่มีกลุ่มผู้รับบริการ" in page.text_content()
    assert "nan" not in page.text_content().lower()
    assert not list(document.element.iter("{*}chart"))


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_every_row(source: Source, tmp_path: Path, large: pd.DataFrame) -> None:
    """The PDF's text has each group in its tables, and each figure that is shown."""
    reader = shutil.which("pdftotext")
    if shutil.which("soffice") is None or reader is None:
        pytest.skip("no soffice or pdftotext")
    path = tmp_path / "stakeholders.docx"
    path.write_bytes(render_docx("stakeholders", stakeholders_context(source)))
    (pdf,) = convert(path, "pdf", tmp_path)
    text = subprocess.run([reader, "-raw", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    squeezed = re.sub(r"[\s\u200d]", "", text)
    lost = [g for g in source.rows("tblStakeholder") if squeezed.count(re.sub(r"\s", "", g["group"])) < 4]
    assert lost == []
    assert [v for v in large["dissatisfaction"] if f"{v:.2f}" not in squeezed] == []
