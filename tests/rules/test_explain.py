"""The sentence of a KPI says what was reached, what is needed, or why there is nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.explain import REASONS, Situation, explanation
from addin.rules.scoring import SCORINGS, kpi_scores
from addin.rules.worksheet import plain_amounts

NAN = float("nan")
BASE = Situation(
    reason="scored",
    scoring="interpolate",
    unit_of_measure="ร้อยละ",
    lower=False,
    actual=65.0,
    score=1.5,
    level=1,
    targets=(60.0, 70.0, 80.0, 90.0, 100.0),
    needed=72.5,
    secure=False,
    round_passed=False,
    pass_score=3.0,
    policy="exclude",
)
PASSING = "รอบนี้จะผ่านเกณฑ์ 3.0000 เมื่อ"
CASES: dict[str, dict[str, Any]] = {
    f"ผลร้อยละ 65 ได้ 1.5000 คะแนน ถึงระดับ 1 (60) ยังไม่ถึงระดับ 2 (70) {PASSING}ผลไม่ต่ำกว่าร้อยละ 72.5": {},
    f"ผล 12 วัน ได้ 2.5000 คะแนน ถึงระดับ 2 (13) ยังไม่ถึงระดับ 3 (11) {PASSING}ผลไม่เกิน 10.5 วัน": {
        "unit_of_measure": "วัน",
        "lower": True,
        "actual": 12.0,
        "score": 2.5,
        "level": 2,
        "needed": 10.5,
        "targets": (15.0, 13.0, 11.0, 9.0, 7.0),
    },
    "ผลร้อยละ 55 ได้ 1.0000 คะแนน ยังไม่ถึงระดับ 1 (60) ตัวชี้วัดนี้เพียงตัวเดียวทำให้รอบนี้ผ่านเกณฑ์ 3.0000 ไม่ได้": {
        "actual": 55.0,
        "score": 1.0,
        "level": 0,
        "needed": NAN,
    },
    "ผลร้อยละ 100 ได้ 5.0000 คะแนน ถึงระดับ 5 (100) รอบนี้ผ่านเกณฑ์ 3.0000 ได้แม้ตัวชี้วัดนี้ได้คะแนนต่ำสุด": {
        "actual": 100.0,
        "score": 5.0,
        "level": 5,
        "secure": True,
        "round_passed": True,
    },
    "ผลร้อยละ 79.99999 ได้ 3.0000 คะแนน ถึงระดับ 2 (70) ยังไม่ถึงระดับ 3 (80) แต่คะแนนปัดเศษแล้วเป็น 3.0000 "
    "รอบนี้ผ่านเกณฑ์ 3.0000 อยู่แล้ว และจะผ่านตราบที่ผลไม่ต่ำกว่าร้อยละ 79.9996": {
        "actual": 79.99999,
        "score": 3.0,
        "level": 2,
        "needed": 79.9996,
        "round_passed": True,
    },
    "ผล 11.00004 วัน ได้ 3.0000 คะแนน ถึงระดับ 2 (13) ยังไม่ถึงระดับ 3 (11) แต่คะแนนปัดเศษแล้วเป็น 3.0000 "
    "รอบนี้ผ่านเกณฑ์ 3.0000 อยู่แล้ว และจะผ่านตราบที่ผลไม่เกิน 11.0001 วัน": {
        "unit_of_measure": "วัน",
        "lower": True,
        "actual": 11.00004,
        "score": 3.0,
        "level": 2,
        "needed": 11.0001,
        "targets": (15.0, 13.0, 11.0, 9.0, 7.0),
        "round_passed": True,
    },
    f"ผลร้อยละ 80 ได้ 2.0000 คะแนน ถึงระดับ 2 (70) ยังไม่ถึงระดับ 3 (80) เพราะผลก่อนปัดเศษยังขาดอยู่ {PASSING}ผลไม่ต่ำกว่าร้อยละ 80": {
        "scoring": "step",
        "actual": 80.0,
        "score": 2.0,
        "level": 2,
        "needed": 80.0,
    },
    f"ผลร้อยละ 33.3333 ได้ 2.0000 คะแนน ถึงระดับ 2 (33.33333) เทียบจากผลก่อนปัดเศษ ยังไม่ถึงระดับ 3 (80) {PASSING}ผลไม่ต่ำกว่าร้อยละ 80": {
        "actual": 33.3333,
        "score": 2.0,
        "level": 2,
        "targets": (10.0, 33.33333, 80.0, 90.0, 100.0),
        "needed": 80.0,
    },
    f"ผลร้อยละ 65 ได้ 2.0000 คะแนน ถึงระดับ 1 (60) ยังไม่ถึงระดับ 2 (70) {PASSING}ผลไม่ต่ำกว่าร้อยละ 72.5": {
        "score": 2.0
    },
    f"ทำสำเร็จต่อเนื่อง 3 ขั้นตอน ได้ 3.0000 คะแนน {PASSING}ทำสำเร็จต่อเนื่องอย่างน้อย 4 ขั้นตอน": {
        "scoring": "milestone",
        "actual": 3.0,
        "score": 3.0,
        "level": 3,
        "needed": 4.0,
    },
    f"ได้คะแนนตามเกณฑ์รวม 4.75 คิดเป็น 4.7500 คะแนน {PASSING}ได้คะแนนไม่ต่ำกว่า 4.9000": {
        "scoring": "process",
        "actual": 4.75,
        "score": 4.75,
        "level": 4,
        "needed": 4.9,
    },
    "คะแนนที่รายงาน 3.5 คิดเป็น 3.5000 คะแนน รอบนี้ผ่านเกณฑ์ 3.0000 อยู่แล้ว และจะผ่านตราบที่ได้คะแนนไม่ต่ำกว่า 2.5000": {
        "scoring": "reported",
        "actual": 3.5,
        "score": 3.5,
        "level": 3,
        "needed": 2.5,
        "round_passed": True,
    },
    f"ยังไม่มีผลที่ส่งหรือรับรองแล้วในรอบนี้ จึงคิดให้ 1.0000 คะแนน {PASSING}ผลไม่ต่ำกว่าร้อยละ 72.5": {
        "reason": "no_report",
        "actual": NAN,
        "score": 1.0,
        "policy": "floor",
    },
    "คิดคะแนนไม่ได้เพราะค่าเป้าหมายไม่ครบ ซ้ำกัน หรือไม่เรียงตามทิศทาง จึงยังไม่นำน้ำหนักมาคิด โปรดแก้ไขข้อมูลของตัวชี้วัดก่อน": {
        "reason": "targets",
        "actual": NAN,
        "score": 0.0,
        "needed": NAN,
    },
    "ไม่นำมาประเมินในรอบนี้ จึงไม่คิดน้ำหนักของตัวชี้วัดนี้": {
        "reason": "not_applicable",
        "actual": NAN,
        "needed": NAN,
    },
}


@pytest.mark.parametrize("sentence", CASES)
def test_the_sentence_reads_as_an_officer_would_write_it(sentence: str):
    """Scores with four decimals, other numbers as typed, units on their side of the number."""
    assert sentence == explanation(replace(BASE, **CASES[sentence]))


@given(
    reason=st.sampled_from(REASONS),
    scoring=st.sampled_from(SCORINGS),
    unit_of_measure=st.sampled_from(["ร้อยละ", "วัน", ""]),
    secure=st.booleans(),
    level=st.integers(0, 5),
    needed=st.sampled_from([NAN, 72.5]),
    policy=st.sampled_from(["exclude", "floor", "zero"]),
)
def test_no_sentence_has_a_hole(**parts: Any):
    """One line, single spaces, no nan, no decomposed Thai."""
    sentence = explanation(replace(BASE, **parts))
    assert not re.search(r"nan|None|  |\n|\u0e4d\u0e32|^ | $", sentence)


@given(
    actual=st.decimals("50", "110", places=6),
    lower=st.booleans(),
    scoring=st.sampled_from(["interpolate", "step"]),
)
def test_a_level_not_reached_stands_beside_its_score_only_with_the_reason(
    actual: Any, *, lower: bool, scoring: Any
):
    """Where the score reads as the next level's though the level is not reached, the rounding is named."""
    targets = (100.0, 90.0, 80.0, 70.0, 60.0) if lower else (60.0, 70.0, 80.0, 90.0, 100.0)
    kind = np.array([SCORINGS.index(scoring)], dtype=np.int8)
    units, level = kpi_scores(
        kind,
        plain_amounts(np.array([float(actual)])),
        np.array([targets]),
        np.array([lower]),
        floor=10_000,
        cap=50_000,
    )
    score, reached = int(units[0]) / 10_000, int(level[0])
    sentence = explanation(
        replace(
            BASE,
            scoring=scoring,
            lower=lower,
            actual=float(actual),
            targets=targets,
            score=score,
            level=reached,
        )
    )
    assert (reached >= 1 and reached + 1 <= score) == ("แต่คะแนนปัดเศษแล้ว" in sentence)
