"""The package: parts by name, the relations between them, and the Tables that the book holds.

`Package` reads from a checked file; what is staged lies over it in `changes` until `build` writes both.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from workbook.errors import FileRefused
from workbook.ooxml import container
from workbook.ooxml.gate import Checked
from workbook.ooxml.limits import MAX_TABLE_CELLS, MAX_TABLES
from workbook.ooxml.refs import Area, parse_area
from workbook.ooxml.text import unescape
from workbook.ooxml.xml import SHEET_NAMESPACES, attribute, child, children, parse, serialise

_TRUE: Final = frozenset({"1", "true", "on"})


def is_true(value: str | None) -> bool:
    """An XML boolean attribute; a missing one is false."""
    return value in _TRUE


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A worksheet: its title in the book and its part."""

    title: str
    part: str


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A Table as its part declares it. `area` is the whole range: header, data and totals row."""

    name: str
    part: str
    sheet: SheetInfo
    area: Area
    headers: tuple[str, ...]
    header_rows: int
    totals_rows: int

    @property
    def data(self) -> Area:
        """The data rows alone."""
        top, bottom = self.area.top + self.header_rows, self.area.bottom - self.totals_rows
        return Area(top, self.area.left, bottom, self.area.right)


def rels_part(part: str) -> str:
    """The name of the part that holds the relations of `part`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Package:
    """A checked file's parts, with staged changes over them."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self.signed = checked.signed
        self.changes: dict[str, bytes | None] = {}
        self.workbook_part = self._find_workbook()
        workbook = self.tree(self.workbook_part)
        if str(workbook.tag).rpartition("}")[0][1:] not in SHEET_NAMESPACES:
            raise FileRefused("not_a_workbook")
        properties = child(workbook, "workbookPr")
        self.epoch_1904 = properties is not None and is_true(attribute(properties, "date1904"))
        self.sheets = tuple(self._sheets(workbook))
        self.tables = {table.name: table for table in self._tables()}

    # -- parts ---------------------------------------------------------------------------------------------

    def __contains__(self, part: str) -> bool:
        if part in self.changes:
            return self.changes[part] is not None
        return part in self._checked.members

    def names(self) -> list[str]:
        """The names of all parts, in file order."""
        return [name for name in self._checked.members if name in self]

    def stored(self, part: str) -> bytes:
        """A part as the file holds it. FileRefused when it is not there."""
        member = self._checked.members.get(part)
        if member is None:
            raise FileRefused("part_missing", part=part[:80])
        return b"".join(container.inflate(self._checked.data, member, container.Budget()))

    def part(self, name: str) -> bytes:
        """A part as it stands, staged changes included. FileRefused when it is not there."""
        staged = self.changes.get(name)
        return staged if staged is not None else self.stored(name)

    def tree(self, part: str) -> etree._Element:
        """A part's XML tree."""
        return parse(self.part(part), part)

    def put(self, part: str, content: bytes | etree._Element) -> None:
        """Stage new content for a part."""
        self.changes[part] = content if isinstance(content, bytes) else serialise(content)

    def build(self, changes: dict[str, bytes | None]) -> bytes:
        """The bytes of the whole file with `changes`; every other part keeps its compressed bytes."""
        return container.write(self._checked.data, self._checked.members, changes)

    # -- relations -----------------------------------------------------------------------------------------

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(id, last word of the type, part) of each relation inside the package; external ones are left out.

        Types have two namespaces (transitional and strict), their last word is the same.
        """
        name = rels_part(part)
        if name not in self:
            return
        for relation in children(self.tree(name), "Relationship"):
            if relation.get("TargetMode") == "External":
                continue
            target = str(relation.get("Target", ""))
            base = "" if target.startswith("/") else posixpath.dirname(part)
            path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            yield str(relation.get("Id", "")), str(relation.get("Type", "")).rpartition("/")[2], path

    def _find_workbook(self) -> str:
        for _, kind, target in self.relations(""):
            if kind == "officeDocument" and target in self:
                return target
        raise FileRefused("not_a_workbook")

    def _sheets(self, workbook: etree._Element) -> Iterator[SheetInfo]:
        targets = {rid: (kind, target) for rid, kind, target in self.relations(self.workbook_part)}
        holder = child(workbook, "sheets")
        for sheet in children(holder, "sheet") if holder is not None else []:
            kind, target = targets.get(attribute(sheet, "id") or "", ("", ""))
            if kind == "worksheet" and target in self:
                yield SheetInfo(unescape(str(sheet.get("name", ""))), target)

    def _tables(self) -> Iterator[TableInfo]:
        seen: set[str] = set()
        for sheet in self.sheets:
            for _, kind, target in self.relations(sheet.part):
                if kind != "table":
                    continue
                table = self._table(target, sheet)
                if table.name.casefold() in seen:
                    raise FileRefused("table_twice", table=table.name)
                seen.add(table.name.casefold())
                if len(seen) > MAX_TABLES:
                    raise FileRefused("too_many_tables", limit=MAX_TABLES)
                yield table

    def _table(self, part: str, sheet: SheetInfo) -> TableInfo:
        root = self.tree(part)
        columns = child(root, "tableColumns")
        name = str(root.get("displayName") or root.get("name") or "")
        try:
            area = parse_area(str(root.get("ref", "")))
            header_rows = int(str(root.get("headerRowCount", "1")))
            totals_rows = int(str(root.get("totalsRowCount", "0")))
        except ValueError as error:
            raise FileRefused("bad_table", table=name[:80], sheet=sheet.title) from error
        headers = tuple(
            unescape(str(column.get("name", "")))
            for column in (children(columns, "tableColumn") if columns is not None else [])
        )
        fits = len(headers) == area.columns and 0 <= header_rows <= 1 and 0 <= totals_rows <= 1
        if not name or not fits or area.rows <= header_rows + totals_rows or len(set(headers)) < len(headers):
            raise FileRefused("bad_table", table=name[:80], sheet=sheet.title)
        if area.cells > MAX_TABLE_CELLS:
            raise FileRefused("table_too_large", table=name[:80], sheet=sheet.title, limit=MAX_TABLE_CELLS)
        return TableInfo(name, part, sheet, area, headers, header_rows, totals_rows)

    def reload(self) -> None:
        """Read the sheets and Tables again after the list of sheets was staged."""
        self.sheets = tuple(self._sheets(self.tree(self.workbook_part)))
        self.tables = {table.name: table for table in self._tables()}

    def reload_table(self, name: str) -> None:
        """Read a Table's part again after it was staged."""
        table = self.tables[name]
        self.tables[name] = self._table(table.part, table.sheet)

    def related(self, part: str, kind: str) -> str | None:
        """The first part that `part` relates to with this kind, such as "styles"."""
        found = (target for _, one, target in self.relations(part) if one == kind)
        return next((target for target in found if target in self), None)
