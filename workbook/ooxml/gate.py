"""The gate: what a file must be before any other code here looks at it.

One pass inflates every part, counting; only what the bytes say decides, never the name's ending. Costs about
0.15 s for a master of 12,960 rows, and some milliseconds for what it refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from workbook.errors import FileBusy, FileRefused, naming
from workbook.ooxml.container import Budget, Member, inflate, read_members
from workbook.ooxml.limits import (
    MAX_FILE_BYTES,
    MAX_MERGES,
    MAX_RANGE_CELLS,
    MAX_ROW,
    MAX_SHEETS,
    MAX_VALIDATION_RANGES,
)
from workbook.ooxml.refs import parse_areas
from workbook.ooxml.xml import SHEET_NAMESPACES, Prolog

_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_ZIP: Final = b"PK\x03\x04"
_XML_NAMES: Final = (".xml", ".rels", ".vml")
_MAIN_TYPES: Final = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml\.(?:sheet|template)\.main\+xml"
    rb"|ms-excel\.(?:sheet|template)\.macroEnabled\.main\+xml)"
)
_CELL_REF: Final = (  # A1 to XFD1048576, spelled out so that one search finds the first cell that is not
    rb"(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])"
    rb"(?:[1-9]\d{0,5}|10(?:[0-3]\d{4}|4(?:[0-7]\d{3}|8(?:[0-4]\d\d|5(?:[0-6]\d|7[0-6])))))"
)
_ROOT: Final = re.compile(rb"<(\w+:)?worksheet\b")
_REF_ATTRIBUTE: Final = re.compile(rb"\sr\s*=\s*[\"']([^\"']*)")


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> dict[str, re.Pattern[bytes]]:
    """Searches in a sheet whose elements carry `prefix`; each begins with literal text, which found fast."""
    before, after = rb"<" + re.escape(prefix), rb"\s(?:[^>]*?\s)?"
    texts = {
        "row": rb"row" + after + rb"r\s*=\s*[\"'](\d*)",
        "odd_cell": rb"c\s(?!r=\"" + _CELL_REF + rb"\")[^>]*",
        "mergeCell": rb"mergeCell" + after + rb"ref\s*=\s*[\"']([^\"']*)",
        "hyperlink": rb"hyperlink" + after + rb"ref\s*=\s*[\"']([^\"']*)",
        "f": rb"f" + after + rb"ref\s*=\s*[\"']([^\"']*)",
        "dataValidation": rb"dataValidation" + after + rb"sqref\s*=\s*[\"']([^\"']*)",
        "conditionalFormatting": rb"conditionalFormatting" + after + rb"sqref\s*=\s*[\"']([^\"']*)",
    }
    return {name: re.compile(before + text) for name, text in texts.items()}


_EXTENSION_RANGES: Final = re.compile(rb":sqref>([^<]*)<")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that passed: its bytes, its members, and whether it carries a digital signature."""

    data: bytes
    members: dict[str, Member]
    signed: bool


def check(path: Path) -> Checked:
    """The file at `path`, read whole and found fit. FileRefused or FileBusy when it is not."""
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise FileRefused("file_missing", path=str(path)) from error
    except IsADirectoryError as error:
        raise FileRefused("is_folder", path=str(path)) from error
    except PermissionError as error:
        if path.is_dir():
            raise FileRefused("is_folder", path=str(path)) from error
        raise FileBusy("cannot_read", path=str(path)) from error
    with naming(path.name):
        return inspect(data)


def inspect(data: bytes) -> Checked:
    """The bytes of a file, found fit. FileRefused when they are not a workbook that may be read."""
    _refuse_other_formats(data)
    members = read_members(data)
    budget = Budget()
    if "mimetype" in members and b"opendocument" in b"".join(inflate(data, members["mimetype"], budget)):
        raise FileRefused("ods")
    if "[Content_Types].xml" not in members:
        raise FileRefused("not_a_workbook")
    sheets = [name for name in members if _is_sheet(name)]
    if len(sheets) > MAX_SHEETS:
        raise FileRefused("too_many_sheets", count=len(sheets), limit=MAX_SHEETS)
    first = b"".join(inflate(data, members["[Content_Types].xml"], budget))
    if b"ms-excel.sheet.binary" in first:
        raise FileRefused("xlsb")
    if _MAIN_TYPES.search(first) is None:
        raise FileRefused("not_a_workbook")
    for member in members.values():
        _check_part(data, member, budget)
    signed = any(name.startswith("_xmlsignatures/") for name in members)
    return Checked(data, members, signed)


def _refuse_other_formats(data: bytes) -> None:
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused("file_too_large", limit_mb=MAX_FILE_BYTES >> 20)
    if not data:
        raise FileRefused("empty_file")
    if data.startswith(_OLE):
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise FileRefused("encrypted" if protected else "xls")
    if not data.startswith(_ZIP):
        raise FileRefused("not_a_workbook")


def _is_sheet(name: str) -> bool:
    return "/worksheets/" in name and name.endswith(".xml") and "/_rels/" not in name


def _check_part(data: bytes, member: Member, budget: Budget) -> None:
    pieces = inflate(data, member, budget)
    if not member.name.lower().endswith(_XML_NAMES):
        for _ in pieces:
            continue
        return
    prolog = Prolog(member.name, member.size)
    kept: list[bytes] = []
    for piece in pieces:
        prolog.feed(piece)
        if prolog.root in {"worksheet", ""}:
            kept.append(piece)
    prolog.feed(b"", last=True)
    if prolog.root == "worksheet" and prolog.namespace in SHEET_NAMESPACES:
        _check_sheet(b"".join(kept), member.name)


def _check_sheet(xml: bytes, part: str) -> None:
    """Rows in order, every reference inside Excel's grid, merged and linked areas of a bearable size."""
    if xml[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        xml = xml.decode("utf-16").encode()
    root = _ROOT.search(xml)
    find = _patterns((root[1] or b"") if root else b"")
    last = 0
    for number in map(int, filter(None, find["row"].findall(xml))):
        if not last < number <= MAX_ROW:
            raise FileRefused("rows_out_of_order", part=part[:80], row=number)
        last = number
    for tag in find["odd_cell"].findall(xml):
        ref = _REF_ATTRIBUTE.search(tag)
        if ref is not None and re.fullmatch(_CELL_REF, ref[1]) is None:
            raise FileRefused("outside_grid", part=part[:80], ref=ref[1].decode("utf-8", "replace")[:40])
    for kind in ("mergeCell", "hyperlink", "f"):
        total = 0
        refs = find[kind].findall(xml)
        for ref in refs:
            total += _cells(ref, part)
            if total > MAX_RANGE_CELLS:
                where = ref.decode()[:40]
                raise FileRefused("area_too_large", part=part[:80], ref=where, limit=MAX_RANGE_CELLS)
        if kind != "f" and len(refs) > MAX_MERGES:
            raise FileRefused("too_many_ranges", part=part[:80], limit=MAX_MERGES)
    lists = find["dataValidation"].findall(xml) + find["conditionalFormatting"].findall(xml)
    lists += _EXTENSION_RANGES.findall(xml)
    for refs in lists:
        _cells(refs, part)
    if sum(refs.count(b" ") + 1 for refs in lists) > MAX_VALIDATION_RANGES:
        raise FileRefused("too_many_ranges", part=part[:80], limit=MAX_VALIDATION_RANGES)


def _cells(refs: bytes, part: str) -> int:
    try:
        return sum(area.cells for area in parse_areas(refs.decode()))
    except ValueError as error:
        raise FileRefused("outside_grid", part=part[:80], ref=refs.decode("utf-8", "replace")[:40]) from error
