"""Two states of the figures held against each other: what changed, and why units crossed the pass score.

A state is a closing as it was kept, or the book as it stands. A KPI contributes weight x score / sum of the
counting weights to its round, and with the round's share to the year (a half where the mean of two rounds is
taken); so the contributions of a unit's KPIs add up to its year score but for rounding and for what missed
reports cost. Sources: WORKBOOK.md "Figures" 2 to 5, tblSnapshotScore.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.closing import UNSAID
from addin.rules.entries import TARGETS
from addin.rules.exact import half_up, to_decimal
from addin.rules.frames import SNAPSHOT_SCORE, SNAPSHOT_SETTING, Tables

KPI_KEYS = ["unit_code", "kpi_code", "round"]
MONTH_KEYS = ["unit_code", "kpi_code", "month"]
KPI_VALUES = ["actual", "score", "weight", *TARGETS]
ROUND_SCORES = ["round_1_score", "round_2_score", "score"]

Contributions = Mapping[tuple[str, str, int], Fraction]
"""What each unit, KPI and round adds to the year score of the unit."""


@dataclass(frozen=True)
class State:
    """The figures at a closing, or now.

    `units` (index unit_code): round_1_score, round_2_score, score; `kpis`: KPI_KEYS and KPI_VALUES; `months`:
    MONTH_KEYS, status and value of the monthly rows; `settings` neutral by key.
    """

    units: pd.DataFrame
    kpis: pd.DataFrame
    months: pd.DataFrame
    settings: Mapping[str, str]

    @property
    def passed(self) -> pd.Series[bool]:
        """By unit code whether its year score reaches the pass score of this state."""
        found: pd.Series[bool] = self.units["score"] >= float(self.settings["pass_score"])
        return found


@dataclass(frozen=True)
class Moved:
    """A unit that crossed the pass score, joined or left: how, its year scores, and what each KPI added.

    `how`: up, down, joined, left. `parts`: (kpi_code, round, change) by size, changes of 4 decimals that are
    not 0; `rest`: what they leave of the change (rounding, missed reports). Decimals are exact fractions.
    """

    unit_code: str
    how: str
    score_from: float
    score_to: float
    passed_from: bool
    passed_to: bool
    parts: tuple[tuple[str, int, Fraction], ...]
    rest: Fraction


@dataclass(frozen=True)
class Comparison:
    """What differs between two states.

    `units`, `kpis`, `months`: a row for each with a difference, the values of either side with _from and _to;
    `kpis` also contribution (change of what the KPI adds to the year, 4 decimals). `settings`: (key, from,
    to). `new_months`: rows of months that only the later state has. `moved`: see Moved.
    """

    units: pd.DataFrame
    kpis: pd.DataFrame
    months: pd.DataFrame
    settings: tuple[tuple[str, str, str], ...]
    new_months: int
    moved: tuple[Moved, ...]


def kept_state(tables: Tables, seq: int) -> State:
    """A closing as it was kept; its months are those of all closings up to it, the latest first."""
    frame = frames.table(tables, SNAPSHOT_SCORE)
    number = frames.numbers(frame, "seq")
    mine = frame[number == seq]
    of_unit = frames.is_blank(frames.texts(mine, "kpi_code"))
    units, kpis = mine[of_unit], mine[~of_unit]
    by_round = units.assign(round=units["round"].fillna(0)).pivot_table(
        index="unit_code", columns="round", values="score", aggfunc="first", dropna=False
    )
    scores = pd.DataFrame(index=pd.Index(units["unit_code"].unique(), name="unit_code", dtype=object))
    for column, name in zip((1.0, 2.0, 0.0), ROUND_SCORES, strict=True):
        scores[name] = by_round.get(column, np.nan)
    listed = kpis[kpis["weight"].notna()].drop_duplicates(KPI_KEYS)
    return State(
        scores,
        listed[[*KPI_KEYS, *KPI_VALUES]],
        _kept_months(frame, number, seq),
        _kept_settings(tables, seq),
    )


def _kept_months(frame: pd.DataFrame, number: Any, seq: int) -> pd.DataFrame:
    """The monthly rows kept up to a closing; of a month the rows of the last closing that has any."""
    rows = frame[(number <= seq) & frame["month"].notna().to_numpy() & frame["status"].notna().to_numpy()]
    latest = rows.groupby("month")["seq"].transform("max") if len(rows) else rows["seq"]
    kept: pd.DataFrame = rows.loc[rows["seq"] == latest, [*MONTH_KEYS, "status", "value"]]
    return kept


def _kept_settings(tables: Tables, seq: int) -> dict[str, str]:
    frame = frames.table(tables, SNAPSHOT_SETTING)
    mine = frame[(frames.numbers(frame, "seq") == seq) & frame["key"].notna().to_numpy()]
    values = mine["neutral" if "neutral" in mine else "value"].fillna("")
    return dict(zip(mine["key"].tolist(), values.tolist(), strict=True))


def contributions(state: State) -> dict[tuple[str, str, int], Fraction]:
    """What each KPI adds to the year score of its unit, exact; nothing where its round has no score."""
    share = _shares(state)
    kpis = state.kpis[state.kpis["score"].notna() & (state.kpis["weight"] > 0)]
    total: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    weighted = []
    for unit, kpi, number, weight, score in kpis[[*KPI_KEYS, "weight", "score"]].itertuples(
        index=False, name=None
    ):
        exact = Fraction(to_decimal(weight))
        total[unit, int(number)] += exact
        weighted.append(((unit, kpi, int(number)), exact * Fraction(to_decimal(score))))
    return {
        key: value / total[key[0], key[2]] * share[key[0], key[2]]
        for key, value in weighted
        if (key[0], key[2]) in share
    }


def _shares(state: State) -> dict[tuple[str, int], Fraction]:
    """The part that each scored round has in the year score of a unit."""
    scored = state.units[ROUND_SCORES[:2]].notna()
    found: dict[tuple[str, int], Fraction] = {}
    for unit, first, second in zip(scored.index, *(scored[key] for key in ROUND_SCORES[:2]), strict=True):
        numbers = [n for n, there in ((1, first), (2, second)) if there]
        if state.settings.get("annual_method") == "last_round":
            numbers = numbers[-1:]
        found |= {(unit, n): Fraction(1, len(numbers)) for n in numbers}
    return found


def _changed(
    before: pd.DataFrame, after: pd.DataFrame, keys: list[str], values: list[str], how: Any
) -> pd.DataFrame:
    """The rows whose values differ (a blank equals a blank), values as NAME_from and NAME_to."""
    both = before.merge(after, on=keys, how=how, suffixes=("_from", "_to"))
    differs = np.zeros(len(both), dtype=np.bool_)
    for key in values:
        left, right = both[f"{key}_from"], both[f"{key}_to"]
        differs |= ((left != right) & ~(left.isna() & right.isna())).to_numpy(dtype=np.bool_)
    return both[differs].reset_index(drop=True)


def compare(before: State, after: State) -> Comparison:
    """What changed from one state to another."""
    had, has = contributions(before), contributions(after)
    change = {key: has.get(key, Fraction(0)) - had.get(key, Fraction(0)) for key in {*had, *has}}
    units = _changed(
        before.units.reset_index(), after.units.reset_index(), ["unit_code"], ROUND_SCORES, "outer"
    )
    kpis = _changed(before.kpis, after.kpis, KPI_KEYS, KPI_VALUES, "outer")
    # A KPI of a round that has only just begun has a weight and no score: that is no change.
    there = kpis[["weight_from", "weight_to"]].notna().all(axis=1)
    kpis = kpis[there | kpis[["score_from", "score_to"]].notna().any(axis=1)].reset_index(drop=True)
    kpis["contribution"] = [
        float(half_up(change.get((unit, kpi, int(n)), Fraction(0)), 4))
        for unit, kpi, n in kpis[KPI_KEYS].itertuples(index=False, name=None)
    ]
    known = set(before.months["month"])
    said = _said(after.months)
    seen = said["month"].isin(known)
    months = _changed(_said(before.months), said[seen], MONTH_KEYS, ["status", "value"], "outer")
    keys = [
        key
        for key in {**before.settings, **after.settings}
        if key in before.settings and key in after.settings
    ]
    return Comparison(
        units=units,
        kpis=kpis,
        months=months,
        settings=tuple(
            (key, before.settings[key], after.settings[key])
            for key in keys
            if before.settings[key] != after.settings[key]
        ),
        new_months=int((~seen).sum()),
        moved=tuple(_moved(before, after, change)),
    )


def _said(months: pd.DataFrame) -> pd.DataFrame:
    """The monthly rows that say something: a draft without a value is as good as no row."""
    return months[months["value"].notna() | (months["status"] != UNSAID)]


def _moved(before: State, after: State, change: Contributions) -> list[Moved]:
    passed = before.passed, after.passed
    parts: dict[str, list[tuple[str, int, Fraction]]] = defaultdict(list)
    for (unit, kpi, number), value in change.items():
        if half_up(value, 4):
            parts[unit].append((kpi, number, value))
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for (unit, _, _), value in change.items():
        sums[unit] += value
    found = []
    for unit in dict.fromkeys([*before.units.index, *after.units.index]):
        there = [unit in side.index for side in passed]
        ok = [bool(is_there and side[unit]) for is_there, side in zip(there, passed, strict=True)]
        if all(there) and ok[0] == ok[1]:
            continue
        how = "joined" if not there[0] else "left" if not there[1] else "up" if ok[1] else "down"
        scores = [
            float(side.units["score"].loc[unit]) if is_there else np.nan
            for is_there, side in zip(there, (before, after), strict=True)
        ]
        moved = [Fraction(0) if np.isnan(score) else Fraction(to_decimal(score)) for score in scores]
        ordered = sorted(parts[unit], key=lambda part: (-abs(part[2]), part[0], part[1]))
        rest = moved[1] - moved[0] - sums[unit]
        found.append(Moved(unit, how, scores[0], scores[1], ok[0], ok[1], tuple(ordered), rest))
    return sorted(found, key=lambda one: (("up", "down", "joined", "left").index(one.how), one.unit_code))
