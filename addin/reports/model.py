"""What a report template may use: finished Thai texts beside the raw values that charts need.

Every text is formatted; fields named `raw`, `at`, `share` and the like are numbers for drawing. `fill` is the
shading of a Word cell as RRGGBB; the same state is always written out in `word` too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from addin.reports.wordspark import spark_run

FILLS = {"bad": "F8D0CC", "warn": "FCE6B3", "good": "DCEFE3", "none": "ECEEF1", "plain": "auto"}
"""Shading of a Word cell by tone; dark text keeps a contrast above 9 on each of them."""


@dataclass(frozen=True, slots=True)
class State:
    """A state: its key, its word, its sign of one or two letters, and the tone that colours it."""

    key: str
    word: str
    sign: str = ""
    tone: str = "plain"

    @property
    def fill(self) -> str:
        """The shading of a Word cell."""
        return FILLS[self.tone]


@dataclass(frozen=True, slots=True)
class Meta:
    """The head of every report."""

    department: str
    owner: str
    title: str
    short: str
    period: str
    period_short: str
    fiscal_year: str
    as_of: str
    generated_on: str
    coverage: str
    notice: str
    place: str = ""
    """What stands before the page number in a file of several reports: "5-" of the fifth."""


@dataclass(frozen=True, slots=True)
class Message:
    """The report in one sentence: what is so, how that is to be judged, and what comes next."""

    lead: str
    verdict: str = ""
    accent: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of the head row. `parts` are (tone, count) of a bar; `tick` is a mark on it (0-1)."""

    label: str
    value: str
    unit: str
    detail: str
    tone: str = "plain"
    parts: tuple[tuple[str, float], ...] = ()
    tick: float | None = None
    squares: bool = False

    @property
    def fill(self) -> str:
        """The shading of a Word cell: only what misses is coloured."""
        return FILLS["bad"] if self.tone == "bad" else "EEF1F5"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line: its label, its text, and the raw value (None = a gap)."""

    label: str
    text: str
    raw: float | None


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """A KPI score of a unit in the matrix."""

    text: str
    raw: float | None
    state: State
    title: str = ""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the tables of the overview."""

    rank: str
    rank_raw: int
    code: str
    name: str
    short: str
    group: str
    round_1: str
    round_2: str
    score: str
    raw: float | None
    difference: str
    difference_raw: float | None
    shortfall: str
    missing: str
    missing_raw: int
    below: str
    state: State
    trend: State
    spark: tuple[Point, ...]
    cells: tuple[ScoreCell, ...]
    statuses: tuple[State, ...]
    late_count: int

    @property
    def spark_word(self) -> Markup:
        """The sparkline as a run of Word, for {{r unit.spark_word }}: red where this year does not pass."""
        said = ", ".join(f"{point.label} {point.text}" for point in self.spark)
        return spark_run(
            [point.raw for point in self.spark], said, "B3261E" if self.state.tone == "bad" else "1C3557"
        )


@dataclass(frozen=True, slots=True)
class KpiLine:
    """A KPI: column of the matrix and row of the chart of what pulls units down."""

    code: str
    name: str
    units: int
    below: int
    missing: int
    fine: int
    mean: str
    failing: int
    lost: str
    lost_raw: float
    units_text: str
    below_text: str
    missing_text: str
    failing_text: str


@dataclass(frozen=True, slots=True)
class Way:
    """One KPI of a unit that did not pass, and what that KPI alone would have to reach.

    `combined`: its months are combined into a mean or a sum, so that `needed` is no single month's figure.
    """

    code: str
    name: str
    actual: str
    score: str
    needed: str
    combined: bool = False


@dataclass(frozen=True, slots=True)
class BelowUnit:
    """A unit that did not pass."""

    code: str
    name: str
    score: str
    shortfall: str
    rank: str
    ways: tuple[Way, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Bin:
    """A class of the distribution of scores."""

    label: str
    low: float
    units: tuple[str, ...]
    below: bool
    count: str
    names: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """The department in one fiscal year."""

    year: str
    passed: str
    total: str
    percent: str
    raw: float | None
    mean: str
    unknown: str
    current: bool
    state: State


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of reporting."""

    label: str
    deadline: str
    safe: str
    on_time: str
    late: str
    missing: str
    not_due: str
    counts: tuple[tuple[str, float], ...]
    late_names: str
    missing_names: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of PIRAB and the measures that use it."""

    letter: str
    word: str
    count: int
    count_text: str
    state: State


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure."""

    code: str
    measure: str
    letters: str
    gap: str
    responsible: str
    period: str
    state: State


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity: its bar in the year (0-1) and what is done of what was planned up to the month."""

    code: str
    plan: str
    activity: str
    period: str
    start: float
    end: float
    unit: str
    target: str
    planned: str
    done: str
    planned_share: float | None
    done_share: float | None
    state: State


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan: its state, its progress and its money against what was planned up to the month."""

    code: str
    title: str
    responsible: str
    state: State
    budget: str
    budget_due: str
    disbursed: str
    disbursed_percent: str
    due_percent: str
    spent_share: float | None
    due_share: float | None
    planned_percent: str
    done_percent: str
    progress: State
    last_word: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the SOP."""

    number: str
    step: str
    when: str
    responsible: str
    planned: str
    actual: str
    documents: str
    state: State


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A kind of finding that remains: how often, and one of them."""

    state: State
    code: str
    message: str
    cure: str
    count: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The department's report."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    met: State
    units: tuple[UnitLine, ...]
    groups: tuple[str, ...]
    kpis: tuple[KpiLine, ...]
    matrix_message: str
    below: tuple[BelowUnit, ...]
    below_rest: str
    needed_note: str
    nearest: str
    bins: tuple[Bin, ...]
    distribution_message: str
    pulls: tuple[KpiLine, ...]
    pull_message: str
    years: tuple[YearLine, ...]
    years_message: str
    target: str
    target_raw: float
    months: tuple[MonthLine, ...]
    status_message: str
    next_deadline: str
    letters: tuple[Letter, ...]
    letters_message: str
    measures: tuple[MeasureLine, ...]
    plans: tuple[PlanLine, ...]
    plans_message: str
    activities: tuple[ActivityLine, ...]
    month_labels: tuple[str, ...]
    today: float | None
    steps: tuple[StepLine, ...]
    steps_message: str
    findings: tuple[FindingLine, ...]
    findings_message: str
    notes: tuple[str, ...]
    pass_text: str
    pass_raw: float
    charts: dict[str, ChartData] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a native chart. `fills` colours single bars (RRGGBB), None keeps the series' own."""

    name: str
    values: tuple[float | None, ...]
    fills: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartData:
    """What fills a native Word chart of the template that bears its key as name."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
