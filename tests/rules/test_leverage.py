"""What would bring the department to its target, against the figures computed again with the change typed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.rules.leverage import SURE, _sure, leverage, required_rounds
from addin.rules.monthly import compute
from addin.rules.next_round import needed_in_round_2
from addin.rules.scorecard import scorecard
from addin.rules.settings import Settings
from tests.support.books import decimals
from tests.support.small import ROUND_1, ROUND_2, book, kpi

AS_OF = dt.date(2022, 8, 20)
RISING, FALLING = [60, 70, 80, 90, 100], [15, 13, 11, 9, 7]
BEST = {"interpolate": 100.0, "step": 100.0, "reported": 5.0, "process": 5.0, "milestone": 5.0}
HAIR = 0.0001

Tables = dict[str, pd.DataFrame]
Row = Mapping[str, Any]


def typed(tables: Tables, row: Row, value: float) -> Tables:
    """The tables with `value` as the round's result of a KPI of a unit, in the months that had one (or its last)."""
    scores = tables["tblMonthlyScore"]
    months = ROUND_1 if row["round"] == 1 else ROUND_2
    mine = (scores["unit_code"] == row["unit_code"]) & (scores["kpi_code"] == row["kpi_code"])
    mine &= scores["month"].isin(months)
    when = scores.loc[mine, "month"].tolist() or [months[-1]]
    values = [value] * len(when)
    if row["aggregate"] == "sum":
        values = [value, *[0.0] * (len(when) - 1)]
    keys = {"unit_code": row["unit_code"], "kpi_code": row["kpi_code"], "status": "submitted"}
    new = pd.DataFrame(
        {**keys, "month": when, "actual": values, "score": values, "reported_on": pd.NaT},
        index=range(len(when)),
    ).astype(scores.dtypes.to_dict())
    return {**tables, "tblMonthlyScore": pd.concat([scores[~mine], new], ignore_index=True)}


def passes(tables: Tables, unit: str, given_: Settings) -> bool:
    """True when the unit passes by the figures."""
    scores = compute(tables, given_, AS_OF).unit_score.set_index("unit_code")
    return bool(scores.loc[unit, "passed"] == "yes")


def less(row: Row, *, lower: bool) -> float:
    """The result a hair less favourable than the one needed."""
    step = 1.0 if row["scoring"] == "milestone" else HAIR
    return float(f"{row['needed'] + (step if lower else -step):.15g}")


values = decimals(1, 40).map(lambda value: 60 + abs(value))
scores = decimals(1, 5).map(abs)


@st.composite
def units(draw: st.DrawFn) -> Tables:
    """One unit with two to four KPIs of any kind in both rounds, the fifth month of each reported or not."""
    entries = []
    for number in (1, 2):
        months = ROUND_1 if number == 1 else ROUND_2
        for code in range(1, draw(st.integers(2, 4)) + 1):
            scoring = draw(st.sampled_from(["interpolate", "step", "milestone", "process", "reported"]))
            drawn = values if scoring in {"interpolate", "step"} else scores
            said = {month: draw(drawn) for month in months[: draw(st.sampled_from([5, 5, 3, 0]))]}
            entries.append(
                kpi(
                    f"{number}.{code}",
                    draw(st.sampled_from([10.0, 33.3333, 50.0])),
                    said,
                    round=number,
                    scoring=scoring,
                    targets=RISING,
                    aggregate=draw(st.sampled_from(["last", "sum", "mean", "max"])),
                )
            )
    return book({"U": entries})


@settings(max_examples=40, deadline=None)
@given(units(), st.sampled_from(["mean_of_rounds", "last_round"]))
def test_the_unit_passes_with_the_change_and_not_with_a_hair_less(tables: Tables, method: str) -> None:
    """Typed in, what a KPI needs lets the unit pass; the next worse result does not, but at the scale's bottom."""
    chosen = Settings(annual_method=method)
    found = leverage(tables, chosen, AS_OF)
    for move in found.moves.to_dict("records"):
        assert passes(typed(tables, move, move["needed"]), "U", chosen)
        bottom = {"interpolate": 60.0, "step": 60.0, "milestone": 1.0}.get(move["scoring"], 1.0)
        if move["needed"] != bottom:
            assert not passes(typed(tables, move, less(move, lower=False)), "U", chosen)


@settings(max_examples=30, deadline=None)
@given(units(), st.sampled_from(["mean_of_rounds", "last_round"]))
def test_a_kpi_without_a_move_cannot_do_it_alone(tables: Tables, method: str) -> None:
    """A KPI of a scored round that has no move does not let the unit pass with its best result."""
    chosen = Settings(annual_method=method)
    results = compute(tables, chosen, AS_OF)
    if results.unit_score["passed"].iloc[0] == "yes":
        assert leverage(tables, chosen, AS_OF).moves.empty
        return
    moves = leverage(tables, chosen, AS_OF).moves
    can = set(zip(moves["kpi_code"], moves["round"], strict=True))
    scored = {n for n in (1, 2) if results.unit_score[f"round_{n}_score"].notna().iloc[0]}
    for row in results.kpi_state.to_dict("records"):
        if (row["kpi_code"], row["round"]) not in can and row["round"] in scored:
            aggregate = tables["tblKpi"].set_index("kpi_code")["aggregate"][row["kpi_code"]]
            best = typed(tables, {**row, "aggregate": aggregate}, BEST[row["scoring"]])
            assert not passes(best, "U", chosen)


@pytest.mark.parametrize("penalty", [Decimal(0), Decimal("0.2000")])
def test_lower_is_better_and_a_penalty_count(penalty: Decimal) -> None:
    """Fewer days are needed, the fewer the more months were missed; a hair more does not do."""
    first = kpi(
        "1", 40.0, dict.fromkeys(ROUND_1[:3], 14), scoring="interpolate", direction="lower", targets=FALLING
    )
    tables = book({"U": [first, kpi("2", 60.0, dict.fromkeys(ROUND_1[:3], 3.1))]})
    chosen = Settings(missed_report_penalty=penalty)
    (move,) = (m for m in leverage(tables, chosen, AS_OF).moves.to_dict("records") if m["kpi_code"] == "1")
    assert passes(typed(tables, move, move["needed"]), "U", chosen)
    assert not passes(typed(tables, move, less(move, lower=True)), "U", chosen)
    assert move["actual"] == 14
    assert move["needed"] < (11.5 if penalty == 0 else 9.5)


def test_the_smallest_set_reaches_the_target_and_one_less_does_not() -> None:
    """With the changes of the chosen units typed in the target is met; leaving any one out it is not."""
    below = {f"U{n}": [kpi("1", 100.0, {ROUND_1[-1]: 2.9 - n / 10})] for n in range(5)}
    tables = book({**below, **{f"P{n}": [kpi("1", 100.0, {ROUND_1[-1]: 3})] for n in range(5)}})
    chosen = Settings(target_percent=Decimal(80))
    found = leverage(tables, chosen, AS_OF)
    assert (found.short, found.chosen, found.lacking) == (3, ("U0", "U1", "U2"), 0)
    moves = found.moves.set_index("unit_code", drop=False)

    def met(units_: tuple[str, ...]) -> bool:
        changed = tables
        for unit in units_:
            changed = typed(changed, moves.loc[unit], moves.loc[unit, "needed"])
        return compute(changed, chosen, AS_OF).attainment.met

    assert met(found.chosen)
    assert not any(met(tuple(u for u in found.chosen if u != left)) for left in found.chosen)


def test_what_one_kpi_cannot_do_is_said() -> None:
    """A unit that needs two KPIs, one without any result, and how many units the target still lacks."""
    far = [
        kpi("1", 50.0, {ROUND_1[-1]: 1}),
        kpi("2", 50.0, {ROUND_1[-1]: 1}),
        kpi("3", 50.0, {ROUND_1[-1]: 1}),
    ]
    tables = book({"FAR": far, "NONE": [kpi("1", 100.0, {})], "OK": [kpi("1", 100.0, {ROUND_1[-1]: 4})]})
    found = leverage(tables, Settings(target_percent=Decimal(100)), AS_OF)
    states = dict(zip(found.units["unit_code"], found.units["state"], strict=True))
    assert states == {"FAR": "together", "NONE": "pending"}
    assert (found.short, found.chosen, found.lacking) == (2, (), 2)


def test_a_closed_round_offers_nothing() -> None:
    """What is closed stands: its KPIs have no move, and the unit says that its rounds are closed."""
    closed = [{"seq": 1.0, "month": ROUND_1[-1], "closed_on": dt.date(2022, 3, 12)}]
    entry = {"U": [kpi("1", 100.0, {ROUND_1[-1]: 2.5})]}
    assert len(leverage(book(entry), Settings(), AS_OF).moves) == 1
    found = leverage(book(entry, tblSnapshot=closed), Settings(), AS_OF)
    assert (len(found.moves), found.units["state"].tolist()) == (0, ["closed"])


def test_the_least_effort_comes_first() -> None:
    """Effort is the climb as a share of the scale: of target_1 to target_5, or of four points."""
    entries = [
        kpi("1", 50.0, {ROUND_1[-1]: 70}, scoring="interpolate", targets=RISING),
        kpi("2", 25.0, {ROUND_1[-1]: 3}),
        kpi("3", 25.0, {ROUND_1[-1]: 3}),
    ]
    found = leverage(book({"U": entries}), Settings(), AS_OF).moves
    # The unit has 2.5000: KPI 1 lifts it by one level (10 of 40), the others by two points (2 of 4) each.
    expected = [("1", 79.9985, 0.25), ("2", 4.9998, 0.5), ("3", 4.9998, 0.5)]
    found = found.assign(effort=found["effort"].round(2))
    assert list(zip(found["kpi_code"], found["needed"], found["effort"], strict=True)) == expected


@given(st.integers(10_000, 50_000))
def test_round_2_needs_what_the_next_round_says(first: int) -> None:
    """The score that round 2 must reach beside a scored round 1 is that of the unit's report."""
    score = Decimal(first) / 10_000
    tables = book(
        {"U": [kpi("1", 100.0, {ROUND_1[-1]: float(score)}), kpi("1", 100.0, {ROUND_2[-1]: 1}, round=2)]}
    )
    tables["tblKpi"] = tables["tblKpi"].drop_duplicates("kpi_code")
    card = scorecard(tables, Settings(), AS_OF)
    required = Decimal(int(required_rounds(card, Settings())[0, 1])) / 10_000
    expected = needed_in_round_2(Settings(), score)
    assert max(required, Decimal(1)) == (expected if expected is not None else Decimal("5.0001"))


PAST = st.lists(st.one_of(st.none(), scores), min_size=3, max_size=3)


@given(PAST, st.integers(10_000, 50_000))
def test_how_sure_is_the_line_through_the_first_and_last_year(past: list[float | None], needed: int) -> None:
    """With two years or more the line is drawn on to this year, exactly, and held against the score needed."""
    points = [(n, Fraction(str(value))) for n, value in enumerate(past) if value is not None]
    if len(points) < 2:
        expected = "unknown"
    else:
        (x1, y1), (x2, y2) = points[0], points[-1]
        line = y2 + (y2 - y1) / (x2 - x1) * (3 - x2)
        reached = max(y for _, y in points) >= Fraction(needed, 10_000)
        expected = "with" if line >= Fraction(needed, 10_000) else "once" if reached else "against"
    row = np.array([[np.nan if value is None else value for value in past]])
    assert SURE[int(_sure(row, np.array([needed]))[0])] == expected
