"""Real workbooks of others: our tables laid into them and written, every other part byte for byte as it was.

The books are the test data of three libraries (tests/books/SOURCES.csv): charts, pictures, comments, threaded
comments, pivots, validations and formats of x14, sparklines, macros, custom XML, controls, signatures.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.ooxml_lint import lint, validate
from tests.support.xlsx import parts
from workbook.build import MASTER
from workbook.errors import CannotWrite
from workbook.file import FileBook
from workbook.ooxml import gate
from workbook.ooxml.graft import graft
from workbook.ooxml.package import Package
from workbook.schema import BY_NAME

BOOKS = Path(__file__).parents[1] / "books"
FILES = sorted(
    path for path in BOOKS.iterdir() if path.name.startswith(("closedxml-", "poi-", "xlsxwriter-"))
)
OURS = ("tblUnitScore", "tblLog")
GROWN = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
"""What names the sheets of a workbook, and what holds their looks: these grow with a sheet of ours."""


def signed(path: Path) -> bool:
    return any(name.startswith("_xmlsignatures/") for name in parts(path))


UNSIGNED = [path for path in FILES if not signed(path)]


def with_ours(source: Path, target: Path) -> Path:
    """A copy of a book with the sheets of two of our tables behind its own."""
    package = Package(gate.check(source))
    fresh = Package(gate.check(MASTER))
    for table in OURS:
        graft(package, fresh, table)
    target.write_bytes(package.build(package.changes))
    return target


def rows(count: int) -> list[dict[str, Any]]:
    """Rows for the table of the units' scores, with texts that try the writer."""
    headers = {key: column.header for key, column in BY_NAME["tblUnitScore"].by_key.items()}
    return [
        {headers["unit_code"]: f"U{n:02}", headers["unit_name"]: "=สำนัก & <ก>\n\x07", headers["score"]: n / 7}
        for n in range(count)
    ]


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def source(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_our_sheets_join_and_nothing_else_changes(source: Path, tmp_path: Path) -> None:
    """Every part of the book is the same bytes but for the list of sheets, the content types and the styles."""
    made = with_ours(source, tmp_path / source.name)
    before, after = parts(source), parts(made)
    new = after.keys() - before.keys()
    assert changed(before, after) - new <= GROWN | {
        name for name in before if name.endswith("workbook.xml.rels")
    }
    assert sum(name.startswith("xl/worksheets/sheet") for name in new) == len(OURS)
    assert [fault for fault in lint(made) if fault not in lint(source)] == []


@pytest.mark.parametrize("source", UNSIGNED, ids=lambda path: path.name)
@pytest.mark.parametrize("count", [1, 40])
def test_our_tables_are_written_and_nothing_else_changes(source: Path, tmp_path: Path, count: int) -> None:
    """Rows replaced and appended: only our own sheets and tables differ, and the chain of old calculations goes."""
    path = with_ours(source, tmp_path / source.name)
    before, faults = parts(path), lint(path)
    with FileBook.open(path) as book:
        book.replace(OURS[0], rows(count))
        book.append(OURS[1], [{BY_NAME[OURS[1]].by_key["new"].header: "ทดสอบ"}])
        book.save()
    after = parts(path)
    with_sheets = Package(gate.check(path))
    ours = {
        part for name in OURS for part in (with_sheets.tables[name].part, with_sheets.tables[name].sheet.part)
    }
    calculation = {name for name in before if name.endswith(("workbook.xml", "calcChain.xml"))}
    calculation |= {"[Content_Types].xml"} | {name for name in before if name.endswith("workbook.xml.rels")}
    assert changed(before, after) <= ours | calculation
    assert [fault for fault in lint(path) if fault not in faults] == []
    with FileBook.open(path) as book:
        assert len(book.read(OURS[0]).cells) == count
        assert book.read(OURS[0]).cells[0][1] == "=สำนัก & <ก>\n\x07"


@pytest.mark.parametrize("path", [one for one in FILES if signed(one)], ids=lambda path: path.name)
def test_a_signature_is_told_before_it_breaks(path: Path, tmp_path: Path) -> None:
    """A signed book is refused with its reason, and not a byte of it changes."""
    made = with_ours(path, tmp_path / path.name)
    before = made.read_bytes()
    with FileBook.open(made) as book:
        book.replace(OURS[0], rows(2))
        with pytest.raises(CannotWrite) as caught:
            book.save()
    assert caught.value.code == "signed"
    assert made.read_bytes() == before


@pytest.mark.slow
def test_the_validator_finds_no_new_fault(source: Path, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing in the written book that it did not find in the original."""
    original = tmp_path / f"original{source.suffix}"
    shutil.copy(source, original)
    known = validate(original)
    if known is None:
        pytest.skip("the validator of the Open XML SDK is not installed")
    made = with_ours(source, tmp_path / source.name)
    if not signed(source):
        with FileBook.open(made) as book:
            book.replace(OURS[0], rows(3))
            book.save()
    assert [fault for fault in validate(made) or [] if fault not in known] == []


def test_every_book_has_its_source() -> None:
    """SOURCES.csv names each file with its repository and a licence that allows it."""
    with (BOOKS / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        named = {row["file"]: row for row in csv.DictReader(file)}
    assert set(named) == {path.name for path in FILES}
    assert {row["licence"] for row in named.values()} <= {"Apache-2.0", "BSD-2-Clause", "MIT"}
    assert all(row["repository"] and row["commit"] and row["path"] for row in named.values())
