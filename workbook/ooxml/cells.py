"""Cells into a worksheet's text: one cell's XML, one row with some cells replaced, formulas that are shared.

Texts are written inline (`t="inlineStr"`), not into the shared strings: a touched sheet then needs no second
part rewritten (0.1 s less for a book of 40,000 strings), and Excel makes them shared when it next saves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Final

from workbook.book import Formula, WritableValue
from workbook.ooxml.formulas import shift
from workbook.ooxml.refs import Area, column_letters, column_number, parse_area
from workbook.ooxml.sheet import GROUP, Cell, Row, SheetText, kind_and_style
from workbook.ooxml.text import escape, from_xml, to_xml, unescape
from workbook.ooxml.values import plain, to_serial

_SPANS: Final = re.compile(r'\sspans="(\d+):(\d+)"')
_FITTED: Final = re.compile(r'\sht="[^"]*"')
_COLUMN_STYLE: Final = re.compile(r"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE: Final = re.compile(r'([\w:]+)="([^"]*)"')
_NOT_COPIED: Final = frozenset({"r", "hidden", "collapsed", "outlineLevel", "ht"})
_FORMULA_REF: Final = re.compile(r'\sref="([^"]*)"')


def cell_xml(prefix: str, ref: str, style: int, value: WritableValue, *, epoch_1904: bool) -> str:
    """One cell. A str is text whatever it begins with; a blank without a format is no cell at all.

    >>> cell_xml("", "B2", 3, "=1+1", epoch_1904=False)
    '<c r="B2" s="3" t="inlineStr"><is><t>=1+1</t></is></c>'
    """
    p = prefix
    opening = f'<{p}c r="{ref}"' + (f' s="{style}"' if style else "")
    formula = ""
    stored = plain(value)
    if isinstance(value, Formula):
        formula = f"<{p}f>{to_xml(escape(value.expression))}</{p}f>"
        if stored is None:
            return f"{opening}>{formula}</{p}c>"
    if stored is None:
        return f"{opening}/>" if style else ""
    if isinstance(stored, str):
        text = to_xml(escape(stored))
        if formula:
            return f'{opening} t="str">{formula}<{p}v>{text}</{p}v></{p}c>'
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f'{opening} t="inlineStr"><{p}is><{p}t{space}>{text}</{p}t></{p}is></{p}c>'
    if isinstance(stored, bool):
        return f'{opening} t="b">{formula}<{p}v>{int(stored)}</{p}v></{p}c>'
    number = to_serial(stored, epoch_1904=epoch_1904) if isinstance(stored, dt.datetime) else stored
    assert isinstance(number, float), "errors are never written"
    return f"{opening}>{formula}<{p}v>{number_text(number)}</{p}v></{p}c>"


def number_text(number: float) -> str:
    """A number as Excel writes it: shortest digits that read back the same, no trailing ".0"."""
    text = repr(number)
    return text.removesuffix(".0").replace("e", "E")


def with_cells(sheet: SheetText, row: Row, old: Sequence[Cell], new: Mapping[int, str]) -> str:
    """The row's XML in which `new` (column number to XML, "" removes) comes over its `old` cells.

    "" when no cell is left. A height that Excel had fitted to the old text goes: Excel fits it again.
    """
    p = sheet.words.prefix
    inner = sheet.text[row.inner : row.inner_end]
    rest = inner[inner.rfind(old[-1].raw) + len(old[-1].raw) :] if old else inner
    raws = {**{cell.column: cell.raw for cell in old}, **new}
    kept = [(column, raw) for column, raw in sorted(raws.items()) if raw]
    if not kept and not rest.strip():
        return ""
    opening = sheet.text[row.start : row.inner]
    if opening.endswith("/>"):
        opening = opening[:-2] + ">"
    body = "".join(raw for _, raw in kept)
    return f"{_row_tag(opening, [column for column, _ in kept])}{body}{rest}</{p}row>"


def _row_tag(opening: str, columns: list[int]) -> str:
    spans = _SPANS.search(opening)
    if spans and columns:
        first, last = min(int(spans[1]), columns[0]), max(int(spans[2]), columns[-1])
        opening = f'{opening[: spans.start()]} spans="{first}:{last}"{opening[spans.end() :]}'
    if "customHeight" not in opening:
        opening = _FITTED.sub("", opening)
    return opening


def new_row_tag(sheet: SheetText, number: int, above: Row | None) -> str:
    """The opening tag of a new row with the format and the typed height of the row above."""
    p = sheet.words.prefix
    kept = ""
    if above is not None:
        given = dict(_ATTRIBUTE.findall(sheet.text[above.start : above.inner]))
        height = given.get("ht") if "customHeight" in given else None
        copied = {name: value for name, value in given.items() if name not in _NOT_COPIED}
        kept = "".join(f' {name}="{value}"' for name, value in copied.items())
        kept += f' ht="{height}"' if height else ""
    return f'<{p}row r="{number}"{kept}>'


def default_style(sheet: SheetText, row: Row | None, column: int) -> int:
    """The format of a cell that is not there: the row's if it has one, else the column's."""
    if row is not None:
        given = dict(_ATTRIBUTE.findall(sheet.text[row.start : row.inner]))
        if given.get("customFormat") in {"1", "true"}:
            return int(given.get("s", "0"))
    for attributes in _COLUMN_STYLE.findall(sheet.head):
        given = dict(_ATTRIBUTE.findall(attributes))
        if int(given.get("min", "0")) <= column <= int(given.get("max", "0")):
            return int(given.get("style", "0"))
    return 0


def style_of(cell: Cell) -> int:
    """The index of the cell's format."""
    return kind_and_style(cell.attributes)[1]


def has_formula(sheet: SheetText, cell: Cell) -> bool:
    """True when the cell holds a formula."""
    return sheet.words.formula.match(cell.content.lstrip()) is not None


def expression_of(sheet: SheetText, row: int, cell: Cell) -> str | None:
    """The cell's formula without "=", also where it shares that of a master; None when it has none."""
    match = sheet.words.formula.match(cell.content.lstrip())
    if match is None:
        return None
    if match[2]:
        return unescape(from_xml(match[2]))
    group = GROUP.search(match[1])
    if group is None or group[1] not in sheet.masters:
        return None
    top, left, expression = sheet.masters[group[1]]
    return shift(expression, row - top, cell.column - left)


def unshare(sheet: SheetText, groups: set[str]) -> SheetText:
    """The sheet in which every cell of these groups has its formula written out."""
    p = sheet.words.prefix
    edits = []
    for row, match, formula in sheet.formula_cells("shared"):
        group = GROUP.search(formula[1])
        if group is None or group[1] not in groups or group[1] not in sheet.masters or not match[1]:
            continue
        top, left, expression = sheet.masters[group[1]]
        written = shift(expression, row.number - top, column_number(match[1]) - left)
        start = match.start(3) + (len(match[3]) - len(match[3].lstrip()))
        edits.append((start, start + len(formula[0]), f"<{p}f>{to_xml(written)}</{p}f>"))
    return sheet.splice(edits)


def array_areas(sheet: SheetText) -> list[Area]:
    """The ranges of array formulas and data tables that fill more than one cell: none may change in part."""
    areas = []
    for kind in ("array", "dataTable"):
        for _, _, formula in sheet.formula_cells(kind):
            ref = _FORMULA_REF.search(formula[1])
            area = parse_area(ref[1]) if ref else None
            if area is not None and area.cells > 1:
                areas.append(area)
    return areas


def cell_ref(row: int, column: int) -> str:
    """A cell's address in A1 style."""
    return f"{column_letters(column)}{row}"
