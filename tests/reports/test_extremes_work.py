"""The reports of the SOP's steps at their extremes: no row lost, figures that add up, words that fit them.

The books: the sample, early in the year, in round 2 without a result, of one unit, of a thousand units, of
names of 120 letters without a space, and a fresh one.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from addin.reports import pdf
from addin.reports.directory import directory_context
from addin.reports.followup import followup_context
from addin.reports.kinds import KINDS
from addin.reports.measures import measures_context
from addin.reports.period import as_of_period, choose_period
from addin.reports.plan import plan_context
from addin.reports.situation import situation_context
from addin.reports.source import Source
from addin.reports.stakeholders import stakeholders_context
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.support.pages import Tables, many_units, of_units
from tests.support.paper import lost_marks, lost_rows, pdf_text
from tests.support.reports import Report, plain, reports
from workbook.content import base_tables
from workbook.schema import INPUT_TABLES

WORK: Final = (
    "situation", "stakeholders", "directory", "measures", "plan", "followup", "agreement", "manual",
)  # fmt: skip
EXTREMES: Final = ("sample", "early", "round_2", "one", "thousand", "long", "fresh")
TEXTS: Final = (
    "unit_name kpi_name measure group position name title activity topic step responsible needs issue"
)
NAME: Final = "ศูนย์ส่งเสริมสุขภาพผู้สูงอายุและสิ่งแวดล้อม" * 3
UNFINISHED: Final = re.compile(r"\b(?:None|nan|NaN|NaT|Undefined|inf)\b|\{\{|\{%|%\}|\}\}")


def long_names(tables: Tables) -> Tables:
    """The book with a name of 120 letters of its own in each cell that names something, and no space in any."""
    made = {name: frame.copy() for name, frame in tables.items()}
    for name, frame in made.items():
        for column in set(TEXTS.split()) & set(frame.columns):
            typed = frame[column].notna()
            distinct = {text: n for n, text in enumerate(dict.fromkeys(frame.loc[typed, column]))}
            numbered = frame.loc[typed, column].map(
                lambda text, known=distinct: f"{NAME[:116]}{known[text]:04d}"
            )
            if name != "tblSetting":
                frame.loc[typed, column] = numbered
    return made


def source_on(tables: Tables, day: dt.date, month: str | None = None, round_no: int | None = None) -> Source:
    """The figures of a book on a day."""
    settings = Settings()
    period = choose_period(settings, day, month, round_no)
    seen, when = as_of_period(tables, settings, day, period)
    return Source(seen, compute(seen, settings, when), settings, period, day)


@pytest.fixture(scope="module")
def books(sample: Tables) -> dict[str, Source]:
    """The book of each extreme."""
    day = dt.date(2022, 3, 10)
    return {
        "sample": source_on(sample, day),
        "early": source_on(sample, day, month="2564-11"),
        "round_2": source_on(sample, dt.date(2022, 8, 15), round_no=2),
        "one": source_on(of_units(sample, ("HPC12",)), day),
        "thousand": source_on(many_units(sample, 28), day),
        "long": source_on(long_names(sample), day),
        "fresh": source_on(base_tables(2565), day),
    }


@pytest.fixture(scope="module")
def made(books: dict[str, Source]) -> dict[str, list[Report]]:
    """The reports of each book; of a thousand units as pages only."""
    formats = {name: {"html"} if name == "thousand" else {"html", "docx"} for name in books}
    return {
        name: list(reports(source, units=1, kinds=WORK, formats=formats[name]))
        for name, source in books.items()
    }


@pytest.fixture(params=EXTREMES)
def extreme(request: pytest.FixtureRequest) -> str:
    """Each extreme in turn."""
    return str(request.param)


def expected_rows(source: Source, one: Report) -> Iterator[tuple[str, int]]:
    """What must begin a cell of the report's tables, and in how many rows at least."""
    if one.kind == "situation" and any(row.get("score") is not None for row in source.rows("tblHistory")):
        yield from ((str(unit["unit_name"]), 1) for unit in source.units.values())
    elif one.kind == "stakeholders":
        yield from ((str(row["group"]), 3) for row in source.rows("tblStakeholder"))
    elif one.kind == "measures":
        yield from ((str(row["measure_id"]), 1) for row in source.rows("tblMeasure"))
        yield from ((str(row["topic_id"]), 1) for row in source.rows("tblTopic"))
    elif one.kind == "plan":
        yield from ((f"{row['plan_id']} {row['title']}", 1) for row in source.rows("tblPlan"))
        yield from ((f"{row['activity_id']} {row['activity']}", 1) for row in source.rows("tblActivity"))
        yield from Counter(str(row["by_position"]) for row in source.rows("tblApproval")).items()
    elif one.kind == "followup":
        known = [row for row in source.rows("tblFollowUp") if row["month"] <= source.period.month]
        yield from Counter(str(row["followup_id"]) for row in known).items()
    elif one.kind == "agreement" and one.code in source.units:
        weights = [row for row in source.rows("tblUnitKpi") if row["unit_code"] == one.code]
        yield from Counter(f"{row['kpi_code']} {source.kpi_name(row['kpi_code'])}" for row in weights).items()
    elif one.kind == "manual":
        yield from ((str(row["step"]), 1) for row in source.rows("tblStep"))


@pytest.mark.slow
def test_no_row_is_lost(books: dict[str, Source], made: dict[str, list[Report]], extreme: str) -> None:
    """Every unit, group, measure, topic, plan, activity, approval, matter, KPI and step has its row or rows."""
    lost = []
    for one in made[extreme]:
        cells = [{*row, *(re.sub(r"^\d+\. ", "", cell) for cell in row)} for row in one.rows]
        for text, times in expected_rows(books[extreme], one):
            wanted = plain(text)
            if sum(any(cell.startswith(wanted) for cell in row) for row in cells) < times:
                lost.append((one.kind, one.made, wanted[:60], times))
    assert lost == []
    assert len({one.kind for one in made[extreme]}) == len(WORK)


@pytest.mark.slow
def test_nothing_is_left_unfinished(made: dict[str, list[Report]], extreme: str) -> None:
    """No report shows a blank value by its name in Python, or a tag of its template."""
    found = [
        (one.kind, one.made, match[0], one.text[max(0, match.start() - 40) : match.end() + 20])
        for one in made[extreme]
        for match in UNFINISHED.finditer(one.text)
    ]
    assert found == []


def number_of(text: str) -> int:
    """A count as it is printed."""
    return int(text.replace(",", ""))


@pytest.mark.slow
def test_parts_add_up_to_their_totals(books: dict[str, Source], extreme: str) -> None:
    """Units by group, reports by status, contacts by role, gaps by answer, plans by state, groups by quadrant."""
    source = books[extreme]
    situation, followup = situation_context(source), followup_context(source)
    groups = situation.groups
    assert sum(number_of(one.units) for one in groups) == source.attainment.total
    assert sum(number_of(one.passed) for one in groups) == source.attainment.passed
    reports_ = followup.cards[4]
    assert sum(map(int, re.findall(r"\d+", f"{reports_.value} {reports_.detail}"))) == len(
        source.report_status
    )
    issues = len(followup.open_issues) + len(followup.closed_issues)
    assert sum(number_of(one.total) for one in followup.units) == len(followup.issues) == issues
    directory = directory_context(source)
    for count in (*directory.counts, *directory.units):
        roles = (count.head, count.coordinator, count.recorder, count.other)
        assert sum(map(number_of, roles)) == number_of(count.total)
    measures = measures_context(source)
    assert all(one.open_raw + one.answered_raw == one.gaps_raw for one in measures.kpis)
    assert sum(one.gaps_raw for one in measures.kpis) == len(measures.gaps)
    plans = plan_context(source)
    assert sum(map(int, re.findall(r"(?<=\s)\d+", plain(plans.plans_message)))) == len(plans.plans)
    stakeholders = stakeholders_context(source)
    rated = [row for row in source.rows("tblStakeholder") if row.get("influence") and row.get("impact")]
    assert sum(number_of(one.count) for one in stakeholders.quadrants) == len(rated)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fresh", "round_2"])
def test_nothing_known_is_not_all_well(made: dict[str, list[Report]], name: str) -> None:
    """Where no KPI has a result, no report says that nothing lies below, that all is on time or how it changed."""
    wrong = (
        "ไม่มีผลตัวชี้วัดใดต่ำกว่า", "ไม่พบ Gap", "ไม่มี Gap ที่ต้องมีมาตรการ", "ทุกกลุ่มมีหน่วยงานผ่านเกณฑ์ครบ",
        "ทุกหน่วยงานส่งรายงานตรงเวลา", "จุดจากปี", "จุด แต่ปีนี้",
    )  # fmt: skip
    assert [(one.kind, words) for one in made[name] for words in wrong if words in one.text] == []
    told = {one.kind for one in made[name] if re.search("ยังไม่มีผลตัวชี้วัด|ยังไม่มีหน่วยงานใดมีผลที่นับได้", one.text)}
    assert {"situation", "measures"} <= told


@pytest.mark.slow
def test_a_thousand_units_are_counted_by_code(books: dict[str, Source]) -> None:
    """Units of the same short name stay apart: as many have matters as codes in the book have."""
    source = books["thousand"]
    codes = {row["unit_code"] for row in source.rows("tblFollowUp") if row["month"] <= source.period.month}
    context = followup_context(source)
    assert (len(context.units), len(codes)) == (len(codes), 28 * 8)
    assert f"{len(codes)} หน่วยงาน" in plain(context.units_message)


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(
    pdf.converter() is None or not shutil.which("pdftotext"), reason="LibreOffice or pdftotext is missing"
)
@pytest.mark.parametrize("name", ["long", "fresh"])
def test_word_keeps_its_rows_in_the_pdf(made: dict[str, list[Report]], tmp_path: Path, name: str) -> None:
    """Names of 120 letters and empty tables lose no row and no mark on the way to PDF."""
    word = {f"{one.kind}-{n}.pdf": one for n, one in enumerate(made[name]) if one.made == "docx"}
    texts = {
        file: pdf_text(content, tmp_path)
        for file, content in pdf.to_pdf({file: one.content for file, one in word.items()}).items()
    }
    lost: dict[str, Any] = {
        file: (lost_rows(word[file], text), lost_marks(word[file], text)) for file, text in texts.items()
    }
    assert lost == dict.fromkeys(word, ([], {}))


def test_every_kind_of_work_is_here() -> None:
    """The kinds tested here are kinds, and the texts made long are columns of the book's tables."""
    assert set(WORK) <= set(KINDS)
    assert set(TEXTS.split()) <= {column.key for table in INPUT_TABLES for column in table.columns}
