"""Sheets of SOP steps 6 to 8 and of the procedure itself: plans, approvals, activities, steps, documents."""

from __future__ import annotations

from workbook.schema.columns import (
    KEY,
    KEY_OPTIONAL,
    choice,
    code,
    date,
    integer,
    money,
    month,
    number,
    round_no,
    text,
)
from workbook.schema.model import Group, Role, Table
from workbook.schema.words import PLAN_STATE, WORK_STATUS

PLAN = Table(
    name="tblPlan",
    sheet="แผนงาน-โครงการ",
    title="แผนงาน/โครงการ",
    purpose="แผนงานหรือโครงการเพื่อขับเคลื่อนคำรับรองฯ สถานะต้องตรงกับบันทึกการอนุมัติ",
    role=Role.INPUT,
    group=Group.STEP_6_7,
    step="6",
    columns=(
        code("plan_id", "รหัสแผน", **KEY),
        text("title", "ชื่อแผนงาน/โครงการ", 40, required=True),
        code("measure_id", "รหัสมาตรการ", ref="tblMeasure.measure_id"),
        text("rationale", "หลักการและเหตุผล", 34),
        text("objective", "วัตถุประสงค์", 34, required=True),
        text("target_group", "กลุ่มเป้าหมาย", 24),
        money("budget", "งบประมาณ"),
        date("starts_on", "วันที่เริ่ม", required=True),
        date("ends_on", "วันที่สิ้นสุด", required=True),
        text("success_indicator", "ตัวชี้วัดความสำเร็จ", 32, required=True),
        text("responsible", "ผู้รับผิดชอบ", 24, required=True),
        choice("state", "สถานะแผน", PLAN_STATE, required=True),
    ),
)

APPROVAL = Table(
    name="tblApproval",
    sheet="การอนุมัติแผน",
    title="บันทึกการเสนอและอนุมัติแผน",
    purpose="ทุกครั้งที่แผนเปลี่ยนสถานะ ใคร (ตำแหน่ง) เมื่อใด และเหตุผลเมื่อส่งกลับหรือไม่อนุมัติ",
    role=Role.INPUT,
    group=Group.STEP_6_7,
    step="7",
    columns=(
        integer("seq", "ลำดับ", **KEY, minimum=1),
        code("plan_id", "รหัสแผน", ref="tblPlan.plan_id", required=True),
        choice("from_state", "จากสถานะ", PLAN_STATE, required=True),
        choice("to_state", "เป็นสถานะ", PLAN_STATE, required=True),
        text("by_position", "โดย (ตำแหน่ง)", 32, required=True),
        date("on", "วันที่", required=True),
        text("reason", "เหตุผล", 40, hint="ต้องกรอกเมื่อส่งกลับหรือไม่อนุมัติ"),
    ),
)

ACTIVITY = Table(
    name="tblActivity",
    sheet="กิจกรรม",
    title="กิจกรรมตามแผนงาน/โครงการ",
    purpose="กิจกรรม เป้าหมาย งบประมาณ และช่วงเวลา ทำเสร็จก่อนแผนได้รับอนุมัติไม่ได้",
    role=Role.INPUT,
    group=Group.STEP_8,
    step="8",
    columns=(
        code("activity_id", "รหัสกิจกรรม", **KEY),
        code("plan_id", "รหัสแผน", ref="tblPlan.plan_id", required=True),
        text("activity", "กิจกรรม", 40, required=True),
        text("unit_of_count", "หน่วยนับ", 12),
        number("target", "เป้าหมาย", minimum=0),
        money("budget", "งบประมาณ"),
        date("starts_on", "วันที่เริ่ม", required=True),
        date("ends_on", "วันที่สิ้นสุด", required=True),
        date("finished_on", "วันที่เสร็จจริง"),
        choice("status", "สถานะ", WORK_STATUS, required=True, width=16),
        text("evidence", "หลักฐาน", 34),
    ),
)

ACTIVITY_MONTH = Table(
    name="tblActivityMonth",
    sheet="ความก้าวหน้ารายเดือน",
    title="ความก้าวหน้าของกิจกรรมรายเดือน",
    purpose="แผน ผล และการเบิกจ่ายของแต่ละกิจกรรมในแต่ละเดือน",
    role=Role.INPUT,
    group=Group.STEP_8,
    step="8",
    columns=(
        code("activity_id", "รหัสกิจกรรม", ref="tblActivity.activity_id", **KEY),
        month("month", **KEY),
        number("planned", "แผน", "ตามหน่วยนับ", minimum=0),
        number("done", "ผล", "ตามหน่วยนับ", minimum=0),
        money("disbursed", "เบิกจ่าย"),
    ),
)

STEP = Table(
    name="tblStep",
    sheet="ขั้นตอน SOP",
    title="ขั้นตอนตาม SOP ตัวชี้วัด 3.11",
    purpose="ขั้นตอน 10 ขั้น วันทำการ ผู้รับผิดชอบ วันที่เริ่มและเสร็จจริง (วันที่ตามแผนโปรแกรมคำนวณให้)",
    role=Role.INPUT,
    group=Group.SETUP,
    columns=(
        integer("step_no", "ขั้นที่", **KEY, minimum=1, maximum=10),
        round_no(**KEY_OPTIONAL),
        month("month", **KEY_OPTIONAL),
        text("step", "ขั้นตอน", 44, required=True),
        text("detail", "รายละเอียดงาน", 50),
        integer("working_days", "วันทำการ", "วันทำการ", 10, minimum=0),
        date("started_on", "วันที่เริ่มจริง"),
        date("finished_on", "วันที่เสร็จจริง"),
        text("responsible", "ผู้รับผิดชอบ", 34, required=True),
    ),
)

DOCUMENT = Table(
    name="tblDocument",
    sheet="เอกสารหลักฐาน",
    title="เอกสารหลักฐานของแต่ละขั้นตอน",
    purpose="เอกสารที่ SOP กำหนด ขั้นตอนถือว่าเสร็จเมื่อมีเอกสารครบ (ขั้นที่ 9 ไม่กำหนดเอกสาร)",
    role=Role.INPUT,
    group=Group.SETUP,
    columns=(
        code("doc_id", "รหัสเอกสาร", **KEY),
        integer("step_no", "ขั้นที่", required=True, minimum=1, maximum=10),
        round_no(),
        month("month"),
        text("required_document", "เอกสารที่กำหนด", 46, required=True),
        text("file_ref", "ที่เก็บแฟ้ม", 40),
        date("doc_date", "วันที่เอกสาร"),
        text("approved_by", "ผู้อนุมัติ (ตำแหน่ง)", 28),
    ),
)
