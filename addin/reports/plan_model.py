"""What the template of the plans may use: finished Thai texts beside the raw values that charts need."""

from __future__ import annotations

from dataclasses import dataclass, field

from addin.reports.model import ActivityLine, Card, ChartData, Message, Meta, PlanLine, State

GANTT_FILLS = {"none": "auto", "span": "E4ECF5", "planned": "BFD3EA", "met": "8FB3DC", "short": "F8D0CC"}
"""Shading of a month's cell in Word; what a cell means is said by its figures too."""


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A month of an activity: what was planned, what was done, and which of the two the shading shows.

    `kind`: none (outside), span (in the activity's time), planned (work planned, not yet due), met (as much
    done as planned), short (less).
    """

    label: str
    planned: str
    done: str
    disbursed: str
    kind: str

    @property
    def fill(self) -> str:
        """The shading of a Word cell."""
        return GANTT_FILLS[self.kind]


@dataclass(frozen=True, slots=True)
class PlanActivity:
    """An activity of a plan: its bar, its months, and its figures in words."""

    line: ActivityLine
    months: tuple[MonthCell, ...]
    words: str
    budget: str
    disbursed: str
    finished: str
    evidence: str
    early: str


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A row of the approval record."""

    number: str
    source: State
    target: State
    by: str
    on: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanFull:
    """A plan with everything that its own pages show. `notice` says plainly what is wrong or still open."""

    number: str
    line: PlanLine
    approved: bool
    going: State
    heading: str
    status: str
    notice: str
    measure: str
    rationale: str
    objective: str
    target_group: str
    indicator: str
    period: str
    difference: str
    money: str
    work: str
    activities: tuple[PlanActivity, ...]
    bars: tuple[ActivityLine, ...]
    approvals: tuple[ApprovalLine, ...]
    early: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoneyMonth:
    """A month of the fiscal year: money of the approved plans up to it, planned and paid out."""

    label: str
    planned: str
    spent: str
    planned_percent: str
    spent_percent: str
    planned_raw: float
    spent_raw: float | None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The report of all plans."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    plans: tuple[PlanFull, ...]
    plans_message: str
    waiting_message: str
    early_message: str
    money: tuple[MoneyMonth, ...]
    money_message: str
    money_shown: bool
    month_labels: tuple[str, ...]
    today: float | None
    notes: tuple[str, ...]
    charts: dict[str, ChartData] = field(default_factory=dict)
