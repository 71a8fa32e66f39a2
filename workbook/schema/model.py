"""What a table and a column are: the shape in which every sheet of the master is declared, once.

From these declarations come the built workbook, the readers and writers, the row validation, the data
dictionary and `samret schema --json`. Keys are fixed English; headers and labels are Thai and may change.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_SHEET_NAME = 31
"""Excel's limit on the name of a sheet, in UTF-16 units (Thai marks count)."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class ColumnType(StrEnum):
    """How the cells of a column are read, written, validated and shown."""

    TEXT = "text"
    CODE = "code"  # text that looks like a number must stay text: 3.1 is not 3.10
    NUMBER = "number"  # as many decimals as typed
    SCORE = "score"  # a number shown with 4 decimals
    MONEY = "money"  # baht, shown with thousands and 2 decimals
    INTEGER = "integer"
    DATE = "date"  # a real date (C.E. serial) shown in B.E.
    MONTH = "month"  # text "2565-02", shown ก.พ. 65
    CHOICE = "choice"  # one of the allowed keys; the cell holds the Thai label
    LETTERS = "letters"  # several of the allowed one-letter keys, such as "PAB"
    CHOICES = "choices"  # several of the allowed keys, joined by commas
    VALUE = "value"  # a number, a date or a text, by row (settings, home)


NUMERIC = frozenset({ColumnType.NUMBER, ColumnType.SCORE, ColumnType.MONEY, ColumnType.INTEGER})
"""The types whose frame columns are float64."""


class Role(StrEnum):
    """Who writes the table: nobody after set-up (control), people (input), the program (result)."""

    CONTROL = "control"
    INPUT = "input"
    RESULT = "result"


class Group(StrEnum):
    """Where in the book the sheet stands; the order here is the order of the sheets."""

    MONTHLY = "งานประจำเดือน"
    RESULTS = "ผลการคำนวณ"
    STEP_1 = "ขั้นที่ 1 ทบทวนสถานการณ์"
    STEP_2_3 = "ขั้นที่ 2-3 ผู้รับบริการและทำเนียบ"
    STEP_4_5 = "ขั้นที่ 4-5 มาตรการและความรู้"
    STEP_6_7 = "ขั้นที่ 6-7 แผนและการอนุมัติ"
    STEP_8 = "ขั้นที่ 8 ดำเนินกิจกรรม"
    STEP_9_10 = "ขั้นที่ 9-10 ติดตามและรายงาน"
    CLOSING = "ปิดผลและประวัติ"
    SETUP = "ตั้งค่าประจำปี"


class Frozen(BaseModel):
    """A declaration: never changed after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Frozen):
    """One allowed value: the key that is read, the Thai label that the cell shows."""

    key: str
    label: str


class Column(Frozen):
    """One column of a table."""

    key: Key
    header: str = Field(min_length=1, max_length=255)
    type: ColumnType
    unit: str | None = None
    required: bool = False
    is_key: bool = False
    allowed: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    ref: str | None = None
    """"table.column" whose values are allowed here."""
    hint: str | None = Field(default=None, max_length=200)
    """What to type, as the message beside the cell says it."""
    width: float = Field(default=14, gt=0, le=80)

    @model_validator(mode="after")
    def _choices_match_type(self) -> Column:
        chosen = self.type in {ColumnType.CHOICE, ColumnType.CHOICES, ColumnType.LETTERS}
        if chosen != bool(self.allowed):
            raise ValueError(f"{self.key}: allowed values and the type {self.type} do not fit")
        return self

    @cached_property
    def by_label(self) -> dict[str, str]:
        """Label or key -> key: either is accepted on reading."""
        return {c.key: c.key for c in self.allowed} | {c.label: c.key for c in self.allowed}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Key -> label."""
        return {c.key: c.label for c in self.allowed}


class Table(Frozen):
    """One table: one sheet, one ListObject."""

    name: str = Field(pattern=r"^tbl[A-Z][A-Za-z]+$")
    sheet: str = Field(min_length=1, max_length=MAX_SHEET_NAME)
    title: str
    purpose: str
    role: Role
    group: Group
    step: str | None = None
    landscape: bool = True
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _unique_and_legal(self) -> Table:
        for what, values in (
            ("keys", [c.key for c in self.columns]),
            ("headers", [c.header for c in self.columns]),
        ):
            if len(set(values)) != len(values):
                raise ValueError(f"{self.name}: {what} are not unique")
        if re.search(r"[\[\]:*?/\\]", self.sheet):
            raise ValueError(f"{self.name}: {self.sheet!r} cannot be the name of a sheet")
        return self

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All column keys, in the declared order."""
        return tuple(c.key for c in self.columns)

    @cached_property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return tuple(c.key for c in self.columns if c.is_key)

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """Key -> column."""
        return {c.key: c for c in self.columns}


class Setting(Frozen):
    """One row of tblSetting: its Thai name, default, and where the default comes from."""

    key: Key
    label: str
    default: str | float | None
    unit: str | None = None
    source: str = Field(min_length=1)
    note: str | None = None
    allowed: tuple[Choice, ...] = ()
