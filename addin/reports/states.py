"""The states that reports show: a word always, a sign, and a tone only where something misses."""

from __future__ import annotations

from addin.reports.model import State
from workbook.schema.model import Choice
from workbook.schema.words import GAP_FLAG, PLAN_STATE, REPORT_STATUS, SCORE_STATUS, TREND, WORK_STATUS

_NO_SIGN = str.maketrans("", "", "✓✗!–▲●▼")


def labels(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Key -> Thai word, without the signs that only sheets show."""
    return {choice.key: choice.label.translate(_NO_SIGN).strip() for choice in choices}


def _states(choices: tuple[Choice, ...], signs: dict[str, str], tones: dict[str, str]) -> dict[str, State]:
    return {
        key: State(key, word, signs.get(key, ""), tones.get(key, "plain"))
        for key, word in labels(choices).items()
    }


REPORT = _states(
    REPORT_STATUS,
    {"on_time": "ต", "late": "ช", "missing": "ข", "not_due": "–", "not_applicable": "ม"},
    {"late": "warn", "missing": "bad", "not_due": "none", "not_applicable": "none"},
)
SCORE = _states(SCORE_STATUS, {}, {"draft": "none", "returned": "warn", "not_applicable": "none"})
PLAN = _states(PLAN_STATE, {}, {"returned": "warn", "rejected": "bad", "draft": "none"})
WORK = _states(WORK_STATUS, {}, {"postponed": "warn", "cancelled": "none"})
TRENDS = _states(TREND, {"improving": "+", "stable": "=", "declining": "−"}, {"declining": "warn"})
FLAGS = _states(GAP_FLAG, {}, {"chronic": "bad", "newly_failing": "warn", "no_data": "none"})
RECOVERED = State("recovered", "เคยต่ำเรื้อรัง")
STILL_BELOW = State("still_below", "ต่ำต่อจากปีก่อน", tone="warn")
BELOW_AGAIN = State("below_again", "กลับมาต่ำกว่าเกณฑ์", tone="warn")
FIRST_YEAR = State("first_year", "ต่ำกว่าเกณฑ์ ไม่มีปีก่อนเทียบ", tone="warn")
STEPS = {
    "done": State("done", "เสร็จแล้ว"),
    "in_hand": State("in_hand", "กำลังดำเนินการ"),
    "late": State("late", "เลยกำหนด", tone="bad"),
    "waiting": State("waiting", "ยังไม่ถึงกำหนด", tone="none"),
}
UNKNOWN = State("", "–", "–")
TOO_LATE = "พ้นกำหนดแล้ว"
NO_TREND = State("no_trend", "ข้อมูลไม่พอ", "–", "none")
PASSED = State("passed", "ผ่านเกณฑ์")
FAILED = State("failed", "ต่ำกว่าเกณฑ์", "ต", "bad")
PENDING = State("pending", "ยังไม่มีคะแนน", "–", "none")
BELOW = State("below", "ต่ำกว่าเกณฑ์", "ต", "bad")
FINE = State("fine", "ถึงเกณฑ์")
MISSING = State("missing", "ยังไม่มีผล", "ข", "warn")
NOT_YET = State("not_yet", "ยังไม่มีผล", "–", "none")
EXCUSED = State("excused", "ไม่นำมาประเมิน", "ม", "none")
OUTSIDE = State("outside", "ไม่มีตัวชี้วัดนี้")
MET = State("met", "บรรลุเป้าหมาย", tone="good")
NOT_MET = State("not_met", "ยังไม่บรรลุเป้าหมาย", tone="bad")
ON_PLAN = State("on_plan", "ตามแผน")
BEHIND = State("behind", "ช้ากว่าแผน", tone="bad")
NO_PLAN = State("no_plan", "ไม่มีแผนถึงเดือนนี้", tone="none")
EMPTY = State("empty", "ยังไม่มีมาตรการ", tone="warn")
IN_USE = State("in_use", "มีมาตรการ")
ERROR = State("error", "ต้องแก้ไข", tone="bad")
WARNING = State("warning", "ควรตรวจสอบ", tone="warn")


def of_score(reason: str | None, score: float | None, pass_score: float) -> State:
    """The state of a KPI score: by the reason that it has none of its own, else by the score printed."""
    if reason == "not_applicable":
        return EXCUSED
    if reason != "scored" or score is None:
        return MISSING
    return FINE if score >= pass_score else BELOW


def of_unit(score: float | None, pass_score: float) -> State:
    """The state of a unit by the score printed."""
    if score is None:
        return PENDING
    return PASSED if score >= pass_score else FAILED
