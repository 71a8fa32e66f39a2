"""What the template of the SOP manual may use: texts, steps, and the flowchart as places and as Word."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from addin.reports.manual_flow import FlowPage, Kind
from addin.reports.model import Card, Message, Meta


@dataclass(frozen=True, slots=True)
class Definition:
    """A term, what it means, and where that stands."""

    term: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is responsible for which steps."""

    who: str
    steps: str
    names: str


@dataclass(frozen=True, slots=True)
class ManualStep:
    """A step of the procedure; `route` says where it leads, in words."""

    number: str
    name: str
    kind: Kind
    symbol: str
    details: tuple[str, ...]
    detail_text: str
    duration: str
    responsible: str
    documents: tuple[str, ...]
    document_text: str
    route: str


@dataclass(frozen=True, slots=True)
class SymbolLine:
    """A symbol of the flowchart and what it stands for."""

    kind: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Manual:
    """The SOP manual."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    indicator: str
    owner: str
    revised: str
    purposes: tuple[str, ...]
    scope: tuple[str, ...]
    definitions: tuple[Definition, ...]
    duties: tuple[Duty, ...]
    steps: tuple[ManualStep, ...]
    flow: tuple[FlowPage, ...]
    flow_message: str
    flow_text: str
    flow_word: Markup
    symbols: tuple[SymbolLine, ...]
    letters: tuple[Definition, ...]
    notes: tuple[str, ...]
