"""The numbers that readers see are the numbers of recalc."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.html import render_html
from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.standing import NEEDED_NOTE
from addin.reports.unit import unit_context
from addin.reports.word import render_docx
from addin.rules.settings import Settings


@pytest.fixture(scope="module")
def page(source: Source) -> html.HtmlElement:
    return html.fromstring(render_html("overview", overview_context(source)))


@pytest.fixture(scope="module")
def document(source: Source) -> Document:
    return Document(io.BytesIO(render_docx("overview", overview_context(source))))


def cell_texts(row: html.HtmlElement) -> list[str]:
    return [" ".join(cell.text_content().split()) for cell in row]


def shown(value: float) -> str:
    return "–" if value != value else f"{value:.4f}"  # noqa: PLR0124 NaN


def expected_scores(source: Source) -> dict[str, tuple[str, str, str]]:
    return {
        row["unit_name"]: (shown(row["round_1_score"]), shown(row["round_2_score"]), shown(row["score"]))
        for row in source.results.unit_score.to_dict("records")
    }


def table_of(document: Document, *heads: str) -> list[list[str]]:
    for table in document.tables:
        texts = [[cell.text for cell in row.cells] for row in table.rows]
        if texts and texts[0][: len(heads)] == list(heads):
            return texts[1:]
    raise AssertionError(f"no table with the heads {heads}")


def test_html_shows_every_unit_with_its_scores(page: html.HtmlElement, source: Source) -> None:
    """The score table has a row for each active unit with the scores of both rounds and of the year."""
    rows = [cell_texts(row) for row in page.xpath("//table[@id='score-table']/tbody/tr")]
    assert expected_scores(source) == {row[1]: (row[2], row[3], row[4]) for row in rows}


def test_word_shows_every_unit_with_its_scores(document: Document, source: Source) -> None:
    """No row is lost on the way into Word, and none shows another figure."""
    rows = table_of(document, "อันดับ", "หน่วยงาน")
    assert expected_scores(source) == {row[1]: (row[2], row[3], row[4]) for row in rows}


def test_ranks_are_those_of_recalc(page: html.HtmlElement, source: Source) -> None:
    """A unit's rank is tblUnitScore's; without a score there is a dash."""
    expected = {
        row["unit_name"]: "–" if row["rank"] != row["rank"] else f"{row['rank']:.0f}"
        for row in source.results.unit_score.to_dict("records")
    }
    rows = [cell_texts(row) for row in page.xpath("//table[@id='score-table']/tbody/tr")]
    assert expected == {row[1]: row[0] for row in rows}


def matrix_expected(source: Source) -> dict[tuple[str, str], str]:
    names = source.results.unit_score.set_index("unit_code")["unit_name"]
    kpis = source.results.kpi_score
    rows = kpis[kpis["round"] == source.period.round].to_dict("records")
    return {
        (names[row["unit_code"]], row["kpi_code"]): f"{row['score']:.4f}"
        for row in rows
        if row["score"] == row["score"]
    }


def matrix_found(heads: list[str], rows: list[list[str]]) -> dict[tuple[str, str], str]:
    return {
        (row[0], code): text.split()[-1]
        for row in rows
        for code, text in zip(heads, row[2:], strict=True)
        if text.split() and text.split()[-1][0].isdigit()
    }


def test_html_matrix_is_kpi_score(page: html.HtmlElement, source: Source) -> None:
    """The matrix holds exactly the KPI scores of the round in focus."""
    table = page.xpath("//section[@id='matrix']//table")[0]
    heads = cell_texts(table.xpath("thead/tr")[0])[2:]
    rows = [cell_texts(row) for row in table.xpath("tbody/tr")]
    assert matrix_expected(source) == matrix_found(heads, rows)


def test_word_matrix_is_kpi_score(document: Document, source: Source) -> None:
    """Columns repeated by the template stand over their own figures."""
    for table in document.tables:
        texts = [[cell.text for cell in row.cells] for row in table.rows]
        if texts[0][:2] == ["หน่วยงาน", "คะแนน"]:
            assert matrix_expected(source) == matrix_found(texts[0][2:], texts[1:])
            return
    raise AssertionError("no matrix")


def test_matrix_colours_only_what_misses(page: html.HtmlElement) -> None:
    """A coloured figure is below 3.0000 as printed, and every such figure is coloured."""
    cells = page.xpath("//section[@id='matrix']//tbody//td")
    found = [
        (float(cell.text), cell.get("class") == "t-bad") for cell in cells if (cell.text or "")[:1].isdigit()
    ]
    assert [(value, value < 3) for value, _ in found] == found


def test_message_says_the_attainment(page: html.HtmlElement, source: Source) -> None:
    """The sentence carries n of N, the percentage with 4 decimals and how many units are short."""
    result = source.results.attainment
    message = page.xpath("string(//p[@class='message'])").replace("\u00a0", " ")
    assert f"{result.passed} จาก {result.total} หน่วยงาน" in message
    assert f"ร้อยละ {result.percent:.4f}" in message
    assert f"ขาดอีก {result.short} หน่วยงาน" in message


def test_needed_for_pass_is_recalcs(source: Source) -> None:
    """What a unit's report asks for is needed_for_pass, to the last digit."""
    kpis = source.results.kpi_score
    for code in source.results.unit_score["unit_code"]:
        mine = kpis[(kpis["unit_code"] == code) & (kpis["round"] == source.period.round)]
        expected = {row["kpi_code"]: row["needed_for_pass"] for row in mine.to_dict("records")}
        report = unit_context(source, code)
        shown_needs = {kpi.code: kpi.needed for kpi in report.rounds[0].kpis}
        assert {k: "–" if v != v else v for k, v in expected.items()} == {  # noqa: PLR0124 NaN
            k: v if v == "–" else float(v.replace(",", "").replace("\u2212", "-"))
            for k, v in shown_needs.items()
        }


def test_unit_word_report_shows_each_kpi(source: Source) -> None:
    """Score and weighted score of each KPI stand in the unit's Word file."""
    code = source.results.unit_score["unit_code"].iloc[0]
    document = Document(io.BytesIO(render_docx("unit", unit_context(source, code))))
    rows = table_of(document, "รหัส", "ตัวชี้วัด", "น้ำหนัก")
    kpis = source.results.kpi_score
    mine = kpis[(kpis["unit_code"] == code) & (kpis["round"] == 1)].set_index("kpi_code")
    assert {k: (shown(row["score"]), shown(row["weighted"])) for k, row in mine.iterrows()} == {
        row[0]: (row[4], row[5]) for row in rows
    }


def test_native_charts_hold_the_figures(source: Source) -> None:
    """The chart caches of the overview are the distribution and the years of the report."""
    context = overview_context(source)
    document = Document(io.BytesIO(render_docx("overview", context)))
    charts = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/chart")]
    found = []
    for part in sorted(charts, key=lambda part: part.partname):
        root = html.etree.fromstring(part.blob)
        series = root.find(".//{*}ser")
        found.append([float(v.text) for v in series.findall("{*}val//{*}v")])
    expected = [
        [float(len(found_bin.units)) for found_bin in context.bins],
        [year.raw for year in context.years if year.raw is not None],
    ]
    assert expected == found


def test_status_words_match_recalc(source: Source) -> None:
    """The status grid is tblReportStatus up to the month reported."""
    context = overview_context(source)
    status = source.results.report_status.set_index("unit_code")
    for unit in context.units:
        months = [f"month_{month[-2:]}" for month in source.months_reported]
        assert [status.loc[unit.code, month] for month in months] == [s.key for s in unit.statuses]


def test_lost_scores_add_up(source: Source) -> None:
    """What the KPIs take from units below 3.0000 is at least what those units lack."""
    context = overview_context(source)
    lacking = sum(3 - unit.raw for unit in context.units if unit.raw is not None and unit.raw < 3)
    assert sum(kpi.lost_raw for kpi in context.kpis) >= lacking - 0.001


def test_matrix_sentence_counts_scores_that_exist(source: Source) -> None:
    """The sentence over the matrix says n of the KPI scores, rows without a score left out."""
    kpis = source.results.kpi_score
    scores = kpis[(kpis["round"] == source.period.round) & kpis["score"].notna()]["score"]
    message = overview_context(source).matrix_message.replace("\u00a0", " ")
    assert message.startswith(f"{(scores < 3).sum()} จาก {len(scores)} คะแนนตัวชี้วัด")


@pytest.mark.parametrize(
    ("aggregate", "said"), [("mean", True), ("sum", True), ("last", False), ("max", False)]
)
def test_needed_figure_of_combined_months_is_explained(
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    aggregate: str,
    said: bool,  # noqa: FBT001
) -> None:
    """Where a KPI combines its months into a mean or sum, both reports in both formats say what is needed."""
    made = make_source({**sample, "tblKpi": sample["tblKpi"].assign(aggregate=aggregate)}, Settings())
    contexts = {"overview": overview_context(made), "unit": unit_context(made, "HPC01")}
    found = set()
    for kind, context in contexts.items():
        found.add(NEEDED_NOTE in html.fromstring(render_html(kind, context)).text_content())
        document = Document(io.BytesIO(render_docx(kind, context)))
        found.add(NEEDED_NOTE in {paragraph.text for paragraph in document.paragraphs})
    assert found == {said}


@pytest.mark.parametrize("kind", ["overview", "unit"])
def test_word_columns_hold_dates_and_scores(source: Source, kind: str) -> None:
    """No short date and no score of a table is wider than its column, even in a font as wide as Laksaman.

    Laksaman stands in for TH Sarabun New where that is missing. Estimated from the breaks seen at 12 and 14
    points, for 12 points: a digit 127, a Thai letter 160, a space 75, a point 65 twentieths of a point.
    """
    context = overview_context(source) if kind == "overview" else unit_context(source, "HPC01")
    document = Document(io.BytesIO(render_docx(kind, context)))
    tight = []
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                size = cell.paragraphs[0].style.font.size
                for figure in re.findall(r"\d+\u00a0\S\.\S\.\u00a0\d\d|[\d,]+\.\d{4}", cell.text):
                    width = sum(
                        127 if c.isdigit() else (75 if c == "\u00a0" else 65) if c in ".,\u00a0" else 160
                        for c in figure
                    )
                    if size is not None and width * size.pt / 12 > cell.width.twips - 140:
                        tight.append((figure, cell.width.twips, size.pt))
    assert tight == []


def test_a_gap_that_was_closed_is_not_called_chronic(source: Source) -> None:
    """A KPI that was chronic and reaches 3.0000 this year is told so, and not coloured."""
    gap = source.results.gap
    closed = gap[(gap["round"] == 1) & (gap["flag"] == "chronic") & (gap["score"] >= 3)]
    assert len(closed) == 3
    for row in closed.to_dict("records"):
        lines = {line.code: line.flag for line in unit_context(source, row["unit_code"]).gaps}
        assert (lines[row["kpi_code"]].word, lines[row["kpi_code"]].tone) == ("เคยต่ำเรื้อรัง", "plain")


def test_a_round_without_results_is_not_a_fall(
    make_source: Callable[..., Source], sample: dict[str, pd.DataFrame]
) -> None:
    """Where nobody has a score yet, nothing is compared with last year, and the message says that it is no result."""
    empty = {name: frame.iloc[0:0] if name == "tblMonthlyScore" else frame for name, frame in sample.items()}
    told = overview_context(make_source(empty, Settings()))
    assert "ลดลง" not in told.years_message
    assert told.message.accent.startswith("ยังไม่มีหน่วยงานใดมีผลที่นับได้")


def test_cancelled_measures_use_no_letter(
    sample: dict[str, pd.DataFrame], make_source: Callable[..., Source]
) -> None:
    """The overview counts the measures in force by letter: with all of one letter cancelled it stands empty."""
    measures = sample["tblMeasure"].copy()
    measures.loc[measures["pirab"].str.contains("I"), "status"] = "cancelled"
    kept = measures[measures["status"] != "cancelled"]
    expected = {letter: int(kept["pirab"].str.contains(letter).sum()) for letter in "PIRAB"}
    context = overview_context(make_source({**sample, "tblMeasure": measures}, Settings()))
    assert expected == {line.letter: line.count for line in context.letters}
    assert (expected["I"], context.letters_message) == (0, "ยังไม่มีมาตรการในกลยุทธ์ I การลงทุน")
