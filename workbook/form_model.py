"""What a unit's form holds: handed to the builder, and read back from a form that was filled in.

A form shows one unit's KPIs of one month. Values are those of the frames: None for a blank, dates as
datetime, choices by their key. The mark names master, unit and month and keeps what the form was given, so
that a form that came back can be merged with a book that went on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from workbook.schema.analysis import CONTACT
from workbook.schema.model import Column
from workbook.schema.monthly import ITEM_RESULT, MONTHLY_SCORE

FORM_LAYOUT: Final = 1
"""The layout of forms that this code builds and reads; a form of another layout is refused."""

SCORE_INPUTS: Final = ("status", "actual", "score", "evidence", "cause", "obstacle", "corrective_action")
"""Columns of a monthly row that a unit fills in, KPI by KPI; the value is either actual or score."""
HEAD_INPUTS: Final = ("reporter", "reported_on")
"""Columns of a monthly row that a unit fills in once for all its KPIs."""
ITEM_INPUTS: Final = ("points", "done", "evidence")
CONTACT_INPUTS: Final = ("name", "position", "phone", "email")

_INPUTS: Final = {
    "tblMonthlyScore": {*SCORE_INPUTS},
    "tblItemResult": {*ITEM_INPUTS},
    "tblContact": {*CONTACT_INPUTS},
}

TEXTS: Final = ("evidence", "cause", "obstacle", "corrective_action")

Values = Mapping[str, Any]
"""The values of one row by column key."""


def column_of(table: str, key: str) -> Column:
    """The declaration of a column that forms have."""
    return {one.name: one for one in (MONTHLY_SCORE, ITEM_RESULT, CONTACT)}[table].by_key[key]


@dataclass(frozen=True, slots=True)
class Cached:
    """What the formulas of a KPI show until a spreadsheet computes them; None shows as an empty text."""

    value: float | None
    amount: float | None
    score: float | None
    month_score: float | None
    needed_score: float | None
    needed: float | None


@dataclass(frozen=True, slots=True)
class Others:
    """What the round's other months hold of a KPI: how many, their sum, largest and last; see the rules."""

    count: int
    total: float | None
    largest: float | None
    last: float | None
    later: bool


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item of a process or milestone KPI; `typed` by the keys of ITEM_INPUTS."""

    item_no: int
    item: str
    max_points: float | None
    typed: Values


@dataclass(frozen=True, slots=True)
class FormKpi:
    """One KPI of the form. `open`: its cells may be typed into; `typed` by SCORE_INPUTS.

    `past` are the texts of the columns of UnitForm.past; `last_year` and `previous` what stands beside the
    inputs. `scoring` and `aggregate` are keys, `direction` is the word.
    """

    kpi_code: str
    kpi_name: str
    measure: str
    direction: str
    scoring: str | None
    aggregate: str | None
    lower: bool
    weight: float
    targets: tuple[float, ...]
    counts: bool
    due: bool
    usable: bool
    excused: bool
    open: bool
    typed: Values
    return_reason: str | None
    last_year: float | None
    previous: str
    past: tuple[str, ...]
    others: Others
    cached: Cached
    items: tuple[FormItem, ...] = ()

    @property
    def value_key(self) -> str:
        """The column that holds this KPI's value."""
        return "score" if self.scoring == "reported" else "actual"

    @property
    def by_points(self) -> bool:
        """True where items give points; the steps of a milestone are done or not."""
        return self.scoring == "process"


@dataclass(frozen=True, slots=True)
class FormContact:
    """A contact of the unit that may be published; `typed` by the keys of CONTACT_INPUTS."""

    contact_id: str
    role: str
    typed: Values


@dataclass(frozen=True, slots=True)
class UnitForm:
    """Everything that a form shows of one unit and month. Scores and rules as in the settings.

    `past` heads the columns of what earlier months and years said; `whole_past` is the row of the unit.
    """

    unit_code: str
    unit_name: str
    month: str
    month_label: str
    fiscal_year: int
    round_no: int
    deadline: str
    safe_date: str
    pass_score: float
    floor: float
    cap: float
    penalty: float
    missed_before: int
    past_deadline: bool
    substitute: float | None
    round_score: float | None
    reporter: str | None
    kpis: tuple[FormKpi, ...]
    contacts: tuple[FormContact, ...]
    past: tuple[str, ...]
    whole_past: tuple[str, ...]
    sample: bool

    @property
    def unit_label(self) -> str:
        """The unit as the form names it."""
        return f"{self.unit_name} ({self.unit_code})"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the hidden mark of a form says; of persons it holds only the contacts that the form shows.

    `base` maps table -> row -> column -> value as JSON holds it. Rows are named by KPI code, by KPI code and
    item number joined by a tab, and by contact. A row of tblMonthlyScore that the book did not have is a
    draft, and its code stands in `new_rows`; `closed_rows` are those that the unit may not change.
    """

    book_id: str
    fiscal_year: int
    unit_code: str
    unit_label: str
    month: str
    month_label: str
    issue: int
    issued_at: str
    base: Mapping[str, Mapping[str, Mapping[str, str | float | None]]]
    value_keys: Mapping[str, str]
    new_rows: tuple[str, ...]
    closed_rows: tuple[str, ...]
    layout: int = FORM_LAYOUT

    @property
    def content(self) -> str:
        """A fingerprint of what was handed out, whatever the issue: equal forms need no second issue."""
        said = [self.book_id, self.unit_label, self.month, self.layout, self.base, self.closed_rows]
        return fingerprint(json.dumps(said, ensure_ascii=False, sort_keys=True))

    def to_json(self) -> str:
        """The mark as one text of plain letters without a space: what no program trims or respells."""
        known = {key: getattr(self, key) for key in self.__dataclass_fields__}
        return json.dumps(known, sort_keys=True, separators=(",", ":")).replace(" ", "\\u0020")

    @classmethod
    def from_json(cls, text: str) -> Mark:
        """The mark of a text that `to_json` made. ValueError for any other."""
        mark = TypeAdapter(cls).validate_json(text)
        asked = {table: {key for row in rows.values() for key in row} for table, rows in mark.base.items()}
        if asked.keys() != _INPUTS.keys() or any(asked[table] - _INPUTS[table] for table in asked):
            raise ValueError("tables or columns that no form has")
        if any(key not in {"actual", "score"} for key in mark.value_keys.values()):
            raise ValueError("values in a column that holds none")
        return mark


def fingerprint(text: str) -> str:
    """A text's fingerprint: what was changed by accident has another."""
    return hashlib.sha256(text.encode()).hexdigest()


def item_name(kpi_code: str, item_no: int) -> str:
    """The name of an item in the base of a mark."""
    return f"{kpi_code}\t{item_no}"


def neutral(value: Any) -> Any:
    """A value as the mark holds it: dates ISO, numbers and texts as they are, None for a blank."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT
        return None
    return value.date().isoformat() if isinstance(value, dt.datetime) else value
