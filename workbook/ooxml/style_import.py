"""Cell formats of one package brought into another: found where they stand already, added where not.

A format is a row of indexes (font, fill, border, number format, named style) that mean nothing in another
book; it is compared and copied by what it looks like. ECMA-376 part 1, 18.8.
"""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from workbook.errors import CannotWrite
from workbook.ooxml.limits import MAX_CELL_FORMATS
from workbook.ooxml.package import Package
from workbook.ooxml.xml import child

_FIRST_OWN_FORMAT: Final = 164
"""Number formats below this are built in and mean the same in every book."""
_LOOKS: Final = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))


class StyleImport:
    """Maps the formats of `source` to those of `target`; `store` stages what was added there."""

    def __init__(self, target: Package, source: Package) -> None:
        self._target = target
        self._part = _part(target)
        self._mine = target.tree(self._part)
        self._theirs = source.tree(_part(source))
        self._formats: dict[int, int] = {}
        self._differentials: dict[int, int] = {}
        self._before = etree.tostring(self._mine)

    def cell(self, index: int) -> int:
        """The index in the target of a cell format of the source."""
        if index not in self._formats:
            theirs = _items(self._theirs, "cellXfs")[index]
            new = self._translated(theirs)
            named = theirs.get("xfId", "0")
            new.set("xfId", str(self._named_style(int(named))))
            self._formats[index] = self._place("cellXfs", new, limit=MAX_CELL_FORMATS)
        return self._formats[index]

    def differential(self, index: int) -> int:
        """The index in the target of a format that conditions use in the source."""
        if index not in self._differentials:
            new = _moved(_items(self._theirs, "dxfs")[index], self._mine)
            self._differentials[index] = self._place("dxfs", new)
        return self._differentials[index]

    def store(self) -> None:
        """Stage the target's styles where something was added."""
        if etree.tostring(self._mine) != self._before:
            self._target.put(self._part, self._mine)

    def _translated(self, theirs: etree._Element) -> etree._Element:
        new = _moved(theirs, self._mine)
        for name, holder in _LOOKS:
            look = _moved(_items(self._theirs, holder)[int(theirs.get(name, "0"))], self._mine)
            new.set(name, str(self._place(holder, look)))
        new.set("numFmtId", str(self._number_format(int(theirs.get("numFmtId", "0")))))
        return new

    def _number_format(self, number: int) -> int:
        if number < _FIRST_OWN_FORMAT:
            return number
        codes = {
            int(one.get("numFmtId", "0")): one.get("formatCode") for one in _items(self._theirs, "numFmts")
        }
        code = codes.get(number)
        mine = {int(one.get("numFmtId", "0")): one.get("formatCode") for one in _items(self._mine, "numFmts")}
        known = [key for key, one in mine.items() if one == code]
        if known:
            return known[0]
        holder = child(self._mine, "numFmts")
        if holder is None:
            holder = etree.Element(_tag(self._mine, "numFmts"))
            self._mine.insert(0, holder)
        fresh = max([_FIRST_OWN_FORMAT - 1, *mine]) + 1
        one = etree.SubElement(holder, _tag(self._mine, "numFmt"))
        one.set("numFmtId", str(fresh))
        one.set("formatCode", str(code))
        holder.set("count", str(len(holder)))
        return fresh

    def _named_style(self, index: int) -> int:
        """The target's format of the named style, found by its name: a user may have changed its look."""
        names = {int(one.get("xfId", "0")): one.get("name") for one in _items(self._theirs, "cellStyles")}
        mine = {one.get("name"): int(one.get("xfId", "0")) for one in _items(self._mine, "cellStyles")}
        return mine.get(names.get(index), 0)

    def _place(self, holder_name: str, new: etree._Element, limit: int = MAX_CELL_FORMATS) -> int:
        """The position of an element like `new` in a list of the target; it is added if it is not there."""
        holder = child(self._mine, holder_name)
        if holder is None:
            if holder_name != "dxfs":
                raise CannotWrite("no_styles")
            holder = etree.Element(_tag(self._mine, "dxfs"))
            before = child(self._mine, "cellStyles")
            before = before if before is not None else child(self._mine, "cellXfs")
            assert before is not None, "a book has cell formats"
            before.addnext(holder)
        wanted = _look(new)
        for position, one in enumerate(holder):
            if _look(one) == wanted:
                return position
        if len(holder) >= limit:
            raise CannotWrite("no_styles")
        holder.append(new)
        holder.set("count", str(len(holder)))
        return len(holder) - 1


def _part(package: Package) -> str:
    part = package.related(package.workbook_part, "styles")
    if part is None:
        raise CannotWrite("no_styles")
    return part


def _items(root: etree._Element, holder: str) -> list[etree._Element]:
    found = child(root, holder)
    return [] if found is None else [one for one in found if isinstance(one.tag, str)]


def _tag(root: etree._Element, name: str) -> str:
    namespace = etree.QName(root).namespace
    return f"{{{namespace}}}{name}"


def _moved(element: etree._Element, root: etree._Element) -> etree._Element:
    """A copy in the namespace of `root` (transitional or strict)."""
    new = copy.deepcopy(element)
    new.tail = None
    theirs = etree.QName(element).namespace
    for one in new.iter():
        if isinstance(one.tag, str) and etree.QName(one).namespace == theirs:
            one.tag = _tag(root, etree.QName(one).localname)
    etree.cleanup_namespaces(new)
    return new


def _look(element: etree._Element) -> bytes:
    one = copy.deepcopy(element)
    one.tail = None
    etree.cleanup_namespaces(one)
    return bytes(etree.tostring(one, method="c14n"))
