"""Attainment: how many of the active units passed, against the target, in integers.

Source: SOP.md (95 percent of 36 units), DOMAIN.md 3, WORKBOOK.md "Figures" 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from addin.rules.exact import half_up


@dataclass(frozen=True, slots=True)
class Attainment:
    """passed of total units against target_percent; `short` is how many more must pass."""

    passed: int
    total: int
    percent: Decimal | None
    target_percent: Decimal
    met: bool
    short: int

    @property
    def gap_points(self) -> Decimal | None:
        """Percentage points short of the target, 4 decimals; negative beyond it. None without units."""
        if not self.total:
            return None
        return half_up(Fraction(self.target_percent) - Fraction(100 * self.passed, self.total), 4)

    @property
    def of_target(self) -> Decimal | None:
        """The percent as a percentage of the target, 4 decimals, above 100 beyond it. None without units."""
        if not self.total:
            return None
        return half_up(Fraction(100 * self.passed, self.total) / Fraction(self.target_percent) * 100, 4)


def attainment(passed: int, total: int, target_percent: Decimal) -> Attainment:
    """The attainment of `passed` among `total` active units.

    percent has 4 decimals, half-up, and decides nothing: met compares 100 x passed with target x total,
    exactly. No units: not met, percent None, short 0.

    >>> attainment(34, 36, Decimal(95)).met, attainment(34, 36, Decimal(95)).percent
    (False, Decimal('94.4444'))
    """
    if not 0 <= passed <= total:
        raise ValueError(f"{passed} of {total} units cannot have passed")
    if not total:
        return Attainment(0, 0, None, target_percent, met=False, short=0)
    needed = Fraction(target_percent) * total / 100
    required = -(-needed.numerator // needed.denominator)
    percent = half_up(Fraction(100 * passed, total), 4)
    short = max(0, required - passed)
    return Attainment(passed, total, percent, target_percent, met=short == 0, short=short)
