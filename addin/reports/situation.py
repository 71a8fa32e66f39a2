"""The situation and gap report (step 1 of the SOP): from the figures to everything that its template shows.

The order is that of LeTCI (level, trend, comparison, integration), after the conclusion: where to act first.
Sources: SOP.md step 1, DOMAIN.md 5.1.
"""

from __future__ import annotations

from fractions import Fraction

from addin.reports import sentences, situation_first, situation_past, standing, states
from addin.reports.model import Card, ChartData, KpiLine, Message, Series
from addin.reports.notes import notes
from addin.reports.overview import FAIL_FILL, meta
from addin.reports.situation_gaps import SHOWN, Gaps, causes, gap_parts, groups, rest_of
from addin.reports.situation_model import (
    CauseGroup,
    GroupLine,
    KpiYears,
    Priority,
    Situation,
    SituationLine,
    UnitYears,
    YearReview,
)
from addin.reports.situation_past import points_text
from addin.reports.source import Source
from addin.reports.thai import DASH, shown
from addin.rules import fiscal

TITLE = "รายงานการวิเคราะห์สถานการณ์และ Gap"
NAMED = 3
"""The largest gaps that a sentence names."""


def situation_context(source: Source) -> Situation:
    """Everything that the template of the situation and gap report shows."""
    gaps, write = Gaps(source), source.write
    kpis = standing.kpi_lines(source)
    pulls = tuple(sorted(kpis, key=lambda kpi: (-kpi.lost_raw, -kpi.below, fiscal.kpi_sort_key(kpi.code))))
    years, units = situation_past.years(source), situation_past.unit_years(source)
    by_kpi, by_group = situation_past.kpi_years(source), groups(gaps)
    said, items = causes(gaps), _situation(source)
    first = situation_first.priorities(gaps, pulls, units)
    return Situation(
        meta=meta(source, TITLE, "วิเคราะห์ Gap", f"{len(source.unit_scores)} หน่วยงาน {len(kpis)} ตัวชี้วัด"),
        message=_message(source, years, pulls),
        cards=_cards(gaps, years),
        priorities=first,
        priorities_message=_priorities_message(gaps, first),
        needed_note=situation_first.needed_note(source),
        pulls=pulls,
        pull_message=sentences.pull_message(source, pulls),
        level_message=_level_message(gaps),
        years=years,
        years_message=_years_message(source),
        year_labels=tuple(year.year for year in years),
        incomparable=situation_past.incomparable(source),
        kpi_years=by_kpi,
        kpi_years_message=_kpi_years_message(source, by_kpi),
        unit_years=units if _any_score(units) else (),
        unit_years_message=_unit_years_message(source, units),
        groups=by_group,
        groups_message=_groups_message(source, by_group),
        gap_parts=gap_parts(gaps),
        gaps_message=_gaps_message(gaps),
        recovered=_recovered(gaps),
        situation=items,
        situation_message=_situation_message(source, items),
        causes=said[:SHOWN],
        causes_message=_causes_message(source, said),
        causes_rest=rest_of(source, len(said) - SHOWN),
        answered_message=_answered_message(gaps),
        target=write.number(source.settings.target_percent),
        target_raw=float(source.settings.target_percent),
        notes=(*_own_notes(source), *notes(source)),
        pass_text=source.pass_text,
        pass_raw=float(source.pass_score),
        charts=_charts(kpis, years, source),
    )


def _message(source: Source, years: tuple[YearReview, ...], pulls: tuple[KpiLine, ...]) -> Message:
    result, write = source.attainment, source.write
    if not result.total:
        return Message("ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้ จึงยังไม่มีสถานการณ์ให้วิเคราะห์")
    change = _change(source)
    lead = (
        f"{result.passed} จาก {result.total} หน่วยงานผ่านเกณฑ์ {source.pass_text} "
        f"คิดเป็นร้อยละ {write.percent(result.percent)}"
    )
    if change is not None:
        before = next(year.percent for year in years if year.year == write.digits(str(change[0])))
        moved = "เท่ากับ" if not change[1] else "สูงกว่า" if change[1] > 0 else "ต่ำกว่า"
        whole = "" if source.period.whole_year(source.settings) else "ผลทั้ง"
        lead += f" {moved}{whole}ปี {change[0]} (ร้อยละ {before})"
    target = write.number(result.target_percent)
    verdict = (
        f"บรรลุเป้าหมายร้อยละ {target}"
        if result.met
        else f"ยังไม่ถึงเป้าหมายร้อยละ {target} ขาดอีก {result.short} หน่วยงาน"
    )
    worst = [kpi for kpi in pulls if kpi.lost_raw > 0]
    accent = f"ตัวชี้วัด {worst[0].code} ฉุดหน่วยงานที่ต่ำกว่าเกณฑ์มากที่สุด" if worst else ""
    accent = accent if _units_scored(source) else sentences.NO_RESULT
    return Message(write.say(lead), write.say(verdict), write.say(accent))


def _cards(gaps: Gaps, years: tuple[YearReview, ...]) -> tuple[Card, ...]:
    source, write = gaps.source, gaps.source.write
    result, change = source.attainment, _change(source)
    reached = float(result.percent or 0)
    chronic, missing = gaps.of("chronic"), gaps.of("no_data")
    scored = _scored(gaps)
    silent = len({row["unit_code"] for row in missing})
    before = next((year for year in years if change and year.year == write.digits(str(change[0]))), None)
    return (
        Card(
            label="ร้อยละที่ผ่าน",
            value=write.percent(result.percent),
            unit=write.say(f"เป้าหมาย {write.number(result.target_percent)}"),
            detail=(states.MET if result.met else states.NOT_MET).word if result.total else "ยังไม่มีหน่วยงาน",
            tone="plain" if not result.total else "good" if result.met else "bad",
            parts=(("ink", reached), ("none", 100 - reached)),
            tick=float(result.target_percent) / 100,
        ),
        Card(
            label="เทียบกับปีก่อน",
            value=DASH if change is None else points_text(source, change[1]),
            unit="จุดร้อยละ",
            detail=write.say(f"ปี {before.year} ผ่าน {before.passed} ปีนี้ {years[-1].passed}")
            if before
            else "ยังเปรียบเทียบไม่ได้",
        ),
        Card(
            label="ผลต่ำกว่าเกณฑ์",
            value=write.count(len(gaps.below)),
            unit=write.say(f"จาก {scored} รายการ"),
            detail=write.say(f"ใน {len({row['unit_code'] for row in gaps.below})} หน่วยงาน"),
            parts=(("bad", len(gaps.below)), ("none", scored - len(gaps.below))),
        ),
        Card(
            label="ต่ำเรื้อรัง",
            value=write.count(len(chronic)),
            unit="รายการ",
            detail=write.say(f"เพิ่งต่ำกว่าเกณฑ์อีก {len(gaps.of('newly_failing'))} รายการ"),
            tone="bad" if chronic else "plain",
        ),
        Card(
            label="ไม่มีข้อมูล",
            value=write.count(len(missing)),
            unit="รายการ",
            detail=write.say(f"ใน {silent} หน่วยงาน"),
        ),
    )


def _units_scored(source: Source) -> bool:
    """Whether any unit has a score in the period of the report."""
    return any(source.score_of(row) is not None for row in source.unit_scores)


def _change(source: Source) -> tuple[int, Fraction] | None:
    """What attainment changed by since the last year known; None while no unit has a score to compare."""
    return situation_past.change(source) if _units_scored(source) else None


def _scored(gaps: Gaps) -> int:
    """How many results of the round have a score of their own."""
    return sum(row["state"] in (states.BELOW, states.FINE) for row in gaps.rows)


def _priorities_message(gaps: Gaps, priorities: tuple[Priority, ...]) -> str:
    source = gaps.source
    if not priorities and not _scored(gaps):
        return "ยังไม่มีผลตัวชี้วัดในรอบนี้ จึงยังไม่มีข้อสรุป"
    if not priorities:
        return "ไม่พบ Gap ที่ต้องเร่งดำเนินการจากผลที่มีอยู่"
    return source.write.say(f"ผลที่มีอยู่ชี้ไปที่ {len(priorities)} เรื่อง เริ่มจาก{priorities[0].title}")


def _level_message(gaps: Gaps) -> str:
    scored = _scored(gaps)
    if not scored:
        return "ยังไม่มีผลตัวชี้วัดในรอบนี้"
    units = len({row["unit_code"] for row in gaps.below})
    return gaps.source.write.say(
        f"ผลตัวชี้วัดต่ำกว่า {gaps.source.pass_text} มี {len(gaps.below)} จาก {scored} รายการ ใน {units} หน่วยงาน"
    )


def _years_message(source: Source) -> str:
    change, write = situation_past.change(source), source.write
    if change is None:
        return "ยังไม่มีผลของปีก่อนให้เปรียบเทียบ"
    if not _units_scored(source):
        return "ปีนี้ยังไม่มีหน่วยงานที่มีคะแนน จึงยังเปรียบเทียบกับปีก่อนไม่ได้"
    year, points = change
    if not points:
        return write.say(f"ร้อยละของหน่วยงานที่ผ่านเท่ากับปี {year}")
    apart = f"{points_text(source, abs(points)).lstrip('+')} จุด"
    if not source.period.whole_year(source.settings):
        than = "สูงกว่า" if points > 0 else "ต่ำกว่า"
        return write.say(
            f"ผลถึง {write.month(source.period.month)} {than}ผลทั้งปี {year} อยู่ {apart} แต่ปีนี้ยังไม่ครบสองรอบ"
        )
    moved = "เพิ่มขึ้น" if points > 0 else "ลดลง"
    return write.say(f"ร้อยละของหน่วยงานที่ผ่าน{moved} {apart}จากปี {year}")


def _kpi_years_message(source: Source, lines: tuple[KpiYears, ...]) -> str:
    falling = [line.code for line in lines if line.trend.key == "declining"]
    low = [line.code for line in lines if line.years[-1].state is states.BELOW]
    if not lines:
        return "ยังไม่มีตัวชี้วัดที่นับในรอบนี้"
    text = f"คะแนนเฉลี่ย 3 ปีลดลงใน {len(falling)} จาก {len(lines)} ตัวชี้วัด"
    text += f" ({', '.join(falling[:6])})" if falling else ""
    if low:
        text += f" ปีนี้เฉลี่ยต่ำกว่า {source.pass_text} ใน {len(low)} ตัวชี้วัด ({', '.join(low[:6])})"
    return source.write.say(text)


def _unit_years_message(source: Source, lines: tuple[UnitYears, ...]) -> str:
    counts = {key: sum(line.trend.key == key for line in lines) for key in states.TRENDS}
    known = sum(counts.values())
    if not known:
        return "ยังไม่มีคะแนนย้อนหลังพอจะบอกแนวโน้ม"
    rest = f" ข้อมูลไม่พอ {len(lines) - known}" if known < len(lines) else ""
    return source.write.say(
        f"คะแนนดีขึ้น {counts['improving']} ทรงตัว {counts['stable']} ลดลง {counts['declining']} หน่วยงาน{rest}"
    )


def _any_score(lines: tuple[UnitYears, ...]) -> bool:
    """Whether any unit has a score in any of the years; a table of dashes tells nothing."""
    return any(cell.raw is not None for line in lines for cell in line.years)


def _groups_message(source: Source, lines: tuple[GroupLine, ...]) -> str:
    if not lines:
        return "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้"
    failing = [line.name for line in lines if line.state.key != "all"]
    if not _units_scored(source):
        return "ยังไม่มีหน่วยงานใดมีคะแนนให้เปรียบเทียบ"
    if not failing:
        return "ทุกกลุ่มมีหน่วยงานผ่านเกณฑ์ครบ"
    most = max(lines, key=lambda line: line.below_raw)
    text = f"{len(failing)} จาก {len(lines)} กลุ่มยังมีหน่วยงานที่ไม่ผ่าน"
    text += f" กลุ่มที่มีผลต่ำกว่าเกณฑ์มากที่สุดคือ{most.name} {most.below} รายการ" if most.below_raw else ""
    return source.write.say(text)


def _gaps_message(gaps: Gaps) -> str:
    largest = sorted(gaps.below, key=lambda row: -(row.get("gap_to_pass") or 0))[:NAMED]
    if not _scored(gaps):
        return "ยังไม่มีผลตัวชี้วัดให้วิเคราะห์ Gap"
    if not largest:
        return gaps.source.write.say(f"ไม่มีผลตัวชี้วัดใดต่ำกว่า {gaps.source.pass_text}")
    named = gaps.source.write.names(
        (f"{gaps.called(row)} (ขาด {gaps.source.write.score(row.get('gap_to_pass'))})" for row in largest),
        NAMED,
    )
    return gaps.source.write.say(f"ห่างเกณฑ์มากที่สุดคือ {named}")


def _recovered(gaps: Gaps) -> str:
    if not gaps.recovered:
        return ""
    named = gaps.source.write.names((gaps.called(row) for row in gaps.recovered), 8)
    return gaps.source.write.say(f"เคยต่ำเรื้อรังและปีนี้ถึงเกณฑ์แล้ว {len(gaps.recovered)} รายการ คือ {named}")


def _situation(source: Source) -> tuple[SituationLine, ...]:
    return tuple(
        SituationLine(
            code=row.get("item_id") or DASH,
            year=source.write.digits(f"{row['fiscal_year']:.0f}") if row.get("fiscal_year") else DASH,
            policy=shown(row.get("policy_direction")),
            finding=shown(row.get("finding")),
            cause=shown(row.get("cause")),
            origin=shown(row.get("source")),
        )
        for row in source.rows("tblSituation")
    )


def _situation_message(source: Source, items: tuple[SituationLine, ...]) -> str:
    this = source.write.digits(str(source.settings.fiscal_year))
    now = sum(item.year == this for item in items)
    if not items:
        return "ยังไม่มีทิศทางนโยบายและข้อค้นพบในสมุดงาน"
    return source.write.say(f"บันทึกไว้ {len(items)} ข้อ เป็นของปีนี้ {now} ข้อ")


def _causes_message(source: Source, said: tuple[CauseGroup, ...]) -> str:
    if not said:
        return "ยังไม่มีสาเหตุที่หน่วยงานบันทึกสำหรับผลที่ต่ำกว่าเกณฑ์ในรอบนี้"
    first = said[0]
    return source.write.say(
        f"สาเหตุที่พบในหน่วยงานมากที่สุดคือ {first.cause} (ตัวชี้วัด {first.code} จำนวน {first.units} หน่วยงาน)"
    )


def _answered_message(gaps: Gaps) -> str:
    open_ = [row for row in gaps.below if not gaps.measures(row)]
    if not gaps.below:
        return ""
    return gaps.source.write.say(
        f"มีมาตรการผูกไว้แล้ว {len(gaps.below) - len(open_)} จาก {len(gaps.below)} รายการที่ต่ำกว่าเกณฑ์"
    )


def _own_notes(source: Source) -> tuple[str, ...]:
    sentences_ = (
        "ผลของปีนี้คือผลถึงเดือนที่รายงาน ส่วนผลของปีก่อนคือผลทั้งปี",
        "ผลของปีก่อนตัดสินด้วยคะแนนของปีนั้นตามที่บันทึกไว้ ผลที่เปรียบเทียบไม่ได้ไม่นับในค่าเฉลี่ยราย 3 ปีและแนวโน้ม",
        "คะแนนเฉลี่ยย้อนหลังของตัวชี้วัดคิดจากหน่วยงานที่มีตัวชี้วัดนั้นในรอบนี้และมีผลที่เปรียบเทียบได้",
        "ต่ำเรื้อรังคือคะแนนต่ำกว่าเกณฑ์อย่างน้อย 2 ใน 3 ปีที่ผ่านมา เพิ่งต่ำกว่าเกณฑ์คือปีนี้ต่ำโดยไม่เรื้อรัง",
        "มาตรการที่รองรับคือมาตรการที่ผูกกับตัวชี้วัดนั้น หรือผูกกับทั้งหน่วยงาน โดยไม่นับมาตรการที่ยกเลิก",
    )
    return tuple(source.write.say(sentence) for sentence in sentences_)


def _charts(kpis: tuple[KpiLine, ...], years: tuple[YearReview, ...], source: Source) -> dict[str, ChartData]:
    target = float(source.settings.target_percent)
    return {
        "chart_below": ChartData(
            tuple(kpi.code for kpi in kpis),
            (Series("หน่วยงานที่ต่ำกว่าเกณฑ์", tuple(float(kpi.below) for kpi in kpis)),),
        ),
        "chart_years": ChartData(
            tuple(year.year for year in years),
            (
                Series(
                    "ร้อยละของหน่วยงานที่ผ่าน",
                    tuple(year.raw for year in years),
                    tuple(FAIL_FILL if year.state is states.NOT_MET else None for year in years),
                ),
                Series("เป้าหมาย", tuple(target for _ in years)),
            ),
        ),
    }
