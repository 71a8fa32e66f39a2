"""Where to act first: what the figures say, never a promise of what will come of it."""

from __future__ import annotations

from addin.reports import standing
from addin.reports.model import BelowUnit, KpiLine
from addin.reports.situation_gaps import Gaps
from addin.reports.situation_model import Priority, UnitYears
from addin.reports.source import Source
from addin.reports.thai import DASH

NEAR = 3
"""Units named as the nearest to the pass score, and KPIs, gaps and units named in a fact."""
NEEDED = "ตัวชี้วัดที่รวมเดือนเป็นค่าเฉลี่ยหรือผลรวม ผลที่ต้องได้คือค่าเฉลี่ยหรือผลรวมของทั้งรอบ ไม่ใช่ผลของเดือนเดียว"
WAYS = 2
"""Ways of a unit to the pass score that a fact names."""


def priorities(gaps: Gaps, pulls: tuple[KpiLine, ...], units: tuple[UnitYears, ...]) -> tuple[Priority, ...]:
    """Where to act first, by what the figures say: what is nearest, what costs most, what lasts longest."""
    found = [
        _nearest(gaps.source),
        _costliest(pulls),
        _unanswered(gaps),
        _silent(gaps),
        _declining(gaps.source, units),
    ]
    write = gaps.source.write
    return tuple(
        Priority(write.count(number), title, tuple(write.say(fact) for fact in facts), write.say(basis))
        for number, (title, facts, basis) in enumerate((one for one in found if one), start=1)
    )


Found = tuple[str, tuple[str, ...], str] | None


def nearest(source: Source) -> tuple[BelowUnit, ...]:
    """The units below the pass score that are nearest to it."""
    return tuple(unit for unit in standing.below_units(source) if unit.shortfall != DASH)[:NEAR]


def needed_note(source: Source) -> str:
    """What the figures to reach are of a KPI whose months are combined, where such a one is named."""
    shown = (way for unit in nearest(source) for way in unit.ways[:WAYS])
    return NEEDED if any(way.combined for way in shown) else ""


def _nearest(source: Source) -> Found:
    below = nearest(source)
    if not below or not source.attainment.short:
        return None
    facts = []
    for unit in below:
        ways = " หรือ ".join(
            f"ตัวชี้วัด {way.code} ได้ {way.needed} (ขณะนี้ {way.actual if way.actual != DASH else way.score})"
            for way in unit.ways[:WAYS]
        )
        need = f"ถึงเกณฑ์เมื่อ{ways}" if ways else "ต้องปรับมากกว่าหนึ่งตัวชี้วัด"
        facts.append(f"{source.unit_short(unit.code)} {unit.score} ขาด {unit.shortfall} {need}")
    basis = f"เป้าหมายยังขาด {source.attainment.short} หน่วยงาน"
    return "หน่วยงานที่ใกล้เกณฑ์ที่สุด", tuple(facts), basis


def _costliest(pulls: tuple[KpiLine, ...]) -> Found:
    worst = [kpi for kpi in pulls if kpi.lost_raw > 0][:NEAR]
    if not worst:
        return None
    facts = [
        f"{kpi.code} {kpi.name} ต่ำกว่าเกณฑ์ {kpi.below_text} จาก {kpi.units_text} หน่วยงาน "
        f"ทำให้หน่วยงานที่ยังไม่ผ่านเสียรวม {kpi.lost} คะแนน"
        for kpi in worst
    ]
    return "ตัวชี้วัดที่ฉุดคะแนนมากที่สุด", tuple(facts), "คะแนนที่หน่วยงานซึ่งต่ำกว่าเกณฑ์เสียไปจากตัวชี้วัดนี้"


def _unanswered(gaps: Gaps) -> Found:
    chronic = gaps.of("chronic")
    open_ = [row for row in chronic if not gaps.measures(row)]
    if not open_:
        return None
    named = gaps.source.write.names((gaps.called(row) for row in open_), NEAR, "รายการ")
    facts = f"{len(open_)} จาก {len(chronic)} รายการยังไม่มีมาตรการที่ผูกไว้ ห่างเกณฑ์มากที่สุดคือ {named}"
    return "Gap เรื้อรังที่ยังไม่มีมาตรการ", (facts,), "ต่ำกว่าเกณฑ์อย่างน้อย 2 ใน 3 ปีและปีนี้"


def _silent(gaps: Gaps) -> Found:
    missing = gaps.of("no_data")
    if not missing:
        return None
    units = dict.fromkeys(gaps.source.unit_short(row["unit_code"]) for row in missing)
    named = gaps.source.write.names(units, NEAR, "หน่วยงาน")
    facts = f"{len(missing)} รายการของ {named}"
    return "ตัวชี้วัดที่ยังไม่มีผล", (facts,), "ยังไม่รู้ขนาดของ Gap และหน่วยงานที่ไม่มีคะแนนนับเป็นยังไม่ผ่าน"


def _declining(source: Source, units: tuple[UnitYears, ...]) -> Found:
    falling = [unit for unit in units if unit.trend.key == "declining"]
    if not falling:
        return None
    falling.sort(key=lambda unit: unit.slope_raw or 0)
    named = source.write.names(
        (f"{source.unit_short(unit.code)} ({unit.slope} ต่อปี {unit.state.word})" for unit in falling),
        2 * NEAR,
        "หน่วยงาน",
    )
    return "หน่วยงานที่คะแนนลดลง", (f"{len(falling)} หน่วยงาน คือ {named}",), "แนวโน้มคะแนน 3 ปีที่ผ่านมา"
