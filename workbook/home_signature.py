"""A count and a sum over the inputs, by Excel's one formula and by Python, tell whether home still holds.

Recalc stores both on the home sheet; the formula compares them with what the tables hold now. SUM and COUNTA
see typed numbers, dates and cells that were filled or cleared. Words that decide figures (a status, a policy)
change neither, so COUNTIF adds each allowed word with a weight of its own to the count.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workbook.book import CellValue, RawTable
from workbook.schema import BY_NAME
from workbook.schema.model import NUMERIC, Choice, Column, ColumnType, Table
from workbook.schema.settings import SETTINGS

COUNT_NAME: Final = "home_input_count"
SUM_NAME: Final = "home_input_sum"
"""Defined names of the two cells of the home sheet in which recalc stores the signature."""

CURRENT: Final = "✓ ผลเป็นปัจจุบัน"
CHANGED: Final = "! มีการแก้ข้อมูลหลังคำนวณ กรุณาคำนวณใหม่"
NOT_COMPUTED: Final = "– ยังไม่ได้คำนวณ"

TOLERANCE: Final = "0.00005"
"""Half of the smallest step of a score. Excel adds in its own order: about 1E-9 apart on the sample."""

SIGNED: Final[Mapping[str, tuple[str, ...]]] = {
    "tblSetting": ("value",),
    "tblHoliday": ("date",),
    "tblUnit": ("unit_code", "active_from_fy", "active_to_fy"),
    "tblKpi": ("kpi_code", "direction", "scoring", "aggregate"),
    "tblKpiTarget": ("kpi_code", "round", "target_1", "target_2", "target_3", "target_4", "target_5"),
    "tblUnitKpi": (
        "weight", "target_1", "target_2", "target_3", "target_4", "target_5", "starts_month", "ends_month",
    ),
    "tblProcessItem": ("item_no", "level", "max_points"),
    "tblMonthlyScore": ("month", "status", "actual", "score"),
    "tblItemResult": ("month", "item_no", "points", "done"),
    "tblSubmission": ("month", "extended_to", "received_on"),
    "tblHistory": ("fiscal_year", "target", "actual", "score", "comparable"),
    "tblMeasure": ("pirab",),
    "tblPlan": ("budget", "state"),
    "tblActivity": ("target", "budget", "status"),
    "tblActivityMonth": ("planned", "done", "disbursed"),
    "tblStep": ("started_on", "finished_on"),
    "tblDocument": ("file_ref",),
}  # fmt: skip
"""The columns that the figures of home follow from. `reported_on` and texts for people decide no figure."""

_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a date in a cell has no zone


@dataclass(frozen=True, slots=True)
class Signature:
    """What the formula computes of the inputs."""

    count: int
    total: float


Headers = Mapping[str, Mapping[str, str]]
"""Table -> key -> the header in this user's file; what is not there is in neither formula nor signature."""

DECLARED: Final[Headers] = {
    name: {key: BY_NAME[name].by_key[key].header for key in keys} for name, keys in SIGNED.items()
}


def column_reference(table: Table, key: str, headers: Headers = DECLARED) -> str:
    """A structured reference to a column's data, such as `tblUnit[รหัสหน่วยงาน]`.

    Brackets, # and ' in a header are escaped as Excel writes them.
    """
    name = headers.get(table.name, {}).get(key, table.by_key[key].header)
    header = "".join(f"'{mark}" if mark in "[]#'@" else mark for mark in name)
    return f"{table.name}[{header}]"


def _columns(headers: Headers) -> Iterator[tuple[Table, Column]]:
    for name, keys in SIGNED.items():
        for key in keys:
            if key in headers.get(name, {}):
                yield BY_NAME[name], BY_NAME[name].by_key[key]


def _words(table: Table, column: Column) -> dict[str, int]:
    """The words of a column that count, each with its weight. The first word weighs nothing."""
    if table.name == "tblSetting":
        # Two settings share the words of the missing policies: a swap of the two goes unseen.
        allowed: list[Choice] = [c for setting in SETTINGS for c in setting.allowed]
    else:
        allowed = list(column.allowed) if column.type is ColumnType.CHOICE else []
    labels = list(dict.fromkeys(c.label for c in allowed))
    return {label: weight for weight, label in enumerate(labels) if weight}


def _adds_up(table: Table, column: Column) -> bool:
    return column.type in NUMERIC or column.type is ColumnType.DATE or table.name == "tblSetting"


def formula(headers: Headers = DECLARED) -> str:
    """The expression of the row `inputs_changed`, without the leading "="."""

    def ref(table: Table, column: Column) -> str:
        return column_reference(table, column.key, headers)

    columns = list(_columns(headers))
    filled = ",".join(ref(table, column) for table, column in columns)
    words = "".join(
        f'+{weight}*COUNTIF({ref(table, column)},"{label}")'
        for table, column in columns
        for label, weight in _words(table, column).items()
    )
    sums = ",".join(ref(table, column) for table, column in columns if _adds_up(table, column))
    same = f"AND(COUNTA({filled}){words}={COUNT_NAME},ABS(SUM({sums})-{SUM_NAME})<{TOLERANCE})"
    # An error value among the inputs makes the comparison an error: then they changed, for recalc reads none.
    return f'IF({COUNT_NAME}="","{NOT_COMPUTED}",IFERROR(IF({same},"{CURRENT}","{CHANGED}"),"{CHANGED}"))'


def signature(tables: Mapping[str, RawTable], headers: Headers = DECLARED) -> Signature:
    """The same count and sum in Python, from tables as they stand in the book (the sum to 4 decimals).

    A table or column that is missing adds nothing. Counted as Excel counts: COUNTA takes every cell that is
    not empty, also a formula that shows nothing; SUM takes numbers and dates, neither texts nor TRUE; COUNTIF
    compares words without regard to case.
    """
    count = 0
    numbers: list[float] = []
    for table, column in _columns(headers):
        raw = tables.get(table.name)
        header = headers[table.name][column.key]
        if raw is None or header not in raw.headers:
            continue
        j = raw.headers.index(header)
        words = {label.casefold(): weight for label, weight in _words(table, column).items()}
        adds = _adds_up(table, column)
        for i, row in enumerate(raw.cells):
            value = row[j]
            if value is None:
                count += (i, j) in raw.formulas
                continue
            count += 1
            if isinstance(value, str):
                count += words.get(value.casefold(), 0)
            elif adds:
                numbers += _number(value)
    return Signature(count, round(math.fsum(numbers), 4))


def _number(value: CellValue) -> list[float]:
    if isinstance(value, dt.datetime):
        return [(value - _EPOCH) / dt.timedelta(days=1)]
    if isinstance(value, float) and not isinstance(value, bool):
        return [value]
    return []
