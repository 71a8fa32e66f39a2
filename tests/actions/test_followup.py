"""followup: rows proposed once, and what status tells of the list."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.errors import UserError
from tests.support.buttons import NOW, TODAY, OpenBook, frame_of, open_book, said
from tests.support.checkbook import Edit, day

TABLE = "tblFollowUp"
NOT_FOLLOWED: tuple[Edit, ...] = ((TABLE, 6, None),)


def followup(book: OpenBook, **more: Any) -> Outcome:
    return ACTIONS["followup"](book, today=TODAY, now=lambda: NOW, **more)


def test_a_unit_that_is_missing_gets_a_row_once() -> None:
    """Its id follows the last one; due on the safe day of the next deadline; the same again adds nothing."""
    book = open_book(NOT_FOLLOWED)
    outcome = followup(book)
    assert outcome.data["rows"] == [
        {
            "followup_id": "F2",
            "month": "2565-01",
            "unit_code": "B2",
            "issue": "ยังไม่รายงาน เดือน ม.ค. 65",
            "due_on": "2022-03-10",
        }
    ]
    row = frame_of(book, TABLE).iloc[-1]
    assert (row["followup_id"], row["unit_code"], row["due_on"]) == ("F2", "B2", day("2022-03-10"))
    assert pd.isna(row["closed_on"])
    again = followup(book)
    assert (again.data["rows"], book.saves, len(frame_of(book, TABLE))) == ([], 1, 2)


def test_every_value_of_a_row_is_logged() -> None:
    """A summary, and one row for each of the five cells."""
    book = open_book(NOT_FOLLOWED)
    followup(book)
    log = frame_of(book, "tblLog")
    assert log["row"].isna().tolist() == [True, *[False] * 5]
    assert log["new"].tolist()[0] == "เดือน ม.ค. 65 เพิ่ม 1 เรื่อง"
    assert set(log["row"].dropna()) == {float(frame_of(book, TABLE).index[-1])}


def test_a_trial_writes_nothing() -> None:
    """The same rows, none of them there."""
    book = open_book(NOT_FOLLOWED)
    outcome = followup(book, dry_run=True)
    assert [row["unit_code"] for row in outcome.data["rows"]] == ["B2"]
    assert (book.saves, len(frame_of(book, TABLE))) == (0, 1)


def test_a_low_score_is_in_the_issue() -> None:
    """What the unit has, what it must reach, and by how much it falls short."""
    book = open_book([*NOT_FOLLOWED, ("tblFollowUp", 5, {"month": "2564-12"})], settings={"pass_score": "5"})
    issues = {row["unit_code"]: row["issue"] for row in followup(book).data["rows"]}
    scores = {
        one["unit_code"]: one["score"]
        for one in ACTIONS["recalc"](book, today=TODAY, now=lambda: NOW).data["units"]
    }
    short = 5 - float(scores["A1"])
    assert issues["A1"] == f"คะแนน {scores['A1']} ต่ำกว่า 5.0000 ขาด {short:.4f}"


@pytest.mark.parametrize(
    ("month", "code"), [("2565-05", "month_not_begun"), ("2566-01", "month_not_of_year")]
)
def test_a_month_to_come_is_an_error(month: str, code: str) -> None:
    """There is nothing to follow up yet."""
    with pytest.raises(UserError) as caught:
        followup(open_book(), month=month)
    assert caught.value.code == code


def test_before_the_first_deadline_there_is_nothing_to_follow() -> None:
    """Without a month named."""
    with pytest.raises(UserError) as caught:
        followup(open_book(settings={"as_of": "2021-11-10"}))
    assert caught.value.code == "followup_too_early"


def test_status_tells_who_is_missing_and_what_is_overdue() -> None:
    """Units without a follow-up, follow-ups past their day, units that have not reported a month that is over."""
    overdue = (TABLE, 5, {"due_on": day("2022-03-01"), "closed_on": None})
    book = open_book([*NOT_FOLLOWED, overdue])
    outcome = ACTIONS["status"](book, today=TODAY)
    assert outcome.data["follow_up"] == {"month": "2565-01", "open": 1, "overdue": ["F1"], "wanted": ["B2"]}
    january = next(month for month in outcome.data["months"] if month["month"] == "2565-01")
    assert january["missing_units"] == ["B2"]
    text = said(outcome)
    assert "เดือน ม.ค. 65 พ้นกำหนดแล้วแต่ยังส่งไม่ครบ 1 หน่วยงาน: B2" in text
    assert "เรื่องติดตามเกินกำหนดและยังไม่ปิด 1 เรื่อง" in text
    assert "samret followup" in text
    assert book.saves == 0
