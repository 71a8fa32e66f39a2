"""master.xlsx from the schema: every sheet, its styles, validations, formats, charts and links.

`python -m workbook.build` writes workbook/master.xlsx and workbook/DICTIONARY.md; both are committed, and a
test holds them against the build. The same inputs give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
from openpyxl.workbook import Workbook

from workbook import home_sheet, sheets, theme
from workbook.book_rows import book_rows
from workbook.build_parts import description_of, finish
from workbook.content import base_tables
from workbook.dictionary import dictionary
from workbook.frames import conform, to_rows
from workbook.home_signature import NOT_COMPUTED
from workbook.rules_in_cells import add_names, add_rules
from workbook.schema import BY_NAME, TABLES
from workbook.schema.home import HOME_ROWS
from workbook.schema.model import Role, Table
from workbook.schema.results import BOOK, HOME, UNIT_SCORE
from workbook.schema.settings import SETTINGS
from workbook.schema.setup import SETTING
from workbook.setting_rows import setting_rows
from workbook.sheets import SAMPLE_MARK

HERE: Final = Path(__file__).parent
MASTER: Final = HERE / "master.xlsx"
DICTIONARY: Final = HERE / "DICTIONARY.md"
MASTER_YEAR: Final = 2565

Frames = Mapping[str, pd.DataFrame]


def build_master(
    path: Path | str, tables: Frames | None = None, *, fiscal_year: int = MASTER_YEAR, sample: bool = False
) -> None:
    """Writes the master of a fiscal year (B.E.) to `path`.

    `tables` are frames by table name with the schema's keys; without them the real content that every book
    starts with, or, with `sample`, the sample. Every sheet that a sample touches is marked as one.
    """
    if tables is None:
        tables = _sample(fiscal_year) if sample else base_tables(fiscal_year)
    Path(path).write_bytes(master_bytes(tables, fiscal_year=fiscal_year, sample=sample))


def master_bytes(tables: Frames, *, fiscal_year: int, sample: bool = False) -> bytes:
    """The master as the bytes of an .xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    theme.dress(book)
    add_names(book)
    rows = {table.name: _rows(table, tables, fiscal_year) for table in TABLES}
    untouched = _untouched(rows, fiscal_year) if sample else frozenset(BY_NAME)
    laid = {}
    for table in TABLES:
        title = f"{table.title} ปีงบประมาณ {fiscal_year}" if table is HOME else table.title
        marked = table.name not in untouched
        laid[table.name] = sheets.lay(book, table, rows[table.name], title=title, sample=marked)
    _date_setting(laid[SETTING.name])
    home = laid[HOME.name]
    charts = home_sheet.furnish(book, home, laid[UNIT_SCORE.name])
    for one in laid.values():
        add_rules(one, fiscal_year)
        if one is not home:
            cell = sheets.cell_at(one.sheet, sheets.LINK_ROW, 1)
            sheets.link(cell, sheets.link_name(HOME), f"← {HOME.sheet}", f"กลับไปที่ {HOME.sheet}")
    _properties(book, fiscal_year, sample=sample)
    out = io.BytesIO()
    book.save(out)
    changed_row = home.first + [row.key for row in HOME_ROWS].index("inputs_changed")
    return finish(
        out.getvalue(),
        [(chart.name, chart.description) for chart in charts],
        {f"{home.letter('value')}{changed_row}": NOT_COMPUTED},
        [number for number, table in enumerate(TABLES, 1) if table.role is not Role.RESULT],
    )


def is_sample(content: bytes) -> bool:
    """True for the bytes of a workbook that was built as a sample: what is made from it is one too."""
    return SAMPLE_MARK in description_of(content)


def _sample(fiscal_year: int) -> Frames:
    from workbook.sample import sample_tables  # noqa: PLC0415 - a book without a sample does without it

    return sample_tables(fiscal_year)


def _rows(table: Table, tables: Frames, fiscal_year: int) -> sheets.Rows:
    if table is HOME:
        return home_sheet.home_rows(fiscal_year)
    frame = tables.get(table.name)
    if table is BOOK:
        return book_rows(**({} if frame is None else dict(zip(frame["key"], frame["value"], strict=True))))
    if table is SETTING:
        return setting_rows(frame, fiscal_year)
    return [] if frame is None else to_rows(conform(frame, table), table)


def _untouched(rows: Mapping[str, sheets.Rows], fiscal_year: int) -> frozenset[str]:
    """The inputs whose rows are the real content, word for word: a sample left them alone."""
    base = base_tables(fiscal_year)
    inputs = [table for table in TABLES if table.role is not Role.RESULT]
    return frozenset(
        table.name
        for table in inputs
        if table.name in base and list(rows[table.name]) == list(_rows(table, base, fiscal_year))
    )


def _date_setting(settings: sheets.Laid) -> None:
    """The one setting that is a date is shown as one, also before it is filled."""
    row = settings.first + [setting.key for setting in SETTINGS].index("as_of")
    settings.sheet[f"{settings.letter('value')}{row}"].number_format = theme.DATE_FORMAT


def _properties(book: Workbook, fiscal_year: int, *, sample: bool) -> None:
    about = book.properties
    about.title = f"{HOME.title} ปีงบประมาณ {fiscal_year}"
    about.subject = "ตัวชี้วัด 3.11 ระดับความสำเร็จของการดำเนินงานจัดทำคำรับรองการปฏิบัติราชการ"
    about.creator = about.lastModifiedBy = "Samret"  # a program, nobody's name
    about.keywords = "คำรับรองการปฏิบัติราชการ, PIRAB"
    about.description = SAMPLE_MARK if sample else None
    about.language = "th-TH"
    book.calculation.fullCalcOnLoad = True
    book.active = 0


def main() -> None:
    """Builds both committed files."""
    build_master(MASTER, fiscal_year=MASTER_YEAR)
    DICTIONARY.write_text(dictionary(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
