"""What the template of the follow-up report may use; see `model` for what the fields have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from addin.reports.model import ActivityLine, Card, ChartData, Message, Meta, PlanLine, State


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter followed up. `age` says how late it is or was closed, in days; `month_raw` sorts."""

    code: str
    month: str
    month_raw: str
    unit_code: str
    unit: str
    unit_name: str
    kpi: str
    issue: str
    cause: str
    action: str
    responsible: str
    due: str
    due_raw: str
    result: str
    closed: str
    age: str
    state: State


@dataclass(frozen=True, slots=True)
class UnitIssues:
    """The matters of one unit."""

    unit: str
    total: str
    closed: str
    open: str
    overdue: str
    next_due: str
    state: State


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A figure of both rounds."""

    label: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class StepReview:
    """A step of the SOP in a round: its months together, up to the month reported."""

    number: str
    step: str
    when: str
    planned: str
    done: str
    state: State


@dataclass(frozen=True, slots=True)
class MonthProgress:
    """Cumulative progress of the approved plans up to a month, in percent."""

    label: str
    planned: str
    planned_raw: float | None
    done: str
    done_raw: float | None
    due: str
    disbursed: str
    state: State


@dataclass(frozen=True, slots=True)
class LateReport:
    """A unit's report that came late or has not come, and what was done about it."""

    unit_code: str
    unit: str
    month: str
    month_raw: str
    deadline: str
    reported: str
    days: str
    days_raw: int | None
    done: str
    answered: bool
    state: State


@dataclass(frozen=True, slots=True)
class MonthlyCause:
    """A cause that units gave, by month: how many units, and what they meet it with."""

    code: str
    name: str
    cause: str
    counts: tuple[str, ...]
    counts_raw: tuple[int, ...]
    latest: str
    latest_raw: int
    obstacles: str
    actions: str
    units: str


@dataclass(frozen=True, slots=True)
class NextWork:
    """What is left of an activity for the next month: what is behind, and what is planned then."""

    code: str
    activity: str
    unit: str
    behind: str
    behind_raw: float
    planned: str
    total: str
    until: str
    state: State


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A date to keep until the reports of the next month are due."""

    date: str
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The follow-up report."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    round_labels: tuple[str, ...]
    rounds: tuple[RoundRow, ...]
    issues: tuple[Issue, ...]
    issues_message: str
    open_issues: tuple[Issue, ...]
    closed_issues: tuple[Issue, ...]
    units: tuple[UnitIssues, ...]
    units_message: str
    progress: tuple[MonthProgress, ...]
    progress_message: str
    spending_message: str
    plans: tuple[PlanLine, ...]
    plans_message: str
    activities: tuple[ActivityLine, ...]
    activities_message: str
    late: tuple[LateReport, ...]
    late_message: str
    month_labels: tuple[str, ...]
    causes: tuple[MonthlyCause, ...]
    causes_message: str
    causes_rest: str
    latest_month: str
    next_month: str
    next_deadline: str
    agenda: tuple[AgendaLine, ...]
    agenda_message: str
    next_work: tuple[NextWork, ...]
    next_message: str
    steps: tuple[StepReview, ...]
    steps_message: str
    notes: tuple[str, ...]
    pass_text: str
    pass_raw: float
    charts: dict[str, ChartData] = field(default_factory=dict)
