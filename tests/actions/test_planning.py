"""steps, plan, analyse and whatif from the command line, on the sample file, against plain readings of it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.cli import main
from tests.support.plain_reader import read_master

PLANS, RECORD, LOG, LOG_SHEET = "tblPlan", "tblApproval", "tblLog", "ประวัติการแก้ไข"
OWNER, OFFICE, HEAD = "หัวหน้าฝ่ายพัฒนาระบบราชการ", "หัวหน้างานบริหารยุทธศาสตร์", "อธิบดี"

Cells = dict[tuple[str, int, str], Any]


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, Any]:
    """Run a command with --json: exit code and document."""
    code = main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out)


def tables(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, pd.DataFrame]:
    """The tables of a file, read without the program."""
    main(["schema", "--json"])
    return read_master(path, json.loads(capsys.readouterr().out))


def cells(path: Path, *names: str) -> Cells:
    """(sheet, row, header) -> value of every cell of some tables."""
    found = {}
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for name in set(names) & set(sheet.tables):
            head, *rows = sheet[sheet.tables[name].ref]
            for row in rows:
                for title, cell in zip(head, row, strict=True):
                    if cell.value is not None:
                        found[sheet.title, cell.row, title.value] = cell.value
    return found


def test_steps_tell_where_the_sample_stands(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Step by step as the sheets say; late steps by working days; nothing is written."""
    before = sample.read_bytes()
    code, found = run(capsys, "steps", sample)
    assert (code, sample.read_bytes()) == (0, before)
    plain = tables(sample, capsys)
    papers = plain["tblDocument"].astype(object).where(plain["tblDocument"].notna(), None)

    def filed(step: dict[str, Any]) -> list[bool]:
        return [
            bool(paper["file_ref"])
            for paper in papers.to_dict("records")
            if paper["step_no"] == step["step_no"]
            and step["round"] in {None, paper["round"]}
            and step["month"] in {None, paper["month"]}
        ]

    for step in found["steps"]:
        assert [paper["there"] for paper in step["documents"]] == filed(step)
        if step["documents"]:
            assert (step["state"] == "done") == all(filed(step))
    late = [
        (step["step_no"], step["round"], step["days_late"])
        for step in found["steps"]
        if step["state"] == "late"
    ]
    assert late == [(8, 1, 8), (9, 1, 8)]  # 1-4 and 7-10 March
    assert found["steps"][found["now"]]["step_no"] == 8
    assert found["steps"][found["now"]]["months"] == ["2564-10", "2564-11", "2564-12", "2565-01", "2565-02"]
    assert (found["region"], found["done"], found["total"], found["late"]) == ("central", 11, 21, 2)
    assert [step["plans_back"] for step in found["steps"] if step["plans_back"]] == [["PL07"]]


def test_the_home_sheet_shows_the_same_steps(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its row of the step in hand names the open steps, what is late, and the plans that came back."""
    run(capsys, "recalc", sample)
    home = tables(sample, capsys)["tblHome"].set_index("key")["value"]["step_now"]
    _, found = run(capsys, "steps", sample)
    open_ = {s["step_no"] for s in found["steps"] if s["state"] in {"late", "in_hand"} or s["plans_back"]}
    lines = home.split("\n")
    assert [int(line.split()[1]) for line in lines] == sorted(open_) == [6, 8, 9, 10]
    assert "PL07" in lines[0]
    assert "ล่าช้า" in lines[1]


def test_plans_are_listed_with_work_and_money_up_to_the_month(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Progress, money and what comes next are what the cells add up to; nothing is written."""
    before = sample.read_bytes()
    code, found = run(capsys, "plan", sample)
    assert (code, sample.read_bytes(), found["month"]) == (0, before, "2565-02")
    plain = tables(sample, capsys)
    months = plain["tblActivityMonth"]
    months = months[months["month"] <= "2565-02"]
    for plan in found["plans"]:
        activities = plain["tblActivity"]
        activities = activities[activities["plan_id"] == plan["plan_id"]]
        shares, spent = [], Fraction(0)
        for activity in activities.to_dict("records"):
            mine = months[months["activity_id"] == activity["activity_id"]]
            spent += sum((Fraction(str(value)) for value in mine["disbursed"].dropna()), Fraction(0))
            if activity["status"] not in {"cancelled", "postponed"}:
                done = sum((Fraction(str(value)) for value in mine["done"].dropna()), Fraction(0))
                shares.append(min(Fraction(1), done / Fraction(str(activity["target"]))))
        done_percent = plan["progress"]["done_percent"]
        assert Fraction(plan["progress"]["spent"]) == spent
        assert (done_percent is None) == (not shares)
        if shares:
            assert abs(Fraction(done_percent) - 100 * sum(shares) / len(shares)) <= Fraction(1, 20000)
    states = {plan["plan_id"]: [move["to"] for move in plan["next"]] for plan in found["plans"]}
    assert (states["PL01"], states["PL05"]) == ([], ["submitted"])
    assert states["PL03"] == ["approved", "returned", "rejected"]


WAY = (
    ("submitted", OWNER, None),
    ("checked", OFFICE, None),
    ("rejected", HEAD, "งบประมาณไม่พอ"),
    ("draft", OWNER, None),
    ("submitted", OWNER, None),
    ("returned", OFFICE, "เพิ่มตัวชี้วัดความสำเร็จ"),
    ("submitted", OWNER, None),
    ("checked", OFFICE, None),
    ("approved", HEAD, None),
)


def test_a_plan_goes_the_whole_way_and_the_log_accounts_for_every_cell(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From draft over a rejection and a return to approval; each changed cell is in the log with old and new."""
    steps, before = [], cells(sample, PLANS, RECORD, LOG)
    for to, by, reason in WAY:
        why = ["--reason", reason] if reason else []
        code, found = run(
            capsys, "plan", sample, "--id", "PL05", "--to", to, "--by", by, "--on", "2022-03-10", *why
        )
        assert (code, found["changed"], found["position_fits"]) == (0, True, True)
        steps.append(found["step"])
        after = cells(sample, PLANS, RECORD, LOG)
        changed = {at: (before.get(at), value) for at, value in after.items() if before.get(at) != value}
        assert set(before) <= set(after)
        log: dict[int, dict[str, Any]] = {}
        for (sheet, row, header), (_, value) in changed.items():
            if sheet == LOG_SHEET:
                log.setdefault(row, {})[header] = value
        inputs = {at: old for at, (old, _) in changed.items() if at[0] != LOG_SHEET}
        said = {(row["ชีต"], row["แถว"], row["คอลัมน์"]): row for row in log.values() if "แถว" in row}
        assert {at: row.get("ค่าเดิม") for at, row in said.items()} == inputs
        before = after
    assert steps == [7, 7, 6, 6, 7, 6, 7, 7, 8]
    plain = tables(sample, capsys)
    record = plain[RECORD][plain[RECORD]["plan_id"] == "PL05"]
    assert list(zip(record["to_state"], record["by_position"], record["reason"], strict=True)) == list(WAY)
    assert record["seq"].tolist() == list(range(17, 26))
    assert plain[PLANS].set_index("plan_id")["state"]["PL05"] == "approved"
    code, found = run(capsys, "check", sample)
    assert (code, found["errors"], found["warnings"]) == (0, 0, 11)


def test_the_same_move_again_writes_nothing(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told that it is so already; no byte, no backup."""
    move = ["plan", sample, "--id", "PL05", "--to", "submitted", "--by", OWNER]
    run(capsys, *move)
    before = {path: path.read_bytes() for path in sample.parent.rglob("*") if path.is_file()}
    code, found = run(capsys, *move)
    assert (code, found["changed"]) == (0, False)
    assert {path: path.read_bytes() for path in sample.parent.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "options",
    [
        ["plan", "BOOK", "--to", "draft"],
        ["plan", "BOOK", "--id", "PL05"],
        ["plan", "BOOK", "--list", "--id", "PL05"],
    ]
    + [["whatif", "BOOK", "--set", wrong] for wrong in ("PSD=3", "PSD:3.1", ":3.1=3", "PSD:=3", "PSD:3.1= ")]
    + [["whatif", "BOOK"], ["whatif", "BOOK", "--set", "PSD:3.1=3", "--month", "2565-02", "--round", "1"]],
    ids=" ".join,
)
def test_options_that_do_not_fit_together_are_usage(
    options: list[str], sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 with a sentence, before anything is written."""
    before = sample.read_bytes()
    try:
        code = main([str(sample) if option == "BOOK" else option for option in options])
    except SystemExit as ended:
        code = ended.code
    assert (code, bool(capsys.readouterr().err), sample.read_bytes()) == (2, True, before)


def test_a_trial_equals_what_recalc_says_once_it_is_typed(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A trial leaves every byte; typing the value into the file and computing gives the same figures."""
    before = sample.read_bytes()
    code, tried = run(capsys, "whatif", sample, "--set", "HPC12:3.1=43.6783", "--set", "ELD:3.2=2.7")
    assert (code, sample.read_bytes()) == (0, before)
    when = {change["unit_code"]: change["month"] for change in tried["changes"]}
    book = openpyxl.load_workbook(sample)
    sheet = next(s for s in book.worksheets if "tblMonthlyScore" in s.tables)
    for row in sheet[sheet.tables["tblMonthlyScore"].ref]:
        key = tuple(cell.value for cell in row[:3])
        if key == (when["HPC12"], "HPC12", "3.1"):
            row[4].value = 43.6783
        if key == (when["ELD"], "ELD", "3.2"):
            row[5].value = 2.7
    book.save(sample)
    _, typed = run(capsys, "recalc", sample)
    units = {unit["unit_code"]: unit for unit in typed["units"]}
    for unit in tried["units"]:
        assert unit["after"] == {key: units[unit["unit_code"]][key] for key in unit["after"]}
    assert tried["attainment"]["after"] == typed["attainment"]
    assert [unit["before"]["score"] for unit in tried["units"]] == ["2.4214", "2.9632"]


def test_the_easiest_change_of_each_unit_passes_on_trial(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What analyse says is enough, whatif confirms, alone for each unit and for the set that meets the target."""
    code, found = run(capsys, "analyse", sample)
    assert code == 0
    lever = found["leverage"]
    first = {unit["unit_code"]: unit["moves"][0] for unit in lever["units"] if unit["moves"]}
    assert (lever["short"], lever["lacking"], set(lever["chosen"])) == (3, 0, {"LAB", "ELD", "HPC12"})
    last = {code: move for code, move in first.items() if move["aggregate"] == "last"}
    assert len(last) == 3
    settings = [f"{code}:{move['kpi_code']}={move['needed']}" for code, move in last.items()]
    for unit, change in zip(last, settings, strict=True):
        _, tried = run(capsys, "whatif", sample, "--set", change)
        assert tried["units"][0]["unit_code"] == unit
        assert tried["units"][0]["after"]["passed"] is True
    _, tried = run(capsys, "whatif", sample, "--set", *settings)
    assert tried["attainment"]["after"]["met"] is True


def test_analyse_names_what_hangs_loose(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Groups whose needs nobody answers, gaps below without a measure; nothing is written."""
    before = sample.read_bytes()
    _, found = run(capsys, "analyse", sample)
    _, checked = run(capsys, "check", sample)
    needs = [f for f in checked["findings"] if f["code"] == "need_without_measure"]
    assert [row["stakeholder_id"] for row in found["needs_without_measure"]] == ["SH07", "SH08"]
    assert len(needs) == 2
    plain = tables(sample, capsys)["tblMeasure"]
    answered = {
        (row["gap_unit_code"], row["gap_kpi_code"])
        for row in plain.to_dict("records")
        if row["status"] != "cancelled"
    }
    for gap in found["gaps_without_measure"]:
        assert not answered & {
            (gap["unit_code"], gap["kpi_code"]),
            (gap["unit_code"], None),
            (None, gap["kpi_code"]),
        }
    assert (found["measures_adrift"], found["topics_without_audience"]) == ([], [])
    assert before != b""
