"""Charts: their references follow a Table, their caches hold the values that the cells now hold.

Excel in Protected View, previews and mail clients draw a chart from its cache and never from the cells.
Schemas: ECMA-376 part 1, 21.2.2 (c:chartSpace).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from workbook.book import CellError, CellValue
from workbook.ooxml.follow import parts_of_type
from workbook.ooxml.formulas import Stretch, parse_reference, stretch
from workbook.ooxml.package import Package, is_true
from workbook.ooxml.refs import Area
from workbook.ooxml.values import to_serial
from workbook.ooxml.xml import child, children, descendants, local

_CACHES: Final = {"numRef": "numCache", "strRef": "strCache", "multiLvlStrRef": "multiLvlStrCache"}

_TABLE_COLUMN: Final = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")

Cells = Callable[[str, Area, bool], list[list[CellValue]] | None]
"""The cells of a sheet's area, without hidden rows if asked so; None when the sheet did not change."""


def update_charts(package: Package, stretches: list[Stretch], cells: Cells) -> None:
    """Stage every chart whose references or caches change."""
    names = _named_areas(package)
    for part in parts_of_type(package, "drawingml.chart+xml"):
        root = package.tree(part)
        before = etree.tostring(root)
        shown = child(child_or(root, "chart"), "plotVisOnly")
        only_visible = shown is None or is_true(shown.get("val", "1"))
        for reference in descendants(root, *_CACHES):
            formula = child(reference, "f")
            if formula is None or not formula.text:
                continue
            formula.text = stretch(formula.text, stretches, None, fixed_only=False, single=True)
            target = parse_reference(formula.text) or names.get(formula.text.rpartition("!")[2].casefold())
            values = cells(target[0], target[1], only_visible) if target is not None else None
            if values is not None:
                _refresh(reference, values, epoch_1904=package.epoch_1904)
        if etree.tostring(root) != before:
            package.put(part, root)


def _named_areas(package: Package) -> dict[str, tuple[str, Area]]:
    """What defined names stand for, where it is one range or one column of a Table: charts may use them."""
    found = {}
    names = child(package.tree(package.workbook_part), "definedNames")
    for name in children(names, "definedName") if names is not None else []:
        text = (name.text or "").strip()
        target = parse_reference(text)
        column = _TABLE_COLUMN.fullmatch(text)
        table = package.tables.get(column[1]) if column else None
        if column and table is not None and column[2] in table.headers:
            at = table.area.left + table.headers.index(column[2])
            target = (table.sheet.title, table.data._replace(left=at, right=at))
        if target is not None:
            found[str(name.get("name", "")).casefold()] = target
    return found


def child_or(element: etree._Element, name: str) -> etree._Element:
    """The first child of that name, or the element itself."""
    found = child(element, name)
    return element if found is None else found


def _refresh(reference: etree._Element, values: list[list[CellValue]], *, epoch_1904: bool) -> None:
    kind = local(reference)
    namespace = str(reference.tag).rpartition("}")[0] + "}"
    if kind == "multiLvlStrRef":
        levels = [
            [_as_text(row[j]) for row in values] for j in reversed(range(len(values[0]) if values else 0))
        ]
        cache = _empty_cache(reference, namespace, "multiLvlStrCache")
        _count(cache, namespace, len(values))
        for level in levels:
            _points(etree.SubElement(cache, f"{namespace}lvl"), namespace, level)
        return
    flat = [value for row in values for value in row]
    parent = reference.getparent()
    in_categories = parent is not None and local(parent) == "cat"
    if kind == "numRef" and in_categories and any(isinstance(value, str) for value in flat):
        reference.tag = f"{namespace}strRef"  # categories that were blank or numbers are texts now
        old = child(reference, "numCache")
        if old is not None:
            reference.remove(old)
        kind = "strRef"
    if kind == "strRef":
        cache = _empty_cache(reference, namespace, "strCache")
        _count(cache, namespace, len(flat))
        _points(cache, namespace, [_as_text(value) for value in flat])
        return
    formats = [one.text for one in descendants(reference, "formatCode")]
    cache = _empty_cache(reference, namespace, "numCache")
    etree.SubElement(cache, f"{namespace}formatCode").text = formats[0] if formats else "General"
    _count(cache, namespace, len(flat))
    _points(cache, namespace, [_as_number(value, epoch_1904=epoch_1904) for value in flat])


def _empty_cache(reference: etree._Element, namespace: str, name: str) -> etree._Element:
    old = child(reference, name)
    if old is not None:
        for one in list(old):
            old.remove(one)
        return old
    cache = etree.Element(f"{namespace}{name}")
    formula = child(reference, "f")
    assert formula is not None, "the caller found it"
    formula.addnext(cache)
    return cache


def _count(cache: etree._Element, namespace: str, count: int) -> None:
    etree.SubElement(cache, f"{namespace}ptCount").set("val", str(count))


def _points(holder: etree._Element, namespace: str, values: list[str | None]) -> None:
    for index, value in enumerate(values):
        if value is not None:
            point = etree.SubElement(holder, f"{namespace}pt")
            point.set("idx", str(index))
            etree.SubElement(point, f"{namespace}v").text = value


def _as_number(value: CellValue, *, epoch_1904: bool) -> str | None:
    if value is None:
        return None
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, str):
        return "0"  # Excel plots a text as zero
    number = to_serial(value, epoch_1904=epoch_1904) if isinstance(value, dt.datetime) else float(value)
    return f"{number:.15g}"


def _as_text(value: CellValue) -> str | None:
    match value:
        case None:
            return None
        case CellError():
            return value.code
        case bool():
            return str(value).upper()
        case float():
            return f"{value:.15g}"
        case dt.datetime():
            return f"{value:%d/%m/%Y}"
        case _:
            return "".join(one for one in value if one >= " " or one in "\t\n\r")
