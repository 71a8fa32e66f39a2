"""Forms given out, filled in as a coordinator would, and collected again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from tests.support.buttons import NOW, TODAY
from workbook.book import Book
from workbook.build_form_main import HEADERS, MAIN_SHEET
from workbook.form_items import ITEMS_SHEET
from workbook.form_names import CODE, ITEM_HEADERS, REPORTED_ON, REPORTER, STATUS, VALUE

SENT, DRAFT = "ส่งแล้ว", "ร่าง"
BOOK_ID = "0123456789abcdef0123456789abcdef"


def give_out(
    book: Book, folder: Path, month: str = "2565-02", units: Sequence[str] | None = None, **more: Any
) -> dict[str, Path]:
    """Forms of a month in a folder, by unit."""
    options = {"today": TODAY, "now": lambda: NOW, "fresh_id": lambda: BOOK_ID} | more
    outcome = ACTIONS["forms"](book, to=folder, month=month, units=units, **options)
    return {one["unit"]: Path(one["file"]) for one in outcome.data["forms"]}


def collect(book: Book, *paths: Path, **more: Any) -> Outcome:
    """Collect forms on 10 March 2565."""
    return ACTIONS["collect"](book, paths, **({"today": TODAY, "now": lambda: NOW} | more))


def row_of(sheet: Any, name: str, header: str = CODE) -> int:
    """The row of the first sheet that is about a KPI."""
    top = next(c for row in sheet.iter_rows() for c in row if c.value == header)
    return next(
        row for row in range(top.row + 1, sheet.max_row + 1) if sheet.cell(row, top.column).value == name
    )


def cell_of(book: Any, kpi: str, header: str) -> Any:
    """A cell of the first sheet by KPI and header."""
    sheet = book[MAIN_SHEET]
    return sheet.cell(row_of(sheet, kpi), HEADERS.index(header) + 1)


def item_cell(book: Any, kpi: str, item: int, header: str) -> Any:
    """A cell of the sheet of items."""
    sheet = book[ITEMS_SHEET]
    row = row_of(sheet, kpi)
    while sheet.cell(row, 2).value != item:
        row += 1
    return sheet.cell(row, ITEM_HEADERS.index(header) + 1)


def put(cell: Any, value: Any) -> None:
    """A value as typed: a text stays text, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def fill(
    path: Path,
    values: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    items: Mapping[tuple[str, int], Mapping[str, Any]] | None = None,
    reporter: str | None = None,
    reported_on: dt.date | None = None,
    more: Callable[[Any], None] | None = None,
    to: Path | None = None,
) -> Path:
    """The form filled in: values by KPI and header, items by (KPI, number) and header; saved as `to`."""
    book = openpyxl.load_workbook(path)
    for kpi, cells in (values or {}).items():
        for header, value in cells.items():
            put(cell_of(book, kpi, header), value)
    for (kpi, item), cells in (items or {}).items():
        for header, value in cells.items():
            put(item_cell(book, kpi, item, header), value)
    sheet = book[MAIN_SHEET]
    for label, value in ((REPORTER, reporter), (REPORTED_ON, reported_on)):
        if value is not None:
            put(sheet.cell(row_of(sheet, label, "หน่วยงาน"), 2), value)
    if more is not None:
        more(book)
    target = to or path
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def result(value: float, **more: Any) -> dict[str, Any]:
    """The cells of a KPI that was reported and sent."""
    return {VALUE: value, STATUS: SENT, "หลักฐาน": "แฟ้ม 9", **more}
