"""The monthly figures: from the tables of a book to the result tables.

Decisions where the contract leaves room: rows of months that have not begun are ignored everywhere; a missing
KPI shows no actual, and the score of the policy if that scores it; a KPI that is not applicable shows neither
score nor need; a KPI whose rows are doubled or whose targets cannot be used is missing and gives its unit no
score by itself; the direction of a series with fewer than two years is blank.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.attainment import Attainment
from addin.rules.entries import active_units
from addin.rules.exact import UNIT, Floats, Ints, from_units
from addin.rules.explain import REASONS, Situation, explanation
from addin.rules.frames import Objects, Tables
from addin.rules.gaps import DIRECTIONS, FLAGS, YEARS, gap_flags, history, target_gaps, trends
from addin.rules.scorecard import Scorecard, scorecard, shown_scores
from addin.rules.scoring import SCORINGS
from addin.rules.settings import Settings
from addin.rules.steps import step_plan
from addin.rules.units import ranks


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of a book on a day; the frames have the columns of WORKBOOK.md, "Result tables".

    `unit_score` has a row for each active unit in the order of the units table; `kpi_score` and `gap` one for
    each unit, KPI and round that counts in a round that has begun, by unit, KPI code and round. Beyond the
    result tables: `kpi_state` beside `kpi_score` (reason: a key of explain.REASONS; policy: how a missing KPI
    of the round counts; kpi_name, unit_of_measure, direction, scoring, target_1..5), `months` (month, label,
    round, deadline, safe_date, begun) and `steps` (see steps.step_plan).
    """

    as_of: dt.date
    unit_score: pd.DataFrame
    kpi_score: pd.DataFrame
    gap: pd.DataFrame
    report_status: pd.DataFrame
    attainment: Attainment
    kpi_state: pd.DataFrame
    months: pd.DataFrame
    steps: pd.DataFrame


def compute(tables: Tables, settings: Settings, as_of: dt.date) -> Results:
    """All figures of a book on `as_of` (C.E.; it stands in for settings.as_of and the clock).

    `tables` maps table names to frames with the schema's keys; a table or column that is not there is empty,
    and a value that could not be read is NaN. Pure, and the same whatever the order of the rows (of
    duplicates the first stands). ValueError for a date that is no C.E. date of an office (year above 2400).
    """
    if as_of.year > 2400:
        raise ValueError(f"as_of {as_of} is a Buddhist year")
    card = scorecard(tables, settings, as_of)
    of_units, of_kpis = history(tables, card.entries, settings.fiscal_year)
    state = _kpi_state(tables, card)
    return Results(
        as_of=as_of,
        unit_score=_unit_score(tables, settings, card, of_units),
        kpi_score=_kpi_score(settings, card, state),
        gap=_gap(settings, card, of_kpis),
        report_status=card.reporting.frame(card.entries.units, card.spans.months),
        attainment=card.attainment,
        kpi_state=state,
        months=card.spans.frame(),
        steps=step_plan(tables, card.spans),
    )


def _unit_score(tables: Tables, settings: Settings, card: Scorecard, past: Floats) -> pd.DataFrame:
    units = active_units(frames.table(tables, frames.UNIT), settings.fiscal_year)
    rounds = from_units(card.round_score, card.round_scored)
    shortfall = np.maximum(settings.pass_units - card.year_score, 0)
    _, direction = trends(past, settings.tolerance_units)
    return pd.DataFrame(
        {
            "unit_code": frames.text_column(card.entries.units.to_numpy(dtype=object)),
            "unit_name": frames.text_column(frames.texts(units, "unit_name")),
            "round_1_score": rounds[:, 0],
            "round_2_score": rounds[:, 1],
            "score": from_units(card.year_score, card.year_scored),
            "passed": frames.choice_column(("no", "yes"), card.passed.astype(np.int64)),
            "shortfall": from_units(shortfall, card.year_scored),
            "rank": ranks(card.year_score, card.year_scored),
            "trend": frames.choice_column(DIRECTIONS, direction),
            "kpis_missing": card.missing.astype(np.float64),
            "as_of": np.full(len(card.entries.units), np.datetime64(card.spans.as_of, "s")),
            "pass_score": np.full(len(card.entries.units), float(settings.pass_score)),
        }
    )


def _codes(card: Scorecard) -> dict[str, pd.Series[str] | Floats]:
    every = card.entries
    return {
        "unit_code": frames.text_column(every.units.to_numpy(dtype=object)[every.unit[card.listed]]),
        "kpi_code": frames.text_column(every.kpis.to_numpy(dtype=object)[every.kpi[card.listed]]),
        "round": (every.round[card.listed] + 1).astype(np.float64),
    }


def _kpi_score(settings: Settings, card: Scorecard, state: pd.DataFrame) -> pd.DataFrame:
    scored = card.reason == REASONS.index("scored")
    actual = card.amounts.shown()
    return pd.DataFrame(
        {
            **_codes(card),
            "actual": actual,
            "score": shown_scores(card),
            "weight": card.entries.weight[card.listed],
            "weighted": from_units(card.rounds.weighted, card.rounds.contributes),
            "level_reached": np.where(scored, card.level.astype(np.float64), np.nan),
            "needed_for_pass": card.needed,
            "explanation": frames.text_column(_explanations(settings, card, state, actual)),
        }
    )


def _explanations(settings: Settings, card: Scorecard, state: pd.DataFrame, actual: Floats) -> list[str]:
    every = card.entries
    round_passed = (card.round_scored & (card.round_score >= settings.pass_units)).tolist()
    measure = state["unit_of_measure"].fillna("").tolist()
    # One sentence costs some microseconds; there is one for each KPI score, not for each monthly row.
    columns = zip(
        card.reason.tolist(),
        every.kind[card.listed].tolist(),
        measure,
        every.lower[card.listed].tolist(),
        actual.tolist(),
        (card.score / UNIT).tolist(),
        card.level.tolist(),
        every.targets[card.listed].tolist(),
        card.needed.tolist(),
        card.rounds.secure.tolist(),
        every.unit[card.listed].tolist(),
        every.round[card.listed].tolist(),
        strict=True,
    )
    sentences = []
    for reason, kind, measured, lower, value, score, level, targets, needed, secure, unit, half in columns:
        case = Situation(
            reason=REASONS[reason],
            scoring=SCORINGS[kind] if kind >= 0 else None,
            unit_of_measure=measured,
            lower=lower,
            actual=value,
            score=score,
            level=level,
            targets=tuple(targets),
            needed=needed,
            secure=secure,
            round_passed=round_passed[unit][half],
            pass_score=float(settings.pass_score),
            policy=card.policies[half],
        )
        sentences.append(explanation(case))
    return sentences


def _kpi_state(tables: Tables, card: Scorecard) -> pd.DataFrame:
    every = card.entries
    kpis = frames.table(tables, frames.KPI)
    definition = frames.pair_index(frames.codes(every.kpis, kpis, "kpi_code"), every.kpi[card.listed])

    def text(key: str) -> pd.Series[str]:
        return frames.text_column(frames.texts(kpis, key)[definition])

    policies: Objects = np.array(card.policies, dtype=object)
    return pd.DataFrame(
        {
            **_codes(card),
            "reason": frames.choice_column(REASONS, card.reason),
            "policy": frames.text_column(policies[every.round[card.listed]]),
            "kpi_name": text("kpi_name"),
            "unit_of_measure": text("unit_of_measure"),
            "direction": text("direction"),
            "scoring": text("scoring"),
            **{f"target_{n}": every.targets[card.listed, n - 1] for n in range(1, 6)},
        }
    )


def _gap(settings: Settings, card: Scorecard, past_of_kpis: Floats) -> pd.DataFrame:
    every = card.entries
    target = every.targets[card.listed, settings.target_level - 1]
    gap, percent = target_gaps(card.amounts, target, every.lower[card.listed])
    past = past_of_kpis[every.unit[card.listed] * len(every.kpis) + every.kpi[card.listed]]
    slope, direction = trends(past, settings.tolerance_units)
    score = shown_scores(card)
    flags: Ints = gap_flags(
        score,
        past,
        float(settings.pass_score),
        missing=card.reason >= REASONS.index("no_report"),
        excused=card.reason == REASONS.index("not_applicable"),
    )
    return pd.DataFrame(
        {
            **_codes(card),
            "target": target,
            "actual": card.amounts.shown(),
            "gap": gap,
            "gap_percent": percent,
            "score": score,
            "gap_to_pass": from_units(settings.pass_units - card.score, card.has_score),
            **{f"history_{n + 1}": past[:, n] for n in range(YEARS)},
            "slope": slope,
            "direction": frames.choice_column(DIRECTIONS, direction),
            "flag": frames.choice_column(FLAGS, flags),
        }
    )
