"""How the units stand: score table, matrix, distribution, what pulls units below the pass score."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from addin.reports import states
from addin.reports.model import BelowUnit, Bin, KpiLine, Point, ScoreCell, UnitLine, Way
from addin.reports.source import Row, Source, grouped, mean, number
from addin.reports.thai import DASH, NBSP
from addin.rules import fiscal
from addin.rules.exact import half_up

BIN = Decimal("0.25")
NEEDED_NOTE = 'ตัวชี้วัดที่วิธีรวมเดือนเป็นค่าเฉลี่ยหรือผลรวม ค่าในช่อง "ต้องได้" คือค่าเฉลี่ยหรือผลรวมของทั้งรอบ ไม่ใช่ผลของเดือนเดียว'
SHOWN_WAYS = 3
"""Ways of a unit in the overview."""
_COMBINED = ("mean", "sum")
_LATE = ("late", "missing")


def why_no_score(source: Source) -> str:
    """Why a unit has no score: nothing counts in the round that the report is about, or in any that began."""
    where = "รอบที่เริ่มแล้ว" if source.period.basis == "year" else f"รอบที่ {source.period.round}"
    return source.write.say(f"เพราะยังไม่มีผลที่นับได้ใน{where}")


def unit_order(source: Source) -> list[Row]:
    """The rows of tblUnitScore, best score first, units without one last, each in the order of the book."""
    scored = [(source.score_of(row), row) for row in source.unit_scores]
    return [row for _, row in sorted(scored, key=lambda pair: (pair[0] is None, -(pair[0] or 0)))]


def unit_ranks(source: Source) -> dict[str, int]:
    """The rank of each unit that has a score: ties share the better rank (1, 1, 3)."""
    order = [(row["unit_code"], source.score_of(row)) for row in unit_order(source)]
    ranks: dict[str, int] = {}
    previous: tuple[Decimal, int] | None = None
    for position, (code, score) in enumerate(order, start=1):
        if score is not None:
            previous = previous if previous and previous[0] == score else (score, position)
            ranks[code] = previous[1]
    return ranks


def history_points(source: Source, code: str, now: Decimal | None) -> tuple[Point, ...]:
    """The unit's whole scores of three years, then this year's; a year that cannot be compared is a gap."""
    year = source.settings.fiscal_year
    past = {
        int(row["fiscal_year"]): number(row.get("score"))
        for row in source.by_unit("tblHistory").get(code, [])
        if row.get("kpi_code") is None and row.get("fiscal_year") and row.get("comparable") == "yes"
    }
    values = [(y, past.get(y)) for y in range(year - 3, year)] + [(year, now)]
    return tuple(
        Point(source.write.digits(str(y)), source.write.score(value), None if value is None else float(value))
        for y, value in values
    )


def kpi_codes(source: Source) -> list[str]:
    """The KPIs that count in the round in focus, by code."""
    codes = {row["kpi_code"] for row in source.kpi_scores if row["round"] == source.period.round}
    return sorted(codes, key=fiscal.kpi_sort_key)


def unit_lines(source: Source) -> tuple[UnitLine, ...]:
    """The units in their order, with the cells of the matrix and the statuses of the months."""
    codes, ranks = kpi_codes(source), unit_ranks(source)
    return tuple(_unit_line(source, row, codes, ranks) for row in unit_order(source))


def _unit_line(source: Source, row: Row, codes: list[str], ranks: dict[str, int]) -> UnitLine:
    write, code = source.write, row["unit_code"]
    score, passing = source.score_of(row), float(source.pass_score)
    difference = None if score is None else score - source.pass_score
    raw = None if score is None else float(score)
    scores = {
        cell["kpi_code"]: cell
        for cell in source.kpi_scores_by_unit.get(code, [])
        if cell["round"] == source.period.round
    }
    cells = tuple(_cell(source, scores.get(kpi)) for kpi in codes)
    statuses = tuple(
        states.REPORT.get(source.report_status.get(code, {}).get(month, "not_due"), states.UNKNOWN)
        for month in source.months_reported
    )
    missing = sum(cell.state is states.MISSING for cell in cells)
    return UnitLine(
        rank=write.count(ranks[code]) if code in ranks else DASH,
        rank_raw=ranks.get(code, len(source.unit_scores) + 1),
        code=code,
        name=str(row.get("unit_name") or code),
        short=source.unit_short(code),
        group=str(source.units.get(code, {}).get("group") or "ไม่ระบุกลุ่ม"),
        round_1=write.score(row.get("round_1_score")),
        round_2=write.score(row.get("round_2_score")),
        score=write.score(score),
        raw=raw,
        difference=write.signed(difference),
        difference_raw=None if difference is None else float(difference),
        shortfall=write.score(max(Decimal(0), -difference))
        if difference is not None and difference < 0
        else DASH,
        missing=write.count(missing) if missing else DASH,
        missing_raw=missing,
        below=write.count(sum(cell.state is states.BELOW for cell in cells)),
        state=states.of_unit(raw, passing),
        trend=states.TRENDS.get(row.get("trend") or "", states.NO_TREND),
        spark=history_points(source, code, score),
        cells=cells,
        statuses=statuses,
        late_count=sum(state.key in _LATE for state in statuses),
    )


def _cell(source: Source, row: Row | None) -> ScoreCell:
    if row is None:
        return ScoreCell("", None, states.OUTSIDE)
    state = states.of_score(row.get("reason"), row.get("score"), float(source.pass_score))
    sentence = source.write.digits(str(row.get("explanation") or ""))
    if state is states.EXCUSED:
        return ScoreCell(state.sign, None, state, sentence)
    if state is states.MISSING:
        score = row.get("score")
        text = state.sign if score is None else f"{state.sign}{NBSP}{source.write.score(score)}"
        return ScoreCell(text, score, state, sentence)
    return ScoreCell(source.write.score(row["score"]), row["score"], state, sentence)


def kpi_lines(source: Source) -> tuple[KpiLine, ...]:
    """The KPIs of the round in focus: how many units are below, and what failing units lose by each.

    lost = the sum over units below the pass score of weight x (pass score - KPI score) / the unit's counting
    weights, of the KPI scores that lie below it: what the KPI takes from those units' scores.
    """
    failing = {
        row["unit_code"]
        for row in source.unit_scores
        if (score := source.score_of(row)) is not None and score < source.pass_score
    }
    rows = [row for row in source.kpi_scores if row["round"] == source.period.round]
    by_kpi = grouped(rows, "kpi_code")
    weights: dict[str, Fraction] = {}
    for row in rows:
        if row.get("weighted") is not None:
            weight = number(row.get("weight")) or Decimal(0)
            weights[row["unit_code"]] = weights.get(row["unit_code"], Fraction(0)) + Fraction(weight)
    return tuple(_kpi_line(source, code, by_kpi[code], failing, weights) for code in kpi_codes(source))


def _kpi_line(
    source: Source, code: str, rows: list[Row], failing: set[str], weights: dict[str, Fraction]
) -> KpiLine:
    write, passing = source.write, float(source.pass_score)
    state = {row["unit_code"]: states.of_score(row.get("reason"), row.get("score"), passing) for row in rows}
    below = [row for row in rows if state[row["unit_code"]] is states.BELOW]
    pulling = [row for row in below if row["unit_code"] in failing and weights.get(row["unit_code"])]
    lost = sum(
        (
            Fraction(number(row.get("weight")) or 0)
            * Fraction(source.pass_score - (number(row["score"]) or 0))
            / weights[row["unit_code"]]
            for row in pulling
        ),
        Fraction(0),
    )
    missing = sum(found is states.MISSING for found in state.values())
    fine = sum(found is states.FINE for found in state.values())
    scores = [score for row in rows if state[row["unit_code"]] in (states.BELOW, states.FINE)
              and (score := number(row["score"])) is not None]  # fmt: skip
    return KpiLine(
        code=write.digits(code),
        name=source.kpi_name(code),
        units=len(rows),
        below=len(below),
        missing=missing,
        fine=fine,
        mean=write.score(mean(scores)),
        failing=len(pulling),
        lost=write.score(half_up(lost, 4)),
        lost_raw=float(lost),
        units_text=write.count(len(rows)),
        below_text=write.count(len(below)),
        missing_text=write.count(missing),
        failing_text=write.count(len(pulling)),
    )


def below_units(source: Source) -> tuple[BelowUnit, ...]:
    """The units that did not pass, nearest first, with what each KPI alone would have to reach."""
    ranks = unit_ranks(source)
    found = []
    for row in unit_order(source):
        score = source.score_of(row)
        if score is not None and score >= source.pass_score:
            continue
        code = row["unit_code"]
        ways = ways_to_pass(source, code)
        comment = ""
        if score is None:
            comment = f"ยังไม่มีคะแนน {why_no_score(source)} {missing_note(source, code)}".strip()
        elif not ways:
            comment = "ไม่มีตัวชี้วัดเดียวที่พาหน่วยงานถึงเกณฑ์ได้ ต้องปรับมากกว่าหนึ่งตัวชี้วัด"
        found.append(
            BelowUnit(
                code=code,
                name=str(row.get("unit_name") or code),
                score=source.write.score(score),
                shortfall=DASH if score is None else source.write.score(source.pass_score - score),
                rank=source.write.count(ranks[code]) if code in ranks else DASH,
                ways=ways,
                comment=comment,
            )
        )
    return tuple(found)


def missing_note(source: Source, code: str) -> str:
    """What KPIs without a result cost when the round is closed; nothing where none is left out now."""
    settings, of_close = source.settings, source.settings.missing_at_close
    silent = any(
        row["round"] == source.period.round
        and states.of_score(row.get("reason"), row.get("score"), float(source.pass_score)) is states.MISSING
        for row in source.kpi_scores_by_unit.get(code, [])
    )
    if not silent or settings.missing_interim != "exclude" or of_close == "exclude":
        return ""
    points = settings.floor_score if of_close == "floor" else Decimal(0)
    return source.write.say(f"ต้องส่งครบ ตัวที่ยังไม่มีผลเมื่อปิดรอบจะได้ {source.write.score(points)} คะแนน")


def is_combined(source: Source, code: str) -> bool:
    """Whether the months of a KPI are combined into their mean or sum."""
    return source.kpis.get(code, {}).get("aggregate") in _COMBINED


def needed_note(combined: Iterable[bool]) -> str:
    """What the needed figure of such a KPI is, if one is shown; else nothing."""
    return NEEDED_NOTE if any(combined) else ""


def ways_to_pass(source: Source, code: str) -> tuple[Way, ...]:
    """The KPIs of a unit each of which alone would carry its round to the pass score, lowest score first."""
    ways = []
    rows = source.kpi_scores_by_unit.get(code, [])
    for row in sorted(rows, key=lambda row: row.get("score") or 0):
        state = states.of_score(row.get("reason"), row.get("score"), float(source.pass_score))
        if (
            row["round"] != source.period.round
            or row.get("needed_for_pass") is None
            or state is states.EXCUSED
        ):
            continue
        ways.append(
            Way(
                code=source.write.digits(row["kpi_code"]),
                name=source.kpi_name(row["kpi_code"]),
                actual=source.write.number(row.get("actual")),
                score=source.write.score(row.get("score")),
                needed=source.write.number(row["needed_for_pass"]),
                combined=is_combined(source, row["kpi_code"]),
            )
        )
    return tuple(ways)


def bins(source: Source) -> tuple[Bin, ...]:
    """The distribution of scores in classes of 0.25 up to 5; the pass score is the lower bound of a class.

    The classes are counted from the pass score outwards, so that none straddles it.
    """
    low = min(Decimal(1), source.settings.floor_score)
    start = source.pass_score - BIN * int((source.pass_score - low) / BIN)
    edges = [start + BIN * k for k in range(int((Decimal(5) - start) / BIN) + 1)]
    if start > low:
        edges.insert(0, low)
    while len(edges) > 1 and edges[-1] >= 5:
        edges.pop()
    members: list[list[str]] = [[] for _ in edges]
    for row in unit_order(source):
        score = source.score_of(row)
        if score is not None:
            place = max(0, sum(edge <= score for edge in edges) - 1)
            members[place].append(source.unit_short(row["unit_code"]))
    tops = [*edges[1:], Decimal(5)]
    return tuple(
        Bin(
            label=source.write.digits(f"{edge:.2f}–{top if top == 5 else top - Decimal('0.0001'):.4f}"),
            low=float(edge),
            units=tuple(names),
            below=edge < source.pass_score,
            count=source.write.count(len(names)),
            names=", ".join(names) or DASH,
        )
        for edge, top, names in zip(edges, tops, members, strict=True)
    )
