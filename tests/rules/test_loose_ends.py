"""What hangs in the air: each needs exactly the link that it lacks."""

from __future__ import annotations

from typing import Any

import pytest

from addin.rules.loose_ends import (
    gaps_unanswered,
    measures_adrift,
    needs_unanswered,
    topics_without_audience,
)

GROUP = {"stakeholder_id": "S1", "group": "ผู้ประสานงาน", "needs": "คู่มือ"}
MEASURE = {"measure_id": "M1", "pirab": "P", "status": "in_progress"}
GAP = {"unit_code": "A1", "kpi_code": "1.1", "flag": "chronic", "gap_to_pass": 0.5}


@pytest.mark.parametrize(
    ("group", "measure", "open_"),
    [
        ({}, {}, True),
        ({}, {"stakeholder_id": "S1"}, False),
        ({"response_measure": "M1"}, {}, False),
        ({"response_measure": "M1"}, {"status": "cancelled"}, True),
        ({"response_measure": "M9"}, {}, True),
        ({"needs": None}, {}, False),
        ({"needs": None, "dissatisfied_with": "ระบบช้า"}, {}, True),
    ],
)
def test_a_need_wants_a_measure_in_force(group: dict[str, Any], measure: dict[str, Any], open_: bool) -> None:  # noqa: FBT001
    """Named by either side; a cancelled or unknown measure answers nothing."""
    assert bool(needs_unanswered([GROUP | group], [MEASURE | measure])) == open_


@pytest.mark.parametrize(
    ("gap", "measure", "open_"),
    [
        ({}, {}, True),
        ({}, {"gap_unit_code": "A1"}, False),
        ({}, {"gap_unit_code": "A1", "gap_kpi_code": "1.2"}, True),
        ({}, {"gap_kpi_code": "1.1", "status": "cancelled"}, True),
        ({"flag": "newly_failing"}, {}, True),
        ({"flag": "ok", "gap_to_pass": 0.1}, {}, False),
        ({"gap_to_pass": -0.1}, {}, False),
    ],
)
def test_a_failing_gap_wants_a_measure(gap: dict[str, Any], measure: dict[str, Any], open_: bool) -> None:  # noqa: FBT001
    """Chronic and newly failing ones that lie below; what has recovered needs none."""
    assert bool(gaps_unanswered([GAP | gap], [MEASURE | measure])) == open_


@pytest.mark.parametrize(
    ("measure", "lacks"),
    [
        ({"stakeholder_id": "S1"}, []),
        ({"gap_kpi_code": "1.1"}, []),
        ({}, ["link"]),
        ({"stakeholder_id": "S1", "pirab": None}, ["letter"]),
        ({"pirab": None}, ["both"]),
        ({"status": "cancelled", "pirab": None}, []),
    ],
)
def test_a_measure_wants_a_link_and_a_letter(measure: dict[str, Any], lacks: list[str]) -> None:
    """A gap or a need, and a letter of PIRAB; a cancelled one nothing."""
    assert [what for _, what in measures_adrift([MEASURE | measure], [])] == lacks


def test_a_measure_that_a_group_chose_has_its_link() -> None:
    """The link may stand on the group's side."""
    assert measures_adrift([MEASURE], [GROUP | {"response_measure": "M1"}]) == ()


def test_a_topic_wants_an_audience_that_there_is() -> None:
    """Without a group, or with one that the book does not have, nobody hears it."""
    topics = [
        {"topic_id": code, "stakeholder_id": group}
        for code, group in [("T1", "S1"), ("T2", None), ("T3", "S9")]
    ]
    assert [topic["topic_id"] for topic in topics_without_audience(topics, [GROUP])] == ["T2", "T3"]
