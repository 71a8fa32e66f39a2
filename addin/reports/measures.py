"""Measures and knowledge topics (steps 4 and 5): what they answer, and what nothing answers yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from addin.reports import states
from addin.reports.measures_model import Coverage, KpiGaps, LetterLine, MeasureRow, Measures, TopicLine
from addin.reports.model import Card, Message, State
from addin.reports.overview import meta
from addin.reports.source import Row, Source, grouped, number
from addin.reports.stakeholders import HIDDEN
from addin.reports.thai import DASH, shown
from addin.reports.work import span
from addin.rules import fiscal
from addin.rules import stakeholders as rules
from workbook.schema.words import PIRAB

LINKED = State("linked", "ตอบ Gap หรือความต้องการ")
LOOSE = State("loose", "ไม่ผูกกับ Gap หรือความต้องการ", tone="warn")
ANSWERED = State("answered", "มีมาตรการ")
OPEN = State("open", "ยังไม่มีมาตรการ", tone="bad")
DELIVERED = State("delivered", "ให้แล้ว")
UNCOUNTED = State("uncounted", "ให้แล้ว ยังไม่กรอกจำนวน", tone="warn")
PLANNED = State("planned", "มีกำหนดแล้ว", tone="none")
UNDATED = State("undated", "ยังไม่กำหนดวัน", tone="warn")
AUDIENCE = State("audience", "")
NO_AUDIENCE = State("no_audience", "ไม่ระบุกลุ่มเป้าหมาย", tone="bad")
UNKNOWN_AUDIENCE = State("unknown_audience", "ไม่มีกลุ่มนี้ในสมุดงาน", tone="bad")

NO_GAPS_YET = "ยังไม่มีผลตัวชี้วัดในรอบนี้ จึงยังไม่รู้ Gap"
"""Said where no KPI of the round has a result: that no gap is found then means nothing."""

SHOWN_GROUPS = 5
"""Groups named beside a measure; every group stands in the table of needs."""

_LETTERS = {choice.key: choice.label for choice in PIRAB}
Answered = Sequence[tuple[Row, tuple[Row, ...]]]
"""Gaps or groups, each with the measures that answer it."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the head of the report is told from."""

    count: int
    cancelled: int
    done: int
    letters: tuple[LetterLine, ...]
    gaps: Answered
    needs: Answered


def measures_context(source: Source) -> Measures:
    """Everything that the template of measures and knowledge topics shows."""
    write = source.write
    every = source.rows("tblMeasure")
    gaps = [(row, rules.answers_to_gap(row["unit_code"], row["kpi_code"], every)) for row in _gaps(source)]
    needs = [
        (row, rules.answers_to_group(row, every))
        for row in source.rows("tblStakeholder")
        if rules.has_need(row)
    ]
    letters = _letters(source, every, gaps, needs)
    measures = tuple(_measure(source, row) for row in every)
    topics = tuple(_topic(source, row) for row in source.rows("tblTopic"))
    kpis = _kpis(source, gaps)
    loose = [line.code for line in measures if line.link is LOOSE]
    without = _without_topic(source)
    count = sum(rules.in_force(row) for row in every)
    done = sum(row.get("status") == "done" for row in every)
    whole = _Whole(count, len(every) - count, done, letters, gaps, needs)
    head = meta(
        source,
        "มาตรการและประเด็นความรู้",
        "มาตรการ",
        f"{len(measures)} มาตรการ {len(topics)} ประเด็นความรู้",
    )
    return Measures(
        meta=replace(head, as_of=f"ข้อมูลในสมุดงาน ณ {write.date_long(source.results.as_of)}"),
        message=_message(source, whole, kpis),
        cards=_cards(source, whole, topics),
        letters=letters,
        letters_message=_letters_message(source, letters),
        coverage_message=_coverage_message(source, letters, gaps),
        measures=measures,
        loose_message=write.say(
            f"ยังไม่ผูกกับ Gap หรือความต้องการ {len(loose)} มาตรการ คือ {write.names(loose, 6, 'มาตรการ')}"
        )
        if loose
        else "ทุกมาตรการตอบ Gap หรือความต้องการ"
        if measures
        else "ยังไม่มีมาตรการในสมุดงาน",
        kpis=kpis,
        gaps=_gap_lines(source, gaps),
        gaps_message=_open_message(source, gaps, "Gap", "รายการ"),
        needs=_need_lines(needs),
        needs_message=_open_message(source, needs, "ความต้องการ", "กลุ่ม"),
        topics=topics,
        topics_message=_topics_message(source, topics),
        without_topic=write.say(f"กลุ่มที่ยังไม่มีประเด็นความรู้: {write.names(without, 6, 'กลุ่ม')}") if without else "",
        notes=_notes(source),
    )


def _gaps(source: Source) -> list[Row]:
    """The KPI scores of the round below the pass score, the lowest first."""
    rows = [
        row
        for unit in source.unit_scores
        for row in source.gaps_by_unit.get(unit["unit_code"], [])
        if row["round"] == source.period.round and (number(row.get("gap_to_pass")) or 0) > 0
    ]
    return sorted(rows, key=lambda row: row["score"])


def _used(measure: Row) -> str:
    return str(measure.get("pirab") or "")


def _letters(source: Source, every: list[Row], gaps: Answered, needs: Answered) -> tuple[LetterLine, ...]:
    write = source.write

    def answered(pairs: Answered, letter: str) -> int:
        return sum(any(letter in _used(one) for one in found) for _, found in pairs)

    lines = []
    for letter, word in _LETTERS.items():
        count = sum(letter in _used(row) for row in every if rules.in_force(row))
        state = states.IN_USE if count else states.EMPTY
        by_gap, by_need = answered(gaps, letter), answered(needs, letter)
        found = (write.count(count), write.count(by_gap), write.count(by_need))
        lines.append(LetterLine(letter, word, *found, by_gap, state))
    return tuple(lines)


def _letters_message(source: Source, letters: tuple[LetterLine, ...]) -> str:
    empty = [f"{line.letter} {line.word}" for line in letters if line.state is states.EMPTY]
    if len(empty) == len(letters):
        return "ยังไม่มีมาตรการในกลยุทธ์ใด"
    return f"ยังไม่มีมาตรการในกลยุทธ์ {source.write.names(empty)}" if empty else "มีมาตรการครบทุกกลยุทธ์ PIRAB"


def _coverage_message(source: Source, letters: tuple[LetterLine, ...], gaps: Answered) -> str:
    """The letters whose measures answer no gap."""
    if not _scored(source):
        return "ยังไม่รู้ว่ากลยุทธ์ใดตอบ Gap เพราะยังไม่มีผลตัวชี้วัด"
    if not gaps:
        return "ไม่มี Gap ที่ต้องมีมาตรการในรอบนี้"
    idle = [f"{line.letter} {line.word}" for line in letters if not line.gaps_raw]
    if len(idle) == len(letters):
        return "ยังไม่มีกลยุทธ์ใดตอบ Gap"
    return f"กลยุทธ์ที่ยังไม่ตอบ Gap ใดคือ {source.write.names(idle)}" if idle else "ทุกกลยุทธ์มีมาตรการที่ตอบ Gap"


def _measure(source: Source, row: Row) -> MeasureRow:
    write = source.write
    unit, kpi, group = (row.get(key) for key in ("gap_unit_code", "gap_kpi_code", "stakeholder_id"))
    answers = []
    if unit or kpi:
        where = source.unit_short(unit) if unit else "ทุกหน่วยงาน"
        answers.append(write.say(f"Gap {where} " + (f"ตัวชี้วัด {kpi}" if kpi else "ทุกตัวชี้วัด")))
    named = {group} if group else set()
    code = row.get("measure_id")
    groups = [
        f"กลุ่ม{shown(one.get('group'))}"
        for one in source.rows("tblStakeholder")
        if one.get("stakeholder_id") in named or (code and one.get("response_measure") == code)
    ]
    rest = len(groups) - SHOWN_GROUPS
    answers += groups[:SHOWN_GROUPS] + ([write.say(f"และอีก {rest} กลุ่ม")] if rest > 0 else [])
    loose = rules.is_loose(row, source.rows("tblStakeholder"))
    return MeasureRow(
        code=code or DASH,
        measure=shown(row.get("measure")),
        letters=" ".join(letter for letter in _LETTERS if letter in _used(row)) or DASH,
        answers=LOOSE.word if loose else "\n".join(answers) or shown(group),
        responsible=shown(row.get("responsible")),
        period=span(write, row.get("starts_on"), row.get("ends_on")),
        link=LOOSE if loose else LINKED,
        state=states.WORK.get(row.get("status") or "", states.UNKNOWN),
    )


def _cells(found: tuple[Row, ...]) -> tuple[str, ...]:
    """For each letter the codes of the measures that use it."""
    return tuple(
        "\n".join(str(one["measure_id"]) for one in found if letter in _used(one)) for letter in _LETTERS
    )


def _gap_lines(source: Source, gaps: Answered) -> tuple[Coverage, ...]:
    """The gaps, those without a measure first."""
    write = source.write
    return tuple(
        Coverage(
            code=write.digits(str(row["kpi_code"])),
            name=source.unit_name(row["unit_code"]),
            detail=source.kpi_name(row["kpi_code"]),
            score=write.score(row.get("score")),
            cells=_cells(found),
            state=ANSWERED if found else OPEN,
        )
        for row, found in sorted(gaps, key=lambda pair: bool(pair[1]))
    )


def _need_lines(needs: Answered) -> tuple[Coverage, ...]:
    """The needs, those without a measure first; of a group that is too small the need is not shown."""
    lines = []
    for row, found in sorted(needs, key=lambda pair: bool(pair[1])):
        need = row.get("needs") or row.get("dissatisfied_with")
        lines.append(
            Coverage(
                code=row.get("stakeholder_id") or DASH,
                name=shown(row.get("group")),
                detail=f"{HIDDEN} (ผู้ตอบน้อย)" if rules.withheld(row.get("respondents")) else shown(need),
                score=DASH,
                cells=_cells(found),
                state=ANSWERED if found else OPEN,
            )
        )
    return tuple(lines)


def _kpis(source: Source, gaps: Answered) -> tuple[KpiGaps, ...]:
    """The KPIs with gaps, that with the most unanswered first."""
    write = source.write
    by_kpi = grouped(({**row, "answered": bool(found)} for row, found in gaps), "kpi_code")
    lines = []
    for code in sorted(by_kpi, key=fiscal.kpi_sort_key):
        rows = by_kpi[code]
        answered = sum(row["answered"] for row in rows)
        left = [source.unit_short(row["unit_code"]) for row in rows if not row["answered"]]
        lines.append(
            KpiGaps(
                code=write.digits(code),
                name=source.kpi_name(code),
                gaps=write.count(len(rows)),
                gaps_raw=len(rows),
                answered=write.count(answered),
                answered_raw=answered,
                open=write.count(len(left)),
                open_raw=len(left),
                units=write.names(left, 6, "หน่วยงาน") or DASH,
            )
        )
    return tuple(sorted(lines, key=lambda line: -line.open_raw))


def _topic(source: Source, row: Row) -> TopicLine:
    write = source.write
    group = row.get("stakeholder_id")
    names = {one.get("stakeholder_id"): one.get("group") for one in source.rows("tblStakeholder")}
    audience = AUDIENCE if group in names and group else UNKNOWN_AUDIENCE if group else NO_AUDIENCE
    known = {one.get("measure_id"): one.get("measure") for one in source.rows("tblMeasure")}
    measure = row.get("measure_id")
    reach, day = row.get("reach"), row.get("delivered_on")
    return TopicLine(
        code=row.get("topic_id") or DASH,
        topic=shown(row.get("topic")),
        audience=shown(names[group]) if audience is AUDIENCE else audience.word,
        audience_state=audience,
        measure=f"{measure} {shown(known[measure])}" if measure in known and measure else shown(measure),
        channel=shown(row.get("channel")),
        material=shown(row.get("material")),
        delivered=write.date(day),
        reach=write.number(reach),
        reach_raw=reach,
        state=_delivery(day, reach, source.results.as_of),
    )


def _delivery(day: dt.date | None, reach: float | None, today: dt.date) -> State:
    if day is None:
        return UNDATED
    if day > today:
        return PLANNED
    return UNCOUNTED if reach is None else DELIVERED


def _without_topic(source: Source) -> list[str]:
    """The groups for which no knowledge topic is meant."""
    meant = {row.get("stakeholder_id") for row in source.rows("tblTopic")}
    groups = source.rows("tblStakeholder")
    return [shown(row.get("group")) for row in groups if row.get("stakeholder_id") not in meant]


def _is_open(pairs: Answered) -> int:
    return sum(not found for _, found in pairs)


def _message(source: Source, whole: _Whole, kpis: tuple[KpiGaps, ...]) -> Message:
    write = source.write
    if not whole.count:
        return Message("ยังไม่มีมาตรการในสมุดงาน", accent=_letters_message(source, whole.letters))
    met = [f"{len(pairs) - _is_open(pairs)} จาก {len(pairs)}" for pairs in (whole.gaps, whole.needs)]
    lead = f"{whole.count} มาตรการตอบ Gap ได้ {met[0]} รายการ และตอบความต้องการได้ {met[1]} กลุ่ม"
    accent = ""
    if _is_open(whole.gaps):
        worst = kpis[0]
        accent = f"Gap ที่ยังไม่มีมาตรการมากที่สุดคือตัวชี้วัด {worst.code} จำนวน {worst.open} หน่วยงาน"
    return Message(write.say(lead), _letters_message(source, whole.letters), write.say(accent))


def _cards(source: Source, whole: _Whole, topics: tuple[TopicLine, ...]) -> tuple[Card, ...]:
    write = source.write
    used = sum(line.state is not states.EMPTY for line in whole.letters)
    given = sum(topic.state in (DELIVERED, UNCOUNTED) for topic in topics)
    reach = sum(int(topic.reach_raw or 0) for topic in topics if topic.state is DELIVERED)

    def card(label: str, pairs: Answered, unit: str) -> Card:
        left = _is_open(pairs)
        return Card(
            label,
            write.count(len(pairs) - left),
            write.say(f"จาก {len(pairs)} {unit}"),
            write.say(f"ยังไม่มี {left} {unit}") if left else "ครบทุกรายการ" if pairs else "ไม่มีรายการ",
            tone="bad" if left else "plain",
        )

    return (
        Card(
            "มาตรการ",
            write.count(whole.count),
            "รายการ",
            write.say(
                f"เสร็จสิ้น {whole.done} รายการ" + (f" ยกเลิก {whole.cancelled}" if whole.cancelled else "")
            ),
        ),
        Card(
            "กลยุทธ์ที่ใช้",
            write.count(used),
            write.say(f"จาก {len(whole.letters)} กลยุทธ์"),
            write.say(f"ยังว่าง {len(whole.letters) - used} กลยุทธ์")
            if used < len(whole.letters)
            else "ครบทุกกลยุทธ์",
            tone="bad" if used < len(whole.letters) else "plain",
        ),
        card("ตอบ Gap", whole.gaps, "รายการ"),
        card("ตอบความต้องการ", whole.needs, "กลุ่ม"),
        Card(
            "ให้ความรู้แล้ว",
            write.count(given),
            write.say(f"จาก {len(topics)} ประเด็น"),
            write.say(f"ผู้ได้รับ {write.count(reach)} คน-ครั้ง"),
        ),
    )


def _scored(source: Source) -> bool:
    """Whether any KPI has a result in the round, below the pass score or not."""
    return any(
        row["round"] == source.period.round and row.get("reason") == "scored" for row in source.kpi_scores
    )


def _open_message(source: Source, pairs: Answered, what: str, unit: str) -> str:
    left = _is_open(pairs)
    if what == "Gap" and not _scored(source):
        return NO_GAPS_YET
    if not pairs:
        return f"ไม่มี{what if what != 'Gap' else ' Gap '}ที่ต้องมีมาตรการ".replace("  ", " ")
    if not left:
        return source.write.say(f"ทั้ง {len(pairs)} {unit}มีมาตรการตอบสนองแล้ว")
    return source.write.say(
        f"ยังไม่มีมาตรการตอบ {what} {left} จาก {len(pairs)} {unit}".replace("ตอบ ความ", "ตอบความ")
    )


def _topics_message(source: Source, topics: tuple[TopicLine, ...]) -> str:
    if not topics:
        return "ยังไม่มีประเด็นความรู้ในสมุดงาน"
    given = sum(topic.state in (DELIVERED, UNCOUNTED) for topic in topics)
    text = f"ให้ความรู้แล้ว {given} จาก {len(topics)} ประเด็น"
    lost = [topic.code for topic in topics if topic.audience_state is not AUDIENCE]
    if lost:
        text += f" ยังไม่มีกลุ่มเป้าหมาย {len(lost)} ประเด็น คือ {source.write.names(lost, 6, 'ประเด็น')}"
    return source.write.say(text)


def _notes(source: Source) -> tuple[str, ...]:
    write = source.write
    sentences = (
        f"Gap คือคะแนนตัวชี้วัดของรอบที่ {source.period.round} ที่ต่ำกว่า {source.pass_text} ไม่นับตัวชี้วัดที่ไม่มีผล",
        "มาตรการที่ระบุเฉพาะหน่วยงานถือว่าตอบทุก Gap ของหน่วยงานนั้น",
        "มาตรการที่ระบุเฉพาะตัวชี้วัดถือว่าตอบ Gap ของทุกหน่วยงานในตัวชี้วัดนั้น",
        "ความต้องการคือกลุ่มที่ระบุความต้องการหรือเรื่องที่ไม่พึงพอใจ ตอบด้วยมาตรการที่กลุ่มอ้างถึงหรือมาตรการที่ระบุกลุ่มนั้น",
        f"ข้อความของกลุ่มที่มีผู้ตอบน้อยกว่า {rules.MIN_RESPONDENTS} คนหรือไม่ระบุจำนวนไม่แสดง เพราะอาจรู้ตัวผู้ตอบได้",
        "มาตรการที่ยกเลิกแล้วไม่นับว่าตอบ Gap ความต้องการ หรือกลยุทธ์ใด",
        "คน-ครั้ง คือผลรวมจำนวนผู้ได้รับของทุกประเด็นที่ให้แล้ว ผู้ที่ได้รับหลายประเด็นนับทุกครั้ง",
        f"แหล่งข้อมูล: สมุดงานหลักคำรับรองฯ ข้อมูล ณ {write.date_long(source.results.as_of)}",
    )
    return tuple(write.say(sentence) for sentence in sentences)
