"""Rows that are filled in but not sent are told wherever somebody may think that they count."""

from __future__ import annotations

import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from tests.support.buttons import TODAY, OpenBook, draft, only_january, open_book, said
from tests.support.checkbook import ITEM, SCORE


def next_empty(book: OpenBook) -> Outcome:
    return ACTIONS["next_empty"](book, today=TODAY)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("draft", "! กรอกผลแล้วแต่ยังเป็นร่าง 1 แถว ยังไม่นับในคะแนน เปลี่ยนช่อง สถานะ เป็น ส่งแล้ว"),
        (
            "returned",
            "! กรอกผลแล้วแต่ยังเป็นร่างหรือส่งกลับแก้ไข 1 แถว ยังไม่นับในคะแนน แก้ครบแล้วเปลี่ยนช่อง สถานะ เป็น ส่งแล้ว",
        ),
    ],
)
def test_filled_rows_that_do_not_count_are_told_when_nothing_is_blank(status: str, told: str) -> None:
    """Without the sign of success, and without sending on to compute."""
    outcome = next_empty(open_book(frames=only_january(status=status)))
    assert said(outcome).splitlines() == ["ทุกแถวของเดือนที่เริ่มแล้วมีผลแล้ว", told]
    assert [line.kind for line in outcome.lines] == ["title", "plain"]
    assert outcome.data["drafts"] == 1


@pytest.mark.parametrize("name", ["recalc", "status", "gaps", "attainment"])
@pytest.mark.parametrize(("status", "drafts"), [("draft", 1), ("submitted", 0), ("certified", 0)])
def test_figures_say_which_filled_rows_they_leave_out(name: str, status: str, drafts: int) -> None:
    """The score is not wrong, but the person thinks the row is in it."""
    outcome = ACTIONS[name](open_book(frames=only_january(status=status)), today=TODAY)
    assert ("กรอกผลแล้วแต่ยังเป็นร่าง 1 แถว" in said(outcome)) is (drafts == 1)
    if name in {"recalc", "status"}:
        assert outcome.data["drafts"] == drafts


@pytest.mark.parametrize("month", ["2565-04", "2564-09"])
def test_a_filled_draft_of_a_month_that_is_not_due_is_no_draft_to_send(month: str) -> None:
    """Prepared rows of a month that has not begun, or of another year."""
    assert next_empty(open_book([(SCORE, 10, {"month": month, "actual": 80.0})])).data["drafts"] == 1


@pytest.mark.parametrize("points", [(2.0, 3.0), (2.0, None)])
def test_a_draft_by_its_items_is_filled_when_all_of_them_are(points: tuple[float | None, ...]) -> None:
    """Half the points are a blank to fill, not a row to send."""
    items = [
        (ITEM, 12 + n, {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.2", "item_no": n, "points": p})
        for n, p in enumerate(points, 1)
    ]
    outcome = next_empty(open_book([(SCORE, 10, draft("2565-02", "A1", "1.2")), *items]))
    assert outcome.data["drafts"] == (2 if None not in points else 1)
    assert (outcome.show is None) is (None not in points)
