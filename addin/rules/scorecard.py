"""The scorecard: every KPI and unit scored on a day, as arrays.

This is the part of the monthly figures that decides who passes; gaps, history and words are put on top of it
in `monthly`. Source: WORKBOOK.md "Figures" 1 to 6.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from addin.rules import frames
from addin.rules.attainment import Attainment, attainment
from addin.rules.entries import Entries, entries
from addin.rules.exact import Bools, Floats, Ints, from_units
from addin.rules.explain import REASONS
from addin.rules.frames import NO_MONTH, Tables
from addin.rules.needed import needed_actuals
from addin.rules.observed import Observed, observe, submissions
from addin.rules.periods import Periods, periods
from addin.rules.reporting import Reporting, reporting
from addin.rules.scoring import Amounts, aggregate, kpi_scores
from addin.rules.settings import MissingPolicy, Settings
from addin.rules.units import RoundRules, RoundScores, round_scores, year_scores

_SCORED, _NOT_APPLICABLE, _NO_REPORT, _DOUBLED, _TARGETS, _DEFINITION = range(len(REASONS))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scores of a book on a day, in 1/10000.

    `listed` are the positions in `entries` that count in a round that has begun; the arrays from `amounts` to
    `needed` have one element for each of them. `reason` is a position in explain.REASONS; `score` holds where
    `has_score` (a missing KPI has the score of its policy, if any). `rounds` has the groups unit x 2 + round;
    `round_score`, `round_scored` are (units, 2); `year_score`, `year_scored` (units,). `missing` counts by
    unit the KPIs of begun rounds without a usable result though a report is past its deadline, or spoilt.
    """

    spans: Periods
    entries: Entries
    reporting: Reporting
    policies: tuple[MissingPolicy, MissingPolicy]
    listed: Ints
    amounts: Amounts
    reason: Ints
    score: Ints
    has_score: Bools
    level: Ints
    needed: Floats
    rounds: RoundScores
    round_score: Ints
    round_scored: Bools
    year_score: Ints
    year_scored: Bools
    passed: Bools
    missing: Ints
    attainment: Attainment


def closed_months(tables: Tables) -> frozenset[int]:
    """The ordinals of the months that are closed: the latest row of the month (seq) has a closing date."""
    frame = frames.table(tables, frames.SNAPSHOT)
    month = frames.months(frame, "month")
    closed = ~np.isnat(frames.days(frame, "closed_on"))
    seq = np.nan_to_num(frames.numbers(frame, "seq"), nan=-np.inf)
    state: dict[int, bool] = {}
    for row in np.argsort(seq, kind="stable").tolist():
        state[int(month[row])] = bool(closed[row])
    return frozenset(ordinal for ordinal, is_closed in state.items() if is_closed and ordinal != NO_MONTH)


def scorecard(tables: Tables, settings: Settings, as_of: dt.date) -> Scorecard:
    """The scorecard of a book on `as_of`. Never raises on what a book may hold; wrong rows count as blank."""
    spans = periods(settings, frames.table(tables, frames.HOLIDAY), as_of)
    every = entries(tables, settings.fiscal_year, spans)
    register = submissions(tables, every, spans)
    seen = observe(tables, every, spans, register, require_certified=settings.require_certified)
    reports = reporting(every, seen, register, spans)
    closed = closed_months(tables)
    policies = tuple(
        settings.missing_at_close if int(last) in closed else settings.missing_interim for last in spans.last
    )

    listed = np.flatnonzero(every.counts & spans.round_begun()[every.round])
    amounts = aggregate(seen.value[listed], every.how[listed])
    reason = _reasons(every, seen, listed)
    scored, missing = reason == _SCORED, reason >= _NO_REPORT
    kind, lower, targets = every.kind[listed], every.lower[listed], every.targets[listed]
    score, level = kpi_scores(
        kind, amounts, targets, lower, floor=settings.floor_units, cap=settings.cap_units
    )
    substitute = {"exclude": 0, "floor": settings.floor_units, "zero": 0}
    by_policy = np.array([substitute[policy] for policy in policies], dtype=np.int64)[every.round[listed]]
    score = np.where(scored, score, by_policy)
    included = np.array([policy != "exclude" for policy in policies])[every.round[listed]]
    has_score = scored | (missing & included)

    units = len(every.units)
    rules = RoundRules(
        pass_score=settings.pass_units,
        floor=settings.floor_units,
        cap=settings.cap_units,
        penalty=settings.penalty_units,
        missed=reports.missed.reshape(-1),
    )
    rounds = round_scores(
        every.unit[listed] * 2 + every.round[listed],
        every.positive[listed],
        score,
        counted=has_score,
        reported=scored,
        rules=rules,
    )
    needed = needed_actuals(
        kind,
        targets,
        lower,
        needed=rounds.needed,
        reachable=rounds.reachable & every.usable[listed] & (reason != _NOT_APPLICABLE),
        secure=rounds.secure,
    )
    round_score, round_scored = rounds.score.reshape(units, 2), rounds.scored.reshape(units, 2)
    year_score, year_scored = year_scores(round_score, round_scored, settings.annual_method)
    passed = year_scored & (year_score >= settings.pass_units)
    lacking = missing & (reports.overdue[listed] | (reason > _NO_REPORT))
    return Scorecard(
        spans=spans,
        entries=every,
        reporting=reports,
        policies=(policies[0], policies[1]),
        listed=listed,
        amounts=replace(amounts, parts=np.where(scored[:, None], amounts.parts, np.nan)),
        reason=reason,
        score=score,
        has_score=has_score,
        level=level,
        needed=needed,
        rounds=rounds,
        round_score=round_score,
        round_scored=round_scored,
        year_score=year_score,
        year_scored=year_scored,
        passed=passed,
        missing=np.bincount(every.unit[listed][lacking], minlength=units),
        attainment=attainment(int(passed.sum()), units, settings.target_percent),
    )


def _reasons(every: Entries, seen: Observed, listed: Ints) -> Ints:
    """Why each listed KPI has the score it has; a position in explain.REASONS.

    Doubled rows spoil a KPI whatever else stands there. Not applicable where no row counts and a row says so.
    """
    counting = seen.counting[listed].any(axis=1)
    return np.select(
        [
            seen.doubled[listed],
            ~counting & seen.not_applicable[listed].any(axis=1),
            ~every.defined[listed],
            ~every.usable[listed],
            ~counting,
        ],
        [_DOUBLED, _NOT_APPLICABLE, _DEFINITION, _TARGETS, _NO_REPORT],
        _SCORED,
    )


def shown_scores(card: Scorecard) -> Floats:
    """The score of each listed KPI as floats; NaN where it has none."""
    return from_units(card.score, card.has_score)
