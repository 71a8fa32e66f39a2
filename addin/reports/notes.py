"""The footnotes: every policy that the figures of a report follow, with the values in force."""

from __future__ import annotations

from addin.reports.source import Source
from workbook.schema.settings import ANNUAL_METHOD, DUE_SHIFT, MISSING

_MISSING = {choice.key: choice.label for choice in MISSING}
_SHIFT = {choice.key: choice.label for choice in DUE_SHIFT}
_ANNUAL = {choice.key: choice.label for choice in ANNUAL_METHOD}


def notes(source: Source) -> tuple[str, ...]:
    """Every policy in one sentence each."""
    settings, write = source.settings, source.write
    first, second = settings.rounds
    spans = [f"{write.month(months[0])} ถึง {write.month(months[-1])}" for months in (first, second)]
    counted = "เฉพาะผลที่รับรองแล้ว" if settings.require_certified else "ผลที่ส่งแล้วและผลที่รับรองแล้ว"
    penalty = (
        f"หัก {settings.missed_report_penalty:.4f} คะแนนต่อเดือนที่ไม่รายงาน โดยไม่ต่ำกว่า {settings.floor_score:.4f} คะแนน"
        if settings.missed_report_penalty
        else "ไม่หักคะแนนเมื่อไม่รายงาน"
    )
    past = (
        f" รายงานนี้แสดงผลถึงเดือน {write.month_long(source.period.month)} จากแถวที่มีอยู่ในสมุดงาน ณ วันที่จัดทำ"
        if source.period.past
        else ""
    )
    basis = (
        f"คะแนนที่ใช้ตัดสินในรายงานนี้คือคะแนนรอบที่ {source.period.round}"
        if source.period.basis == "round"
        else f"คะแนนที่ใช้ตัดสินคือคะแนนทั้งปี คิดด้วยวิธี{_ANNUAL[settings.annual_method]}จากรอบที่มีคะแนนแล้ว"
    )
    return tuple(
        write.say(sentence)
        for sentence in (
            f"เกณฑ์ผ่านคือคะแนนเฉลี่ยไม่น้อยกว่า {settings.pass_score:.4f} ตัดสินจากคะแนนที่ปัดเป็นทศนิยม 4 ตำแหน่งแล้ว "
            "คะแนนที่พิมพ์จึงเป็นคะแนนที่ใช้ตัดสิน",
            "การปัดเศษใช้วิธีครึ่งปัดขึ้น ปัดคะแนนตัวชี้วัดครั้งเดียว คะแนนรอบครั้งเดียว และคะแนนทั้งปีครั้งเดียว "
            "ผลรวมของคะแนนถ่วงน้ำหนักที่พิมพ์จึงอาจต่างจากคะแนนรวมในหลักสุดท้าย",
            f"ร้อยละของหน่วยงานเทียบเป้าหมายด้วยจำนวนเต็ม ตัวหารคือหน่วยงานที่ใช้งานในปีงบประมาณทุกหน่วย "
            f"({source.attainment.total} หน่วยงาน) หน่วยงานที่ยังไม่มีคะแนนนับเป็นยังไม่ผ่าน",
            f"ตัวชี้วัดที่ยังไม่มีผลระหว่างรอบ: {_MISSING[settings.missing_interim]} "
            f"เมื่อปิดรอบแล้ว: {_MISSING[settings.missing_at_close]} (คะแนนต่ำสุด {settings.floor_score:.4f}) "
            "ตัวชี้วัดที่ไม่นำมาประเมินถูกตัดออกพร้อมน้ำหนัก",
            f"นับ{counted} {penalty}",
            f"กำหนดส่งรายงานคือวันที่ {settings.due_day} ของเดือนถัดไป เมื่อตรงกับวันหยุดราชการ: {_SHIFT[settings.due_shift]} "
            "วันที่ปลอดภัยคือวันทำการสุดท้ายก่อนหรือตรงกับกำหนด การส่งล่าช้าไม่มีผลต่อคะแนน",
            f"รอบที่ 1 (5 เดือนแรก) {spans[0]} รอบที่ 2 (5 เดือนหลัง) {spans[1]} เดือน ส.ค. และ ก.ย. ไม่อยู่ในรอบใด",
            basis,
            "แนวโน้ม 3 ปีคิดจากคะแนนย้อนหลังที่เปรียบเทียบได้ ปีที่ไม่มีข้อมูลเว้นว่าง ไม่นับเป็น 0 "
            f"ถือว่าทรงตัวเมื่อเปลี่ยนไม่เกิน {settings.trend_tolerance:.4f} คะแนนต่อปี",
            f"ค่าเป้าหมายในการวิเคราะห์ Gap คือค่าเป้าหมายระดับ {settings.target_level}",
            "ผลที่ต้องได้เพื่อผ่านคือผลน้อยที่สุดของตัวชี้วัดนั้นที่ทำให้คะแนนรอบถึงเกณฑ์ เมื่อตัวชี้วัดอื่นคงเดิม",
            "แหล่งข้อมูล: สมุดงานหลักคำรับรองการปฏิบัติราชการ ซึ่งรวบรวมจากรายงานของหน่วยงาน "
            f"คำนวณ ณ วันที่ {write.date_long(source.results.as_of)}{past}",
        )
    )
