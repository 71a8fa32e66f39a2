"""The sentences of the overview: each section says what is so, before it shows it."""

from __future__ import annotations

from dataclasses import replace

from addin.reports import states
from addin.reports.model import KpiLine, Letter, Message, PlanLine, StepLine, UnitLine, YearLine
from addin.reports.source import Source
from addin.reports.thai import NBSP

NO_UNITS = "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้"
NO_RESULT = "ยังไม่มีหน่วยงานใดมีผลที่นับได้ จึงยังไม่ใช่ผลการดำเนินงาน"
"""Said beside an attainment of nothing: no unit has a score yet."""


def message(source: Source, units: tuple[UnitLine, ...]) -> Message:
    """The report in one sentence, with what the reader has to know where the book has errors."""
    said = _message(source, units)
    return replace(said, accent=" ".join(filter(None, (said.accent, unsettled(source)))))


def _message(source: Source, units: tuple[UnitLine, ...]) -> Message:
    result, write = source.attainment, source.write
    if not result.total:
        return Message(f"{NO_UNITS} จึงยังไม่มีร้อยละของหน่วยงานที่ผ่านเกณฑ์")
    target = write.number(result.target_percent)
    lead = (
        f"{result.passed:,} จาก {result.total:,} หน่วยงานมีคะแนนตั้งแต่ {source.pass_text} ขึ้นไป "
        f"คิดเป็นร้อยละ {write.percent(result.percent)}"
    )
    if result.met:
        failing = [unit.short for unit in units if unit.state is not states.PASSED]
        accent = f"ยังต้องช่วย {write.names(failing, 3, 'หน่วยงาน')}" if failing else ""
        return Message(write.say(lead), write.say(f"บรรลุเป้าหมายร้อยละ {target}"), write.say(accent))
    verdict = f"ยังไม่ถึงเป้าหมายร้อยละ {target} ขาดอีก {result.short:,} หน่วยงาน"
    if all(unit.raw is None for unit in units):
        return Message(write.say(lead), write.say(verdict), NO_RESULT)
    return Message(write.say(lead), write.say(verdict), nearest(source, units))


def nearest(source: Source, units: tuple[UnitLine, ...]) -> str:
    """The units nearest to the pass score from below, as many as are short, at most three."""
    failing = [unit for unit in units if unit.state is states.FAILED]
    near = failing[: max(1, min(3, source.attainment.short))]
    if not near:
        return ""
    named = source.write.names(
        (f"{unit.short} (ขาด {unit.shortfall})".replace(" ", NBSP) for unit in near), 3
    )
    return source.write.say(f"ใกล้เกณฑ์ที่สุดคือ {named}")


def finding_counts(source: Source) -> tuple[int, int]:
    """How many errors and warnings remain."""
    severity = source.findings["severity"].tolist() if len(source.findings) else []
    return severity.count("error"), severity.count("warning")


def unsettled(source: Source) -> str:
    """That figures may still change, where the book has errors; nothing where it has none."""
    errors, _ = finding_counts(source)
    if not errors:
        return ""
    return source.write.say(f"ข้อมูลยังมีที่ต้องแก้ไข {errors:,} รายการ ตัวเลขอาจเปลี่ยน")


def matrix_message(source: Source, units: tuple[UnitLine, ...]) -> str:
    """How many of the KPI scores that there are lie below, and how many are missing."""
    cells = [cell for unit in units for cell in unit.cells]
    scored = sum(cell.state in (states.BELOW, states.FINE) for cell in cells)
    below = sum(cell.state is states.BELOW for cell in cells)
    missing = sum(cell.state is states.MISSING for cell in cells)
    if not scored:
        return source.write.say("ยังไม่มีคะแนนตัวชี้วัด" + (f" {missing:,} รายการยังไม่มีผล" if missing else ""))
    text = f"{below:,} จาก {scored:,} คะแนนตัวชี้วัดต่ำกว่า {source.pass_text}"
    return source.write.say(text + (f" และ {missing:,} รายการยังไม่มีผล" if missing else ""))


def distribution_message(source: Source, units: tuple[UnitLine, ...]) -> str:
    """How many units stand close to the pass score."""
    scored = [unit for unit in units if unit.raw is not None]
    near = [unit for unit in scored if abs(unit.difference_raw or 0) < 0.1]
    if not scored:
        return "ยังไม่มีหน่วยงานที่มีคะแนน"
    if near:
        return source.write.say(f"{len(near):,} หน่วยงานอยู่ห่างเส้น {source.pass_text} ไม่ถึง 0.1000 คะแนน")
    return source.write.say(f"ไม่มีหน่วยงานใดอยู่ห่างเส้น {source.pass_text} ไม่ถึง 0.1000 คะแนน")


def pull_message(source: Source, pulls: tuple[KpiLine, ...]) -> str:
    """The KPI that takes most from the units below."""
    if not any(kpi.below or kpi.fine for kpi in pulls):
        return "ยังไม่มีคะแนนตัวชี้วัดให้เปรียบเทียบ"
    worst = [kpi for kpi in pulls if kpi.lost_raw > 0]
    if not worst:
        return source.write.say(f"ไม่มีตัวชี้วัดใดฉุดหน่วยงานลงต่ำกว่า {source.pass_text}")
    return source.write.say(f"ตัวชี้วัด {worst[0].code} ฉุดหน่วยงานที่ต่ำกว่า {source.pass_text} มากที่สุด")


def years_message(source: Source, years: tuple[YearLine, ...], units: tuple[UnitLine, ...]) -> str:
    """How this year compares with the last year that is known."""
    known = [year for year in years if year.raw is not None]
    if len(known) < 2:
        return "ยังไม่มีผลของปีก่อนให้เปรียบเทียบ"
    before, now = known[-2], known[-1]
    this = "ปีนี้" if source.period.basis == "year" else "รอบนี้"
    if now.current and all(unit.raw is None for unit in units):
        return source.write.say(f"{this}ยังไม่มีหน่วยงานที่มีคะแนน ปี {before.year} ผ่านร้อยละ {before.percent}")
    if now.current and not source.period.whole_year(source.settings):
        than = (
            "เท่ากับ" if now.raw == before.raw else "สูงกว่า" if (now.raw or 0) > (before.raw or 0) else "ต่ำกว่า"
        )
        return source.write.say(
            f"ผลถึง {source.write.month(source.period.month)} ผ่านร้อยละ {now.percent} "
            f"{than}ผลทั้งปี {before.year} (ร้อยละ {before.percent}) แต่ปีนี้ยังไม่ครบสองรอบ"
        )
    change = "เท่าเดิม" if now.raw == before.raw else "เพิ่มขึ้น" if (now.raw or 0) > (before.raw or 0) else "ลดลง"
    return source.write.say(
        f"ร้อยละของหน่วยงานที่ผ่าน{change}จาก {before.percent} ในปี {before.year} เป็น {now.percent} ในปี {now.year}"
        if change != "เท่าเดิม"
        else f"ร้อยละของหน่วยงานที่ผ่าน{change}กับปี {before.year} คือ {now.percent}"
    )


def status_message(source: Source, units: tuple[UnitLine, ...]) -> str:
    """How many never were late, and who was more than once."""
    if not units:
        return NO_UNITS
    never = sum(not unit.late_count for unit in units)
    often = sorted((u for u in units if u.late_count > 1), key=lambda u: -u.late_count)
    text = f"{never:,} จาก {len(units):,} หน่วยงานไม่เคยล่าช้าหรือขาดส่ง" if never else "ทุกหน่วยงานเคยล่าช้าหรือขาดส่ง"
    if often:
        named = source.write.names((f"{u.short} {u.late_count} เดือน" for u in often), 3, "หน่วยงาน")
        text += f" ที่ล่าช้าหรือขาดส่งซ้ำคือ {named}"
    return source.write.say(text)


def next_deadline(source: Source) -> str:
    """The next deadline in a sentence."""
    month, write = source.next_month_due, source.write
    if month is None:
        return "พ้นกำหนดส่งรายงานของทั้งสองรอบแล้ว"
    row = source.months[month]
    text = f"กำหนดส่งครั้งถัดไป {write.date_long(row['deadline'])} สำหรับผลเดือน{write.month_long(month)}"
    if row["safe_date"] != row["deadline"]:
        text += f" (ตรงกับวันหยุด ควรส่งภายใน {write.date_long(row['safe_date'])})"
    return write.say(text)


def letters_message(letters: tuple[Letter, ...]) -> str:
    """The letters of PIRAB without a measure."""
    empty = [f"{letter.letter} {letter.word}" for letter in letters if not letter.count]
    if len(empty) == len(letters):
        return "ยังไม่มีมาตรการในกลยุทธ์ PIRAB ใด"
    return f"ยังไม่มีมาตรการในกลยุทธ์ {' และ '.join(empty)}" if empty else "มีมาตรการครบทุกกลยุทธ์ PIRAB"


def plans_message(source: Source, plans: tuple[PlanLine, ...]) -> str:
    """How many plans are approved, how many are behind."""
    if not plans:
        return "ยังไม่มีแผนให้เทียบเป้าหมายสะสม"
    behind = [plan for plan in plans if plan.progress is states.BEHIND]
    approved = sum(plan.state.key == "approved" for plan in plans)
    text = f"อนุมัติแล้ว {approved} จาก {len(plans):,} แผน"
    if behind:
        text += f" ช้ากว่าเป้าหมายสะสม {len(behind):,} แผน"
    return source.write.say(text)


def steps_message(source: Source, steps: tuple[StepLine, ...]) -> str:
    """How many steps are done, how many late."""
    if not steps:
        return "ยังไม่มีขั้นตอนให้ติดตาม"
    done = sum(step.state.key == "done" for step in steps)
    late = [step for step in steps if step.state.key == "late"]
    text = f"เสร็จแล้ว {done} จาก {len(steps):,} รายการที่ถึงเดือนนี้"
    if late:
        text += f" เลยกำหนด {len(late):,} รายการ"
    return source.write.say(text)


def findings_message(source: Source) -> str:
    """How many findings remain."""
    errors, warnings = finding_counts(source)
    if not errors and not warnings:
        return "ไม่พบรายการที่ต้องแก้ไขหรือควรตรวจสอบ"
    return source.write.say(f"ต้องแก้ไข {errors} รายการ ควรตรวจสอบ {warnings} รายการ")
