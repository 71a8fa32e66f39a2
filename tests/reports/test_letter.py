"""A letter goes to each unit below the pass score and to no other, with recalc's figures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from lxml import html

from addin.reports.html import render_html
from addin.reports.letter import applies, letter_context
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.word import render_docx
from addin.reports.writing import ReportRequest, write_reports
from addin.rules.settings import Settings
from workbook.errors import UserError

MakeSource = Callable[..., Source]
HOSTILE = "<b>& \"q\" 'a' {{ 7 * 7 }} \x07😀 " + "ก" * 120
BELOW = ("ELD", "LAB", "HPC12")


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def expected_needs(source: Source, code: str) -> dict[str, tuple[str, str]]:
    kpis = source.results.kpi_score
    mine = kpis[(kpis["unit_code"] == code) & (kpis["round"] == 1) & (kpis["score"] < 3)]
    return {
        row["kpi_code"]: (
            f"{row['score']:.4f}",
            "–" if pd.isna(row["needed_for_pass"]) else f"{row['needed_for_pass']:,.10g}",
        )
        for row in mine.to_dict("records")
    }


def test_only_units_below_get_one(source: Source) -> None:
    """Passed units get no letter, nor does one without a score: there is no figure to write about."""
    rows = source.results.unit_score.to_dict("records")
    assert [r["unit_code"] for r in rows if r["score"] < 3] == [
        r["unit_code"] for r in rows if applies(source, r["unit_code"])
    ]


def test_files_are_written_for_units_below(sample: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    """Asked for all letters, three files appear; asked for a unit that passed, none."""
    day = dt.date(2022, 3, 10)
    wanted = ReportRequest(kinds=("letter",), formats=("html",))
    one = ReportRequest(kinds=("letter",), formats=("html",), units=("SEC",))
    made = [
        write_reports(tmp_path, sample, Settings(), day, ask, findings=pd.DataFrame(), generated_on=day)
        for ask in (wanted, one)
    ]
    assert [f"หนังสือแจ้ง-{code}-2565-02.html" for code in BELOW] == [path.name for path in made[0]]
    assert made[1] == []


def test_why_a_named_unit_gets_none(sample: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    """Of each unit named that gets no letter it is told why: it passed, or it has no score."""
    day, told = dt.date(2022, 3, 10), []
    ask = ReportRequest(kinds=("letter",), formats=("html",), units=("SEC", "EXPT", "LAB"))
    write_reports(
        tmp_path, sample, Settings(), day, ask,
        findings=pd.DataFrame(), generated_on=day,
        left_out=lambda key, named: told.append((key, named["code"], named.get("score"))),
    )  # fmt: skip
    assert told == [("letter_passed", "SEC", "3.6199"), ("letter_no_score", "EXPT", None)]


@pytest.mark.parametrize("code", BELOW)
def test_word_needs_are_recalcs(source: Source, code: str) -> None:
    """Each KPI below the pass score stands with its score and needed_for_pass."""
    document = Document(io.BytesIO(render_docx("letter", letter_context(source, code))))
    rows = [[plain(cell.text) for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert expected_needs(source, code) == {row[0]: (row[3], row[4].split()[-1]) for row in rows}


@pytest.mark.parametrize("code", BELOW)
def test_html_needs_are_recalcs(source: Source, code: str) -> None:
    """The same in HTML."""
    page = html.fromstring(render_html("letter", letter_context(source, code)))
    rows = [[plain(cell.text_content()) for cell in row] for row in page.xpath("//table/tbody/tr")]
    assert expected_needs(source, code) == {row[0]: (row[3], row[4].split()[-1]) for row in rows}


def test_score_and_shortfall_stand_in_the_text(source: Source) -> None:
    """The paragraph says score and shortfall as recalc has them."""
    row = source.results.unit_score.set_index("unit_code").loc["HPC12"]
    text = letter_context(source, "HPC12").standing
    assert f"{row['score']:.4f}" in text
    assert f"{row['shortfall']:.4f}" in text


def test_less_is_better_is_at_most(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """A KPI whose direction is lower is asked for at most the result needed, any other for at least."""
    source = make_source(sample, Settings(pass_score="3.8"))
    kpis = sample["tblKpi"]
    lower = set(kpis[kpis["direction"] == "lower"]["kpi_code"])
    codes = [code for code in source.results.unit_score["unit_code"] if applies(source, code)]
    found = {
        (need.code in lower, need.limit)
        for code in codes
        for need in letter_context(source, code).needs
        if need.needed != "–"
    }
    assert found == {(True, "ไม่เกิน"), (False, "ไม่น้อยกว่า")}


def test_extension_moves_the_date(source: Source) -> None:
    """A unit with an extension is told its own deadline: HPC12 has until 17 March."""
    assert {plain(need.by) for need in letter_context(source, "HPC12").needs} == {"17 มี.ค. 65"}
    assert {plain(need.by) for need in letter_context(source, "LAB").needs} == {"10 มี.ค. 65"}


def test_past_deadline_is_not_asked_for(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """A round whose deadline has passed is no longer asked for; the next report is."""
    earlier = make_source(sample, Settings())
    late = Source(
        earlier.tables,
        type(earlier.results)(
            **{
                **{name: getattr(earlier.results, name) for name in earlier.results.__dataclass_fields__},
                "as_of": dt.date(2022, 3, 20),
            }
        ),
        earlier.settings,
        earlier.period,
        earlier.generated_on,
    )
    texts = [plain(task.text) for task in letter_context(late, "LAB").tasks]
    assert not [text for text in texts if text.startswith("ส่งผลและหลักฐานของรอบที่ 1")]
    assert [text for text in texts if "ภายในวันที่ 10 เมษายน 2565" in text]


def test_next_round_is_told(source: Source) -> None:
    """What round 2 has to bring stands beside what round 1 brought."""
    texts = [plain(task.text) for task in letter_context(source, "HPC12").tasks]
    assert "ทำคะแนนรอบที่ 2 ให้ได้ไม่น้อยกว่า 3.5785 เพื่อให้คะแนนทั้งปีถึง 3.0000 (รอบที่ 1 ได้ 2.4214)" in texts


def test_open_matters_are_told(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """Each matter of the unit that is not closed stands in the letter."""
    matters = sample["tblFollowUp"]
    mine = matters[(matters["unit_code"] == "HPC12") & matters["closed_on"].isna()]["issue"].tolist()
    text = plain(" ".join(task.text for task in letter_context(source, "HPC12").tasks))
    assert [issue for issue in mine if issue not in text] == []


def test_only_positions_are_named(source: Source, sample: dict[str, pd.DataFrame]) -> None:
    """The letter is addressed to a position and signed by one."""
    people = set(sample["tblContact"]["name"].dropna()) | set(sample["tblMonthlyScore"]["reporter"].dropna())
    text = "".join(render_html("letter", letter_context(source, code)) for code in BELOW)
    assert [name for name in people if name in text] == []
    assert plain(letter_context(source, "HPC12").form.to) == "ผู้อำนวยการศูนย์อนามัยที่ 12 ยะลา"


def test_hostile_names_arrive_whole(sample: dict[str, pd.DataFrame], make_source: MakeSource) -> None:
    """Names of KPIs with markup, control characters and 120 letters stand as typed."""
    tables = {**sample, "tblKpi": sample["tblKpi"].assign(kpi_name=HOSTILE)}
    context = letter_context(make_source(tables, Settings()), "HPC12")
    rows = Document(io.BytesIO(render_docx("letter", context))).tables[0].rows[1:]
    assert {plain(clean(HOSTILE))} == {plain(row.cells[1].text) for row in rows}


def test_unit_without_agreement_is_addressed(
    sample: dict[str, pd.DataFrame], make_source: MakeSource
) -> None:
    """Without a row of tblAgreement the letter goes to the head of the unit by its name."""
    tables = {**sample, "tblAgreement": sample["tblAgreement"].iloc[:0]}
    context = letter_context(make_source(tables, Settings()), "HPC12")
    assert plain(context.form.to) == "หัวหน้าหน่วยงาน ศูนย์อนามัยที่ 12 ยะลา"
    assert "ท่านได้ทำคำรับรอง" not in context.reference


def test_unknown_unit_is_refused(source: Source) -> None:
    """A unit that is not there is named together with those that are."""
    with pytest.raises(UserError) as caught:
        letter_context(source, "NOPE")
    assert caught.value.code == "report_unit_unknown"
