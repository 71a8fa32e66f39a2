"""The allowed values that more than one table uses: English key, Thai word."""

from __future__ import annotations

from workbook.schema.model import Choice


def choices(**labels: str) -> tuple[Choice, ...]:
    """Choices in the order given."""
    return tuple(Choice(key=key, label=label) for key, label in labels.items())


YES_NO = choices(yes="ใช่", no="ไม่ใช่")
UNIT_KIND = choices(
    bureau="สำนัก",
    office="สำนักงาน",
    division="กอง",
    group="กลุ่ม",
    institute="สถาบัน",
    centre="ศูนย์",
    other="อื่น ๆ",
)
REGION = choices(central="กลาง", north="เหนือ", northeast="ตะวันออกเฉียงเหนือ", east="ตะวันออก", south="ใต้")
DIRECTION = choices(higher="ยิ่งมากยิ่งดี", lower="ยิ่งน้อยยิ่งดี")
SCORING = choices(
    interpolate="เทียบบัญญัติไตรยางศ์",
    step="ขั้นบันได",
    milestone="ขั้นตอนความสำเร็จ",
    process="คะแนนกระบวนการ",
    reported="คะแนนที่รายงาน",
)
AGGREGATE = choices(last="ค่าล่าสุด", sum="ผลรวม", mean="ค่าเฉลี่ย", max="ค่าสูงสุด")
SCORE_STATUS = choices(
    draft="ร่าง",
    submitted="ส่งแล้ว",
    returned="ส่งกลับแก้ไข",
    certified="รับรองผลแล้ว",
    not_applicable="ไม่นำมาประเมิน",
)
REPORT_STATUS = choices(
    on_time="✓ ตรงเวลา",
    late="! ล่าช้า",
    missing="✗ ยังไม่ส่ง",
    not_due="– ยังไม่ครบกำหนด",
    not_applicable="ไม่นำมาประเมิน",
)
PIRAB = choices(P="พันธมิตร", I="การลงทุน", R="กฎระเบียบ", A="การชี้แนะสื่อสาร", B="การพัฒนาศักยภาพ")
PLAN_STATE = choices(
    draft="ร่าง",
    submitted="เสนอแล้ว",
    checked="ตรวจสอบแล้ว",
    approved="อนุมัติ",
    returned="ส่งกลับแก้ไข",
    rejected="ไม่อนุมัติ",
)
WORK_STATUS = choices(
    not_started="ยังไม่เริ่ม", in_progress="กำลังดำเนินการ", done="เสร็จสิ้น", postponed="เลื่อน", cancelled="ยกเลิก"
)
CATEGORY = choices(client="ผู้รับบริการ", stakeholder="ผู้มีส่วนได้ส่วนเสีย")
CONTACT_ROLE = choices(head="หัวหน้าหน่วยงาน", coordinator="ผู้ประสานงาน", recorder="ผู้บันทึกผล")
AGREEMENT_LEVEL = choices(deputy="รองอธิบดี", unit="หน่วยงาน")
AGREEMENT_STATUS = choices(draft="จัดทำร่าง", signed="ลงนามแล้ว", amended="แก้ไขเพิ่มเติม")
TREND = choices(improving="▲ ดีขึ้น", stable="● ทรงตัว", declining="▼ ลดลง")
GAP_FLAG = choices(chronic="ต่ำเรื้อรัง", newly_failing="เพิ่งต่ำกว่าเกณฑ์", no_data="ไม่มีข้อมูล", ok="ปกติ")
SEVERITY = choices(error="✗ ต้องแก้ไข", warning="! ควรตรวจสอบ")
PASSED = choices(yes="✓ ผ่าน", no="✗ ไม่ผ่าน")
