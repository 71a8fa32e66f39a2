"""The letter to a unit below the pass score: where it stands, what each KPI needs by when, what helps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from addin.reports import standing, states
from addin.reports.agreement import receiver_of
from addin.reports.deadlines import by_when, last_deadline, needed_by, next_report
from addin.reports.followup_issues import is_closed
from addin.reports.memo_form import (
    SECTION,
    Fact,
    Form,
    agreement_of,
    form,
    goal,
    head_of,
    limit,
    numbered,
    year,
)
from addin.reports.model import Message, Meta, State
from addin.reports.overview import DEPARTMENT, OWNER, meta
from addin.reports.source import Row, Source, number
from addin.reports.thai import DASH
from addin.rules.next_round import needed_in_round_2
from workbook.errors import UserError


@dataclass(frozen=True, slots=True)
class Need:
    """A KPI that lies below the pass score or has no result, and what it alone has to reach by when."""

    code: str
    name: str
    weight: str
    actual: str
    score: str
    limit: str
    needed: str
    by: str
    state: State


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter to one unit."""

    meta: Meta
    message: Message
    form: Form
    code: str
    name: str
    score: str
    shortfall: str
    reference: str
    standing: str
    needs_lead: str
    needs: tuple[Need, ...]
    needed_note: str
    tasks: tuple[Fact, ...]
    support: str
    closing: str


def applies(source: Source, code: str) -> bool:
    """True for a unit whose score lies below the pass score; without a score there is nothing to write."""
    return any(
        row["unit_code"] == code and (score := source.score_of(row)) is not None and score < source.pass_score
        for row in source.unit_scores
    )


def why_none(source: Source, code: str) -> tuple[str, dict[str, str]]:
    """Why a unit gets no letter: a key of texts.toml [ui] and what it names."""
    row = next(row for row in source.unit_scores if row["unit_code"] == code)
    named = {"unit": source.unit_name(code), "code": code}
    score = source.score_of(row)
    if score is None:
        return "letter_no_score", named
    return "letter_passed", {**named, "score": source.write.score(score), "passing": source.pass_text}


def letter_context(source: Source, unit_code: str) -> Letter:
    """Everything that the template of a unit's letter shows. UserError report_unit_unknown."""
    row = next((row for row in source.unit_scores if row["unit_code"] == unit_code), None)
    if row is None:
        known = ", ".join(str(found["unit_code"]) for found in source.unit_scores)
        raise UserError("report_unit_unknown", value=unit_code, known=known)
    write, name = source.write, source.unit_name(unit_code)
    score = source.score_of(row)
    short = None if score is None else max(source.pass_score - score, Decimal(0))
    needs = _needs(source, unit_code)
    lead, verdict = _standing(source, unit_code, score, short)
    return Letter(
        meta=meta(source, f"หนังสือแจ้ง {name}", source.unit_short(unit_code), f"{len(needs):,} ตัวชี้วัด"),
        message=Message(write.say(f"{name} {lead}"), write.say(verdict)),
        form=form(
            source,
            "แจ้งผลคะแนนตามคำรับรองการปฏิบัติราชการ และขอให้เร่งรัดผลการดำเนินงาน",
            head_of(source, unit_code),
        ),
        code=unit_code,
        name=name,
        score=write.score(score),
        shortfall=write.score(short),
        reference=write.say(_reference(source, unit_code)),
        standing=write.say(
            f"{OWNER}ขอแจ้งว่า ผลถึงเดือน{write.month_long(source.period.month)} {name} {lead} {verdict}"
        ),
        needs_lead=_needs_lead(source, needs),
        needs=needs,
        needed_note=standing.needed_note(
            standing.is_combined(source, code) for code in _shown(source, unit_code)
        ),
        tasks=numbered(source, _tasks(source, unit_code, row)),
        support=write.say(_support(source, unit_code)),
        closing="จึงเรียนมาเพื่อโปรดทราบและพิจารณาดำเนินการในส่วนที่เกี่ยวข้อง จะเป็นพระคุณ",
    )


def _reference(source: Source, code: str) -> str:
    row = agreement_of(source, code)
    if row.get("signed_on"):
        return (
            f"ตามที่ท่านได้ทำคำรับรองการปฏิบัติราชการ {year(source)} กับ{receiver_of(source, code)} "
            f"เมื่อวันที่ {source.write.date_long(row['signed_on'])} {goal(source)} นั้น"
        )
    return f"ตามที่{DEPARTMENT}ได้กำหนดให้หน่วยงานในสังกัดจัดทำคำรับรองการปฏิบัติราชการ {year(source)} {goal(source)} นั้น"


def _standing(source: Source, code: str, score: Decimal | None, short: Decimal | None) -> tuple[str, str]:
    write = source.write
    if score is None:
        return "ยังไม่มีคะแนน", "เพราะยังไม่มีผลที่นับได้"
    rank, total = standing.unit_ranks(source).get(code), len(source.unit_scores)
    lead = f"มีคะแนน {write.score(score)} อยู่ในอันดับที่ {rank:,} จาก {total:,} หน่วยงาน"
    if not short:
        return lead, f"ถึงเกณฑ์ {source.pass_text}"
    return lead, f"ต่ำกว่าเกณฑ์ {source.pass_text} อยู่ {write.score(short)} คะแนน"


def _of_round(source: Source, code: str) -> list[tuple[Row, State]]:
    """The unit's KPIs of the round in focus that lie below or have no result, the lowest score first."""
    found = []
    for row in source.kpi_scores_by_unit.get(code, []):
        state = states.of_score(row.get("reason"), row.get("score"), float(source.pass_score))
        if row["round"] == source.period.round and state in (states.BELOW, states.MISSING):
            found.append((row, state))
    return sorted(found, key=lambda pair: pair[0].get("score") or 0)


def _shown(source: Source, code: str) -> list[str]:
    return [row["kpi_code"] for row, _ in _of_round(source, code) if row.get("needed_for_pass") is not None]


def _needs(source: Source, code: str) -> tuple[Need, ...]:
    write = source.write
    by = needed_by(source, code, source.period.round)
    return tuple(
        Need(
            code=write.digits(row["kpi_code"]),
            name=source.kpi_name(row["kpi_code"]),
            weight=write.number(row.get("weight")),
            actual=write.number(row.get("actual")),
            score=write.score(row.get("score")),
            limit=limit(source, row["kpi_code"]) if row.get("needed_for_pass") is not None else "",
            needed=write.number(row.get("needed_for_pass")),
            by=by,
            state=state,
        )
        for row, state in _of_round(source, code)
    )


def _needs_lead(source: Source, needs: tuple[Need, ...]) -> str:
    write, round_no = source.write, source.period.round
    if not needs:
        return write.say(f"ในรอบที่ {round_no} ไม่มีตัวชี้วัดที่ต่ำกว่าเกณฑ์หรือยังไม่มีผล")
    alone = sum(need.needed != DASH for need in needs)
    text = f"ในรอบที่ {round_no} มี {len(needs):,} ตัวชี้วัดที่ต่ำกว่าเกณฑ์หรือยังไม่มีผล "
    if not alone:
        return write.say(text + f"ไม่มีตัวชี้วัดเดียวที่พาคะแนนรอบถึง {source.pass_text} ได้ ต้องปรับมากกว่าหนึ่งตัวชี้วัด")
    text += f'ช่อง "ต้องได้" คือผลที่ตัวชี้วัดนั้นต้องทำให้ถึงเพื่อให้คะแนนรอบถึง {source.pass_text} เมื่อตัวชี้วัดอื่นคงเดิม'
    if alone < len(needs):
        text += f" เครื่องหมาย {DASH} คือตัวชี้วัดนั้นอย่างเดียวไม่พอ"
    return write.say(text)


def _tasks(source: Source, code: str, row: Row) -> list[str]:
    """What the unit is asked to do, each with its date where there is one."""
    write = source.write
    tasks = []
    _, end = last_deadline(source, code, source.period.round)
    if end >= source.results.as_of:
        tasks.append(
            f"ส่งผลและหลักฐานของรอบที่ {source.period.round} ตามตารางให้ครบภายในวันที่ {write.date_long(end)}"
        )
    tasks += _next_report(source, code)
    tasks += _year(source, row)
    for matter in source.by_unit("tblFollowUp").get(code, []):
        begun = matter.get("month") is not None and matter["month"] <= source.period.month
        if begun and not is_closed(source, matter):
            due = matter.get("due_on")
            when = "" if due is None else f" กำหนด {write.date(due)}"
            late = " ซึ่งเลยกำหนดแล้ว" if due is not None and due < source.results.as_of else ""
            tasks.append(f"แก้ไขเรื่องที่ติดตามอยู่ คือ {matter.get('issue') or DASH}{when}{late}")
    return tasks


def _next_report(source: Source, code: str) -> list[str]:
    """The next report that the unit has not sent yet, with an extension that it was given."""
    month = next_report(source, code)
    if month is None:
        return []
    when = by_when(source, code, month)
    asked = "พร้อมสาเหตุและแนวทางแก้ไขของตัวชี้วัดที่ต่ำกว่าเกณฑ์"
    return [f"รายงานผลเดือน{source.write.month_long(month)} {asked} ภายในวันที่ {when}"]


def _year(source: Source, row: Row) -> list[str]:
    """What round 2 has to bring so that the year passes; nothing where a round alone is judged.

    Nothing, too, while round 1 goes on: what it brings in the end is not known yet.
    """
    if source.period.basis != "year" or source.period.month < source.settings.rounds[0][-1]:
        return []
    first, write = number(row.get("round_1_score")), source.write
    needed = needed_in_round_2(source.settings, first)
    if needed is None:
        text = f"คะแนนรอบที่ 1 ได้ {write.score(first)} แม้รอบที่ 2 ได้คะแนนเต็มก็ยังไม่ถึง {source.pass_text}"
        return [f"เร่งผลของรอบที่ 1 เพราะ{text}"]
    known = "" if first is None else f" (รอบที่ 1 ได้ {write.score(first)})"
    aim = f"เพื่อให้คะแนนทั้งปีถึง {source.pass_text}{known}"
    return [f"ทำคะแนนรอบที่ 2 ให้ได้ไม่น้อยกว่า {write.score(needed)} {aim}"]


def _support(source: Source, code: str) -> str:
    """The measures that answer a gap of the unit, or of one of the KPIs that it needs; and who advises."""
    wanted = {row["kpi_code"] for row, _ in _of_round(source, code)}
    measures = [
        f"{row.get('measure') or DASH} ({row.get('responsible') or DASH})"
        for row in source.rows("tblMeasure")
        if row.get("status") not in {"done", "cancelled"}
        and (
            row.get("gap_unit_code") == code
            or (row.get("gap_unit_code") is None and row.get("gap_kpi_code") in wanted)
        )
    ]
    text = f"มาตรการที่สนับสนุนหน่วยงาน คือ {source.write.names(measures, 4, 'มาตรการ')} " if measures else ""
    return f"{text}ทั้งนี้ ขอคำปรึกษาได้ที่{SECTION} {OWNER}"
