"""A sheet with its Table taken out of one package and laid into another, in the look of the first.

The sheet comes whole (titles, widths, validations, print set-up), its formats translated. What it replaces or
joins is left as it is: only the workbook's list of sheets, its names, relations and content types grow.
"""

from __future__ import annotations

import posixpath
import re
from typing import Final

from lxml import etree

from workbook.ooxml.package import Package, TableInfo, rels_part
from workbook.ooxml.style_import import StyleImport
from workbook.ooxml.text import escape
from workbook.ooxml.xml import SHEET_NAMESPACES, child, children, descendants

CONTENT_TYPES: Final = "[Content_Types].xml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_RELATIONS: Final = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
"""Namespace of the relations that goes with that of the sheets: transitional, strict."""
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_NUMBER: Final = re.compile(r"(\d+)\.xml$")


def graft(target: Package, source: Package, table: str) -> None:
    """Add the sheet of a Table of `source` behind the last sheet of `target`, where neither is yet.

    Names that the sheet brings (the one that links lead to, its titles in print) come with it.
    """
    info = source.tables[table]
    part = _free(target, "xl/worksheets/sheet1.xml")
    title = _free_title(target, info.sheet.title)
    _lay(target, source, info, part)
    _declare(target, part, "worksheet")
    rid = _relate(target, target.workbook_part, "worksheet", part)
    workbook = target.tree(target.workbook_part)
    main = str(etree.QName(workbook).namespace)
    sheets = child(workbook, "sheets")
    assert sheets is not None, "a workbook has sheets"
    one = etree.SubElement(sheets, f"{{{main}}}sheet")
    one.set("name", escape(title))
    one.set("sheetId", str(1 + max(int(s.get("sheetId", "0")) for s in children(sheets, "sheet"))))
    one.set(f"{{{_RELATIONS[main]}}}id", rid)
    _name(workbook, source, info, title, len(children(sheets, "sheet")) - 1)
    target.put(target.workbook_part, workbook)
    target.reload()


def regraft(target: Package, source: Package, table: str) -> None:
    """Lay a Table's sheet of `source` in the place of the sheet that holds this Table in `target`.

    The sheet keeps its title and place; all that stood on it is gone from it, though not from the package.
    """
    mine = target.tables[table]
    _lay(target, source, source.tables[table], mine.sheet.part)
    target.reload()


def _lay(target: Package, source: Package, info: TableInfo, part: str) -> None:
    root = source.tree(info.sheet.part)
    styles = StyleImport(target, source)
    for cell in descendants(root, "c", "row", "col"):
        name = "style" if cell.tag.endswith("}col") else "s"
        if cell.get(name) is not None:
            cell.set(name, str(styles.cell(int(str(cell.get(name))))))
    for rule in descendants(root, "cfRule"):
        if rule.get("dxfId") is not None:
            rule.set("dxfId", str(styles.differential(int(str(rule.get("dxfId"))))))
    styles.store()
    for view in descendants(root, "sheetView"):
        view.attrib.pop("tabSelected", "")
    for holder in children(root, "tableParts"):
        root.remove(holder)
    workbook = target.tree(target.workbook_part)
    main = str(etree.QName(workbook).namespace)
    holder = etree.SubElement(root, f"{{{etree.QName(root).namespace}}}tableParts", count="1")
    link = etree.SubElement(holder, f"{{{etree.QName(root).namespace}}}tablePart")
    link.set(f"{{{_RELATIONS[str(etree.QName(root).namespace)]}}}id", "rId1")
    tables = target.tables.values()
    known = [int(target.tree(one.part).get("id", "0")) for one in tables]
    table = source.tree(info.part)
    table.set("id", str(max([0, *known]) + 1))
    table_part = _free(target, "xl/tables/table1.xml")
    target.put(table_part, _as(etree.tostring(table), main))
    target.put(part, _as(etree.tostring(root), main))
    _declare(target, table_part, "table")
    target.changes.pop(rels_part(part), None)
    namespace = f"{_PACKAGE}relationships"
    target.put(rels_part(part), f'<Relationships xmlns="{namespace}"/>'.encode())
    _relate(target, part, "table", table_part)


def _as(xml: bytes, main: str) -> bytes:
    """The XML in the target's kind of OOXML, transitional or strict."""
    text = xml
    for other in SHEET_NAMESPACES - {main}:
        text = text.replace(other.encode(), main.encode())
        text = text.replace(_RELATIONS[other].encode(), _RELATIONS[main].encode())
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text


def _free(package: Package, pattern: str) -> str:
    """A part's name like `pattern` that no part has, whatever its case."""
    taken = {name.casefold() for name in {*package.names(), *package.changes}}
    number = 1
    while (name := _NUMBER.sub(f"{number}.xml", pattern)).casefold() in taken:
        number += 1
    return name


def _free_title(package: Package, title: str) -> str:
    taken = {sheet.title.casefold() for sheet in package.sheets}
    found, number = title, 2
    while found.casefold() in taken:
        found, number = f"{title[:26]} ({number})", number + 1
    return found


def _declare(package: Package, part: str, kind: str) -> None:
    root = package.tree(CONTENT_TYPES)
    if not any(one.get("Extension", "").lower() == "rels" for one in children(root, "Default")):
        # A book may name each of its relations by itself; ours would have no type.
        relations = etree.Element(f"{{{_PACKAGE}content-types}}Default")
        relations.set("Extension", "rels")
        relations.set("ContentType", "application/vnd.openxmlformats-package.relationships+xml")
        root.insert(0, relations)
    one = etree.SubElement(root, f"{{{_PACKAGE}content-types}}Override")
    one.set("PartName", f"/{part}")
    one.set("ContentType", _TYPE.format(kind))
    package.put(CONTENT_TYPES, root)


def _relate(package: Package, part: str, kind: str, target: str) -> str:
    """Add a relation from `part` to a part; gives its id."""
    workbook = package.tree(package.workbook_part)
    root = package.tree(rels_part(part))
    taken = {str(one.get("Id")) for one in children(root, "Relationship")}
    number = len(taken) + 1
    while f"rId{number}" in taken:
        number += 1
    one = etree.SubElement(root, f"{{{_PACKAGE}relationships}}Relationship")
    one.set("Id", f"rId{number}")
    one.set("Type", f"{_RELATIONS[str(etree.QName(workbook).namespace)]}/{kind}")
    one.set("Target", posixpath.relpath(target, posixpath.dirname(part)))
    package.put(rels_part(part), root)
    return f"rId{number}"


def _name(workbook: etree._Element, source: Package, info: TableInfo, title: str, position: int) -> None:
    """The defined names of the sheet: those that lead to it, and those of its print set-up."""
    theirs = source.tree(source.workbook_part)
    old = "'" + info.sheet.title.replace("'", "''") + "'!"
    new = "'" + title.replace("'", "''") + "'!"
    main = str(etree.QName(workbook).namespace)
    holder = child(workbook, "definedNames")
    place = [sheet.part for sheet in source.sheets].index(info.sheet.part)
    for one in descendants(theirs, "definedName"):
        local = one.get("localSheetId")
        text = one.text or ""
        if not text.startswith(old) or (local is not None and int(local) != place):
            continue
        if holder is None:
            holder = etree.Element(f"{{{main}}}definedNames")
            after = [
                e
                for e in workbook
                if etree.QName(e).localname in {"sheets", "functionGroups", "externalReferences"}
            ]
            after[-1].addnext(holder)
        name = str(one.get("name"))
        if local is None and any(str(e.get("name")).casefold() == name.casefold() for e in holder):
            continue
        made = etree.SubElement(holder, f"{{{main}}}definedName")
        made.set("name", name)
        if local is not None:
            made.set("localSheetId", str(position))
        made.text = text.replace(old, new)
