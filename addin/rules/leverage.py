"""What would bring the department to its target: the least change of one KPI with which each unit passes.

A unit that does not pass is looked at round by round: the least score of the round with which the unit's
score passes, all else equal, then for each of its KPIs the least favourable result that earns it. Only rounds
count that have a score and whose last month is not closed: what is closed stands, and a round without a
result says nothing yet about its KPIs.
Sources: WORKBOOK.md "Figures" 2, 3, 4 and 6; DOMAIN.md 5.1 (three years) and 8 (which units, which KPIs).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.exact import UNIT, Bools, Floats, Ints, blocks, from_units, half_up_div
from addin.rules.explain import REASONS
from addin.rules.frames import Tables
from addin.rules.gaps import DIRECTIONS, YEARS, history, trends
from addin.rules.needed import needed_actuals
from addin.rules.scorecard import Scorecard, closed_months, scorecard
from addin.rules.scoring import AGGREGATES, INTERPOLATE, REPORTED, SCORINGS, STEP, Codes
from addin.rules.settings import Settings
from addin.rules.units import RoundRules, round_scores

SURE = ("unknown", "against", "once", "with")
"""How the three years before speak for a change: fewer than two of them are known; neither the line through
them nor any of them reaches the score needed; one of them did; the line reaches it this year."""

LEVELS = 4
"""Levels between 1 and 5: points, steps and scores climb that many units."""


@dataclass(frozen=True, slots=True)
class Leverage:
    """`moves`: what one KPI would have to reach; `units`: every unit that does not pass.

    moves has a row for each unit, KPI and round in which a change of that KPI alone lets the unit pass, by
    unit in the order of the units and by effort: unit_code, kpi_code, kpi_name, unit_of_measure, round,
    scoring, aggregate, actual (NaN without a result), needed, score, needed_score, effort, direction (of the
    trend), slope, history_1 (oldest)..history_3, sure (one of SURE). actual and needed are of the round: a
    sum or mean where the KPI is aggregated so.
    units has unit_code, unit_name, score, shortfall, moves (their number), state: alone (one KPI is enough),
    together (it takes more than one), closed (every round with a score is closed), pending (no score).
    `chosen` are the units of the smallest set that reaches the target, least effort first; `lacking` is how
    many more units it takes than can pass by one KPI each.
    """

    moves: pd.DataFrame
    units: pd.DataFrame
    short: int
    chosen: tuple[str, ...]
    lacking: int


def leverage(tables: Tables, settings: Settings, as_of: dt.date) -> Leverage:
    """The least changes that let each unit pass, and the smallest set of units that reaches the target.

    The effort of a change is the share of the KPI's scale that it climbs: from the result to the result
    needed, over the distance from target_1 to target_5, or over four for points, steps and scores; half-up to
    4 decimals. A KPI without a result climbs from the bottom: target_1, no point, no step, the floor score.
    """
    card = scorecard(tables, settings, as_of)
    moves = _moves(tables, settings, card)
    units = _units(tables, settings, card, moves)
    first = moves.drop_duplicates("unit_code")
    rank = -pd.Index(SURE).get_indexer(pd.Index(first["sure"]))
    by_effort = first.assign(rank=rank).sort_values(["effort", "rank", "unit_code"], kind="stable")
    short = card.attainment.short
    chosen = tuple(by_effort["unit_code"].head(short))
    return Leverage(moves, units, short, chosen, short - len(chosen))


def required_rounds(card: Scorecard, settings: Settings) -> Ints:
    """The least score of each round (units, 2; 1/10000) with which the unit passes, the other as it is.

    One above the cap where no score of the round does it. The mean of the rounds is rounded half-up.
    """
    other, other_scored = card.round_score[:, ::-1], card.round_scored[:, ::-1]
    if settings.annual_method == "mean_of_rounds":
        required = np.where(other_scored, 2 * settings.pass_units - 1 - other, settings.pass_units)
    else:
        # The last round with a score is the year's: what stands before it changes nothing.
        counts = np.column_stack([~card.round_scored[:, 1], np.ones(len(other), dtype=np.bool_)])
        required = np.where(counts, settings.pass_units, settings.cap_units + 1)
    return np.clip(required, 0, settings.cap_units + 1)


def _open_rounds(tables: Tables, card: Scorecard) -> Bools:
    """For each round (2,) whether its last month is not closed."""
    closed = closed_months(tables)
    return np.array([int(last) not in closed for last in card.spans.last], dtype=np.bool_)


def _moves(tables: Tables, settings: Settings, card: Scorecard) -> pd.DataFrame:
    every, listed = card.entries, card.listed
    unit, half, kpi = every.unit[listed], every.round[listed], every.kpi[listed]
    scored = card.reason == REASONS.index("scored")
    rounds = round_scores(
        unit * 2 + half,
        every.positive[listed],
        card.score,
        counted=card.has_score,
        reported=scored,
        rules=RoundRules(
            pass_score=required_rounds(card, settings).reshape(-1),
            floor=settings.floor_units,
            cap=settings.cap_units,
            penalty=settings.penalty_units,
            missed=card.reporting.missed.reshape(-1),
        ),
    )
    kind, lower, targets = every.kind[listed], every.lower[listed], every.targets[listed]
    wanted = (
        ~card.passed[unit]
        & card.round_scored[unit, half]
        & _open_rounds(tables, card)[half]
        & rounds.reachable
        & every.usable[listed]
        & (card.reason != REASONS.index("not_applicable"))
        & (card.reason != REASONS.index("doubled"))
    )
    needed = needed_actuals(
        kind, targets, lower, needed=rounds.needed, reachable=wanted, secure=rounds.secure
    )
    actual = card.amounts.shown()
    at = np.flatnonzero(~np.isnan(needed))
    past = history(tables, every, settings.fiscal_year)[1][unit[at] * len(every.kpis) + kpi[at]]
    slope, direction = trends(past, settings.tolerance_units)
    kpis = frames.table(tables, frames.KPI)
    row = frames.pair_index(frames.codes(every.kpis, kpis, "kpi_code"), kpi[at])
    made = pd.DataFrame(
        {
            "unit_code": frames.text_column(every.units.to_numpy(dtype=object)[unit[at]]),
            "kpi_code": frames.text_column(every.kpis.to_numpy(dtype=object)[kpi[at]]),
            "kpi_name": frames.text_column(frames.texts(kpis, "kpi_name")[row]),
            "unit_of_measure": frames.text_column(frames.texts(kpis, "unit_of_measure")[row]),
            "round": half[at] + 1,
            "scoring": frames.choice_column(SCORINGS, kind[at].astype(np.int64)),
            "aggregate": frames.choice_column(AGGREGATES, every.how[listed][at].astype(np.int64)),
            "actual": actual[at],
            "needed": needed[at],
            "score": from_units(card.score[at], card.has_score[at]),
            "needed_score": from_units(rounds.needed[at], np.ones(len(at), dtype=np.bool_)),
            "effort": _effort(kind[at], targets[at], actual[at], needed[at], float(settings.floor_score)),
            "direction": frames.choice_column(DIRECTIONS, direction),
            "slope": slope,
            **{f"history_{n + 1}": past[:, n] for n in range(YEARS)},
            "sure": frames.choice_column(SURE, _sure(past, rounds.needed[at])),
        }
    )
    order = np.lexsort((kpi[at], half[at], made["effort"].to_numpy(), unit[at]))
    return made.iloc[order].reset_index(drop=True)


def _effort(kind: Codes, targets: Floats, actual: Floats, needed: Floats, floor: float) -> Floats:
    """The share of the KPI's scale between the result and the result needed, half-up to 4 decimals."""
    scaled = (kind == INTERPOLATE) | (kind == STEP)
    bottom = np.where(kind == REPORTED, floor, 0.0)
    low = np.where(scaled, targets[:, 0], bottom)
    high = np.where(scaled, targets[:, -1], bottom + LEVELS)
    start = np.where(np.isnan(actual), low, actual)
    result = np.zeros(len(kind))
    for block in blocks(np.column_stack([start, needed, low, high])):
        begin, end, first, last = block.numer.T
        share = half_up_div(abs(end - begin) * UNIT, abs(last - first))
        result[block.rows] = from_units(share, np.ones(len(share), dtype=np.bool_))
    return result


def _sure(past: Floats, needed: Ints) -> Ints:
    """The position in SURE of each series (n, 3; oldest first) against the score needed (1/10000)."""
    known = ~np.isnan(past)
    first = known.argmax(axis=1)
    last = YEARS - 1 - known[:, ::-1].argmax(axis=1)
    once = (from_units(needed, np.ones(len(needed), dtype=np.bool_))[:, None] <= past).any(axis=1)
    reaches = np.zeros(len(past), dtype=np.bool_)
    rows = np.flatnonzero(known.sum(axis=1) > 1)
    for block in blocks(past[rows]):
        here = rows[block.rows]
        whole = block.numer.dtype
        end = np.take_along_axis(block.numer, last[here][:, None], axis=1)[:, 0]
        begin = np.take_along_axis(block.numer, first[here][:, None], axis=1)[:, 0]
        run = (last[here] - first[here]).astype(whole)
        ahead = (YEARS - last[here]).astype(whole)
        line = (end * run + (end - begin) * ahead) * UNIT
        reaches[here] = line >= needed[here] * run * block.tens
    return np.select([known.sum(axis=1) < 2, reaches, once], [0, 3, 2], 1)


def _units(tables: Tables, settings: Settings, card: Scorecard, moves: pd.DataFrame) -> pd.DataFrame:
    at = np.flatnonzero(~card.passed)
    codes = card.entries.units.to_numpy(dtype=object)[at]
    counts = moves["unit_code"].value_counts()
    number = np.array([int(counts.get(code, 0)) for code in codes], dtype=np.int64)
    scored = card.year_scored[at]
    open_ = (card.round_scored[at] & _open_rounds(tables, card)).any(axis=1)
    shortfall = np.maximum(settings.pass_units - card.year_score[at], 0)
    frame = frames.table(tables, frames.UNIT)
    row = frames.pair_index(frames.codes(card.entries.units, frame, "unit_code"), at)
    state = np.select([~scored, number > 0, ~open_], [3, 0, 2], 1)
    return pd.DataFrame(
        {
            "unit_code": frames.text_column(codes),
            "unit_name": frames.text_column(frames.texts(frame, "unit_name")[row]),
            "score": from_units(card.year_score[at], scored),
            "shortfall": from_units(shortfall, scored),
            "moves": number,
            "state": frames.choice_column(("alone", "together", "closed", "pending"), state),
        }
    )
