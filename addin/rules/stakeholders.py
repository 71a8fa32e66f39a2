"""Groups of clients and stakeholders: what may be shown of them, where they stand, what answers them.

Sources: SOP.md steps 2 to 5; DOMAIN.md 7 (show how many answered, withhold groups of fewer than five).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from addin.rules.exact import half_up

MIN_RESPONDENTS = 5
"""Fewer answers than these could be traced to a person."""
HIGH = 4
"""Influence and impact from this level on are high, of five levels."""
QUADRANTS = ("closely", "satisfied", "informed", "watch")
"""High influence and impact; high influence alone; high impact alone; neither."""

Row = Mapping[str, Any]


def withheld(respondents: float | None) -> bool:
    """True when what a group answered must not be shown: too few answered, or nobody knows how many.

    >>> withheld(4), withheld(5), withheld(None)
    (True, False, True)
    """
    return respondents is None or respondents < MIN_RESPONDENTS


def quadrant(influence: float | None, impact: float | None) -> str | None:
    """The quadrant of a group, one of QUADRANTS; None where one of the two is not rated.

    >>> quadrant(5, 4), quadrant(5, 3), quadrant(3, 5), quadrant(1, 1), quadrant(None, 5)
    ('closely', 'satisfied', 'informed', 'watch', None)
    """
    if influence is None or impact is None:
        return None
    return QUADRANTS[2 * (influence < HIGH) + (impact < HIGH)]


def weighted_mean(pairs: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """The mean of (value, respondents), weighted by respondents, half-up to 2 decimals; None of nothing.

    Values that are missing are left out with their respondents.

    >>> weighted_mean([(Decimal(80), Decimal(10)), (Decimal(50), Decimal(20)), (None, Decimal(99))])
    Decimal('60.00')
    """
    known = [(Fraction(value), Fraction(weight)) for value, weight in pairs if value is not None]
    total = sum((weight for _, weight in known), Fraction(0))
    return half_up(sum((v * w for v, w in known), Fraction(0)) / total, 2) if total else None


def in_force(measure: Row) -> bool:
    """True unless the measure was cancelled: a cancelled measure answers nothing."""
    return bool(measure.get("measure_id")) and measure.get("status") != "cancelled"


def has_need(group: Row) -> bool:
    """True when a group says what it needs or what it is dissatisfied with."""
    return bool(group.get("needs") or group.get("dissatisfied_with"))


def answers_to_group(group: Row, measures: Iterable[Row]) -> tuple[Row, ...]:
    """The measures in force that answer a group: those that name it, and the one that it names."""
    mine, named = group.get("stakeholder_id"), group.get("response_measure")
    return tuple(
        measure
        for measure in measures
        if in_force(measure)
        and ((mine and measure.get("stakeholder_id") == mine) or (named and measure["measure_id"] == named))
    )


def answers_to_gap(unit: str, kpi: str, measures: Iterable[Row]) -> tuple[Row, ...]:
    """The measures in force for the gap of a unit in a KPI.

    A measure that names a unit alone is for all its gaps, one that names a KPI alone for that of every unit.
    """
    return tuple(
        measure
        for measure in measures
        if in_force(measure)
        and (measure.get("gap_unit_code") or measure.get("gap_kpi_code"))
        and measure.get("gap_unit_code") in (None, unit)
        and measure.get("gap_kpi_code") in (None, kpi)
    )


def is_loose(measure: Row, groups: Iterable[Row]) -> bool:
    """True for a measure tied to no gap and no group, as the check's measure_without_link."""
    linked = (measure.get(key) for key in ("gap_unit_code", "gap_kpi_code", "stakeholder_id"))
    code = measure.get("measure_id")
    return not any(linked) and not (code and any(group.get("response_measure") == code for group in groups))
