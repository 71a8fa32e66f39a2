"""What points at a Table's rows follows them when their number changes.

Data validations and conditional formats (also those in extensions), hyperlinks of rows that went, formulas in
cells and rules, defined names, pivot caches. Only a reference to exactly the old data rows of whole columns
follows: any other was meant as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from lxml import etree

from workbook.ooxml.formulas import Stretch, stretch
from workbook.ooxml.package import Package, TableInfo, is_true, rels_part
from workbook.ooxml.refs import Area, parse_area, parse_areas
from workbook.ooxml.sheet import SheetText
from workbook.ooxml.text import escape, from_xml, to_xml, unescape
from workbook.ooxml.xml import attribute, child, children, descendants

_SQREF: Final = re.compile(
    r'(<(?:\w+:)?(?:dataValidation|conditionalFormatting)\s(?:[^>]*?\s)?sqref=")([^"]*)(")'
    r"|(<\w+:sqref>)([^<]*)(<)(?!/\w+:sqref>\s*</\w+:sparkline>)"  # a sparkline stands in one cell
)
_RULE: Final = re.compile(r"(<(?:\w+:)?(?:formula|formula1|formula2|f)>)([^<]*)(</)")
_CELL_FORMULA: Final = re.compile(r"(<(?:\w+:)?f((?:\s[^>]*)?)>)([^<]*)(</)")
_HYPERLINK: Final = re.compile(r'<(?:\w+:)?hyperlink\s(?:[^>]*?\s)?ref="([^"]*)"[^>]*?(?:/>|>[^<]*</[^>]*>)')
_HYPERLINKS: Final = re.compile(r"<(?:\w+:)?hyperlinks>\s*</(?:\w+:)?hyperlinks>")
_PRINT_AREA: Final = "_xlnm.Print_Area"


def follow_sheets(package: Package, stretches: list[Stretch]) -> None:
    """Stage every sheet in which something follows."""
    lasts = "|".join(sorted({str(one.old_last) for one in stretches}))
    mentions = re.compile(rf"[A-Z]\$?(?:{lasts})(?!\d)".encode())
    for info in package.sheets:
        data = package.part(info.part)
        own = [one for one in stretches if one.sheet == info.title]
        if not own and not mentions.search(data):
            continue
        sheet = SheetText.load(data, info.part)
        text = sheet.text
        tail = follow_tail(sheet.tail, own, stretches, info.title)
        rows = text[sheet.start : sheet.end]
        if re.search(rf":\$?[A-Z]{{1,3}}\$?(?:{lasts})(?!\d)", rows):
            rows = _CELL_FORMULA.sub(partial(_formula, stretches=stretches, home=info.title), rows)
        new = f"{sheet.head}{rows}{tail}"
        if new != text:
            package.put(info.part, new.encode())


def _formula(match: re.Match[str], stretches: list[Stretch], home: str) -> str:
    shared = "shared" in match[2]  # its relative references mean another range in each cell that shares it
    old = unescape(from_xml(match[3]))
    new = stretch(old, stretches, home, fixed_only=shared)
    return match[0] if new == old else f"{match[1]}{to_xml(escape(new))}{match[4]}"


def follow_tail(tail: str, own: list[Stretch], stretches: list[Stretch], home: str) -> str:
    """What stands after the rows of a sheet: `own` are the Tables on it, `stretches` those of the book."""

    def ranges(match: re.Match[str]) -> str:
        before, refs, after = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
        return f"{before}{follow_ranges(refs, own)}{after}"

    def rule(match: re.Match[str]) -> str:
        old = from_xml(match[2])
        new = stretch(old, stretches, home, fixed_only=True, single=False)
        return match[0] if new == old else f"{match[1]}{to_xml(new)}{match[3]}"

    def link(match: re.Match[str]) -> str:
        return "" if any(one.freed and _within(match[1], one.freed) for one in own) else match[0]

    tail = _RULE.sub(rule, tail)
    if own:
        tail = _HYPERLINKS.sub("", _HYPERLINK.sub(link, _SQREF.sub(ranges, tail)))
    return tail


def _within(ref: str, freed: Area) -> bool:
    area = parse_area(ref)
    columns = freed.left <= area.left and area.right <= freed.right
    return columns and freed.top <= area.top and area.bottom <= freed.bottom


def follow_ranges(refs: str, stretches: list[Stretch]) -> str:
    """A list of ranges in which those that covered all old data rows of some columns cover the new ones.

    A range that is wider than the Table keeps its shape; the new rows of the Table's columns are added to it.
    """
    areas = parse_areas(refs)
    added: list[Area] = []
    for k, area in enumerate(areas):
        for one in stretches:
            if (
                area.top > one.first
                or area.bottom < one.old_last
                or area.right < one.left
                or area.left > one.right
            ):
                continue
            if one.left <= area.left and area.right <= one.right:
                if area.bottom == one.old_last or area.bottom < one.new_last:
                    areas[k] = area._replace(bottom=one.new_last)
            elif area.bottom < one.new_last:
                left, right = max(area.left, one.left), min(area.right, one.right)
                added.append(Area(area.bottom + 1, left, one.new_last, right))
    new = [*areas, *added]
    return refs if new == parse_areas(refs) else " ".join(map(str, new))


def follow_names(package: Package, stretches: list[Stretch], *, recalculate: bool) -> None:
    """Stage the workbook part: defined names follow; with `recalculate` Excel computes all on opening."""
    root = package.tree(package.workbook_part)
    names = child(root, "definedNames")
    changed = False
    for name in children(names, "definedName") if names is not None else []:
        old = name.text or ""
        new = stretch(old, stretches, None, fixed_only=True, single=True)
        if name.get("name") == _PRINT_AREA:
            new = _print_area(new, stretches)
        if new != old:
            name.text = new
            changed = True
    if recalculate:
        changed |= _calculate_on_load(root)
    if changed:
        package.put(package.workbook_part, root)


def _print_area(text: str, stretches: list[Stretch]) -> str:
    """A print area that ended with the Table's last row ends with its new last row."""
    for one in stretches:
        sheets = {f"'{one.sheet.replace(chr(39), chr(39) * 2)}'!", f"{one.sheet}!"}
        for sheet in sheets:
            match = re.fullmatch(re.escape(sheet) + r"\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", text)
            if match is None:
                continue
            area = parse_area(f"{match[1]}{match[2]}:{match[3]}{match[4]}")
            table = Area(one.first, one.left, one.old_last, one.right)
            if area.top <= one.first and area.bottom == one.old_last and area.meets(table):
                return f"{text[: match.start(4)]}{one.new_last}"
    return text


_BEFORE_CALC: Final = frozenset(
    [
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
        "AlternateContent",
        "revisionPtr",
    ]
)


def _calculate_on_load(root: etree._Element) -> bool:
    calculation = child(root, "calcPr")
    if calculation is None:
        namespace = str(root.tag).rpartition("}")[0] + "}"
        calculation = etree.Element(f"{namespace}calcPr")
        last = [one for one in root if str(one.tag).rpartition("}")[2] in _BEFORE_CALC][-1]
        last.addnext(calculation)
    elif is_true(calculation.get("fullCalcOnLoad")):
        return False
    calculation.set("fullCalcOnLoad", "1")
    return True


def follow_tables(package: Package, stretches: list[Stretch]) -> None:
    """Stage the Tables whose own column formulas name a range that grew."""
    for table in package.tables.values():
        root = package.tree(table.part)
        changed = False
        for formula in descendants(root, "calculatedColumnFormula", "totalsRowFormula"):
            new = stretch(formula.text or "", stretches, table.sheet.title, fixed_only=False)
            if new != (formula.text or ""):
                formula.text = new
                changed = True
        if changed:
            package.put(table.part, root)


def drop_calculation_chain(package: Package) -> None:
    """Stage the removal of calcChain: Excel builds it again, but calls a file damaged where it is wrong."""
    part = package.related(package.workbook_part, "calcChain")
    if part is None:
        return
    package.changes[part] = None
    for holder, name in (
        (rels_part(package.workbook_part), "Relationship"),
        ("[Content_Types].xml", "Override"),
    ):
        root = package.tree(holder)
        for one in children(root, name):
            kind = attribute(one, "Type") or attribute(one, "PartName") or ""
            if kind.endswith(("/calcChain", f"/{part.lstrip('/')}")):
                root.remove(one)
        package.put(holder, root)


def follow_pivots(package: Package, tables: dict[str, TableInfo], stretches: list[Stretch]) -> None:
    """Stage the pivot caches that draw on a changed Table: Excel refreshes them on opening."""
    for part in parts_of_type(package, "spreadsheetml.pivotCacheDefinition+xml"):
        root = package.tree(part)
        source = next(iter(descendants(root, "worksheetSource")), None)
        if source is None or not any(_draws_on(source, table) for table in tables.values()):
            continue
        ref = source.get("ref")
        for one in stretches:
            area = parse_area(str(ref)) if ref and source.get("sheet") == one.sheet else None
            if area is not None and one.covers_exactly(area._replace(top=one.first)):
                source.set("ref", str(area._replace(bottom=one.new_last)))
        root.set("refreshOnLoad", "1")
        package.put(part, root)


def _draws_on(source: etree._Element, table: TableInfo) -> bool:
    if source.get("name"):
        return source.get("name") == table.name
    ref = source.get("ref")
    return source.get("sheet") == table.sheet.title and bool(ref) and parse_area(str(ref)).meets(table.area)


def parts_of_type(package: Package, ending: str) -> Iterator[str]:
    """The parts whose content type ends so, in the order of the list of types."""
    for one in children(package.tree("[Content_Types].xml"), "Override"):
        part = str(one.get("PartName", "")).lstrip("/")
        if str(one.get("ContentType", "")).endswith(ending) and part in package:
            yield part
