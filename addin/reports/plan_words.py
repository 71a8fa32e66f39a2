"""The sentences of the report of the plans: what is so, what is not yet approved, and how it was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from addin.reports import states, work
from addin.reports.model import ActivityLine, Message, PlanLine, State
from addin.reports.plan_model import PlanFull
from addin.reports.source import Row, Source
from addin.reports.thai import DASH
from addin.rules import plans as rules
from addin.rules.exact import half_up

EARLY = {
    "": "",
    "not_approved": "ทำเสร็จโดยที่แผนยังไม่ได้รับอนุมัติ",
    "before_approval": "ทำเสร็จก่อนวันที่แผนได้รับอนุมัติ",
}
"""What is said of an activity that was done before its plan was approved."""

NOT_COUNTED = State("not_counted", "ยังไม่คิด", DASH, "none")
"""The progress of a plan that is not approved."""

_OPEN = {
    "draft": "แผนนี้ยังเป็นร่าง ยังไม่ได้เสนอขออนุมัติ",
    "submitted": "แผนนี้ยังไม่ได้รับอนุมัติ อยู่ระหว่างการตรวจสอบของงานบริหารยุทธศาสตร์",
    "checked": "แผนนี้ยังไม่ได้รับอนุมัติ ตรวจสอบแล้ว รอผู้บริหารพิจารณาลงนาม",
    "returned": "แผนนี้ยังไม่ได้รับอนุมัติ ถูกส่งกลับให้แก้ไขแล้วเสนอใหม่",
    "rejected": "แผนนี้ไม่ได้รับอนุมัติ",
}


def message(source: Source, plans: tuple[PlanFull, ...], total: rules.PlanProgress) -> Message:
    """The report in one sentence."""
    write = source.write
    if not plans:
        return Message("ยังไม่มีแผนงานหรือโครงการในสมุดงาน", "จึงยังไม่มีความก้าวหน้าให้รายงาน")
    approved = sum(plan.approved for plan in plans)
    lead = write.say(f"อนุมัติแล้ว {approved} จาก {len(plans)} แผน")
    if total.planned is None or total.done is None:
        return Message(lead, "ยังไม่มีผลงานของแผนที่อนุมัติให้เทียบ", waiting_message(source, plans))
    done, planned = work.percent_text(write, total.done), work.percent_text(write, total.planned)
    late = work.falls_short(total.done, total.planned)
    verdict = write.say(
        f"ผลงานสะสมร้อยละ {done} {'ต่ำกว่า' if late else 'เป็นไปตาม'}แผนสะสมร้อยละ {planned} "
        f"เบิกจ่ายร้อยละ {work.percent_text(write, total.disbursed)} เทียบแผนร้อยละ "
        f"{work.percent_text(write, total.disbursed_due)}"
    )
    behind = [plan.line.code for plan in plans if plan.line.progress is states.BEHIND]
    accent = f"ช้ากว่าแผน {len(behind)} แผน ({write.names(behind, counted='แผน')})" if behind else ""
    return Message(lead, verdict, write.say(accent))


def plans_message(source: Source, plans: tuple[PlanFull, ...]) -> str:
    """How the plans stand, by their states."""
    return counted_states(source, plans) or "ยังไม่มีแผนงานหรือโครงการในสมุดงาน"


def counted_states(source: Source, plans: Iterable[PlanFull]) -> str:
    """How many plans are in each state, the way to approval in order; approved plans come first."""
    counts = Counter(plan.line.state.key for plan in plans)
    order = ("approved", "checked", "submitted", "draft", "returned", "rejected")
    words = [f"{states.PLAN[key].word} {counts[key]}" for key in order if counts[key]]
    unknown = sum(count for key, count in counts.items() if key not in order)
    return source.write.say(" ".join([*words, *([f"ไม่ระบุสถานะ {unknown}"] if unknown else [])]))


def waiting_message(source: Source, plans: tuple[PlanFull, ...]) -> str:
    """Which plans are not approved; empty where all are."""
    waiting = [plan for plan in plans if not plan.approved]
    if not waiting:
        return ""
    named = source.write.names((f"{plan.line.code} {plan.line.state.word}" for plan in waiting), 8, "แผน")
    return source.write.say(f"ยังไม่ได้รับอนุมัติ {len(waiting)} แผน: {named}")


def early_message(source: Source, plans: tuple[PlanFull, ...]) -> str:
    """How many activities were done before approval; empty where none was."""
    early = [one.line.code for plan in plans for one in plan.activities if one.early]
    if not early:
        return ""
    named = source.write.names(early, 8, "กิจกรรม")
    return source.write.say(f"ทำเสร็จก่อนแผนได้รับอนุมัติ {len(early)} กิจกรรม: {named}")


def money_message(source: Source, total: rules.PlanProgress) -> str:
    """Money of the approved plans against what was planned up to the month."""
    write = source.write
    if total.budget is None:
        return "ยังไม่มีงบประมาณของแผนที่อนุมัติ"
    gap = half_up(total.spent, 2) - half_up(total.due, 2)
    side = "ตรงตามแผน" if not gap else f"{'สูง' if gap > 0 else 'ต่ำ'}กว่าแผน {write.money(abs(gap))} บาท"
    return write.say(
        f"เบิกจ่ายสะสม {work.money_text(write, total.spent)} บาท จากแผนสะสม "
        f"{work.money_text(write, total.due)} บาท {side}"
    )


def status(source: Source, line: PlanLine, record: list[Row]) -> str:
    """The state of a plan now, and when it came there."""
    write = source.write
    last = max(record, key=lambda row: row.get("seq") or 0, default={})
    if not last or last.get("to_state") != line.state.key:
        return line.state.word
    by = last.get("by_position") or "ไม่ระบุตำแหน่ง"
    return f"{line.state.word} เมื่อ {write.date_long(last.get('on'))} โดย{by}"


def notice(source: Source, line: PlanLine, record: list[Row], figures: rules.PlanProgress) -> str:
    """What a reader must know first: not approved, work or money without approval, a record that differs."""
    parts = [] if line.state.key == "approved" else [_OPEN.get(line.state.key, "แผนนี้ไม่ระบุสถานะ")]
    if parts and (figures.done or figures.spent):
        parts.append("แต่มีผลงานหรือการเบิกจ่ายบันทึกไว้แล้ว")
    last = max(record, key=lambda row: row.get("seq") or 0, default={})
    explained = last.get("to_state") or "draft"
    if explained != line.state.key and line.state.key:
        word = states.PLAN.get(explained, states.UNKNOWN).word
        parts.append(f"สถานะในทะเบียนแผนไม่ตรงกับบันทึกการอนุมัติ ({word})")
    return source.write.say(" ".join(parts))


def money(source: Source, line: PlanLine, figures: rules.PlanProgress) -> str:
    """The money of a plan in a sentence."""
    write = source.write
    if figures.budget is None:
        return write.say(f"ไม่ได้กำหนดงบประมาณ เบิกจ่ายแล้ว {line.disbursed} บาท")
    if line.state.key != "approved":
        return write.say(f"งบประมาณที่ขอ {line.budget} บาท เบิกจ่ายแล้ว {line.disbursed} บาท")
    return write.say(
        f"งบประมาณ {line.budget} บาท เบิกจ่ายแล้ว {line.disbursed} บาท (ร้อยละ {line.disbursed_percent}) "
        f"แผนสะสม {line.budget_due} บาท (ร้อยละ {line.due_percent})"
    )


def work_done(line: PlanLine) -> str:
    """The work of a plan in a sentence; a plan that is not approved has none."""
    if line.state.key != "approved":
        return "ยังไม่คิดความก้าวหน้า เพราะแผนยังไม่ได้รับอนุมัติ"
    if line.done_percent == DASH:
        return "ยังไม่มีกิจกรรมที่กำหนดเป้าหมาย"
    done, planned = f"ร้อยละ\u00a0{line.done_percent}", f"ร้อยละ\u00a0{line.planned_percent}"
    return f"ผลงานสะสม{done} แผนสะสม{planned} {line.progress.word}"


def activity(source: Source, line: ActivityLine) -> str:
    """The figures of an activity in words: target, planned and done up to the month."""
    unit = f" {line.unit}" if line.unit else ""
    return source.write.say(f"เป้าหมาย {line.target}{unit}\nถึงเดือนนี้ แผน {line.planned} ผล {line.done}")


def notes(source: Source) -> tuple[str, ...]:
    """Every policy that the figures of this report follow."""
    write = source.write
    month = write.month_long(source.period.month)
    return tuple(
        write.say(text)
        for text in (
            f"ความก้าวหน้าและการเบิกจ่ายนับสะสมถึงเดือน{month} ซึ่งเป็นเดือนที่รายงาน แผนของเดือนที่ยังไม่สิ้นสุดยังไม่นับ",
            "ความก้าวหน้าคิดเฉพาะแผนที่อนุมัติแล้ว เพราะขั้นที่ 8 ดำเนินกิจกรรมตามแผนที่ผู้บริหารอนุมัติในขั้นที่ 7",
            "ร้อยละของผลงานคือค่าเฉลี่ยของผลสะสมต่อเป้าหมายของแต่ละกิจกรรม กิจกรรมละไม่เกินร้อยละ 100",
            "ไม่นับกิจกรรมที่ยกเลิกหรือเลื่อน และกิจกรรมที่ไม่ได้กำหนดเป้าหมาย ในร้อยละของผลงาน",
            "แผนการเบิกจ่ายสะสมคืองบของแต่ละกิจกรรมตามสัดส่วนงานที่วางแผนไว้ถึงเดือนที่รายงาน",
            "ร้อยละของการเบิกจ่ายเทียบกับงบประมาณของแผน เงินที่จ่ายแล้วนับทั้งหมดรวมถึงของกิจกรรมที่ยกเลิกหรือเลื่อน",
            "ร้อยละปัดเศษครึ่งปัดขึ้นเป็น 2 ตำแหน่ง และเทียบแผนกับผลด้วยค่าที่พิมพ์",
            "กิจกรรมที่เสร็จก่อนวันที่แผนได้รับอนุมัติ หรือเสร็จโดยแผนยังไม่ได้รับอนุมัติ แสดงไว้ให้เห็นชัดเจน",
            "ตำแหน่งในบันทึกการอนุมัติเป็นไปตามที่กรอก โปรแกรมไม่ได้ยืนยันตัวบุคคล",
            f"แหล่งข้อมูล: สมุดงานหลักคำรับรองฯ คำนวณ ณ {write.date_long(source.results.as_of)}",
        )
    )
