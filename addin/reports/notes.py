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
    sentences = (
        f"เกณฑ์ผ่านคือคะแนนเฉลี่ยไม่น้อยกว่า {settings.pass_score:.4f} ตัดสินจากคะแนนที่ปัดเป็น 4 ตำแหน่งแล้ว",
        "การปัดเศษใช้วิธีครึ่งปัดขึ้น ปัดคะแนนตัวชี้วัด คะแนนรอบ และคะแนนทั้งปีอย่างละครั้งเดียว",
        "ผลรวมของคะแนนถ่วงน้ำหนักที่พิมพ์อาจต่างจากคะแนนรวมในหลักสุดท้าย เพราะแต่ละค่าปัดเศษแล้ว",
        f"ร้อยละของหน่วยงานเทียบเป้าหมายด้วยจำนวนเต็ม ตัวหารคือหน่วยงานที่ใช้งานทุกหน่วย {source.attainment.total} หน่วยงาน",
        _scores(source),
        "หน่วยงานที่ยังไม่มีคะแนนนับเป็นยังไม่ผ่าน และไม่ถูกตัดออกจากตัวหาร",
        _missing(source),
        _counted(source),
        f"กำหนดส่งรายงานคือวันที่ {settings.due_day} ของเดือนถัดไป เมื่อตรงกับวันหยุด: {_SHIFT[settings.due_shift]}",
        "วันที่ปลอดภัยคือวันทำการสุดท้ายก่อนหรือตรงกับกำหนดส่ง การส่งล่าช้าไม่มีผลต่อคะแนน",
        "หน่วยงานที่ได้รับการขยายเวลา นับตรงเวลาเมื่อส่งภายในวันที่ขยายถึง",
        _rounds(source),
        _basis(source),
        "แนวโน้ม 3 ปีคิดจากคะแนนย้อนหลังที่เปรียบเทียบได้ ปีที่ไม่มีข้อมูลเว้นว่าง ไม่นับเป็น 0",
        f"แนวโน้มถือว่าทรงตัวเมื่อเปลี่ยนไม่เกิน {settings.trend_tolerance:.4f} คะแนนต่อปี",
        f"ค่าเป้าหมายในการวิเคราะห์ Gap คือค่าเป้าหมายระดับ {settings.target_level}",
        "ผลที่ต้องได้คือผลที่น้อยที่สุดของตัวชี้วัดนั้นที่พาคะแนนรอบถึงเกณฑ์ เมื่อตัวชี้วัดอื่นคงเดิม ตัวชี้วัดที่ยิ่งน้อยยิ่งดีคือผลที่มากที่สุด",
        f"แหล่งข้อมูล: สมุดงานหลักคำรับรองฯ จากรายงานของหน่วยงาน คำนวณ ณ {write.date_long(source.results.as_of)}",
    )
    return tuple(write.say(sentence) for sentence in (*sentences, *_past(source)))


def _scores(source: Source) -> str:
    settings = source.settings
    return (
        "คะแนนรอบคือผลรวมของ (น้ำหนัก x คะแนนตัวชี้วัด) หารด้วยผลรวมของน้ำหนักที่นับ "
        f"คะแนนตัวชี้วัดไม่ต่ำกว่า {settings.floor_score:.4f} และไม่เกิน {settings.cap_score:.4f}"
    )


def _missing(source: Source) -> str:
    settings = source.settings
    return (
        f"ตัวชี้วัดที่ยังไม่มีผลระหว่างรอบ: {_MISSING[settings.missing_interim]} "
        f"เมื่อปิดรอบแล้ว: {_MISSING[settings.missing_at_close]} (คะแนนต่ำสุด {settings.floor_score:.4f}) "
        "ตัวชี้วัดที่ไม่นำมาประเมินถูกตัดออกพร้อมน้ำหนัก"
    )


def _counted(source: Source) -> str:
    settings = source.settings
    counted = "เฉพาะผลที่รับรองแล้ว" if settings.require_certified else "ผลที่ส่งแล้วและผลที่รับรองแล้ว"
    if not settings.missed_report_penalty:
        return f"นับ{counted} ไม่หักคะแนนเมื่อไม่รายงาน"
    return (
        f"นับ{counted} หัก {settings.missed_report_penalty:.4f} คะแนนต่อเดือนที่ไม่รายงาน "
        f"โดยไม่ต่ำกว่า {settings.floor_score:.4f} คะแนน"
    )


def _rounds(source: Source) -> str:
    settings, write = source.settings, source.write
    spans = [
        f"รอบที่ {number} ({len(months)} เดือน) {write.month(months[0])} ถึง {write.month(months[-1])}"
        for number, months in enumerate(settings.rounds, start=1)
    ]
    outside = [m for m in settings.months if m not in {*settings.round_1, *settings.round_2}]
    rest = f" เดือนที่ไม่อยู่ในรอบใดคือ {write.names((write.month(m) for m in outside), 12)}" if outside else ""
    return " ".join(spans) + rest


def _basis(source: Source) -> str:
    if source.period.basis == "round":
        return f"คะแนนที่ใช้ตัดสินในรายงานนี้คือคะแนนรอบที่ {source.period.round}"
    method = _ANNUAL[source.settings.annual_method]
    return f"คะแนนที่ใช้ตัดสินคือคะแนนทั้งปี คิดด้วยวิธี{method}จากรอบที่มีคะแนนแล้ว"


def _past(source: Source) -> tuple[str, ...]:
    if not source.period.past:
        return ()
    month = source.write.month_long(source.period.month)
    return (f"รายงานนี้แสดงผลถึงเดือน{month} จากแถวที่มีอยู่ในสมุดงาน ณ วันที่จัดทำ",)
