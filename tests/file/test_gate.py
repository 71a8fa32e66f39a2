"""The gate: what is not a workbook, or costs more than a workbook may, is refused by name and at once."""

from __future__ import annotations

import io
import struct
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.support.xlsx import build, edit, parts, with_parts, zipped
from workbook.errors import FileBusy, FileRefused
from workbook.file import FileBook
from workbook.ooxml import gate
from workbook.ooxml.limits import MAX_PARTS, MAX_SHEETS

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return build(tmp_path / "งาน.xlsx")


def refusal(path: Path) -> FileRefused:
    """The gate's refusal, which costs less than a second and names the file."""
    start = time.process_time()
    with pytest.raises(FileRefused) as caught:
        gate.check(path)
    assert time.process_time() - start < 1, "refusing must be cheap"
    return caught.value


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    error = refusal(path)
    assert error.params["file"] == path.name
    return error.code


OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"<html><table>", "not_a_workbook"),
        (b"a,b\n1,2\n", "not_a_workbook"),
        (b"PK\x03\x04 and nothing more", "truncated"),
        (zipped([("hello.txt", b"x")]), "not_a_workbook"),
        (zipped([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), "ods"),
        (
            zipped(
                [("[Content_Types].xml", b'<T a="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>')]
            ),
            "xlsb",
        ),
        (
            zipped([("[Content_Types].xml", b'<T a="application/vnd.openxmlformats-...wordprocessingml"/>')]),
            "not_a_workbook",
        ),
    ],
)
def test_other_formats_are_named(tmp_path: Path, content: bytes, code: str):
    """A file that is no .xlsx is refused by what it is, whatever its name ends with."""
    assert refused(tmp_path / "แบบ.xlsx", content) == code


def test_the_ending_does_not_matter(book: Path):
    """A workbook with another ending is a workbook."""
    other = book.rename(book.with_suffix(".dat"))
    assert FileBook.open(other).table_names() == ("tblTest",)


def test_missing_file_and_folder_are_named(tmp_path: Path):
    """A path that names no file is refused by what stands there."""
    assert refusal(tmp_path / "ไม่มี.xlsx").code == "file_missing"
    assert refusal(tmp_path).code == "is_folder"


def test_unreadable_file_is_busy(book: Path, monkeypatch: pytest.MonkeyPatch):
    """A file that the system does not let us read is held by somebody."""

    def denied(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(FileBusy) as caught:
        gate.check(book)
    assert caught.value.code == "cannot_read"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_truncated_file_is_refused(book: Path, share: float):
    """A download that broke off is refused."""
    content = book.read_bytes()
    assert refused(book, content[: int(len(content) * share)]) == "truncated"


def test_flipped_bits_are_refused(book: Path):
    """A part whose bytes do not fit their checksum is refused."""
    content = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        info = archive.getinfo(SHEET)
    content[info.header_offset + 30 + len(SHEET) + info.compress_size // 2] ^= 0xFF
    assert refused(book, bytes(content)) in {"damaged", "bad_xml"}


def test_encrypted_member_is_refused(book: Path):
    """A zip with a password is refused."""
    content = bytearray(book.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(book, bytes(content)) == "encrypted"


def test_unknown_compression_is_refused(book: Path):
    """A compression that no office program writes is refused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in parts(book).items():
            archive.writestr(name, data)
    assert refused(book, out.getvalue()) == "unknown_compression"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/abs.xml", "xl\\sheet.xml", "xl//a.xml", "./a.xml", "C:evil.xml", "a\x07.xml"]
)
def test_odd_part_names_are_refused(book: Path, name: str):
    """A part name that could leave the package is refused."""
    assert refused(with_parts(book, {name: b"<x/>"}), book.read_bytes()) == "odd_part_name"


@pytest.mark.parametrize("name", [SHEET, "XL/Worksheets/SHEET1.xml"])
def test_parts_that_stand_twice_are_refused(book: Path, name: str):
    """Two parts with one name would be read differently by different programs."""
    members = [*parts(book).items(), (name, b"<x/>")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        content = zipped(members)
    assert refused(book, content) == "duplicate_part"


def test_overlapping_members_are_refused(book: Path):
    """Members that share their compressed bytes are how a small file holds petabytes."""
    content = bytearray(book.read_bytes())
    entries = []
    at = content.index(b"PK\x01\x02")
    while content[at : at + 4] == b"PK\x01\x02":
        entries.append(at)
        lengths = struct.unpack_from("<3H", content, at + 28)
        at += 46 + sum(lengths)
    for field in range(42, 46):  # the second entry's offset becomes the first one's
        content[entries[1] + field] = content[entries[0] + field]
    assert refused(book, bytes(content)) == "damaged"


def test_bomb_is_stopped_while_it_inflates(book: Path):
    """Megabytes of nothing are refused as soon as they show, whatever size the header claims."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join([engine.compress(bytes(2**20)) for _ in range(64)] + [engine.flush()])
    content = zipped([*parts(book).items(), ("xl/media/a.png", b"?")])
    at = content.rindex(b"xl/media/a.png", 0, content.rindex(b"PK\x01\x02")) - 30
    head = content[:at] + struct.pack(
        "<4s5H3L2H14s", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(bomb), 100, 14, 0, b"xl/media/a.png"
    )
    directory = bytearray(content[content.index(b"PK\x01\x02") :])
    entry = directory.rindex(b"PK\x01\x02")
    struct.pack_into("<H", directory, entry + 10, 8)
    struct.pack_into("<3L", directory, entry + 16, 0, len(bomb), 100)
    struct.pack_into("<L", directory, directory.rindex(b"PK\x05\x06") + 16, len(head) + len(bomb))
    assert refused(book, head + bomb + bytes(directory)) == "inflates_too_much"


def test_too_many_parts_are_refused(book: Path):
    """A package of ten thousand parts is no officer's workbook."""
    extra = {f"xl/media/{n}.png": b"" for n in range(MAX_PARTS)}
    assert refused(with_parts(book, extra), book.read_bytes()) == "too_many_parts"


def test_too_many_sheets_are_refused(book: Path):
    """So is one of a thousand sheets."""
    extra = {f"xl/worksheets/sheet{n}.xml": b"<x/>" for n in range(2, MAX_SHEETS + 2)}
    assert refused(with_parts(book, extra), book.read_bytes()) == "too_many_sheets"


@pytest.mark.parametrize(
    "part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/app.xml", "_rels/.rels"]
)
def test_dtds_are_refused_everywhere(book: Path, part: str):
    """A DTD (entities, files, addresses) is refused in any part, also in UTF-16."""
    attack = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert refused(with_parts(book, {part: attack.encode()}), book.read_bytes()) == "dtd"
    assert refused(with_parts(book, {part: attack.encode("utf-16")}), book.read_bytes()) == "dtd"


def test_broken_xml_is_refused(book: Path):
    """XML that does not close is refused with the part's name."""
    with_parts(book, {"xl/styles.xml": b"<styleSheet>"})
    assert refusal(book).params["part"] == "xl/styles.xml"


def test_deep_xml_is_refused(book: Path):
    """Elements nested a thousand deep are refused."""
    deep = b"<a>" * 1000 + b"</a>" * 1000
    assert refused(with_parts(book, {"xl/theme/theme1.xml": deep}), book.read_bytes()) == "too_deep"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<row r="5"', '<row r="1048577"', "rows_out_of_order"),
        ('<row r="5"', '<row r="4"', "rows_out_of_order"),
        ('<c r="A5"', '<c r="XFE5"', "outside_grid"),
        ('<c r="A5"', '<c r="A1048577"', "outside_grid"),
        ('<c r="A5"', '<c r="AAAA5"', "outside_grid"),
        ('<c r="A5"', '<c s="0" r="a5"', "outside_grid"),
        (
            "<tableParts",
            '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><tableParts',
            "area_too_large",
        ),
        ("<tableParts", '<mergeCells><mergeCell ref="A0:B2"/></mergeCells><tableParts', "outside_grid"),
        (
            "<tableParts",
            '<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks><tableParts',
            "area_too_large",
        ),
        (
            "<tableParts",
            '<dataValidations><dataValidation sqref="A1:XFE9"/></dataValidations><tableParts',
            "outside_grid",
        ),
        ("<tableParts", '<conditionalFormatting sqref="A1:A1048577"/><tableParts', "outside_grid"),
        ("<v>", '<f t="array" ref="A1:XFD1048576">1</f><v>', "area_too_large"),
    ],
)
def test_references_outside_the_grid_and_giant_areas_are_refused(book: Path, old: str, new: str, code: str):
    """Rows, cells, merges, links, validations and array formulas stay inside Excel's grid and bearable."""
    assert refused(edit(book, SHEET, old, new), book.read_bytes()) == code


def test_the_last_cell_of_the_grid_is_inside(book: Path):
    """XFD1048576 is a cell, and a file that holds it is read in no time."""
    edit(book, SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert FileBook.open(book).read("tblTest").first_row == 5


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('ref="A4:D7"', 'ref="A4:D1048577"', "bad_table"),
        ('ref="A4:D7"', 'ref="A4:D4"', "bad_table"),
        ('ref="A4:D7"', 'ref="A4:E7"', "bad_table"),
        ('name="ชื่อ"', 'name="รหัส"', "bad_table"),
    ],
)
def test_tables_that_cannot_be_are_refused(book: Path, old: str, new: str, code: str):
    """A Table whose range and columns do not fit is refused on opening."""
    edit(book, "xl/tables/table1.xml", old, new)
    with pytest.raises(FileRefused) as caught:
        FileBook.open(book)
    assert caught.value.code == code


def test_cells_that_cannot_be_are_refused_by_address(book: Path):
    """A cell that holds no number where a number belongs is refused with sheet and cell, on reading."""
    edit(book, SHEET, "<v>3.25</v>", "<v>3,25</v>")
    with pytest.raises(FileRefused) as caught:
        FileBook.open(book).read("tblTest")
    assert caught.value.code == "damaged_cell"
    assert caught.value.params == {"sheet": "ข้อมูล", "cell": "C5", "value": "3,25", "file": "งาน.xlsx"}


def test_missing_shared_string_is_refused_by_address(book: Path):
    """An index beyond the shared strings is refused with sheet and cell."""
    text = parts(book)[SHEET].decode()
    cell = text[text.index('<c r="A5"') : text.index("</c>", text.index('<c r="A5"'))]
    edit(book, SHEET, cell, '<c r="A5" t="s"><v>99999999</v>')
    with pytest.raises(FileRefused) as caught:
        FileBook.open(book).read("tblTest")
    assert caught.value.params["cell"] == "A5"


def test_signed_book_is_reported(book: Path):
    """A digital signature is seen on reading and refuses nothing there."""
    with_parts(book, {"_xmlsignatures/sig1.xml": b"<Signature/>"})
    assert FileBook.open(book).signed
