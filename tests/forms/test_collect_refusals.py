"""Forms that may not be taken, each with its reason; none of them stops the others."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.cli import main
from addin.errors import UserError
from addin.texts import TEXTS
from tests.support.buttons import OpenBook, frame_of, open_book, said
from tests.support.checkbook import SCORE, clean_book, day
from tests.support.forms import BOOK_ID, SENT, cell_of, collect, fill, give_out, put, result, row_of
from tests.support.xlsx import parts, with_parts
from workbook.build_form_main import MAIN_SHEET
from workbook.form_model import fingerprint
from workbook.form_names import MARK_SHEET, STATUS, UNIT, VALUE


def only(book: OpenBook, path: Path, **more: Any) -> dict[str, Any]:
    """What became of one form that may not be taken; the book must be as it was."""
    before = {name: book.read(name) for name in book.table_names()}
    outcome = collect(book, path, **more)
    assert {name: book.read(name) for name in book.table_names()} == before
    assert not outcome.clean
    (one,) = outcome.data["forms"]
    assert one["reason"] in said(outcome)
    return dict(one)


def remark(**changes: Any) -> Callable[[Any], None]:
    """A change of the mark that seals it again, as a program of another version would have written it."""

    def change(book: Any) -> None:
        sheet = book[MARK_SHEET]
        text = "".join(str(row[0].value) for row in sheet.iter_rows(min_row=3))
        made = json.dumps({**json.loads(text), **changes}, sort_keys=True, separators=(",", ":")).replace(
            " ", "\\u0020"
        )
        sheet.delete_rows(2, sheet.max_row)
        sheet["A2"], sheet["A3"] = fingerprint(made), made

    return change


def drop_row(book: Any) -> None:
    sheet = book[MAIN_SHEET]
    sheet.delete_rows(row_of(sheet, "1.3"))


def add_row(book: Any) -> None:
    sheet = book[MAIN_SHEET]
    sheet.cell(row_of(sheet, "1.5") + 1, 1).value = "9.9"


def other_unit(book: Any) -> None:
    sheet = book[MAIN_SHEET]
    assert sheet["A2"].value == UNIT
    sheet["B2"] = "กองสอง (B2)"


def damage(book: Any) -> None:
    book[MARK_SHEET]["A3"] = str(book[MARK_SHEET]["A3"].value).replace("A1", "B2")


def without_mark(book: Any) -> None:
    book.remove(book[MARK_SHEET])


def rename_header(book: Any) -> None:
    cell = next(c for row in book[MAIN_SHEET].iter_rows() for c in row if c.value == VALUE)
    cell.value = "ผล"


@pytest.mark.parametrize(
    ("change", "code", "state"),
    [
        (remark(fiscal_year=2564), "form_other_year", "refused"),
        (remark(book_id="f" * 32), "form_other_book", "refused"),
        (remark(unit_code="Z9"), "form_unit_unknown", "refused"),
        (remark(month="2565-08", month_label="ก.พ. 65"), "form_month_outside", "refused"),
        (remark(layout=2), "form_layout", "refused"),
        (remark(base={}), "form_mark_damaged", "refused"),
        (damage, "form_mark_damaged", "refused"),
        (other_unit, "form_unit_differs", "refused"),
        (drop_row, "form_rows_differ", "refused"),
        (add_row, "form_rows_differ", "refused"),
        (rename_header, "form_sheet_missing", "refused"),
        (without_mark, "form_not_ours", "unreadable"),
    ],
)
def test_a_form_that_is_none_of_ours_is_refused_with_its_reason(
    tmp_path: Path, change: Callable[[Any], None], code: str, state: str
) -> None:
    """Another year, master, unit or layout; a mark, rows or headers that were changed."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}, more=change)
    one = only(book, path)
    assert (one["code"], one["state"]) == (code, state)
    assert set(TEXTS["error"][code]) == {"th", "en"}


def test_a_book_that_never_gave_out_forms_takes_none(tmp_path: Path) -> None:
    """It has no number: every form is another master's."""
    path = fill(give_out(open_book(), tmp_path)["A1"], {"1.1": result(90)})
    assert only(open_book(), path)["code"] == "form_other_book"


def test_a_closed_month_takes_no_form(tmp_path: Path) -> None:
    """A form that comes after the closing is refused, with the way to go."""
    path = fill(give_out(open_book(), tmp_path, "2565-01")["A1"], {"1.5": result(9)})
    closed = {"tblSnapshot": pd.DataFrame([{"seq": 1, "month": "2565-01", "closed_on": day("2022-02-15")}])}
    book = open_book(
        frames={**clean_book(), **closed, "tblBook": pd.DataFrame([{"key": "book_id", "value": BOOK_ID}])}
    )
    assert only(book, path)["code"] == "form_too_late"


@pytest.mark.parametrize(
    ("cells", "code", "header"),
    [
        ({VALUE: "เก้าสิบ"}, "not_a_number", VALUE),
        ({STATUS: "รับรองแล้วครับ"}, "not_allowed", STATUS),
        ({STATUS: "รับรองผลแล้ว"}, "not_allowed", STATUS),
        ({STATUS: "ไม่นำมาประเมิน"}, "not_allowed", STATUS),
        ({VALUE: 1e308}, "form_too_long", VALUE),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    tmp_path: Path, cells: dict[str, Any], code: str, header: str
) -> None:
    """The finding names the sheet and cell of the form, and nothing of the form is taken."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": cells, "1.3": result(4.5)})
    one = only(book, path)
    at = cell_of(openpyxl.load_workbook(path), "1.1", header).coordinate
    assert one["code"] == "form_cells_wrong"
    assert [(p["code"], p["sheet"], p["cell"]) for p in one["problems"]] == [(code, MAIN_SHEET, at)]


@pytest.mark.parametrize("formula", ["=1+1", "=cmd|'/c calc'!A0", '=WEBSERVICE("http://x")'])
def test_a_formula_in_an_input_is_a_problem_and_never_copied(tmp_path: Path, formula: str) -> None:
    """What a stranger's formula shows is not believed."""
    book = open_book()

    def type_formula(form: Any) -> None:
        cell_of(form, "1.1", "หลักฐาน").value = formula

    one = only(book, fill(give_out(book, tmp_path)["A1"], {"1.3": result(4.5)}, more=type_formula))
    assert [problem["code"] for problem in one["problems"]] == ["form_formula"]


def test_what_the_checks_refuse_is_refused_whole_and_placed_in_the_form(tmp_path: Path) -> None:
    """A low score without its cause: nothing of the form is taken, the cell of the cause is named."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(65), "1.3": result(4.5)})
    one = only(book, path)
    at = cell_of(openpyxl.load_workbook(path), "1.1", "สาเหตุ").coordinate
    assert one["code"] == "form_has_errors"
    assert [(p["code"], p["sheet"], p["cell"]) for p in one["problems"]] == [
        ("cause_missing_low_score", MAIN_SHEET, at)
    ]


def test_citizen_numbers_are_refused(tmp_path: Path) -> None:
    """Nothing that holds one comes into the book, and the message does not repeat it."""
    book = open_book()
    outcome = only(
        book, fill(give_out(book, tmp_path)["A1"], {"1.1": result(90) | {"หลักฐาน": "1-2345-67890-12-1"}})
    )
    assert outcome["code"] == "form_has_errors"
    assert "1-2345-67890-12-1" not in json.dumps(outcome, ensure_ascii=False)


def test_an_error_that_was_there_before_stops_no_form(tmp_path: Path) -> None:
    """What is wrong elsewhere in the book, or was wrong in the unit's rows already, is not the form's fault."""
    book = open_book([(SCORE, 8, {"evidence": None, "score": 9})])
    outcome = collect(book, fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}))
    assert [one["state"] for one in outcome.data["forms"]] == ["taken"]


def hostile(folder: Path, good: Path) -> list[Path]:
    """Files that are no forms, or broken ones."""
    whole = good.read_bytes()
    contents = {
        "ว่าง.xlsx": b"",
        "ข้อความ.xlsx": b"hello",
        "เก่า.xls": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
        "ขาด.xlsx": whole[: len(whole) // 2],
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """Broken, empty, old and strange files are each told; the good form is taken."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}, to=tmp_path / "in" / "a.xlsx")
    bad = hostile(tmp_path / "in", path)
    (tmp_path / "in" / "~$a.xlsx").write_bytes(b"lock")
    outcome = collect(book, tmp_path / "in")
    states = {Path(one["file"]).name: one["state"] for one in outcome.data["forms"]}
    assert states == {"a.xlsx": "taken", **{one.name: "unreadable" for one in bad}}
    assert frame_of(book, SCORE)["actual"].tolist()[5] == 90.0
    assert (outcome.clean, outcome.blocked) == (False, None)


def test_bytes_turned_over_are_refused_or_harmless(tmp_path: Path) -> None:
    """Whatever is broken in a file, collect tells of it and goes on."""
    book = open_book()
    good = give_out(book, tmp_path / "out")["A1"].read_bytes()
    dice = random.Random(2565)
    (tmp_path / "in").mkdir()
    for number in range(25):
        data = bytearray(good)
        for _ in range(dice.randint(1, 40)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        (tmp_path / "in" / f"{number}.xlsx").write_bytes(bytes(data))
    outcome = collect(book, tmp_path / "in")
    assert len(outcome.data["forms"]) == 25
    assert {one["state"] for one in outcome.data["forms"]} <= {"unreadable", "refused", "nothing"}


def test_when_nothing_can_be_read_nothing_was_done(tmp_path: Path) -> None:
    """Exit code 2: no file was a form."""
    book = open_book()
    give_out(book, tmp_path / "out")
    bad = tmp_path / "x.xlsx"
    bad.write_bytes(b"hello")
    outcome = collect(book, bad)
    assert outcome.blocked == ("forms_none_readable", {"count": 1})


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    """Nothing to collect is a mistake of the call."""
    with pytest.raises(UserError) as refusal:
        collect(open_book(), tmp_path)
    assert refusal.value.code == "forms_none_found"


def test_a_book_with_a_broken_structure_takes_no_forms(tmp_path: Path) -> None:
    """As recalc, collect refuses a book without one of its columns, and says where."""
    path = fill(give_out(open_book(), tmp_path)["A1"], {"1.1": result(90)})
    outcome = collect(open_book(drop=(SCORE, "actual")), path)
    assert (outcome.data["error"], outcome.clean) == ({"code": "structure_missing"}, False)
    refused = ACTIONS["forms"](
        open_book(drop=(SCORE, "actual")), to=tmp_path / "x", today=day("2022-03-10").date()
    )
    assert refused.data["error"] == {"code": "structure_missing"}
    assert not (tmp_path / "x").exists()


class TestOnDisk:
    """The commands on a workbook file, with their exit codes."""

    def run(self, *arguments: object) -> int:
        """The exit code of a command."""
        return main([str(one) for one in arguments])

    def test_forms_go_out_and_come_back(
        self, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Out, filled in, previewed, collected, collected again: 0 each time, and the last leaves the file."""
        out = tmp_path / "แบบ"
        assert self.run("forms", sample, "--to", out, "--unit", "HPC01", "LAB") == 0
        given = sample.read_bytes()
        assert self.run("forms", sample, "--to", out, "--unit", "hpc01", "--json") == 0
        printed = capsys.readouterr().out
        assert json.loads(printed[printed.index("{") :])["forms"][0]["new"] is False
        path = fill(
            out / "แบบรายงาน-HPC01-2565-02.xlsx",
            {"1.1": {VALUE: 88.5}, "2.1": {"หลักฐาน": "=1+1"}},
            reporter="ก",
        )
        assert self.run("collect", sample, out, "--dry-run") == 0
        assert sample.read_bytes() == given
        assert self.run("collect", sample, path) == 0
        collected = sample.read_bytes()
        assert collected != given
        assert self.run("collect", sample, path, out) == 0
        assert sample.read_bytes() == collected
        master = openpyxl.load_workbook(sample)
        sheet = next(one for one in master if SCORE in one.tables)
        cells = [c for row in sheet.iter_rows() for c in row if c.value == "=1+1"]
        assert [cell.data_type for cell in cells] == ["s"]
        assert b"<f>1+1</f>" not in collected

    def test_formulas_and_error_values_of_the_book_stay(self, sample: Path, tmp_path: Path) -> None:
        """Cells of other rows in the columns that change are handed back as they stand."""
        self.run("forms", sample, "--to", tmp_path / "แบบ", "--unit", "HPC01")
        master = openpyxl.load_workbook(sample)
        number, sheet = next((n, one) for n, one in enumerate(master, 1) if SCORE in one.tables)
        part = f"xl/worksheets/sheet{number}.xml"
        column = next(c.column_letter for row in sheet.iter_rows() for c in row if c.value == "ผลการดำเนินงาน")
        text = parts(sample)[part].decode()
        inside = {7: "<f>40+2</f><v>42</v>", 8: "<v>#N/A</v>"}
        for row, content in inside.items():
            kind = ' t="e"' if row == 8 else ""
            cell = f'<c r="{column}{row}"{kind}>{content}</c>'
            text, count = re.subn(rf'<c r="{column}{row}"(?:[^>]*/>|.*?</c>)', cell, text, count=1)
            assert count == 1
        with_parts(sample, {part: text.encode()})
        path = fill(tmp_path / "แบบ" / "แบบรายงาน-HPC01-2565-02.xlsx", {"1.1": {VALUE: 88.5}})
        assert self.run("collect", sample, path) == 0
        after = parts(sample)[part].decode()
        assert all(content in after for content in inside.values())
        assert "<v>88.5</v>" in after

    def test_refusals_and_nothing_readable(self, sample: Path, tmp_path: Path) -> None:
        """1 where a form is refused, 2 where none can be read or the call is wrong."""
        out = tmp_path / "แบบ"
        self.run("forms", sample, "--to", out, "--unit", "LAB")
        (path,) = out.iterdir()
        first = next(
            row[0].value
            for row in openpyxl.load_workbook(path)[MAIN_SHEET].iter_rows(min_row=12)
            if not row[7].protection.locked
        )
        fill(path, {first: {VALUE: "ผิด", STATUS: SENT}})
        assert self.run("collect", sample, path) == 1
        bad = tmp_path / "x.xlsx"
        bad.write_bytes(b"hello")
        assert self.run("collect", sample, bad) == 2
        assert self.run("collect", sample, tmp_path / "ไม่มี.xlsx") == 2
        assert self.run("forms", sample, "--to", out, "--month", "2565-08") == 2


def test_put_keeps_texts() -> None:
    """The helper of these tests types texts as texts."""
    sheet: Any = openpyxl.Workbook().active
    put(sheet["A1"], "=1")
    assert sheet["A1"].data_type == "s"
