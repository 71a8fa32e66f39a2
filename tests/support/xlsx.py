"""Workbooks for tests: small ones built by XlsxWriter, and faults put into them part by part."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from workbook.book import RawTable

HEADERS = ("รหัส", "ชื่อ", "คะแนน", "วันที่")
ROWS = (
    ("1.1", "ตัวชี้วัด ก", 3.25, dt.date(2022, 2, 10)),
    ("1.10", "ตัวชี้วัด ข", 2.5, dt.date(2022, 2, 11)),
    ("2.1", "=1+1", 4.0, None),
)


def write_cell(sheet: Any, row: int, column: int, value: object, date: Any) -> None:
    """One cell of its own kind: a text is text whatever it begins with."""
    if value is None:
        sheet.write_blank(row, column, None)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, date)
    else:
        sheet.write_number(row, column, value)


def add_table(  # noqa: PLR0917  # a Table is its name, headers, rows and place
    book: Any,
    sheet: Any,
    name: str = "tblTest",
    headers: Sequence[str] = HEADERS,
    rows: Sequence[Sequence[object]] = ROWS,
    at: tuple[int, int] = (3, 0),
    **options: object,
) -> None:
    """A Table with its header at `at` (row and column from 0)."""
    date = book.add_format({"num_format": "[$-107041E]d mmm yy;@"})
    top, left = at
    columns = [{"header": header} for header in headers]
    last = top + max(len(rows), 1)
    sheet.add_table(top, left, last, left + len(headers) - 1, {"name": name, "columns": columns, **options})
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            write_cell(sheet, top + 1 + i, left + j, value, date)


def build(
    path: Path, fill: Callable[[Any, Any], None] | None = None, sheet: str = "ข้อมูล", **options: object
) -> Path:
    """A workbook of one sheet with the Table tblTest, to which `fill(book, sheet)` adds what a test needs."""
    with xlsxwriter.Workbook(str(path), options) as book:
        one = book.add_worksheet(sheet)
        one.write_string(0, 0, "ชื่อหน้า")
        add_table(book, one)
        if fill is not None:
            fill(book, one)
    return path


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a package, inflated."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def with_parts(path: Path, changes: Mapping[str, bytes | None]) -> Path:
    """The same package with some parts replaced, added or (None) removed."""
    content = {**parts(path), **changes}
    path.write_bytes(zipped({name: data for name, data in content.items() if data is not None}.items()))
    return path


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these members, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def edit(path: Path, part: str, old: str, new: str) -> Path:
    """The same package with the first `old` in a part replaced by `new`; `old` must be there."""
    text = parts(path)[part].decode()
    assert old in text, f"{old!r} is not in {part}: {text[:2000]}"
    return with_parts(path, {part: text.replace(old, new, 1).encode()})


def rows_of(table: RawTable) -> list[tuple[object, ...]]:
    """A Table's rows as tuples."""
    return [tuple(row) for row in table.cells]


def mappings(rows: Iterable[Sequence[Any]], headers: Sequence[str] = HEADERS) -> list[dict[str, Any]]:
    """Rows as the port takes them."""
    return [dict(zip(headers, row, strict=True)) for row in rows]
