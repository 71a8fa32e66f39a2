"""What the form of a month shows of a unit: its KPIs, the other months, the score so far and what it takes.

The figures are those of the scorecard with this month's rows taken as sent and certified as far as they hold
a value: what the form shows while it is being filled in is what counts once it is collected.
Sources: WORKBOOK.md "Figures" 1, 2 and 6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.due import UNSENT
from addin.rules.entries import Entries
from addin.rules.exact import UNIT, Bools, Floats, Ints, to_decimal, to_float
from addin.rules.explain import REASONS
from addin.rules.fiscal import first_day, month_ordinal
from addin.rules.frames import Tables
from addin.rules.observed import Observed, Submissions, observe, submissions
from addin.rules.periods import Periods
from addin.rules.reporting import due_cells
from addin.rules.scorecard import Scorecard, scorecard
from addin.rules.scoring import AGGREGATES, SCORINGS, Amounts, kpi_scores
from addin.rules.settings import Settings

SENDABLE = (*UNSENT, "submitted")
"""Statuses that a unit's own report can have before it is certified."""


@dataclass(frozen=True, slots=True)
class OtherMonths:
    """What the counting rows of the round's other months hold; None where there is none.

    `later`: one of them lies behind the month of the form, and its value is the last.
    """

    count: int
    total: float | None
    largest: float | None
    last: float | None
    later: bool


@dataclass(frozen=True, slots=True)
class KpiFigures:
    """One KPI of a unit in the round of the form's month; numbers are None where there is none.

    `counts` in the round's score; `due` in this month; `usable`: it can be scored; `excused`: a row of the
    round says not applicable. `months` has the counting values of the round by month. `value` is this
    month's, `amount` the round's actual (a mean unrounded), `score` the KPI's in the round, `month_score`
    that of this month's value alone; `needed_score` and `needed` are what the KPI must reach for the round to
    pass, all else equal.
    """

    kpi_code: str
    weight: float
    targets: tuple[float, ...]
    scoring: str | None
    aggregate: str | None
    lower: bool
    counts: bool
    due: bool
    usable: bool
    excused: bool
    others: OtherMonths
    months: Mapping[str, float]
    value: float | None
    amount: float | None
    score: float | None
    month_score: float | None
    needed_score: float | None
    needed: float | None


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit in the round of the form's month.

    `missed_before` counts the missed months of the round without the form's; `past`: the month's deadline is
    behind. `substitute` is the score that a missing KPI counts with, None where it is left out.
    """

    unit_code: str
    round_no: int
    deadline: dt.date
    past: bool
    missed_before: int
    substitute: float | None
    score: float | None
    kpis: tuple[KpiFigures, ...]


def as_sent(tables: Tables, month: str) -> Tables:
    """The tables with the month's own rows certified as far as they are the units' reports."""
    frame = frames.table(tables, frames.MONTHLY_SCORE)
    if frame.empty:
        return tables
    sent = (frame["month"] == month) & frame["status"].isin(SENDABLE)
    return {**tables, frames.MONTHLY_SCORE: frame.assign(status=frame["status"].mask(sent, "certified"))}


def form_figures(
    tables: Tables, settings: Settings, as_of: dt.date, month: str, units: Sequence[str]
) -> list[UnitFigures]:
    """The figures of the forms of a month that lies in a round, one for each of the active `units`.

    A month that has not begun on `as_of` is looked at from its first day.
    """
    day = max(as_of, first_day(month))
    sent = as_sent(tables, month)
    card = scorecard(sent, settings, day)
    place = int(card.spans.index(np.array([month_ordinal(month)]))[0])
    register = submissions(sent, card.entries, card.spans)
    seen = observe(sent, card.entries, card.spans, register, require_certified=settings.require_certified)
    found = _Month(card, seen, register, place, settings)
    return [found.unit(code) for code in units]


class _Month:
    """A scorecard looked at from one month of the year (`place` in it)."""

    def __init__(
        self, card: Scorecard, seen: Observed, register: Submissions, place: int, settings: Settings
    ) -> None:
        self.card, self.seen, self.register, self.settings = card, seen, register, settings
        self.every: Entries = card.entries
        self.spans: Periods = card.spans
        self.month = place
        self.round = int(self.spans.round_of[place])
        self.place = int(self.spans.place[place])
        month, due = due_cells(self.every, self.spans)
        self.due: Bools = np.asarray(((month == place) & due).any(axis=1), dtype=np.bool_)
        alone = self.seen.value[:, [self.place]]
        month_units, _ = kpi_scores(
            self.every.kind,
            Amounts(alone, np.ones(len(alone), dtype=np.int64), np.zeros(len(alone), dtype=np.bool_)),
            self.every.targets,
            self.every.lower,
            floor=settings.floor_units,
            cap=settings.cap_units,
        )
        told = ~np.isnan(alone[:, 0]) & self.every.usable
        self.month_score: Floats = np.where(told, month_units / UNIT, np.nan)
        self.of_listed: Ints = np.full(len(self.every.unit), -1, dtype=np.int64)
        self.of_listed[card.listed] = np.arange(len(card.listed))

    def unit(self, code: str) -> UnitFigures:
        """The figures of one active unit."""
        unit = int(self.every.units.get_indexer(pd.Index([code]))[0])
        mine = (self.every.unit == unit) & (self.every.round == self.round) & (self.due | self.every.counts)
        entries = np.flatnonzero(mine)
        deadline = self.register.deadline[unit, self.month]
        past = bool(frames.day(self.spans.as_of) > deadline)
        lacking = self.due[entries] & ~self.seen.counting[entries, self.place]
        lacking &= ~self.seen.not_applicable[entries, self.place]
        missed = int(self.card.reporting.missed[unit, self.round]) - int(past and bool(lacking.any()))
        policy = self.card.policies[self.round]
        substitute = {"exclude": None, "floor": float(self.settings.floor_score), "zero": 0.0}[policy]
        scored = bool(self.card.round_scored[unit, self.round])
        return UnitFigures(
            unit_code=code,
            round_no=self.round + 1,
            deadline=deadline.astype("datetime64[D]").item(),
            past=past,
            missed_before=missed,
            substitute=substitute,
            score=int(self.card.round_score[unit, self.round]) / UNIT if scored else None,
            kpis=tuple(self._kpi(int(entry)) for entry in entries),
        )

    def _kpi(self, entry: int) -> KpiFigures:
        every, at = self.every, int(self.of_listed[entry])
        kind, how = int(every.kind[entry]), int(every.how[entry])
        reason = REASONS[int(self.card.reason[at])] if at >= 0 else None
        spoilt = bool(self.seen.doubled[entry]) or not bool(every.usable[entry])
        scored = reason == "scored"
        reachable = (
            at >= 0
            and bool(self.card.rounds.reachable[at])
            and bool(every.usable[entry])
            and reason != "not_applicable"
        )
        return KpiFigures(
            kpi_code=str(every.kpis[every.kpi[entry]]),
            weight=float(every.positive[entry]),
            targets=tuple(every.targets[entry].tolist()),
            scoring=SCORINGS[kind] if kind >= 0 else None,
            aggregate=AGGREGATES[how] if how >= 0 else None,
            lower=bool(every.lower[entry]),
            counts=bool(every.counts[entry]),
            due=bool(self.due[entry]),
            usable=not spoilt,
            excused=bool(self.seen.not_applicable[entry].any()),
            others=_others(self.seen.value[entry], self.place),
            months={
                month: float(value)
                for month, value in zip(
                    self.settings.rounds[self.round], self.seen.value[entry].tolist(), strict=False
                )
                if not np.isnan(value)
            },
            value=_or_none(self.seen.value[entry, self.place]),
            amount=self._amount(at) if scored else None,
            score=int(self.card.score[at]) / UNIT if scored else None,
            month_score=None if spoilt else _or_none(self.month_score[entry]),
            needed_score=int(self.card.rounds.needed[at]) / UNIT if reachable else None,
            needed=_or_none(self.card.needed[at]) if reachable else None,
        )

    def _amount(self, at: int) -> float:
        parts = self.card.amounts.parts[at]
        total = sum(to_decimal(float(value)) for value in parts[~np.isnan(parts)])
        return to_float(Fraction(total) / int(self.card.amounts.divisor[at]))


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _others(values: Floats, place: int) -> OtherMonths:
    """The counting values of a round's months without the one at `place`."""
    others = values.copy()
    others[place] = np.nan
    known = others[~np.isnan(others)]
    if not len(known):
        return OtherMonths(0, None, None, None, later=False)
    total = to_float(Fraction(sum(to_decimal(float(value)) for value in known)))
    later = bool((~np.isnan(others[place + 1 :])).any())
    return OtherMonths(len(known), total, float(known.max()), float(known[-1]), later)
