"""Forms that came back: merged, logged, in any order and twice, without losing what the book knows."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.actions.outcome import Outcome
from tests.support.buttons import OpenBook, frame_of, open_book, said
from tests.support.checkbook import ITEM, SCORE, Edit, clean_book, day
from tests.support.forms import DRAFT, SENT, collect, fill, give_out, put, result
from workbook.build_form_sheets import CONTACT_SHEET
from workbook.form_names import STATUS, VALUE
from workbook.schema import BY_NAME

INPUTS = (SCORE, ITEM, "tblSubmission", "tblContact")
CONTACT = {"contact_id": "C1", "name": "นามหนึ่ง", "position": "ผู้ประสานงาน", "affiliation": "กลุ่มหนึ่ง",
           "category": "client", "unit_code": "A1", "role": "coordinator", "publish": "yes"}  # fmt: skip


def row(book: OpenBook, kpi: str, month: str = "2565-02", unit: str = "A1") -> dict[str, Any]:
    """A monthly row of the book, blanks as None."""
    frame = frame_of(book, SCORE)
    found = frame[(frame["month"] == month) & (frame["unit_code"] == unit) & (frame["kpi_code"] == kpi)]
    assert len(found) == 1, len(found)
    return {key: None if pd.isna(value) else value for key, value in found.iloc[0].items()}


def only(outcome: Outcome) -> dict[str, Any]:
    """What became of the only form."""
    (one,) = outcome.data["forms"]
    return dict(one)


def values(changes: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["kpi_code"], one["column"], one["old"], one["new"]) for one in changes]


def edit(book: OpenBook, kpi: str, month: str, **cells: Any) -> None:
    """An officer types into the book after the form was given out."""
    frame = frame_of(book, SCORE)
    table = BY_NAME[SCORE]
    raw = book.read(SCORE)
    rows: list[dict[str, Any]] = [dict(zip(raw.headers, line, strict=True)) for line in raw.cells]
    at = frame.index[(frame["month"] == month) & (frame["unit_code"] == "A1") & (frame["kpi_code"] == kpi)][0]
    for key, value in cells.items():
        column = table.by_key[key]
        rows[int(at) - raw.first_row][column.header] = column.labels.get(value, value)
    book.replace(SCORE, rows)
    book.save()


def test_a_form_fills_the_book(tmp_path: Path) -> None:
    """Values, status and texts of the unit stand in its rows; who reported stands there too."""
    book = open_book()
    path = fill(
        give_out(book, tmp_path)["A1"], {"1.1": result(90), "1.3": result(4.5)},
        reporter="ผู้ประสานงาน ก", reported_on=dt.date(2022, 3, 8),
    )  # fmt: skip
    outcome = collect(book, path)
    found = row(book, "1.1")
    assert (found["actual"], found["status"], found["evidence"]) == (90.0, "submitted", "แฟ้ม 9")
    assert (found["reporter"], found["reported_on"]) == ("ผู้ประสานงาน ก", pd.Timestamp("2022-03-08"))
    assert (row(book, "1.3")["score"], row(book, "1.3")["actual"]) == (4.5, None)
    assert (only(outcome)["state"], outcome.clean, outcome.blocked) == ("taken", True, None)


def test_rows_that_the_book_lacks_are_added_and_empty_ones_are_not(tmp_path: Path) -> None:
    """February of 1.3 had no row; 1.5 stays without one, for its form says nothing."""
    book = open_book()
    before = len(frame_of(book, SCORE))
    collect(book, fill(give_out(book, tmp_path)["A1"], {"1.3": result(4.5)}))
    assert len(frame_of(book, SCORE)) == before + 1
    assert row(book, "1.3")["status"] == "submitted"


def test_items_are_merged_and_the_typed_result_follows(tmp_path: Path) -> None:
    """3 of 2 and 3 points become 2 of them: the result that was typed beside them is 4 then."""
    book = open_book()
    path = fill(give_out(book, tmp_path, "2565-01")["A1"], items={("1.2", 1): {"คะแนนที่ได้": 1}})
    outcome = collect(book, path)
    assert frame_of(book, ITEM)["points"].tolist()[:2] == [1.0, 3.0]
    assert row(book, "1.2", "2565-01")["actual"] == 4.0
    assert values(only(outcome)["changes"])[:2] == [("1.2", "points", "2", "1"), ("1.2", "actual", "5", "4")]


def test_contacts_are_mended(tmp_path: Path) -> None:
    """A telephone number that changed comes back with the form."""
    book = open_book(frames={**clean_book(), "tblContact": pd.DataFrame([CONTACT])})

    def mend(form: Any) -> None:
        put(form[CONTACT_SHEET]["E5"], "0-2000-9999")

    outcome = collect(book, fill(give_out(book, tmp_path)["A1"], more=mend))
    assert frame_of(book, "tblContact")["phone"].tolist() == ["0-2000-9999"]
    assert only(outcome)["changes"][0]["contact_id"] == "C1"


def test_the_same_form_twice_changes_nothing_more(tmp_path: Path) -> None:
    """The second time there is nothing to do, no row of the log and no save."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}, items={("1.2", 1): {"คะแนนที่ได้": 1.5}})
    collect(book, path)
    saves, log = book.saves, len(frame_of(book, "tblLog"))
    outcome = collect(book, path)
    assert (only(outcome)["state"], only(outcome)["changes"]) == ("nothing", [])
    assert (book.saves, len(frame_of(book, "tblLog"))) == (saves, log)
    assert outcome.clean


def test_a_copy_of_a_form_in_the_same_run_changes_nothing_more(tmp_path: Path) -> None:
    """Renamed and sent twice, it counts once."""
    book = open_book()
    path = fill(give_out(book, tmp_path / "out")["A1"], {"1.3": result(4.5)}, to=tmp_path / "in" / "x.xlsx")
    (tmp_path / "in" / "สำเนา.xlsx").write_bytes(path.read_bytes())
    outcome = collect(book, tmp_path / "in")
    assert sorted(one["state"] for one in outcome.data["forms"]) == ["nothing", "taken"]
    assert row(book, "1.3")["score"] == 4.5


def test_a_later_issue_of_the_same_form_wins_by_its_own_base(tmp_path: Path) -> None:
    """Two issues in one run: the second, given out after the first was in, changes what it changed."""
    book = open_book()
    first = fill(give_out(book, tmp_path / "1")["A1"], {"1.3": result(4.5), "1.5": result(2)})
    collect(book, first)
    second = fill(
        give_out(book, tmp_path / "2", now=lambda: dt.datetime(2022, 3, 10, 12))["A1"], {"1.3": result(4.8)}
    )
    outcome = collect(book, second, first)
    assert [one["state"] for one in outcome.data["forms"]] == ["nothing", "taken"]
    assert row(book, "1.3")["score"] == 4.8


def test_forms_of_different_units_may_come_in_any_order(tmp_path: Path) -> None:
    """The book is the same whichever comes first, alone or together."""
    forms = give_out(open_book(), tmp_path)
    fill(forms["A1"], {"1.1": result(90)})
    fill(forms["B2"], {"1.5": result(7), "1.3": result(3.5)})
    found = []
    for runs in (
        [[*forms.values()]],
        *([[path] for path in order] for order in itertools.permutations(forms.values())),
    ):
        book = open_book()
        give_out(book, tmp_path / "again")
        for paths in runs:
            collect(book, *paths)
        found.append(
            {name: frame_of(book, name).sort_values(list(BY_NAME[name].key_columns)) for name in INPUTS}
        )
    for other in found[1:]:
        for name in INPUTS:
            pd.testing.assert_frame_equal(
                found[0][name].reset_index(drop=True), other[name].reset_index(drop=True)
            )


def test_a_conflict_is_told_and_left_alone(tmp_path: Path) -> None:
    """Both changed the result: the book keeps its own, the status waits, the evidence is taken."""
    book = open_book()
    path = give_out(book, tmp_path)["A1"]
    edit(book, "1.1", "2565-02", actual=70.0)
    outcome = collect(book, fill(path, {"1.1": result(90)}))
    one = only(outcome)
    assert values(one["conflicts"]) == [("1.1", "status", "ร่าง", SENT), ("1.1", "actual", "70", "90")]
    assert [cell["waits"] for cell in one["conflicts"]] == [True, False]
    assert values(one["changes"])[0] == ("1.1", "evidence", None, "แฟ้ม 9")
    assert (row(book, "1.1")["actual"], row(book, "1.1")["status"], row(book, "1.1")["evidence"]) == (
        70.0,
        "draft",
        "แฟ้ม 9",
    )
    assert (one["state"], outcome.clean) == ("conflict", False)
    assert "ขัดกัน 1.1" in said(outcome)


@pytest.mark.parametrize(("take", "actual", "status"), [("form", 90.0, "submitted"), ("book", 70.0, "draft")])
def test_a_conflict_is_settled_by_choice(tmp_path: Path, take: str, actual: float, status: str) -> None:
    """For the form, or for the book."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)})
    edit(book, "1.1", "2565-02", actual=70.0)
    outcome = collect(book, path, take=take)
    assert (row(book, "1.1")["actual"], row(book, "1.1")["status"]) == (actual, status)
    assert (only(outcome)["state"], only(outcome)["conflicts"]) == ("taken", [])


def test_what_both_changed_alike_is_nothing_to_do(tmp_path: Path) -> None:
    """An officer who typed the same value before is no conflict."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": {VALUE: 90}})
    edit(book, "1.1", "2565-02", actual=90.0)
    assert (only(collect(book, path))["state"], row(book, "1.1")["actual"]) == ("nothing", 90.0)


def test_what_only_the_book_changed_stays(tmp_path: Path) -> None:
    """An old form does not bring back what it was given."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.3": result(4.5)})
    edit(book, "1.1", "2565-02", evidence="แฟ้มใหม่", status="draft")
    collect(book, path)
    assert row(book, "1.1")["evidence"] == "แฟ้มใหม่"


@pytest.mark.parametrize("take", [None, "form"])
def test_a_certified_row_is_never_changed(tmp_path: Path, take: str | None) -> None:
    """Certified after the form was given out: the form's other value is told, and kept out."""
    book = open_book()
    path = fill(give_out(book, tmp_path, "2565-01")["A1"], {"1.3": result(4.9), "1.5": result(9)})
    edit(
        book, "1.3", "2565-01", status="certified", certified_by="กพร.", certified_on=dt.datetime(2022, 2, 10)
    )
    before = row(book, "1.3", "2565-01")
    outcome = collect(book, path, take=take)
    assert row(book, "1.3", "2565-01") == before
    assert values(only(outcome)["kept"]) == [
        ("1.3", "score", "4", "4.9"),
        ("1.3", "evidence", "แฟ้ม 1", "แฟ้ม 9"),
    ]
    assert row(book, "1.5", "2565-01")["actual"] == 9.0
    assert (only(outcome)["state"], outcome.clean) == ("conflict", False)


def test_a_form_that_was_certified_as_sent_brings_nothing_new(tmp_path: Path) -> None:
    """The folder of forms is taken again after certifying: a row that was only certified is no conflict."""
    book = open_book()
    path = fill(give_out(book, tmp_path, "2565-02")["A1"], {"1.1": result(90)})
    collect(book, path)
    edit(book, "1.1", "2565-02", status="certified", certified_by="กพร.", certified_on=day("2022-03-10"))
    outcome = collect(book, path)
    assert (only(outcome)["state"], only(outcome)["kept"], outcome.clean) == ("nothing", [], True)


def test_every_changed_value_has_its_row_in_the_log(tmp_path: Path) -> None:
    """The log tells exactly what differs: sheet, row, column, old, new, by whom."""
    book = open_book()
    forms = give_out(book, tmp_path)
    fill(
        forms["A1"],
        {"1.1": result(90), "1.3": result(4.5)},
        items={("1.2", 2): {"คะแนนที่ได้": 2.5}},
        reporter="ก",
    )
    fill(forms["B2"], {"1.5": result(7)}, reporter="ข")
    before = {name: book.read(name) for name in INPUTS}
    start = len(frame_of(book, "tblLog"))
    outcome = collect(book, *forms.values())
    differences: set[tuple[str, int, str]] = set()
    for name in INPUTS:
        old, new = before[name], book.read(name)
        keys = {BY_NAME[name].by_key[key].header for key in BY_NAME[name].key_columns}
        for i, line in enumerate(new.cells):
            was = old.cells[i] if i < len(old.cells) else [None] * len(line)
            differences |= {
                (new.sheet, new.first_row + i, header)
                for header, one, other in zip(new.headers, was, line, strict=True)
                if one != other and header not in keys
            }
    log = frame_of(book, "tblLog").iloc[start:]
    told = log[log["table"].notna()]
    assert {(one["table"], int(one["row"]), one["column"]) for one in told.to_dict("records")} == differences
    assert len(told) == len(differences) == outcome.data["changes"]
    assert told["by"].isin(["ก", "ข"]).all()
    assert log[log["table"].isna()]["new"].tolist() == [
        f"{code} เดือน ก.พ. 65 ครั้งที่ 1 เปลี่ยน {count} ค่า (แบบรายงาน-{code}-2565-02.xlsx)"
        for code, count in (("A1", (told["by"] == "ก").sum()), ("B2", (told["by"] == "ข").sum()))
    ]


def test_the_register_says_when_it_came(tmp_path: Path) -> None:
    """A row is added with the day of receipt; a day that stands there is not changed."""
    book = open_book()
    collect(book, fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}), received=dt.date(2022, 3, 9))
    collect(book, fill(give_out(book, tmp_path, "2565-01")["A1"], {"1.5": result(9)}))
    frame = frame_of(book, "tblSubmission")[["month", "unit_code", "received_on"]]
    assert frame.to_numpy().tolist() == [
        ["2565-01", "A1", day("2022-02-05")],
        ["2565-02", "A1", day("2022-03-09")],
    ]


def test_a_draft_is_no_receipt(tmp_path: Path) -> None:
    """A form that only prepares values is taken, and the register waits."""
    book = open_book()
    outcome = collect(book, fill(give_out(book, tmp_path)["A1"], {"1.1": {VALUE: 90, STATUS: DRAFT}}))
    assert only(outcome)["state"] == "taken"
    assert frame_of(book, "tblSubmission")["month"].tolist() == ["2565-01"]


def test_an_extension_row_gets_the_receipt(tmp_path: Path) -> None:
    """The register's row with an extended deadline is the one that is filled."""
    edits: list[Edit] = [
        ("tblSubmission", 6, {"month": "2565-02", "unit_code": "A1", "extended_to": day("2022-03-20")})
    ]
    book = open_book(edits)
    collect(book, fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}))
    frame = frame_of(book, "tblSubmission")
    assert frame["received_on"].tolist() == [day("2022-02-05"), day("2022-03-10")]
    assert frame["extended_to"].tolist()[1] == day("2022-03-20")


def test_a_preview_changes_nothing_and_says_the_same(tmp_path: Path) -> None:
    """With dry_run the data are those of the run that follows, and the book is untouched."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)})
    before = {name: book.read(name) for name in book.table_names()}
    preview = collect(book, path, dry_run=True)
    assert {name: book.read(name) for name in book.table_names()} == before
    assert "ยังไม่เขียน" in said(preview)
    assert "1.1 ผลการดำเนินงาน: เดิม (ว่าง) → ใหม่ 90" in said(preview)
    assert collect(book, path).data == preview.data


def test_without_save_all_is_staged(tmp_path: Path) -> None:
    """The work of the 10th stages the forms and saves once itself."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)})
    saves = book.saves
    collect(book, path, save=False)
    assert (book.saves, book.changed(), row(book, "1.1")["actual"]) == (saves, True, 90.0)


def test_all_forms_are_saved_at_once(tmp_path: Path) -> None:
    """One save for a whole folder."""
    book = open_book()
    forms = give_out(book, tmp_path)
    for path in forms.values():
        fill(path, {"1.3": result(4.5)})
    saves = book.saves
    collect(book, tmp_path)
    assert book.saves == saves + 1


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    """=, +, -, @ at the start of a text do nothing but stand there."""
    book = open_book()
    texts = {"หลักฐาน": '=HYPERLINK("http://x")', "สาเหตุ": "+1", "ปัญหาอุปสรรค": "-1", "แนวทางแก้ไข": "@SUM(A1)"}
    collect(book, fill(give_out(book, tmp_path)["A1"], {"1.1": {VALUE: 90, STATUS: SENT, **texts}}))
    found = row(book, "1.1")
    assert [found[key] for key in ("evidence", "cause", "obstacle", "corrective_action")] == list(
        texts.values()
    )
    assert book.read(SCORE).formulas == frozenset()


def test_a_form_saved_by_another_program_is_read(tmp_path: Path) -> None:
    """Renamed, sheets renamed and turned round: cells are found by their headers."""
    book = open_book()

    def shuffle(form: Any) -> None:
        for number, sheet in enumerate(form.worksheets):
            sheet.title = f"Sheet{number}"
        form._sheets.reverse()
        form.worksheets[-1].insert_rows(1, 2)

    path = fill(
        give_out(book, tmp_path)["A1"], {"1.1": result(90)}, more=shuffle, to=tmp_path / "ส่งกลับ (แก้ไข).xlsx"
    )
    assert only(collect(book, path))["state"] == "taken"
    assert row(book, "1.1")["actual"] == 90.0


def test_numbers_typed_as_text_are_taken_and_noted(tmp_path: Path) -> None:
    """Thai digits are a number all the same, worth a note."""
    book = open_book()
    outcome = collect(book, fill(give_out(book, tmp_path)["A1"], {"1.1": result(0) | {VALUE: "๙๐.๕"}}))
    assert row(book, "1.1")["actual"] == 90.5
    assert [note["code"] for note in only(outcome)["notes"]] == ["thai_digits"]


def test_columns_and_rows_of_the_user_stay(tmp_path: Path) -> None:
    """Columns in another order and a sheet renamed make no difference."""
    book = open_book(reverse=(SCORE, ITEM), titles={SCORE: "ผลของเรา"})
    collect(book, fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}))
    assert row(book, "1.1")["actual"] == 90.0
    assert "ผลของเรา" in frame_of(book, "tblLog")["table"].tolist()


def test_the_outcome_is_json(tmp_path: Path) -> None:
    """Other programs read it: texts, numbers, nulls."""
    book = open_book()
    path = fill(give_out(book, tmp_path)["A1"], {"1.1": result(90)}, reported_on=dt.date(2022, 3, 8))
    data = collect(book, path).data
    assert json.loads(json.dumps(data)) == data
    assert ("1.1", "reported_on", None, "8 มี.ค. 65") in values(data["forms"][0]["changes"])


def test_openpyxl_keeps_what_the_reader_needs(tmp_path: Path) -> None:
    """A form that another program only opened and saved has nothing new."""
    book = open_book()
    path = give_out(book, tmp_path, "2565-01")["A1"]
    openpyxl.load_workbook(path).save(path)
    assert only(collect(book, path))["state"] == "nothing"


def test_an_item_taken_out_of_the_book_is_not_put_back_by_a_form_that_did_not_touch_it(
    tmp_path: Path,
) -> None:
    """An officer deletes the row of an item; the form of before the deletion, unchanged, changes nothing."""
    book = open_book()
    path = give_out(book, tmp_path, month="2565-01")["A1"]
    frame = frame_of(book, ITEM)
    mine = ((frame["unit_code"] == "A1") & (frame["month"] == "2565-01")).tolist()
    assert any(mine)
    raw = book.read(ITEM)
    book.replace(ITEM, [dict(zip(raw.headers, line, strict=True)) for line, gone in zip(raw.cells, mine, strict=False) if not gone])  # fmt: skip
    book.save()
    before = frame_of(book, ITEM)
    outcome = collect(book, path)
    assert (only(outcome)["state"], only(outcome)["changes"]) == ("nothing", [])
    pd.testing.assert_frame_equal(frame_of(book, ITEM), before)


def test_two_copies_of_a_form_that_differ_give_the_same_book_in_either_order(tmp_path: Path) -> None:
    """The first by name is taken, the other waits as a conflict, however the files are named to the command."""
    found = []
    for turn in (1, -1):
        book = open_book()
        folder = tmp_path / str(turn)
        form = give_out(book, folder)["A1"]
        files = [fill(form, {"1.1": result(value)}, to=folder / f"{value}.xlsx") for value in (80, 85)]
        outcome = collect(book, *files[::turn])
        found.append((row(book, "1.1")["actual"], [one["state"] for one in outcome.data["forms"]]))
    assert found == [(80.0, ["taken", "conflict"])] * 2
