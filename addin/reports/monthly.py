"""The monthly report for the reporting system (SOP step 10): texts and figures ready to paste.

What the system asks each 10th: per process level what was done, the figures, problems and cures, and where
the evidence is kept. Source: SOP.md step 10, DOMAIN.md 2.5 (the levels and their steps) and 2.9 (the fields).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from addin.reports import monthly_texts, sentences, standing, states
from addin.reports.memo_form import KPI
from addin.reports.model import Card, State, UnitLine
from addin.reports.monthly_model import Block, Evidence, Figure, Item, Level, Monthly, StepDone
from addin.reports.notes import notes
from addin.reports.overview import meta
from addin.reports.source import Row, Source, mean, number
from addin.reports.thai import DASH
from addin.rules import fiscal

LEVELS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("Assessment (วิเคราะห์สถานการณ์)", (1, 2, 3)),
    ("Advocacy / Intervention (มาตรการและประเด็นความรู้)", (4, 5)),
    ("Management & Governance (บริหารจัดการและกำกับติดตาม)", (6, 7, 8, 9, 10)),
    ("Output (ผลผลิต)", (8, 9)),
    ("Outcome (ผลลัพธ์)", (9, 10)),
)
"""The levels of the process criteria with the steps of the SOP that they rest on. Source: DOMAIN.md 2.5."""
_STORED = State("stored", "มีแฟ้มแล้ว")
_LACKS = State("lacks", "ยังไม่มีแฟ้ม", tone="warn")
_NOT_SCORED = State("not_scored", "ยังไม่มีผล", tone="none")


def monthly_context(source: Source) -> Monthly:
    """Everything that the template of the monthly report shows."""
    write = source.write
    units = standing.unit_lines(source)
    month = write.month_long(source.period.month)
    scores = [score for row in source.unit_scores if (score := source.score_of(row)) is not None]
    done = _done(source)
    return Monthly(
        meta=meta(
            source, f"รายงานประจำเดือน{month} สำหรับระบบรายงาน", "รายงานประจำเดือน", f"{len(units):,} หน่วยงาน"
        ),
        message=sentences.message(source, units),
        cards=_cards(source, units),
        kpi=write.say(f"ตัวชี้วัด {KPI} {source.kpis.get(KPI, {}).get('kpi_name') or ''}".strip()),
        figures=_figures(source, scores),
        levels=tuple(_level(source, units, n) for n in range(1, len(LEVELS) + 1)),
        problems=monthly_texts.problems(source),
        actions=monthly_texts.actions(source),
        done=done,
        done_message=_done_message(source, done),
        own_score=_own_score(source),
        next_deadline=sentences.next_deadline(source),
        notes=notes(source),
    )


def _cards(source: Source, units: tuple[UnitLine, ...]) -> tuple[Card, ...]:
    write, result = source.write, source.attainment
    tone = "plain" if not result.total else "good" if result.met else "bad"
    entered = monthly_texts.entered(source)
    reached = float(result.percent or 0)
    return (
        Card(
            label="หน่วยงานที่ผ่าน",
            value=write.count(result.passed),
            unit=write.say(f"จาก {result.total:,} หน่วยงาน"),
            detail=write.say(
                f"ขาดอีก {result.short:,} หน่วยงาน"
                if result.short
                else "ครบตามเป้าหมาย"
                if result.total
                else "ยังไม่มีหน่วยงาน"
            ),
            tone=tone,
        ),
        Card(
            label="ร้อยละที่ผ่าน",
            value=write.percent(result.percent),
            unit=write.say(f"เป้าหมาย {write.number(result.target_percent)}"),
            detail=(states.MET if result.met else states.NOT_MET).word if result.total else "ยังไม่มีหน่วยงาน",
            tone=tone,
            parts=(("ink", reached), ("none", 100 - reached)),
            tick=float(result.target_percent) / 100,
        ),
        Card(
            label="บันทึกเข้าระบบแล้ว",
            value=write.count(entered),
            unit=write.say(f"จาก {len(units):,} หน่วยงาน"),
            detail=f"ผลเดือน{write.month_long(source.period.month)}",
            parts=(("ink", entered), ("none", len(units) - entered)),
        ),
    )


def _figures(source: Source, scores: list[Decimal]) -> tuple[Figure, ...]:
    """The figures, one for each field; they are those of recalc."""
    write, result = source.write, source.attainment
    met = (states.MET if result.met else states.NOT_MET).word
    return (
        Figure("passed", "จำนวนหน่วยงานที่ผ่านเกณฑ์", write.count(result.passed)),
        Figure("total", "จำนวนหน่วยงานทั้งหมด", write.count(result.total)),
        Figure("percent", "ร้อยละของหน่วยงานที่ผ่านเกณฑ์", write.percent(result.percent)),
        Figure("target", "เป้าหมายร้อยละ", write.number(result.target_percent)),
        Figure("met", "ผลเทียบเป้าหมาย", met if result.total else DASH),
        Figure("short", "จำนวนหน่วยงานที่ยังขาด", write.count(result.short)),
        Figure("mean", "คะแนนเฉลี่ยของหน่วยงานที่มีคะแนน", write.score(mean(scores))),
        Figure("own", f"คะแนนตัวชี้วัด {KPI} ของหน่วยงานเจ้าภาพ", _own_score(source)),
    )


def _owner(source: Source) -> str | None:
    found: str | None = source.kpis.get(KPI, {}).get("owner_unit")
    return found


def _own_score(source: Source) -> str:
    for row in source.kpi_scores_by_unit.get(_owner(source), []):
        if row["kpi_code"] == KPI and row["round"] == source.period.round:
            return source.write.score(row.get("score"))
    return DASH


def _level(source: Source, units: tuple[UnitLine, ...], level: int) -> Level:
    write = source.write
    name, steps = LEVELS[level - 1]
    lines = monthly_texts.LINES[level](source, units)
    evidence = _documents(source, steps)
    items, points = _items(source, level)
    files = [line.file for line in evidence if line.state is _STORED]
    files += [item.evidence for item in items if item.evidence != DASH]
    files += monthly_texts.activity_evidence(source) if level == 4 else []
    span = f"{steps[0]}-{steps[-1]}"
    return Level(
        number=write.count(level),
        name=name,
        steps=write.say(f"ขั้นตอน SOP ที่ {span}"),
        block=Block(f"level-{level}", write.say(f"ระดับที่ {level} {name}"), tuple(map(write.say, lines))),
        points=points,
        items=items,
        evidence=evidence,
        files=Block(f"files-{level}", write.say(f"หลักฐานระดับที่ {level}"), tuple(dict.fromkeys(files))),
    )


def _documents(source: Source, steps: tuple[int, ...]) -> tuple[Evidence, ...]:
    """The documents that these steps require up to the month reported."""
    write = source.write
    lines = []
    for row in source.rows("tblDocument"):
        month, round_no = row.get("month"), row.get("round")
        later = (month or "") > source.period.month or (round_no or 0) > source.period.round
        if row.get("step_no") not in steps or later:
            continue
        lines.append(
            Evidence(
                step=write.count(int(row["step_no"])),
                document=" ".join(
                    filter(None, (row.get("required_document") or DASH, write.month(month) if month else ""))
                ),
                file=row.get("file_ref") or DASH,
                date=write.date(row.get("doc_date")),
                state=_STORED if row.get("file_ref") else _LACKS,
            )
        )
    return tuple(lines)


def _items(source: Source, level: int) -> tuple[tuple[Item, ...], str]:
    """The items of a level in the round, with the points of the KPI's owner in its latest month; the sum."""
    write, owner = source.write, _owner(source)
    rules = [
        row
        for row in source.rows("tblProcessItem")
        if row.get("kpi_code") == KPI
        and row.get("round") == source.period.round
        and row.get("level") == level
        and row.get("item_no") is not None
    ]
    found = _own_items(source, owner)
    items, got, full = [], Decimal(0), Decimal(0)
    for rule in sorted(rules, key=lambda rule: rule["item_no"]):
        row = found.get(rule["item_no"], {})
        points, most = number(row.get("points")), number(rule.get("max_points"))
        got, full = got + (points or Decimal(0)), full + (most or Decimal(0))
        state = _NOT_SCORED
        if points is not None:
            complete = points >= (most or Decimal(0))
            state = State("full", "เต็ม") if complete else State("part", "ยังไม่เต็ม", tone="warn")
        items.append(
            Item(
                number=write.count(int(rule["item_no"])),
                item=rule.get("item") or DASH,
                points=write.say(f"{write.number(_float(points))} จาก {write.number(_float(most))}"),
                evidence=row.get("evidence") or DASH,
                state=state,
            )
        )
    total = (
        write.say(f"{write.number(float(got))} จาก {write.number(float(full))} คะแนน")
        if items and found
        else DASH
    )
    return tuple(items), total


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _own_items(source: Source, owner: str | None) -> dict[float, Row]:
    months = source.settings.rounds[source.period.round - 1]
    for month in sorted(months, reverse=True):
        if month <= source.period.month and (rows := source.items.get((owner, KPI, month))):
            return {row["item_no"]: row for row in rows if row.get("item_no") is not None}
    return {}


def _done(source: Source) -> tuple[StepDone, ...]:
    """The steps that began, ended or stood in hand in the month, or late at its end."""
    write, month = source.write, source.period.month
    first, last = fiscal.first_day(month), source.months[month]["deadline"]
    lines = []
    for row in source.steps:
        if row.get("step_no") is None or (row.get("month") or month) != month:
            continue
        said, shown = _said(source, row, first, last)
        if not shown:
            continue
        lines.append(
            StepDone(
                number=write.count(int(row["step_no"])),
                step=row.get("step") or DASH,
                when=_when(source, row),
                said=said,
                documents=_dated(source, row, first, last),
                state=states.STEPS.get(row.get("state") or "", states.UNKNOWN),
            )
        )
    return tuple(lines)


def _when(source: Source, row: Row) -> str:
    if row.get("month"):
        return source.write.month(row["month"])
    return source.write.say(f"รอบที่ {row['round']:.0f}") if row.get("round") else "ครั้งเดียว"


def _said(source: Source, row: Row, first: dt.date, last: dt.date) -> tuple[str, bool]:
    """What is to be said of a step in the days from first to last, and whether anything is."""
    write = source.write
    begun, ended = row.get("started_on"), row.get("finished_on")
    parts = [f"เริ่ม {write.date(begun)}"] if begun and first <= begun <= last else []
    parts += [f"แล้วเสร็จ {write.date(ended)}"] if ended and first <= ended <= last else []
    if row.get("state") == "late" and row.get("planned_end"):
        parts.append(f"ยังไม่แล้วเสร็จ ตามแผนถึง {write.date(row['planned_end'])}")
    running = row.get("state") == "in_hand" and begun is not None
    if running and not parts:
        parts.append("กำลังดำเนินการ")
    return write.say(" ".join(parts)), bool(parts)


def _dated(source: Source, row: Row, first: dt.date, last: dt.date) -> str:
    """The documents of a step dated in these days."""
    names = [
        document.get("required_document") or DASH
        for document in source.rows("tblDocument")
        if document.get("step_no") == row["step_no"]
        and document.get("month") == row.get("month")
        and document.get("doc_date") is not None
        and first <= document["doc_date"] <= last
    ]
    return ", ".join(names) or DASH


def _done_message(source: Source, done: tuple[StepDone, ...]) -> str:
    if not done:
        return "ยังไม่มีขั้นตอนที่ดำเนินการในเดือนนี้"
    late = sum(line.state.key == "late" for line in done)
    text = f"เดือน{source.write.month_long(source.period.month)} ดำเนินการ {len(done):,} รายการ"
    return source.write.say(text + (f" เลยกำหนด {late} รายการ" if late else ""))
