"""The gaps of units and KPIs: chronic, newly failing, without data; what they mean for each group."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from addin.reports import standing, states
from addin.reports.model import Point, State
from addin.reports.situation_model import CauseGroup, GapPart, GapRow, GroupLine
from addin.reports.situation_past import past_years
from addin.reports.situation_texts import said
from addin.reports.source import Row, Source, grouped, mean
from addin.reports.thai import DASH
from addin.rules import fiscal
from addin.rules.progress import share

SHOWN = 100
"""Rows of one table; a book of a thousand units has thousands of gaps, and the workbook shows them all."""

PARTS = (
    ("chronic", "ต่ำเรื้อรัง", "ต่ำกว่าเกณฑ์อย่างน้อย 2 ใน 3 ปีที่ผ่านมา และปีนี้ยังต่ำกว่าเกณฑ์"),
    ("newly_failing", "เพิ่งต่ำกว่าเกณฑ์", "ปีนี้ต่ำกว่าเกณฑ์ โดย 3 ปีที่ผ่านมาต่ำกว่าเกณฑ์ไม่เกิน 1 ปี"),
    ("no_data", "ไม่มีข้อมูล", "ยังไม่มีผลที่นับได้ในรอบนี้ จึงยังไม่รู้ขนาดของ Gap"),
)


class Gaps:
    """The rows of tblGap in the round in focus, sorted out once."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def rows(self) -> list[Row]:
        """Every row of the round, each with the state of its score."""
        source, passing = self.source, float(self.source.pass_score)
        reasons = {
            (row["unit_code"], row["kpi_code"]): row.get("reason")
            for row in source.kpi_scores
            if row["round"] == source.period.round
        }
        return [
            {
                **row,
                "state": states.of_score(
                    reasons.get((row["unit_code"], row["kpi_code"])), row.get("score"), passing
                ),
            }
            for rows in source.gaps_by_unit.values()
            for row in rows
            if row["round"] == source.period.round
        ]

    def of(self, key: str) -> list[Row]:
        """The rows of one part, the largest gap to the pass score first."""
        wanted = states.MISSING if key == "no_data" else states.BELOW
        found = [row for row in self.rows if row["state"] is wanted and row.get("flag") == key]
        return sorted(found, key=lambda row: -(row.get("gap_to_pass") or 0))

    @cached_property
    def below(self) -> list[Row]:
        """The rows whose score lies below the pass score."""
        return [row for row in self.rows if row["state"] is states.BELOW]

    @cached_property
    def recovered(self) -> list[Row]:
        """The rows that were chronic and reach the pass score this year."""
        return [row for row in self.rows if row.get("flag") == "chronic" and row["state"] is states.FINE]

    def measures(self, row: Row) -> list[str]:
        """The measures that answer a gap: of its KPI, for this unit or for all, or of the unit as a whole."""
        return [
            measure["measure_id"]
            for measure in self.source.rows("tblMeasure")
            if measure.get("measure_id") and measure.get("status") != "cancelled" and _answers(measure, row)
        ]

    def called(self, row: Row) -> str:
        """A gap in a sentence: the unit and the KPI."""
        return f"{self.source.unit_short(row['unit_code'])} ตัวชี้วัด {row['kpi_code']}"


def _answers(measure: Row, row: Row) -> bool:
    unit, kpi = measure.get("gap_unit_code"), measure.get("gap_kpi_code")
    return (unit or kpi) is not None and unit in (None, row["unit_code"]) and kpi in (None, row["kpi_code"])


def gap_parts(gaps: Gaps) -> tuple[GapPart, ...]:
    """The parts that have rows."""
    source = gaps.source
    parts = []
    for key, title, message in PARTS:
        rows = gaps.of(key)
        rest = len(rows) - SHOWN
        if rows:
            parts.append(
                GapPart(
                    key=key,
                    title=source.write.say(f"{title} {len(rows)} รายการ"),
                    message=source.write.say(message),
                    rows=tuple(_gap_row(gaps, row) for row in rows[:SHOWN]),
                    rest=rest_of(source, rest),
                )
            )
    return tuple(parts)


def rest_of(source: Source, rest: int) -> str:
    """How many rows of the workbook a table leaves out; nothing where it shows them all."""
    return source.write.say(f"ยังมีอีก {rest:,} รายการ ดูได้ในสมุดงานหลัก") if rest > 0 else ""


def _gap_row(gaps: Gaps, row: Row) -> GapRow:
    source, write = gaps.source, gaps.source.write
    answered = gaps.measures(row)
    history = [(year, row.get(f"history_{n}")) for n, year in enumerate(past_years(source), start=1)]
    missing = row["state"] is states.MISSING
    return GapRow(
        unit=source.unit_short(row["unit_code"]),
        unit_name=source.unit_name(row["unit_code"]),
        code=write.digits(row["kpi_code"]),
        name=source.kpi_name(row["kpi_code"]),
        target=write.number(row.get("target")),
        actual=write.number(row.get("actual")),
        gap=write.number(row.get("gap")),
        gap_percent=write.percent(row.get("gap_percent"), 2),
        score=write.score(row.get("score")),
        raw=row.get("score"),
        to_pass=DASH if missing else write.score(row.get("gap_to_pass")),
        to_pass_raw=None if missing else row.get("gap_to_pass"),
        history=tuple(Point(write.digits(str(year)), write.score(value), value) for year, value in history),
        trend=states.TRENDS.get(row.get("direction") or "", states.NO_TREND),
        flag=states.FLAGS.get(row.get("flag") or "", states.UNKNOWN),
        measures=", ".join(answered) or "ยังไม่มี",
        answered=bool(answered),
    )


def groups(gaps: Gaps) -> tuple[GroupLine, ...]:
    """The groups of units in the order of the book."""
    source = gaps.source
    by_group: dict[str, list[Row]] = {}
    for row in source.unit_scores:
        name = str(source.units.get(row["unit_code"], {}).get("group") or "ไม่ระบุกลุ่ม")
        by_group.setdefault(name, []).append(row)
    return tuple(_group(gaps, name, rows) for name, rows in by_group.items())


def _group(gaps: Gaps, name: str, rows: list[Row]) -> GroupLine:
    source, write = gaps.source, gaps.source.write
    codes = {row["unit_code"] for row in rows}
    scores = {row["unit_code"]: source.score_of(row) for row in rows}
    pending = [code for code, score in scores.items() if score is None]
    failing = [code for code, score in scores.items() if score is None or score < source.pass_score]
    below = [row for row in gaps.below if row["unit_code"] in codes]
    chronic = sum(row.get("flag") == "chronic" for row in below)
    missing = sum(row["state"] is states.MISSING for row in gaps.rows if row["unit_code"] in codes)
    percent = share(len(rows) - len(failing), len(rows))
    state = State("all", "ผ่านทุกหน่วยงาน")
    if len(failing) > len(pending):
        state = State("some", write.say(f"ยังไม่ผ่าน {len(failing)}"), tone="bad")
    elif pending:
        state = State("pending", write.say(f"{states.PENDING.word} {len(pending)}"), tone="none")
    return GroupLine(
        name=name,
        units=write.count(len(rows)),
        passed=write.count(len(rows) - len(failing)),
        percent=write.percent(percent, 2),
        mean=write.score(mean(score for score in scores.values() if score is not None)),
        below=write.count(len(below)),
        below_raw=len(below),
        chronic=write.count(chronic),
        missing=write.count(missing),
        worst=_worst(source, below),
        failing=write.names((source.unit_short(code) for code in failing), 8, "หน่วยงาน") or DASH,
        state=state,
    )


def _worst(source: Source, below: list[Row]) -> str:
    """The KPIs below the pass score in most units of a group, at most two."""
    counts = Counter(str(row["kpi_code"]) for row in below)
    most = max(counts.values(), default=0)
    top = sorted((code for code, count in counts.items() if count == most), key=fiscal.kpi_sort_key)
    if not top:
        return DASH
    named = ", ".join(top[:3]) + (f" และอีก {len(top) - 3}" if len(top) > 3 else "")
    return source.write.say(f"{named} ({'ตัวละ ' if len(top) > 1 else ''}{most} หน่วยงาน)")


def causes(gaps: Gaps) -> tuple[CauseGroup, ...]:
    """The causes that units gave in the round for KPIs that lie below or have no result, by KPI and wording.

    The most widespread first; what is not applicable gave a reason, not a cause.
    """
    source = gaps.source
    wanted = {
        (row["unit_code"], row["kpi_code"])
        for row in gaps.rows
        if row["state"] in (states.BELOW, states.MISSING)
    }
    months = set(source.settings.rounds[source.period.round - 1]) & set(source.months_reported)
    rows = [
        row
        for row in source.rows("tblMonthlyScore")
        if row.get("cause") and row.get("month") in months and row.get("status") != "not_applicable"
        and (row.get("unit_code"), row.get("kpi_code")) in wanted
    ]  # fmt: skip
    lines = [
        _cause(source, code, cause, same)
        for (code, cause), same in grouped(rows, "kpi_code", "cause").items()
    ]
    order = {source.write.digits(code): place for place, code in enumerate(standing.kpi_codes(source))}
    return tuple(sorted(lines, key=lambda line: (-line.units_raw, order.get(line.code, 0), line.cause)))


def _cause(source: Source, code: str, cause: str, rows: list[Row]) -> CauseGroup:
    units = list(dict.fromkeys(row["unit_code"] for row in rows))
    return CauseGroup(
        code=source.write.digits(code),
        name=source.kpi_name(code),
        cause=cause,
        obstacles=said(rows, "obstacle"),
        actions=said(rows, "corrective_action"),
        units=source.write.count(len(units)),
        units_raw=len(units),
        names=source.write.names((source.unit_short(unit) for unit in units), 6, "หน่วยงาน"),
    )
