"""The monthly job from the command line, on real files, against a computation that shares no code with it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.cli import main
from tests.support import oracle
from tests.support.oracle_rules import half_up
from tests.support.plain_reader import read_master


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, Any, str]:
    """Run a command with --json: exit code, document, what stood on standard error."""
    code = main([*map(str, argv), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def state(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def edit(path: Path, table: str, header: str, row: int, value: object) -> str:
    """Type a value into a table with another program's library; returns the address of the cell."""
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book.worksheets if table in s.tables)
    first, last = sheet.tables[table].ref.split(":")
    top = int(re.sub(r"\D", "", first))
    column = next(c for c in sheet[top] if c.value == header).column
    cell = sheet.cell(top + row, column, value)
    assert last
    book.save(path)
    return str(cell.coordinate)


def text(value: Decimal | Fraction | None, places: int | None = None) -> str | None:
    if value is None:
        return None
    if places is not None:
        return f"{half_up(value, places):.{places}f}"
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return f"{exact.normalize():f}"


def test_recalc_equals_an_independent_decimal_computation(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every figure of `recalc --json` on the sample is what plain Decimals say of the cells that openpyxl reads."""
    _, schema, _ = run(capsys, "schema")
    code, found, _ = run(capsys, "recalc", sample)
    tables = read_master(sample, schema)
    settings = {r["key"]: oracle_setting(r["value"]) for r in tables["tblSetting"].to_dict("records")}
    labels = {
        "ตัดออกและปรับน้ำหนัก": "exclude",
        "ให้คะแนนต่ำสุด": "floor",
        "ไม่เลื่อน": "none",
        "เฉลี่ยสองรอบ": "mean_of_rounds",
    }
    given = {k: labels.get(v, v).replace("ไม่ใช่", "no") for k, v in settings.items() if v is not None}
    expected = oracle.compute(tables, given, dt.date(2022, 3, 10))

    assert code == 0
    assert found["as_of"] == "2022-03-10"
    units = [
        {
            "unit_code": u["unit_code"],
            "round_1_score": text(u["round_1_score"], 4),
            "round_2_score": text(u["round_2_score"], 4),
            "score": text(u["score"], 4),
            "passed": u["passed"],
            "shortfall": text(u["shortfall"], 4),
        }
        for u in expected["units"]
    ]
    assert found["units"] == units
    kpis = [
        {
            "unit_code": k["unit_code"],
            "kpi_code": k["kpi_code"],
            "round": int(k["round"]),
            "actual": text(
                half_up(k["actual"]) if k["how"] == "mean" and k["actual"] is not None else k["actual"]
            ),
            "score": text(k["score"], 4),
            "weight": text(k["weight"]),
            "weighted": text(k["weighted"], 4),
            "needed_for_pass": text(k["needed"]),
        }
        for k in expected["kpis"]
    ]
    by_key = lambda k: (k["unit_code"], k["kpi_code"], k["round"])  # noqa: E731 - a sort key
    assert sorted(found["kpis"], key=by_key) == sorted(kpis, key=by_key)
    passed = sum(u["passed"] for u in units)
    assert found["attainment"] == {
        "passed": passed,
        "total": 36,
        "percent": f"{half_up(Fraction(100 * passed, 36)):.4f}",
        "target_percent": "95",
        "met": 100 * passed >= 95 * 36,
        "short": max(0, 35 - passed),
    }


def oracle_setting(value: object) -> str | None:
    if value is None:
        return None
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def test_recalc_opens_with_what_was_done_and_counts_the_rows_left_out(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures, be they short of the target, come second; filled drafts are told in words and as JSON."""
    assert main(["recalc", str(sample)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"✓ คำนวณแล้ว เขียนผลลง {sample.name}"
    assert lines[1].startswith("✗ ผ่าน 32 จาก 36 หน่วยงาน")
    drafts = {run(capsys, command, sample)[1]["drafts"] for command in ("recalc", "status")}
    assert len(drafts) == 1
    assert re.fullmatch(rf"! กรอกผลแล้วแต่ยังเป็นร่าง.* {drafts.pop()} แถว .*", lines[2])


def test_recalc_again_leaves_every_byte(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same inputs and as_of again: no log row, no backup, no byte, no time stamp."""
    assert run(capsys, "recalc", sample)[0] == 0
    before, stamp = state(sample.parent), sample.stat().st_mtime_ns
    assert run(capsys, "recalc", sample)[0] == 0
    assert state(sample.parent) == before
    assert sample.stat().st_mtime_ns == stamp


def test_recalc_keeps_the_old_book_as_a_backup_and_logs_the_run(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first recalc changes the book: the old one lies in the backup folder, the log has one row more."""
    old = sample.read_bytes()
    run(capsys, "recalc", sample)
    (backup,) = (sample.parent / "สำรอง").iterdir()
    assert backup.read_bytes() == old
    _, schema, _ = run(capsys, "schema")
    log = read_master(sample, schema)["tblLog"]
    assert log["action"].tolist() == ["คำนวณผล"]


def test_a_changed_input_changes_the_figure_and_nothing_of_the_user_is_lost(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A user's own sheet, column and note survive two recalcs with an edit between."""
    run(capsys, "recalc", sample)
    book = openpyxl.load_workbook(sample)
    book.create_sheet("ของฉัน")["B2"] = "=1+1"
    book.save(sample)
    edit(sample, "tblSetting", "ค่า", 3, 2.5)  # pass_score
    code, found, _ = run(capsys, "recalc", sample)
    assert code == 0
    assert found["attainment"]["passed"] > 32
    assert openpyxl.load_workbook(sample)["ของฉัน"]["B2"].value == "=1+1"


def test_check_of_the_sample_has_no_error(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sample is clean; what is doubtful in it is a warning."""
    code, found, _ = run(capsys, "check", sample)
    assert (code, found["errors"]) == (0, 0)


def test_check_tells_every_wrong_entry_at_once_with_its_cell(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three mistakes of three kinds: three findings with cell, Thai message and cure; exit code 1."""
    cells = {
        edit(sample, "tblMonthlyScore", "ผลการดำเนินงาน", 1, "เก้าสิบ"),
        edit(sample, "tblMonthlyScore", "รหัสหน่วยงาน", 2, "HPC99"),
        edit(sample, "tblMonthlyScore", "เดือน", 3, "2565-13"),
    }
    code, found, _ = run(capsys, "check", sample)
    errors = [f for f in found["findings"] if f["severity"] == "error" and f["table"] == "tblMonthlyScore"]
    assert code == 1
    assert cells <= {f["cell"] for f in errors}
    values = {"เก้าสิบ", "HPC99", "2565-13"}
    assert values == {v for v in values for f in errors if v in f["message"]}
    assert all(f["how_to_fix"] for f in found["findings"])


def test_findings_stand_on_their_sheet_with_links(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Check writes what it tells: the sheet has the same findings, the cell column jumps to the place."""
    address = edit(sample, "tblMonthlyScore", "ผลการดำเนินงาน", 1, "เก้าสิบ")
    _, found, _ = run(capsys, "check", sample)
    _, schema, _ = run(capsys, "schema")
    table = read_master(sample, schema)["tblFinding"]
    assert len(table) == len(found["findings"])
    assert address in table["cell"].tolist()
    formulas = openpyxl.load_workbook(sample)["ผลการตรวจสอบข้อมูล"]
    texts = [c.value for row in formulas.iter_rows() for c in row if isinstance(c.value, str)]
    assert f'=HYPERLINK("#\'รายงานผลรายเดือน\'!{address}","{address}")' in texts


def test_a_book_that_excel_holds_open_is_refused_and_untouched(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Excel's lock file beside the book: exit 2, a sentence, not a byte changed."""
    (sample.parent / f"~${sample.name}").write_bytes(b"\x05Somsr" + b" " * 49)
    before = sample.read_bytes()
    code, found, err = run(capsys, "recalc", sample)
    assert code == 2
    assert found["error"]["message"] in err
    assert "Excel" in err
    assert sample.read_bytes() == before


def test_a_fresh_book_checks_without_drowning_the_officer(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A book that nobody has filled in yet gets a handful of findings that say where to start."""
    code, found, _ = run(capsys, "check", fresh)
    assert code in {0, 1}
    assert len(found["findings"]) <= 12


def test_a_fresh_book_recalculates(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """36 units, nobody passed yet, 35 short."""
    _, found, _ = run(capsys, "recalc", fresh, "--as-of", "2021-10-15")
    assert found["attainment"] | {"percent": ""} == {
        "passed": 0, "total": 36, "percent": "", "target_percent": "95", "met": False, "short": 35,
    }  # fmt: skip


def test_status_names_the_next_deadline_and_who_waits(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On 10 March 2022 the report of February is due the same day."""
    code, found, _ = run(capsys, "status", sample)
    assert code == 0
    assert (found["next_deadline"]["month"], found["next_deadline"]["deadline"]) == ("2565-02", "2022-03-10")
    grid = found["next_deadline"]
    counted = sum(grid[s] for s in ("on_time", "late", "missing", "not_due", "not_applicable"))
    assert counted == 36


def test_new_never_overwrites(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is taken is refused with a sentence."""
    before = sample.read_bytes()
    assert run(capsys, "new", sample)[0] == 2
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    "argv",
    [
        ["check"],
        ["check", "ไม่มี.xlsx"],
        ["recalc", "x.xlsx", "--as-of", "2565-03-10"],
        ["recalc", "x.xlsx", "--as-of", "10/3/2022"],
        ["report", "x.xlsx"],
        ["fly"],
        ["new", "a.xls"],
    ],
)
def test_what_cannot_be_done_exits_2_in_thai(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Usage and unreadable files: exit code 2, a Thai sentence on standard error, nothing on standard output."""
    try:
        code = main(argv)
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert re.search("[ก-๙]", err)


def test_a_bug_of_ours_is_told_apart_and_logged(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception that is no UserError: exit 70 and a log that holds the traceback."""
    from addin.actions import ACTIONS

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setitem(ACTIONS, "check", broken)
    code, found, _ = run(capsys, "check", sample)
    assert code == 70
    assert "boom" in Path(found["error"]["log"]).read_text(encoding="utf-8")


def test_the_command_runs_as_a_program_with_thai_on_a_pipe(sample: Path) -> None:
    """Standard output is UTF-8 also where the locale is not; --json leaves nothing else there."""
    env = {**os.environ, "PYTHONIOENCODING": "cp874"}  # what a pipe is on Thai Windows
    done = subprocess.run(
        [sys.executable, "-m", "addin", "check", sample, "--json"], capture_output=True, env=env, check=False
    )
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["errors"] == 0
    shown = subprocess.run(
        [sys.executable, "-m", "addin", "status", sample], capture_output=True, env=env, check=False
    )
    assert "หน่วยงาน" in shown.stdout.decode("utf-8")


def test_demo_makes_a_book_and_reports_and_keeps_an_older_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Demo twice in one folder: everything it names is there, and the first book was put aside."""
    for _ in range(2):
        code, found, _ = run(capsys, "demo", "--to", tmp_path / "ลอง")
        assert code == 0
        assert Path(found["book"]).exists()
        assert found["reports"]
        assert all(Path(p).stat().st_size > 5000 for p in found["reports"])
    books = list((tmp_path / "ลอง").glob("*.xlsx"))
    assert len(books) == 2
    shutil.rmtree(tmp_path / "ลอง")
