"""A column added at the right of a Table: header, cells in the format of a neighbour, the Table's part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from workbook.book import WritableValue
from workbook.errors import CannotWrite
from workbook.ooxml import cells as c
from workbook.ooxml.limits import MAX_COLUMN
from workbook.ooxml.package import Package
from workbook.ooxml.refs import Area, parse_area
from workbook.ooxml.sheet import SheetText
from workbook.ooxml.styles import Styles
from workbook.ooxml.text import escape
from workbook.ooxml.xml import child, children, descendants

_DIMENSION: Final = re.compile(r'(<(?:\w+:)?dimension\s[^>]*?ref=")([^"]*)"')
_MERGE: Final = re.compile(r'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]*)"')
_MAX: Final = re.compile(r'<(?:\w+:)?col\s[^>]*?max="(\d+)"')


def add_column(
    package: Package,
    table: str,
    header: str,
    *,
    like: str | None = None,
    width: float = 14,
    values: Mapping[int, WritableValue] | None = None,
) -> None:
    """Stage a new last column of a Table; `values` maps data rows (from 0) to what stands in it.

    Its cells take the format of the column `like`, else of the last one. CannotWrite where something stands
    beside the Table, for nothing is moved.
    """
    info = package.tables[table]
    area, at = info.area, info.area.right + 1
    sheet = SheetText.load(package.part(info.sheet.part), info.sheet.part)
    beside = Area(area.top, at, area.bottom, at)
    _guard(package, table, sheet, beside)
    pattern = area.left + info.headers.index(like) if like in info.headers else area.right
    styles = Styles(package)
    header_row = area.top if info.header_rows else None
    edits = []
    for number in range(area.top, area.bottom + 1):
        row = sheet.by_number.get(number)
        if row is None:
            continue
        old = sheet.cells(row)
        shown = {cell.column: cell for cell in old}
        source = area.right if number == header_row else pattern
        style = c.style_of(shown[source]) if source in shown else c.default_style(sheet, row, source)
        value: WritableValue = header if number == header_row else (values or {}).get(number - info.data.top)
        if value is not None and not isinstance(value, str | bool) and number != header_row:
            dated = hasattr(value, "year")
            style = styles.for_date(style, with_time=False) if dated else styles.for_number(style)
        new = c.cell_xml(
            sheet.words.prefix, c.cell_ref(number, at), style, value, epoch_1904=package.epoch_1904
        )
        edits.append((row.start, row.end, c.with_cells(sheet, row, old, {at: new})))
    text = _with_width(_with_dimension(sheet.splice(edits), area, at), at, width)
    package.put(info.sheet.part, text.text.encode())
    package.put(info.part, _widened(package.tree(info.part), area, header))
    package.reload_table(table)


def _guard(package: Package, table: str, sheet: SheetText, beside: Area) -> None:
    info = package.tables[table]
    names = {"table": table, "sheet": info.sheet.title}
    if beside.right > MAX_COLUMN:
        raise CannotWrite("content_beside", **names, cell=c.cell_ref(beside.top, MAX_COLUMN))
    for other in package.tables.values():
        if other.sheet.part == info.sheet.part and other.area.meets(beside):
            raise CannotWrite("content_beside", **names, cell=c.cell_ref(other.area.top, other.area.left))
    merged = [ref for ref in _MERGE.findall(sheet.tail) if parse_area(ref).meets(beside)]
    met = sheet.occupied(beside)
    if merged or met:
        cell = merged[0].partition(":")[0] if merged else c.cell_ref(*(met or (beside.top, beside.left)))
        raise CannotWrite("content_beside", **names, cell=cell)


def _with_dimension(sheet: SheetText, area: Area, at: int) -> SheetText:
    match = _DIMENSION.search(sheet.head)
    if match is None:
        return sheet
    try:
        known = parse_area(match[2])
    except ValueError:  # a dimension is a hint; a wrong one is left as it is
        return sheet
    new = Area(
        min(known.top, area.top),
        min(known.left, area.left),
        max(known.bottom, area.bottom),
        max(known.right, at),
    )
    return sheet.splice([(match.start(), match.end(), f'{match[1]}{new}"')])


def _with_width(sheet: SheetText, at: int, width: float) -> SheetText:
    """The column's width, where every width that is given stands left of it."""
    end = sheet.head.rfind(f"</{sheet.words.prefix}cols>")
    if end < 0 or max(map(int, _MAX.findall(sheet.head)), default=0) >= at:
        return sheet
    p = sheet.words.prefix
    return sheet.splice([(end, end, f'<{p}col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>')])


def _widened(root: etree._Element, area: Area, header: str) -> etree._Element:
    wider = area._replace(right=area.right + 1)
    root.set("ref", str(wider))
    for part in descendants(root, "autoFilter"):
        ref = part.get("ref")
        if ref and parse_area(ref).right == area.right:
            part.set("ref", str(parse_area(ref)._replace(right=wider.right)))
    columns = child(root, "tableColumns")
    assert columns is not None, "a Table has columns"
    known = [int(one.get("id", "0")) for one in children(columns, "tableColumn")]
    one = etree.SubElement(columns, f"{{{etree.QName(root).namespace}}}tableColumn")
    one.set("id", str(max(known) + 1))
    one.set("name", escape(header))
    columns.set("count", str(len(known) + 1))
    return root
