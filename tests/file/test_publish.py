"""A copy of a workbook of other programs: known parts only, texts scrubbed, still a sound workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.support import rich
from tests.support.ooxml_lint import lint, validate
from tests.support.xlsx import parts
from workbook.build import MASTER
from workbook.ooxml.publish import Plan, publish

MAKERS: tuple[Callable[[Path], Path], ...] = (rich.by_xlsxwriter, rich.by_openpyxl)
PLAIN = Plan((), (), "tblHome", "สำเนา")


def scrub(text: str) -> str:
    return text.replace("สำนัก ก", "•••")


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.__name__)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A rich workbook and its copy."""
    path = request.param(tmp_path / "rich.xlsx")
    to = tmp_path / "copy.xlsx"
    to.write_bytes(publish(path.read_bytes(), MASTER.read_bytes(), PLAIN, scrub).content)
    return path, to


def test_the_copy_has_no_new_fault(pair: tuple[Path, Path]) -> None:
    """By Excel's rules, and by the SDK's validator."""
    assert set(lint(pair[1])) - set(lint(pair[0])) == set()
    before, after = validate(pair[0]), validate(pair[1])
    if before is not None and after is not None:
        assert {re.sub(r".*: ", "", one) for one in after} - {
            re.sub(r".*: ", "", one) for one in before
        } == set()


def test_a_text_is_scrubbed_wherever_it_stands(pair: tuple[Path, Path]) -> None:
    """In cells, shared strings and the memory of charts."""
    texts = {
        name: re.sub("&#(\\d+);", lambda m: chr(int(m[1])), text.decode("utf-8", "replace"))
        for name, text in parts(pair[1]).items()
    }
    assert [name for name, text in texts.items() if "สำนัก ก" in text] == []
    assert any("•••" in text for text in texts.values())


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # by the reader, of both files
def test_numbers_and_dates_are_what_they_were(pair: tuple[Path, Path]) -> None:
    """Every cell of every visible sheet that is no text and no formula holds the same value."""
    one, other = (openpyxl.load_workbook(path, data_only=True) for path in pair)
    for sheet in other:
        before = {c.coordinate: c.value for row in one[sheet.title].iter_rows() for c in row}
        after = {c.coordinate: c.value for row in sheet.iter_rows() for c in row}
        plain = {
            at: value for at, value in before.items() if value is not None and not isinstance(value, str)
        }
        assert {at: after.get(at) for at in plain} == plain


def test_notes_are_gone(pair: tuple[Path, Path]) -> None:
    """No part of comments, nor the drawing that Excel shows them with, nor what refers to it."""
    found = parts(pair[1])
    assert [name for name in found if "comment" in name.lower() or name.endswith(".vml")] == []
    assert [name for name, text in found.items() if b"legacyDrawing" in text] == []


def test_strings_that_no_cell_uses_are_blank(tmp_path: Path) -> None:
    """A shared string of a sheet that is left out must not stay in the list of strings."""
    import xlsxwriter

    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("เห็น").write_string(0, 0, "ข้อความที่เห็น")
        hidden = book.add_worksheet("ซ่อน")
        hidden.write_string(0, 0, "ข้อความที่ซ่อน")
        hidden.very_hidden()
    assert "ข้อความที่ซ่อน" in parts(path)["xl/sharedStrings.xml"].decode()
    done = publish(path.read_bytes(), MASTER.read_bytes(), PLAIN, str)
    to = tmp_path / "copy.xlsx"
    to.write_bytes(done.content)
    assert done.removed == ("ซ่อน",)
    assert [name for name, text in parts(to).items() if "ข้อความที่ซ่อน" in text.decode("utf-8", "replace")] == []
    assert openpyxl.load_workbook(to)["เห็น"]["A1"].value == "ข้อความที่เห็น"
    assert lint(to) == []
