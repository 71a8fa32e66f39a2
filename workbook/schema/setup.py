"""Sheets filled once a year: settings, holidays, units, agreements, KPIs, targets, weights, process items."""

from __future__ import annotations

from workbook.schema.columns import (
    KEY,
    choice,
    code,
    date,
    integer,
    kpi_code,
    month,
    number,
    round_no,
    targets,
    text,
    unit_code,
)
from workbook.schema.model import Choice, Column, ColumnType, Group, Role, Table
from workbook.schema.settings import SETTINGS
from workbook.schema.words import (
    AGGREGATE,
    AGREEMENT_LEVEL,
    AGREEMENT_STATUS,
    DIRECTION,
    REGION,
    SCORING,
    UNIT_KIND,
    YES_NO,
)

SETTING = Table(
    name="tblSetting",
    sheet="ตั้งค่า",
    title="ตั้งค่าประจำปี",
    purpose="เกณฑ์และนโยบายที่โปรแกรมใช้คำนวณ ทุกค่ามีที่มา แก้เฉพาะช่อง ค่า",
    role=Role.CONTROL,
    group=Group.SETUP,
    columns=(
        choice("key", "รายการ", tuple(Choice(key=s.key, label=s.label) for s in SETTINGS), 38, **KEY),
        Column(key="value", header="ค่า", type=ColumnType.VALUE, width=24),
        text("unit", "หน่วย", 12),
        text("source", "ที่มา", 44),
        text("note", "คำอธิบาย", 56),
    ),
)

HOLIDAY = Table(
    name="tblHoliday",
    sheet="วันหยุดราชการ",
    title="วันหยุดราชการ",
    purpose="วันหยุดราชการและวันหยุดเฉพาะภาค ใช้นับวันทำการ (ภาคว่าง = ทั้งประเทศ)",
    role=Role.CONTROL,
    group=Group.SETUP,
    columns=(
        date("date", "วันที่", 20, **KEY),
        text("name", "ชื่อวันหยุด", 46, required=True, is_key=True),
        Column(
            key="regions",
            header="ภาค",
            type=ColumnType.CHOICES,
            allowed=REGION,
            width=22,
            hint="เว้นว่าง = ทั้งประเทศ หลายภาคคั่นด้วย ,",
        ),
        text("source", "ที่มา", 50),
    ),
)

UNIT = Table(
    name="tblUnit",
    sheet="หน่วยงาน",
    title="หน่วยงานในสังกัดกรมอนามัย",
    purpose="หน่วยงานที่ทำคำรับรองฯ ตัวหารของร้อยละคือหน่วยงานที่ใช้งานในปีงบประมาณนี้",
    role=Role.CONTROL,
    group=Group.SETUP,
    columns=(
        code("unit_code", "รหัสหน่วยงาน", 13, **KEY),
        text("unit_name", "ชื่อหน่วยงาน", 44, required=True),
        text("short_name", "ชื่อย่อ", 16),
        text("unit_name_en", "ชื่อภาษาอังกฤษ", 44),
        choice("kind", "ประเภทหน่วยงาน", UNIT_KIND, required=True),
        text("group", "กลุ่มภารกิจ", 20),
        text(
            "supervisor",
            "ผู้กำกับดูแล (ตำแหน่ง)",
            22,
            required=True,
            hint="ตำแหน่งผู้รับคำรับรอง เช่น อธิบดี หรือ รองอธิบดี (1)",
        ),
        choice("region", "ภาคที่ตั้ง", REGION, required=True, width=20),
        integer("active_from_fy", "ใช้ตั้งแต่ปีงบฯ", minimum=2540, maximum=2640, width=14),
        integer("active_to_fy", "ใช้ถึงปีงบฯ", minimum=2540, maximum=2640, width=12),
        text("note", "หมายเหตุ", 40),
    ),
)

AGREEMENT = Table(
    name="tblAgreement",
    sheet="คำรับรอง",
    title="คำรับรองการปฏิบัติราชการ",
    purpose="ผู้ทำคำรับรองแต่ละระดับ ผู้รับคำรับรองคือผู้กำกับดูแลของหน่วยงาน (อธิบดีสำหรับรองอธิบดี)",
    role=Role.INPUT,
    group=Group.SETUP,
    columns=(
        choice("level", "ระดับ", AGREEMENT_LEVEL, **KEY),
        unit_code(is_key=True, hint="กรอกเมื่อระดับเป็นหน่วยงาน"),
        text("maker", "ผู้ทำคำรับรอง (ตำแหน่ง)", 50, **KEY),
        date("signed_on", "วันที่ลงนาม"),
        choice("status", "สถานะ", AGREEMENT_STATUS, width=16),
        text("file_ref", "ที่เก็บแฟ้ม", 40),
    ),
)

KPI = Table(
    name="tblKpi",
    sheet="ตัวชี้วัด",
    title="ตัวชี้วัด",
    purpose="นิยาม หน่วยวัด ทิศทาง และวิธีให้คะแนนของตัวชี้วัด",
    role=Role.CONTROL,
    group=Group.SETUP,
    columns=(
        code("kpi_code", "รหัสตัวชี้วัด", 12, **KEY, hint="เก็บเป็นข้อความ 3.1 ไม่เท่ากับ 3.10"),
        text("kpi_name", "ชื่อตัวชี้วัด", 50, required=True),
        text("definition", "คำนิยาม", 44),
        text("unit_of_measure", "หน่วยวัด", 14, required=True),
        choice("direction", "ทิศทาง", DIRECTION, required=True),
        choice("scoring", "วิธีให้คะแนน", SCORING, required=True, width=22),
        choice("aggregate", "วิธีรวมเดือน", AGGREGATE, required=True),
        unit_code("owner_unit", "หน่วยงานเจ้าภาพ"),
        text("data_source", "แหล่งข้อมูล", 30),
        text("note", "หมายเหตุ", 30),
    ),
)

KPI_TARGET = Table(
    name="tblKpiTarget",
    sheet="ค่าเป้าหมาย",
    title="ค่าเป้าหมายมาตรฐานของตัวชี้วัด",
    purpose="ผลที่ได้คะแนน 1 ถึง 5 ของทุกหน่วยงาน ใช้เมื่อหน่วยงานไม่มีค่าของตนเอง",
    role=Role.CONTROL,
    group=Group.SETUP,
    columns=(kpi_code(**KEY), round_no(**KEY), *targets()),
)

UNIT_KPI = Table(
    name="tblUnitKpi",
    sheet="น้ำหนักรายหน่วยงาน",
    title="น้ำหนักและค่าเป้าหมายรายหน่วยงาน",
    purpose="น้ำหนักของแต่ละหน่วยงานแต่ละรอบรวมกันได้ 100 ค่าเป้าหมายของตนเองกรอกครบ 5 ระดับหรือเว้นว่างทั้งหมด",
    role=Role.CONTROL,
    group=Group.SETUP,
    columns=(
        unit_code(**KEY),
        kpi_code(**KEY),
        round_no(**KEY),
        number("weight", "น้ำหนัก", "ร้อยละ", required=True, minimum=0, maximum=100),
        *targets(),
        month("starts_month", "เริ่มวัดเดือน"),
        month("ends_month", "สิ้นสุดเดือน"),
        text("note", "หมายเหตุ", 30),
    ),
)

PROCESS_ITEM = Table(
    name="tblProcessItem",
    sheet="เกณฑ์การให้คะแนนระดับ 1-5",
    title="เกณฑ์การให้คะแนนระดับ 1-5 รายข้อ",
    purpose="ข้อย่อยของตัวชี้วัดแบบกระบวนการและขั้นตอนความสำเร็จ คะแนนเต็มของแต่ละข้อ และหลักฐานที่ต้องมี",
    role=Role.CONTROL,
    group=Group.SETUP,
    columns=(
        kpi_code(**KEY),
        round_no(**KEY),
        integer("item_no", "ข้อที่", **KEY, minimum=1),
        integer("level", "ระดับ", required=True, minimum=1, maximum=5),
        text("item", "รายการ", 56, required=True),
        number("max_points", "คะแนนเต็ม", "คะแนน", required=True, minimum=0, maximum=5),
        choice("evidence_required", "ต้องมีหลักฐาน", YES_NO),
    ),
)
