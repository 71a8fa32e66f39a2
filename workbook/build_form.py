"""Builds the form of one unit and month: a workbook of its own, with nothing of other units in it.

What people type into is unlocked, the rest is protected without a password; formulas carry the values that
they show, so that a preview is right; the mark stands in a sheet that no menu shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape

from openpyxl.workbook import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from workbook import build_form_sheets as more
from workbook import theme
from workbook.build_form_main import lay_main
from workbook.build_form_parts import Sheets
from workbook.build_parts import finish
from workbook.cells import plain
from workbook.form_model import Mark, UnitForm, fingerprint
from workbook.form_names import MARK_SHEET, MARK_TITLE

CHUNK: Final = 16_000
"""Characters of the mark in one cell: half of what a cell holds, for a mark above the plane takes two."""

_FORMULA_CELL: Final = re.compile(
    r'<c r="([A-Z]+\d+)"([^>]*?)(?: t="\w+")?>(<f>[^<]*</f>)<v\s*(?:/>|></v>)', re.DOTALL
)


def build_form(form: UnitForm, mark: Mark) -> bytes:
    """The bytes of the form. The same content gives the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    theme.dress(book)
    sheets = Sheets(book)
    lay_main(sheets, form)
    if any(kpi.items for kpi in form.kpis):
        more.lay_items(sheets, form)
    more.lay_past(sheets, form)
    if form.contacts:
        more.lay_contacts(sheets, form)
    more.lay_workings(sheets, form)
    _lay_mark(book, mark)
    about = book.properties
    about.title = f"แบบรายงานผล {form.unit_label} {form.month_label}"
    about.creator = about.lastModifiedBy = "Samret"  # a program, nobody's name
    about.language = "th-TH"
    book.security = WorkbookProtection(lockStructure=True)
    book.calculation.fullCalcOnLoad = True
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return _cached(finish(out.getvalue(), [], {}, []), sheets.shown())


def _lay_mark(book: Workbook, mark: Mark) -> None:
    sheet = book.create_sheet(MARK_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    text = mark.to_json()
    lines = [
        MARK_TITLE,
        fingerprint(text),
        *(text[start : start + CHUNK] for start in range(0, len(text), CHUNK)),
    ]
    for row, line in enumerate(lines, 1):
        cell = sheet.cell(row, 1)
        cell.value = line
        cell.data_type = "s"


def _cached(data: bytes, shown: Mapping[str, Mapping[str, str | float]]) -> bytes:
    """The package with the value of every formula; `shown` maps the part of a sheet to values by cell."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in shown:
                content = _with_values(content.decode(), shown[info.filename]).encode()
            new.writestr(info, content)
    return out.getvalue()


def _with_values(sheet: str, values: Mapping[str, str | float]) -> str:
    left = dict(values)

    def put(match: re.Match[str]) -> str:
        cell, attributes, formula = match.groups()
        value = left.pop(cell)
        if isinstance(value, str):
            return f'<c r="{cell}"{attributes} t="str">{formula}<v>{escape(value)}</v>'
        return f'<c r="{cell}"{attributes}>{formula}<v>{plain(value)}</v>'

    made = _FORMULA_CELL.sub(put, sheet)
    assert not left, f"no formula in {sorted(left)}"
    return made
