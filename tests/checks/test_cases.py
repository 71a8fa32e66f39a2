"""Each finding is tripped by one wrong entry, where it stands, and not by the right entry beside it."""

from __future__ import annotations

import dataclasses
from functools import cache

import pytest

from addin.rules.findings import Finding
from addin.texts import LANGUAGES, finding_text
from tests.support.cases_closed import CLOSED
from tests.support.cases_monthly import MONTHLY
from tests.support.cases_sending import SENDING
from tests.support.cases_setup import SETUP
from tests.support.cases_work import WORK
from tests.support.checkbook import found, places

CASES = (*MONTHLY, *SENDING, *SETUP, *WORK, *CLOSED)
EVERY = pytest.mark.parametrize(
    "number", range(len(CASES)), ids=[f"{case.code}-{n}" for n, case in enumerate(CASES)]
)


@cache
def findings(number: int) -> tuple[Finding, ...]:
    """What is found in the book with the case's wrong entry."""
    return tuple(found(CASES[number].wrong, CASES[number].as_of))


def tripped(number: int) -> Finding:
    """The case's finding."""
    return next(f for f in findings(number) if f.code == CASES[number].code)


def test_a_book_without_a_fault_has_no_finding() -> None:
    """The small book that every case starts from is clean."""
    assert found(()) == []


@EVERY
def test_a_wrong_entry_is_found_where_it_stands(number: int) -> None:
    """The finding is there, once, at the cell."""
    assert places(findings(number), CASES[number].code) == [CASES[number].at]


@EVERY
def test_the_right_entry_beside_it_is_not_found(number: int) -> None:
    """A near miss trips nothing of the same code."""
    case = CASES[number]
    assert places(found(case.right, case.as_of), case.code) == []


@EVERY
@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_sentences_are_whole(number: int, lang: str) -> None:
    """Message and cure name what they must, with no placeholder or blank left open."""
    severity, *sentences = finding_text(tripped(number), lang)
    assert severity in {"error", "warning"}
    for sentence in sentences:
        assert sentence == " ".join(sentence.split())
        assert [odd for odd in ("{", "()", " nan", "NaT") if odd in sentence] == []


@EVERY
def test_the_message_names_the_value(number: int) -> None:
    """Whatever a finding gives as its value shows in the Thai message."""
    finding = tripped(number)
    if "value" in finding.params:
        other = dataclasses.replace(finding, params={**finding.params, "value": "อื่น"})
        assert finding_text(finding)[1] != finding_text(other)[1]


def test_all_wrong_entries_at_once_are_all_found() -> None:
    """One fault never hides another that lies elsewhere, nothing is said twice, the order is fixed."""
    apart = {
        "certified_without_evidence",
        "targets_equal",
        "unit_name_twice",
        "agreement_twice",
        "holiday_without_source",
        "email_malformed",
        "plan_state_unexplained",
        "step_without_documents",
    }
    wrong = {case.code: case for case in CASES if case.code in apart}
    together = found([edit for case in wrong.values() for edit in case.wrong])
    assert apart <= {f.code for f in together}
    assert len({(f.code, f.table, f.row, f.column) for f in together}) == len(together)
    assert together == sorted(together, key=lambda f: (f.table, -1 if f.row is None else f.row))
