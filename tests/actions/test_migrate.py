"""Older layouts: a copy in the present one, nothing lost, every command says what to do; newer ones refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from addin.actions import ACTIONS
from addin.actions.load import load
from addin.cli import main
from addin.texts import error_text
from tests.actions.test_jobs import run
from tests.support.ooxml_lint import lint, validate
from workbook.book_rows import LAYOUT, layout_of
from workbook.errors import UserError
from workbook.file import FileBook
from workbook.frames import read_tables
from workbook.migrate import STEPS, migrate
from workbook.schema import TABLES

OLDER = Path(__file__).parents[1] / "books" / "master_layout_1.xlsx"
"""The master as layout 1 built it."""
NEW = ("tblSnapshotSetting", "tblBook")
TODAY = dt.date(2022, 10, 3)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A book of layout 1 that was used: rows, a column and a sheet of the user's own, a closing, a comment."""
    path = tmp_path / "คำรับรอง.xlsx"
    book = openpyxl.load_workbook(OLDER)
    sheet = next(one for one in book.worksheets if "tblHoliday" in one.tables)
    sheet["E5"], sheet["E6"] = "คอลัมน์ของฉัน", "ตรวจแล้ว"
    sheet.tables["tblHoliday"].ref = sheet.tables["tblHoliday"].ref.replace(":D", ":E")
    sheet.tables["tblHoliday"].autoFilter.ref = sheet.tables["tblHoliday"].ref
    sheet.tables["tblHoliday"].tableColumns.append(
        openpyxl.worksheet.table.TableColumn(id=5, name="คอลัมน์ของฉัน")
    )
    book.create_sheet("งานของฉัน")["B2"] = "=1+1"
    book.save(path)
    with FileBook.open(path, backups_kept=0) as opened:
        closing = {"ลำดับ": 1, "เดือน": "2564-10", "ครั้งที่": 1, "วันที่ปิด": dt.date(2021, 11, 11), "โดย": "กพร."}
        opened.replace("tblSnapshot", [closing])
        opened.replace("tblSnapshotScore", [{"ลำดับการปิด": 1, "รหัสหน่วยงาน": "SEC", "คะแนน": 3.5}])
        opened.save()
    return path


def cells(path: Path) -> dict[str, dict[str, object]]:
    """Sheet -> address -> value or formula, as another program's library reads it."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}
        for sheet in book
    }


def looks(path: Path) -> dict[str, dict[str, tuple[object, ...]]]:
    """Sheet -> address -> font, fill, border, number format, alignment."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: {
            c.coordinate: tuple(map(repr, (c.font, c.fill, c.border, c.number_format, c.alignment)))
            for row in sheet.iter_rows(max_row=12)
            for c in row
        }
        for sheet in book
    }


@pytest.fixture
def newer(older: Path) -> Path:
    """Its copy in the present layout."""
    to = older.with_name("ใหม่.xlsx")
    ACTIONS["migrate"](older, today=TODAY, to=to)
    return to


def test_every_cell_stays(older: Path, newer: Path) -> None:
    """Sheets, titles, values, formulas and the user's own column and sheet are where they were."""
    before, after = cells(older), cells(newer)
    assert {title: {at: after[title].get(at) for at in known} for title, known in before.items()} == before
    assert after["วันหยุดราชการ"]["E6"] == "ตรวจแล้ว"
    assert after["งานของฉัน"]["B2"] == "=1+1"


def test_every_format_stays(older: Path, newer: Path) -> None:
    """No cell looks otherwise than before, though formats were added."""
    before, after = looks(older), looks(newer)
    changed = {
        (title, at)
        for title, known in before.items()
        for at, look in known.items()
        if after[title][at] != look
    }
    # Cells that were not there and belong to the new columns are dressed like their neighbours.
    assert {title for title, _ in changed} <= {"ปิดผลประจำเดือน", "ผลที่ปิดแล้ว"}


def test_parts_that_nothing_was_added_to_keep_their_bytes(older: Path, newer: Path) -> None:
    """The sheets of the inputs are not even rewritten."""
    with zipfile.ZipFile(older) as one, zipfile.ZipFile(newer) as other:
        same = [name for name in one.namelist() if one.read(name) == other.read(name)]
        sheets = [name for name in one.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(set(sheets) - set(same)) == 3  # the two sheets of closings, and home with its links


def test_home_leads_to_the_new_sheets(newer: Path) -> None:
    """The list of sheets on home is longer by two, each link leading to the title of its sheet."""
    book = openpyxl.load_workbook(newer)
    home = book["หน้าหลัก"]
    links = {c.hyperlink.location: c.value for row in home.iter_rows() for c in row if c.hyperlink}
    assert [links.get(f"go_{name}") for name in NEW] == ["ค่าที่ใช้เมื่อปิดผล", "ทะเบียนสมุดงาน"]
    assert [book.defined_names[f"go_{name}"].attr_text for name in NEW] == [
        "'ค่าที่ใช้เมื่อปิดผล'!$A$1",
        "'ทะเบียนสมุดงาน'!$A$1",
    ]


def test_the_copy_has_every_table_and_column_of_the_schema(newer: Path) -> None:
    """What the present layout declares is there; if this fails, a step of workbook/migrate.py lacks it."""
    with FileBook.open(newer) as book:
        found = read_tables(book, TABLES)
    assert found.issues == []
    lacking = {t.name: set(t.keys) - set(found.places[t.name].letters) for t in TABLES}
    assert {name: keys for name, keys in lacking.items() if keys} == {}


def test_closings_are_kept(newer: Path) -> None:
    """The rows of a closing are read from the copy, the new columns blank."""
    with FileBook.open(newer) as book:
        frames = load(book, today=TODAY).frames
    assert frames["tblSnapshot"][["seq", "month", "by"]].to_numpy().tolist() == [[1.0, "2564-10", "กพร."]]
    assert frames["tblSnapshot"]["reopened_on"].isna().all()
    assert frames["tblSnapshotScore"][["unit_code", "score"]].to_numpy().tolist() == [["SEC", 3.5]]


def test_the_step_is_recorded_in_the_book(newer: Path) -> None:
    """Its own table says the layout, and when each step was made."""
    with FileBook.open(newer) as book:
        rows = {line[2]: line[1] for line in book.read("tblBook").cells}
    assert rows["layout"] == float(LAYOUT)
    assert rows["migration_2"] == dt.datetime(2022, 10, 3)


def test_the_copy_is_a_sound_workbook(older: Path, newer: Path) -> None:
    """No fault by Excel's rules, and none by the SDK's validator that the older book did not have."""
    assert lint(newer) == lint(older)
    new, old = validate(newer), validate(older)
    if new is not None and old is not None:
        assert set(new) - set(old) == set()


def test_the_copy_computes(newer: Path) -> None:
    """Check and recalc work on it, and it needs no other migration."""
    assert main(["recalc", str(newer), "--as-of", "2022-03-10"]) in {0, 1}
    with FileBook.open(newer) as book:
        assert layout_of(book) == LAYOUT


def test_the_older_file_is_not_touched(older: Path, tmp_path: Path) -> None:
    """The copy stands beside it under a name of its own; the book itself keeps its bytes."""
    before = older.read_bytes()
    assert main(["migrate", str(older)]) == 0
    assert older.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["คำรับรอง (รุ่นใหม่).xlsx", "คำรับรอง.xlsx"]


@pytest.mark.parametrize("command", ["check", "recalc", "status"])
def test_commands_name_the_cure_on_an_older_book(
    older: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """One sentence with samret migrate, exit 2, and nothing is written."""
    before = older.read_bytes()
    code, document, told = run(capsys, command, older)
    assert (code, document["error"]["code"]) == (2, "layout_older")
    assert "samret migrate" in told
    assert older.read_bytes() == before


@pytest.mark.parametrize("command", ["check", "recalc", "status", "migrate"])
def test_commands_refuse_a_newer_book(fresh: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """A layout that this program does not know is neither read nor written."""
    with FileBook.open(fresh, backups_kept=0) as book:
        rows = book.read("tblBook").cells
        book.replace("tblBook", [{"ค่า": LAYOUT + 1 if line[2] == "layout" else line[1]} for line in rows])
        book.save()
    before = fresh.read_bytes()
    code, document, _ = run(capsys, command, fresh)
    assert (code, document["error"]["code"]) == (2, "layout_newer")
    assert fresh.read_bytes() == before


def test_a_present_book_needs_no_copy(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said, and no file is made."""
    code, document, _ = run(capsys, "migrate", fresh)
    assert (code, document["error"]["code"]) == (2, "migrate_same")
    assert len(list(fresh.parent.iterdir())) == 1


def test_a_copy_never_takes_a_name_that_is_there(older: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even its own: in place is no copy."""
    code, document, _ = run(capsys, "migrate", older, "--to", older)
    assert (code, document["error"]["code"]) == (2, "new_exists")


def test_something_beside_the_table_is_not_written_over(older: Path) -> None:
    """A remark at the right of a table that must grow is named with its cell, and no copy is made."""
    book = openpyxl.load_workbook(older)
    sheet = next(one for one in book.worksheets if "tblSnapshot" in one.tables)
    sheet["K6"] = "หมายเหตุ"
    book.save(older)
    with pytest.raises(UserError) as caught:
        ACTIONS["migrate"](older, today=TODAY)
    assert (caught.value.code, caught.value.params["cell"]) == ("content_beside", "K6")
    assert "K6" in error_text(caught.value.code, caught.value.params)
    assert len(list(older.parent.iterdir())) == 1


def test_a_workbook_that_is_no_master_is_not_migrated(tmp_path: Path) -> None:
    """Somebody's list is told apart from an older master."""
    path = tmp_path / "รายชื่อ.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UserError) as caught:
        ACTIONS["migrate"](path, today=TODAY)
    assert caught.value.code == "not_a_master"


def test_migrating_a_present_book_changes_no_byte(fresh: Path) -> None:
    """The steps begin after the layout that the book has."""
    content = fresh.read_bytes()
    assert migrate(content, content, TODAY).content == content


def test_there_is_a_step_to_every_layout() -> None:
    """From layout 1 on, one each, in order."""
    assert tuple(STEPS) == tuple(range(2, LAYOUT + 1))


def test_the_same_migration_gives_the_same_bytes(older: Path) -> None:
    """No clock but the day given, no random order."""
    fresh = OLDER.parents[2] / "workbook" / "master.xlsx"
    one, other = (migrate(older.read_bytes(), fresh.read_bytes(), TODAY).content for _ in range(2))
    assert one == other
