"""The way of a plan: which moves there are, whose they are, and what came back."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from addin.rules.approval import (
    CHECKER,
    EXECUTIVE,
    MOVES,
    OWNER,
    ROLES,
    SENT_BACK,
    STEP_OF,
    fits,
    moves_from,
    plans_in,
    recorded_states,
    sent_back,
)
from workbook.schema.words import PLAN_STATE

STATES = [choice.key for choice in PLAN_STATE]


def test_every_state_has_a_step_and_no_other() -> None:
    """The states of the workbook are those of the moves, and each stands at a step of the SOP."""
    assert set(STATES) == set(STEP_OF) == {state for move in MOVES for state in (move.before, move.after)}


def test_a_draft_comes_to_approval_only_through_both_offices() -> None:
    """Every way from draft to approved passes submitted and checked, whatever was returned before."""

    def ways(state: str, seen: tuple[str, ...]) -> list[tuple[str, ...]]:
        if state == "approved":
            return [seen]
        return [
            way
            for move in moves_from(state)
            if seen.count(move.after) < 2
            for way in ways(move.after, (*seen, move.after))
        ]

    found = ways("draft", ("draft",))
    assert found
    assert {way[-3:] for way in found} == {("submitted", "checked", "approved")}


@pytest.mark.parametrize("state", STATES)
def test_a_plan_that_did_not_pass_goes_on_as_draft(state: str) -> None:
    """What was sent back may be written anew; what is approved is final; nothing else ends."""
    after = {move.after for move in moves_from(state)}
    assert ("draft" in after) == (state in SENT_BACK)
    assert (not after) == (state == "approved")


def test_a_reason_is_needed_exactly_where_the_plan_does_not_go_on() -> None:
    """Returned and rejected want a reason, nothing else does."""
    assert {move.after for move in MOVES if move.needs_reason} == {"returned", "rejected"}


@pytest.mark.parametrize(
    ("position", "roles"),
    [
        ("หัวหน้าฝ่ายพัฒนาระบบราชการ", {OWNER}),
        ("รักษาการหัวหน้างานบริหารยุทธศาสตร์", {CHECKER}),
        ("รองอธิบดี (1)", {EXECUTIVE}),
        ("หัวหน้ากลุ่มพัฒนาระบบบริหาร", {OWNER, EXECUTIVE}),
        ("ผู้ประสานงาน", set()),
    ],
)
def test_a_position_fits_by_the_words_of_the_sop(position: str, roles: set[str]) -> None:
    """The SOP's section submits, its strategy office checks, executives decide."""
    assert {role for role in ROLES if fits(position, (role,))} == roles


def test_whoever_is_responsible_may_submit_and_nothing_else() -> None:
    """A unit submits its own plan; that makes it neither checker nor executive, and a blank nothing."""
    for role in ROLES:
        assert fits("หัวหน้างานของกองสอง", (role,), "กองสอง") == (role == OWNER)
    assert not fits("หัวหน้างานของกองสอง", (OWNER,), " ")


def tables(states: dict[str, str], activities: list[tuple[str, str]]) -> dict[str, pd.DataFrame]:
    rows: list[Any] = [{"plan_id": plan, "state": state} for plan, state in states.items()]
    done = pd.DataFrame(activities, columns=["plan_id", "status"])
    return {"tblPlan": pd.DataFrame(rows, columns=["plan_id", "state"]), "tblActivity": done}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [([], ["P"]), (["cancelled"], []), (["cancelled", "not_started"], ["P"]), (["postponed"], ["P"])],
)
def test_a_plan_that_was_given_up_is_not_waited_for(statuses: list[str], expected: list[str]) -> None:
    """Only a plan whose activities are all cancelled no longer waits at step 6."""
    for state in SENT_BACK:
        assert sent_back(tables({"P": state}, [("P", status) for status in statuses])) == expected


def test_plans_are_found_by_their_state() -> None:
    """In the order of the table, and only the states asked for."""
    book = tables({"B": "approved", "A": "returned", "C": "draft"}, [])
    assert plans_in(book, "approved", "returned") == ["B", "A"]
    assert sent_back(book) == ["A"]
    assert plans_in({}, *STATES) == sent_back({}) == []


def test_the_record_tells_the_state_by_its_sequence() -> None:
    """The row of the largest number counts, wherever it stands; rows without a plan or state do not."""
    rows = [
        ("P", 2.0, "checked", "2022-01-03"),
        ("P", 1.0, "submitted", "2022-01-02"),
        (None, 9.0, "approved", None),
    ]
    frame = pd.DataFrame(rows, columns=["plan_id", "seq", "to_state", "on"])
    frame["on"] = pd.to_datetime(frame["on"])
    found = recorded_states({"tblApproval": frame})
    assert {plan: (state, str(on)) for plan, (state, on) in found.items()} == {"P": ("checked", "2022-01-03")}


def test_no_move_is_there_twice() -> None:
    """From each state to each other there is one move at most, and none stays."""
    pairs = [(move.before, move.after) for move in MOVES]
    assert len(pairs) == len(set(pairs))
    assert not any(a == b for a, b in pairs)
    assert len(pairs) < len(list(product(STATES, STATES)))
