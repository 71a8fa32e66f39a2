"""The memorandum to the director-general: how the agreements stand after the 10th, and what is proposed."""

from __future__ import annotations

from dataclasses import dataclass

from addin.reports import sentences, standing, states
from addin.reports.memo_form import DIRECTOR, Fact, Form, form, goal, limit, numbered, official, year
from addin.reports.model import Message, Meta, UnitLine
from addin.reports.overview import DEPARTMENT, OWNER, meta
from addin.reports.source import Source

SHOWN = 10
"""Units below the pass score that the table lists; the rest stand in the overview."""
NAMES = 6
_LATE = ("late", "missing")


@dataclass(frozen=True, slots=True)
class NearUnit:
    """A unit below the pass score, and the shortest ways to it."""

    name: str
    score: str
    shortfall: str
    way: str


@dataclass(frozen=True, slots=True)
class Memo:
    """The memorandum."""

    meta: Meta
    message: Message
    form: Form
    reference: str
    lead: str
    facts: tuple[Fact, ...]
    below: tuple[NearUnit, ...]
    below_rest: str
    closing: str
    requests: tuple[Fact, ...]


def memo_context(source: Source) -> Memo:
    """Everything that the template of the memorandum shows."""
    write = source.write
    units = standing.unit_lines(source)
    failed = [unit for unit in units if unit.state is states.FAILED]
    pending = [unit for unit in units if unit.state is states.PENDING]
    shown = failed[:SHOWN]
    rest = len(failed) - len(shown)
    month, within = _reached(source), "ใน" if source.period.basis == "round" else ""
    requests = _requests(source, failed, pending, units)
    facts = _facts(source, failed, pending, units)
    return Memo(
        meta=meta(source, "บันทึกข้อความ", "บันทึกข้อความ", f"{len(units):,} หน่วยงาน"),
        message=sentences.message(source, units),
        form=form(
            source,
            f"รายงานผลการปฏิบัติราชการตามคำรับรองการปฏิบัติราชการ {month}",
            official(DIRECTOR),
        ),
        reference=write.say(
            f"ตามที่{DEPARTMENT}ได้กำหนดให้หน่วยงานในสังกัดจัดทำคำรับรองการปฏิบัติราชการ {year(source)} {goal(source)} นั้น"
        ),
        lead=write.say(f"{OWNER}ได้ประมวลผลที่หน่วยงานรายงาน{within}{month} แล้ว ขอสรุปดังนี้"),
        facts=numbered(source, facts, listed=1 if failed else None),
        below=tuple(_near(source, unit) for unit in shown),
        below_rest=write.say(f"และอีก {rest} หน่วยงาน รายละเอียดตามรายงานภาพรวมกรม") if rest else "",
        closing="จึงเรียนมาเพื่อโปรดทราบ และโปรดพิจารณาให้ความเห็นชอบ ดังนี้" if requests else "จึงเรียนมาเพื่อโปรดทราบ",
        requests=numbered(source, requests),
    )


def _facts(
    source: Source, failed: list[UnitLine], pending: list[UnitLine], units: tuple[UnitLine, ...]
) -> list[str]:
    said = sentences.message(source, units)
    facts = [f"{said.lead} {said.verdict}".strip()]
    if units and len(pending) == len(units):
        facts[0] += f" {sentences.NO_RESULT}"
    if failed:
        facts.append(f"มี {len(failed):,} หน่วยงานที่คะแนนต่ำกว่า {source.pass_text} เรียงจากใกล้เกณฑ์ที่สุดดังนี้")
    if pending:
        named = source.write.names((unit.name for unit in pending), NAMES, "หน่วยงาน")
        facts.append(f"ยังไม่มีคะแนน {len(pending):,} หน่วยงาน คือ {named} ซึ่งนับเป็นยังไม่ผ่าน")
    if units:
        facts.append(_reporting(source, units))
    if source.next_month_due != source.period.month:
        facts.append(sentences.next_deadline(source))
    if open_errors := sentences.unsettled(source):
        facts.append(open_errors)
    return facts


def _reached(source: Source) -> str:
    """The months that the figures are of, with the round where one was asked for."""
    asked = f"รอบที่ {source.period.round} " if source.period.basis == "round" else ""
    return source.write.say(f"{asked}ถึงเดือน{source.write.month_long(source.period.month)}")


def _reporting(source: Source, units: tuple[UnitLine, ...]) -> str:
    """Who reported the month on time, late, or not."""
    write, month = source.write, source.period.month
    of_key: dict[str, list[str]] = {}
    for unit in units:
        of_key.setdefault(source.report_status.get(unit.code, {}).get(month, "not_due"), []).append(unit.name)
    text = (
        f"การส่งรายงานเดือน{write.month_long(month)} "
        f"ซึ่งครบกำหนดวันที่ {write.date_long(source.months[month]['deadline'])} "
        f"ส่งตรงเวลา {len(of_key.get('on_time', [])):,} จาก {len(units):,} หน่วยงาน"
    )
    for key in _LATE:
        if names := of_key.get(key):
            named = write.names(names, NAMES, "หน่วยงาน")
            text += f" {states.REPORT[key].word} {len(names):,} หน่วยงาน คือ {named}"
    waiting = of_key.get("not_due")
    return text + (f" ยังไม่ครบกำหนด {len(waiting):,} หน่วยงาน" if waiting else "")


def _near(source: Source, unit: UnitLine) -> NearUnit:
    ways = standing.ways_to_pass(source, unit.code)[:2]
    codes = {source.write.digits(code): code for code in source.kpis}
    way = " หรือ ".join(f"{way.code} {limit(source, codes[way.code])} {way.needed}" for way in ways)
    return NearUnit(unit.name, unit.score, unit.shortfall, source.write.say(way or "ต้องปรับมากกว่าหนึ่งตัวชี้วัด"))


def _owes(source: Source, unit: UnitLine) -> bool:
    """Whether a report of the rounds that decide is past its deadline and not there."""
    settings, status = source.settings, source.report_status.get(unit.code, {})
    rounds = settings.rounds if source.period.basis == "year" else (settings.rounds[source.period.round - 1],)
    return any(status.get(month) == "missing" for months in rounds for month in months)


def _requests(
    source: Source, failed: list[UnitLine], pending: list[UnitLine], units: tuple[UnitLine, ...]
) -> list[str]:
    """What the director-general is asked to agree to; nothing where every unit passes and has reported."""
    month = source.period.month
    silent = [
        unit
        for unit in units
        if unit not in pending and source.report_status.get(unit.code, {}).get(month) == "missing"
    ]
    requests = []
    if failed:
        requests.append(f"ให้แจ้งหน่วยงานที่ต่ำกว่าเกณฑ์ {len(failed):,} หน่วยงานเร่งรัดผล ตามร่างหนังสือที่เสนอมาพร้อมนี้")
    owing = [unit for unit in pending if _owes(source, unit)]
    if owing:
        requests.append(f"ให้หน่วยงานที่ยังไม่มีคะแนน {len(owing):,} หน่วยงานส่งผลที่นับได้โดยเร็ว")
    if silent:
        named = source.write.names((unit.name for unit in silent), NAMES, "หน่วยงาน")
        requests.append(f"ให้{named} ส่งรายงานเดือน{source.write.month_long(month)} ที่ยังไม่ได้ส่ง")
    return requests
