"""The fingerprint of a month: the same for the same figures, another for each edit that decides one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.rules.fingerprint import fingerprint
from addin.rules.settings import Settings, build_settings
from tests.support.books import MONTHS, Book, books
from tests.support.checkbook import ITEM, SCORE, SETTINGS, WEIGHT, Edit, clean_book, day, edited, sent

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JANUARY, FEBRUARY = "2565-01", "2565-02"


def of(edits: tuple[Edit, ...] = (), month: str = JANUARY, given: Settings = SETTINGS) -> str:
    return fingerprint(edited(edits), given, month)


@FEW
@given(books(), st.sampled_from(MONTHS), st.integers(0, 2**32 - 1))
def test_the_order_of_rows_changes_nothing(book: Book, month: str, seed: int) -> None:
    """Every table shuffled, but where two rows claim the same thing (the first of those stands)."""
    keys = {
        "tblMonthlyScore": ["month", "unit_code", "kpi_code"],
        "tblUnitKpi": ["unit_code", "kpi_code", "round"],
        "tblKpiTarget": ["kpi_code", "round"],
    }
    plain = {n: f.drop_duplicates(keys[n]) if n in keys else f for n, f in book.tables.items()}
    mixed = {n: f.sample(frac=1, random_state=seed % 2**32) for n, f in plain.items()}
    assert fingerprint(mixed, book.settings, month) == fingerprint(plain, book.settings, month)


@FEW
@given(books(), st.sampled_from(MONTHS[:-1]))
def test_rows_of_later_months_change_nothing(book: Book, month: str) -> None:
    """A month's fingerprint is of the rows up to it."""
    tables = dict(book.tables)
    for name in ("tblMonthlyScore", "tblItemResult"):
        frame = tables[name]
        tables[name] = frame[[isinstance(m, str) and m <= month for m in frame["month"]]]
    assert fingerprint(tables, book.settings, month) == fingerprint(book.tables, book.settings, month)


TEXTS: dict[str, tuple[Edit, ...]] = {
    "cause, evidence, reporter": (
        (SCORE, 5, {"cause": "ก", "evidence": "ข", "reporter": "ค", "obstacle": "ง"}),
    ),
    "dates of reporting": (
        (SCORE, 5, {"reported_on": day("2022-02-01"), "certified_on": day("2022-02-02")}),
    ),
    "remark of an item": ((ITEM, 5, {"remark": "ก", "evidence": "ข"}),),
    "an empty draft": (
        (SCORE, 20, {"month": JANUARY, "unit_code": "B2", "kpi_code": "1.2", "status": "draft"}),
    ),
    "a later month": ((SCORE, 10, {"actual": 50, "status": "submitted"}),),
    "a weight of a round to come": ((WEIGHT, 6, {"weight": 1}),),
    "names": (("tblUnit", 5, {"unit_name": "ชื่อใหม่"}), ("tblKpi", 5, {"kpi_name": "ชื่อใหม่"})),
    "a unit that is not active": (("tblUnit", 7, {"unit_code": "Z8"}),),
    "the receipt": (
        ("tblSubmission", 5, {"received_on": day("2022-02-20"), "extended_to": day("2022-02-20")}),
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_decides_nothing_may_be_completed_later(name: str) -> None:
    """Texts, dates of reporting, prefilled rows, later months and rounds, names."""
    assert of(TEXTS[name]) == of()


DECIDING: dict[str, tuple[Edit, ...]] = {
    "an actual": ((SCORE, 5, {"actual": 83.6}),),
    "a last digit": ((SCORE, 5, {"actual": 83.500000001}),),
    "a score reported": ((SCORE, 7, {"score": 3.9999}),),
    "a status": ((SCORE, 5, {"status": "submitted"}),),
    "a row deleted": ((SCORE, 9, None),),
    "a row added": ((SCORE, 20, sent(JANUARY, "B2", "1.2", actual=1)),),
    "points moved between items": ((ITEM, 5, {"points": 1.5}), (ITEM, 6, {"points": 3.5})),
    "a step undone": ((ITEM, 9, {"done": "no"}),),
    "a weight": ((WEIGHT, 5, {"weight": 21}),),
    "a target of the KPI": (("tblKpiTarget", 5, {"target_5": 101}),),
    "the first month": ((WEIGHT, 5, {"starts_month": "2564-11"}),),
    "the last month": ((WEIGHT, 5, {"ends_month": "2565-02"}),),
    "the scoring": (("tblKpi", 5, {"scoring": "step"}),),
    "the aggregate": (("tblKpi", 5, {"aggregate": "mean"}),),
    "the direction": (("tblKpi", 5, {"direction": "lower"}),),
    "an item declared": (("tblProcessItem", 5, {"item_no": 9}),),
    "a unit gone": (("tblUnit", 6, None),),
    "a unit back": (("tblUnit", 7, {"active_to_fy": 2570}),),
}


@pytest.mark.parametrize("name", DECIDING)
def test_each_edit_that_decides_a_figure_changes_it(name: str) -> None:
    """One cell, one row, one definition: another fingerprint, in this month and the next."""
    assert of(DECIDING[name]) != of()
    assert of(DECIDING[name], FEBRUARY) != of((), FEBRUARY)


SETTING = {
    "pass_score": "2.9",
    "target_percent": "90",
    "round_1": "2564-11..2565-02",
    "round_2": "2565-03..2565-08",
    "missing_interim": "floor",
    "missing_at_close": "zero",
    "floor_score": "0.5",
    "cap_score": "4.5",
    "annual_method": "last_round",
    "missed_report_penalty": "0.2",
    "require_certified": "yes",
}
UNDECIDING = {
    "as_of": "2022-03-09",
    "thai_digits": "yes",
    "mask_contacts": "no",
    "backups_kept": "3",
    "due_day": "11",
    "target_level": "4",
    "expected_units": "3",
    "trend_tolerance": "0.1",
}


def with_settings(**more: str) -> Settings:
    found, _ = build_settings(more)
    assert found is not None
    return found


@pytest.mark.parametrize(("key", "value"), SETTING.items())
def test_a_setting_that_decides_changes_it(key: str, value: str) -> None:
    """Another fingerprint under another rule."""
    assert of(given=with_settings(**{key: value})) != of(given=with_settings())


@pytest.mark.parametrize(("key", "value"), UNDECIDING.items())
def test_a_setting_that_decides_nothing_does_not(key: str, value: str) -> None:
    """The day, digits, masks and backups; the due day where a missed report costs nothing."""
    assert of(given=with_settings(**{key: value})) == of(given=with_settings())


def test_deadlines_decide_where_a_missed_report_costs() -> None:
    """With a penalty the due day and an extension of the month are part of it."""
    penalty = with_settings(missed_report_penalty="0.2")
    late = with_settings(missed_report_penalty="0.2", due_day="11")
    extended: tuple[Edit, ...] = (("tblSubmission", 5, {"extended_to": day("2022-02-20")}),)
    assert of(given=late) != of(given=penalty)
    assert of(extended, given=penalty) != of(given=penalty)


def test_months_have_fingerprints_of_their_own() -> None:
    """Even where the later one adds no row that says anything."""
    assert len({of((), month) for month in MONTHS}) == len(MONTHS)


@FEW
@given(st.data())
def test_two_books_with_one_fingerprint_have_the_same_rows(data: st.DataObject) -> None:
    """Of two values of one cell, only equal ones agree: 3 and 3.0000 do, 3 and 3.00000001 do not."""
    first, second = (
        data.draw(st.integers(0, 3)).real + data.draw(st.sampled_from([0, 1e-8, 0.5])) for _ in "ab"
    )

    def one(value: float) -> str:
        return of(((SCORE, 5, {"actual": value}),))

    assert (one(first) == one(second)) == (first == second)


def test_unreadable_values_read_as_blank() -> None:
    """A frame without the optional tables has a fingerprint too."""
    bare: dict[str, Any] = {
        n: f for n, f in clean_book().items() if n in {"tblUnit", "tblKpi", WEIGHT, SCORE}
    }
    assert len(fingerprint(bare, SETTINGS, JANUARY)) == 64
    assert fingerprint({"tblUnit": pd.DataFrame()}, SETTINGS, JANUARY) != fingerprint(bare, SETTINGS, JANUARY)
