"""The rows of the home sheet: fixed keys, Thai labels, how each value is shown. The values come from recalc."""

from __future__ import annotations

from enum import StrEnum

from workbook.schema.model import Frozen, Key
from workbook.schema.words import PIRAB


class Shown(StrEnum):
    """How a value of the home sheet is typed and shown."""

    HEADING = "heading"  # a line between groups: label only
    HEADLINE = "headline"  # the sentence to read first
    TEXT = "text"
    LONG_TEXT = "long_text"  # several lines
    UNITS = "units"  # a whole number of units
    COUNT = "count"  # a whole number
    PERCENT = "percent"  # 94.4444, shown with 2 decimals
    DATE = "date"
    MOMENT = "moment"  # a date with the time of day
    INTERNAL = "internal"  # a number for the program, shown small


class HomeRow(Frozen):
    """One row of tblHome. `label` may hold {fy}, {fy1}, {fy2}, {fy3}: this year and those before it."""

    key: Key
    label: str
    shown: Shown
    section: Key


BANDS = (
    ("1.0000", "1.4999"),
    ("1.5000", "2.4999"),
    ("2.5000", "3.4999"),
    ("3.5000", "4.4999"),
    ("4.5000", "5.0000"),
)
"""The five bands of unit scores, lowest first; independent of the pass mark, which lies inside the third."""

_ROWS: tuple[tuple[str, tuple[tuple[str, str, Shown], ...]], ...] = (
    (
        "top",
        (
            ("headline", "สรุปผล", Shown.HEADLINE),
            ("inputs_changed", "ความเป็นปัจจุบัน", Shown.TEXT),
            ("as_of", "ข้อมูล ณ วันที่", Shown.DATE),
            ("computed_at", "คำนวณเมื่อ", Shown.MOMENT),
        ),
    ),
    (
        "result",
        (
            ("section_result", "ผลตามเป้าหมายตัวชี้วัด 3.11", Shown.HEADING),
            ("passed", "หน่วยงานที่ผ่านเกณฑ์", Shown.UNITS),
            ("total", "หน่วยงานทั้งหมด", Shown.UNITS),
            ("percent", "ผลการดำเนินงาน", Shown.PERCENT),
            ("target_percent", "เป้าหมาย", Shown.PERCENT),
            ("met", "การบรรลุเป้าหมาย", Shown.TEXT),
            ("short", "ยังขาดอีก", Shown.UNITS),
            ("nearest", "หน่วยงานที่ใกล้ผ่านที่สุด", Shown.LONG_TEXT),
        ),
    ),
    (
        "reporting",
        (
            ("section_reporting", "การรายงานประจำเดือนและขั้นตอน SOP", Shown.HEADING),
            ("report_month", "เดือนที่ต้องรายงาน", Shown.TEXT),
            ("deadline", "กำหนดส่ง", Shown.DATE),
            ("safe_date", "วันทำการที่ควรส่ง", Shown.DATE),
            ("not_reported", "หน่วยงานที่ยังไม่รายงาน", Shown.UNITS),
            ("not_reported_names", "ได้แก่", Shown.LONG_TEXT),
            ("step_now", "ขั้นตอนที่กำลังดำเนินการ", Shown.LONG_TEXT),
        ),
    ),
    (
        "work",
        (
            ("section_work", "ความถูกต้องของข้อมูล", Shown.HEADING),
            ("findings_errors", "ข้อมูลที่ต้องแก้ไข", Shown.COUNT),
            ("findings_warnings", "ข้อมูลที่ควรตรวจสอบ", Shown.COUNT),
        ),
    ),
    (
        "distribution",
        (
            ("section_distribution", "จำนวนหน่วยงานตามช่วงคะแนน", Shown.HEADING),
            *((f"dist_{n}", f"{low}–{high}", Shown.UNITS) for n, (low, high) in enumerate(BANDS, 1)),
            ("no_score", "ยังไม่มีคะแนน", Shown.UNITS),
        ),
    ),
    (
        "history",
        (
            ("section_history", "ร้อยละของหน่วยงานที่ผ่านเกณฑ์ ย้อนหลัง 3 ปี", Shown.HEADING),
            ("history_3", "ปี {fy3}", Shown.PERCENT),
            ("history_2", "ปี {fy2}", Shown.PERCENT),
            ("history_1", "ปี {fy1}", Shown.PERCENT),
            ("history_now", "ปี {fy}", Shown.PERCENT),
            ("history_3_passed", "จำนวนที่ผ่าน ปี {fy3}", Shown.UNITS),
            ("history_2_passed", "จำนวนที่ผ่าน ปี {fy2}", Shown.UNITS),
            ("history_1_passed", "จำนวนที่ผ่าน ปี {fy1}", Shown.UNITS),
            ("history_now_passed", "จำนวนที่ผ่าน ปี {fy}", Shown.UNITS),
        ),
    ),
    (
        "pirab",
        (
            ("section_pirab", "จำนวนมาตรการตามกลยุทธ์ PIRAB", Shown.HEADING),
            *((f"pirab_{c.key.lower()}", f"{c.key} {c.label}", Shown.COUNT) for c in PIRAB),
        ),
    ),
    (
        "plan",
        (
            ("section_plan", "ความก้าวหน้าของแผนงาน/โครงการ", Shown.HEADING),
            ("plan_planned", "แผนสะสม", Shown.PERCENT),
            ("plan_done", "ผลสะสม", Shown.PERCENT),
            ("plan_disbursed", "เบิกจ่ายสะสม", Shown.PERCENT),
            ("plan_disbursed_target", "เป้าหมายเบิกจ่ายสะสม", Shown.PERCENT),
        ),
    ),
    (
        "program",
        (
            ("section_program", "สำหรับโปรแกรม", Shown.HEADING),
            ("input_count", "จำนวนข้อมูลที่ใช้คำนวณ", Shown.INTERNAL),
            ("input_sum", "ผลรวมข้อมูลที่ใช้คำนวณ", Shown.INTERNAL),
        ),
    ),
)

HOME_ROWS: tuple[HomeRow, ...] = tuple(
    HomeRow(key=key, label=label, shown=shown, section=section)
    for section, rows in _ROWS
    for key, label, shown in rows
)
"""Every row of tblHome, in order. Charts and the one formula stand on this order."""


def labels(fiscal_year: int) -> dict[str, str]:
    """Key -> the label as the sheet of this fiscal year shows it.

    >>> labels(2565)["history_3"]
    'ปี 2562'
    """
    years = {"fy": fiscal_year, "fy1": fiscal_year - 1, "fy2": fiscal_year - 2, "fy3": fiscal_year - 3}
    return {row.key: row.label.format(**years) for row in HOME_ROWS}
