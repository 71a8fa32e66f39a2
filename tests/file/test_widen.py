"""A column more at the right of a Table, and a sheet brought from another book, in books of other programs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import rich
from tests.support.ooxml_lint import lint, validate
from tests.support.xlsx import build, parts
from workbook.build import MASTER
from workbook.errors import CannotWrite
from workbook.file import FileBook
from workbook.ooxml import gate
from workbook.ooxml.graft import graft, regraft
from workbook.ooxml.package import Package
from workbook.ooxml.widen import add_column

MAKERS: tuple[Callable[[Path], Path], ...] = (rich.by_xlsxwriter, rich.by_openpyxl)


def stored(package: Package, path: Path) -> Path:
    path.write_bytes(package.build(package.changes))
    return path


def faults(path: Path) -> set[str]:
    """What lint and the validator say, without the place."""
    return {re.sub(r"^[^:]*: ", "", one) for one in (*lint(path), *(validate(path) or []))}


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A rich workbook of another program."""
    made: Path = request.param(tmp_path / "rich.xlsx")
    return made


def last_table(path: Path) -> str:
    """The last Table of the book; nothing stands beside it."""
    with FileBook.open(path) as book:
        return book.table_names()[-1]


def widened(path: Path, **more: object) -> Path:
    package = Package(gate.check(path))
    add_column(package, last_table(path), "เพิ่ม", **more)  # type: ignore[arg-type]
    return stored(package, path.with_name("wide.xlsx"))


def test_the_column_is_read_with_its_values(path: Path) -> None:
    """Text, number and date stand in their rows, the other columns as they were."""
    with FileBook.open(path) as book:
        before = book.read(last_table(path))
    values = {0: "=ข้อความ", 1: 2.5, 2: dt.datetime(2022, 2, 1)}
    with FileBook.open(widened(path, values=values)) as book:
        after = book.read(last_table(path))
    assert after.headers == (*before.headers, "เพิ่ม")
    assert [line[:-1] for line in after.cells] == [list(line) for line in before.cells]
    assert [line[-1] for line in after.cells] == [values.get(i) for i in range(len(after.cells))]


def test_the_book_has_no_new_fault(path: Path) -> None:
    """Neither by Excel's rules nor by the validator."""
    assert faults(widened(path, values={0: "ก"})) - faults(path) == set()


def test_what_stands_beside_the_table_is_not_written_over(tmp_path: Path) -> None:
    """The cell is named, and the book stays as it is."""
    import openpyxl

    path = rich.by_openpyxl(tmp_path / "rich.xlsx")
    with FileBook.open(path) as book:
        right, first = book.read(last_table(path)).letters[-1], book.read(last_table(path)).first_row
    opened = openpyxl.load_workbook(path)
    sheet = next(one for one in opened.worksheets if last_table(path) in one.tables)
    at = f"{chr(ord(right) + 1)}{first}"
    sheet[at] = "หมายเหตุ"
    opened.save(path)
    with pytest.raises(CannotWrite) as caught:
        widened(path)
    assert (caught.value.code, caught.value.params["cell"]) == ("content_beside", at)


def test_a_sheet_of_another_book_keeps_its_look(path: Path, tmp_path: Path) -> None:
    """The Table is read there, every part of the book it joins stays but those that list sheets and formats."""
    package, source = Package(gate.check(path)), Package(gate.inspect(MASTER.read_bytes()))
    graft(package, source, "tblHoliday")
    joined = stored(package, tmp_path / "joined.xlsx")
    with FileBook.open(joined) as book, FileBook.open(MASTER) as master:
        assert book.read("tblHoliday").cells == master.read("tblHoliday").cells
    old, new = parts(path), parts(joined)
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    }
    # Its link home and its list of regions lead to names that only a master has.
    assert {
        one for one in faults(joined) - faults(path) if "go_tblHome" not in one and "list" not in one
    } == set()


def test_a_sheet_laid_again_is_empty() -> None:
    """It keeps its title and place; the formats of the book do not grow, for they are the same."""
    master = Package(gate.inspect(MASTER.read_bytes()))
    before = [sheet.title for sheet in master.sheets]
    regraft(master, Package(gate.inspect(MASTER.read_bytes())), "tblHoliday")
    assert [sheet.title for sheet in master.sheets] == before
    assert "xl/styles.xml" not in master.changes


def test_the_builder_of_these_tests_is_another_program(tmp_path: Path) -> None:
    """A book without formats of its own takes the sheet too."""
    path = build(tmp_path / "plain.xlsx")
    package = Package(gate.check(path))
    graft(package, Package(gate.inspect(MASTER.read_bytes())), "tblBook")
    assert "tblBook" in package.tables
    assert lint(stored(package, tmp_path / "with.xlsx")) == [
        one for one in lint(tmp_path / "with.xlsx") if "go_tblHome" in one
    ]
