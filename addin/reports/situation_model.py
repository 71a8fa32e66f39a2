"""What the template of the situation and gap report may use; `model` says what fields have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from addin.reports.model import Card, ChartData, KpiLine, Message, Meta, Point, ScoreCell, State


@dataclass(frozen=True, slots=True)
class YearReview:
    """The department in one fiscal year; `incomparable` counts results that no other year compares with."""

    year: str
    passed: str
    total: str
    percent: str
    raw: float | None
    mean: str
    unknown: str
    incomparable: str
    current: bool
    state: State


@dataclass(frozen=True, slots=True)
class KpiYears:
    """A KPI over the years: the mean of its comparable scores, then this year's."""

    code: str
    name: str
    years: tuple[ScoreCell, ...]
    points: tuple[Point, ...]
    slope: str
    trend: State


@dataclass(frozen=True, slots=True)
class UnitYears:
    """A unit's whole scores over the years, then this year's; a star marks a score that does not compare."""

    code: str
    name: str
    years: tuple[ScoreCell, ...]
    mean: str
    slope: str
    slope_raw: float | None
    trend: State
    state: State


@dataclass(frozen=True, slots=True)
class GapRow:
    """A KPI of a unit that lies below the pass score or has no result."""

    unit: str
    unit_name: str
    code: str
    name: str
    target: str
    actual: str
    gap: str
    gap_percent: str
    score: str
    raw: float | None
    to_pass: str
    to_pass_raw: float | None
    history: tuple[Point, ...]
    trend: State
    flag: State
    measures: str
    answered: bool


@dataclass(frozen=True, slots=True)
class GapPart:
    """The gaps of one kind: chronic, newly failing, without data. `rest` says how many rows are not shown."""

    key: str
    title: str
    message: str
    rows: tuple[GapRow, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What the gaps mean for a group of units."""

    name: str
    units: str
    passed: str
    percent: str
    mean: str
    below: str
    below_raw: int
    chronic: str
    missing: str
    worst: str
    failing: str
    state: State


@dataclass(frozen=True, slots=True)
class SituationLine:
    """An item of the situation: direction of policy, finding, cause."""

    code: str
    year: str
    policy: str
    finding: str
    cause: str
    origin: str


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """A cause that units gave for a KPI below the pass score, with what they did about it."""

    code: str
    name: str
    cause: str
    obstacles: str
    actions: str
    units: str
    units_raw: int
    names: str


@dataclass(frozen=True, slots=True)
class Priority:
    """Where to act first: what, and the facts that put it here."""

    number: str
    title: str
    facts: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Situation:
    """The situation and gap report."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    priorities: tuple[Priority, ...]
    priorities_message: str
    needed_note: str
    pulls: tuple[KpiLine, ...]
    pull_message: str
    level_message: str
    years: tuple[YearReview, ...]
    years_message: str
    year_labels: tuple[str, ...]
    incomparable: tuple[str, ...]
    kpi_years: tuple[KpiYears, ...]
    kpi_years_message: str
    unit_years: tuple[UnitYears, ...]
    unit_years_message: str
    groups: tuple[GroupLine, ...]
    groups_message: str
    gap_parts: tuple[GapPart, ...]
    gaps_message: str
    recovered: str
    situation: tuple[SituationLine, ...]
    situation_message: str
    causes: tuple[CauseGroup, ...]
    causes_message: str
    causes_rest: str
    answered_message: str
    target: str
    target_raw: float
    notes: tuple[str, ...]
    pass_text: str
    pass_raw: float
    charts: dict[str, ChartData] = field(default_factory=dict)
