"""The pack: every unit's report in one file, word for word, found from its contents."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html

from addin.reports.html import render_html
from addin.reports.pack import Pack, pack_context
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.unit import unit_context
from addin.reports.word import render_docx
from addin.reports.writing import ReportRequest, write_reports
from addin.reports.zipped import pack, unpack
from addin.rules.settings import Settings
from workbook.errors import UserError

HOSTILE = "<b>&\"' {{ 7 * 7 }} \x07😀 " + "ก" * 120


UNITS = ("สำนักงานเลขานุการกรม", "ศูนย์อนามัยที่ 12 ยะลา")


@pytest.fixture(scope="module")
def context(source: Source) -> Pack:
    return pack_context(source)


@pytest.fixture(scope="module")
def data(context: Pack) -> bytes:
    return render_docx("pack", context)


@pytest.fixture(scope="module")
def document(data: bytes) -> Document:
    return Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def page(context: Pack) -> html.HtmlElement:
    return html.fromstring(render_html("pack", context))


def tables(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def shown(value: float) -> str:
    return "–" if value != value else f"{value:.4f}"  # noqa: PLR0124 NaN


def test_word_holds_each_units_tables_whole(document: Document, source: Source, context: Pack) -> None:
    """Behind the front part stand the tables of the single reports, cell by cell, in the order of the contents."""
    single = []
    for part in context.parts:
        report = unit_context(source, part.line.code)
        single += tables(Document(io.BytesIO(render_docx("unit", report))))
    assert single == tables(document)[-len(single) :]


def test_word_table_shows_recalcs_scores(document: Document, source: Source) -> None:
    """The summary has every active unit with the scores of both rounds and of the year."""
    expected = {
        row["unit_name"]: (shown(row["round_1_score"]), shown(row["round_2_score"]), shown(row["score"]))
        for row in source.results.unit_score.to_dict("records")
    }
    summary = next(found for found in tables(document) if found[0][:2] == ["อันดับ", "หน่วยงาน"])
    assert expected == {row[1]: (row[2], row[3], row[4]) for row in summary[1:]}


def test_contents_lead_to_every_unit(document: Document, context: Pack) -> None:
    """Each line of the contents links to a bookmark that stands before the title of that unit's report."""
    body = document.element.body
    links = {
        link.get(qn("w:anchor")): "".join(link.itertext("{*}t")).replace("\u200d", "")
        for link in body.iter(qn("w:hyperlink"))
    }
    found = {}
    for mark in body.iter(qn("w:bookmarkStart")):
        title = next(
            p
            for p in mark.itersiblings(qn("w:p"))
            if p.find(f".//{qn('w:pStyle')}").get(qn("w:val")) == "PartTitle"
        )
        name = "".join(title.itertext("{*}t")).replace("\u200d", "")
        found[mark.get(qn("w:name"))] = name
    assert {part.anchor: part.line.name for part in context.parts} == found
    assert {part.anchor: f"{part.number}{part.line.name}{part.page}" for part in context.parts} == links


def test_each_report_counts_its_pages_from_one(data: bytes, context: Pack) -> None:
    """What the contents say ("5-1") is what the foot of the first page says, without any field to update."""
    document = Document(io.BytesIO(data))
    starts = [
        section for section in document.sections
        if (kind := section._sectPr.find(qn("w:pgNumType"))) is not None and kind.get(qn("w:start")) == "1"
    ]  # fmt: skip
    feet = ["".join(section.first_page_footer._element.itertext("{*}t")) for section in starts]
    assert len(context.parts) == len(starts)
    assert [f"หน้า\u00a0{part.page}" for part in context.parts] == [foot[foot.index("หน้า") :] for foot in feet]
    assert b"updateFields" not in unpack(data)["word/settings.xml"]


def test_headings_go_down_by_one_level(document: Document, context: Pack) -> None:
    """The navigation of Word shows the units, and under each its sections."""
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Part Title") == len(context.parts)
    assert styles.index("heading 2" if "heading 2" in styles else "Heading 2") > styles.index("Part Title")
    part = document.styles["Part Title"]
    assert part.base_style.name.casefold() == "heading 1"


def test_charts_of_all_units_stay_native(data: bytes, context: Pack) -> None:
    """Two editable charts a unit, each with its own workbook and the unit's own figures."""
    document = Document(io.BytesIO(data))
    related = document.part.related_parts
    found = []
    for frame in document.element.body.iter(qn("wp:inline")):
        if frame.find(qn("wp:docPr")).get("name") == "chart_kpis":
            part = related[frame.find(".//{*}chart").get(qn("r:id"))]
            assert len([rel for rel in part.rels.values() if rel.reltype.endswith("/package")]) == 1
            series = html.etree.fromstring(part.blob).find(".//{*}ser")
            found.append([float(v.text) for v in series.findall("{*}val//{*}v")])
    focus = [part.report.rounds[0].kpis if part.report.rounds else () for part in context.parts]
    expected = [[kpi.raw for kpi in kpis if kpi.raw is not None] for kpis in focus]
    assert expected == found


def test_numbers_of_drawings_and_bookmarks_are_unique(document: Document) -> None:
    """No two drawings share a number, no two bookmarks a number or a name: Word would repair the file."""
    body = document.element.body
    drawings = [frame.get("id") for frame in body.iter(qn("wp:docPr"))]
    marks = [(mark.get(qn("w:id")), mark.get(qn("w:name"))) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(drawings) == len(set(drawings))
    assert len(marks) == len({mark for mark, _ in marks}) == len({name for _, name in marks})


def test_policies_stand_once(document: Document, context: Pack) -> None:
    """The notes that all reports share stand in the front part and nowhere else."""
    texts = [paragraph.text.replace("\u200d", "") for paragraph in document.paragraphs]
    assert [1] * len(context.notes) == [sum(note in text for text in texts) for note in context.notes]


def test_page_holds_each_units_report(page: html.HtmlElement, source: Source, context: Pack) -> None:
    """Each article says what the unit's own page says between its message and its notes."""
    for part in (context.parts[0], context.parts[-1]):
        own = html.fromstring(render_html("unit", unit_context(source, part.line.code)))
        tail = own.get_element_by_id("notes")
        tail.getparent().remove(tail)
        head = page.get_element_by_id(part.anchor).getparent()
        expected = " ".join(own.get_element_by_id("main").text_content().split())
        assert expected in " ".join(head.text_content().split())


def test_page_ids_are_unique_and_links_lead_somewhere(page: html.HtmlElement) -> None:
    """Sections of 36 reports do not share an id, and every link has its target."""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)


def test_page_headings_skip_no_level(page: html.HtmlElement) -> None:
    """h1, then h2 for parts, h3 within: no level is left out on the way down."""
    levels = [int(found.tag[1]) for found in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_person_appears(sample: dict[str, pd.DataFrame], context: Pack) -> None:
    """Whoever reported, certified or stands in the directory is not named."""
    people = {*sample["tblMonthlyScore"]["reporter"].dropna(), *sample["tblContact"]["name"].dropna()}
    people -= {*sample["tblContact"]["position"].dropna()}
    text = render_html("pack", context)
    assert [name for name in people if name in text] == []


def test_empty_book_says_so(make_source: Callable[..., Source]) -> None:
    """A fresh book gives a cover and a sentence in both formats."""
    context = pack_context(make_source({}, Settings()))
    said = "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้"
    texts = [paragraph.text for paragraph in Document(io.BytesIO(render_docx("pack", context))).paragraphs]
    assert said in " ".join(texts)
    assert said in render_html("pack", context)


def test_hostile_names_arrive_whole(
    sample: dict[str, pd.DataFrame], make_source: Callable[..., Source]
) -> None:
    """Tags, quotes, control signs and 120 letters without a space reach contents, table and titles."""
    units = sample["tblUnit"].iloc[:1].assign(unit_name=HOSTILE)
    context = pack_context(make_source({**sample, "tblUnit": units}, Settings()))
    expected = clean(HOSTILE).strip()
    document = Document(io.BytesIO(render_docx("pack", context)))
    assert expected in {row[1] for found in tables(document) for row in found if len(row) > 1}
    assert expected in {paragraph.text for paragraph in document.paragraphs}
    assert " ".join(expected.split()) in " ".join(
        html.fromstring(render_html("pack", context)).text_content().split()
    )


def test_same_figures_same_bytes(context: Pack, data: bytes) -> None:
    """The same figures give the same file."""
    assert data == render_docx("pack", context)


def test_own_template_keeps_the_unit_reports(context: Pack, data: bytes, tmp_path: Path) -> None:
    """A template of one's own changes the front part; the reports behind it are there all the same."""
    from addin.reports.sandbox import template_folder

    parts = unpack((template_folder() / "pack.docx").read_bytes())
    body = parts["word/document.xml"].decode().replace("สรุปทุกหน่วยงาน", "ตารางรวม")
    path = tmp_path / "mine.docx"
    path.write_bytes(pack({**parts, "word/document.xml": body.encode()}))
    mine = Document(io.BytesIO(render_docx("pack", context, path)))
    assert "ตารางรวม" in {paragraph.text for paragraph in mine.paragraphs}
    assert tables(mine) == tables(Document(io.BytesIO(data)))


def test_thai_digits_reach_the_page_numbers(
    sample: dict[str, pd.DataFrame], make_source: Callable[..., Source]
) -> None:
    """With the setting, contents and feet say ๕-๑."""
    context = pack_context(make_source(sample, Settings(thai_digits=True)))
    assert {part.page for part in context.parts} >= {"๕-๑", "๓๖-๑"}


def test_styles_that_only_a_report_has_are_added() -> None:
    """A style that an officer added to unit.docx reaches the whole; one of a name that is there is not doubled."""
    from addin.reports.wordjoin import _merged_styles

    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{1}"/></w:style>'
    ours = f"<w:styles {w}>{style.format('a', 'Normal')}{style.format('X', 'Other')}</w:styles>"
    theirs = f"<w:styles {w}>{style.format('Normal', 'Normal')}{style.format('X', 'Mine')}</w:styles>"
    ids, merged = _merged_styles(ours.encode(), theirs.encode())
    assert ids == {"Normal": "a", "X": "X-report"}
    assert re.findall(rb'w:name w:val="([^"]+)"', merged) == [b"Normal", b"Other", b"Mine"]


def test_template_of_another_kind_is_refused(context: Pack, tmp_path: Path) -> None:
    """A template that asks for fields of a unit's report is told the name that the pack lacks."""
    from addin.reports.sandbox import template_folder

    path = tmp_path / "mine.docx"
    path.write_bytes((template_folder() / "unit.docx").read_bytes())
    with pytest.raises(UserError) as caught:
        render_docx("pack", context, path)
    assert caught.value.code == "template_unknown_name"


def test_pack_of_named_units_holds_no_other(sample: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    """Asked for two units, the file has their reports alone, is called by their codes and counts them alone."""
    day = dt.date(2022, 3, 10)
    ask = ReportRequest(kinds=("pack",), formats=("html", "docx"), units=("HPC12", "SEC"))
    made = write_reports(tmp_path, sample, Settings(), day, ask, findings=pd.DataFrame(), generated_on=day)
    assert [f"รวมรายงานหน่วยงาน-HPC12-SEC-2565-02.{end}" for end in ("html", "docx")] == [
        one.name for one in made
    ]
    page = html.fromstring(made[0].read_text(encoding="utf-8"))
    named = {row.find("th").text_content() for row in page.xpath("//table[@id='score-table']/tbody/tr")}
    assert (len(page.xpath("//article[@class='part']")), named) == (2, set(UNITS))
    assert "2 หน่วยงานในเล่มนี้" in page.text_content().replace("\u00a0", " ")
    summary = next(
        found
        for found in tables(Document(io.BytesIO(made[1].read_bytes())))
        if found[0][:2] == ["อันดับ", "หน่วยงาน"]
    )
    assert [row[1] for row in summary[1:]] == list(UNITS)


def test_pack_of_many_named_units_is_called_by_their_number(source: Source, tmp_path: Path) -> None:
    """Five codes would make a long name: the file says how many units it holds."""
    codes = tuple(source.results.unit_score["unit_code"].tolist()[:5])
    day = dt.date(2022, 3, 10)
    ask = ReportRequest(kinds=("pack",), formats=("html",), units=codes)
    made = write_reports(
        tmp_path, source.tables, Settings(), day, ask, findings=pd.DataFrame(), generated_on=day
    )
    assert [one.name for one in made] == ["รวมรายงานหน่วยงาน-5หน่วยงาน-2565-02.html"]


@pytest.mark.validator
def test_pack_fits_the_schema(data: bytes, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing to object to."""
    from tests.support.ooxml_lint import validate

    path = tmp_path / "pack.docx"
    path.write_bytes(data)
    errors = validate(path)
    if errors is None:
        pytest.skip("no ooxml-validator")
    assert errors == []


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_starts_each_report_where_the_contents_say(context: Pack, tmp_path: Path) -> None:
    """In the PDF each unit's first page bears the number of the contents and the unit's name."""
    office, reader = (shutil.which(name) for name in ("soffice", "pdftotext"))
    if not office or not reader:
        pytest.skip("no LibreOffice or pdftotext")
    few = replace(context, parts=context.parts[:3])
    path = tmp_path / "pack.docx"
    path.write_bytes(render_docx("pack", few))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = [reader, "-raw", str(tmp_path / "pack.pdf"), "-"]
    text = subprocess.run(pdf, check=True, capture_output=True, timeout=60).stdout.decode()
    pages = [re.sub(r"\s", "", found) for found in text.split("\f")]
    for part in few.parts:
        name = re.sub(r"\s", "", part.line.name)
        first = [found for found in pages if re.search(rf"หน้า{part.page}(?!\d)", found)]
        assert [name in found and part.line.score in found for found in first] == [True]
