"""The situation and gap report: its figures are recalc's and the history's, and nothing of them is lost."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.html import render_html
from addin.reports.sandbox import template_folder
from addin.reports.situation import situation_context
from addin.reports.situation_gaps import SHOWN
from addin.reports.situation_model import Situation
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.rules.settings import Settings
from tests.support.ooxml_lint import validate

LONG = "ก" * 120
HOSTILE = "<b>&amp; \"คู่\" 'เดี่ยว' {{ 7 * 7 }} \x07😀 " + LONG
MakeSource = Callable[..., Source]


@pytest.fixture(scope="module")
def context(source: Source) -> Situation:
    return situation_context(source)


@pytest.fixture(scope="module")
def page(context: Situation) -> html.HtmlElement:
    return html.fromstring(render_html("situation", context))


@pytest.fixture(scope="module")
def document(context: Situation) -> Document:
    return Document(io.BytesIO(render_docx("situation", context)))


@pytest.fixture(scope="module")
def gaps(source: Source) -> pd.DataFrame:
    """The rows of tblGap in round 1 that lie below 3.0000 or have no result."""
    gap = source.results.gap
    gap = gap[gap["round"] == 1]
    return gap[(gap["score"] < 3) | (gap["flag"] == "no_data")]


@pytest.fixture(scope="module")
def extreme(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> Source:
    """The sample with hostile text wherever this report shows what people typed."""
    tables = {name: frame.copy() for name, frame in sample.items()}
    for name, keys in (
        ("tblUnit", ("unit_name", "short_name", "group")), ("tblKpi", ("kpi_name",)),
        ("tblSituation", ("policy_direction", "finding", "cause", "source")),
        ("tblMonthlyScore", ("cause", "obstacle", "corrective_action")),
    ):  # fmt: skip
        for key in keys:
            tables[name][key] = HOSTILE
    return make_source(tables, Settings())


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200d]+", " ", text).strip()


def cells(row: html.HtmlElement) -> list[str]:
    return [squeezed(cell.text_content()) for cell in row]


def rows_of(page: html.HtmlElement, place: str) -> list[list[str]]:
    return [cells(row) for row in page.xpath(f"//{place}/tbody/tr")]


def tables_of(document: Document, *heads: str) -> list[list[str]]:
    found = []
    for table in document.tables:
        texts = [[squeezed(cell.text) for cell in row.cells] for row in table.rows]
        if texts[0][: len(heads)] == list(heads):
            found += texts[1:]
    return found


def shown(value: float) -> str:
    return "–" if value != value else f"{value:.4f}"  # noqa: PLR0124 NaN


def expected_gaps(source: Source, gaps: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    return sorted(
        (
            source.unit_short(row["unit_code"]),
            row["kpi_code"],
            shown(row["score"]),
            "–" if row["flag"] == "no_data" else shown(row["gap_to_pass"]),
        )
        for row in gaps.to_dict("records")
    )


def test_html_shows_every_gap(page: html.HtmlElement, source: Source, gaps: pd.DataFrame) -> None:
    """Each KPI below 3.0000 or without a result stands once, with tblGap's score and distance."""
    found = [(row[0], row[1].split()[0], row[6], row[7]) for row in rows_of(page, "table[@data-gaps]")]
    assert expected_gaps(source, gaps) == sorted(found)


def test_word_shows_every_gap(document: Document, source: Source, gaps: pd.DataFrame) -> None:
    """The same in Word, over its three tables."""
    rows = tables_of(document, "หน่วยงาน", "ตัวชี้วัด", "เป้าหมาย")
    assert expected_gaps(source, gaps) == sorted((row[0], row[1].split()[0], row[6], row[7]) for row in rows)


def test_gaps_stand_under_their_flag(context: Situation, gaps: pd.DataFrame) -> None:
    """Chronic, newly failing and without data as tblGap flags them; reached again is in none."""
    expected = gaps["flag"].value_counts().to_dict()
    assert expected == {part.key: len(part.rows) for part in context.gap_parts}


def test_largest_gap_stands_first(context: Situation) -> None:
    """Within a part the distance to 3.0000 falls from row to row."""
    for part in context.gap_parts:
        distances = [row.to_pass_raw or 0 for row in part.rows]
        assert sorted(distances, reverse=True) == distances


def test_recovered_gaps_are_said_apart(context: Situation, source: Source) -> None:
    """A KPI that was chronic and reaches 3.0000 this year is counted in its own sentence."""
    gap = source.results.gap
    again = gap[(gap["round"] == 1) & (gap["flag"] == "chronic") & (gap["score"] >= 3)]
    assert f"{len(again)} รายการ" in context.recovered.replace("\u00a0", " ")


def test_years_are_those_of_the_history(
    page: html.HtmlElement, document: Document, sample: dict[str, pd.DataFrame]
) -> None:
    """Units passed and their mean of each past year, counted from the history itself, in both formats."""
    history = sample["tblHistory"]
    whole = history[history["kpi_code"].isna() & history["score"].notna()]
    expected = []
    for year in (2562, 2563, 2564):
        scores = [Decimal(str(value)) for value in whole[whole["fiscal_year"] == year]["score"]]
        average = (sum(scores) / len(scores)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        expected.append((str(year), str(sum(score >= 3 for score in scores)), str(average)))
    for rows in (rows_of(page, "table[@id='years-table']"), tables_of(document, "ปีงบประมาณ", "ผ่าน")):
        assert expected == [(row[0], row[1], row[4]) for row in rows[:3]]


def test_present_year_is_the_attainment(page: html.HtmlElement, source: Source) -> None:
    """The last year is this one, with recalc's attainment."""
    result, row = source.results.attainment, rows_of(page, "table[@id='years-table']")[-1]
    expected = ["2565", str(result.passed), str(result.total), f"{result.percent:.4f}"]
    assert expected == row[:4]


def test_what_does_not_compare_is_counted(context: Situation, sample: dict[str, pd.DataFrame]) -> None:
    """Each year says how many results do not compare, and a sentence names their units."""
    history = sample["tblHistory"]
    counts = history[history["comparable"] == "no"]["fiscal_year"].value_counts()
    expected = [str(counts.get(year, 0)) for year in (2562, 2563, 2564)]
    assert expected == [year.incomparable for year in context.years[:3]]
    assert len(context.incomparable) == sum(count != "0" for count in expected)


def test_incomparable_score_has_a_star_and_no_trend(context: Situation) -> None:
    """HLC's score of 2562 is shown, marked, and left out of the mean of its comparable years."""
    unit = next(unit for unit in context.unit_years if unit.code == "HLC")
    assert unit.years[0].text.endswith("*")
    compared = [Decimal(cell.text) for cell in unit.years[1:3]]
    assert unit.mean == str((sum(compared) / 2).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def test_unit_trends_are_recalcs(context: Situation, source: Source) -> None:
    """The trend of each unit is that of tblUnitScore."""
    expected = source.results.unit_score.set_index("unit_code")["trend"].to_dict()
    assert expected == {unit.code: unit.trend.key for unit in context.unit_years}


def test_every_unit_has_its_years_in_word(document: Document, source: Source) -> None:
    """No unit is lost: the present score beside its name."""
    rows = tables_of(document, "หน่วยงาน", "2562")
    expected = {row["unit_name"]: shown(row["score"]) for row in source.results.unit_score.to_dict("records")}
    assert expected == {row[0]: row[4] for row in rows}


def test_groups_add_up(context: Situation, source: Source, gaps: pd.DataFrame) -> None:
    """Over the groups, units, passed units and results below make the department's."""
    result = source.results.attainment
    sums = [
        sum(int(getattr(group, key)) for group in context.groups)
        for key in ("units", "passed", "below", "chronic", "missing")
    ]
    below = gaps[gaps["flag"] != "no_data"]
    expected = [result.total, result.passed, len(below), (below["flag"] == "chronic").sum(), 4]
    assert expected == sums


def test_causes_are_those_of_kpis_below(context: Situation, gaps: pd.DataFrame, source: Source) -> None:
    """A cause counts the units that gave it in the round for a KPI that is below or has no result."""
    rows = source.tables["tblMonthlyScore"]
    rows = rows[rows["month"].between("2564-10", "2565-02") & rows["cause"].notna()]
    rows = rows[rows["status"] != "not_applicable"].merge(gaps[["unit_code", "kpi_code"]])
    expected = rows.groupby(["kpi_code", "cause"])["unit_code"].nunique().to_dict()
    assert expected == {(line.code, line.cause): line.units_raw for line in context.causes}


def test_measures_name_the_gaps_they_answer(context: Situation) -> None:
    """MS09 is for HPC12's disbursement and stands beside that gap only."""
    answered = [
        (row.unit_name, row.code) for part in context.gap_parts for row in part.rows if "MS09" in row.measures
    ]
    assert answered == [("ศูนย์อนามัยที่ 12 ยะลา", "3.1")]


def test_cancelled_measures_answer_nothing(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With every measure cancelled no gap has one."""
    made = make_source({**sample, "tblMeasure": sample["tblMeasure"].assign(status="cancelled")}, Settings())
    assert not any(row.answered for part in situation_context(made).gap_parts for row in part.rows)


def test_conclusion_names_the_nearest_units(context: Situation, source: Source) -> None:
    """Where units are short of the target, the first fact is the unit nearest below, with its shortfall."""
    scores = source.results.unit_score
    nearest = scores[scores["shortfall"] > 0].sort_values("shortfall").iloc[0]
    fact = context.priorities[0].facts[0].replace("\u00a0", " ")
    assert f"{nearest['score']:.4f} ขาด {nearest['shortfall']:.4f}" in fact


def test_conclusion_promises_nothing_where_all_pass(
    sample: dict[str, pd.DataFrame], make_source: MakeSource
) -> None:
    """With a pass score that every unit with results reaches, no unit is named as nearest."""
    made = make_source(sample, Settings(pass_score=Decimal("1.0000"), target_percent=Decimal(90)))
    titles = [priority.title for priority in situation_context(made).priorities]
    assert "หน่วยงานที่ใกล้เกณฑ์ที่สุด" not in titles


def test_policy_and_findings_are_whole(page: html.HtmlElement, document: Document, source: Source) -> None:
    """Every item of the situation with its direction, finding and cause, in both formats."""
    frame = source.tables["tblSituation"]
    expected = frame[["item_id", "policy_direction", "finding", "cause"]].to_numpy().tolist()
    for rows in (rows_of(page, "table[@id='policy-table']"), tables_of(document, "ข้อ", "ปี")):
        assert expected == [[row[0], *row[2:5]] for row in rows]


def test_native_charts_hold_the_figures(document: Document, context: Situation) -> None:
    """The caches of the charts are the report's: units below by KPI, attainment by year."""
    parts = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/chart")]
    found = []
    for part in sorted(parts, key=lambda part: part.partname):
        series = html.etree.fromstring(part.blob).find(".//{*}ser")
        found.append([float(v.text) for v in series.findall("{*}val//{*}v")])
    below = {kpi.code: float(kpi.below) for kpi in context.pulls}
    expected = [
        [below[line.code] for line in context.kpi_years],
        [year.raw for year in context.years if year.raw is not None],
    ]
    assert expected == found


def test_template_charts_have_names_and_alt_text() -> None:
    """Both charts of the shipped template are filled by name and described."""
    frames = list(Document(str(template_folder() / "situation.docx")).element.iter("{*}docPr"))
    assert [frame.get("name") for frame in frames] == ["chart_below", "chart_years"]
    assert all(frame.get("descr") for frame in frames)


def test_people_are_not_shown(
    sample: dict[str, pd.DataFrame], make_source: MakeSource, source: Source
) -> None:
    """Neither who reported nor a telephone or address typed into a finding stands in the report."""
    situation = sample["tblSituation"].assign(finding="ติดต่อ 081-234-5678 หรือ somebody@example.com")
    made = make_source({**sample, "tblSituation": situation}, Settings())
    text = render_html("situation", situation_context(made))
    people = set(source.tables["tblMonthlyScore"]["reporter"].dropna())
    assert people
    assert [name for name in [*people, "081-234", "somebody@"] if name in text] == []


def test_hostile_text_arrives_whole(extreme: Source) -> None:
    """Markup, quotes, control characters, emoji and words of 120 letters stand in both formats as typed."""
    context = situation_context(extreme)
    typed = clean(HOSTILE)
    page = html.fromstring(render_html("situation", context))
    assert len(page.xpath("//script")) == 1
    names = {cell.text_content() for cell in page.xpath("//table[@id='unit-years-table']/tbody/tr/th")}
    assert names == {typed}
    rows = tables_of(Document(io.BytesIO(render_docx("situation", context))), "ข้อ", "ปี")
    assert {tuple(row[2:]) for row in rows} == {(squeezed(typed),) * 4}


def test_empty_book_says_so(make_source: MakeSource) -> None:
    """A fresh book gives a report of sentences in place of tables, in both formats."""
    context = situation_context(make_source({}, Settings()))
    assert "ยังไม่มีหน่วยงาน" in render_html("situation", context)
    document = Document(io.BytesIO(render_docx("situation", context)))
    assert tables_of(document, "หน่วยงาน", "ตัวชี้วัด", "เป้าหมาย") == []
    assert list(document.element.iter("{*}docPr")) == []


def test_one_unit_and_no_result(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With one unit and no monthly row every KPI of it is without data, and it has not passed."""
    only = sample["tblUnit"][sample["tblUnit"]["unit_code"] == "HPC12"]
    empty = sample["tblMonthlyScore"].iloc[:0]
    context = situation_context(
        make_source({**sample, "tblUnit": only, "tblMonthlyScore": empty}, Settings())
    )
    assert [part.key for part in context.gap_parts] == ["no_data"]
    assert context.message.lead.replace("\u00a0", " ").startswith("0 จาก 1 หน่วยงาน")


def test_long_tables_say_what_they_leave_out(
    sample: dict[str, pd.DataFrame], make_source: MakeSource
) -> None:
    """Where nothing is reported, 100 gaps are shown and the rest is counted."""
    empty = sample["tblMonthlyScore"].iloc[:0]
    context = situation_context(make_source({**sample, "tblMonthlyScore": empty}, Settings()))
    part = context.gap_parts[0]
    total = int((sample["tblUnitKpi"]["round"] == 1).sum())
    assert len(part.rows) == SHOWN
    assert f"{total - SHOWN} รายการ" in part.rest.replace("\u00a0", " ")


def test_thai_digits_by_setting(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With Thai digits no figure of ours is in Arabic ones."""
    context = situation_context(make_source(sample, Settings(thai_digits=True)))
    texts = [context.message.lead, *(cell.text for unit in context.unit_years for cell in unit.years)]
    assert not re.search("[0-9]", "".join(texts))


def test_dates_and_scores_fit_their_columns(document: Document) -> None:
    """No score is wider than its column at the size of its text, by the widths of a font as wide as Laksaman."""
    tight = []
    for table in document.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            size = cell.paragraphs[0].style.font.size
            for figure in re.findall(r"[\d,]+\.\d{4}\*?", cell.text):
                width = sum(65 if c in ".,*" else 127 for c in figure) * (size.pt if size else 12) / 12
                if width > cell.width.twips - 140:
                    tight.append((figure, cell.width.twips))
    assert tight == []


@pytest.mark.validator
def test_word_fits_the_schema(
    context: Situation, extreme: Source, make_source: MakeSource, tmp_path: Path
) -> None:
    """The Open XML SDK finds nothing to object to, with the sample and with hostile text."""
    empty = situation_context(make_source({}, Settings()))
    for name, made in (("sample", context), ("extreme", situation_context(extreme)), ("empty", empty)):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(render_docx("situation", made))
        faults = validate(path)
        if faults is None:
            pytest.skip("no ooxml-validator")
        assert faults == []


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_loses_no_row(document: Document, context: Situation, tmp_path: Path) -> None:
    """The PDF's text holds each score of each table as often as the Word file, and the Thai marks with it."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("no soffice or pdftotext")
    path = tmp_path / "situation.docx"
    document.save(str(path))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    read = [reader, "-raw", str(tmp_path / "situation.pdf"), "-"]
    text = re.sub(
        r"\s", "", subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
    )
    figures = [
        f for unit in context.unit_years for f in (unit.mean, *(cell.text for cell in unit.years)) if f != "–"
    ]
    assert len(figures) > 150
    assert [figure for figure in figures if figure not in text] == []
    assert text.count("ยังไม่มี") >= sum(not row.answered for part in context.gap_parts for row in part.rows)
