"""Each unit's indicators with weights and targets, and the score each is to have at the end of round 1.

A unit's aimed score stands in data/unit_score.csv. The scores of its indicators are spread around it by
chance and then shifted together until their weighted mean meets the aim; data/exact.csv is set by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbook.content.frames import Row
from workbook.sample import source
from workbook.sample.chance import chance
from workbook.sample.curve import FLOOR, TOP, Kpi, score_of, value_for
from workbook.sample.days import Days
from workbook.sample.events import Events

SPREAD = 1.7
"""Scores of a unit's indicators lie within half of this on either side of the unit's aim."""
FINE = "3.1"
"""Every unit has this indicator and its steps are small: it takes up what rounding left."""

Targets = tuple[Decimal, ...]
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class UnitKpi:
    """An indicator of a unit in one round."""

    unit: str
    kpi: Kpi
    round_no: int
    weight: Decimal
    targets: Targets
    own_targets: bool
    starts: str
    ends: str
    note: str

    def covers(self, month: str) -> bool:
        """True in the months in which the indicator is measured."""
        return (not self.starts or self.starts <= month) and (not self.ends or month <= self.ends)


def kpis() -> dict[str, Kpi]:
    """Code -> indicator, from data/kpi.csv and data/kpi_style.csv."""
    styles = {row["kpi_code"]: row for row in source.rows("kpi_style.csv")}
    found = {}
    for row in source.rows("kpi.csv"):
        style = styles[row["kpi_code"]]
        numbers = (Decimal(style[key]) for key in ("drift", "wobble", "low", "high"))
        found[row["kpi_code"]] = Kpi(
            row["kpi_code"], row["scoring"], row["aggregate"], int(style["places"]), *numbers
        )
    return found


def unit_kpis(days: Days, known: Mapping[str, Kpi]) -> list[UnitKpi]:
    """Every unit's indicators of both rounds: unit by unit in the order of the units, round 1 first."""
    default = {(row["kpi_code"], int(row["round"])): _targets(row) for row in source.rows("kpi_target.csv")}
    own: dict[Key, Targets] = {
        (row["unit_code"], row["kpi_code"], int(row["round"])): _targets(row)
        for row in source.rows("own_target.csv")
    }
    found = []
    weights = source.rows("weight.csv", days.fiscal_year)
    for unit in dict.fromkeys(row["unit_code"] for row in weights):
        for round_no in (1, 2):
            for row in weights:
                if row["unit_code"] != unit or not row[f"round_{round_no}"]:
                    continue
                key = (unit, row["kpi_code"], round_no)
                targets = own.get(key) or default[key[1:]]
                entry = UnitKpi(
                    unit,
                    known[row["kpi_code"]],
                    round_no,
                    Decimal(row[f"round_{round_no}"]),
                    targets,
                    key in own,
                    row["starts_month"],
                    row["ends_month"],
                    row["note"],
                )
                found.append(entry)
    return found


def _targets(row: Mapping[str, str]) -> Targets:
    return tuple(Decimal(row[f"target_{level}"]) for level in range(1, 6))


def rows(entries: list[UnitKpi]) -> list[Row]:
    """The rows of tblUnitKpi."""
    found: list[Row] = []
    for entry in entries:
        row: dict[str, str | float | None] = {
            "unit_code": entry.unit,
            "kpi_code": entry.kpi.code,
            "round": entry.round_no,
            "weight": float(entry.weight),
            "starts_month": entry.starts or None,
            "ends_month": entry.ends or None,
            "note": f"ตัวอย่าง: {entry.note}" if entry.note else "ตัวอย่าง",
        }
        if entry.own_targets:
            row |= {f"target_{i}": float(target) for i, target in enumerate(entry.targets, 1)}
        found.append(row)
    return found


def finals(days: Days, entries: list[UnitKpi], events: Events) -> dict[tuple[str, str], Decimal]:
    """(unit, KPI) -> the value that the counting months of round 1 come to."""
    exact = {(row["unit_code"], row["kpi_code"]): Decimal(row["final"]) for row in source.rows("exact.csv")}
    aims = {row["unit_code"]: Decimal(row["aim"]) for row in source.rows("unit_score.csv")}
    found: dict[tuple[str, str], Decimal] = {}
    for unit, aim in aims.items():
        mine = [entry for entry in entries if entry.unit == unit and entry.round_no == 1]
        found |= _fit(aim, mine, exact, _left_out(days, mine, events))
    return found


def _left_out(days: Days, mine: list[UnitKpi], events: Events) -> frozenset[str]:
    """The indicators that are not applicable in the whole round: they leave with their weight."""
    months = days.months(1)
    return frozenset(
        entry.kpi.code
        for entry in mine
        if all(
            events.outcome(month, entry.unit, entry.kpi.code).status == "not_applicable" for month in months
        )
    )


def _fit(
    aim: Decimal, mine: list[UnitKpi], exact: Mapping[tuple[str, str], Decimal], left_out: frozenset[str]
) -> dict[tuple[str, str], Decimal]:
    values = {e.kpi.code: exact[e.unit, e.kpi.code] for e in mine if (e.unit, e.kpi.code) in exact}
    counting = [entry for entry in mine if entry.kpi.code not in left_out]
    wanted: dict[str, Decimal] = {}
    for entry in mine:
        away = Decimal(str(round((chance("aim", entry.unit, entry.kpi.code) - 0.5) * SPREAD, 2)))
        code = entry.kpi.code
        by_hand = values.get(code)
        wanted[code] = (
            min(max(aim + away, FLOOR), TOP)
            if by_hand is None
            else score_of(entry.kpi, by_hand, entry.targets)
        )
    # Whole scores are settled first; the others shift by what is left, within the scale, and settle in turn.
    for entry in sorted(mine, key=lambda e: (not e.kpi.whole, e.kpi.code == FINE)):
        code = entry.kpi.code
        if code not in values:
            if not entry.kpi.whole and code not in left_out:
                _shift(aim, counting, values, wanted)
            values[code] = value_for(entry.kpi, wanted[code], entry.targets)
        wanted[code] = score_of(entry.kpi, values[code], entry.targets)
    return {(entry.unit, entry.kpi.code): values[entry.kpi.code] for entry in mine}


def _shift(
    aim: Decimal, counting: list[UnitKpi], settled: Mapping[str, Decimal], wanted: dict[str, Decimal]
) -> None:
    """Move the scores that are still open so that the weighted mean is the aim."""
    total = sum((entry.weight for entry in counting), Decimal(0))
    for _ in range(4):
        missing = aim * total - sum((e.weight * wanted[e.kpi.code] for e in counting), Decimal(0))
        away = TOP if missing > 0 else FLOOR
        still_open = [e for e in counting if e.kpi.code not in settled and wanted[e.kpi.code] != away]
        room = sum((entry.weight for entry in still_open), Decimal(0))
        if not room:
            return
        for entry in still_open:
            wanted[entry.kpi.code] = min(max(wanted[entry.kpi.code] + missing / room, FLOOR), TOP)
