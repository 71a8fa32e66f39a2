"""One Thai sentence for each KPI score: what was reached, what is needed, or why there is nothing.

The sentences are for officers; scores have 4 decimals, other numbers stand as typed. Codes of `REASONS` say
why a KPI has no score of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from addin.rules.exact import number_text, score_text
from addin.rules.scoring import Scoring
from addin.rules.settings import MissingPolicy

Reason = Literal["scored", "not_applicable", "no_report", "doubled", "targets", "definition"]

REASONS: tuple[Reason, ...] = ("scored", "not_applicable", "no_report", "doubled", "targets", "definition")

_WHY = {
    "no_report": "ยังไม่มีผลที่ส่งหรือรับรองแล้วในรอบนี้",
    "doubled": "คิดคะแนนไม่ได้เพราะมีรายงานซ้ำในเดือนเดียวกัน",
    "targets": "คิดคะแนนไม่ได้เพราะค่าเป้าหมายไม่ครบ ซ้ำกัน หรือไม่เรียงตามทิศทาง",
    "definition": "คิดคะแนนไม่ได้เพราะยังไม่ได้ระบุวิธีคิดคะแนน ทิศทาง หรือวิธีรวมผลของตัวชี้วัด",
}
_BEFORE = ("ร้อยละ", "ระดับ", "อัตรา")
_ALMOST = 0.9999
"""The last 0.00005 of a step is rounded up to the next level's score."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a sentence is made of; numbers are NaN where there is none.

    `score` is what counts (the policy's score for a missing KPI), `needed` the least favourable actual at
    which the round passes, `secure` that it passes even at this KPI's floor, `round_passed` that it does now.
    """

    reason: Reason
    scoring: Scoring | None
    unit_of_measure: str
    lower: bool
    actual: float
    score: float
    level: int
    targets: tuple[float, ...]
    needed: float
    secure: bool
    round_passed: bool
    pass_score: float
    policy: MissingPolicy


def explanation(case: Situation) -> str:
    """The sentence of one KPI.

    >>> explanation(Situation("scored", "interpolate", "ร้อยละ", False, 83.5, 3.35, 3,
    ...     (60.0, 70.0, 80.0, 90.0, 100.0), 72.25, False, True, 3.0, "exclude"))
    'ผลร้อยละ 83.5 ได้ 3.3500 คะแนน ถึงระดับ 3 (80) ยังไม่ถึงระดับ 4 (90) รอบนี้ผ่านเกณฑ์ 3.0000 อยู่แล้ว \
และจะผ่านตราบที่ผลไม่ต่ำกว่าร้อยละ 72.25'
    """
    if case.reason == "not_applicable":
        return "ไม่นำมาประเมินในรอบนี้ จึงไม่คิดน้ำหนักของตัวชี้วัดนี้"
    if case.reason != "scored":
        return f"{_WHY[case.reason]} {_policy(case)} {_need(case)}"
    return f"{_result(case)} {_need(case)}"


def _result(case: Situation) -> str:
    score = score_text(case.score)
    if case.scoring == "milestone":
        return f"ทำสำเร็จต่อเนื่อง {number_text(case.actual)} ขั้นตอน ได้ {score} คะแนน"
    if case.scoring == "process":
        return f"ได้คะแนนตามเกณฑ์รวม {number_text(case.actual)} คิดเป็น {score} คะแนน"
    if case.scoring == "reported":
        return f"คะแนนที่รายงาน {number_text(case.actual)} คิดเป็น {score} คะแนน"
    return f"ผล{_measured(case, case.actual)} ได้ {score} คะแนน {_level(case)}"


def _level(case: Situation) -> str:
    """The level reached and the next; where rounding makes the figures look otherwise, it says so."""
    parts = []
    if case.level:
        target = case.targets[case.level - 1]
        exact = "" if _reaches(case, target) else " เทียบจากผลก่อนปัดเศษ"
        parts.append(f"ถึงระดับ {case.level} ({number_text(target)}){exact}")
    if case.level < len(case.targets):
        target = case.targets[case.level]
        exact = " เพราะผลก่อนปัดเศษยังขาดอยู่" if _reaches(case, target) else ""
        rounded = f" แต่คะแนนปัดเศษแล้วเป็น {score_text(case.score)}" if _rounded_up(case) else ""
        parts.append(f"ยังไม่ถึงระดับ {case.level + 1} ({number_text(target)}){exact}{rounded}")
    return " ".join(parts)


def _reaches(case: Situation, target: float) -> bool:
    """Whether the actual as it is printed reaches a target; a mean is printed rounded."""
    return case.actual <= target if case.lower else case.actual >= target


def _rounded_up(case: Situation) -> bool:
    """Whether the score reads as that of the next level, by its rounding and not by a floor."""
    if case.scoring != "interpolate" or not case.level or case.score < case.level + 1:
        return False
    below, above = case.targets[case.level - 1 : case.level + 1]
    return (case.actual - below) / (above - below) > _ALMOST


def _measured(case: Situation, value: float) -> str:
    """A number with its unit, ready to follow a Thai word: ร้อยละ goes before it, any other unit after."""
    number, unit = number_text(value), case.unit_of_measure
    if unit in _BEFORE:
        return f"{unit} {number}"
    return f" {number} {unit}".rstrip()


def _policy(case: Situation) -> str:
    if case.policy == "exclude":
        return "จึงยังไม่นำน้ำหนักมาคิด"
    return f"จึงคิดให้ {score_text(case.score)} คะแนน"


def _need(case: Situation) -> str:
    passing = score_text(case.pass_score)
    if case.secure:
        return f"รอบนี้ผ่านเกณฑ์ {passing} ได้แม้ตัวชี้วัดนี้ได้คะแนนต่ำสุด"
    if math.isnan(case.needed):
        if case.reason in {"targets", "definition"}:
            return "โปรดแก้ไขข้อมูลของตัวชี้วัดก่อน"
        return f"ตัวชี้วัดนี้เพียงตัวเดียวทำให้รอบนี้ผ่านเกณฑ์ {passing} ไม่ได้"
    bound = _bound(case)
    if case.round_passed and case.reason == "scored":
        return f"รอบนี้ผ่านเกณฑ์ {passing} อยู่แล้ว และจะผ่านตราบที่{bound}"
    return f"รอบนี้จะผ่านเกณฑ์ {passing} เมื่อ{bound}"


def _bound(case: Situation) -> str:
    if case.scoring == "milestone":
        return f"ทำสำเร็จต่อเนื่องอย่างน้อย {number_text(case.needed)} ขั้นตอน"
    if case.scoring in {"process", "reported"}:
        return f"ได้คะแนนไม่ต่ำกว่า {score_text(case.needed)}"
    return f"ผล{'ไม่เกิน' if case.lower else 'ไม่ต่ำกว่า'}{_measured(case, case.needed)}"
