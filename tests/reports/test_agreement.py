"""The agreement has six clauses, the right parties, and an annex that is the book's set-up."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from lxml import html

from addin.reports.agreement import agreement_context, deputies
from addin.reports.html import render_html
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.reports.writing import ReportRequest, write_reports
from addin.rules.settings import Settings
from workbook.errors import UserError

MakeSource = Callable[..., Source]
HOSTILE = "<b>& \"q\" 'a' {{ 7 * 7 }} \x07😀 " + "ก" * 120


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def expected_annex(sample: dict[str, pd.DataFrame], code: str, round_no: int) -> dict[str, tuple[str, ...]]:
    every, targets = sample["tblUnitKpi"], sample["tblKpiTarget"]
    weights = every[(every["unit_code"] == code) & (every["round"] == round_no)]
    defaults = targets[targets["round"] == round_no].set_index("kpi_code")
    found = {}
    for row in weights.to_dict("records"):
        own = [row[f"target_{n}"] for n in range(1, 6)]
        levels = (
            defaults.loc[row["kpi_code"], [f"target_{n}" for n in range(1, 6)]] if pd.isna(own[0]) else own
        )
        found[row["kpi_code"]] = tuple(f"{value:,.10g}" for value in (row["weight"], *levels))
    return found


def word(source: Source, code: str) -> Document:
    return Document(io.BytesIO(render_docx("agreement", agreement_context(source, code))))


def tables_with(document: Document, head: str) -> list[list[list[str]]]:
    found = [[[plain(cell.text) for cell in row.cells] for row in table.rows] for table in document.tables]
    return [rows for rows in found if head in rows[0]]


@pytest.mark.parametrize("code", ["PER", "HPC12", "AUD"])
def test_word_annex_is_the_books(source: Source, sample: dict[str, pd.DataFrame], code: str) -> None:
    """Each round's indicators stand with weight and the results of 1 to 5 points that hold for the unit."""
    tables = tables_with(word(source, code), "น้ำหนัก")
    for round_no, rows in enumerate(tables, start=1):
        found = {row[1].split()[0]: (row[3], *row[4:9]) for row in rows[1:]}
        assert expected_annex(sample, code, round_no) == found
    assert len(tables) == 2


def test_html_annex_is_the_books(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """The same in HTML."""
    page = html.fromstring(render_html("agreement", agreement_context(source, "PER")))
    tables = page.xpath("//table[caption[contains(., 'ผลที่ได้คะแนน 1 ถึง 5')]]")
    for round_no, table in enumerate(tables, start=1):
        rows = [[plain(cell.text_content()) for cell in row] for row in table.xpath("tbody/tr")]
        assert expected_annex(sample, "PER", round_no) == {
            row[1].split()[0]: (row[3], *row[4:9]) for row in rows
        }
    assert len(tables) == 2


def test_weights_are_said_to_sum_to_100(source: Source) -> None:
    """The heading of each round says the sum."""
    texts = [plain(paragraph.text) for paragraph in word(source, "PER").paragraphs]
    assert len([text for text in texts if text.endswith("น้ำหนักรวม 100")]) == 2


def test_wrong_weights_are_said(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """Weights that do not sum to 100 are told before anybody signs."""
    weights = sample["tblUnitKpi"].copy()
    first = weights.index[(weights["unit_code"] == "PER") & (weights["round"] == 1)][0]
    weights.loc[first, "weight"] = 15.0
    context = agreement_context(make_source({**sample, "tblUnitKpi": weights}, Settings()), "PER")
    assert plain(context.message.accent) == "น้ำหนักรอบที่ 1 รวมได้ 95 ไม่เท่ากับ 100 ต้องแก้ไขก่อนลงนาม"


def test_six_clauses_and_the_year(source: Source) -> None:
    """Six numbered clauses; the second says from when to when, and that it is no contract."""
    clauses = agreement_context(source, "PER").clauses
    assert [clause.number for clause in clauses] == ["1", "2", "3", "4", "5", "6"]
    assert "มิใช่สัญญา" in clauses[1].text
    assert "1 ตุลาคม 2564 ถึง 30 กันยายน 2565" in plain(clauses[1].text)


@pytest.mark.parametrize(
    ("code", "maker", "receiver"),
    [
        ("PER", "ผู้อำนวยการกองการเจ้าหน้าที่", "รองอธิบดีกรมอนามัย (1)"),
        ("AUD", "หัวหน้ากลุ่มตรวจสอบภายใน", "อธิบดีกรมอนามัย"),
        ("รองอธิบดี (2)", "รองอธิบดีกรมอนามัย (2)", "อธิบดีกรมอนามัย"),
    ],
)
def test_parties_by_position(source: Source, code: str, maker: str, receiver: str) -> None:
    """Unit to its supervisor, the one unit and the deputies to the director-general."""
    context = agreement_context(source, code)
    assert (plain(context.maker), plain(context.receiver)) == (maker, receiver)
    signs = [cell.text for table in word(source, code).tables[:1] for cell in table.rows[0].cells]
    assert receiver in plain(signs[0])
    assert maker in plain(signs[1])


def test_annex_lies_across(source: Source) -> None:
    """The agreement stands upright, its annex on A4 landscape."""
    orientations = [section.orientation for section in word(source, "PER").sections]
    assert orientations == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_deputy_lists_the_units_supervised(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """The deputy's annex has each unit under that position, none lost."""
    units = sample["tblUnit"]
    expected = units[units["supervisor"] == "รองอธิบดี (4)"]["unit_name"].tolist()
    (rows,) = tables_with(word(source, "รองอธิบดี (4)"), "ผู้ทำคำรับรอง")
    assert expected == [row[1] for row in rows[1:]]


def test_everybody_is_written(sample: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    """Asked for all, every unit and every deputy has a file; a deputy is asked for by position alone too."""
    day = dt.date(2022, 3, 10)
    every = ReportRequest(kinds=("agreement",), formats=("html",))
    one = ReportRequest(kinds=("unit", "agreement"), formats=("html",), units=("รองอธิบดี (3)",))
    made = [
        write_reports(tmp_path, sample, Settings(), day, ask, findings=pd.DataFrame(), generated_on=day)
        for ask in (every, one)
    ]
    assert len(made[0]) == 36 + 4
    assert [path.name for path in made[1]] == ["คำรับรอง-รองอธิบดี (3)-2565-02.html"]


def test_deputies_are_those_of_the_book(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Who may be asked for beside the units is tblAgreement's level deputy."""
    rows = sample["tblAgreement"]
    assert rows[rows["level"] == "deputy"]["maker"].tolist() == list(deputies(source))


def test_criteria_are_complete(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Every item of the unit's KPIs stands in the annex, in both rounds."""
    weights = sample["tblUnitKpi"].query("unit_code == 'PER'")
    pairs = set(zip(weights["kpi_code"], weights["round"], strict=True))
    items = sample["tblProcessItem"]
    mine = [row["item"] for row in items.to_dict("records") if (row["kpi_code"], row["round"]) in pairs]
    (rows,) = tables_with(word(source, "PER"), "รายการ")
    assert sorted(mine) == sorted(row[4] for row in rows[1:])


def test_book_without_set_up_renders(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """A unit without KPIs, agreement and supervisor still has its document, with dots to write on."""
    tables = {"tblUnit": sample["tblUnit"].assign(supervisor=None)}
    context = agreement_context(make_source(tables, Settings()), "PER")
    assert context.receiver == context.dots
    page = html.fromstring(render_html("agreement", context)).text_content()
    assert page.count("ยังไม่มีตัวชี้วัดและน้ำหนักของรอบนี้ในสมุดงาน") == 2
    assert len(render_docx("agreement", context)) > 5_000


def test_hostile_names_arrive_whole(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """Positions and KPIs with markup, control characters and 120 letters stand as typed."""
    tables = {
        **sample,
        "tblKpi": sample["tblKpi"].assign(kpi_name=HOSTILE),
        "tblAgreement": sample["tblAgreement"].assign(maker=HOSTILE),
    }
    source = make_source(tables, Settings())
    rows = tables_with(word(source, "PER"), "น้ำหนัก")[0][1:]
    assert [row[1] for row in rows if plain(clean(HOSTILE)) not in row[1]] == []
    assert plain(clean(HOSTILE)) in plain(agreement_context(source, "PER").clauses[0].text)


def test_thai_digits_throughout(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """With the setting the clauses and the annex's figures have ๐-๙."""
    context = agreement_context(make_source(sample, Settings(thai_digits=True)), "PER")
    figures = "".join(
        (*(c.text for c in context.clauses), *context.parts[0].indicators[0].levels, context.annex_frame)
    )
    assert [c for c in figures if c in "0123456789"] == []


def test_unknown_maker_is_refused(source: Source) -> None:
    """Neither a unit nor a deputy: the error names those that are."""
    with pytest.raises(UserError) as caught:
        agreement_context(source, "NOPE")
    assert "รองอธิบดี (1)" in str(caught.value.params["known"])
