"""What the template of measures and topics may use; see `model` for what the fields have in common."""

from __future__ import annotations

from dataclasses import dataclass

from addin.reports.model import Card, Message, Meta, State


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of PIRAB: how many measures use it, and how many gaps and needs they answer."""

    letter: str
    word: str
    measures: str
    gaps: str
    needs: str
    gaps_raw: int
    state: State


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure and what it answers, one a line."""

    code: str
    measure: str
    letters: str
    answers: str
    responsible: str
    period: str
    link: State
    state: State


@dataclass(frozen=True, slots=True)
class KpiGaps:
    """The gaps of the units in one KPI."""

    code: str
    name: str
    gaps: str
    gaps_raw: int
    answered: str
    answered_raw: int
    open: str
    open_raw: int
    units: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A gap or a need, and in a cell for each letter the codes of the measures that answer it."""

    code: str
    name: str
    detail: str
    score: str
    cells: tuple[str, ...]
    state: State


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A knowledge topic: for whom, how, when, and how many it reached."""

    code: str
    topic: str
    audience: str
    audience_state: State
    measure: str
    channel: str
    material: str
    delivered: str
    reach: str
    reach_raw: float | None
    state: State


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures and knowledge topics."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    letters: tuple[LetterLine, ...]
    letters_message: str
    coverage_message: str
    measures: tuple[MeasureRow, ...]
    loose_message: str
    kpis: tuple[KpiGaps, ...]
    gaps: tuple[Coverage, ...]
    gaps_message: str
    needs: tuple[Coverage, ...]
    needs_message: str
    topics: tuple[TopicLine, ...]
    topics_message: str
    without_topic: str
    notes: tuple[str, ...]
