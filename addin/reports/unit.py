"""A unit's report: from the figures to everything that its template shows.

Whoever reported or certified is not shown: the report speaks of positions and units, never of persons.
"""

from __future__ import annotations

from decimal import Decimal

from addin.reports import standing, states, unit_tables, work
from addin.reports.deadlines import needed_by, next_deadline, round_end
from addin.reports.model import Card, ChartData, Message, Point, Series, State
from addin.reports.notes import notes
from addin.reports.overview import FAIL_FILL, meta
from addin.reports.source import Row, Source, number
from addin.reports.thai import DASH, tied
from addin.reports.unit_model import (
    GapLine,
    KpiResult,
    MonthReport,
    RoundPart,
    UnitReport,
)
from workbook.errors import UserError
from workbook.schema.words import DIRECTION, REGION, SCORING, UNIT_KIND

_DIRECTION, _SCORING = states.labels(DIRECTION), states.labels(SCORING)
_KIND, _REGION = states.labels(UNIT_KIND), states.labels(REGION)


def unit_context(source: Source, unit_code: str) -> UnitReport:
    """Everything that the template of one unit's report shows. UserError report_unit_unknown."""
    row = next((row for row in source.unit_scores if row["unit_code"] == unit_code), None)
    if row is None:
        known = ", ".join(str(found["unit_code"]) for found in source.unit_scores)
        raise UserError("report_unit_unknown", value=unit_code, known=known)
    write, unit = source.write, source.units.get(unit_code, {})
    score = source.score_of(row)
    state = states.of_unit(None if score is None else float(score), float(source.pass_score))
    rounds = _rounds(source, unit_code, row)
    focus = next((part for part in rounds if part.number == write.count(source.period.round)), None)
    kpis = focus.kpis if focus else ()
    ways = tuple(
        sorted((k for k in kpis if k.needed != DASH), key=lambda k: k.raw if k.raw is not None else 0)
    )
    months = unit_tables.months(source, unit_code)
    history = standing.history_points(source, unit_code, score)
    name = str(row.get("unit_name") or unit_code)
    rank = standing.unit_ranks(source).get(unit_code)
    return UnitReport(
        meta=meta(
            source,
            f"รายงานผลการปฏิบัติราชการ {tied(name)}",
            source.unit_short(unit_code),
            f"{len(kpis):,} ตัวชี้วัด",
        ),
        message=_message(source, row, rank, kpis, ways if state is not states.PASSED else ()),
        cards=_cards(source, row, rank, kpis, months),
        code=unit_code,
        name=name,
        kind=_KIND.get(unit.get("kind") or "", DASH),
        group=unit.get("group") or DASH,
        supervisor=unit.get("supervisor") or DASH,
        region=_REGION.get(unit.get("region") or "", DASH),
        score=write.score(score),
        raw=None if score is None else float(score),
        rank=DASH if rank is None else write.count(rank),
        state=state,
        rounds=rounds,
        ways=ways,
        ways_message=_ways_message(source, unit_code, state, ways),
        needed_note=standing.needed_note(way.combined for way in ways),
        needed_by=round_end(source, unit_code),
        gaps=_gaps(source, unit_code),
        gap_years=tuple(write.digits(str(source.settings.fiscal_year - back)) for back in (3, 2, 1)),
        gap_note=write.say(
            f"ข้อสังเกตเทียบคะแนนกับเกณฑ์ {source.pass_text}: ต่ำเรื้อรังคือปีนี้ต่ำกว่าเกณฑ์และต่ำกว่าเกณฑ์อย่างน้อย 2 ใน 3 ปีก่อน "
            "ปีที่ไม่มีข้อมูลไม่นับ"
        ),
        history=history,
        history_message=_history_message(source, history, row),
        months=months,
        month_labels=tuple(write.month(month) for month in source.months_reported),
        kpi_months=unit_tables.kpi_months(source, unit_code),
        causes=unit_tables.causes(source, unit_code),
        items=unit_tables.items(source, unit_code),
        measures=work.measures(source, unit_code),
        follow_ups=unit_tables.follow_ups(source, unit_code),
        next_deadline=next_deadline(source, unit_code),
        notes=notes(source),
        pass_text=source.pass_text,
        pass_raw=float(source.pass_score),
        charts=_charts(kpis, history, source),
    )


def _message(
    source: Source,
    row: Row,
    rank: int | None,
    kpis: tuple[KpiResult, ...],
    ways: tuple[KpiResult, ...],
) -> Message:
    write, score, total = source.write, source.score_of(row), len(source.unit_scores)
    below = sum(kpi.state is states.BELOW for kpi in kpis)
    if score is None:
        return Message(
            f"ยังไม่มีคะแนน {standing.why_no_score(source)}", accent=next_deadline(source, row["unit_code"])
        )
    lead = f"คะแนน {write.score(score)} อันดับที่ {rank:,} จาก {total:,} หน่วยงาน"
    if score >= source.pass_score:
        verdict = f"ถึงเกณฑ์ {source.pass_text}"
        accent = f"ยังมี {below} ตัวชี้วัดต่ำกว่า {source.pass_text}" if below else ""
    else:
        verdict = f"ต่ำกว่าเกณฑ์ {source.pass_text} อยู่ {write.score(source.pass_score - score)} คะแนน"
        need = " หรือ ".join(f"ตัวชี้วัด {way.code} ได้ผล {way.needed}" for way in ways[:2])
        by = "" if not ways or states.TOO_LATE in ways[0].needed_by else f" ภายใน {ways[0].needed_by}"
        accent = f"ถึงเกณฑ์ได้เมื่อ{need}{by}" if ways else "ต้องปรับมากกว่าหนึ่งตัวชี้วัดจึงจะถึงเกณฑ์"
    return Message(write.say(lead), write.say(verdict), write.say(accent))


def _cards(
    source: Source, row: Row, rank: int | None, kpis: tuple[KpiResult, ...], months: tuple[MonthReport, ...]
) -> tuple[Card, ...]:
    write, score = source.write, source.score_of(row)
    state = states.of_unit(None if score is None else float(score), float(source.pass_score))
    found = [kpi.state for kpi in kpis]
    below, missing = found.count(states.BELOW), found.count(states.MISSING)
    fine, excused = found.count(states.FINE), found.count(states.EXCUSED)
    ended = [month for month in months if month.state.key in {"on_time", "late", "missing"}]
    punctual = sum(month.state.key == "on_time" for month in ended)
    rounds = f"รอบที่ 1 {write.score(row.get('round_1_score'))} รอบที่ 2 {write.score(row.get('round_2_score'))}"
    share = float(score or 0) / 5
    trend = states.TRENDS.get(row.get("trend") or "", states.NO_TREND)
    return (
        Card(
            label="คะแนนหน่วยงาน",
            value=write.score(score),
            unit=state.word,
            detail=write.say(rounds),
            tone=state.tone,
            parts=(("ink", share), ("none", 1 - share)),
            tick=float(source.pass_score) / 5,
        ),
        Card(
            label="อันดับในกรม",
            value=DASH if rank is None else write.count(rank),
            unit=write.say(f"จาก {len(source.unit_scores):,} หน่วยงาน"),
            detail=write.say(f"แนวโน้ม 3 ปี {trend.word}"),
        ),
        Card(
            label="ตัวชี้วัดต่ำกว่าเกณฑ์",
            value=write.count(below),
            unit=write.say(f"จาก {len(kpis):,} ตัวชี้วัด"),
            detail=write.say(f"ยังไม่มีผล {missing} ไม่นำมาประเมิน {excused}"),
            tone="bad" if below else "plain",
            parts=(("good", fine), ("bad", below), ("warn", missing), ("none", excused)),
            squares=True,
        ),
        Card(
            label="รายงานตรงเวลา",
            value=write.count(punctual),
            unit=write.say(f"จาก {len(ended):,} เดือนที่ถึงกำหนด"),
            detail=f"เดือนล่าสุด {months[-1].state.word}" if months else "",
            tone="plain" if punctual == len(ended) else "bad",
        ),
    )


def _rounds(source: Source, code: str, unit: Row) -> tuple[RoundPart, ...]:
    write = source.write
    parts = []
    for round_no in (1, 2):
        rows = [row for row in source.kpi_scores_by_unit.get(code, []) if row["round"] == round_no]
        if not rows:
            continue
        months = source.settings.rounds[round_no - 1]
        score = number(unit.get(f"round_{round_no}_score"))
        weight = sum((number(row.get("weight")) or Decimal(0) for row in rows), Decimal(0))
        parts.append(
            RoundPart(
                number=write.count(round_no),
                label=write.say(f"รอบที่ {round_no} {write.month(months[0])} ถึง {write.month(months[-1])}"),
                score=write.score(score),
                weight=write.number(weight),
                kpis=tuple(_kpi(source, row, due=round_no <= source.period.round) for row in rows),
                state=states.of_unit(None if score is None else float(score), float(source.pass_score)),
            )
        )
    return tuple(parts)


def _kpi(source: Source, row: Row, *, due: bool) -> KpiResult:
    write, code = source.write, row["kpi_code"]
    kpi = source.kpis.get(code, {})
    targets = [row.get(f"target_{n}") for n in range(1, 6)]
    state = states.of_score(row.get("reason"), row.get("score"), float(source.pass_score))
    if state is states.MISSING and not due:
        state = states.NOT_YET
    level = row.get("level_reached")
    return KpiResult(
        code=write.digits(code),
        name=source.kpi_name(code),
        measure=kpi.get("unit_of_measure") or DASH,
        direction=_DIRECTION.get(kpi.get("direction") or "", DASH),
        scoring=_SCORING.get(kpi.get("scoring") or "", DASH),
        weight=write.number(row.get("weight")),
        target=write.number(targets[source.settings.target_level - 1]),
        actual=write.number(row.get("actual")),
        score=write.score(row.get("score")),
        raw=row.get("score"),
        weighted=write.score(row.get("weighted")),
        level=DASH if level is None else write.count(int(level)),
        needed=write.number(row.get("needed_for_pass")),
        needed_by=needed_by(source, row["unit_code"], int(row["round"])),
        combined=standing.is_combined(source, code),
        explanation=write.say(row.get("explanation") or DASH),
        scale=" / ".join(write.number(target) for target in targets)
        if any(t is not None for t in targets)
        else DASH,
        state=state,
    )


def _ways_message(source: Source, code: str, state: State, ways: tuple[KpiResult, ...]) -> str:
    if state is states.PASSED:
        return source.write.say(
            f"หน่วยงานถึงเกณฑ์ {source.pass_text} แล้ว ตารางนี้บอกผลต่ำสุดที่แต่ละตัวชี้วัดลดลงได้ โดยรอบนี้ยังถึงเกณฑ์"
        )
    if not ways:
        return "ไม่มีตัวชี้วัดเดียวที่พาหน่วยงานถึงเกณฑ์ได้ ต้องปรับมากกว่าหนึ่งตัวชี้วัด"
    if note := standing.missing_note(source, code):
        return source.write.say(f"ตัวชี้วัดเดียวได้ตามช่องต้องได้ก็ถึง {source.pass_text} แต่{note}")
    return source.write.say(f"ปรับตัวชี้วัดใดตัวหนึ่งต่อไปนี้ให้ได้ผลตามช่องต้องได้ หน่วยงานจะถึง {source.pass_text}")


def _gaps(source: Source, code: str) -> tuple[GapLine, ...]:
    write = source.write
    year = source.settings.fiscal_year
    lines = []
    for row in source.gaps_by_unit.get(code, []):
        if row["round"] != source.period.round:
            continue
        past = [(year - 4 + n, row.get(f"history_{n}")) for n in (1, 2, 3)]
        lines.append(
            GapLine(
                code=write.digits(row["kpi_code"]),
                name=source.kpi_name(row["kpi_code"]),
                target=write.number(row.get("target")),
                actual=write.number(row.get("actual")),
                gap=write.number(row.get("gap")),
                gap_percent=write.percent(row.get("gap_percent"), 2),
                to_pass=write.signed(row.get("gap_to_pass")),
                history=tuple(Point(write.digits(str(y)), write.score(value), value) for y, value in past),
                slope=write.signed(row.get("slope")),
                trend=states.TRENDS.get(row.get("direction") or "", states.NO_TREND),
                flag=_flag(source, row),
            )
        )
    return tuple(lines)


def _flag(source: Source, row: Row) -> State:
    """What the gap is called beside its scores: by this year's score, and by those of the three years before.

    The workbook knows chronic (two of three years below) and newly failing (any other score below); here one
    that was below in one of the years is not called new, and one that was chronic and is not below any more
    not chronic.
    """
    reason = next(
        (
            found.get("reason")
            for found in source.kpi_scores_by_unit.get(row["unit_code"], [])
            if (found["kpi_code"], found["round"]) == (row["kpi_code"], row["round"])
        ),
        None,
    )
    passing, flag = float(source.pass_score), row.get("flag") or ""
    state = states.of_score(reason, row.get("score"), passing)
    if state is states.EXCUSED:
        return states.EXCUSED
    if flag == "chronic" and state is not states.BELOW:
        return states.RECOVERED
    past = [row.get(f"history_{n}") for n in (1, 2, 3)]
    known = [score for score in past if score is not None]
    if flag == "newly_failing" and not known:
        return states.FIRST_YEAR
    if flag == "newly_failing" and any(score < passing for score in known):
        return states.STILL_BELOW if known[-1] < passing else states.BELOW_AGAIN
    return states.FLAGS.get(flag, states.UNKNOWN)


def _history_message(source: Source, history: tuple[Point, ...], row: Row) -> str:
    known = [point for point in history if point.raw is not None]
    if len(known) < 2:
        return "ยังไม่มีคะแนนย้อนหลังพอจะเปรียบเทียบ"
    trend = states.TRENDS.get(row.get("trend") or "", states.NO_TREND)
    first, last = known[0], known[-1]
    text = f"คะแนน {first.text} ในปี {first.label} และ {last.text} ในปี {last.label} แนวโน้ม 3 ปี{trend.word}"
    return source.write.say(text)


def _charts(kpis: tuple[KpiResult, ...], history: tuple[Point, ...], source: Source) -> dict[str, ChartData]:
    line = float(source.pass_score)
    fail = [FAIL_FILL if kpi.state is states.BELOW else None for kpi in kpis]
    return {
        "chart_kpis": ChartData(
            tuple(kpi.code for kpi in kpis),
            (
                Series("คะแนน", tuple(kpi.raw for kpi in kpis), tuple(fail)),
                Series(f"เกณฑ์ {source.pass_text}", tuple(line for _ in kpis)),
            ),
        ),
        "chart_history": ChartData(
            tuple(point.label for point in history),
            (
                Series(
                    "คะแนนหน่วยงาน",
                    tuple(point.raw for point in history),
                    tuple(
                        FAIL_FILL if point.raw is not None and point.raw < line else None for point in history
                    ),
                ),
                Series(f"เกณฑ์ {source.pass_text}", tuple(line for _ in history)),
            ),
        ),
    }
