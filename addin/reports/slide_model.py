"""What the template of the slide may use: a field fills the placeholder of its name."""

from __future__ import annotations

from dataclasses import dataclass, field

from addin.reports.model import ChartData, Message, Meta


@dataclass(frozen=True, slots=True)
class Slide:
    """The slide for the department's meeting.

    A text fills one line of its placeholder, a tuple of texts a paragraph each. `chart_scores_alt` is what
    the chart says to those who do not see it; `notes` stand under the slide, for the speaker.
    """

    meta: Meta
    message: Message
    title: str
    period: str
    passed: str
    passed_label: str
    percent: str
    percent_label: str
    short: str
    short_label: str
    chart_title: str
    near_title: str
    near: tuple[str, ...]
    deadline: str
    source: str
    chart_scores_alt: str
    notes: tuple[str, ...]
    charts: dict[str, ChartData] = field(default_factory=dict)
