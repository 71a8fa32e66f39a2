"""Three years of results: each unit's whole score and its indicators, with the gaps of real archives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from workbook.content.frames import Row
from workbook.sample import source
from workbook.sample.chance import chance
from workbook.sample.curve import FLOOR, TOP, score_of, value_for
from workbook.sample.profile import UnitKpi

NEW = {"1.5": 2}
"""Indicators that are younger than three years: how many years of history they have."""
NOT_COMPARABLE = frozenset({("HLC", 3)})
"""(unit, years ago) of results that belong to a unit's predecessor."""


def rows(fiscal_year: int, entries: list[UnitKpi], finals: Mapping[tuple[str, str], Decimal]) -> list[Row]:
    """The rows of tblHistory, oldest first; a unit's whole score (no KPI) stands before its indicators'."""
    found: list[Row] = []
    wholes = source.rows("unit_score.csv")
    this_year = {(entry.unit, entry.kpi.code): entry for entry in entries if entry.round_no == 1}
    last_round = {(entry.unit, entry.kpi.code): entry for entry in entries}
    for ago in (3, 2, 1):
        year = fiscal_year - ago
        report = f"รายงานผลคำรับรองฯ ปีงบประมาณ {year} (ตัวอย่าง)"
        for whole in wholes:
            if not whole[f"year_{ago}"]:
                continue
            unit, score = whole["unit_code"], Decimal(whole[f"year_{ago}"])
            comparable = "no" if (unit, ago) in NOT_COMPARABLE else "yes"
            base: dict[str, str | float | None] = {"fiscal_year": year, "unit_code": unit, "source": report}
            found.append(base | {"target": 3.0, "score": float(score), "comparable": comparable})
            for entry in (entry for key, entry in last_round.items() if key[0] == unit):
                luck = chance("history", unit, entry.kpi.code, ago)
                if luck < 0.05 or ago > NEW.get(entry.kpi.code, 3):
                    continue
                now = this_year.get((unit, entry.kpi.code))
                here = score_of(entry.kpi, finals[unit, entry.kpi.code], now.targets) if now else score
                found.append(
                    base
                    | _result(entry, score, here - Decimal(whole["aim"]) if now else Decimal(0), ago)
                    | {"comparable": "no" if luck > 0.97 else comparable}
                )
    return found


def _result(entry: UnitKpi, whole: Decimal, away: Decimal, ago: int) -> dict[str, str | float | None]:
    """An indicator's past result: about as far from the unit's score as it is this year."""
    jitter = Decimal(str(round((chance("past", entry.unit, entry.kpi.code, ago) - 0.5) * 0.5, 2)))
    wanted = min(max(whole + away * Decimal("0.8") + jitter, FLOOR), TOP)
    value = value_for(entry.kpi, wanted, entry.targets)
    return {
        "kpi_code": entry.kpi.code,
        "target": float(entry.targets[2]),
        "actual": float(value),
        "score": float(score_of(entry.kpi, value, entry.targets)),
    }
