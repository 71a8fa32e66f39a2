"""What Word and LibreOffice need in the XML of a rendered report: Thai runs, cells in order, grids that fit.

Thai runs carry <w:cs/>: without it Word underlines Thai words as misspelt Latin (REPORTS.md). Digits stay
outside, so that no reader's numeral setting turns them.
"""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

_THAI = re.compile("[\u0e00-\u0e4f\u0e5a-\u0e7f](?:[ \u00a0\u200d]?[\u0e00-\u0e4f\u0e5a-\u0e7f])*")
_AFTER_CS = tuple(
    qn(f"w:{tag}") for tag in ("em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange")
)
_TC_ORDER = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar",
             "textDirection", "tcFitText", "vAlign", "hideMark")  # fmt: skip
_TC_RANK = {qn(f"w:{tag}"): rank for rank, tag in enumerate(_TC_ORDER)}
_RUN, _TEXT, _PROPERTIES, _CS = qn("w:r"), qn("w:t"), qn("w:rPr"), qn("w:cs")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def segments(text: str) -> list[tuple[bool, str]]:
    """A text cut into pieces that are Thai (True) or not.

    >>> segments("ร้อยละ 95 ครับ")
    [(True, 'ร้อยละ'), (False, ' 95 '), (True, 'ครับ')]
    """
    pieces: list[tuple[bool, str]] = []
    end = 0
    for match in _THAI.finditer(text):
        if match.start() > end:
            pieces.append((False, text[end : match.start()]))
        pieces.append((True, match[0]))
        end = match.end()
    if end < len(text):
        pieces.append((False, text[end:]))
    return pieces


def mark_thai(root: Any) -> None:
    """Split every run so that its Thai pieces carry <w:cs/>."""
    for run in list(root.iter(_RUN)):
        texts = [child for child in run if child.tag == _TEXT and child.text]
        if not any(_THAI.search(text.text) for text in texts):
            continue
        if len(texts) == 1 and _THAI.fullmatch(texts[0].text):
            _mark(run)
        else:
            _split(run)


def _split(run: Any) -> None:
    latin = run.find(_PROPERTIES)
    thai = _marked(latin)
    runs = []
    for child in list(run):
        if child.tag == _PROPERTIES:
            continue
        pieces = segments(child.text) if child.tag == _TEXT and child.text else [(False, "")]
        for is_thai, piece in pieces:
            made = etree.Element(_RUN, run.attrib)
            properties = thai if is_thai else latin
            if properties is not None:
                made.append(copy(properties))
            if piece:
                text = etree.SubElement(made, _TEXT)
                text.text = piece
                text.set(_SPACE, "preserve")
            else:
                made.append(child)
            runs.append(made)
    parent = run.getparent()
    place = parent.index(run)
    parent[place : place + 1] = runs


def _marked(properties: Any) -> Any:
    """A copy of a run's properties that says: complex script."""
    own = etree.Element(_PROPERTIES) if properties is None else copy(properties)
    if own.find(_CS) is None:
        mark = etree.Element(_CS)
        later = next((item for item in own if item.tag in _AFTER_CS), None)
        if later is None:
            own.append(mark)
        else:
            later.addprevious(mark)
    return own


def _mark(run: Any) -> None:
    """Mark a run that is Thai from end to end."""
    properties = run.find(_PROPERTIES)
    if properties is None:
        run.insert(0, _marked(None))
    else:
        run.replace(properties, _marked(properties))


def order_cells(root: Any) -> None:
    """Put the properties of cells in the order of the schema; docxtpl puts a shading before the width."""
    for properties in root.iter(qn("w:tcPr")):
        children = list(properties)
        ordered = sorted(children, key=lambda child: _TC_RANK.get(child.tag, len(_TC_ORDER)))
        if children != ordered:
            for child in ordered:
                properties.append(child)


def fit_grids(root: Any) -> None:
    """Give tables whose columns a template repeated a grid and widths that fill the table's width again."""
    for table in root.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        grid = table.find(qn("w:tblGrid"))
        if not rows or grid is None:
            continue
        widths = [_width(cell) for cell in rows[0].findall(qn("w:tc"))]
        spanned = next(table.iter(qn("w:gridSpan")), None) is not None
        if spanned or len(widths) == len(grid) or not all(widths):
            continue
        total = _total(table) or sum(widths)
        scaled = [max(1, round(width * total / sum(widths))) for width in widths]
        for column in list(grid):
            grid.remove(column)
        for width in scaled:
            column = etree.Element(qn("w:gridCol"))
            column.set(qn("w:w"), str(width))
            grid.append(column)
        for row in rows:
            for cell, width in zip(row.findall(qn("w:tc")), scaled, strict=False):
                element = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
                if element is not None:
                    element.set(qn("w:w"), str(width))


def _width(cell: Any) -> int:
    element = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    text = element.get(qn("w:w")) if element is not None else None
    return int(text) if text and text.isdigit() else 0


def _total(table: Any) -> int:
    element = table.find(f"{qn('w:tblPr')}/{qn('w:tblW')}")
    if element is None or element.get(qn("w:type")) != "dxa":
        return 0
    return int(element.get(qn("w:w")) or 0)
