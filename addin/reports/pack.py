"""All unit reports in one file: cover, contents, the table of all units, then each unit's own report.

The units' reports are those of `unit`, word for word; the policies that they share stand once, at the end of
the front part. Pages of a unit's report are counted from 1 behind the unit's number ("5-1"), so that the
contents are right in every program without being updated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from addin.reports import states
from addin.reports.model import Card, ChartData, Message, Meta, UnitLine
from addin.reports.overview import meta, overview_context
from addin.reports.source import Source, mean, number
from addin.reports.unit import unit_context
from addin.reports.unit_model import UnitReport
from addin.reports.wordjoin import anchor


@dataclass(frozen=True, slots=True)
class PackPart:
    """A unit: its number in the contents, its bookmark, its first page, its line of figures, its report."""

    number: str
    anchor: str
    page: str
    line: UnitLine
    report: UnitReport


@dataclass(frozen=True, slots=True)
class PackGroup:
    """A group of units in the contents; `first` is the number of its first unit."""

    name: str
    first: int
    parts: tuple[PackPart, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """The file of all unit reports. `parts` are in the order of the contents, `ranked` by rank."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    groups: tuple[PackGroup, ...]
    group_names: tuple[str, ...]
    parts: tuple[PackPart, ...]
    ranked: tuple[PackPart, ...]
    count: str
    next_deadline: str
    notes: tuple[str, ...]
    pass_text: str
    pass_raw: float
    charts: dict[str, ChartData] = field(default_factory=dict)

    @property
    def following(self) -> Iterator[tuple[str, UnitReport]]:
        """What stands behind the front part in the Word file."""
        return (("unit", part.report) for part in self.parts)


def pack_context(source: Source) -> Pack:
    """Everything that the template of the pack shows; of the units asked for where some were."""
    overview = overview_context(source)
    lines = {line.code: line for line in overview.units if source.only is None or line.code in source.only}
    by_group: dict[str, list[UnitLine]] = {}
    for row in source.unit_scores:
        if (line := lines.get(row["unit_code"])) is not None:
            by_group.setdefault(line.group, []).append(line)
    groups, first = [], 1
    for name, members in by_group.items():
        parts = tuple(_part(source, line, number) for number, line in enumerate(members, start=first))
        groups.append(PackGroup(name, first, parts))
        first += len(members)
    parts_of = {part.line.code: part for group in groups for part in group.parts}
    whole = len(lines) == len(overview.units)
    among = "" if whole else f" จากทั้งหมด {len(overview.units):,} หน่วยงาน"
    return Pack(
        meta=meta(
            source,
            "รวมรายงานหน่วยงาน",
            "รวมรายงานหน่วยงาน",
            f"{len(lines):,} หน่วยงาน{among} {len(overview.kpis):,} ตัวชี้วัด",
        ),
        message=overview.message if whole else _message(source, tuple(lines.values())),
        cards=overview.cards if whole else _cards(source, tuple(lines.values())),
        groups=tuple(groups),
        group_names=tuple(by_group),
        parts=tuple(parts_of.values()),
        ranked=tuple(parts_of[code] for code in lines),
        count=source.write.count(len(lines)),
        next_deadline=overview.next_deadline,
        notes=overview.notes,
        pass_text=overview.pass_text,
        pass_raw=overview.pass_raw,
    )


def _message(source: Source, lines: tuple[UnitLine, ...]) -> Message:
    """How the units of a part of the department stand."""
    write, count = source.write, _counts(lines)
    lead = f"{len(lines):,} หน่วยงานในเล่มนี้ มีคะแนนตั้งแต่ {source.pass_text} ขึ้นไป {count['passed']} หน่วยงาน"
    below = [f"{line.short} (ขาด {line.shortfall})" for line in lines if line.state is states.FAILED]
    verdict = f"ต่ำกว่าเกณฑ์ {len(below):,} หน่วยงาน" if below else ""
    if count["pending"]:
        verdict += f" ยังไม่มีคะแนน {count['pending']} หน่วยงาน"
    accent = f"หน่วยงานที่ต่ำกว่าเกณฑ์คือ {write.names(below, 3, 'หน่วยงาน')}" if below else ""
    return Message(write.say(lead), write.say(verdict.strip()), write.say(accent))


def _counts(lines: tuple[UnitLine, ...]) -> Counter[str]:
    return Counter(line.state.key for line in lines)


def _cards(source: Source, lines: tuple[UnitLine, ...]) -> tuple[Card, ...]:
    write, count = source.write, _counts(lines)
    scores = [number(line.raw) for line in lines if line.raw is not None]
    known = [score for score in scores if score is not None]
    spread = f"สูงสุด {write.score(max(known))} ต่ำสุด {write.score(min(known))}" if known else "ยังไม่มีคะแนน"
    return (
        Card(
            label="หน่วยงานที่ผ่าน",
            value=write.count(count["passed"]),
            unit=write.say(f"จาก {len(lines):,} หน่วยงานในเล่มนี้"),
            detail=write.say(f"ต่ำกว่าเกณฑ์ {count['failed']} ยังไม่มีคะแนน {count['pending']}"),
            tone="bad" if count["failed"] else "plain",
            parts=(("good", count["passed"]), ("bad", count["failed"]), ("none", count["pending"])),
            squares=True,
        ),
        Card("คะแนนเฉลี่ย", write.score(mean(known)), write.say("จาก 5"), write.say(spread)),
    )


def _part(source: Source, line: UnitLine, number: int) -> PackPart:
    report = unit_context(source, line.code)
    text = source.write.count(number)
    return PackPart(
        number=text,
        anchor=anchor(number),
        page=f"{text}-{source.write.count(1)}",
        line=line,
        report=replace(report, meta=replace(report.meta, place=f"{text}-"), notes=()),
    )
