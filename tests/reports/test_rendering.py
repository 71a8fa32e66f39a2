"""Reports are self-contained, the same on every run, and carry whatever people type."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.html import render_html
from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.unit import unit_context
from addin.reports.word import render_docx
from addin.rules.settings import Settings
from workbook.errors import UserError

HOSTILE = (
    "<script>alert(1)</script> & \"quoted\" 'single' {{ 7 * 7 }} {% raw %} {_{ }_} \x07\x0c😀 " + "ก" * 300
)


@pytest.fixture(scope="module")
def hostile(sample: dict[str, pd.DataFrame], make_source: object) -> Source:
    """The sample with hostile text wherever people type text."""
    tables = {name: frame.copy() for name, frame in sample.items()}
    for name, key in (
        ("tblUnit", "unit_name"), ("tblKpi", "kpi_name"), ("tblMeasure", "measure"), ("tblPlan", "title"),
        ("tblActivity", "activity"), ("tblStep", "step"),
    ):  # fmt: skip
        tables[name][key] = HOSTILE
    monthly = tables["tblMonthlyScore"]
    for key in ("cause", "evidence", "obstacle", "corrective_action"):
        monthly[key] = HOSTILE
    return make_source(tables, Settings())


def test_hostile_text_arrives_whole_in_html(hostile: Source) -> None:
    """Nothing is executed, nothing is dropped: the text of the page holds it character by character."""
    page = html.fromstring(render_html("overview", overview_context(hostile)))
    names = {
        " ".join(th.text_content().split()) for th in page.xpath("//table[@id='score-table']/tbody/tr/th")
    }
    assert {" ".join(clean(HOSTILE).split())} == names
    assert len(page.xpath("//script")) == 1


def test_hostile_text_arrives_whole_in_word(hostile: Source) -> None:
    """Word shows the same characters, tags of Jinja in data included."""
    document = Document(io.BytesIO(render_docx("overview", overview_context(hostile))))
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "อันดับ")
    assert {clean(HOSTILE).strip()} == {row.cells[1].text for row in table.rows[1:]}


def test_hostile_causes_arrive_in_the_unit_report(hostile: Source) -> None:
    """Causes and evidence of a unit are whole in both formats."""
    context = unit_context(hostile, "HPC01")
    assert clean(HOSTILE).strip() in html.fromstring(render_html("unit", context)).text_content()
    document = Document(io.BytesIO(render_docx("unit", context)))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert clean(HOSTILE).strip() in cells


def test_line_feeds_become_breaks(sample: dict[str, pd.DataFrame], make_source: object) -> None:
    """A line feed typed into a cell is a line break in Word, a tab a tab."""
    tables = {**sample, "tblMeasure": sample["tblMeasure"].assign(measure="หนึ่ง\nสอง\tสาม")}
    document = Document(
        io.BytesIO(render_docx("overview", overview_context(make_source(tables, Settings()))))
    )
    texts = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "หนึ่ง\nสอง\tสาม" in texts


def test_policy_allows_exactly_our_style_and_script(source: Source) -> None:
    """The hashes in the policy are those of the one style and the one script on the page."""
    page = html.fromstring(render_html("overview", overview_context(source)))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]

    def digest(text: str) -> str:
        return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    styles, scripts = page.xpath("//style"), page.xpath("//script")
    assert re.findall(r"^default-src 'none'", policy) == ["default-src 'none'"]
    assert [digest(style.text) for style in styles] == re.findall(r"style-src '([^']+)'", policy)
    assert [digest(script.text) for script in scripts] == re.findall(r"script-src '([^']+)'", policy)


def test_page_asks_for_nothing(source: Source) -> None:
    """No address, no style attribute, no handler in the page: nothing to fetch or to block."""
    page = html.fromstring(render_html("unit", unit_context(source, "HPC01")))
    assert (
        page.xpath("//@src | //link | //iframe | //img | //@style | //*[@*[starts-with(name(), 'on')]]") == []
    )
    assert {"#main"} == set(page.xpath("//@href"))


def test_page_is_thai_with_headings_and_scopes(source: Source) -> None:
    """Language, one main heading, and a scope on each header cell of a table."""
    page = html.fromstring(render_html("overview", overview_context(source)))
    assert page.get("lang") == "th"
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//tbody//th[not(@scope)]") == []


def test_overview_is_small(source: Source) -> None:
    """One file of the overview stays under 400 KB."""
    assert len(render_html("overview", overview_context(source)).encode()) < 400_000


def test_same_input_same_bytes(source: Source) -> None:
    """The same figures and date give the same bytes, in both formats."""
    first, second = overview_context(source), overview_context(source)
    assert render_html("overview", first) == render_html("overview", second)
    assert render_docx("overview", first) == render_docx("overview", second)


def test_persons_do_not_appear(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Whoever reported, certified or stands in the directory is not named."""
    monthly, contacts = sample["tblMonthlyScore"], sample["tblContact"]
    people = {*monthly["reporter"].dropna(), *monthly["certified_by"].dropna(), *contacts["name"].dropna()}
    positions = {*contacts["position"].dropna(), *sample["tblUnit"]["supervisor"].dropna()}
    text = render_html("overview", overview_context(source)) + "".join(
        render_html("unit", unit_context(source, code)) for code in source.results.unit_score["unit_code"]
    )
    assert [name for name in people - positions if name in text] == []


def test_thai_digits_by_setting(sample: dict[str, pd.DataFrame], make_source: object) -> None:
    """With thai_digits the sentence and the scores have ๐-๙."""
    context = overview_context(make_source(sample, Settings(thai_digits=True)))
    assert not re.search("[0-9]", context.message.lead + context.units[0].score + context.meta.as_of)


def test_thai_runs_are_complex_script(source: Source) -> None:
    """Each run of Word with Thai letters carries <w:cs/>, and none of them a digit."""
    document = Document(io.BytesIO(render_docx("unit", unit_context(source, "HPC01"))))
    runs = [r for r in document.element.iter("{*}r") if re.search("[ก-์]", "".join(r.itertext()))]
    assert len(runs) > 100
    assert [r for r in runs if r.find("{*}rPr/{*}cs") is None] == []
    assert [r for r in runs if re.search("[0-9]", "".join(r.itertext()))] == []


def test_header_rows_repeat(source: Source) -> None:
    """Every data table of Word repeats its one header row on a new page and keeps rows whole."""
    document = Document(io.BytesIO(render_docx("overview", overview_context(source))))
    tables = [t for t in document.tables if t._tbl.tblPr.style == "ReportTable"]
    assert [1] * len(tables) == [len(t._tbl.findall(".//{*}tblHeader")) for t in tables]


def test_empty_book_renders(make_source: object) -> None:
    """A fresh book without units gives a report that says so."""
    context = overview_context(make_source({}, Settings()))
    assert "ยังไม่มีหน่วยงาน" in render_html("overview", context)
    assert len(render_docx("overview", context)) > 10_000


def test_unknown_unit_is_refused(source: Source) -> None:
    """A unit that is not there is named together with those that are."""
    with pytest.raises(UserError) as caught:
        unit_context(source, "NOPE")
    assert caught.value.code == "report_unit_unknown"


@pytest.mark.parametrize(("month", "passed"), [("2564-10", False), ("2565-02", True)])
def test_past_month_leaves_later_rows_out(
    sample: dict[str, pd.DataFrame],
    make_source: object,
    month: str,
    passed: bool,  # noqa: FBT001
) -> None:
    """A report of October shows October only; the last month shows what recalc shows."""
    context = overview_context(make_source(sample, Settings(), month=month))
    assert (len(context.months) == 5) == passed
    assert all(len(unit.statuses) == len(context.months) for unit in context.units)


def test_round_report_judges_by_the_round(sample: dict[str, pd.DataFrame], make_source: object) -> None:
    """Asked for round 1, the units are judged by that round's score."""
    source = make_source(sample, Settings(), round_no=1)
    expected = int((source.results.unit_score["round_1_score"] >= 3).sum())
    assert expected == source.attainment.passed


@pytest.mark.validator
def test_word_files_fit_the_schema(source: Source, hostile: Source, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing to object to, with sample and with hostile text."""
    import os
    import shutil
    import subprocess

    validator = os.environ.get("SAMRET_OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if validator is None:
        pytest.skip("no ooxml-validator")
    for name, data in (
        ("overview", render_docx("overview", overview_context(source))),
        ("unit", render_docx("unit", unit_context(source, "HPC01"))),
        ("hostile", render_docx("overview", overview_context(hostile))),
    ):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(data)
        result = subprocess.run(
            [validator, str(path)], capture_output=True, text=True, timeout=120, check=False
        )
        assert (name, 0) == (name, result.returncode), result.stdout[:2000]


def test_settings_date_is_not_the_clock(source: Source) -> None:
    """The date printed is the date given."""
    later = Source(source.tables, source.results, source.settings, source.period, dt.date(2022, 3, 15))
    assert overview_context(later).meta.generated_on.endswith("15\u00a0มีนาคม\u00a02565")
