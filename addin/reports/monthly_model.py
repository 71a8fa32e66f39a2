"""What the template of the monthly report may use; see `model` for what the fields have in common."""

from __future__ import annotations

from dataclasses import dataclass

from addin.reports.model import Card, Message, Meta, State


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is typed into a field of the reporting system."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document and where its file is kept."""

    step: str
    document: str
    file: str
    date: str
    state: State


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the criteria, and what the owner of the KPI has of it."""

    number: str
    item: str
    points: str
    evidence: str
    state: State


@dataclass(frozen=True, slots=True)
class Block:
    """A text to paste: `lines` one under the other. `key` is unique on the page."""

    key: str
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The block as it is pasted."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the process criteria: what to report, what it scores, what proves it."""

    number: str
    name: str
    steps: str
    block: Block
    points: str
    items: tuple[Item, ...]
    evidence: tuple[Evidence, ...]
    files: Block


@dataclass(frozen=True, slots=True)
class StepDone:
    """What happened to a step of the SOP from the first day of the month to the deadline of its report."""

    number: str
    step: str
    when: str
    said: str
    documents: str
    state: State


@dataclass(frozen=True, slots=True)
class Monthly:
    """The monthly report for the reporting system."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    kpi: str
    figures: tuple[Figure, ...]
    levels: tuple[Level, ...]
    problems: Block
    actions: Block
    done: tuple[StepDone, ...]
    done_message: str
    own_score: str
    next_deadline: str
    notes: tuple[str, ...]
