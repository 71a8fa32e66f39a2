"""Three years of history: the department, its KPIs and its units; a year that does not compare is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from addin.reports import standing, states
from addin.reports.model import Point, ScoreCell, State
from addin.reports.situation_model import KpiYears, UnitYears, YearReview
from addin.reports.source import Row, Source, grouped, mean, number, rows_of
from addin.reports.thai import DASH
from addin.rules.attainment import attainment
from addin.rules.entries import active_units
from addin.rules.exact import half_up
from addin.rules.frames import UNIT, table
from addin.rules.gaps import DIRECTIONS, YEARS, trends
from addin.rules.progress import passed_in_year

STAR = "*"


@dataclass(frozen=True, slots=True)
class Trend:
    """The slope a year and its direction."""

    slope: float | None
    state: State


def trend_of(source: Source, values: Iterable[Decimal | None]) -> Trend:
    """The trend of three years as the rules compute it; no direction with fewer than two of them."""
    series = np.array([[np.nan if value is None else float(value) for value in values]])
    slope, direction = trends(series, source.settings.tolerance_units)
    if direction[0] < 0:
        return Trend(None, states.NO_TREND)
    return Trend(float(slope[0]), states.TRENDS[DIRECTIONS[direction[0]]])


def past_years(source: Source) -> tuple[int, ...]:
    """The three fiscal years before this one, oldest first."""
    this = source.settings.fiscal_year
    return tuple(range(this - YEARS, this))


def _active(source: Source, year: int) -> set[str]:
    return {row["unit_code"] for row in rows_of(active_units(table(source.tables, UNIT), year))}


def _history(source: Source, year: int) -> list[Row]:
    """The scores of a year by unit and KPI (None: the unit's whole score); of several the first stands."""
    first: dict[tuple[str, str | None], Row] = {}
    for row in source.rows("tblHistory"):
        if row.get("fiscal_year") == year and row.get("unit_code") and row.get("score") is not None:
            first.setdefault((row["unit_code"], row.get("kpi_code")), row)
    return list(first.values())


def years(source: Source) -> tuple[YearReview, ...]:
    """The department in the three past years and in this one."""
    write, this = source.write, source.settings.fiscal_year
    lines = []
    for year in past_years(source):
        active, rows = _active(source, year), _history(source, year)
        scores = [
            score
            for row in rows
            if row.get("kpi_code") is None and row["unit_code"] in active
            and (score := number(row["score"])) is not None
        ]  # fmt: skip
        found = passed_in_year(source.tables, year, float(source.pass_score))
        passed, total = found or (0, len(active))
        result = attainment(passed, total, source.settings.target_percent)
        lines.append(
            YearReview(
                year=write.digits(str(year)),
                passed=write.count(passed) if found else DASH,
                total=write.count(total),
                percent=write.percent(result.percent) if found else DASH,
                raw=float(result.percent) if found and result.percent is not None else None,
                mean=write.score(mean(scores)),
                unknown=write.count(total - len(scores)),
                incomparable=write.count(sum(row.get("comparable") != "yes" for row in rows)),
                current=False,
                state=(states.MET if result.met else states.NOT_MET) if found else states.UNKNOWN,
            )
        )
    now = source.attainment
    scores_now = [score for row in source.unit_scores if (score := source.score_of(row)) is not None]
    known = bool(scores_now)
    lines.append(
        YearReview(
            year=write.digits(str(this)),
            passed=write.count(now.passed) if known else DASH,
            total=write.count(now.total),
            percent=write.percent(now.percent) if known else DASH,
            raw=float(now.percent) if known and now.percent is not None else None,
            mean=write.score(mean(scores_now)),
            unknown=write.count(now.total - len(scores_now)),
            incomparable=DASH,
            current=True,
            state=(states.MET if now.met else states.NOT_MET) if known else states.UNKNOWN,
        )
    )
    return tuple(lines)


def change(source: Source) -> tuple[int, Fraction] | None:
    """The last year that is known, and by how many percent points attainment rose since; else None."""
    now = source.attainment
    for year in reversed(past_years(source)):
        found = passed_in_year(source.tables, year, float(source.pass_score))
        if found and found[1] and now.total:
            return year, Fraction(100 * now.passed, now.total) - Fraction(100 * found[0], found[1])
    return None


def incomparable(source: Source) -> tuple[str, ...]:
    """A sentence a year that names the results which do not compare with other years."""
    if not any(_history(source, year) for year in past_years(source)):
        return ("ยังไม่มีผลย้อนหลังในสมุดงาน",)
    sentences = []
    for year in past_years(source):
        rows = [row for row in _history(source, year) if row.get("comparable") != "yes"]
        if not rows:
            continue
        names = []
        for unit, same in grouped(rows, "unit_code").items():
            codes = [row["kpi_code"] for row in same if row.get("kpi_code")]
            whole = ["คะแนนหน่วยงาน"] if len(codes) < len(same) else []
            parts = whole + ([f"ตัวชี้วัด {', '.join(codes)}"] if codes else [])
            names.append(f"{source.unit_short(unit)} ({' และ'.join(parts)})")
        said = source.write.names(names, 8, "หน่วยงาน")
        sentences.append(source.write.say(f"ปี {year} เปรียบเทียบไม่ได้ {len(rows)} รายการ คือ {said}"))
    return tuple(sentences)


def _cell(source: Source, score: Decimal | None, mark: str = "") -> ScoreCell:
    raw = None if score is None else float(score)
    state = states.UNKNOWN if score is None else states.FINE if score >= source.pass_score else states.BELOW
    return ScoreCell(source.write.score(score) + (mark if score is not None else ""), raw, state)


def kpi_years(source: Source) -> tuple[KpiYears, ...]:
    """The KPIs of the round in focus: mean of the comparable scores of each past year, and of this year's.

    The units are those that have the KPI in this round.
    """
    labels = [source.write.digits(str(year)) for year in (*past_years(source), source.settings.fiscal_year)]
    rows = [
        row
        for rows in source.gaps_by_unit.values()
        for row in rows
        if row["round"] == source.period.round
    ]  # fmt: skip
    scored = {
        (row["unit_code"], row["kpi_code"])
        for row in source.kpi_scores
        if row["round"] == source.period.round and row.get("reason") == "scored"
    }
    by_kpi = grouped(rows, "kpi_code")
    lines = []
    for code in standing.kpi_codes(source):
        same = by_kpi.get(code, [])
        means = [
            mean(value for row in same if (value := number(row.get(f"history_{n}"))) is not None)
            for n in range(1, YEARS + 1)
        ]
        now = mean(
            value
            for row in same
            if (row["unit_code"], code) in scored and (value := number(row.get("score"))) is not None
        )
        trend = trend_of(source, means)
        cells = tuple(_cell(source, value) for value in (*means, now))
        lines.append(
            KpiYears(
                code=source.write.digits(code),
                name=source.kpi_name(code),
                years=cells,
                points=tuple(Point(y, cell.text, cell.raw) for y, cell in zip(labels, cells, strict=True)),
                slope=source.write.signed(trend.slope),
                trend=trend.state,
            )
        )
    return tuple(lines)


def unit_years(source: Source) -> tuple[UnitYears, ...]:
    """The units in the order of their scores: whole scores of three years, mean, slope and trend."""
    by_year = {
        year: {row["unit_code"]: row for row in _history(source, year) if row.get("kpi_code") is None}
        for year in past_years(source)
    }
    lines = []
    for row in standing.unit_order(source):
        code, now = row["unit_code"], source.score_of(row)
        cells, compared = [], []
        for year in past_years(source):
            past = by_year[year].get(code, {})
            fits = past.get("comparable") == "yes"
            value = number(past.get("score"))
            cells.append(_cell(source, value, "" if fits else STAR))
            compared.append(value if fits else None)
        trend = trend_of(source, compared)
        average = mean(value for value in compared if value is not None)
        lines.append(
            UnitYears(
                code=code,
                name=str(row.get("unit_name") or code),
                years=(*cells, _cell(source, now)),
                mean=source.write.score(average),
                slope=source.write.signed(trend.slope),
                slope_raw=trend.slope,
                trend=trend.state,
                state=states.of_unit(None if now is None else float(now), float(source.pass_score)),
            )
        )
    return tuple(lines)


def points_text(source: Source, difference: Fraction) -> str:
    """A difference of percentages with two decimals and its sign."""
    text = source.write.number(half_up(abs(difference), 2))
    return text if not difference else f"{'+' if difference > 0 else '−'}{text}"
