"""Forms as they are given out: prefilled, locked but for inputs, with nothing of other units inside."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.errors import UserError
from tests.support.buttons import NOW, TODAY, frame_of, open_book, said
from tests.support.checkbook import SCORE, clean_book, day
from tests.support.forms import BOOK_ID, SENT, cell_of, fill, give_out, item_cell, result
from tests.support.ooxml_lint import lint, validate
from tests.support.xlsx import parts
from workbook.build_form_main import HEADERS, MAIN_SHEET
from workbook.build_form_sheets import CONTACT_SHEET
from workbook.form_items import ITEMS_SHEET
from workbook.form_names import CODE, MARK_SHEET, REPORTER, STATUS, VALUE
from workbook.form_read import read_form, read_mark

CONTACTS = [
    {"contact_id": "C1", "name": "นามเผยแพร่", "position": "ผู้ประสานงาน", "affiliation": "กลุ่มหนึ่ง", "category": "client",
     "unit_code": "A1", "role": "coordinator", "phone": "0-2000-1111", "publish": "yes"},
    {"contact_id": "C3", "name": "นามปกปิด", "position": "ผู้บันทึก", "affiliation": "กลุ่มหนึ่ง", "category": "client",
     "unit_code": "A1", "role": "recorder", "phone": "0-2000-2222", "publish": "no"},
    {"contact_id": "C4", "name": "นามพ้นหน้าที่", "position": "ผู้บันทึก", "affiliation": "กลุ่มหนึ่ง", "category": "client",
     "unit_code": "A1", "role": "recorder", "phone": "0-2000-3333", "publish": "yes", "active": "no"},
]  # fmt: skip


def with_contacts() -> dict[str, pd.DataFrame]:
    return {**clean_book(), "tblContact": pd.DataFrame(CONTACTS)}


def marked(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with a text of its own in every text cell that belongs to a unit."""
    found = dict(tables)
    for name in (SCORE, "tblItemResult", "tblContact", "tblSubmission", "tblHistory", "tblFollowUp"):
        frame = found[name].copy()
        for key in frame.columns.intersection(
            ["evidence", "cause", "obstacle", "corrective_action", "reporter", "return_reason", "remark", "name", "phone",
             "email", "position", "source", "proof", "issue", "action"]
        ):  # fmt: skip
            frame[key] = [f"secret-{code}-{key}" for code in frame["unit_code"]]
        found[name] = frame
    found["tblContact"]["publish"] = "yes"
    found["tblUnit"] = found["tblUnit"].assign(
        unit_name=[f"name-of-{c}" for c in found["tblUnit"]["unit_code"]]
    )
    return found


@pytest.fixture
def a1(tmp_path: Path) -> Any:
    """The February form of A1, opened."""
    return openpyxl.load_workbook(give_out(open_book(frames=with_contacts()), tmp_path, units=["A1"])["A1"])


def test_each_active_unit_gets_its_own_file(tmp_path: Path) -> None:
    """Two active units, two files; the third is no longer in use."""
    outcome = ACTIONS["forms"](open_book(), to=tmp_path, today=TODAY, now=lambda: NOW)
    assert [one["unit"] for one in outcome.data["forms"]] == ["A1", "B2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "แบบรายงาน-A1-2565-02.xlsx",
        "แบบรายงาน-B2-2565-02.xlsx",
    ]
    assert "2 แฟ้ม" in said(outcome)


def test_the_month_is_the_one_due_next(tmp_path: Path) -> None:
    """On 10 March that is February, the day after March."""
    months = [
        ACTIONS["forms"](open_book(), to=tmp_path / str(on.day), today=TODAY, as_of=on, now=lambda: NOW).data[
            "month"
        ]
        for on in (dt.date(2022, 3, 10), dt.date(2022, 3, 11))
    ]
    assert months == ["2565-02", "2565-03"]


def test_the_form_is_prefilled(tmp_path: Path) -> None:
    """What the book knows stands there: status, result, evidence, items, last month."""
    book = openpyxl.load_workbook(give_out(open_book(), tmp_path, "2565-01")["A1"])
    assert [cell_of(book, "1.3", header).value for header in (VALUE, STATUS, "หลักฐาน")] == [4, SENT, "แฟ้ม 1"]
    assert [item_cell(book, "1.2", n, "คะแนนที่ได้").value for n in (1, 2)] == [2, 3]
    assert [item_cell(book, "1.4", n, "แล้วเสร็จ").value for n in range(1, 6)] == ["ใช่"] * 5
    february = openpyxl.load_workbook(give_out(open_book(), tmp_path)["A1"])
    assert cell_of(february, "1.1", "เดือนก่อน").value == "83.5 (รับรองผลแล้ว)"
    assert cell_of(february, "1.2", "เดือนก่อน").value == "5 (ส่งแล้ว)"


def test_only_inputs_are_open(a1: Any) -> None:
    """All sheets are protected without a password; what may be typed into is what collect reads."""
    open_cells = {
        (sheet.title, cell.column_letter)
        for sheet in a1
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in a1)
    main = {
        HEADERS[ord(letter) - ord("A")]
        for sheet, letter in open_cells
        if sheet == MAIN_SHEET and letter != "B"
    }
    assert main == {VALUE, STATUS, "หลักฐาน", "สาเหตุ", "ปัญหาอุปสรรค", "แนวทางแก้ไข"}
    others = {
        sheet: {letter for at, letter in open_cells if at == sheet} for sheet in (ITEMS_SHEET, CONTACT_SHEET)
    }
    assert others == {ITEMS_SHEET: {"E", "F", "G"}, CONTACT_SHEET: {"C", "D", "E", "F"}}
    assert {sheet for sheet, _ in open_cells} == {MAIN_SHEET, ITEMS_SHEET, CONTACT_SHEET}


def test_a_certified_row_is_shown_and_locked(tmp_path: Path) -> None:
    """January of 1.1 is certified: its cells are locked and say why."""
    book = openpyxl.load_workbook(give_out(open_book(), tmp_path, "2565-01")["A1"])
    assert {cell_of(book, "1.1", header).protection.locked for header in (VALUE, STATUS, "หลักฐาน")} == {True}
    assert cell_of(book, "1.1", "สิ่งที่ต้องทำ").value == "รับรองผลแล้ว ไม่ต้องกรอก"


def test_choices_are_lists_and_every_input_says_what_it_takes(a1: Any) -> None:
    """The status is draft or sent; a validation or a message stands at every open cell of the first sheet."""
    sheet = a1[MAIN_SHEET]
    checks = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    status = checks[cell_of(a1, "1.1", STATUS).coordinate]
    assert (status.type, status.formula1, status.errorStyle) == ("list", f'"ร่าง,{SENT}"', "stop")
    open_cells = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert open_cells <= set(checks)
    assert all(one.prompt for one in checks.values())


def test_the_mark_is_out_of_sight_and_names_everything(tmp_path: Path) -> None:
    """Master, unit, month, issue and layout; no menu shows its sheet."""
    path = give_out(open_book(), tmp_path)["B2"]
    mark = read_mark(path)
    known = (
        mark.book_id,
        mark.fiscal_year,
        mark.unit_code,
        mark.month,
        mark.issue,
        mark.issued_at,
        mark.layout,
    )
    assert known == (BOOK_ID, 2565, "B2", "2565-02", 1, "2022-03-10T09:30:00", 1)
    assert openpyxl.load_workbook(path)[MARK_SHEET].sheet_state == "veryHidden"


def test_nothing_of_another_unit_is_in_any_byte(tmp_path: Path) -> None:
    """Every text that belongs to a unit is marked with it: a form's parts hold the marks of its own alone."""
    frames = marked(dict(clean_book()))
    for code, path in give_out(open_book(frames=frames), tmp_path, "2565-01").items():
        text = "\n".join(f"{name}\n{data.decode()}" for name, data in parts(path).items())
        assert f"secret-{code}-" in text
        assert set(re.findall(r"(?:secret|name-of)-(\w\d)", text)) == {code}
        others = {"A1", "B2", "Z9"} - {code}
        assert [other for other in others if re.search(rf'(?<![A-Z$!">:]){other}(?![\d<:"])', text)] == []


def test_nobody_who_must_not_be_published_is_in_it(tmp_path: Path) -> None:
    """Only contacts that may be published and are in office; no author but the program."""
    path = give_out(open_book(frames=with_contacts()), tmp_path)["A1"]
    content = html.unescape(b"".join(parts(path).values()).decode())
    escaped = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), content)
    assert content.count("นามเผยแพร่") < escaped.count("นามเผยแพร่"), "on the sheets, and in the mark"
    for word in ("นามปกปิด", "0-2000-2222", "นามพ้นหน้าที่", "0-2000-3333"):
        assert word not in content
        assert word not in escaped
    names = re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]*)<", content)
    assert set(names) == {"Samret"}


def test_the_coordinator_is_named_as_reporter(a1: Any) -> None:
    """One thing less to type."""
    cells = {row[0].value: row[1].value for row in a1[MAIN_SHEET].iter_rows(max_col=2)}
    assert cells[REPORTER] == "นามเผยแพร่"


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    """An evidence of the book that begins with = is a text in the form."""
    frames = dict(clean_book())
    frames[SCORE] = frames[SCORE].assign(evidence="=1+1", cause="@x")
    book = openpyxl.load_workbook(give_out(open_book(frames=frames), tmp_path, "2565-01")["A1"])
    cells = [cell_of(book, "1.3", header) for header in ("หลักฐาน", "สาเหตุ")]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@x", "s")]


def test_the_book_gets_its_number_once(tmp_path: Path) -> None:
    """The first forms give the book a number, saved with a row of the log; later ones leave it alone."""
    book = open_book()
    give_out(book, tmp_path / "1")
    give_out(book, tmp_path / "2", fresh_id=lambda: "another")
    assert book.saves == 1
    assert frame_of(book, "tblBook")["value"].tolist() == [BOOK_ID]
    assert frame_of(book, "tblLog")[["action", "new"]].to_numpy().tolist() == [["ออกแบบฟอร์ม", BOOK_ID]]


def test_a_form_is_never_written_over(tmp_path: Path) -> None:
    """The same content again leaves the file; new content becomes the next issue beside it."""
    book = open_book()
    first = give_out(book, tmp_path)["A1"]
    fill(first, {"1.1": result(90)})
    filled = first.read_bytes()
    assert give_out(book, tmp_path)["A1"] == first
    changed = open_book(
        [(SCORE, 10, {"evidence": "แฟ้มใหม่", "month": "2565-02", "unit_code": "A1", "kpi_code": "1.1"})]
    )
    second = give_out(changed, tmp_path)["A1"]
    assert second.name == "แบบรายงาน-A1-2565-02-2.xlsx"
    assert read_mark(second).issue == 2
    assert first.read_bytes() == filled


def test_what_another_month_says_now_makes_a_new_issue(tmp_path: Path) -> None:
    """A form whose figures of other months are old is not the one to fill in."""
    give_out(open_book(), tmp_path)
    later = open_book([(SCORE, 9, {"actual": 8})])
    assert give_out(later, tmp_path)["A1"].name == "แบบรายงาน-A1-2565-02-2.xlsx"


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """A form can be told from another by its bytes."""
    one, other = (give_out(open_book(), tmp_path / name)["A1"].read_bytes() for name in ("a", "b"))
    assert one == other


def test_an_untouched_form_says_what_it_was_given(tmp_path: Path) -> None:
    """Read back, each cell is the base's own."""
    for month in ("2565-01", "2565-02"):
        for path in give_out(open_book(frames=with_contacts()), tmp_path, month).values():
            form = read_form(path)
            assert (form.problems, form.notes) == ([], [])
            assert form.said == {table: dict(rows) for table, rows in form.mark.base.items() if rows}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"month": "2565-08"}, "form_month_outside"),
        ({"units": ["X"]}, "unit_not_active"),
        ({"month": None, "as_of": dt.date(2022, 9, 30)}, "form_no_month"),
    ],
)
def test_what_cannot_be_given_out_is_refused(tmp_path: Path, options: dict[str, Any], code: str) -> None:
    """A month of no round, a unit that is not there, a year that is over."""
    with pytest.raises(UserError) as refusal:
        give_out(open_book(), tmp_path, **options)
    assert refusal.value.code == code


def test_a_folder_that_cannot_be_made_is_told_before_the_book_is_touched(tmp_path: Path) -> None:
    """A file stands where the folder should: one sentence, no number given to the book."""
    (tmp_path / "แบบ").write_bytes(b"x")
    book = open_book()
    with pytest.raises(UserError) as refusal:
        give_out(book, tmp_path / "แบบ")
    assert (refusal.value.code, book.saves) == ("folder_is_file", 0)


def test_a_form_whose_writing_breaks_off_leaves_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full in the middle: no half form under the name of a whole one, and the next run writes it."""
    book, whole = open_book(), Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        whole(path, content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError) as refusal:
        give_out(book, tmp_path, units=["A1"])
    monkeypatch.setattr(Path, "write_bytes", whole)
    assert (refusal.value.code, list(tmp_path.iterdir())) == ("disk_error", [])
    assert give_out(book, tmp_path, units=["A1"])["A1"].name == "แบบรายงาน-A1-2565-02.xlsx"


def test_a_closed_month_gets_no_forms(tmp_path: Path) -> None:
    """Its results can only change after a reopening."""
    closed = {"tblSnapshot": pd.DataFrame([{"seq": 1, "month": "2565-01", "closed_on": day("2022-02-15")}])}
    with pytest.raises(UserError) as refusal:
        give_out(open_book(frames={**clean_book(), **closed}), tmp_path, "2565-01")
    assert refusal.value.code == "form_month_closed"


def test_codes_stand_as_text(a1: Any) -> None:
    """3.1 is not 3.10."""
    assert cell_of(a1, "1.1", CODE).data_type == "s"


def test_excel_would_open_it_without_repair(tmp_path: Path) -> None:
    """The lint of Excel's own rules finds nothing."""
    for path in give_out(open_book(frames=with_contacts()), tmp_path, "2565-01").values():
        assert lint(path) == []


@pytest.mark.validator
def test_the_sdk_validator_finds_nothing(tmp_path: Path) -> None:
    """The Open XML SDK's validator has no complaint."""
    found = validate(give_out(open_book(frames=with_contacts()), tmp_path, "2565-01")["A1"])
    if found is None:
        pytest.skip("the Open XML SDK validator (ooxml-validator) is not installed here")
    assert found == []
