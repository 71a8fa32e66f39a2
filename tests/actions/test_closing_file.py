"""Closings on the sample as a file, from the command line, against plain Decimals and byte for byte."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.cli import main
from tests.support import oracle
from tests.support.plain_reader import read_master
from workbook.file import FileBook
from workbook.memory import MemoryBook
from workbook.schema import BY_NAME

NOW = dt.datetime(2022, 3, 10, 9, 30)
TODAY = NOW.date()
FEBRUARY, WAIVE = "2565-02", ("--waive", "หน่วยงานขอส่งภายหลัง")
POLICIES = {"missing_interim": "exclude", "missing_at_close": "floor", "as_of": "2022-03-10"}


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, Any]:
    """A command with --json: exit code and document."""
    code = main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out)


def state(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def text(value: Decimal | float | None) -> str | None:
    return None if value is None or value != value else f"{value:.4f}"  # noqa: PLR0124 - NaN is a blank


@pytest.fixture(scope="module")
def closed_master(sample_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with February, and so round 1, closed once for all tests; copy it before changing it."""
    path = tmp_path_factory.mktemp("closed") / "ปิดแล้ว.xlsx"
    path.write_bytes(sample_master.read_bytes())
    assert main(["close", str(path), "--month", FEBRUARY, *WAIVE, "--by", "หัวหน้ากลุ่ม"]) == 0
    return path


@pytest.fixture
def closed(closed_master: Path, tmp_path: Path) -> Path:
    path = tmp_path / "คำรับรอง.xlsx"
    path.write_bytes(closed_master.read_bytes())
    return path


def sheet_of(book: openpyxl.Workbook, table: str) -> tuple[Any, list[Any], list[list[Any]]]:
    """The sheet, the header cells and the rows of cells of a table."""
    sheet = next(one for one in book.worksheets if table in one.tables)
    header, *rows = [list(row) for row in sheet[sheet.tables[table].ref]]
    return sheet, header, rows


def test_what_a_rounds_closing_keeps_is_what_plain_decimals_compute(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every unit and KPI score kept, and every result written, follows the policy of the closing."""
    _, schema = run(capsys, "schema")
    tables = read_master(closed, schema)
    expected = oracle.compute(tables, POLICIES, TODAY)
    kept = tables["tblSnapshotScore"]
    units = kept[kept["kpi_code"].isna()]
    years = {r["unit_code"]: text(r["score"]) for r in units[units["round"].isna()].to_dict("records")}
    assert years == {u["unit_code"]: text(u["score"]) for u in expected["units"]}
    rounds = {r["unit_code"]: text(r["score"]) for r in units[units["round"] == 1].to_dict("records")}
    assert rounds == {u["unit_code"]: text(u["round_1_score"]) for u in expected["units"]}
    kpis = {
        (r["unit_code"], r["kpi_code"]): (text(r["score"]), r["weight"])
        for r in kept[kept["weight"].notna()].to_dict("records")
    }
    assert kpis == {
        (k["unit_code"], k["kpi_code"]): (text(k["score"]), float(k["weight"]))
        for k in expected["kpis"]
        if k["round"] == 1
    }
    assert sum(score == "1.0000" for score, _ in kpis.values()) >= 4  # the policy is at work
    written = {r["unit_code"]: text(r["score"]) for r in tables["tblUnitScore"].to_dict("records")}
    assert written == years
    (head,) = tables["tblSnapshot"].to_dict("records")
    found = expected["attainment"]
    assert (head["units_passed"], head["units_total"]) == (found["passed"], found["total"])
    assert text(head["percent"]) == text(found["percent"])


def test_closing_recalculating_and_checking_again_touch_nothing(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The results stand in the book with the closing: no byte, no backup, no log row afterwards."""
    before = state(closed.parent)
    assert run(capsys, "close", closed, "--month", FEBRUARY, *WAIVE)[0] == 0
    assert run(capsys, "recalc", closed)[0] == 0
    assert run(capsys, "check", closed)[0] == 0
    assert run(capsys, "compare", closed)[0] == 0
    assert state(closed.parent) == before


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["close", "--month", FEBRUARY], "close_lacking"),
        (["close", "--month", "2565-03", *WAIVE], "month_running"),
        (["close", "--month", "2564-09", *WAIVE], "month_outside"),
        (["reopen", "--month", FEBRUARY, "--reason", "ก"], "month_open"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_refusal_is_exit_code_1_and_touches_nothing(
    argv: list[str], code: str, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lacking results, a running month, another year, a month that is open."""
    before = state(sample.parent)
    exit_code, found = run(capsys, argv[0], sample, *argv[1:])
    assert (exit_code, found["error"]["code"]) == (1, code)
    assert state(sample.parent) == before


def test_an_unknown_closing_is_exit_code_2(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a sentence that says how to list them."""
    assert main(["compare", str(closed), "--from", "7"]) == 2
    assert "--list" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_words_of_the_three_commands(lang: str, closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No placeholder is left open, in either language."""
    months = ["--month", FEBRUARY]
    for argv in (
        ["compare", str(closed)],
        ["compare", str(closed), "--from", "1", "--to", "now"],
        ["reopen", str(closed), *months],
        ["reopen", str(closed), *months, "--reason", "ก"],
        ["close", str(closed), *months],
        ["close", str(closed), *months, *WAIVE],
        ["compare", str(closed), "--from", "1", "--to", "3"],
    ):
        main([*argv, "--lang", lang])
        out = capsys.readouterr().out
        assert out
        assert [odd for odd in ("{", "}", "nan", "NaT", "None") if odd in out] == []


def test_order_and_form_of_the_sheet_are_no_edit(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another program turns the month's rows round, moves a column's look and completes a cause: all clean."""
    book = openpyxl.load_workbook(closed)
    _, header, rows = sheet_of(book, "tblMonthlyScore")
    values = [[cell.value for cell in row] for row in rows]
    for row, turned in zip(rows, values[::-1], strict=True):
        for cell, value in zip(row, turned, strict=True):
            cell.value = value
            cell.font = openpyxl.styles.Font(italic=True)
            if cell.column == next(c.column for c in header if c.value == "ผลการดำเนินงาน"):
                cell.number_format = "0.000000"
    book.save(closed)
    found = run(capsys, "check", closed)[1]["findings"]
    assert [f for f in found if f["code"].startswith("closed_")] == []
    first = run(capsys, "compare", closed)[1]["closings"][0]["fingerprint"]
    assert run(capsys, "reopen", closed, "--month", FEBRUARY, "--reason", "ตรวจซ้ำ")[0] == 0
    assert run(capsys, "close", closed, "--month", FEBRUARY, *WAIVE)[1]["fingerprint"] == first


def test_an_edit_in_the_file_is_found_at_its_cell(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One actual of January typed over: exit code 1, the address of that cell, what it was and is."""
    book = openpyxl.load_workbook(closed)
    sheet, header, rows = sheet_of(book, "tblMonthlyScore")
    place = {cell.value: n for n, cell in enumerate(header)}
    row = next(
        r
        for r in rows
        if r[place["เดือน"]].value == "2565-01"
        and r[place["สถานะ"]].value == "รับรองผลแล้ว"
        and r[place["ตัวชี้วัด" if "ตัวชี้วัด" in place else "รหัสตัวชี้วัด"]].value == "1.1"
    )
    cell = next(c for c, h in zip(row, header, strict=True) if h.value == header_of("actual"))
    old, cell.value = cell.value, cell.value + 0.01
    book.save(closed)
    code, found = run(capsys, "check", closed)
    (one,) = [f for f in found["findings"] if f["code"] == "closed_value_changed"]
    assert (code, one["cell"]) == (1, cell.coordinate)
    assert f"{old:.15g}" in one["message"]
    assert f"{cell.value:.15g}" in one["message"]
    assert sheet.title == BY_NAME["tblMonthlyScore"].sheet


def header_of(key: str) -> str:
    return BY_NAME["tblMonthlyScore"].by_key[key].header


def test_memory_and_file_close_alike(sample: Path, closed: Path) -> None:
    """The same action over the same cells gives the same tables, whatever stands behind the book."""
    with FileBook.open(sample) as book:
        content = {
            name: (book.read(name).headers, [list(row) for row in book.read(name).cells])
            for name in book.table_names()
        }
    memory = MemoryBook(content)
    more = {"month": FEBRUARY, "waive": WAIVE[1], "by": "หัวหน้ากลุ่ม"}
    assert ACTIONS["close"](memory, today=TODAY, now=lambda: NOW, **more).clean
    with FileBook.open(closed) as book:
        for name in ("tblSnapshot", "tblSnapshotScore", "tblSnapshotSetting", "tblUnitScore", "tblKpiScore"):
            assert filled(book.read(name).cells) == filled(memory.read(name).cells), name


def filled(cells: Any) -> list[list[Any]]:
    return [list(row) for row in cells if any(value is not None for value in row)]


def test_the_log_tells_of_every_closing_and_reopening(
    closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row for each action with who asked; as many as there are rows in tblSnapshot."""
    run(capsys, "reopen", closed, "--month", FEBRUARY, "--reason", "ตรวจซ้ำ", "--by", "รองอธิบดี")
    run(capsys, "close", closed, "--month", FEBRUARY, *WAIVE)
    _, schema = run(capsys, "schema")
    tables = read_master(closed, schema)
    log = tables["tblLog"]
    mine = log[log["action"].isin(["ปิดผลประจำเดือน", "เปิดแก้ไขผลที่ปิดแล้ว"])]
    assert mine["by"].tolist() == tables["tblSnapshot"]["by"].tolist()
    assert mine["by"].tolist()[:2] == ["หัวหน้ากลุ่ม", "รองอธิบดี"]
    assert pd.notna(mine["new"]).all()
