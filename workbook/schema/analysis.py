"""Sheets of SOP steps 1 to 5: situation, stakeholders, directory, measures, topics."""

from __future__ import annotations

from workbook.schema.columns import KEY, choice, code, date, integer, kpi_code, number, text, unit_code
from workbook.schema.model import Column, ColumnType, Group, Role, Table
from workbook.schema.words import CATEGORY, CONTACT_ROLE, PIRAB, WORK_STATUS, YES_NO

SITUATION = Table(
    name="tblSituation",
    sheet="สถานการณ์และนโยบาย",
    title="สถานการณ์และนโยบาย",
    purpose="ทิศทางนโยบาย ข้อค้นพบ และสาเหตุ จากการทบทวนผลย้อนหลัง 3 ปี",
    role=Role.INPUT,
    group=Group.STEP_1,
    step="1",
    columns=(
        code("item_id", "รหัสข้อ", **KEY),
        integer("fiscal_year", "ปีงบประมาณ", minimum=2540, maximum=2640, width=12),
        text("policy_direction", "นโยบายหรือทิศทาง", 38),
        text("finding", "ข้อค้นพบ", 42),
        text("cause", "สาเหตุ", 34),
        text("source", "แหล่งข้อมูล", 28),
    ),
)

STAKEHOLDER = Table(
    name="tblStakeholder",
    sheet="ผู้รับบริการและผู้มีส่วนฯ",
    title="วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย",
    purpose="ความต้องการ ความพึงพอใจ และความไม่พึงพอใจ แยกตามกลุ่ม (ไม่พึงพอใจเก็บแยก ไม่ใช่ 100 ลบพึงพอใจ)",
    role=Role.INPUT,
    group=Group.STEP_2_3,
    step="2",
    columns=(
        code("stakeholder_id", "รหัสกลุ่ม", **KEY),
        choice("category", "ประเภท", CATEGORY, required=True, width=20),
        text("group", "กลุ่ม", 28, required=True),
        text("needs", "ความต้องการ", 34),
        number("satisfaction", "พึงพอใจ", "ร้อยละ", minimum=0, maximum=100),
        number("dissatisfaction", "ไม่พึงพอใจ", "ร้อยละ", minimum=0, maximum=100),
        text("satisfied_with", "เรื่องที่พึงพอใจ", 28),
        text("dissatisfied_with", "เรื่องที่ไม่พึงพอใจ", 28),
        text("suggestion", "ข้อเสนอแนะ", 28),
        text("channel", "ช่องทาง", 18),
        integer("respondents", "จำนวนผู้ตอบ", "คน", 11, minimum=0),
        date("collected_on", "วันที่เก็บข้อมูล"),
        integer("influence", "อิทธิพล", "ระดับ 1-5", minimum=1, maximum=5),
        integer("impact", "ผลกระทบ", "ระดับ 1-5", minimum=1, maximum=5),
        code("response_measure", "มาตรการที่ตอบสนอง", 16, ref="tblMeasure.measure_id"),
    ),
)

CONTACT = Table(
    name="tblContact",
    sheet="ทำเนียบ",
    title="ทำเนียบผู้รับบริการและผู้มีส่วนได้ส่วนเสีย",
    purpose="ข้อมูลติดต่อเพื่อการปฏิบัติงาน ห้ามบันทึกเลขประจำตัวประชาชน วันเกิด หรือข้อมูลสุขภาพ",
    role=Role.INPUT,
    group=Group.STEP_2_3,
    step="3",
    columns=(
        code("contact_id", "รหัสผู้ติดต่อ", **KEY),
        text("name", "ชื่อ-สกุล", 26, required=True),
        text("position", "ตำแหน่ง", 26, required=True),
        text("affiliation", "สังกัด", 28, required=True),
        choice("category", "ประเภท", CATEGORY, required=True, width=20),
        choice("role", "บทบาท", CONTACT_ROLE, width=17),
        unit_code(),
        text("phone", "โทรศัพท์", 18),
        text("email", "อีเมล", 28),
        choice("publish", "เผยแพร่ได้", YES_NO, required=True, width=11),
        choice("active", "ยังปฏิบัติหน้าที่", YES_NO, width=14),
        date("last_verified", "ตรวจสอบล่าสุด"),
    ),
)

MEASURE = Table(
    name="tblMeasure",
    sheet="มาตรการ",
    title="มาตรการขับเคลื่อนตามกลยุทธ์ PIRAB",
    purpose="มาตรการที่ตอบ Gap หรือความต้องการ พร้อมกลยุทธ์ P I R A B อย่างน้อยหนึ่งตัว",
    role=Role.INPUT,
    group=Group.STEP_4_5,
    step="4",
    columns=(
        code("measure_id", "รหัสมาตรการ", **KEY),
        text("measure", "มาตรการ", 44, required=True),
        Column(
            key="pirab",
            header="กลยุทธ์ PIRAB",
            type=ColumnType.LETTERS,
            allowed=PIRAB,
            required=True,
            hint="พิมพ์ตัวอักษรที่ใช้ เช่น P, A (P พันธมิตร I ลงทุน R กฎระเบียบ A ชี้แนะ B ศักยภาพ)",
            width=14,
        ),
        unit_code("gap_unit_code", "หน่วยงานที่มี Gap"),
        kpi_code("gap_kpi_code", "ตัวชี้วัดที่มี Gap"),
        code("stakeholder_id", "กลุ่มที่ตอบสนอง", 13, ref="tblStakeholder.stakeholder_id"),
        text("responsible", "ผู้รับผิดชอบ", 24, required=True),
        date("starts_on", "วันที่เริ่ม"),
        date("ends_on", "วันที่สิ้นสุด"),
        choice("status", "สถานะ", WORK_STATUS, width=16),
    ),
)

TOPIC = Table(
    name="tblTopic",
    sheet="ประเด็นความรู้",
    title="ประเด็นความรู้ที่ให้แก่ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย",
    purpose="ความรู้ที่ให้แต่ละกลุ่ม ช่องทาง สื่อ วันที่ให้ และจำนวนผู้ได้รับ",
    role=Role.INPUT,
    group=Group.STEP_4_5,
    step="5",
    columns=(
        code("topic_id", "รหัสประเด็น", **KEY),
        text("topic", "ประเด็นความรู้", 40, required=True),
        code("stakeholder_id", "กลุ่มเป้าหมาย", 13, ref="tblStakeholder.stakeholder_id", required=True),
        code("measure_id", "รหัสมาตรการ", ref="tblMeasure.measure_id"),
        text("channel", "ช่องทาง", 22),
        text("material", "สื่อหรือเอกสาร", 30),
        date("delivered_on", "วันที่ให้ความรู้"),
        integer("reach", "จำนวนผู้ได้รับ", "คน", 12, minimum=0),
    ),
)
