"""Sheets that an officer opens every month: scores, items, submissions, follow-up."""

from __future__ import annotations

from workbook.schema.columns import (
    KEY,
    KEY_OPTIONAL,
    choice,
    code,
    date,
    integer,
    kpi_code,
    month,
    number,
    score,
    text,
    unit_code,
)
from workbook.schema.model import Group, Role, Table
from workbook.schema.words import SCORE_STATUS, YES_NO

MONTHLY_SCORE = Table(
    name="tblMonthlyScore",
    sheet="รายงานผลรายเดือน",
    title="รายงานผลรายเดือน",
    purpose="กรอกผล สถานะ สาเหตุ และหลักฐานของทุกหน่วยงาน ทุกตัวชี้วัด ภายในวันที่ 10 ของเดือนถัดไป",
    role=Role.INPUT,
    group=Group.MONTHLY,
    step="10",
    columns=(
        month("month", **KEY),
        unit_code(**KEY),
        kpi_code(**KEY),
        choice("status", "สถานะ", SCORE_STATUS, required=True, hint="เลือกสถานะของผลเดือนนี้"),
        number("actual", "ผลการดำเนินงาน", width=14, hint="ตัวเลขตามหน่วยวัดของตัวชี้วัด ยังไม่มีผลให้เว้นว่าง อย่าใส่ 0"),
        score("score", "คะแนนที่รายงาน", minimum=0, maximum=5, hint="กรอกเฉพาะตัวชี้วัดที่ให้รายงานเป็นคะแนน"),
        text("evidence", "หลักฐาน", 30, hint="ที่เก็บแฟ้มหรือเลขที่หนังสือ"),
        text("cause", "สาเหตุ", 30, hint="ต้องกรอกเมื่อคะแนนต่ำกว่า 3.0000 หรือไม่นำมาประเมิน"),
        text("obstacle", "ปัญหาอุปสรรค", 24),
        text("corrective_action", "แนวทางแก้ไข", 24),
        date("reported_on", "วันที่รายงาน"),
        text("reporter", "ผู้รายงาน", 20),
        text("certified_by", "ผู้รับรองผล", 20),
        date("certified_on", "วันที่รับรอง"),
        text("return_reason", "เหตุผลที่ส่งกลับ", 24, hint="ต้องกรอกเมื่อสถานะเป็นส่งกลับแก้ไข"),
    ),
)

ITEM_RESULT = Table(
    name="tblItemResult",
    sheet="ผลรายข้อ",
    title="ผลรายข้อของตัวชี้วัดแบบกระบวนการและขั้นตอนความสำเร็จ",
    purpose="กรอกคะแนนหรือผลสำเร็จรายข้อ โปรแกรมรวมเป็นผลของเดือนให้เอง",
    role=Role.INPUT,
    group=Group.MONTHLY,
    step="10",
    columns=(
        month("month", **KEY),
        unit_code(**KEY),
        kpi_code(**KEY),
        integer("item_no", "ข้อที่", **KEY, minimum=1),
        number("points", "คะแนนที่ได้", "คะแนน", minimum=0),
        choice("done", "แล้วเสร็จ", YES_NO, width=11),
        text("evidence", "หลักฐาน", 34),
        text("remark", "หมายเหตุ", 30),
    ),
)

SUBMISSION = Table(
    name="tblSubmission",
    sheet="ทะเบียนส่งรายงาน",
    title="ทะเบียนส่งรายงานและบันทึกเข้าระบบ",
    purpose="บันทึกวันที่รับรายงาน วันที่บันทึกเข้าระบบรายงานคำรับรองฯ และการขยายเวลาของแต่ละหน่วยงาน",
    role=Role.INPUT,
    group=Group.STEP_9_10,
    step="10",
    columns=(
        month("month", **KEY),
        unit_code(**KEY),
        date("extended_to", "ขยายเวลาถึง"),
        date("received_on", "วันที่รับรายงาน"),
        date("entered_on", "วันที่บันทึกเข้าระบบ"),
        text("entered_by", "ผู้บันทึก", 22),
        text("system_ref", "เลขอ้างอิงในระบบ", 22),
        text("proof", "หลักฐานการบันทึก", 34),
    ),
)

FOLLOW_UP = Table(
    name="tblFollowUp",
    sheet="ติดตามและแก้ไข",
    title="ติดตามประเมินผลและการแก้ไข",
    purpose="บันทึกประเด็นที่ต้องติดตาม สาเหตุ การแก้ไข ผู้รับผิดชอบ และวันที่ปิดเรื่อง",
    role=Role.INPUT,
    group=Group.STEP_9_10,
    step="9",
    columns=(
        code("followup_id", "รหัสติดตาม", **KEY),
        month("month", required=True),
        unit_code(required=True),
        kpi_code(),
        text("issue", "ประเด็น", 32, required=True),
        text("cause", "สาเหตุ", 26),
        text("action", "การแก้ไข", 28),
        text("responsible", "ผู้รับผิดชอบ", 22),
        date("due_on", "กำหนดแล้วเสร็จ"),
        text("result", "ผลการแก้ไข", 26),
        date("closed_on", "วันที่ปิดเรื่อง"),
    ),
)

HISTORY = Table(
    name="tblHistory",
    sheet="ผลย้อนหลัง",
    title="ผลการดำเนินงานย้อนหลัง 3 ปี",
    purpose="ผลของหน่วยงานและตัวชี้วัดในปีก่อน ๆ ปีที่ไม่มีข้อมูลให้เว้นว่าง อย่าใส่ 0",
    role=Role.INPUT,
    group=Group.STEP_1,
    step="1",
    columns=(
        integer("fiscal_year", "ปีงบประมาณ", **KEY, minimum=2540, maximum=2640, width=12),
        unit_code(**KEY),
        kpi_code(**KEY_OPTIONAL, hint="เว้นว่าง = คะแนนรวมของหน่วยงาน"),
        number("target", "ค่าเป้าหมาย"),
        number("actual", "ผลการดำเนินงาน", width=14),
        score("score", "คะแนน", minimum=0, maximum=5),
        choice("comparable", "เปรียบเทียบได้", YES_NO, required=True, hint="นิยามหรือหน่วยงานเปลี่ยน ให้เลือก ไม่ใช่"),
        text("source", "แหล่งข้อมูล", 34),
    ),
)
