"""The test engine's application, the faults that a test orders, and the process behind it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.excel import engine

pytestmark = pytest.mark.office


# -- the application -------------------------------------------------------------------------------------------


def test_selection_and_scrolling_belong_to_the_sheet_in_front(office: engine.Session, book: xw.Book):
    """Only a cell of the active sheet can be selected through the range."""
    sheet = book.sheets["ตาราง"]
    with pytest.raises(engine.ComError):
        sheet.range("C4").impl.select()
    sheet.activate()
    sheet.range("B3:C4").select()
    assert book.sheets.active.name == "ตาราง"
    assert office.app.selection.address == "$B$3:$C$4"
    office.app.api.ActiveWindow.ScrollRow = 30
    assert office.app.api.ActiveWindow.ScrollRow == 30


def test_messages_are_recorded_and_answered(office: engine.Session):
    """Without an answer set, OK is pressed, and No where there is a choice."""
    assert office.app.alert("หนึ่ง", "ชื่อ", "ok", "info") == "ok"
    assert office.app.alert("สอง", buttons="yes_no") == "no"
    office.answer("yes")
    assert office.app.alert("สาม", buttons="yes_no") == "yes"
    assert office.alerts[0] == engine.Alert("หนึ่ง", "ชื่อ", "ok", "info")
    assert len(office.alerts) == 3


def test_the_status_bar_remembers_what_stood_in_it(office: engine.Session):
    """False while Excel has it."""
    assert office.app.status_bar is False
    office.app.status_bar = "กำลังอ่าน"
    office.app.status_bar = False
    assert office.status_history == ["กำลังอ่าน", False]


def test_switches_are_kept(office: engine.Session):
    """Each App object shows the same application."""
    office.app.screen_updating = False
    office.app.enable_events = False
    assert (office.app.screen_updating, office.app.enable_events, office.app.display_alerts) == (
        False,
        False,
        True,
    )


def test_books_are_found_and_closed(office: engine.Session, book: xw.Book, template: Path):
    """By name, and with the file's path."""
    assert (book.name, book.fullname, book.api.Date1904) == ("สมุด.xlsx", str(template), False)
    assert office.app.books["สมุด.xlsx"] == book
    book.close()
    assert len(office.app.books) == 0


def test_what_is_saved_holds_the_values(office: engine.Session, values: xw.Sheet, tmp_path: Path):
    """For looking at values; the file loses what LibreOffice does not know."""
    values.range("H1").raw_value = "เก็บ"
    values.book.save(tmp_path / "ใหม่.xlsx")
    again = office.open_book(tmp_path / "ใหม่.xlsx")
    assert again.sheets["ค่า"].range("H1").raw_value == "เก็บ"


# -- faults ----------------------------------------------------------------------------------------------------


def test_a_busy_excel_rejects_as_many_calls_as_ordered(office: engine.Session, values: xw.Sheet):
    """As COM's error -2147418111; then it works again."""
    office.faults.busy(2)
    for _ in range(2):
        with pytest.raises(engine.ComError) as busy:
            values.range("A1")
        assert (busy.value.hresult, type(busy.value).__name__) == (-2147418111, "com_error")
    assert values.range("A1").raw_value == "ข้อความ"


def test_excel_may_become_busy_later(office: engine.Session, values: xw.Sheet):
    """After as many calls as ordered."""
    office.faults.busy(1, after=2)
    cell = values.range("A1")
    assert cell.raw_value == "ข้อความ"
    with pytest.raises(engine.ComError):
        cell.formula  # noqa: B018 - reading is the call
    assert cell.formula == "ข้อความ"


def test_the_ordered_write_fails_and_changes_nothing(office: engine.Session, values: xw.Sheet):
    """Reads do not count, and what comes after works."""
    office.faults.fail_after(1)
    values.range("H1").raw_value = 1.0
    assert values.range("H1").raw_value == 1.0
    with pytest.raises(engine.ComError) as failure:
        values.range("H2").raw_value = 2.0
    assert failure.value.hresult == -2146827284
    assert values.range("H2").raw_value is None
    values.range("H3").raw_value = 3.0
    assert values.range("H3").raw_value == 3.0


@pytest.mark.parametrize(
    ("use", "name"),
    [
        (lambda sheet: sheet.range("A1").wrap_text, "Range.wrap_text"),
        (lambda sheet: sheet.charts, "Sheet.charts"),
        (lambda sheet: sheet.api.Shapes, "NativeSheet.Shapes"),
        (lambda sheet: sheet.book.app.api.Hwnd, "NativeApp.Hwnd"),
        (lambda sheet: sheet.book.names, "Book.names"),
        (lambda sheet: sheet.range("A1").value, "Range.value"),
    ],
)
def test_what_the_product_does_not_use_says_its_name(values: xw.Sheet, use: Any, name: str):
    """No silent pretending."""
    with pytest.raises(NotImplementedError, match=name):
        use(values)


# -- the process -----------------------------------------------------------------------------------------------


def test_only_the_bridge_becomes_importable(office: engine.Session):
    """Nothing else of the system's packages."""
    import importlib.util
    import sys

    assert office.office.uno is sys.modules["uno"]
    assert not [path for path in sys.path if path.startswith("/usr/lib/python3/dist-packages")]
    assert importlib.util.find_spec("apt") is None


def test_a_missing_office_skips_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """CI has it and does not skip."""
    from tests.excel.engine import office as module

    monkeypatch.setattr(module, "_BRIDGE", tmp_path / "uno.py")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"uno\.py"):
        module.require()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI must have"):
        module.require()


def test_a_closed_office_leaves_no_process_and_no_profile():
    """A second one, started and ended beside the first."""
    from tests.excel.engine.office import Office

    engine.require()
    second = Office()
    pid, folder = second.pid, second._folder
    assert Path(f"/proc/{pid}").exists()
    second.close()
    assert not Path(f"/proc/{pid}").exists()
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
