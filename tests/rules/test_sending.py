"""Who is reminded and who is followed up, against a computation over plain rows that shares no code with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.rules.due import due_reports
from addin.rules.followups import month_to_follow, next_ids, overdue_rows, wanted
from addin.rules.observed import submissions
from addin.rules.reminders import long_date, month_to_remind, reminders, unsent
from addin.rules.scorecard import scorecard
from addin.rules.statuses import MOVES, cells_after, may_follow
from tests.support.books import Book, books
from tests.support.oracle import Oracle, first_of_month
from workbook.schema.words import SCORE_STATUS

GENERATED = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
STATUSES = [choice.key for choice in SCORE_STATUS]


def due_by_hand(oracle: Oracle) -> list[tuple[str, str, str]]:
    """(month, unit, KPI) of every report due in a month that has begun."""
    return [
        (month, unit, kpi)
        for unit, entries in oracle.entries.items()
        for (kpi, number), entry in entries.items()
        for month in oracle.rounds[number]
        if first_of_month(month) <= oracle.as_of
        and (entry["starts_month"] or month) <= month <= (entry["ends_month"] or month)
    ]


def sent_by_hand(oracle: Oracle, report: tuple[str, str, str]) -> bool:
    rows = oracle.reports.get(report, [])
    return any(row["status"] == "not_applicable" or oracle.reported(row) for row in rows)


@GENERATED
@given(books())
def test_unsent_are_the_due_reports_without_a_sent_row(book: Book) -> None:
    """Every due report of a begun month is unsent, unless a row of it was sent with a value or is not applicable."""
    oracle = Oracle(book.tables, book.given, book.as_of)
    card = scorecard(book.tables, book.settings, book.as_of)
    register = submissions(book.tables, card.entries, card.spans)
    found = unsent(book.tables, card, register, due_reports(book.tables, book.settings, book.as_of))
    reports = list(zip(found["month"], found["unit_code"], found["kpi_code"], strict=True))
    expected = {report for report in due_by_hand(oracle) if not sent_by_hand(oracle, report)}
    assert sorted(reports) == sorted(expected)
    states = dict(zip(reports, found["state"], strict=True))
    assert {r for r, state in states.items() if state == "no_row"} == {
        r for r in expected if r not in oracle.reports
    }


@GENERATED
@given(books())
def test_a_reminder_has_the_units_own_deadline(book: Book) -> None:
    """Deadline with the latest extension; the safe day is a working day not after it; what is overdue is earlier."""
    oracle = Oracle(book.tables, book.given, book.as_of)
    card = scorecard(book.tables, book.settings, book.as_of)
    due = due_reports(book.tables, book.settings, book.as_of)
    month = month_to_remind(card.spans)
    if month is None:
        assert first_of_month("2564-10") > book.as_of
        return
    found = reminders(book.tables, card, due, month, list(oracle.units))
    off = {date.date() for date in book.tables["tblHoliday"]["date"]}
    for one in found:
        assert one.deadline == oracle.deadline(one.unit_code, month)
        day = one.deadline
        while day.weekday() >= 5 or day in off:
            day -= dt.timedelta(days=1)
        assert one.safe == day
        for part in one.earlier:
            assert part.month < month
            assert oracle.deadline(one.unit_code, part.month) < book.as_of
    unsent_units = {r[1] for r in due_by_hand(oracle) if r[0] == month and not sent_by_hand(oracle, r)}
    assert {one.unit_code for one in found} == unsent_units


@GENERATED
@given(books(), st.data())
def test_followed_up_are_the_late_missing_and_low_units_of_no_open_row(
    book: Book, data: st.DataObject
) -> None:
    """Late, missing or below, as the oracle says it, less the units with an open row or one of that very month."""
    oracle = Oracle(book.tables, book.given, book.as_of)
    card = scorecard(book.tables, book.settings, book.as_of)
    month = month_to_follow(card)
    past = [m for m in sorted(oracle.round_of) if oracle.deadlines[m] < book.as_of]
    assert month == (past[-1] if past else None)
    if month is None:
        return
    row = st.fixed_dictionaries({
        "unit_code": st.sampled_from([*oracle.units, "UNKNOWN"]),
        "month": st.sampled_from([month, "2564-10", "2565-07"]),
        "closed_on": st.sampled_from([None, pd.Timestamp("2022-03-01")]),
    })  # fmt: skip
    listed = data.draw(st.lists(row, max_size=3))
    frame = pd.DataFrame(listed, columns=["unit_code", "month", "closed_on"])
    tables = {**book.tables, "tblFollowUp": frame.astype({"closed_on": "datetime64[s]"})}
    figures = oracle.compute()
    expected = []
    for unit in figures["units"]:
        code = unit["unit_code"]
        low = unit["score"] is not None and unit["score"] < oracle.passing
        late = figures["status"][code, month] in {"late", "missing"}
        followed = any(
            r["unit_code"] == code and (r["closed_on"] is None or r["month"] == month) for r in listed
        )
        if (low or late) and not followed:
            expected.append((code, figures["status"][code, month] if late else None, low))
    found = wanted(tables, card, month, book.settings.pass_units)
    assert [(one.unit_code, one.report, one.score is not None) for one in found] == expected


@given(st.lists(st.tuples(st.none() | st.dates(), st.none() | st.dates()), max_size=8), st.dates())
def test_overdue_is_open_and_past_its_day(rows: list[tuple[Any, Any]], as_of: dt.date) -> None:
    """due_on before the day, and no closing date."""
    frame = pd.DataFrame({
        "due_on": pd.Series([due for due, _ in rows], dtype="datetime64[s]"),
        "closed_on": pd.Series([closed for _, closed in rows], dtype="datetime64[s]"),
    })  # fmt: skip
    expected = [due is not None and due < as_of and closed is None for due, closed in rows]
    assert overdue_rows(frame, as_of).tolist() == expected


@given(st.lists(st.from_regex(r"[A-Z]{0,3}[0-9]{1,4}", fullmatch=True), max_size=6), st.integers(1, 5))
def test_new_ids_are_new(known: list[str], count: int) -> None:
    """As many as asked for, each once, and none that is there."""
    found = next_ids(pd.Series(known, dtype="str"), count)
    assert len(set(found)) == count
    assert not set(found) & set(known)


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_a_move_is_legal_where_the_table_has_it(before: str, after: str) -> None:
    """Every status of the schema has its moves; none to itself; certified is left only by a return."""
    assert set(MOVES) == set(STATUSES)
    assert may_follow(before, after) == (after in MOVES[before])
    if before == "certified":
        assert may_follow(before, after) == (after == "returned")
    assert before != after or not may_follow(before, after)


def test_a_certification_goes_when_the_row_is_returned() -> None:
    """Nothing says certified on a row that is not."""
    cells = cells_after("returned", by="ผู้อำนวยการ", on=pd.Timestamp("2022-03-10"), reason="หลักฐานไม่ตรง")
    assert cells == {
        "status": "returned",
        "return_reason": "หลักฐานไม่ตรง",
        "certified_by": None,
        "certified_on": None,
    }


def test_weekdays_are_right_all_year() -> None:
    """The day of the week of every day of the year, against numpy's own calendar."""
    names = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]
    for day in np.arange("2021-10-01", "2022-10-01", dtype="datetime64[D]"):
        number = int((day - np.datetime64("2021-10-04")).astype(int) % 7)  # a Monday
        assert long_date(day.item()).startswith(f"วัน{names[number]}ที่ {day.item().day} ")
