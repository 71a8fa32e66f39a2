"""The analysis of clients and stakeholders (step 2): needs, satisfaction, influence, what answers them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from operator import attrgetter

from addin.reports import states
from addin.reports.model import Card, ChartData, Message, Meta, Series, State
from addin.reports.overview import meta
from addin.reports.source import Row, Source, grouped, number
from addin.reports.stakeholders_model import CategoryPart, GroupLine, Place, Quadrant, Stakeholders
from addin.reports.thai import DASH
from addin.rules import stakeholders as rules
from addin.rules.exact import half_up
from workbook.schema.words import CATEGORY

HIDDEN = "ไม่แสดง"
CHART_GROUPS = 8
"""Groups in the native chart; more would not be readable in print."""

_CATEGORIES = {choice.key: choice.label for choice in CATEGORY}
_ANSWERS = ("needs", "satisfied_with", "dissatisfied_with", "suggestion")
_FIGURES = ("satisfaction", "dissatisfaction")
_NO_NEED = State("no_need", "ไม่ได้ระบุความต้องการ", tone="none")
_QUADRANTS = {
    "closely": ("อิทธิพลสูง ผลกระทบสูง", "ร่วมมืออย่างใกล้ชิด"),
    "satisfied": ("อิทธิพลสูง ผลกระทบต่ำ", "รักษาความพึงพอใจ"),
    "informed": ("อิทธิพลต่ำ ผลกระทบสูง", "ให้ข้อมูลและรับฟังสม่ำเสมอ"),
    "watch": ("อิทธิพลต่ำ ผลกระทบต่ำ", "ติดตามตามความจำเป็น"),
}


def year_meta(source: Source, title: str, short: str, coverage: str) -> Meta:
    """The head of a report on tables that belong to the year, not to a round."""
    write = source.write
    year = write.say(f"ปีงบประมาณ พ.ศ. {source.settings.fiscal_year}")
    return replace(
        meta(source, title, short, ""),
        period=year,
        period_short=year,
        as_of=f"ข้อมูลในสมุดงาน ณ {write.date_long(source.results.as_of)}",
        coverage=write.say(coverage),
    )


def stakeholders_context(source: Source) -> Stakeholders:
    """Everything that the template of the analysis shows."""
    write = source.write
    rows = source.rows("tblStakeholder")
    lines = tuple(_line(source, row) for row in rows)
    ranked = tuple(sorted(lines, key=lambda line: -_or(line.dissatisfaction_raw, -1)))
    hidden = [line for line in lines if line.withheld]
    open_groups = [line for line in lines if line.answer is states.EMPTY]
    means = {key: _mean(rows, key) for key in _FIGURES}
    quadrants = _quadrants(source, rows, lines)
    unrated = [line.name for line in lines if line.quadrant == DASH]
    return Stakeholders(
        meta=year_meta(source, "วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย", "ผู้มีส่วนได้ส่วนเสีย", f"{len(lines)} กลุ่ม"),
        message=_message(source, lines, means, open_groups),
        cards=_cards(source, lines, means, open_groups),
        groups=lines,
        ranked=ranked,
        parts=tuple(
            CategoryPart(title, write.count(len(mine)), mine)
            for key, title in (*_CATEGORIES.items(), (None, "ไม่ระบุประเภท"))
            if (mine := tuple(_of_category(rows, lines, key)))
        ),
        withheld_note=_withheld_note(source, hidden),
        satisfaction_message=_satisfaction_message(source, lines),
        needs_message=_needs_message(source, rows),
        quadrants=quadrants,
        quadrant_message=_quadrant_message(source, quadrants),
        places=_places(rows, lines),
        unrated=write.say(f"ยังไม่ได้ประเมิน {len(unrated)} กลุ่ม: {write.names(unrated, 6, 'กลุ่ม')}")
        if unrated
        else "",
        measures_message=_measures_message(source, lines, open_groups),
        chart_note=write.say(f"แผนภูมิแสดง {CHART_GROUPS} กลุ่มแรก ทุกกลุ่มอยู่ในตาราง")
        if len(lines) - len(hidden) > CHART_GROUPS
        else "",
        notes=_notes(source),
        charts=_charts(ranked),
    )


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _of_category(rows: list[Row], lines: tuple[GroupLine, ...], key: str | None) -> list[GroupLine]:
    mine = [row.get("category") if row.get("category") in _CATEGORIES else None for row in rows]
    return [line for category, line in zip(mine, lines, strict=True) if category == key]


def _line(source: Source, row: Row) -> GroupLine:
    write = source.write
    count = row.get("respondents")
    answered = any(row.get(key) is not None for key in (*_ANSWERS, *_FIGURES))
    hidden = rules.withheld(count) and answered
    shown = {key: HIDDEN if hidden else row.get(key) or DASH for key in _ANSWERS}
    figures = {key: None if hidden else number(row.get(key)) for key in _FIGURES}
    written = {key: HIDDEN if hidden else _percent(source, value) for key, value in figures.items()}
    raw = {key: None if value is None else float(value) for key, value in figures.items()}
    measures = rules.answers_to_group(row, source.rows("tblMeasure"))
    answer = states.IN_USE if measures else states.EMPTY if rules.has_need(row) else _NO_NEED
    where = rules.quadrant(row.get("influence"), row.get("impact"))
    few = write.say(f"น้อยกว่า {rules.MIN_RESPONDENTS}")
    return GroupLine(
        code=row.get("stakeholder_id") or DASH,
        name=row.get("group") or DASH,
        category=_CATEGORIES.get(row.get("category") or "", DASH),
        respondents="ไม่ระบุ" if count is None else few if rules.withheld(count) else write.count(int(count)),
        respondents_raw=None if rules.withheld(count) or count is None else int(count),
        collected_on=write.date(row.get("collected_on")),
        channel=row.get("channel") or DASH,
        satisfaction=written["satisfaction"],
        satisfaction_raw=raw["satisfaction"],
        dissatisfaction=written["dissatisfaction"],
        dissatisfaction_raw=raw["dissatisfaction"],
        **shown,
        withheld=("ไม่ระบุจำนวนผู้ตอบ" if count is None else f"ผู้ตอบ{few} คน") if hidden else "",
        influence=write.number(row.get("influence")),
        impact=write.number(row.get("impact")),
        quadrant=_QUADRANTS[where][1] if where else DASH,
        measures=_named(source, row, measures),
        answer=answer,
    )


def _named(source: Source, row: Row, measures: tuple[Row, ...]) -> str:
    """The measures that answer a group, one a line; a code that answers nothing is said to."""
    named = [f"{measure['measure_id']} {measure.get('measure') or DASH}" for measure in measures]
    code = row.get("response_measure")
    if code and all(measure["measure_id"] != code for measure in measures):
        known = any(measure.get("measure_id") == code for measure in source.rows("tblMeasure"))
        named.append(f"{code} ({'ยกเลิกแล้ว' if known else 'ไม่มีในสมุดงาน'})")
    return "\n".join(named) or DASH


def _percent(source: Source, value: Decimal | None) -> str:
    return DASH if value is None else source.write.percent(half_up(value, 2), 2)


def _mean(rows: list[Row], key: str) -> Decimal | None:
    """The mean of the groups that are shown: with the others in it, they could be reckoned back."""
    shown = [row for row in rows if not rules.withheld(row.get("respondents"))]
    return rules.weighted_mean(
        (number(row.get(key)), number(row.get("respondents")) or Decimal(0)) for row in shown
    )


def _message(
    source: Source, lines: tuple[GroupLine, ...], means: dict[str, Decimal | None], missing: list[GroupLine]
) -> Message:
    write = source.write
    if not lines:
        return Message("ยังไม่มีกลุ่มผู้รับบริการหรือผู้มีส่วนได้ส่วนเสียในสมุดงาน จึงยังไม่มีผลให้วิเคราะห์")
    lead = f"วิเคราะห์แล้ว {len(lines)} กลุ่ม"
    if means["satisfaction"] is not None:
        lead += f" พึงพอใจเฉลี่ยร้อยละ {_percent(source, means['satisfaction'])}"
    if means["dissatisfaction"] is not None:
        lead += f" ไม่พึงพอใจเฉลี่ยร้อยละ {_percent(source, means['dissatisfaction'])}"
    worst = max(lines, key=lambda line: _or(line.dissatisfaction_raw, -1))
    verdict = ""
    if worst.dissatisfaction_raw:
        verdict = f"กลุ่มที่ไม่พึงพอใจมากที่สุดคือ{worst.name} ร้อยละ {worst.dissatisfaction}"
    names = write.names((line.name for line in missing), 3, "กลุ่ม")
    accent = f"ยังไม่มีมาตรการตอบสนอง {len(missing)} กลุ่ม คือ {names}" if missing else ""
    return Message(write.say(lead), write.say(verdict), write.say(accent))


def _cards(
    source: Source, lines: tuple[GroupLine, ...], means: dict[str, Decimal | None], missing: list[GroupLine]
) -> tuple[Card, ...]:
    write = source.write
    clients = sum(line.category == _CATEGORIES["client"] for line in lines)
    counts = [line.respondents_raw for line in lines if line.respondents_raw is not None]
    hidden = sum(bool(line.withheld) for line in lines)
    rest = f"ไม่รวม {hidden} กลุ่ม" if hidden else "ทุกกลุ่มที่ระบุจำนวน"
    weighted = "เฉลี่ยตามจำนวนผู้ตอบ"
    answered = sum(line.answer is states.IN_USE for line in lines)
    return (
        Card(
            "กลุ่มที่วิเคราะห์",
            write.count(len(lines)),
            "กลุ่ม",
            write.say(f"ผู้รับบริการ {clients} กลุ่ม"),
        ),
        Card("ผู้ตอบ", write.count(sum(counts)) if counts else DASH, "คน", write.say(rest)),
        Card("พึงพอใจ", _percent(source, means["satisfaction"]), "ร้อยละ", weighted),
        Card("ไม่พึงพอใจ", _percent(source, means["dissatisfaction"]), "ร้อยละ", weighted),
        Card(
            "ยังไม่มีมาตรการ",
            write.count(len(missing)),
            "กลุ่ม",
            write.say(f"มีมาตรการแล้ว {answered} กลุ่ม"),
            tone="bad" if missing else "plain",
        ),
    )


def _withheld_note(source: Source, hidden: list[GroupLine]) -> str:
    if not hidden:
        return ""
    why = [
        f"{line.name} ({'ไม่ระบุจำนวน' if line.respondents == 'ไม่ระบุ' else line.respondents + ' คน'})"
        for line in hidden
    ]
    return source.write.say(
        f"ไม่แสดงคำตอบของ {len(hidden)} กลุ่มที่มีผู้ตอบน้อยกว่า {rules.MIN_RESPONDENTS} คนหรือไม่ระบุจำนวนผู้ตอบ "
        f"เพราะอาจรู้ตัวผู้ตอบได้: {source.write.names(why, 6, 'กลุ่ม')}"
    )


def _satisfaction_message(source: Source, lines: tuple[GroupLine, ...]) -> str:
    """The lowest and the highest of both figures, among the groups that are shown."""
    said = []
    for word, key in (("พึงพอใจ", "satisfaction"), ("ไม่พึงพอใจ", "dissatisfaction")):
        known = [line for line in lines if getattr(line, f"{key}_raw") is not None]
        known.sort(key=attrgetter(f"{key}_raw"))
        if known:
            low, high = getattr(known[0], key), getattr(known[-1], key)
            said.append(f"{word}ร้อยละ {low}" + (f" ถึง {high}" if low != high else ""))
    return source.write.say(" ".join(said)) if said else "ยังไม่มีผลความพึงพอใจและความไม่พึงพอใจที่แสดงได้"


def _needs_message(source: Source, rows: list[Row]) -> str:
    if not rows:
        return "ยังไม่มีความต้องการในสมุดงาน"
    shown = [row for row in rows if not rules.withheld(row.get("respondents"))]
    if not shown:
        return "ทุกกลุ่มมีผู้ตอบน้อยเกินไป จึงไม่แสดงความต้องการ"
    with_needs = sum(bool(row.get("needs")) for row in shown)
    unhappy = sum(bool(row.get("dissatisfied_with")) for row in shown)
    said = "กลุ่มที่แสดงได้" if len(shown) < len(rows) else "กลุ่ม"
    return source.write.say(
        f"{with_needs} จาก {len(shown)} {said}ระบุความต้องการ และ {unhappy} กลุ่มระบุเรื่องที่ไม่พึงพอใจ"
    )


def _quadrants(source: Source, rows: list[Row], lines: tuple[GroupLine, ...]) -> tuple[Quadrant, ...]:
    found: dict[str, list[str]] = {key: [] for key in rules.QUADRANTS}
    for row, line in zip(rows, lines, strict=True):
        key = rules.quadrant(row.get("influence"), row.get("impact"))
        if key:
            found[key].append(f"{line.code} {line.name}")
    return tuple(
        Quadrant(key, *_QUADRANTS[key], "\n".join(names) or "ไม่มีกลุ่ม", source.write.count(len(names)))
        for key, names in found.items()
    )


def _quadrant_message(source: Source, quadrants: tuple[Quadrant, ...]) -> str:
    if all(one.names == "ไม่มีกลุ่ม" for one in quadrants):
        return "ยังไม่มีกลุ่มที่ประเมินทั้งอิทธิพลและผลกระทบ"
    return source.write.say(
        f"ต้องร่วมมืออย่างใกล้ชิด {quadrants[0].count} กลุ่ม และต้องให้ข้อมูลสม่ำเสมอ {quadrants[2].count} กลุ่ม"
    )


def _places(rows: list[Row], lines: tuple[GroupLine, ...]) -> tuple[Place, ...]:
    """What stands where in the drawing: three codes at most, then how many more."""
    pairs = [{**row, "code": line.code, "shown": line.name} for row, line in zip(rows, lines, strict=True)]
    places = []
    for (influence, impact), same in grouped(pairs, "influence", "impact").items():
        if influence not in range(1, 6) or impact not in range(1, 6):
            continue
        codes = [str(row["code"])[:9] for row in same]
        lines_of = codes if len(codes) < 4 else [*codes[:2], f"+{len(codes) - 2}"]
        names = ", ".join(f"{row['code']} {row['shown']}" for row in same)
        places.append(Place(int(influence), int(impact), tuple(lines_of), names))
    return tuple(places)


def _measures_message(source: Source, lines: tuple[GroupLine, ...], missing: list[GroupLine]) -> str:
    if not lines:
        return "ยังไม่มีกลุ่มที่ต้องมีมาตรการตอบสนอง"
    if not missing:
        return "ทุกกลุ่มที่ระบุความต้องการมีมาตรการตอบสนองแล้ว"
    names = source.write.names((line.name for line in missing), 3, "กลุ่ม")
    return source.write.say(f"ยังไม่มีมาตรการตอบสนอง {len(missing)} จาก {len(lines)} กลุ่ม: {names}")


def _notes(source: Source) -> tuple[str, ...]:
    write = source.write
    sentences = (
        "ความพึงพอใจและความไม่พึงพอใจเก็บแยกกันเป็นร้อยละของผู้ตอบ ความไม่พึงพอใจไม่ได้คิดจาก 100 ลบด้วยความพึงพอใจ",
        "ค่าเฉลี่ยของทุกกลุ่มถ่วงน้ำหนักด้วยจำนวนผู้ตอบ ปัดเป็น 2 ตำแหน่งด้วยวิธีครึ่งปัดขึ้น",
        f"กลุ่มที่มีผู้ตอบน้อยกว่า {rules.MIN_RESPONDENTS} คนหรือไม่ระบุจำนวน ไม่แสดงตัวเลขและข้อความที่ตอบ และไม่รวมในค่าเฉลี่ย",
        "อิทธิพลและผลกระทบประเมินโดยผู้จัดทำเป็น 5 ระดับ ระดับ 4 ขึ้นไปถือว่าสูง",
        "มาตรการที่ตอบสนองคือมาตรการที่กลุ่มอ้างถึงหรือมาตรการที่ระบุกลุ่มนี้ มาตรการที่ยกเลิกแล้วไม่นับ",
        "ชื่อบุคคลในทำเนียบ หมายเลขโทรศัพท์ อีเมล และเลขประจำตัวในข้อความถูกปิดบังโดยอัตโนมัติ",
        f"แหล่งข้อมูล: สมุดงานหลักคำรับรองฯ ข้อมูล ณ {write.date_long(source.results.as_of)}",
    )
    return tuple(write.say(sentence) for sentence in sentences)


def _charts(ranked: tuple[GroupLine, ...]) -> dict[str, ChartData]:
    shown = [
        line for line in ranked if line.satisfaction_raw is not None or line.dissatisfaction_raw is not None
    ]
    shown = shown[:CHART_GROUPS]
    names = tuple(line.name if len(line.name) <= 30 else f"{line.name[:29]}…" for line in shown)
    return {
        "chart_satisfaction": ChartData(
            names,
            (
                Series("พึงพอใจ", tuple(line.satisfaction_raw for line in shown)),
                Series("ไม่พึงพอใจ", tuple(line.dissatisfaction_raw for line in shown)),
            ),
        )
    }
