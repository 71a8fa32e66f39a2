"""The department's report: from the figures to everything that its template shows."""

from __future__ import annotations

from addin.reports import sentences, standing, states, work
from addin.reports.model import (
    BelowUnit,
    Bin,
    Card,
    ChartData,
    Meta,
    MonthLine,
    Overview,
    Series,
    UnitLine,
    YearLine,
)
from addin.reports.notes import notes
from addin.reports.source import Source, mean, number
from addin.reports.thai import DASH
from addin.rules import fiscal
from addin.rules.attainment import attainment

DEPARTMENT = "กรมอนามัย"
OWNER = "กลุ่มพัฒนาระบบบริหาร"
FAIL_FILL = "B3261E"
SHOWN_BELOW = 24
"""Units below the pass score that are told one by one; a book of a thousand units may have hundreds."""
SHOWN_LATE = 24
"""Units named in a month as late or missing."""
SHOWN_PENDING = 4
"""So many units without a score are told with what each KPI needs; more are named in one sentence."""


def meta(source: Source, title: str, short: str, coverage: str) -> Meta:
    """The head of a report."""
    write, period = source.write, source.period
    half = "5 เดือนแรก" if period.round == 1 else "5 เดือนหลัง"
    months = source.settings.rounds[period.round - 1]
    if len(months) != 5:
        half = f"{len(months):,} เดือน"
    span = f"{write.month(months[0])} ถึง {write.month(months[-1])}"
    return Meta(
        department=DEPARTMENT,
        owner=OWNER,
        title=title,
        short=short,
        period=write.say(f"รอบที่ {period.round} ({half}) ปีงบประมาณ พ.ศ. {source.settings.fiscal_year}"),
        period_short=write.say(f"รอบ {period.round} ถึง {write.month(period.month)}"),
        fiscal_year=write.digits(str(source.settings.fiscal_year)),
        as_of=f"ผลถึงเดือน{write.month_long(period.month)} คำนวณ ณ {write.date_long(source.results.as_of)}",
        generated_on=f"จัดทำเมื่อ {write.date_long(source.generated_on)}",
        coverage=write.say(f"{coverage} รอบ {half} {span}"),
        notice="ข้อมูลตัวอย่าง บุคคลและตัวเลขสมมติขึ้น" if source.is_sample else "",
    )


def overview_context(source: Source) -> Overview:
    """Everything that the template of the overview shows."""
    units, kpis = standing.unit_lines(source), standing.kpi_lines(source)
    below, below_rest = _below(source)
    pulls = tuple(sorted(kpis, key=lambda kpi: (-kpi.lost_raw, -kpi.below, fiscal.kpi_sort_key(kpi.code))))
    years, distribution = _years(source), standing.bins(source)
    letters, plans, steps = work.letters(source), work.plans(source), work.steps(source)
    months = _months(source, units)
    lines = work.findings(source)
    write = source.write
    return Overview(
        meta=meta(
            source,
            "ภาพรวมผลการปฏิบัติราชการตามคำรับรอง",
            "ภาพรวม",
            f"{len(units):,} หน่วยงาน {len(kpis):,} ตัวชี้วัด",
        ),
        message=sentences.message(source, units),
        cards=_cards(source, units, months, sentences.finding_counts(source)),
        met=states.MET if source.attainment.met else states.NOT_MET,
        units=units,
        groups=tuple(dict.fromkeys(unit.group for unit in units)),
        kpis=kpis,
        matrix_message=sentences.matrix_message(source, units),
        below=below,
        below_rest=below_rest,
        needed_note=standing.needed_note(
            way.combined for unit in below for way in unit.ways[: standing.SHOWN_WAYS]
        ),
        nearest=sentences.nearest(source, units),
        bins=distribution,
        distribution_message=sentences.distribution_message(source, units),
        pulls=pulls,
        pull_message=sentences.pull_message(source, pulls),
        years=years,
        years_message=sentences.years_message(source, years, units),
        target=write.number(source.settings.target_percent),
        target_raw=float(source.settings.target_percent),
        months=months,
        status_message=sentences.status_message(source, units),
        next_deadline=sentences.next_deadline(source),
        letters=letters,
        letters_message=sentences.letters_message(letters),
        measures=work.measures(source),
        plans=plans,
        plans_message=sentences.plans_message(source, plans),
        activities=work.activities(source),
        month_labels=tuple(fiscal.month_name(month, short=True) for month in source.settings.months),
        today=work.today(source),
        steps=steps,
        steps_message=sentences.steps_message(source, steps),
        findings=lines,
        findings_message=sentences.findings_message(source),
        notes=notes(source),
        pass_text=source.pass_text,
        pass_raw=float(source.pass_score),
        charts=_charts(distribution, years, source),
    )


def _cards(
    source: Source, units: tuple[UnitLine, ...], months: tuple[MonthLine, ...], counts: tuple[int, int]
) -> tuple[Card, ...]:
    result, write = source.attainment, source.write
    failed = sum(unit.state is states.FAILED for unit in units)
    pending = len(units) - failed - result.passed
    scores = [score for row in source.unit_scores if (score := source.score_of(row)) is not None]
    detail = (
        f"ขาดอีก {result.short:,} หน่วยงาน" if result.short else "ครบตามเป้าหมาย" if units else "ยังไม่มีหน่วยงาน"
    )
    if pending:
        detail += f" ยังไม่มีคะแนน {pending:,} หน่วยงาน"
    errors, warnings = counts
    month = months[-1]
    tone = "plain" if not units else "good" if result.met else "bad"
    reached = float(result.percent or 0)
    spread = f"สูงสุด {write.score(max(scores))} ต่ำสุด {write.score(min(scores))}" if scores else "ยังไม่มีคะแนน"
    return (
        Card(
            label="หน่วยงานที่ผ่าน",
            value=write.count(result.passed),
            unit=write.say(f"จาก {result.total:,} หน่วยงาน"),
            detail=write.say(detail),
            tone=tone,
            parts=(("good", result.passed), ("bad", failed), ("none", pending)),
            squares=True,
        ),
        Card(
            label="ร้อยละที่ผ่าน",
            value=write.percent(result.percent),
            unit=write.say(f"เป้าหมาย {write.number(result.target_percent)}"),
            detail=(states.MET if result.met else states.NOT_MET).word if units else "ยังไม่มีหน่วยงาน",
            tone=tone,
            parts=(("ink", reached), ("none", 100 - reached)),
            tick=float(result.target_percent) / 100,
        ),
        Card("คะแนนเฉลี่ย", write.score(mean(scores)), write.say("จาก 5"), write.say(spread)),
        Card(
            label=f"รายงาน {month.label}",
            value=month.on_time,
            unit=write.say(f"ตรงเวลา จาก {len(units):,}"),
            detail=write.say(f"ล่าช้า {month.late} ยังไม่ส่ง {month.missing} ยังไม่ครบกำหนด {month.not_due}"),
            parts=tuple((tone, count) for tone, count in month.counts if count),
        ),
        Card(
            label="ต้องแก้ไข",
            value=write.count(errors),
            unit="รายการ",
            detail=write.say(f"ควรตรวจสอบอีก {warnings} รายการ"),
            tone="bad" if errors else "plain",
        ),
    )


def _below(source: Source) -> tuple[tuple[BelowUnit, ...], str]:
    """The units that did not pass, as many as can be read, and a sentence about the others."""
    if not source.unit_scores:
        return (), sentences.NO_UNITS
    every = standing.below_units(source)
    failing = [unit for unit in every if unit.shortfall != DASH]
    pending = [unit for unit in every if unit.shortfall == DASH]
    folded = pending if len(pending) > SHOWN_PENDING else []
    rest = len(failing) - SHOWN_BELOW
    said = [f"ยังมีหน่วยงานที่ต่ำกว่าเกณฑ์อีก {rest:,} หน่วยงาน ดูได้ในตารางคะแนนของทุกหน่วยงาน"] if rest > 0 else []
    if folded:
        named = source.write.names([source.unit_short(unit.code) for unit in folded], SHOWN_BELOW, "หน่วยงาน")
        said.append(f"ยังไม่มีคะแนน {len(folded):,} หน่วยงาน {standing.why_no_score(source)} คือ {named}")
    return (*failing[:SHOWN_BELOW], *(pending if not folded else ())), source.write.say(" ".join(said))


def _years(source: Source) -> tuple[YearLine, ...]:
    """The department in three past years and this one; the denominator is the units active in the year."""
    write, this = source.write, source.settings.fiscal_year
    lines = []
    for year in range(this - 3, this):
        active = {
            code
            for code, row in source.units.items()
            if (row.get("active_from_fy") or 0) <= year <= (row.get("active_to_fy") or 9999)
        }
        scores = {
            row["unit_code"]: score
            for row in source.rows("tblHistory")
            if row.get("fiscal_year") == year and row.get("kpi_code") is None
            and row.get("unit_code") in active and (score := number(row.get("score"))) is not None
        }  # fmt: skip
        passed = sum(score >= source.pass_score for score in scores.values())
        result = attainment(passed, len(active), source.settings.target_percent)
        known = bool(scores)
        lines.append(
            YearLine(
                year=write.digits(str(year)),
                passed=write.count(passed) if known else DASH,
                total=write.count(len(active)),
                percent=write.percent(result.percent) if known else DASH,
                raw=float(result.percent) if known and result.percent is not None else None,
                mean=write.score(mean(scores.values())),
                unknown=write.count(len(active) - len(scores)),
                current=False,
                state=(states.MET if result.met else states.NOT_MET) if known else states.UNKNOWN,
            )
        )
    now = source.attainment
    scores_now = [score for row in source.unit_scores if (score := source.score_of(row)) is not None]
    lines.append(
        YearLine(
            year=write.digits(str(this)),
            passed=write.count(now.passed),
            total=write.count(now.total),
            percent=write.percent(now.percent),
            raw=None if now.percent is None else float(now.percent),
            mean=write.score(mean(scores_now)),
            unknown=write.count(now.total - len(scores_now)),
            current=True,
            state=(states.MET if now.met else states.NOT_MET) if now.total else states.UNKNOWN,
        )
    )
    return tuple(lines)


def _months(source: Source, units: tuple[UnitLine, ...]) -> tuple[MonthLine, ...]:
    write = source.write
    lines = []
    for position, month in enumerate(source.months_reported):
        of_month: dict[str, list[str]] = {}
        for unit in units:
            of_month.setdefault(unit.statuses[position].key, []).append(unit.short)
        count = {key: len(names) for key, names in of_month.items()}
        row = source.months[month]
        lines.append(
            MonthLine(
                label=write.month(month),
                deadline=write.date(row["deadline"]),
                safe=write.date(row["safe_date"]),
                on_time=write.count(count.get("on_time", 0)),
                late=write.count(count.get("late", 0)),
                missing=write.count(count.get("missing", 0)),
                not_due=write.count(count.get("not_due", 0)),
                counts=(
                    ("good", count.get("on_time", 0)),
                    ("warn", count.get("late", 0)),
                    ("bad", count.get("missing", 0)),
                    ("none", count.get("not_due", 0) + count.get("not_applicable", 0)),
                ),
                late_names=_named(source, of_month.get("late", []), len(units)),
                missing_names=_named(source, of_month.get("missing", []), len(units)),
            )
        )
    return tuple(lines)


def _named(source: Source, names: list[str], everybody: int) -> str:
    """Who is late: by name, as many as can be read; the grid of all units shows the rest."""
    if len(names) == everybody > 1:
        return "ทุกหน่วยงาน"
    return source.write.names(names, SHOWN_LATE, "หน่วยงาน") or DASH


def _charts(bins: tuple[Bin, ...], years: tuple[YearLine, ...], source: Source) -> dict[str, ChartData]:
    target = float(source.settings.target_percent)
    return {
        "chart_distribution": ChartData(
            tuple(found.label.partition("–")[0] for found in bins),
            (
                Series(
                    "จำนวนหน่วยงาน",
                    tuple(float(len(found.units)) for found in bins),
                    tuple(FAIL_FILL if found.below else None for found in bins),
                ),
            ),
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
