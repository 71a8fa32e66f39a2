"""Every setting: its Thai name, default and source. What the code may not know for sure stands here."""

from __future__ import annotations

from workbook.schema.model import Choice, Setting
from workbook.schema.words import YES_NO, choices

CONTRACT = "SOP ตัวชี้วัด 3.11 (ปรับปรุง 12 พฤศจิกายน 2564)"
PROPOSAL = "ข้อเสนอของโปรแกรม ยังไม่พบประกาศของกรม โปรดยืนยันกับเจ้าของตัวชี้วัด"

MISSING: tuple[Choice, ...] = choices(exclude="ตัดออกและปรับน้ำหนัก", floor="ให้คะแนนต่ำสุด", zero="ให้ 0")
DUE_SHIFT = choices(
    none="ไม่เลื่อน", next_working_day="เลื่อนเป็นวันทำการถัดไป", previous_working_day="เลื่อนเป็นวันทำการก่อนหน้า"
)
ANNUAL_METHOD = choices(mean_of_rounds="เฉลี่ยสองรอบ", last_round="ใช้รอบล่าสุด")

SETTINGS: tuple[Setting, ...] = (
    Setting(key="fiscal_year", label="ปีงบประมาณ", default=2565, unit="พ.ศ.", source=CONTRACT),
    Setting(key="as_of", label="คำนวณ ณ วันที่", default=None, source=PROPOSAL, note="ว่าง = วันนี้"),
    Setting(
        key="pass_score",
        label="คะแนนผ่านเกณฑ์",
        default=3,
        unit="คะแนน",
        source=CONTRACT,
        note="คะแนนเฉลี่ยไม่น้อยกว่า 3.0000",
    ),
    Setting(key="target_percent", label="เป้าหมายร้อยละของหน่วยงาน", default=95, unit="ร้อยละ", source=CONTRACT),
    Setting(
        key="target_level",
        label="ระดับที่ถือเป็นเป้าหมาย",
        default=3,
        unit="ระดับ",
        source=PROPOSAL,
        note="ใช้หา Gap จากค่าเป้าหมายระดับนี้",
    ),
    Setting(key="expected_units", label="จำนวนหน่วยงานที่ควรมี", default=36, unit="หน่วยงาน", source=CONTRACT),
    Setting(
        key="due_day", label="วันครบกำหนดรายงาน", default=10, unit="วันที่", source=CONTRACT, note="ของเดือนถัดไป"
    ),
    Setting(
        key="due_shift", label="เมื่อวันครบกำหนดเป็นวันหยุด", default="none", source=PROPOSAL, allowed=DUE_SHIFT
    ),
    Setting(
        key="round_1",
        label="รอบที่ 1 (5 เดือนแรก)",
        default="2564-10..2565-02",
        source=CONTRACT,
        note="เดือนแรก..เดือนสุดท้าย",
    ),
    Setting(
        key="round_2",
        label="รอบที่ 2 (5 เดือนหลัง)",
        default="2565-03..2565-07",
        source=CONTRACT,
        note="เดือนแรก..เดือนสุดท้าย",
    ),
    Setting(
        key="missing_interim",
        label="ยังไม่มีผล ระหว่างรอบ",
        default="exclude",
        source="ระบบคำรับรองฯ ของ พม. ไม่นับตัวชี้วัดที่ยังไม่มีผลรับรองระหว่างรอบ",
        allowed=MISSING,
    ),
    Setting(
        key="missing_at_close", label="ไม่มีผล เมื่อปิดรอบ", default="floor", source=PROPOSAL, allowed=MISSING
    ),
    Setting(
        key="floor_score",
        label="คะแนนต่ำสุด",
        default=1,
        unit="คะแนน",
        source="แนวปฏิบัติการให้คะแนน 1-5 ของสำนักงาน ก.พ.ร.",
    ),
    Setting(
        key="cap_score",
        label="คะแนนสูงสุด",
        default=5,
        unit="คะแนน",
        source="แนวปฏิบัติการให้คะแนน 1-5 ของสำนักงาน ก.พ.ร.",
    ),
    Setting(
        key="annual_method",
        label="วิธีรวมคะแนนสองรอบ",
        default="mean_of_rounds",
        source="SOP ระบุเพียง คะแนนเฉลี่ย " + PROPOSAL,
        allowed=ANNUAL_METHOD,
    ),
    Setting(
        key="missed_report_penalty",
        label="หักคะแนนต่อเดือนที่ไม่รายงาน",
        default=0,
        unit="คะแนน",
        source="ไม่พบเกณฑ์ของกรม ตัวอย่างหน่วยงานอื่นหัก 0.2000 ต่อครั้ง (รายงานประจำปี 2018 ของ สช.)",
    ),
    Setting(
        key="require_certified", label="นับเฉพาะผลที่รับรองแล้ว", default="no", source=PROPOSAL, allowed=YES_NO
    ),
    Setting(
        key="trend_tolerance", label="ช่วงที่ถือว่าแนวโน้มทรงตัว", default=0.05, unit="คะแนนต่อปี", source=PROPOSAL
    ),
    Setting(
        key="thai_digits",
        label="ใช้เลขไทยในรายงาน",
        default="no",
        source="หนังสือราชการนิยมเลขไทย ตารางตัวชี้วัดนิยมเลขอารบิก",
        allowed=YES_NO,
    ),
    Setting(
        key="mask_contacts",
        label="ปกปิดข้อมูลติดต่อในรายงาน",
        default="yes",
        source="พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562",
        allowed=YES_NO,
    ),
    Setting(key="backups_kept", label="จำนวนสำเนาสำรองที่เก็บ", default=20, unit="แฟ้ม", source=PROPOSAL),
)

BY_KEY: dict[str, Setting] = {s.key: s for s in SETTINGS}
"""Key -> setting."""


def key_of_value(key: str, value: str) -> str:
    """The value as the rules know it: the Thai word of an allowed value becomes its key."""
    setting = BY_KEY.get(key)
    if setting is None:
        return value
    return {choice.label: choice.key for choice in setting.allowed}.get(value, value)
