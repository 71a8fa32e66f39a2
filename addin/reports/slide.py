"""The slide for the department's meeting: the message as its title, all scores in a chart, who is nearest."""

from __future__ import annotations

from addin.reports import sentences, standing, states
from addin.reports.model import ChartData, Series, UnitLine
from addin.reports.notes import notes
from addin.reports.overview import FAIL_FILL, meta
from addin.reports.slide_model import Slide
from addin.reports.source import Source
from addin.reports.thai import NBSP

SHOWN = 60
"""Units that the chart has room for; of more, those with the lowest scores."""
NEAR = 4
"""Units that are named beside the chart."""
_NAMED = 6
"""Units without a score that the speaker's notes name."""
_LABEL, _NAME = 20, 36
"""Characters of a name under a column, and in the list."""


def slide_context(source: Source) -> Slide:
    """Everything that the template of the slide shows."""
    write, result = source.write, source.attainment
    units = standing.unit_lines(source)
    message = sentences.message(source, units)
    head = meta(source, "คะแนนผลการปฏิบัติราชการของหน่วยงาน", "สไลด์ที่ประชุมกรม", f"{len(units):,} หน่วยงาน")
    charted = _charted(units)
    title = message.lead
    if result.total and all(unit.raw is None for unit in units):
        title = write.say(f"รอบที่ {source.period.round} {sentences.NO_RESULT}")
    elif result.total:
        title = write.say(
            f"{result.passed:,} จาก {result.total:,} หน่วยงานถึงเกณฑ์ {source.pass_text} {message.verdict}"
        )
    return Slide(
        meta=head,
        message=message,
        title=title,
        period=" ".join(text for text in (head.department, head.period, head.notice) if text),
        passed=f"{write.count(result.passed)}/{write.count(result.total)}",
        passed_label=write.say(f"หน่วยงานถึงเกณฑ์ {source.pass_text}"),
        percent=write.percent(result.percent),
        percent_label=write.say(f"ร้อยละ เป้าหมาย {write.number(result.target_percent)}"),
        short=write.count(result.short),
        short_label="หน่วยงานที่ขาด",
        chart_title=_chart_title(source, units, charted),
        near_title=_near_title(source, units),
        near=_near(source, units),
        deadline=sentences.next_deadline(source),
        source=" ".join(filter(None, (head.as_of, head.owner, sentences.unsettled(source)))),
        chart_scores_alt=_spoken(source, charted),
        notes=_notes(source),
        charts={"chart_scores": _chart(source, charted)},
    )


def _charted(units: tuple[UnitLine, ...]) -> tuple[UnitLine, ...]:
    return units if len(units) <= SHOWN else units[-SHOWN:]


def _cut(name: str, length: int) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def _chart(source: Source, units: tuple[UnitLine, ...]) -> ChartData:
    fails = tuple(FAIL_FILL if unit.state is states.FAILED else None for unit in units)
    return ChartData(
        tuple(_cut(unit.short, _LABEL) for unit in units),
        (
            Series("คะแนน", tuple(unit.raw for unit in units), fails),
            Series(f"เกณฑ์ {source.pass_text}", tuple(float(source.pass_score) for _ in units)),
        ),
    )


def _chart_title(source: Source, units: tuple[UnitLine, ...], charted: tuple[UnitLine, ...]) -> str:
    if not units:
        return sentences.NO_UNITS
    below = f"สีแดงคือต่ำกว่า {source.pass_text}"
    if len(charted) < len(units):
        return source.write.say(f"คะแนน {len(charted):,} หน่วยงานท้ายจาก {len(units):,} หน่วยงาน {below}")
    return source.write.say(f"คะแนนของทุกหน่วยงาน เรียงจากมากไปน้อย {below}")


def _near_title(source: Source, units: tuple[UnitLine, ...]) -> str:
    failed = sum(unit.state is states.FAILED for unit in units)
    if failed:
        return source.write.say(f"ต่ำกว่าเกณฑ์ {failed} หน่วยงาน")
    passed = any(unit.state is states.PASSED for unit in units)
    return "ทุกหน่วยงานที่มีคะแนนถึงเกณฑ์" if passed else "ยังไม่มีหน่วยงานที่มีคะแนน"


def _near(source: Source, units: tuple[UnitLine, ...]) -> tuple[str, ...]:
    """The units below, nearest first, and those without a score."""
    write = source.write
    failed = [unit for unit in units if unit.state is states.FAILED]
    pending = [_cut(unit.short, _NAME) for unit in units if unit.state is states.PENDING]
    lines = [
        write.say(f"{_cut(unit.short, _NAME)} {unit.score} ขาด {unit.shortfall}") for unit in failed[:NEAR]
    ]
    if len(failed) > NEAR:
        lines.append(write.say(f"และอีก {len(failed) - NEAR} หน่วยงาน"))
    if pending:
        lines.append(f"ยังไม่มีคะแนน{NBSP}{write.names(pending, 2, 'หน่วยงาน')}")
    return tuple(lines) or ("",)


def _spoken(source: Source, units: tuple[UnitLine, ...]) -> str:
    """The chart in words."""
    scored = [unit for unit in units if unit.raw is not None]
    if not scored:
        return "แผนภูมิแท่งคะแนนของหน่วยงาน ยังไม่มีคะแนน"
    failed = [f"{_cut(unit.short, _NAME)} {unit.score}" for unit in scored if unit.state is states.FAILED]
    best, last = ((_cut(unit.short, _NAME), unit.score) for unit in (scored[0], scored[-1]))
    text = (
        f"แผนภูมิแท่งคะแนน {len(units):,} หน่วยงาน เส้นประคือเกณฑ์ {source.pass_text} "
        f"สูงสุด {best[0]} {best[1]} ต่ำสุด {last[0]} {last[1]}"
    )
    return source.write.say(
        text + (f" ต่ำกว่าเกณฑ์ {source.write.names(failed, 6, 'หน่วยงาน')}" if failed else "")
    )


def _notes(source: Source) -> tuple[str, ...]:
    """What the speaker may be asked: the units below with what each needs, and every policy."""
    lines = []
    below, scored = standing.below_units(source), standing.unit_ranks(source)
    for unit in below:
        if unit.code not in scored:
            continue
        needs = " หรือ ".join(
            f"ตัวชี้วัด {way.code} ได้ผล {way.needed}" for way in unit.ways[: standing.SHOWN_WAYS]
        )
        said = f"ถึงเกณฑ์ของรอบได้เมื่อ{needs}" if needs else unit.comment
        lines.append(source.write.say(f"{unit.name} {unit.score}: {said}"))
    if pending := [unit.name for unit in below if unit.code not in scored]:
        named = source.write.names(pending, _NAMED, "หน่วยงาน")
        lines.append(
            source.write.say(
                f"ยังไม่มีคะแนน {len(pending):,} หน่วยงาน {standing.why_no_score(source)} คือ {named}"
            )
        )
    head = ["หน่วยงานที่ยังไม่ถึงเกณฑ์และสิ่งที่ต้องได้", *lines, ""] if lines else []
    return (*head, "วิธีคิดและที่มาของตัวเลข", *notes(source))
