"""A line more in a list of links on a sheet: below the last of them, in its look."""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from workbook.ooxml.cells import cell_ref
from workbook.ooxml.package import Package
from workbook.ooxml.refs import Area, column_number, parse_area
from workbook.ooxml.text import escape
from workbook.ooxml.xml import child, children, local

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def add_link(package: Package, part: str, prefix: str, location: str, *, text: str, told: str) -> bool:
    """Put a link to the name `location` under the lowest link to a name that begins with `prefix`.

    `told` stands in the row's other column where the row above has a text beside its link. False where the
    sheet has no such list, or something stands below it; nothing is changed then.
    """
    root = package.tree(part)
    links, data = child(root, "hyperlinks"), child(root, "sheetData")
    listed = [
        (parse_area(str(one.get("ref"))), one)
        for one in (children(links, "hyperlink") if links is not None else [])
        if str(one.get("location", "")).startswith(prefix)
    ]
    if not listed or links is None or data is None:
        return False
    area, last = max(listed, key=lambda found: found[0])
    rows = {int(str(row.get("r", "0"))): row for row in children(data, "row")}
    above, row = rows[area.top], rows.get(area.top + 1)
    if row is not None and any(len(cell) for cell in _cells(row) if _column(cell) >= area.left):
        return False
    if row is None:
        row = copy.deepcopy(above)
        for cell in list(row):
            row.remove(cell)
        row.set("r", str(area.top + 1))
        above.addnext(row)
    for source in _cells(above):
        if _column(source) >= area.left:
            said = text if _column(source) == area.left else told
            _put(row, source, area.top + 1, said if len(source) else None)
    made = copy.deepcopy(last)
    made.set("ref", str(Area(area.top + 1, area.left, area.top + 1, area.left)))
    made.set("location", location)
    for key, value in (("display", text), ("tooltip", told)):
        if key in made.attrib:
            made.set(key, escape(value))
    last.addnext(made)
    package.put(part, root)
    return True


def _cells(row: etree._Element) -> list[etree._Element]:
    return [one for one in row if local(one) == "c"]


def _column(cell: etree._Element) -> int:
    return column_number("".join(filter(str.isalpha, str(cell.get("r", "A1")))))


def _put(row: etree._Element, like: etree._Element, number: int, text: str | None) -> None:
    """A cell in the look of another, in the place of what stood in its column."""
    at = _column(like)
    for old in [cell for cell in _cells(row) if _column(cell) == at]:
        row.remove(old)
    made = etree.Element(like.tag, {"r": cell_ref(number, at)})
    if like.get("s") is not None:
        made.set("s", str(like.get("s")))
    if text is not None:
        made.set("t", "inlineStr")
        namespace = etree.QName(like).namespace
        holder = etree.SubElement(made, f"{{{namespace}}}is")
        inner = etree.SubElement(holder, f"{{{namespace}}}t")
        inner.text = escape(text)
        inner.set(_SPACE, "preserve")
    after = [cell for cell in _cells(row) if _column(cell) > at]
    if after:
        after[0].addprevious(made)
    else:
        row.append(made)
