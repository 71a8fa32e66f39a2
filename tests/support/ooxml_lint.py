"""Excel's own rules for a workbook, which no schema says: what breaks one is "repaired" on opening.

`lint(path)` gives one line a fault, beginning with the rule's name. `validate(path)` runs the Open XML SDK's
validator. The two find different faults; a produced file must pass both.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries

Element = etree._Element
Area = tuple[int, int, int, int]

_CELL_LIKE = re.compile(r"(?i)^(?:[A-Z]{1,3}\d{1,7}|R\d*C\d*|[RC])$")
_LETTER = r"\w\u0E00-\u0E7F"  # Thai vowel and tone marks are letters to Excel, not to \w
_NAME = re.compile(rf"^(?!\d)[{_LETTER}\\][{_LETTER}.\\?]*$")
_SHEET_REF = re.compile(rf"(?:'((?:[^']|'')+)'|([{_LETTER}.]+))!")
_NEW_FUNCTIONS = re.compile(
    r"(?<![\w.])(XLOOKUP|XMATCH|LET|LAMBDA|FILTER|SORT|SORTBY|UNIQUE|SEQUENCE|RANDARRAY|TEXTJOIN|CONCAT|IFS|SWITCH"
    r"|MAXIFS|MINIFS|TEXTSPLIT|TEXTBEFORE|TEXTAFTER|VSTACK|HSTACK|TAKE|DROP|BYROW|BYCOL|MAP|REDUCE|IFNA|ISFORMULA"
    r"|FORMULATEXT|DAYS|NUMBERVALUE|STDEV\.S|RANK\.EQ|RANK\.AVG|PERCENTILE\.INC)\("
)
_LIMITS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 225}
_MAX_TEXT, _MAX_FORMULA, _MAX_SHEET_NAME = 32_767, 8_192, 31


def lint(path: Path | str) -> list[str]:
    """The faults that Excel would repair or refuse, one line each; none for a sound workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return list(_Book(parts).faults())


def validate(path: Path | str) -> list[str] | None:
    """The Open XML SDK validator's errors; None when the validator is not installed here."""
    program = os.environ.get("SAMRET_OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if not program:
        return None
    done = subprocess.run([program, str(path)], capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(done.stdout)
    return [f"{one.get('path', '')}: {one.get('description', one)}" for one in report["errors"]]


def _local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(root: Element, *names: str) -> list[Element]:
    return [one for one in root.iter() if _local(one) in names]


def _area(ref: str) -> Area:
    left, top, right, bottom = range_boundaries(ref)
    assert left is not None
    assert top is not None
    assert right is not None
    assert bottom is not None
    return left, top, right, bottom


def _meet(one: Area, other: Area) -> bool:
    return not (one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class _Book:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.trees = {
            name: etree.fromstring(data)
            for name, data in parts.items()
            if name.endswith((".xml", ".rels", ".vml"))
        }
        self.workbook = self.trees["xl/workbook.xml"]
        targets = {rid: target for rid, _, target in self.relations("xl/workbook.xml")}
        self.sheets: dict[str, str] = {}
        for sheet in _all(self.workbook, "sheet"):
            rid = next(str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id"))
            self.sheets[str(sheet.get("name"))] = targets[rid]
        strings = self.trees.get("xl/sharedStrings.xml")
        self.strings = (
            ["".join(t.text or "" for t in _all(si, "t")) for si in _all(strings, "si")]
            if strings is not None
            else []
        )
        formats = _all(self.trees["xl/styles.xml"], "cellXfs")
        self.formats = len(formats[0]) if formats else 0

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(id, type, part) of the relations that stay in the package."""
        folder, name = posixpath.split(part)
        tree = self.trees.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        for one in tree if tree is not None else []:
            if one.get("TargetMode") != "External":
                target = str(one.get("Target"))
                path = (
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
                yield str(one.get("Id")), str(one.get("Type")).rpartition("/")[2], path

    def faults(self) -> Iterator[str]:
        """Every fault of the book."""
        yield from self.package()
        yield from self.sheet_names()
        yield from self.names()
        ids: list[str] = []
        names: list[str] = [str(one.get("name")).casefold() for one in _all(self.workbook, "definedName")]
        for title, part in self.sheets.items():
            if part in self.trees and _local(self.trees[part]) == "worksheet":
                yield from self.sheet(title, self.trees[part])
                tables = [target for _, kind, target in self.relations(part) if kind == "table"]
                yield from self.tables(
                    title, self.trees[part], [self.trees[one] for one in tables], ids, names
                )
        yield from self.anchors()

    def package(self) -> Iterator[str]:
        """Relations point to parts, parts have a content type, the ribbon's XML is referred to."""
        types = self.trees["[Content_Types].xml"]
        defaults = {str(one.get("Extension")).lower() for one in _all(types, "Default")}
        overrides = {str(one.get("PartName")).lstrip("/") for one in _all(types, "Override")}
        for part in self.parts:
            ending = part.rpartition(".")[2].lower()
            if part != "[Content_Types].xml" and part not in overrides and ending not in defaults:
                yield f"content_type: {part} has none"
        for part in overrides - set(self.parts):
            yield f"content_type: {part} is not there"
        referred = set()
        for rels in [name for name in self.parts if name.endswith(".rels")]:
            folder, name = posixpath.split(rels)
            source = posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
            for rid, _, target in self.relations(source):
                referred.add(target)
                if target not in self.parts and not target.startswith("#"):
                    yield f"relation: {rid} of {source} points to {target}"
            used = set(re.findall(rb'(?:r:id|r:embed|r:link)="([^"]*)"', self.parts.get(source, b"")))
            for rid in used - {one[0].encode() for one in self._ids(rels)}:
                yield f"relation: {source} uses {rid.decode()}"
        for part in self.parts:
            if part.startswith("customUI/") and part.endswith(".xml") and part not in referred:
                yield f"custom_ui: {part} is not referred to"

    def _ids(self, rels: str) -> list[tuple[str]]:
        return [(str(one.get("Id")),) for one in self.trees[rels]]

    def sheet_names(self) -> Iterator[str]:
        """Sheet names are short, legal and unique."""
        names = [str(one.get("name")) for one in _all(self.workbook, "sheet")]
        for name in names:
            if (
                not 0 < _units(name) <= _MAX_SHEET_NAME
                or re.search(r"[\[\]:*?/\\]", name)
                or name[0] == "'"
                or name[-1] == "'"
            ):
                yield f"sheet_name: {name!r}"
        if len({name.casefold() for name in names}) < len(names):
            yield "sheet_name: two are the same"

    def names(self) -> Iterator[str]:
        """Defined names are legal, unique in their scope and point to sheets that are there."""
        seen = set()
        for one in _all(self.workbook, "definedName"):
            name, text = str(one.get("name")), one.text or ""
            if not name.startswith("_xlnm.") and (not _NAME.match(name) or _CELL_LIKE.match(name)):
                yield f"defined_name: {name!r} is not legal"
            key = (name.casefold(), one.get("localSheetId"))
            if key in seen:
                yield f"defined_name: {name!r} stands twice"
            seen.add(key)
            for quoted, bare in _SHEET_REF.findall(re.sub(r'"[^"]*"', "", text)):
                sheet = quoted.replace("''", "'") or bare
                if "[" not in sheet and sheet.casefold() not in {title.casefold() for title in self.sheets}:
                    yield f"defined_name: {name!r} points to sheet {sheet!r}"
            if not text or "#REF!" in text:
                yield f"defined_name: {name!r} points to nothing"

    def sheet(self, title: str, root: Element) -> Iterator[str]:
        """Rows, cells, formulas, merges and validations of one sheet."""
        yield from self.cells(title, root)
        merges = [_area(str(one.get("ref"))) for one in _all(root, "mergeCell")]
        if any(_meet(one, other) for one, other in combinations(merges, 2)):
            yield f"merge: two meet on {title}"
        for one in _all(root, "dataValidation"):
            for attribute, limit in _LIMITS.items():
                if _units(str(one.get(attribute, ""))) > limit:
                    yield f"validation: {attribute} of {one.get('sqref')} on {title} is too long"
            for formula in _all(one, "formula1", "f"):
                text = formula.text or ""
                if text.startswith('"') and _units(text) - 2 > 255:
                    yield f"validation: the list of {one.get('sqref')} on {title} is too long"

    def cells(self, title: str, root: Element) -> Iterator[str]:
        """Rows and cells in order; strings, formats and formulas that exist."""
        rows = [int(row.get("r", "0")) for row in _all(root, "row") if row.get("r")]
        if any(one >= other for one, other in pairwise(rows)):
            yield f"order: rows of {title}"
        for row in _all(root, "row"):
            columns = []
            for cell in row:
                if _local(cell) != "c":
                    continue
                ref = str(cell.get("r"))
                left, top, _, _ = _area(ref)
                columns.append(left)
                if top != int(str(row.get("r"))):
                    yield f"order: {title}!{ref} in row {row.get('r')}"
                yield from self.cell(f"{title}!{ref}", cell)
            if any(one >= other for one, other in pairwise(columns)):
                yield f"order: cells of row {row.get('r')} of {title}"

    def cell(self, where: str, cell: Element) -> Iterator[str]:
        """One cell."""
        if int(str(cell.get("s", "0"))) >= max(self.formats, 1):
            yield f"style: {where} has format {cell.get('s')}"
        values = [one.text or "" for one in cell if _local(one) == "v"]
        if cell.get("t") == "s" and (
            not values or not values[0].isdigit() or int(values[0]) >= len(self.strings)
        ):
            yield f"string: {where} has string {values}"
        text = "".join(one.text or "" for one in _all(cell, "t")) or "".join(values)
        if cell.get("t") == "s" and values and values[0].isdigit() and int(values[0]) < len(self.strings):
            text = self.strings[int(values[0])]
        if _units(re.sub(r"_x[0-9A-Fa-f]{4}_", "x", text)) > _MAX_TEXT:
            yield f"text: {where} is too long"
        for one in cell:
            if _local(one) == "f" and one.text:
                yield from self.formula(where, one.text)

    def formula(self, where: str, text: str) -> Iterator[str]:
        """A formula parses, is short enough and marks functions that are newer than the format."""
        if len(text) > _MAX_FORMULA:
            yield f"formula: {where} is too long"
        if _NEW_FUNCTIONS.search(re.sub(r'"[^"]*"', '""', text)):
            yield f"formula: {where} needs _xlfn."
        try:
            kinds = [(token.type, token.subtype) for token in Tokenizer(f"={text}").items]
        except Exception as error:  # noqa: BLE001  # the tokenizer raises many kinds
            yield f"formula: {where} does not parse: {error}"
            return
        if sum(sub == "OPEN" for _, sub in kinds) != sum(
            sub == "CLOSE" for _, sub in kinds
        ) or text.startswith("="):
            yield f"formula: {where} does not parse"

    def tables(
        self, title: str, sheet: Element, tables: list[Element], ids: list[str], names: list[str]
    ) -> Iterator[str]:
        """The Tables of one sheet; `ids` and `names` are those met so far in the book."""
        cells = {str(one.get("r")): one for one in _all(sheet, "c")}
        merges = [_area(str(one.get("ref"))) for one in _all(sheet, "mergeCell")]
        areas = [_area(str(table.get("ref"))) for table in tables]
        if any(_meet(one, other) for one, other in combinations(areas, 2)):
            yield f"table: two meet on {title}"
        listed = len(_all(sheet, "tablePart"))
        if listed != len(tables):
            yield f"table: {title} lists {listed} of {len(tables)}"
        for table, area in zip(tables, areas, strict=True):
            name = str(table.get("displayName"))
            if str(table.get("id")) in ids or name.casefold() in names:
                yield f"table: id or name of {name} stands twice"
            ids.append(str(table.get("id")))
            names.append(name.casefold())
            if not _NAME.match(name) or _CELL_LIKE.match(name):
                yield f"table: {name!r} is not a legal name"
            if any(_meet(area, merge) for merge in merges):
                yield f"merge: one meets table {name}"
            yield from self.table(name, table, area, cells)

    def table(self, name: str, table: Element, area: Area, cells: dict[str, Element]) -> Iterator[str]:
        """One Table: columns, headers, rows and filter."""
        left, top, right, bottom = area
        headers, totals = (
            int(str(table.get("headerRowCount", "1"))),
            int(str(table.get("totalsRowCount", "0"))),
        )
        if bottom - top + 1 - headers - totals < 1:
            yield f"table: {name} has no data row"
        columns = _all(table, "tableColumn")
        titles = [str(one.get("name")) for one in columns]
        count = next(str(one.get("count")) for one in _all(table, "tableColumns"))
        if not len(columns) == int(count) == right - left + 1:
            yield f"table: {name} has {len(columns)} columns, says {count}, spans {right - left + 1}"
        if len({one.casefold() for one in titles}) < len(titles) or len(
            {one.get("id") for one in columns}
        ) < len(columns):
            yield f"table: columns of {name} are not unique"
        for offset, column in enumerate(titles if headers else []):
            ref = f"{_letters(left + offset)}{top}"
            cell = cells.get(ref)
            if cell is None or self.text(cell) != column.replace("_x000a_", "\n"):
                yield f"table: header {ref} of {name} is not {column!r}"
        for one in [one for one in table if _local(one) == "autoFilter"]:
            if _area(str(one.get("ref"))) != (left, top, right, bottom - totals):
                yield f"table: filter of {name} is {one.get('ref')}"

    def text(self, cell: Element) -> str:
        """The text of a header cell."""
        if cell.get("t") == "s":
            return self.strings[int(str(next(one.text for one in cell if _local(one) == "v")))]
        return "".join(one.text or "" for one in _all(cell, "t", "v"))

    def anchors(self) -> Iterator[str]:
        """Drawings stand inside the sheet."""
        for part, root in self.trees.items():
            if part.startswith("xl/drawings/") and part.endswith(".xml"):
                for one in _all(root, "col", "row"):
                    if not 0 <= int(one.text or "-1") < (16_384 if _local(one) == "col" else 1_048_576):
                        yield f"anchor: {part} has {_local(one)} {one.text}"


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
