"""What a report says first is not misread: the year is not over, data are wrong, nothing has come in yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

from addin.reports.memo import memo_context
from addin.reports.monthly import monthly_context
from addin.reports.notes import notes
from addin.reports.overview import overview_context
from addin.reports.situation import situation_context
from addin.reports.slide import slide_context
from addin.reports.source import Source
from addin.reports.thai import MINUS, Writer
from addin.reports.unit import unit_context
from addin.reports.unit_tables import NOT_COUNTED
from addin.rules.settings import Settings
from tests.support.reports import plain

MakeSource = Callable[..., Source]
Tables = dict[str, pd.DataFrame]


def wrong(source: Source, errors: int) -> Source:
    """The same figures of a book in which so many errors were found."""
    found = pd.DataFrame({"severity": ["error"] * errors, "code": ["x"] * errors})
    return replace(source, findings=found)


@pytest.mark.parametrize("month", ["2565-01", "2565-02"])
def test_a_year_under_way_is_not_called_a_fall(make_source: MakeSource, sample: Tables, month: str) -> None:
    """Months of a round beside whole past years: both texts say which is which, and that the year goes on."""
    source = make_source(sample, Settings(), month)
    for said in (overview_context(source).years_message, situation_context(source).years_message):
        assert "ผลทั้งปี 2564" in plain(said)
        assert "แต่ปีนี้ยังไม่ครบสองรอบ" in plain(said)
        assert "ลดลง" not in said


def test_only_both_rounds_to_the_end_are_a_year(source: Source) -> None:
    """A year is whole at the last month of round 2 with both rounds in the score; a round alone never is."""
    settings, end = source.settings, source.settings.round_2[-1]
    whole = [
        replace(source.period, month=month, basis=basis).whole_year(settings)
        for month, basis in (("2565-02", "year"), (end, "year"), (end, "round"))
    ]
    assert whole == [False, True, False]


def test_a_book_with_errors_says_so_at_first_glance(source: Source) -> None:
    """Overview, monthly report, memorandum and slide all tell that figures may change, and by how many errors."""
    bad, said = wrong(source, 8), "ข้อมูลยังมีที่ต้องแก้ไข 8 รายการ ตัวเลขอาจเปลี่ยน"
    shown = (
        overview_context(bad).message.accent,
        monthly_context(bad).message.accent,
        memo_context(bad).facts[-1].text,
        slide_context(bad).source,
    )
    assert [said in plain(text) for text in shown] == [True] * 4


def test_a_book_without_errors_says_nothing_of_them(source: Source) -> None:
    """Where nothing is to be mended, no text warns."""
    memo = memo_context(source)
    texts = (memo.message.accent, slide_context(source).source, *(fact.text for fact in memo.facts))
    assert [text for text in texts if "ตัวเลขอาจเปลี่ยน" in text] == []


def test_nobody_is_asked_for_a_report_that_is_not_due(make_source: MakeSource, sample: Tables) -> None:
    """Of a round whose first deadline is to come, the memorandum names the round and asks for nothing."""
    memo = memo_context(make_source(sample, Settings(), None, 2))
    assert "รอบที่ 2 ถึงเดือนมีนาคม 2565" in plain(memo.form.subject)
    assert "ยังไม่ใช่ผลการดำเนินงาน" in memo.facts[0].text
    assert memo.requests == ()


def test_a_unit_that_owes_reports_is_asked_for_them(source: Source) -> None:
    """The unit without a score and with deadlines behind it stands among the requests."""
    asked = [plain(request.text) for request in memo_context(source).requests]
    assert "ให้หน่วยงานที่ยังไม่มีคะแนน 1 หน่วยงานส่งผลที่นับได้โดยเร็ว" in asked


def test_the_slide_of_a_round_without_results_is_no_verdict(make_source: MakeSource, sample: Tables) -> None:
    """Its title says that nothing counts yet, and the speaker's notes tell the units in one line."""
    slide = slide_context(make_source(sample, Settings(), None, 2))
    assert plain(slide.title).startswith("รอบที่ 2 ยังไม่มีหน่วยงานใดมีผลที่นับได้")
    told = [plain(line) for line in slide.notes[: slide.notes.index("วิธีคิดและที่มาของตัวเลข")] if line]
    assert len(told) == 2
    assert told[1].startswith("ยังไม่มีคะแนน 36 หน่วยงาน")


def test_no_note_of_the_speaker_shows_a_dash_for_a_score(source: Source) -> None:
    """A unit without a score is said to have none."""
    own = slide_context(source).notes[: -len(notes(source))]
    assert [line for line in own if "–:" in line] == []
    assert any("ยังไม่มีคะแนน 1 หน่วยงาน" in plain(line) for line in own)


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, "1.0000"),
        ({"missing_at_close": "zero"}, "0.0000"),
        ({"missing_at_close": "exclude"}, None),
        ({"missing_interim": "floor"}, None),
    ],
)
def test_one_kpi_alone_is_not_promised_to_suffice(
    make_source: MakeSource, sample: Tables, changed: dict[str, str], points: str | None
) -> None:
    """Where KPIs without a result are left out now and cost points at the close, unit and overview say so."""
    source = make_source(sample, Settings(**changed))
    warned = f"ตัวที่ยังไม่มีผลเมื่อปิดรอบจะได้ {points} คะแนน"
    lacking = next(unit for unit in overview_context(source).below if unit.code == "EXPT")
    texts = (unit_context(source, "EXPT").ways_message, lacking.comment)
    assert [warned in plain(text) for text in texts] == [points is not None] * 2
    assert "เมื่อปิดรอบ" not in unit_context(source, "HPC12").ways_message


def test_a_report_that_came_in_is_not_called_unsent(source: Source) -> None:
    """A month with a date of receipt whose results were returned says that they do not count, never unsent."""
    months = unit_context(source, "EXPT").months
    assert [month.state.word for month in months if month.received != "–" or month.reported != "–"] == [
        NOT_COUNTED
    ] * 3
    assert months[3].state.word == "ยังไม่ส่ง"


@pytest.mark.parametrize("value", [Decimal("-4.64"), -4.64])
def test_a_negative_percentage_has_the_minus_of_the_other_figures(value: Decimal | float) -> None:
    """Percentages and numbers are written with one sign."""
    assert Writer().percent(value, 2) == f"{MINUS}4.64"
    assert Writer().number(Decimal("-4.64")) == f"{MINUS}4.64"
