"""A press of a button when something is in the way: the person is told, the workbook stays as it was."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from addin.texts import ui
from tests.excel import engine
from tests.excel.engine.vba import AddIn
from tests.excel.pressing import (
    FIGURES,
    MACROS,
    Desk,
    monthly,
    press,
)

pytestmark = [pytest.mark.office, pytest.mark.slow]


def test_each_button_runs_one_command_that_names_it(commands: Mapping[str, list[str]]) -> None:
    """The callback gives Python the tag, the add-in's version and that of xlwings."""
    for tag, ran in commands.items():
        (command,) = ran
        assert command.startswith(f"from addin import ribbon; ribbon.run('{tag}', ")


def test_a_press_that_fails_half_way_leaves_the_workbook_as_it_was(desk: Desk) -> None:
    """Excel refuses a write in the middle: what was written is taken back, and the person is told."""
    desk.select(monthly(desk))
    before = desk.seen()
    desk.session.faults.fail_after(20)
    alert = desk.press("recalc")
    after = desk.seen()
    assert after == before
    assert alert.mode == "critical"
    assert "✗" in alert.prompt
    press(desk, "recalc", monthly(desk), writes=FIGURES)


def test_a_busy_excel_is_waited_for(desk: Desk) -> None:
    """The person begins to edit a cell while the button works; a moment later the work goes on."""
    desk.select(monthly(desk))
    desk.expected("recalc", monthly(desk))
    desk.session.faults.busy(3, after=40)
    assert desk.press("recalc").mode == "info"
    desk.assert_like_twin(FIGURES)


def test_manual_calculation_stays_manual(desk: Desk) -> None:
    """As the person has set Excel, also when the press fails."""
    desk.session.app.calculation = "manual"
    press(desk, "recalc", monthly(desk), writes=FIGURES)
    assert desk.session.app.calculation == "manual"


def test_another_version_of_the_add_in_is_told_before_anything_else(
    office: engine.Session, desk: Desk
) -> None:
    """The add-in's own sheet names its version; a wrong one stops the press."""
    with AddIn(office, MACROS / "samret.xlam") as addin:
        texts = addin.sheet("texts")
        rows = texts.used_range.raw_value
        (row,) = [i for i, line in enumerate(rows, 1) if line[0] == "version"]
        texts.range((row, 2)).raw_value = "'0.0.1"
        addin.record()
        (command,) = addin.press("SamretPress", "recalc")
    before = desk.seen()
    alert = desk.run(command)
    assert desk.seen() == before
    assert alert.mode == "critical"
    assert "0.0.1" in alert.prompt


def test_a_locked_sheet_is_told_and_nothing_is_written(desk: Desk) -> None:
    """A sheet that the person has locked with a password is theirs."""
    sheet = desk.book.sheets[desk.read("tblUnitScore").sheet]
    if sheet.api.ProtectContents:
        sheet.api.Unprotect("")
    sheet.api.Protect(Password="ของฉัน")
    desk.select(monthly(desk))
    before = desk.seen()
    alert = desk.press("recalc")
    assert desk.seen() == before
    assert alert.mode == "critical"
    assert sheet.name in alert.prompt


def test_a_report_without_a_unit_in_the_row_says_what_to_select(desk: Desk) -> None:
    """The settings have no unit."""
    desk.select(desk.spot("tblSetting", "value"))
    alert = desk.press("report_unit_word")
    assert alert.mode == "critical"
    assert not (desk.path.parent / "รายงาน").exists()
    assert ui("open_question", "th") not in alert.prompt
