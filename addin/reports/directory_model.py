"""What the template of the directory may use; see `model` for what the fields have in common."""

from __future__ import annotations

from dataclasses import dataclass

from addin.reports.model import Card, Message, Meta, State


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact. `verified` says when, and colours what was not verified in the fiscal year."""

    code: str
    unit: str
    name: str
    position: str
    role: str
    category: str
    phone: str
    email: str
    publish: str
    verified: State


@dataclass(frozen=True, slots=True)
class DirectoryPart:
    """The contacts of one category that are listed, and how many are not."""

    title: str
    count: str
    contacts: tuple[ContactLine, ...]
    left_out: str


@dataclass(frozen=True, slots=True)
class UnitContacts:
    """How many contacts a unit has, those that are not listed included."""

    name: str
    head: str
    coordinator: str
    recorder: str
    other: str
    total: str
    total_raw: int
    state: State


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many contacts of a category there are, by role."""

    title: str
    head: str
    coordinator: str
    recorder: str
    other: str
    total: str
    publish: str


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory. `internal` is empty for a masked one, else what every page must say."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    internal: str
    masked: bool
    parts: tuple[DirectoryPart, ...]
    counts: tuple[CategoryCount, ...]
    units: tuple[UnitContacts, ...]
    lacking: tuple[UnitContacts, ...]
    lacking_message: str
    left_out_note: str
    verified_message: str
    notes: tuple[str, ...]
