"""The SOP manual of KPI 3.11: its six sections, the table of its steps and the flowchart, from tblStep.

A step whose detail says กลับไปขั้นที่ N is a decision that leads back there. Where no step of the book says so,
the SOP's own step 7 leads back to 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from addin.reports import manual_texts as texts
from addin.reports.manual_draw import flow_paragraphs
from addin.reports.manual_flow import FlowStep, Kind, cut, flow_pages
from addin.reports.manual_model import Definition, Duty, Manual, ManualStep, SymbolLine
from addin.reports.model import Card, Message, Meta
from addin.reports.overview import meta
from addin.reports.source import Row, Source, grouped
from addin.reports.thai import DASH
from workbook.schema.words import PIRAB

DIRECTOR_GENERAL = "อธิบดี"
_BACK = re.compile(r"กลับไป(?:ที่)?ขั้น(?:ตอน)?ที่\s*([0-9๐-๙]+)")
_REFUSED = re.compile(r"กรณี(ไม่\S+)")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@dataclass(frozen=True, slots=True)
class _Step:
    """All rows of one step, as one."""

    number: int
    name: str
    details: tuple[str, ...]
    duration: str
    days: int
    responsible: tuple[str, ...]
    documents: tuple[str, ...]
    back_to: int | None
    no: str


def manual_context(source: Source) -> Manual:
    """Everything that the template of the manual shows."""
    steps = _steps(source)
    write = source.write
    rows = tuple(_row(source, steps, index) for index in range(len(steps)))
    flow = flow_pages(
        [
            FlowStep(
                step.number, f"{write.count(step.number)}. {cut(step.name)}", step.back_to,
                step.no.removeprefix("ไม่"), step.no,
            )
            for step in steps
        ]
    )  # fmt: skip
    flow_text = " ".join(f"{row.number}. {row.name}: {row.route}" for row in rows)
    return Manual(
        meta=_meta(source, steps),
        message=_message(source, steps),
        cards=_cards(source, steps),
        indicator=texts.INDICATOR,
        owner=texts.OWNER,
        revised=write.say(texts.REVISED),
        purposes=tuple(
            write.say(text.format(target=f"{source.settings.target_percent:f}", pass_score=source.pass_text))
            for text in texts.PURPOSES
        ),
        scope=_scope(source, steps),
        definitions=_definitions(source),
        duties=_duties(source, steps),
        steps=rows,
        flow=flow,
        flow_message=_flow_message(source, steps),
        flow_text=flow_text,
        flow_word=flow_paragraphs(flow, f"ผังกระบวนการ {flow_text}", "ผังกระบวนการ ดูลำดับขั้นตอนในตาราง"),
        symbols=tuple(SymbolLine(*symbol) for symbol in texts.SYMBOLS),
        letters=tuple(
            Definition(f"{choice.key} {choice.label}", texts.PIRAB_MEANINGS[choice.key], "")
            for choice in PIRAB
        ),
        notes=_notes(source),
    )


def _unique(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values if value))


def _steps(source: Source) -> list[_Step]:
    """The steps by number; a step that repeats by round or month is one step."""
    papers = grouped(source.rows("tblDocument"), "step_no")
    by_number = grouped((row for row in source.rows("tblStep") if row.get("step_no") is not None), "step_no")
    known = {int(number) for number in by_number}
    told = {
        int(number): back
        for number, rows in by_number.items()
        if (back := _back_to(rows)) in known and back is not None and back < number
    }
    backs = told or texts.BACK
    return [
        _step(source, int(number), by_number[number], papers.get(number, []), backs=backs, known=known)
        for number in sorted(by_number)
    ]


def _back_to(rows: list[Row]) -> int | None:
    found = (_BACK.search(row.get("detail") or "") for row in rows)
    return next((int(match[1].translate(_THAI_DIGITS)) for match in found if match), None)


def _step(
    source: Source,
    number: int,
    rows: list[Row],
    papers: list[Row],
    *,
    backs: dict[int, int],
    known: set[int],
) -> _Step:
    durations = _durations(source, rows)
    details = _unique(part.strip() for row in rows for part in (row.get("detail") or "").split(";"))
    back = backs.get(number)
    refused = next((match[1] for part in details if (match := _REFUSED.search(part))), "ไม่ผ่าน")
    days = [int(row["working_days"]) for row in rows if row.get("working_days")]
    return _Step(
        number=number,
        name=next((row["step"] for row in rows if row.get("step")), DASH),
        details=tuple(part for part in details if part not in durations),
        duration=_duration(durations, _monthly(source)),
        days=max(days, default=0),
        responsible=_unique(row.get("responsible") for row in rows),
        documents=_unique(row.get("required_document") for row in papers),
        back_to=back if back in known and back is not None and back < number else None,
        no=refused,
    )


def _monthly(source: Source) -> str:
    return f"ทุกวันที่ {source.settings.due_day} ของเดือน"


def _durations(source: Source, rows: list[Row]) -> tuple[str, ...]:
    """How long a step takes: working days, or the rounds and the day of the month on which it comes again."""
    days = [f"{row['working_days']:.0f} วันทำการ" for row in rows if row.get("working_days")]
    rounds = sorted({int(row["round"]) for row in rows if row.get("round") in (1, 2)})
    words = ("แรก", "หลัง")
    spans = [f"{len(source.settings.rounds[one - 1])} เดือน{words[one - 1]}" for one in rounds]
    monthly = [_monthly(source)] if any(row.get("month") for row in rows) else []
    return _unique([*days, *spans, *monthly])


def _duration(parts: tuple[str, ...], monthly: str) -> str:
    """The parts of a duration as the SOP writes them: the day of the month in brackets behind the rounds."""
    spans = [part for part in parts if part != monthly]
    if monthly not in parts:
        return ", ".join(spans) or DASH
    return f"{', '.join(spans)} ({monthly})" if spans else monthly


def _row(source: Source, steps: list[_Step], index: int) -> ManualStep:
    write, step = source.write, steps[index]
    kind: Kind = "process" if step.back_to is None else "decision"
    following = f"ไปขั้นที่ {steps[index + 1].number}" if index + 1 < len(steps) else "สิ้นสุดกระบวนการ"
    if step.back_to is not None:
        yes = step.no.removeprefix("ไม่")
        following = f"{yes} {following} {step.no} กลับไปขั้นที่ {step.back_to}"
    return ManualStep(
        number=write.count(step.number),
        name=step.name,
        kind=kind,
        symbol="กิจกรรม" if kind == "process" else "กิจกรรมและการตัดสินใจ",
        details=step.details,
        detail_text="\n".join(step.details) or DASH,
        duration=write.say(step.duration),
        responsible=", ".join(step.responsible) or DASH,
        documents=step.documents,
        document_text="\n".join(step.documents) or DASH,
        route=write.say(following),
    )


def _meta(source: Source, steps: list[_Step]) -> Meta:
    write = source.write
    made = meta(source, "คู่มือการปฏิบัติงาน (SOP) การจัดทำคำรับรองการปฏิบัติราชการ", "คู่มือ SOP", "")
    year = write.say(f"ปีงบประมาณ พ.ศ. {source.settings.fiscal_year}")
    return replace(
        made,
        period=f"{write.say('ตัวชี้วัดที่ 3.11')} {year}",
        period_short=year,
        as_of=write.say(texts.REVISED),
        coverage=write.say(f"{len(steps)} ขั้นตอน จากตารางขั้นตอนในสมุดงาน"),
    )


def _message(source: Source, steps: list[_Step]) -> Message:
    write = source.write
    if not steps:
        return Message("ยังไม่มีขั้นตอนของ SOP ในสมุดงาน")
    days = sum(step.days for step in steps)
    lead = f"กระบวนการ {len(steps)} ขั้นตอน ใช้เวลา {days} วันทำการก่อนเริ่มดำเนินกิจกรรม"
    again = [step.number for step in steps if not step.days]
    verdict = f"แล้วทำซ้ำ{_ranges(again)} ในแต่ละรอบการประเมิน" if again and days else ""
    return Message(write.say(lead if days else f"กระบวนการ {len(steps)} ขั้นตอน"), write.say(verdict))


def _cards(source: Source, steps: list[_Step]) -> tuple[Card, ...]:
    write = source.write
    timed = [step.number for step in steps if step.days]
    decisions = [step.number for step in steps if step.back_to is not None]
    papers = sum(len(step.documents) for step in steps)
    without = [step.number for step in steps if not step.documents]
    return (
        Card("ขั้นตอน", write.count(len(steps)), "ขั้น", "ตั้งแต่ทบทวนสถานการณ์ถึงรายงานผล" if steps else DASH),
        Card(
            "เวลาที่กำหนด", write.count(sum(step.days for step in steps)), "วันทำการ", write.say(_ranges(timed))
        ),
        Card("จุดตัดสินใจ", write.count(len(decisions)), "จุด", write.say(_ranges(decisions))),
        Card(
            "เอกสารที่กำหนด",
            write.count(papers),
            "รายการ",
            write.say(f"{_ranges(without)} ไม่กำหนดเอกสาร" if without else "ทุกขั้นกำหนดเอกสาร"),
        ),
    )


def _ranges(numbers: list[int]) -> str:
    """Numbers of steps in words: ขั้นที่ 1-6 และ 8."""
    if not numbers:
        return DASH
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    said = [f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans]
    return "ขั้นที่ " + (" และ ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0])


def _scope(source: Source, steps: list[_Step]) -> tuple[str, ...]:
    write = source.write
    units = len(source.unit_scores)
    found = []
    if steps:
        first, last = steps[0].name, steps[-1].name
        found.append(write.say(texts.SCOPE.format(steps=len(steps), first=first, last=last)))
    if units:
        found.append(write.say(texts.SCOPE_UNITS.format(units=units, year=source.settings.fiscal_year)))
    return tuple(found) or ("ยังไม่มีขั้นตอนและหน่วยงานในสมุดงาน",)


def _definitions(source: Source) -> tuple[Definition, ...]:
    write = source.write
    codes = [row["unit_code"] for row in source.unit_scores]
    supervisors = [source.units.get(code, {}).get("supervisor") for code in codes]
    director = supervisors.count(DIRECTOR_GENERAL)
    deputies = sum(bool(one) and one != DIRECTOR_GENERAL for one in supervisors)
    term, text, origin = texts.AGREEMENT
    if codes:
        text += " " + texts.AGREEMENT_COUNTS.format(deputies=deputies, director=director)
    letters = ", ".join(f"{choice.key} {choice.label}" for choice in PIRAB)
    rounds = " ".join(
        f"รอบที่ {number} ({len(months)} เดือน{word}) {write.month(months[0])} ถึง {write.month(months[-1])}"
        for number, (months, word) in enumerate(zip(source.settings.rounds, ("แรก", "หลัง"), strict=True), 1)
    )
    made = (
        texts.UNIT,
        (term, text, origin),
        texts.CLIENT,
        texts.STAKEHOLDER,
        (texts.PIRAB[0], texts.PIRAB[1].format(letters=letters), texts.PIRAB[2]),
        (texts.ROUNDS[0], texts.ROUNDS[1].format(rounds=rounds), texts.ROUNDS[2]),
    )
    return tuple(Definition(term, write.say(text), write.say(origin)) for term, text, origin in made)


def _duties(source: Source, steps: list[_Step]) -> tuple[Duty, ...]:
    """Who is responsible, in the order in which the steps name them; a step of two names is under both."""
    mine: dict[str, list[_Step]] = {}
    for step in steps:
        for who in step.responsible or (DASH,):
            mine.setdefault(who, []).append(step)
    return tuple(
        Duty(
            who,
            source.write.say(_ranges([step.number for step in found])),
            "\n".join(f"{source.write.count(step.number)}. {step.name}" for step in found),
        )
        for who, found in mine.items()
    )


def _flow_message(source: Source, steps: list[_Step]) -> str:
    decisions = [step for step in steps if step.back_to is not None]
    said = [f"ขั้นที่ {step.number} {step.no} กลับไปขั้นที่ {step.back_to}" for step in decisions]
    return source.write.say(" ".join(said) or "ทำตามลำดับจากบนลงล่าง")


def _notes(source: Source) -> tuple[str, ...]:
    write = source.write
    return tuple(
        write.say(text)
        for text in (
            "ขั้นตอน รายละเอียด ระยะเวลา และผู้รับผิดชอบมาจากตารางขั้นตอนในสมุดงาน เอกสารมาจากตารางเอกสารหลักฐาน",
            "วันทำการเริ่มนับวันที่เริ่มงานเป็นวันที่ 1 ไม่นับวันเสาร์ วันอาทิตย์ และวันหยุดราชการ",
            "จุดตัดสินใจคือขั้นที่รายละเอียดระบุว่า กลับไปขั้นที่ ใด หากไม่มีขั้นใดระบุ ใช้ขั้นที่ 7 กลับไปขั้นที่ 6 ตาม SOP",
            f"แหล่งข้อมูล: สมุดงานหลักคำรับรองฯ ณ {write.date_long(source.results.as_of)}",
        )
    )
