"""What a closing keeps and what must be waived for it, against plain loops over the same rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.rules import closing
from addin.rules.fiscal import last_day, month_ordinal
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.support import oracle
from tests.support.books import MONTHS, Book, books
from tests.support.checkbook import AS_OF, SETTINGS, clean_book
from tests.support.oracle import Oracle, rows_of

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MONTH = st.sampled_from(MONTHS)


def closed(book: Book, month: str, **more: Any) -> dict[str, pd.DataFrame]:
    """The book's tables with this month closed behind everything else."""
    seq = float(closing.next_seq(book.tables))
    row = {"seq": seq, "month": month, "closed_on": pd.Timestamp(book.as_of), **more}
    return closing.with_row(book.tables, **row)


def up_to(tables: dict[str, pd.DataFrame], month: str) -> dict[str, pd.DataFrame]:
    """Plainly: the rows of months after `month` dropped, where rows have a month of report or closing."""
    made = dict(tables)
    for name in ("tblMonthlyScore", "tblItemResult", "tblSnapshot"):
        frame = made[name]
        made[name] = frame[[isinstance(m, str) and m <= month for m in frame["month"]]]
    return made


@FEW
@given(books(), MONTH)
def test_the_figures_of_a_closing_are_those_of_the_oracle_without_later_months(
    book: Book, month: str
) -> None:
    """Unit scores after the closing, by plain Decimals over the rows up to the month."""
    tables = closed(book, month)
    figures = closing.month_figures(tables, book.settings, book.as_of, month)
    day = min(book.as_of, last_day(MONTHS[MONTHS.index(month) + 1]) if month != "2565-09" else book.as_of)
    expected = oracle.compute(up_to(tables, month), book.given, day)
    found = figures.unit_score[["unit_code", "round_1_score", "round_2_score", "score"]]
    assert [
        [
            row[key] if key == "unit_code" else None if pd.isna(row[key]) else f"{row[key]:.4f}"
            for key in found
        ]
        for row in found.to_dict("records")
    ] == [
        [u["unit_code"], *(None if u[k] is None else f"{u[k]:.4f}" for k in found.columns[1:])]
        for u in expected["units"]
    ]


@FEW
@given(books(), MONTH)
def test_what_must_be_waived_is_what_a_plain_loop_finds(book: Book, month: str) -> None:
    """Every due unit and KPI without a row that counts, with its state, once."""
    plain = Oracle(book.tables, book.given, dt.date(2022, 9, 30))
    expected = set()
    for unit, entries in plain.entries.items():
        for (kpi, number), entry in entries.items():
            if month not in plain.rounds[number]:
                continue
            if (entry["starts_month"] or month) > month or (entry["ends_month"] or month) < month:
                continue
            rows = plain.reports.get((month, unit, kpi), [])
            status = rows[0]["status"] or "draft" if rows else "missing"
            if status in ("submitted", "certified"):
                status = "" if plain.value(rows[0]) is not None else "no_value"
                if not status and plain.settings["require_certified"] == "yes":
                    status = "uncertified" if rows[0]["status"] == "submitted" else ""
            if status not in ("", "not_applicable"):
                expected.add((unit, kpi, status))
    found = closing.lacking(book.tables, book.settings, month)
    assert sorted(map(tuple, found.to_numpy().tolist())) == sorted(expected)


@FEW
@given(books(), MONTH)
def test_kept_values_are_those_of_the_monthly_rows(book: Book, month: str) -> None:
    """Each row that says something up to the month is kept with its value, as a plain loop reads it."""
    tables = {name: frame for name, frame in book.tables.items() if name != "tblSnapshot"}
    figures = closing.month_figures(tables, book.settings, book.as_of, month)
    kept = closing.kept_scores(tables, book.settings, month, figures)
    plain = Oracle(book.tables, book.given, dt.date(2022, 9, 30))
    expected = {}
    for (when, unit, kpi), rows in plain.reports.items():
        number = plain.round_of.get(when)
        if when > month or (kpi, number) not in plain.entries.get(unit, {}):
            continue
        value, status = plain.value(rows[0]), rows[0]["status"] or "draft"
        if when == month or value is not None or status != "draft":
            expected[when, unit, kpi] = (status, None if value is None else float(value))
    said = kept[kept["month"].notna() & kept["status"].notna()]
    found = {
        (row["month"], row["unit_code"], row["kpi_code"]): (
            row["status"],
            None if pd.isna(row["value"]) else row["value"],
        )
        for row in said.to_dict("records")
    }
    assert len(said) == len(found)
    assert found == expected


def test_kept_figures_are_those_of_recalc() -> None:
    """Where no later month has rows, the KPI and unit rows kept are the result tables of the same day."""
    clean = clean_book()
    row = {"seq": 1.0, "month": "2565-01", "closed_on": pd.Timestamp(AS_OF)}
    tables = closing.with_row(clean, **row)
    january = closing.month_figures(tables, SETTINGS, AS_OF, "2565-01")
    whole = compute(tables, SETTINGS, AS_OF)
    kept = closing.kept_scores(clean, SETTINGS, "2565-01", january)
    keys = ["unit_code", "kpi_code", "round"]
    of_kpis = kept[kept["weight"].notna()].set_index(keys)[["actual", "score", "weight"]].sort_index()
    round_1 = whole.kpi_score[whole.kpi_score["round"] == 1]
    expected = round_1.set_index(keys)[["actual", "score", "weight"]].sort_index()
    pd.testing.assert_frame_equal(of_kpis, expected, check_index_type=False)
    of_units = kept[kept["kpi_code"].isna() & kept["round"].isna()].set_index("unit_code")["score"]
    assert of_units.to_dict() == pytest.approx(
        whole.unit_score.set_index("unit_code")["score"].to_dict(), nan_ok=True
    )


def test_a_rounds_policy_holds_from_the_closing_of_its_last_month() -> None:
    """B2 has one returned result: nothing counts, so no score; A1's missing KPIs fall to the floor."""
    clean = clean_book()
    before = closing.month_figures(clean, SETTINGS, AS_OF, "2565-02").kpi_score
    row = {"seq": 1.0, "month": "2565-02", "closed_on": pd.Timestamp(AS_OF)}
    figures = closing.month_figures(closing.with_row(clean, **row), SETTINGS, AS_OF, "2565-02")
    after = figures.kpi_score
    # B2's 1.1 is not applicable: it stays without a score and without weight. Round 2 has just begun.
    assert before.groupby("round")["score"].apply(lambda column: int(column.isna().sum())).to_dict() == {
        1: 5,
        2: 10,
    }
    assert after.loc[after["score"] == 1.0, ["unit_code", "kpi_code"]].to_numpy().tolist() == [
        ["B2", kpi] for kpi in ("1.2", "1.3", "1.4", "1.5")
    ]
    assert figures.unit_score["score"].isna().tolist() == [False, True]


def snapshots(*rows: tuple[int, str, int, bool]) -> dict[str, pd.DataFrame]:
    """Closings from (seq, month, revision, closed)."""
    frame = pd.DataFrame(
        {
            "seq": [float(r[0]) for r in rows],
            "month": [r[1] for r in rows],
            "revision": [float(r[2]) for r in rows],
            "closed_on": [pd.Timestamp(AS_OF) if r[3] else pd.NaT for r in rows],
        }
    )
    return {"tblSnapshot": frame}


def test_the_latest_row_of_a_month_says_whether_it_is_closed() -> None:
    """January was reopened and closed again; February is open again; the order of rows plays no part."""
    rows = [
        (1, "2565-01", 1, True),
        (2, "2565-02", 1, True),
        (3, "2565-02", 2, False),
        (4, "2565-01", 2, False),
        (5, "2565-01", 3, True),
    ]
    for order in (rows, rows[::-1]):
        tables = snapshots(*order)
        found = closing.closed_of_year(tables, Settings.model_validate({}))
        assert found[["seq", "month"]].to_numpy().tolist() == [[5.0, "2565-01"]]
        assert closing.next_seq(tables) == 6
        assert [closing.next_revision(tables, month) for month in ("2565-01", "2565-02", "2565-03")] == [
            4,
            3,
            1,
        ]


def test_a_closing_of_another_year_is_none_of_this_one() -> None:
    """A month of 2564 is not closed in 2565."""
    tables = snapshots((1, "2564-09", 1, True))
    assert closing.closed_of_year(tables, Settings.model_validate({})).empty


def test_results_of_a_later_month_change_no_figure_of_a_closed_one() -> None:
    """February says the least of everything: the book's scores fall, those of January stand."""
    clean = clean_book()
    frame = clean["tblMonthlyScore"]
    later = frame["month"] > "2565-01"
    worst = frame.assign(
        status=frame["status"].mask(later, "submitted"),
        actual=frame["actual"].mask(later, 0.0),
        score=frame["score"].mask(later, 1.0),
    )
    fallen = {**clean, "tblMonthlyScore": worst}
    scores = [
        one.unit_score.set_index("unit_code")["score"].fillna(-1.0).to_dict()
        for one in (
            closing.month_figures(clean, SETTINGS, AS_OF, "2565-01"),
            closing.month_figures(fallen, SETTINGS, AS_OF, "2565-01"),
            compute(fallen, SETTINGS, AS_OF),
        )
    ]
    assert scores[0] == scores[1] != scores[2]


def test_earlier_months_are_kept_once() -> None:
    """With January closed, February keeps its own rows; without, January's too."""
    clean = clean_book()
    figures = closing.month_figures(clean, SETTINGS, AS_OF, "2565-02")
    alone = closing.kept_scores(clean, SETTINGS, "2565-02", figures)["month"].dropna().unique()
    row = {"seq": 1.0, "month": "2565-01", "closed_on": pd.Timestamp(AS_OF)}
    after = closing.with_row(clean, **row)
    behind = closing.kept_scores(after, SETTINGS, "2565-02", figures)["month"].dropna().unique()
    assert (sorted(alone), sorted(behind)) == (["2565-01", "2565-02"], ["2565-02"])


def test_every_setting_has_a_neutral_text_that_reads_back() -> None:
    """What a closing keeps of the settings gives the same settings again."""
    from addin.rules.settings import build_settings

    given = {
        "pass_score": "2.5",
        "require_certified": "yes",
        "missed_report_penalty": "0.2",
        "as_of": "2022-03-10",
    }
    first, _ = build_settings(given)
    assert first is not None
    texts = closing.setting_texts(first)
    assert set(texts) == set(Settings.model_fields)
    assert build_settings(texts)[0] == first


def test_months_are_compared_as_numbers() -> None:
    """September lies behind December of the year before."""
    assert month_ordinal("2565-09") > month_ordinal("2564-12")
    assert np.diff([month_ordinal(month) for month in MONTHS]).tolist() == [1] * 11


def test_rows_of_the_closing_stand_for_their_table() -> None:
    """rows_of reads what with_row adds: the closing is the last row, and the rest is as it was."""
    clean = clean_book()
    tables = closing.with_row(clean, seq=1.0, month="2565-01", closed_on=pd.Timestamp(AS_OF))
    assert [row["month"] for row in rows_of(tables, "tblSnapshot")] == ["2565-01"]
    again = closing.with_row(tables, seq=2.0, month="2565-02")
    assert [(row["seq"], row["closed_on"]) for row in rows_of(again, "tblSnapshot")] == [
        (1, AS_OF),
        (2, None),
    ]
