"""Sheets that the program writes and nobody types into."""

from __future__ import annotations

from workbook.schema.columns import (
    choice,
    code,
    date,
    integer,
    month,
    number,
    round_no,
    score,
    targets,
    text,
)
from workbook.schema.model import Column, ColumnType, Group, Role, Table
from workbook.schema.words import GAP_FLAG, PASSED, REPORT_STATUS, SCORE_STATUS, SEVERITY, TREND
from workbook.thai import MONTHS_SHORT

HOME = Table(
    name="tblHome",
    sheet="หน้าหลัก",
    title="คำรับรองการปฏิบัติราชการ",
    purpose="ภาพรวมของปีงบประมาณ ตัวเลขทั้งหมดเป็นผลจากการคำนวณครั้งล่าสุด",
    role=Role.RESULT,
    group=Group.MONTHLY,
    columns=(
        text("label", "รายการ", 32),
        Column(key="value", header="ค่า", type=ColumnType.VALUE, width=48),
        code("key", "รหัสรายการ", 4),
    ),
)

FINDING = Table(
    name="tblFinding",
    sheet="ผลการตรวจสอบข้อมูล",
    title="ผลการตรวจสอบข้อมูล",
    purpose="รายการที่ต้องแก้ไขหรือควรตรวจสอบ กดที่ช่องตำแหน่งเพื่อไปยังเซลล์นั้น",
    role=Role.RESULT,
    group=Group.MONTHLY,
    columns=(
        choice("severity", "ระดับ", SEVERITY),
        code("code", "รหัส", 24),
        text("table", "ชีต", 24),
        integer("row", "แถว"),
        text("column", "คอลัมน์", 20),
        text("cell", "ตำแหน่ง", 10),
        text("message", "สิ่งที่พบ", 62),
        text("how_to_fix", "วิธีแก้ไข", 52),
    ),
)

MONTH_KEYS = ("10", "11", "12", "01", "02", "03", "04", "05", "06", "07", "08", "09")
MONTH_NAMES = tuple(MONTHS_SHORT[int(key) - 1] for key in MONTH_KEYS)

REPORT_STATUS_TABLE = Table(
    name="tblReportStatus",
    sheet="สถานะการรายงาน",
    title="สถานะการรายงานรายเดือน",
    purpose="หน่วยงานใดรายงานทันวันที่ 10 ล่าช้า หรือยังไม่ส่ง",
    role=Role.RESULT,
    group=Group.MONTHLY,
    columns=(
        code("unit_code", "รหัสหน่วยงาน", 13),
        *(
            choice(f"month_{m}", name, REPORT_STATUS, 17)
            for m, name in zip(MONTH_KEYS, MONTH_NAMES, strict=True)
        ),
    ),
)

UNIT_SCORE = Table(
    name="tblUnitScore",
    sheet="คะแนนหน่วยงาน",
    title="คะแนนหน่วยงาน",
    purpose="คะแนนรายรอบและทั้งปีของทุกหน่วยงาน เทียบเกณฑ์ 3.0000",
    role=Role.RESULT,
    group=Group.RESULTS,
    columns=(
        code("unit_code", "รหัสหน่วยงาน", 13),
        text("unit_name", "ชื่อหน่วยงาน", 44),
        score("round_1_score", "คะแนนรอบที่ 1", 13),
        score("round_2_score", "คะแนนรอบที่ 2", 13),
        score("score", "คะแนนทั้งปี", 13),
        choice("passed", "ผลตามเกณฑ์", PASSED, 12),
        score("shortfall", "ยังขาด", 11),
        integer("rank", "อันดับ"),
        choice("trend", "แนวโน้ม 3 ปี", TREND, 13),
        integer("kpis_missing", "ตัวชี้วัดที่ยังไม่มีผล", "ตัวชี้วัด", 16),
        date("as_of", "ข้อมูล ณ วันที่"),
        score("pass_score", "เกณฑ์ผ่าน", 10),  # the line in the chart of home
    ),
)

KPI_SCORE = Table(
    name="tblKpiScore",
    sheet="คะแนนตัวชี้วัด",
    title="คะแนนตัวชี้วัดรายหน่วยงาน",
    purpose="ผล คะแนน น้ำหนัก และผลที่ต้องทำให้ได้เพื่อให้หน่วยงานผ่านเกณฑ์",
    role=Role.RESULT,
    group=Group.RESULTS,
    columns=(
        code("unit_code", "รหัสหน่วยงาน", 13),
        code("kpi_code", "รหัสตัวชี้วัด", 12),
        round_no(),
        number("actual", "ผลการดำเนินงาน", width=14),
        score("score", "คะแนน"),
        number("weight", "น้ำหนัก", "ร้อยละ"),
        score("weighted", "คะแนนถ่วงน้ำหนัก", 15),
        integer("level_reached", "ระดับที่ได้", "ระดับ", 11),
        number("needed_for_pass", "ผลที่ต้องได้เพื่อผ่าน", width=17),
        text("explanation", "คำอธิบาย", 80),
    ),
)

GAP = Table(
    name="tblGap",
    sheet="วิเคราะห์ Gap",
    title="วิเคราะห์ Gap เทียบเป้าหมายและย้อนหลัง 3 ปี",
    purpose="ส่วนต่างจากเป้าหมาย (ค่าบวก = ยังขาด) และคะแนนย้อนหลัง 3 ปี",
    role=Role.RESULT,
    group=Group.STEP_1,
    step="1",
    columns=(
        code("unit_code", "รหัสหน่วยงาน", 13),
        code("kpi_code", "รหัสตัวชี้วัด", 12),
        round_no(),
        number("target", "เป้าหมาย"),
        number("actual", "ผล"),
        number("gap", "ส่วนต่าง (Gap)"),
        number("gap_percent", "ส่วนต่างต่อเป้าหมาย", "ร้อยละ", 14),
        score("score", "คะแนน"),
        score("gap_to_pass", "คะแนนที่ขาดจาก 3.0000", 18),
        score("history_1", "คะแนน 3 ปีก่อน", 13),
        score("history_2", "คะแนน 2 ปีก่อน", 13),
        score("history_3", "คะแนนปีก่อน", 13),
        score("slope", "ความชันต่อปี", 12, "คะแนนต่อปี"),
        choice("direction", "แนวโน้ม", TREND, 12),
        choice("flag", "ข้อสังเกต", GAP_FLAG, 18),
    ),
)

SNAPSHOT = Table(
    name="tblSnapshot",
    sheet="ปิดผลประจำเดือน",
    title="การปิดผลประจำเดือน",
    purpose="ทุกครั้งที่ปิดผลหรือเปิดแก้ไข พร้อมผลรวมของกรมในขณะนั้น",
    role=Role.RESULT,
    group=Group.CLOSING,
    columns=(
        integer("seq", "ลำดับ"),
        month("month"),
        integer("revision", "ครั้งที่"),
        date("closed_on", "วันที่ปิด"),
        date("reopened_on", "วันที่เปิดแก้ไข"),
        text("by", "โดย", 24),
        text("reason", "เหตุผล", 34),
        integer("units_passed", "หน่วยงานที่ผ่าน", "หน่วยงาน", 14),
        integer("units_total", "หน่วยงานทั้งหมด", "หน่วยงาน", 15),
        score("percent", "ร้อยละ", 11, "ร้อยละ"),
        text("fingerprint", "ลายนิ้วมือข้อมูล", 30),
    ),
)

SNAPSHOT_SCORE = Table(
    name="tblSnapshotScore",
    sheet="ผลที่ปิดแล้ว",
    title="ผลที่ปิดแล้ว",
    purpose="ผลของทุกหน่วยงานและตัวชี้วัดตามที่ปิดไว้ แถวที่ไม่มีรหัสตัวชี้วัดคือคะแนนของหน่วยงาน",
    role=Role.RESULT,
    group=Group.CLOSING,
    columns=(
        integer("seq", "ลำดับการปิด"),
        code("unit_code", "รหัสหน่วยงาน", 13),
        code("kpi_code", "รหัสตัวชี้วัด", 12),
        round_no(),
        choice("status", "สถานะ", SCORE_STATUS),
        number("value", "ค่าที่รายงานของเดือน", width=14),
        number("actual", "ผลการดำเนินงาน", width=14),
        score("score", "คะแนน"),
        number("weight", "น้ำหนัก", "ร้อยละ"),
        month("month"),  # of status and value: a closing also keeps the months before it that were not closed
        *targets(),
    ),
)

SNAPSHOT_SETTING = Table(
    name="tblSnapshotSetting",
    sheet="ค่าที่ใช้เมื่อปิดผล",
    title="การตั้งค่าที่ใช้เมื่อปิดผล",
    purpose="การตั้งค่าที่มีผลในขณะที่ปิดผลแต่ละครั้ง ใช้อธิบายและเปรียบเทียบภายหลัง",
    role=Role.RESULT,
    group=Group.CLOSING,
    columns=(
        integer("seq", "ลำดับการปิด"),
        text("setting", "รายการ", 32),
        text("value", "ค่า", 32),
        code("key", "รหัสรายการ", 22),
    ),
)

BOOK = Table(
    name="tblBook",
    sheet="ทะเบียนสมุดงาน",
    title="ทะเบียนสมุดงาน",
    purpose="รหัสประจำสมุดงานและรุ่นของโครงสร้าง โปรแกรมใช้จับคู่แบบฟอร์มกับสมุดงาน",
    role=Role.RESULT,
    group=Group.SETUP,
    columns=(
        text("label", "รายการ", 32),
        Column(key="value", header="ค่า", type=ColumnType.VALUE, width=48),
        code("key", "รหัสรายการ", 22),
    ),
)

LOG = Table(
    name="tblLog",
    sheet="ประวัติการแก้ไข",
    title="ประวัติการแก้ไขโดยโปรแกรม",
    purpose="ทุกครั้งที่โปรแกรมเขียนลงสมุดงานนี้ เมื่อใด ใครสั่ง ทำอะไร และได้ผลอย่างไร",
    role=Role.RESULT,
    group=Group.CLOSING,
    columns=(
        date("at", "เวลา", 20),
        text("action", "การทำงาน", 18),
        text("by", "โดย", 22),
        text("table", "ชีต", 22),
        integer("row", "แถว"),
        text("column", "คอลัมน์", 20),
        text("old", "ค่าเดิม", 30),
        text("new", "ค่าใหม่", 40),
    ),
)
