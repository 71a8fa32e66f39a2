"""All unit reports in one file: cover, contents, the table of all units, then each unit's own report.

The units' reports are those of `unit`, word for word; the policies that they share stand once, at the end of
the front part. Pages of a unit's report are counted from 1 behind the unit's number ("5-1"), so that the
contents are right in every program without being updated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from addin.reports.model import Card, ChartData, Message, Meta, UnitLine
from addin.reports.overview import meta, overview_context
from addin.reports.source import Source
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
    """Everything that the template of the pack shows."""
    overview = overview_context(source)
    lines = {line.code: line for line in overview.units}
    by_group: dict[str, list[UnitLine]] = {}
    for row in source.unit_scores:
        line = lines[row["unit_code"]]
        by_group.setdefault(line.group, []).append(line)
    groups, first = [], 1
    for name, members in by_group.items():
        parts = tuple(_part(source, line, number) for number, line in enumerate(members, start=first))
        groups.append(PackGroup(name, first, parts))
        first += len(members)
    parts_of = {part.line.code: part for group in groups for part in group.parts}
    return Pack(
        meta=meta(
            source,
            "รวมรายงานหน่วยงาน",
            "รวมรายงานหน่วยงาน",
            f"{len(lines)} หน่วยงาน {len(overview.kpis)} ตัวชี้วัด",
        ),
        message=overview.message,
        cards=overview.cards,
        groups=tuple(groups),
        group_names=tuple(by_group),
        parts=tuple(parts_of.values()),
        ranked=tuple(parts_of[line.code] for line in overview.units),
        count=source.write.count(len(lines)),
        next_deadline=overview.next_deadline,
        notes=overview.notes,
        pass_text=overview.pass_text,
        pass_raw=overview.pass_raw,
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
