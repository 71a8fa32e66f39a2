"""The workbook that is open in a spreadsheet, beyond what every book promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.excel.engine import NEEDS_OFFICE, Session, session
from tests.excel.engine.faults import refused
from tests.excel.engine.native_range import NativeRange
from tests.excel.engine.values import Block
from tests.support.xlsx import HEADERS, ROWS, add_table, build, mappings, rows_of
from workbook import live_state
from workbook.backups import BACKUP_FOLDER
from workbook.book import Formula
from workbook.build import build_master
from workbook.desk import Mark, Spot
from workbook.errors import CannotWrite, FileBusy, TableMissing
from workbook.file import FileBook
from workbook.live import LiveBook

pytestmark = NEEDS_OFFICE
MORE = [(f"9.{i}", f"แถว {i}", float(i), dt.date(2022, 3, i)) for i in range(1, 7)]


@pytest.fixture
def office() -> Iterator[Session]:
    yield session()
    session().reset()


@pytest.fixture
def there(office: Session, tmp_path: Path) -> xw.Book:
    return office.open_book(build(tmp_path / "เล่ม.xlsx"))


def sheet_of(book: xw.Book) -> xw.Sheet:
    return book.sheets["ข้อมูล"]


def state(app: xw.App) -> tuple[object, ...]:
    return app.calculation, app.screen_updating, app.display_alerts, app.enable_events


def test_the_sample_reads_as_from_its_file(office: Session, tmp_path: Path):
    """Every table of the sample is read from the open workbook as from the file: values, addresses, formulas."""
    path = tmp_path / "ตัวอย่าง.xlsx"
    build_master(path, fiscal_year=2565, sample=True)
    stored, live = FileBook.open(path), LiveBook(office.open_book(path))
    assert live.table_names() == stored.table_names()
    for name in stored.table_names():
        on_disk, opened = stored.read(name), live.read(name)
        assert opened.formulas == on_disk.formulas, name
        at = opened.formulas
        for i, (left, right) in enumerate(zip(opened.cells, on_disk.cells, strict=True)):
            shown = [None if (i, j) in at else value for j, value in enumerate(left)]
            assert shown == [None if (i, j) in at else value for j, value in enumerate(right)], (name, i)
        assert (opened.headers, opened.letters, opened.first_row) == (
            on_disk.headers,
            on_disk.letters,
            on_disk.first_row,
        )
        assert (opened.sheet, opened.below) == (on_disk.sheet, on_disk.below)


def test_a_table_is_found_wherever_the_user_moved_it(there: xw.Book):
    """A sheet with another name and rows above the Table change nothing."""
    sheet = sheet_of(there)
    sheet.range("1:2").insert(shift="down")
    sheet.name = "ชื่อใหม่"
    book = LiveBook(there)
    assert rows_of(book.read("tblTest"))[0][0] == "1.1"
    assert (book.read("tblTest").sheet, book.read("tblTest").first_row) == ("ชื่อใหม่", 7)
    book.append("tblTest", mappings(MORE[:1]))
    book.save()
    assert rows_of(LiveBook(there).read("tblTest"))[-1][0] == "9.1"


@pytest.mark.parametrize("fails", [False, True])
def test_excel_is_left_as_it_was(office: Session, there: xw.Book, *, fails: bool):
    """Calculation, redrawing, alerts and events stand as before, whether the work succeeds or not."""
    office.app.calculation = "manual"
    office.app.enable_events = False
    before = state(office.app)
    book = LiveBook(there)
    book.replace("tblTest", mappings(MORE))
    if fails:
        office.faults.fail_after(2)
        with pytest.raises(CannotWrite):
            book.save()
    else:
        book.save()
    assert state(office.app) == before


@pytest.mark.parametrize("at", range(1, 6))
def test_a_write_that_fails_leaves_nothing_behind(office: Session, tmp_path: Path, at: int):
    """Whichever write fails, both Tables stand as they stood, and the reason is told."""

    def second(book: Any, _: Any) -> None:
        add_table(book, book.add_worksheet("อื่น"), "tblOther")

    there = office.open_book(build(tmp_path / "สอง.xlsx", second))
    book = LiveBook(there)
    book.replace("tblTest", mappings(MORE))
    book.replace("tblOther", mappings(MORE[:1]))
    office.faults.fail_after(at)
    with pytest.raises(CannotWrite) as caught:
        book.save()
    assert caught.value.code == "excel_refused"
    again = LiveBook(there)
    expected = [(a, b, c, dt.datetime(d.year, d.month, d.day) if d else None) for a, b, c, d in ROWS]
    assert rows_of(again.read("tblTest")) == expected
    assert rows_of(again.read("tblOther")) == expected


def test_a_busy_excel_is_waited_for(office: Session, there: xw.Book):
    """Calls that Excel rejects while a cell is edited are made again."""
    book = LiveBook(there)
    office.faults.busy(3)
    book.append("tblTest", mappings(MORE[:1]))
    office.faults.busy(2)
    book.save()
    assert rows_of(LiveBook(there).read("tblTest"))[-1][0] == "9.1"


def test_an_excel_that_stays_busy_is_told(office: Session, there: xw.Book, monkeypatch: pytest.MonkeyPatch):
    """After a while the user hears what to do."""
    monkeypatch.setattr(live_state, "PATIENCE", 0.1)
    book = LiveBook(there)
    office.faults.busy(10_000)
    with pytest.raises(FileBusy) as caught:
        book.read("tblTest")
    assert caught.value.code == "excel_busy"


def hide_all_but(office: Session, table: Any, code: str) -> None:
    """What the user does with the arrow of the first header."""
    uno = table.impl._uno
    field = office.office.struct("com.sun.star.sheet.TableFilterField")
    field.Field, field.IsNumeric, field.StringValue = 0, False, code
    field.Operator = office.office.uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    descriptor = uno.getFilterDescriptor()
    descriptor.ContainsHeader = True
    descriptor.setFilterFields((field,))
    uno.refresh()


def test_a_filter_swallows_nothing(office: Session, there: xw.Book):
    """Rows that the user's filter hides get their own values, and stay hidden."""
    sheet = sheet_of(there)
    table = sheet.tables["tblTest"]
    hide_all_but(office, table, "1.10")
    book = LiveBook(there)
    book.replace(
        "tblTest",
        mappings([("1.1", "ใหม่ ก", 1.0, None), ("1.10", "ใหม่ ข", 2.0, None), ("2.1", "ใหม่ ค", 3.0, None)]),
    )
    book.save()
    assert [row[:3] for row in rows_of(LiveBook(there).read("tblTest"))] == [
        ("1.1", "ใหม่ ก", 1.0),
        ("1.10", "ใหม่ ข", 2.0),
        ("2.1", "ใหม่ ค", 3.0),
    ]
    assert table.api.AutoFilter.FilterMode


def test_a_filter_beside_a_hidden_column(office: Session, there: xw.Book, monkeypatch: pytest.MonkeyPatch):
    """Excel finds no visible cell in a column that the user hides: the rows are told by the others."""
    sheet = sheet_of(there)
    hide_all_but(office, sheet.tables["tblTest"], "1.10")
    sheet.impl.uno.getColumns().getByIndex(0).IsVisible = False
    found = NativeRange.SpecialCells

    def as_in_excel(self: Any, kind: int) -> Any:
        columns = self._cells.uno.getColumns()
        if not any(columns.getByIndex(j).IsVisible for j in range(self._cells.ncols)):
            raise refused("No cells were found.")
        return found(self, kind)

    monkeypatch.setattr(NativeRange, "SpecialCells", as_in_excel)
    book = LiveBook(there)
    book.append("tblTest", mappings(MORE[:1]))
    book.save()
    assert rows_of(LiveBook(there).read("tblTest"))[-1][0] == "9.1"


def test_a_hidden_row_is_known(office: Session, there: xw.Book):
    """A cell in a row that the filter hides is told from one that can be seen."""
    hide_all_but(office, sheet_of(there).tables["tblTest"], "1.10")
    book = LiveBook(there)
    assert (book.hides(Spot("ข้อมูล", "A", 5)), book.hides(Spot("ข้อมูล", "A", 6))) == (True, False)


def test_new_rows_look_and_compute_like_the_last_one(office: Session, tmp_path: Path):
    """Number formats and a column that the user fills by a formula go on in the rows that are added."""

    def fill(book: Any, sheet: Any) -> None:
        headers = ("รหัส", "คะแนน", "สองเท่า")
        at = (9, 0)
        add_table(book, sheet, "tblMore", headers, [("a", 1.5, None), ("b", 2.5, None)], at)
        score = book.add_format({"num_format": "0.0000"})
        for row, value in ((10, 1.5), (11, 2.5)):
            sheet.write_number(row, 1, value, score)
            sheet.write_formula(row, 2, f"=B{row + 1}*2", None, value * 2)

    there = office.open_book(build(tmp_path / "สูตร.xlsx", fill))
    book = LiveBook(there)
    book.append("tblMore", [{"รหัส": "c", "คะแนน": 3.0}, {"รหัส": "d", "คะแนน": 4.0}])
    book.save()
    read = LiveBook(there).read("tblMore")
    assert rows_of(read) == [("a", 1.5, 3.0), ("b", 2.5, 5.0), ("c", 3.0, 6.0), ("d", 4.0, 8.0)]
    assert {(i, 2) for i in range(4)} == read.formulas
    assert sheet_of(there).range("B14").number_format == "0.0000"


def test_what_stands_below_is_not_overwritten(there: xw.Book):
    """A note under the Table keeps its cell: the growth is refused and nothing is written."""
    sheet_of(there).range("B9").raw_value = "หมายเหตุ"
    book = LiveBook(there)
    book.append("tblTest", mappings(MORE[:3]))
    with pytest.raises(CannotWrite) as caught:
        book.save()
    assert (caught.value.code, caught.value.params["cell"]) == ("content_below", "B9")
    assert len(LiveBook(there).read("tblTest").cells) == 3


def test_rows_typed_below_are_seen(there: xw.Book):
    """Two typed cells under the Table are reported as a row that it should have grown over."""
    sheet_of(there).range("A8:B8").raw_value = [["ก", "ข"]]
    assert LiveBook(there).read("tblTest").below == (8,)


def test_a_protected_sheet_is_protected_again(there: xw.Book):
    """Protection without a password is lifted for the writing and put back with what it allowed."""
    sheet = sheet_of(there)
    sheet.api.Protect(Contents=True, DrawingObjects=False, AllowFiltering=True, AllowFormattingColumns=True)
    book = LiveBook(there)
    book.append("tblTest", mappings(MORE))
    book.save()
    assert sheet.api.ProtectContents
    assert (sheet.api.Protection.AllowFiltering, sheet.api.Protection.AllowSorting) == (True, False)
    assert len(LiveBook(there).read("tblTest").cells) == 9


def test_a_password_is_the_users_own(there: xw.Book):
    """A sheet with a password is not written: the sentence names it."""
    sheet_of(there).api.Protect(Password="ลับ", Contents=True)
    book = LiveBook(there)
    book.append("tblTest", mappings(MORE))
    with pytest.raises(CannotWrite) as caught:
        book.save()
    assert (caught.value.code, caught.value.params["sheet"]) == ("sheet_protected", "ข้อมูล")
    assert sheet_of(there).api.ProtectContents


def test_every_version_of_the_file_is_kept_once(there: xw.Book, tmp_path: Path):
    """Before writing, the file as it was last saved is copied; a second press adds no second copy."""
    for row in MORE[:2]:
        book = LiveBook(there)
        book.append("tblTest", mappings([row]))
        book.save()
    (backup,) = (tmp_path / BACKUP_FOLDER).iterdir()
    assert backup.read_bytes() == (tmp_path / "เล่ม.xlsx").read_bytes()


def test_the_users_place_stays(office: Session, there: xw.Book):
    """Selection and scroll are the same after a write."""
    sheet = sheet_of(there)
    sheet.activate()
    sheet.range("C6").select()
    office.app.api.ActiveWindow.ScrollRow = 3
    book = LiveBook(there)
    book.append("tblTest", mappings(MORE))
    book.save()
    assert book.selected() == Spot("ข้อมูล", "C", 6)
    assert office.app.api.ActiveWindow.ScrollRow == 3


def test_going_to_a_cell_selects_it(there: xw.Book):
    """A spot is brought to the front; a sheet that is gone is told by name."""
    book = LiveBook(there)
    book.go_to(Spot("ข้อมูล", "B", 5))
    assert book.selected() == Spot("ข้อมูล", "B", 5)
    with pytest.raises(TableMissing) as caught:
        book.go_to(Spot("ไม่มี", "A", 1))
    assert caught.value.code == "sheet_missing"


def marked(sheet: xw.Sheet, cell: str) -> int:
    return sum('"samret-mark"' in (rule.formula or "") for rule in sheet.range(cell).conditional_formats)


def test_marks_lie_over_the_users_colours(there: xw.Book):
    """Marks come as rules that are ours; the next marks replace them; the user's colour and rule stay."""
    sheet = sheet_of(there)
    sheet.range("A5").color = (1, 200, 3)
    sheet.range("A5:D7").conditional_formats.add_custom("=$C$5>3", fill_color=(9, 9, 9))
    book = LiveBook(there)
    book.mark([Mark(Spot("ข้อมูล", "A", 5), "error"), Mark(Spot("ข้อมูล", "C", 7), "warning")])
    assert (marked(sheet, "A5"), marked(sheet, "C7"), marked(sheet, "B6")) == (1, 1, 0)
    book.mark([Mark(Spot("ข้อมูล", "B", 6), "error")])
    assert (marked(sheet, "A5"), marked(sheet, "C7"), marked(sheet, "B6")) == (0, 0, 1)
    book.mark([])
    assert marked(sheet, "B6") == 0
    assert sheet.range("A5").color == (1, 200, 3)
    assert [rule.formula for rule in sheet.range("A5").conditional_formats] == ["=$C$5>3"]


def test_texts_in_new_cells_stay_texts(there: xw.Book):
    """What Excel would take for a number, a date or a formula is stored as the text that it is."""
    texts = ["3.10", "1/2", "12/11/64", "TRUE", "=HYPERLINK(1)", "-5", "5%", "ม.ค. 65", "1e3", "'x", "#N/A"]
    book = LiveBook(there)
    book.append("tblTest", [{"ชื่อ": text} for text in texts])
    book.save()
    assert [row[1] for row in rows_of(LiveBook(there).read("tblTest"))[3:]] == texts


def test_numbers_in_cells_of_text_format_are_numbers(there: xw.Book):
    """A number, a date or a formula goes into a cell that was formatted as text, and stands there as what it is."""
    sheet_of(there).range("A5:D7").number_format = "@"
    book = LiveBook(there)
    rows = [dict(zip(HEADERS, line, strict=True)) for line in book.read("tblTest").cells]
    rows[0] |= {HEADERS[2]: 7.25, HEADERS[3]: dt.date(2022, 2, 1), HEADERS[1]: Formula("1+1", 2.0)}
    book.replace("tblTest", rows)
    book.save()
    read = LiveBook(there).read("tblTest")
    assert rows_of(read)[0][1:] == (2.0, 7.25, dt.datetime(2022, 2, 1))
    assert (0, 1) in read.formulas


def test_a_format_that_is_needed_reaches_no_other_cell(there: xw.Book):
    """Dates in many separate rows get a date format; the rows between them keep theirs, and their numbers."""
    sheet = sheet_of(there)
    book = LiveBook(there)
    book.replace("tblTest", [{HEADERS[0]: f"9.{i}", HEADERS[3]: float(i + 1)} for i in range(100)])
    book.save()
    sheet.range("D5:D104").number_format = "0.00"
    book = LiveBook(there)
    rows = [dict(zip(HEADERS, line, strict=True)) for line in book.read("tblTest").cells]
    for row in rows[::2]:
        row[HEADERS[3]] = dt.date(2022, 3, 1)
    book.replace("tblTest", rows)
    book.save()
    read = [line[3] for line in LiveBook(there).read("tblTest").cells]
    assert read == [float(i + 1) if i % 2 else dt.datetime(2022, 3, 1) for i in range(100)]
    assert sheet.range("D6").number_format == "0.00"


def test_a_long_text_goes_in_alone(there: xw.Book, monkeypatch: pytest.MonkeyPatch):
    """Excel refuses an array with a text above 8,203 characters, which a single cell takes."""
    write = Block.write

    def as_in_excel(self: Any, data: Any) -> None:
        if isinstance(data, list | tuple) and any(len(str(one)) > 8_203 for row in data for one in row):
            raise refused("Exception occurred.")
        write(self, data)

    monkeypatch.setattr(Block, "write", as_in_excel)
    book = LiveBook(there)
    book.append("tblTest", [*mappings(MORE[:2]), {HEADERS[0]: "9.9", HEADERS[1]: "ย" * 20_000}])
    book.save()
    rows = rows_of(LiveBook(there).read("tblTest"))
    assert [row[0] for row in rows[3:]] == ["9.1", "9.2", "9.9"]
    assert rows[-1][1] == "ย" * 20_000


def test_a_formula_is_written_once(there: xw.Book):
    """A formula that stands there already is no change, however Excel spells it."""
    book = LiveBook(there)
    link = Formula('HYPERLINK("#\'ข้อมูล\'!A5","A5")', "A5")
    book.append("tblTest", [{"ชื่อ": link}])
    book.save()
    again = LiveBook(there)
    rows = [dict(zip(HEADERS, line, strict=True)) for line in again.read("tblTest").cells]
    rows[-1]["ชื่อ"] = link
    again.replace("tblTest", rows)
    assert not again.changed()
