"""What round 2 has to bring so that the year passes, when round 1 stays as it is.

Source: WORKBOOK.md "Figures" 3 and 4 (annual_method, from the rounded round scores, half-up to 4 decimals).
"""

from __future__ import annotations

from decimal import Decimal

from addin.rules.exact import UNIT, to_units
from addin.rules.settings import Settings


def needed_in_round_2(settings: Settings, round_1: Decimal | None) -> Decimal | None:
    """The least score of round 2 with which the year's score is at least pass_score; None out of reach.

    A round 1 without a score is left out of the mean, so that round 2 decides alone.

    >>> needed_in_round_2(Settings(), Decimal("2.8000"))
    Decimal('3.1999')
    """
    needed = settings.pass_units
    if settings.annual_method == "mean_of_rounds" and round_1 is not None:
        # The mean of the rounds is rounded half-up: half of one ten-thousandth less is enough.
        needed = 2 * settings.pass_units - 1 - to_units(round_1)
    needed = max(needed, settings.floor_units)
    return None if needed > settings.cap_units else (Decimal(needed) / UNIT).quantize(Decimal("0.0001"))
