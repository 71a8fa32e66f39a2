"""The words by which the parts of a form are found again, whatever program saved it."""

from __future__ import annotations

from typing import Final

from workbook.form_model import CONTACT_INPUTS, column_of

MARK_SHEET: Final = "samret"
MARK_TITLE: Final = "samret-form"

UNIT, MONTH, REPORTER, REPORTED_ON = "หน่วยงาน", "เดือน", "ผู้รายงาน", "วันที่รายงาน"
"""Labels of the head, in column A; the value stands in column B."""

CODE, VALUE, STATUS = "รหัสตัวชี้วัด", "ผลเดือนนี้", "สถานะ"
"""Headers of the first sheet, beside those of the master's columns."""

NOT_DUE: Final = "–"
"""The status of a KPI that the form shows and the unit need not report this month."""

ITEM_HEADERS: Final = (
    "รหัสตัวชี้วัด", "ข้อที่", "รายการ", "คะแนนเต็ม", "คะแนนที่ได้", "แล้วเสร็จ", "หลักฐาน", "นับแล้ว", "กรอกแล้ว",
)  # fmt: skip
CONTACT_HEADERS: Final = (
    "รหัสผู้ติดต่อ", "บทบาท", *(column_of("tblContact", key).header for key in CONTACT_INPUTS),
)  # fmt: skip
