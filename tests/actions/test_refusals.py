"""A book whose structure or settings are wrong: nothing is computed past it, nothing that stands there is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.cli import main


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, Any]:
    code = main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out)


def rename(path: Path, table: str, old: str, new: str | None) -> None:
    """Rename a header of a table, as typing over it in Excel does; None takes the whole sheet away."""
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book.worksheets if table in s.tables)
    if new is None:
        del book[sheet.title]
    else:
        (cell,) = [c for row in sheet[sheet.tables[table].ref] for c in row if c.value == old]
        cell.value = new
        (column,) = [c for c in sheet.tables[table].tableColumns if c.name == old]
        column.name = new
    book.save(path)


def set_setting(path: Path, label: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book.worksheets if "tblSetting" in s.tables)
    next(row for row in sheet.iter_rows() if row[0].value == label)[1].value = value
    book.save(path)


@pytest.mark.parametrize("command", [["recalc"], ["status"], ["report", "--to", "ผล"]], ids=lambda c: c[0])
def test_a_missing_column_that_decides_figures_stops_the_computing(
    command: list[str], sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The header is named, the exit code is 1, and the results of before stand in the book."""
    monkeypatch.chdir(sample.parent)
    run(capsys, "recalc", sample)
    before = openpyxl.load_workbook(sample, data_only=True)["คะแนนหน่วยงาน"]["E6"].value
    rename(sample, "tblSubmission", "ขยายเวลาถึง", "ขยายถึง")
    code, found = run(capsys, command[0], sample, *command[1:])
    assert (code, found["error"]["code"]) == (1, "structure_missing")
    assert [f["code"] for f in found["findings"]] == ["column_missing"]
    assert "ขยายเวลาถึง" in found["findings"][0]["message"]
    assert openpyxl.load_workbook(sample, data_only=True)["คะแนนหน่วยงาน"]["E6"].value == before
    assert not (sample.parent / "ผล").exists()


def test_a_missing_text_column_is_said_and_stops_nothing(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its obstacles the book still computes; the warning names the column."""
    rename(sample, "tblMonthlyScore", "ปัญหาอุปสรรค", "ของฉัน")
    code, found = run(capsys, "check", sample)
    assert code == 0
    assert "column_missing_text" in {f["code"] for f in found["findings"]}
    assert run(capsys, "recalc", sample)[0] == 0


def test_one_wrong_setting_leaves_the_others_in_force(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Check tells the setting with its range and invents nothing else; recalc refuses with exit code 1."""
    _, clean = run(capsys, "check", sample)
    set_setting(sample, "วันครบกำหนดรายงาน", 40)
    code, found = run(capsys, "check", sample)
    new = [f for f in found["findings"] if f["severity"] == "error"]
    assert (code, len(new)) == (1, 1)
    assert "31" in new[0]["message"] + new[0]["how_to_fix"]
    assert found["warnings"] == clean["warnings"]
    code, refused = run(capsys, "recalc", sample)
    assert (code, refused["error"]["code"]) == (1, "settings_wrong")


@pytest.mark.parametrize(
    "command", [["check"], ["recalc"], ["status"], ["report", "--to", "ผล"]], ids=lambda c: c[0]
)
def test_a_workbook_that_is_no_master_is_refused(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody's budget gets no report: exit code 2 and a sentence."""
    path = tmp_path / "งบ.xlsx"
    openpyxl.Workbook().save(path)
    code, found = run(capsys, command[0], path, *command[1:])
    assert (code, found["error"]["code"]) == (2, "not_a_master")


def test_report_tells_that_the_book_has_errors(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report from a book with errors is made, and the exit code says so."""
    book = openpyxl.load_workbook(sample)
    sheet = next(s for s in book.worksheets if "tblUnitKpi" in s.tables)
    (weight,) = [c for c in sheet[6] if c.value == 10 or isinstance(c.value, int)][:1]
    weight.value = 7
    book.save(sample)
    code, found = run(
        capsys, "report", sample, "--to", sample.parent / "ผล", "--kind", "overview", "--format", "html"
    )
    assert code == 1
    assert len(found["reports"]) == 1


def test_no_letter_is_explained_in_one_sentence(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A letter asked for a unit that passed: nothing is written, and the one line says why."""
    command = ("report", sample, "--to", tmp_path / "out", "--kind", "letter", "--unit", "SEC")
    code = main([*map(str, command)])
    said = capsys.readouterr().out.splitlines()
    assert (code, len(said), list((tmp_path / "out").iterdir())) == (0, 1, [])
    assert said[0].startswith("ไม่ได้ทำหนังสือแจ้ง สำนักงานเลขานุการกรม (SEC) เพราะคะแนน 3.6199 ถึงเกณฑ์ 3.0000 แล้ว")


def test_findings_are_given_although_their_sheet_cannot_be_written(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A note below the findings table blocks the sheet; every finding is printed all the same, exit code 2."""
    book = openpyxl.load_workbook(sample)
    sheet = next(s for s in book.worksheets if "tblFinding" in s.tables)
    last = int(sheet.tables["tblFinding"].ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    sheet.cell(last + 2, 1, "หมายเหตุของฉัน")
    book.save(sample)
    code, found = run(capsys, "check", sample)
    assert code == 2
    assert len(found["findings"]) == 11


def test_after_the_last_round_nothing_is_due(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """August belongs to no round: no deadline, and nobody is called late for it."""
    _, found = run(capsys, "status", sample, "--as-of", "2022-08-15")
    assert found["next_deadline"] is None
    assert found["months"][10]["waiting"] == []


def test_what_stands_outside_the_declared_columns_is_seen(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows typed under a table, and a citizen number in a column that the user added, are findings with their place."""
    book = openpyxl.load_workbook(sample)
    scores = next(s for s in book.worksheets if "tblMonthlyScore" in s.tables)
    last = int(scores.tables["tblMonthlyScore"].ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    for column, value in enumerate(("2565-02", "EXPT", "3.1", "ส่งแล้ว", 45), start=1):
        scores.cell(last + 1, column, value)
    book.save(sample)
    rename(sample, "tblContact", "ตรวจสอบล่าสุด", "เลขบัตร")
    book = openpyxl.load_workbook(sample)
    contacts = next(s for s in book.worksheets if "tblContact" in s.tables)
    header = next(
        c for row in contacts[contacts.tables["tblContact"].ref] for c in row if c.value == "เลขบัตร"
    )
    cell = contacts.cell(header.row + 1, header.column, "1234567890121")
    cell.number_format = "@"
    book.save(sample)
    _, found = run(capsys, "check", sample)
    by_code = {f["code"]: f for f in found["findings"]}
    assert str(last + 1) in by_code["rows_below_table"]["message"]
    assert by_code["citizen_number"]["cell"] == cell.coordinate
    assert "เลขบัตร" in by_code["citizen_number"]["message"]
    assert "1234567890121" not in by_code["citizen_number"]["message"]
