"""Moves of plans and trials on a book in memory: what is refused, what is told, which cells are written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.rules.approval import MOVES, STEP_OF
from addin.rules.leverage import SURE
from addin.rules.steps import STATES
from addin.texts import TEXTS
from tests.support.buttons import NOW, TODAY, OpenBook, frame_of, header, open_book, said
from tests.support.cases_work import ACTIVITY, APPROVAL, GROUP, MEASURE, PLAN, TOPIC, UNANSWERED, record
from tests.support.checkbook import SCORE, Edit, sent
from workbook.book import CellError

OWNER, OFFICE, HEAD = "หัวหน้าฝ่ายพัฒนาระบบราชการ", "หัวหน้างานบริหารยุทธศาสตร์", "อธิบดี"
SUBMITTED = (record(4, "draft", "submitted", "2022-01-01"), (PLAN, 6, {"state": "submitted"}))
CHECKED = (*SUBMITTED, record(5, "submitted", "checked", "2022-02-02"), (PLAN, 6, {"state": "checked"}))
NUMBER = "1234567890121"


def move(book: OpenBook, plan: str, to: str, by: str = HEAD, **more: Any) -> Outcome:
    """Take a plan to a state on 10 March 2022."""
    return ACTIONS["plan"](book, today=TODAY, plan_id=plan, to=to, by=by, now=lambda: NOW, **more)


@pytest.mark.parametrize("edits", [SUBMITTED, CHECKED], ids=["submitted", "checked"])
@pytest.mark.parametrize("legal", MOVES, ids=lambda m: f"{m.before}-{m.after}")
def test_every_legal_move_is_recorded_and_no_other(edits: tuple[Edit, ...], legal: Any) -> None:
    """From the state in the book the move is stored once with state and record; from any other it is refused."""
    book = open_book(edits)
    here = frame_of(book, PLAN).set_index("plan_id").loc["P2", "state"]
    outcome = move(book, "P2", legal.after, reason="เหตุผล")
    plans, records = frame_of(book, PLAN).set_index("plan_id"), frame_of(book, APPROVAL)
    if any((one.before, one.after) == (here, legal.after) for one in MOVES):
        last = records.iloc[-1]
        assert (plans.loc["P2", "state"], book.saves) == (legal.after, 1)
        assert (last["from_state"], last["to_state"], last["by_position"]) == (here, legal.after, HEAD)
        assert (last["seq"], str(last["on"].date())) == (records["seq"].max(), "2022-03-10")
        assert (outcome.data["step"], outcome.data["changed"]) == (STEP_OF[legal.after], True)
    elif here != legal.after:
        assert (outcome.data["error"]["code"], book.saves) == ("plan_illegal", 0)


@pytest.mark.parametrize(
    ("plan", "to", "more", "problems"),
    [
        ("P9", "submitted", {}, ["plan_unknown"]),
        ("P2", "draft", {}, ["plan_illegal"]),
        ("P1", "draft", {}, ["plan_final"]),
        ("P2", "rejected", {}, ["plan_reason_missing"]),
        ("P2", "returned", {"by": " ", "reason": " "}, ["plan_reason_missing", "plan_by_missing"]),
        ("P2", "approved", {"on": dt.date(2022, 2, 1)}, ["plan_date_backwards"]),
        ("P2", "approved", {"on": dt.date(2022, 3, 11)}, ["plan_date_future"]),
        ("P2", "approved", {"by": NUMBER}, ["plan_citizen_number"]),
        ("P2", "returned", {"reason": f"ขาดบัตร {NUMBER}"}, ["plan_citizen_number"]),
        ("P2", "draft", {"by": "", "on": dt.date(2022, 3, 11)}, ["plan_illegal", "plan_by_missing", "plan_date_future"]),
    ],
)  # fmt: skip
def test_everything_in_the_way_is_told_at_once(
    plan: str, to: str, more: dict[str, Any], problems: list[str]
) -> None:
    """Nothing is stored, and each problem has its sentence."""
    book = open_book(CHECKED)
    outcome = move(book, plan, to, **more)
    assert (outcome.data["problems"], outcome.clean, book.saves) == (problems, False, 0)
    assert len(outcome.lines) == len(problems)
    assert NUMBER not in said(outcome)


@pytest.mark.parametrize(
    ("edits", "problem"),
    [
        (((PLAN, 6, {"state": "submitted"}),), "plan_record_differs"),
        (((PLAN, 7, {"plan_id": "P2", "title": "ซ้ำ", "state": "draft"}),), "plan_twice"),
    ],
)
def test_a_plan_that_the_book_is_unsure_of_is_mended_first(edits: tuple[Edit, ...], problem: str) -> None:
    """State and record at odds, or two rows of one code: nothing is put on top."""
    book = open_book(edits)
    assert move(book, "P2", "checked").data["problems"] == [problem]
    assert book.saves == 0


def test_a_state_that_shows_an_error_is_mended_first_and_keeps_no_other_plan() -> None:
    """#N/A as the state of a plan: that plan waits; another is moved, and the #N/A stays where it stands."""
    book = open_book(CHECKED)
    raw, column = book.read(PLAN), book.read(PLAN).headers.index(header(PLAN, "state"))
    codes = [line[raw.headers.index(header(PLAN, "plan_id"))] for line in raw.cells]
    at = codes.index("P1")
    for table in (book._stored[PLAN], book._staged[PLAN]):
        table.cells[at][column] = CellError("#N/A")
    assert move(book, "P1", "draft").data["problems"] == ["plan_state_unreadable"]
    assert move(book, "P2", "approved").data["to_state"] == "approved"
    assert book.read(PLAN).cells[at][column] == CellError("#N/A")


def test_renamed_sheets_and_turned_columns_get_the_same_cells() -> None:
    """The user's own layout: only the state of that plan and one record change, the log names the sheets."""
    titles = {PLAN: "แผนของเรา", APPROVAL: "บันทึกของเรา"}
    book = open_book(CHECKED, titles=titles, reverse=[PLAN, APPROVAL])
    before, records = frame_of(book, PLAN), frame_of(book, APPROVAL)
    move(book, "P2", "approved")
    after = frame_of(book, PLAN)
    row = before.index[before["plan_id"] == "P2"][0]
    expected = before.copy()
    expected.loc[row, "state"] = "approved"
    assert expected.equals(after)
    assert frame_of(book, APPROVAL).iloc[:-1].equals(records)
    log = frame_of(book, "tblLog")
    assert set(log["table"].dropna()) == set(titles.values())
    state = log[log["table"] == "แผนของเรา"].iloc[0]
    assert (state["row"], state["old"], state["new"]) == (row, "ตรวจสอบแล้ว", "อนุมัติ")
    assert log["row"].isna().sum() == 1


@pytest.mark.parametrize(("by", "fit"), [(HEAD, True), ("ผู้ประสานงาน", False)])
def test_a_position_that_does_not_fit_is_told_and_recorded(by: str, fit: bool) -> None:  # noqa: FBT001
    """Positions are declared: the move stands, the check warns."""
    book = open_book(CHECKED)
    outcome = move(book, "P2", "approved", by)
    assert (outcome.data["position_fits"], book.saves) == (fit, 1)
    assert ("ไม่ใช่ตำแหน่ง" in said(outcome)) == (not fit)
    found = ACTIONS["check"](book, today=TODAY).data["findings"]
    odd = [row for row in found if row["code"] == "approval_position_odd" and row["row"] == 7]
    assert bool(odd) == (not fit)


def test_the_first_record_of_a_book_is_number_one() -> None:
    """In a book without records."""
    book = open_book([(APPROVAL, None, None), (PLAN, 5, None), (ACTIVITY, None, None)])
    move(book, "P2", "submitted", OWNER)
    assert frame_of(book, APPROVAL)["seq"].tolist() == [1]


def test_work_done_before_approval_stands_in_the_list() -> None:
    """The activity says so beside its plan, and the check makes it an error."""
    book = open_book([(ACTIVITY, 5, {"plan_id": "P2"})])
    outcome = ACTIONS["plan"](book, today=TODAY)
    by_plan = {plan["plan_id"]: plan["activities"] for plan in outcome.data["plans"]}
    assert [activity["too_early"] for activity in by_plan["P2"]] == ["not_approved"]
    assert "ยังไม่ได้รับอนุมัติ" in said(outcome)
    assert not outcome.clean


def test_a_plan_without_activities_or_money_has_no_percentages() -> None:
    """Nothing is invented where nothing is typed."""
    plans = {plan["plan_id"]: plan for plan in ACTIONS["plan"](open_book(), today=TODAY).data["plans"]}
    assert plans["P2"]["progress"]["done_percent"] is None
    assert plans["P1"]["progress"]["done_percent"] == "100.0000"


def test_a_book_without_plans_or_steps_says_what_to_do() -> None:
    """Empty sheets name their cure."""
    empty = [
        (PLAN, None, None),
        (APPROVAL, None, None),
        (ACTIVITY, None, None),
        ("tblActivityMonth", None, None),
    ]
    assert "ยังไม่มีแผน" in said(ACTIONS["plan"](open_book(empty), today=TODAY))
    steps = ACTIONS["steps"](open_book([("tblStep", None, None), ("tblDocument", None, None)]), today=TODAY)
    assert (steps.data["steps"], steps.data["now"]) == ([], None)
    assert "ยังว่าง" in said(steps)


def test_a_plan_that_came_back_is_named_at_its_step() -> None:
    """With another plan approved the steps stay; the sentence names the one to be mended."""
    returned = (
        *SUBMITTED,
        record(5, "submitted", "returned", "2022-02-02"),
        (PLAN, 6, {"state": "returned"}),
    )
    six = ("tblStep", 6, {"step_no": 6, "step": "จัดทำแผน", "working_days": 5, "responsible": "กพร."})
    outcome = ACTIONS["steps"](open_book([*returned, six]), today=TODAY)
    assert outcome.data["steps"][1]["plans_back"] == ["P2"]
    assert "P2" in said(outcome)


def test_analyse_counts_every_loose_end() -> None:
    """A need, a measure and a topic with nothing on the other side."""
    edits = (
        UNANSWERED,
        (MEASURE, 5, {"gap_unit_code": None, "gap_kpi_code": None, "pirab": None}),
        (TOPIC, 5, {"stakeholder_id": "S9"}),
    )
    data = ACTIONS["analyse"](open_book(edits), today=TODAY).data
    assert [row["stakeholder_id"] for row in data["needs_without_measure"]] == ["S1"]
    assert [(row["measure_id"], row["lacks"]) for row in data["measures_adrift"]] == [("M1", "both")]
    assert [row["topic_id"] for row in data["topics_without_audience"]] == ["T1"]
    assert GROUP == "tblStakeholder"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ([("Z9", "1.1", "80")], ["whatif_unit"]),
        ([("A1", "9.9", "80")], ["whatif_kpi"]),
        ([("A1", "1.1", "แปดสิบ"), ("A1", "1.4", "2.5"), ("A1", "1.4", "-1")], ["whatif_not_number", "whatif_steps", "whatif_steps"]),
        ([("A1", "1.2", "-0.5"), ("A1", "1.3", "5.0001"), ("A1", "1.3", "0.9")], ["whatif_points", "whatif_score", "whatif_score"]),
        ([("A1", "1.1", "80"), ("a1", "1.1", "90")], ["whatif_twice"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_a_trial_is_told_at_once(
    changes: list[tuple[str, str, str]], problems: list[str]
) -> None:
    """Each wrong unit, KPI or value has its sentence; nothing is computed."""
    outcome = ACTIONS["whatif"](open_book(), today=TODAY, changes=changes)
    assert (outcome.data["problems"], outcome.clean) == (problems, False)


@pytest.mark.parametrize(("typed", "expected"), [("๘๓.๕", "83.5"), ("1,000", "1000"), ("70", "70")])
def test_a_value_is_read_as_cells_are(typed: str, expected: str) -> None:
    """Thai digits and thousands are numbers; the book in memory is not changed."""
    book = open_book()
    outcome = ACTIONS["whatif"](book, today=TODAY, changes=[("a1", "1.1", typed)])
    (change,) = outcome.data["changes"]
    assert (change["value"], change["after"]["actual"], change["unit_code"]) == (expected, expected, "A1")
    assert (book.saves, book.changed()) == (0, False)


def test_where_only_certified_results_count_the_trial_counts_too() -> None:
    """A trial under require_certified has an effect, as the certified result would have."""
    book = open_book(settings={"require_certified": "yes"})
    outcome = ACTIONS["whatif"](book, today=TODAY, changes=[("A1", "1.1", "60")])
    assert outcome.data["changes"][0]["after"]["score"] == "1.0000"


def test_a_sum_is_told_with_the_whole_round() -> None:
    """The value is the month's, the result the round's: 7 in January and 9 in February are 16 days."""
    more = (SCORE, 30, sent("2565-02", "A1", "1.5", actual=2))
    outcome = ACTIONS["whatif"](open_book([more]), today=TODAY, changes=[("A1", "1.5", "9")])
    (change,) = outcome.data["changes"]
    assert (change["month"], change["before"]["actual"], change["after"]["actual"]) == ("2565-02", "9", "16")


@pytest.mark.parametrize("name", ["steps", "plan", "analyse", "whatif"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"drop": (SCORE, "actual")}, "structure_missing"), ({"settings": {"due_day": "40"}}, "settings_wrong")],
    ids=["structure", "settings"],
)
def test_a_broken_book_is_refused(name: str, wrong: dict[str, Any], code: str) -> None:
    """As recalc refuses: the reason is told, nothing is written."""
    more: dict[str, Any] = {"changes": [("A1", "1.1", "80")]} if name == "whatif" else {}
    more |= {"plan_id": "P2", "to": "submitted", "by": OWNER} if name == "plan" else {}
    book = open_book(**wrong)
    outcome = ACTIONS[name](book, today=TODAY, **more)
    assert (outcome.data["error"]["code"], outcome.clean, book.saves) == (code, False, 0)


def test_every_sentence_that_is_put_together_exists() -> None:
    """Keys made of a state have their sentence in both languages."""
    keys = {f"plan_next_{state}" for state in STEP_OF} | {f"leverage_{sure}" for sure in SURE}
    keys |= {f"leverage_{state}" for state in ("alone", "together", "closed", "pending")}
    keys |= {f"plan_activity_{early}" for early in ("not_approved", "before_approval")}
    keys |= {f"steps_{state}" for state in STATES} | {"steps_done_late", "steps_done_undated"}
    keys |= {f"steps_{state}_unplanned" for state in ("in_hand", "waiting")}
    loose = ("gaps_without_measure", "needs_without_measure", "measures_adrift", "topics_without_audience")
    keys |= {f"analyse_{key}{none}" for key in loose for none in ("", "_none")}
    assert {key for key in keys if set(TEXTS["ui"].get(key, {})) != {"th", "en"}} == set()
