"""What the template of a unit's report may use; see `model` for what the fields have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from addin.reports.model import Card, ChartData, MeasureLine, Message, Meta, Point, State


@dataclass(frozen=True, slots=True)
class KpiResult:
    """A KPI of the unit in one round."""

    code: str
    name: str
    measure: str
    direction: str
    scoring: str
    weight: str
    target: str
    actual: str
    score: str
    raw: float | None
    weighted: str
    level: str
    needed: str
    needed_by: str
    combined: bool
    explanation: str
    scale: str
    state: State


@dataclass(frozen=True, slots=True)
class RoundPart:
    """A round: its KPIs and its score."""

    number: str
    label: str
    score: str
    weight: str
    kpis: tuple[KpiResult, ...]
    state: State


@dataclass(frozen=True, slots=True)
class GapLine:
    """The gap of a KPI, and its scores of three years."""

    code: str
    name: str
    target: str
    actual: str
    gap: str
    gap_percent: str
    to_pass: str
    history: tuple[Point, ...]
    slope: str
    trend: State
    flag: State


@dataclass(frozen=True, slots=True)
class MonthReport:
    """What the unit reported for a month, and when."""

    label: str
    deadline: str
    extended: str
    received: str
    entered: str
    reported: str
    state: State


@dataclass(frozen=True, slots=True)
class MonthValue:
    """What stands in a month for a KPI."""

    text: str
    state: State


@dataclass(frozen=True, slots=True)
class KpiMonths:
    """The months of a KPI."""

    code: str
    name: str
    values: tuple[MonthValue, ...]


@dataclass(frozen=True, slots=True)
class CauseLine:
    """Why a KPI stands where it does, and what the unit does about it."""

    month: str
    code: str
    name: str
    result: str
    cause: str
    obstacle: str
    action: str
    evidence: str
    state: State


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of a KPI that is scored by process or milestone, in its latest month."""

    code: str
    name: str
    number: str
    level: str
    item: str
    points: str
    evidence: str
    state: State


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """A matter followed up."""

    month: str
    kpi: str
    issue: str
    cause: str
    action: str
    responsible: str
    due: str
    result: str
    state: State


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A unit's report."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    code: str
    name: str
    kind: str
    group: str
    supervisor: str
    region: str
    score: str
    raw: float | None
    rank: str
    state: State
    rounds: tuple[RoundPart, ...]
    ways: tuple[KpiResult, ...]
    ways_message: str
    needed_note: str
    needed_by: str
    gaps: tuple[GapLine, ...]
    gap_years: tuple[str, ...]
    gap_note: str
    history: tuple[Point, ...]
    history_message: str
    months: tuple[MonthReport, ...]
    month_labels: tuple[str, ...]
    kpi_months: tuple[KpiMonths, ...]
    causes: tuple[CauseLine, ...]
    items: tuple[ItemLine, ...]
    measures: tuple[MeasureLine, ...]
    follow_ups: tuple[FollowUpLine, ...]
    next_deadline: str
    notes: tuple[str, ...]
    pass_text: str
    pass_raw: float
    charts: dict[str, ChartData] = field(default_factory=dict)
