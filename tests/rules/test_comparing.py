"""Two closings compared: differences as a plain loop finds them, contributions that add up to the change."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from addin.rules import closing
from addin.rules.comparing import State, compare, contributions, kept_state
from addin.rules.entries import TARGETS
from addin.rules.exact import to_decimal
from addin.rules.settings import Settings
from tests.support.books import Book, books
from tests.support.checkbook import AS_OF, SCORE, SETTINGS, WEIGHT, Edit, edited
from tests.support.oracle import Oracle

FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
END = dt.date(2022, 9, 30)


def kept(tables: dict[str, pd.DataFrame], given: Settings, month: str, seq: int) -> dict[str, pd.DataFrame]:
    """The tables with one more closing, its scores and settings."""
    row = {"seq": float(seq), "month": month, "closed_on": pd.Timestamp(END)}
    after = closing.with_row(tables, **row)
    figures = closing.month_figures(after, given, END, month)
    scores = closing.kept_scores(tables, given, month, figures).assign(seq=float(seq))
    texts = closing.setting_texts(given)
    values = pd.DataFrame({"seq": float(seq), "key": list(texts), "value": list(texts.values())})
    for name, more in (("tblSnapshotScore", scores), ("tblSnapshotSetting", values)):
        there = after.get(name)
        after[name] = more if there is None or there.empty else pd.concat([there, more], ignore_index=True)
    return after


def state(units: dict[str, Any], kpis: list[tuple[Any, ...]], **given: str) -> State:
    """A state from round and year scores by unit, and (unit, kpi, round, weight, score)."""
    frame = pd.DataFrame(
        [
            {"unit_code": u, "kpi_code": k, "round": float(r), "weight": w, "score": s}
            for u, k, r, w, s in kpis
        ]
    )
    frame[["actual", *TARGETS]] = float("nan")
    columns = ["round_1_score", "round_2_score", "score"]
    scores = pd.DataFrame.from_dict(units, orient="index", columns=columns, dtype="float64").rename_axis(
        "unit_code"
    )
    months = pd.DataFrame(
        {key: pd.Series(dtype="str") for key in ("unit_code", "kpi_code", "month", "status")}
    )
    months["value"] = pd.Series(dtype="float64")
    return State(scores, frame, months, {"pass_score": "3", "annual_method": "mean_of_rounds", **given})


@FEW
@given(books())
def test_contributions_add_up_to_the_year_score(book: Book) -> None:
    """For each unit with a score and no penalty, the sum is the score but for three roundings."""
    assume(book.given["missed_report_penalty"] == "0")
    tables = {name: frame for name, frame in book.tables.items() if name != "tblSnapshot"}
    found = kept_state(kept(tables, book.settings, "2565-07", 1), 1)
    total: dict[str, Fraction] = {}
    for (unit, _, _), value in contributions(found).items():
        total[unit] = total.get(unit, Fraction(0)) + value
    for unit, score in found.units["score"].dropna().items():
        assert abs(total[str(unit)] - Fraction(to_decimal(score))) <= Fraction(1, 10_000)


@FEW
@given(books())
def test_a_closing_is_read_back_as_the_oracle_computes_it(book: Book) -> None:
    """Unit scores and KPI scores of a round's closing, from the kept rows, by plain Decimals."""
    tables = {name: frame for name, frame in book.tables.items() if name != "tblSnapshot"}
    found = kept_state(kept(tables, book.settings, "2565-07", 1), 1)
    rows = tables | {"tblSnapshot": pd.DataFrame({"seq": [1.0], "month": ["2565-07"], "closed_on": [END]})}
    rows["tblSnapshot"]["closed_on"] = pd.to_datetime(rows["tblSnapshot"]["closed_on"])
    for name in ("tblMonthlyScore", "tblItemResult"):
        rows[name] = rows[name][[isinstance(m, str) and m <= "2565-07" for m in rows[name]["month"]]]
    expected = Oracle(rows, book.given, dt.date(2022, 8, 31)).compute()
    scores = {
        (k["unit_code"], k["kpi_code"], k["round"]): None if k["score"] is None else float(k["score"])
        for k in expected["kpis"]
        if k["weight"] is not None
    }
    read = {
        (row["unit_code"], row["kpi_code"], row["round"]): None if pd.isna(row["score"]) else row["score"]
        for row in found.kpis.to_dict("records")
    }
    assert read == scores
    years = {u["unit_code"]: None if u["score"] is None else float(u["score"]) for u in expected["units"]}
    assert {k: None if pd.isna(v) else v for k, v in found.units["score"].items()} == years


def test_a_state_compared_with_itself_differs_in_nothing() -> None:
    """No row, no setting, nobody moved."""
    tables = kept(edited(()), SETTINGS, "2565-01", 1)
    one = kept_state(tables, 1)
    found = compare(one, one)
    assert [len(part) for part in (found.units, found.kpis, found.months, found.settings, found.moved)] == [
        0
    ] * 5
    assert found.new_months == 0


def closed_twice(*edits: Edit) -> Any:
    """January closed, then after the edits closed again: the comparison of the two."""
    first = kept(edited(()), SETTINGS, "2565-01", 1)
    again = edited(edits) | {name: first[name] for name in first if name.startswith("tblSnapshot")}
    again = closing.with_row(again, seq=2.0, month="2565-01")  # reopened
    second = kept(again, SETTINGS, "2565-01", 3)
    return compare(kept_state(second, 1), kept_state(second, 3))


def test_differences_are_those_of_a_plain_loop() -> None:
    """One value, one status, one weight: exactly these rows, with what they were and are."""
    found = closed_twice(
        (SCORE, 7, {"score": 1.0}),
        (SCORE, 12, {"status": "submitted"}),
        (WEIGHT, 5, {"weight": 30}),
    )
    months = found.months[["unit_code", "kpi_code", "status_from", "status_to", "value_from", "value_to"]]
    assert months.to_numpy().tolist() == [
        ["A1", "1.3", "submitted", "submitted", 4.0, 1.0],
        ["B2", "1.3", "returned", "submitted", 2.5, 2.5],
    ]
    kpis = found.kpis[["unit_code", "kpi_code", "weight_from", "weight_to"]].to_numpy().tolist()
    assert kpis == [["A1", "1.1", 20, 30], ["A1", "1.3", 20, 20], ["B2", "1.3", 20, 20]]
    # By hand: (3.35 + 5 + 4 + 5 + 5) / 5 = 4.4700; (30 x 3.35 + 20 x (5 + 1 + 5 + 5)) / 110 = 3.8227.
    units = found.units.set_index("unit_code")
    assert units.loc["A1", ["score_from", "score_to"]].tolist() == [4.47, 3.8227]
    assert units["score_to"].tolist() == [3.8227, 2.5]
    assert found.moved == ()


def test_a_unit_that_crosses_is_explained_by_its_kpis() -> None:
    """From 2.8 to 3.1: KPI 1 adds 0.5, KPI 2 takes 0.2, and nothing is left over."""
    before = state({"U": [2.8, None, 2.8]}, [("U", "1", 1, 50.0, 2.0), ("U", "2", 1, 50.0, 3.6)])
    after = state({"U": [3.1, None, 3.1]}, [("U", "1", 1, 50.0, 3.0), ("U", "2", 1, 50.0, 3.2)])
    (moved,) = compare(before, after).moved
    assert (moved.unit_code, moved.how, moved.score_from, moved.score_to) == ("U", "up", 2.8, 3.1)
    assert moved.parts == (("1", 1, Fraction(1, 2)), ("2", 1, Fraction(-1, 5)))
    assert moved.rest == 0
    (back,) = compare(after, before).moved
    assert (back.how, back.parts) == ("down", (("1", 1, Fraction(-1, 2)), ("2", 1, Fraction(1, 5))))


def test_a_second_round_shares_the_year_with_the_first() -> None:
    """With a mean of two rounds each KPI adds half of what it adds to its round."""
    first = ("U", "1", 1, 100.0, 2.8)
    before = state({"U": [2.8, None, 2.8]}, [first])
    after = state({"U": [2.8, 3.4, 3.1]}, [first, ("U", "1", 2, 100.0, 3.4)])
    (moved,) = compare(before, after).moved
    assert moved.parts == (("1", 2, Fraction(17, 10)), ("1", 1, Fraction(-14, 10)))
    assert moved.rest == 0
    last = compare(
        before, state({"U": [2.8, 3.4, 3.4]}, [first, ("U", "1", 2, 100.0, 3.4)], annual_method="last_round")
    )
    assert last.moved[0].parts == (("1", 2, Fraction(34, 10)), ("1", 1, Fraction(-28, 10)))
    assert last.settings == (("annual_method", "mean_of_rounds", "last_round"),)


def test_what_no_kpi_explains_is_the_rest() -> None:
    """A penalty of 0.2 took a unit below the line: the KPIs did nothing."""
    kpis = [("U", "1", 1, 100.0, 3.1)]
    (moved,) = compare(state({"U": [3.1, None, 3.1]}, kpis), state({"U": [2.9, None, 2.9]}, kpis)).moved
    assert (moved.how, moved.parts, moved.rest) == ("down", (), Fraction(-1, 5))


def test_a_lower_pass_score_moves_a_unit_without_any_kpi() -> None:
    """Each side is judged by its own pass score."""
    kpis = [("U", "1", 1, 100.0, 2.9)]
    before, after = (state({"U": [2.9, None, 2.9]}, kpis, pass_score=score) for score in ("3", "2.9"))
    found = compare(before, after)
    assert [(one.how, one.parts, one.rest) for one in found.moved] == [("up", (), 0)]
    assert found.settings == (("pass_score", "3", "2.9"),)


def test_units_that_join_or_leave_are_named() -> None:
    """A unit on one side only, whatever its score."""
    kpis = [("U", "1", 1, 100.0, 4.0)]
    before, after = (
        state({"U": [4.0, None, 4.0], "V": [1.0, None, 1.0]}, kpis),
        state({"U": [4.0, None, 4.0], "W": [5.0, None, 5.0]}, kpis),
    )
    assert [(one.unit_code, one.how) for one in compare(before, after).moved] == [
        ("W", "joined"),
        ("V", "left"),
    ]


@FEW
@given(books(), st.sampled_from(["2564-12", "2565-02", "2565-05"]))
def test_every_crossing_is_named_and_nothing_else(book: Book, earlier: str) -> None:
    """From an earlier month to July: the units whose passing differs, by a plain comparison of the scores."""
    tables = {name: frame for name, frame in book.tables.items() if name != "tblSnapshot"}
    both = kept(kept(tables, book.settings, earlier, 1), book.settings, "2565-07", 2)
    before, after = kept_state(both, 1), kept_state(both, 2)
    least = float(book.settings.pass_score)
    expected = {
        unit
        for unit in before.units.index
        if (before.units["score"][unit] >= least) != (after.units["score"][unit] >= least)
    }
    assert {one.unit_code for one in compare(before, after).moved} == expected


def test_months_kept_by_an_earlier_closing_are_those_of_a_later_one_too() -> None:
    """What February keeps is added to January's; the rows of January are no change."""
    first = kept(edited(()), SETTINGS, "2565-01", 1)
    second = kept(first, SETTINGS, "2565-02", 2)
    found = compare(kept_state(second, 1), kept_state(second, 2))
    assert (len(found.months), found.new_months) == (0, 0)  # February has one empty draft
    assert AS_OF < END
