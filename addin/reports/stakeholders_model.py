"""What the template of the stakeholder analysis may use; see `model` for what the fields have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from addin.reports.model import Card, ChartData, Message, Meta, State


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group. Where `withheld` is not empty it says why what the group answered is not shown."""

    code: str
    name: str
    category: str
    respondents: str
    respondents_raw: int | None
    collected_on: str
    channel: str
    satisfaction: str
    satisfaction_raw: float | None
    dissatisfaction: str
    dissatisfaction_raw: float | None
    needs: str
    satisfied_with: str
    dissatisfied_with: str
    suggestion: str
    withheld: str
    influence: str
    impact: str
    quadrant: str
    measures: str
    answer: State


@dataclass(frozen=True, slots=True)
class CategoryPart:
    """The groups of one category."""

    title: str
    count: str
    groups: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class Quadrant:
    """A quadrant: what it means, how to work with its groups, and their names, one a line."""

    key: str
    title: str
    advice: str
    names: str
    count: str


@dataclass(frozen=True, slots=True)
class Place:
    """The groups of one influence and impact (1-5 each): codes as lines of the drawing, and names."""

    influence: int
    impact: int
    lines: tuple[str, ...]
    names: str


@dataclass(frozen=True, slots=True)
class Stakeholders:
    """The analysis of clients and stakeholders."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    groups: tuple[GroupLine, ...]
    ranked: tuple[GroupLine, ...]
    parts: tuple[CategoryPart, ...]
    withheld_note: str
    satisfaction_message: str
    needs_message: str
    quadrants: tuple[Quadrant, ...]
    quadrant_message: str
    places: tuple[Place, ...]
    unrated: str
    measures_message: str
    chart_note: str
    notes: tuple[str, ...]
    charts: dict[str, ChartData] = field(default_factory=dict)
