"""Scores to the values that earn them, and a value to the five months that lead to it.

Exact decimals throughout, as the rules compute; the sample needs only what its own indicators use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from workbook.sample.chance import chance

FLOOR, TOP = Decimal(1), Decimal(5)
SHARES = (Decimal("0.12"), Decimal("0.17"), Decimal("0.20"), Decimal("0.24"), Decimal("0.27"))
"""How a sum grows over five months: slowly at first."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """How an indicator is scored and how its monthly values look."""

    code: str
    scoring: str
    aggregate: str
    places: int
    drift: Decimal
    """Change a month towards the last value."""
    wobble: Decimal
    """The widest random deviation of a month (a share of the value where months are summed)."""
    low: Decimal
    high: Decimal

    @property
    def whole(self) -> bool:
        """True where only whole scores can be reached."""
        return self.scoring in {"step", "milestone"}


def rounded(value: Decimal | Fraction, places: int) -> Decimal:
    """Half-up to `places` decimals."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def score_of(kpi: Kpi, value: Decimal, targets: Sequence[Decimal]) -> Decimal:
    """The score (1 to 5, 4 decimals) of an aggregated value."""
    if kpi.scoring in {"process", "reported", "milestone"}:
        return min(max(rounded(value, 4), FLOOR), TOP)
    sign = 1 if targets[0] < targets[-1] else -1
    ladder = [sign * target for target in targets]
    at = sign * value
    level = sum(at >= target for target in ladder)
    if level in {0, 5}:
        return rounded(FLOOR if level == 0 else TOP, 4)
    if kpi.scoring == "step":
        return rounded(Decimal(level), 4)
    low, high = ladder[level - 1], ladder[level]
    return rounded(level + Fraction(at - low) / Fraction(high - low), 4)


def value_for(kpi: Kpi, score: Decimal, targets: Sequence[Decimal]) -> Decimal:
    """A value that earns about `score`: rounded to the decimals in which the indicator is reported."""
    score = min(max(score, FLOOR), TOP)
    if kpi.scoring == "process":
        return rounded(score * 20, 0) / 20
    if kpi.scoring in {"reported", "milestone"}:
        return rounded(score, 0 if kpi.whole else kpi.places)
    level = min(int(score), 4)
    gap = targets[level] - targets[level - 1]
    if kpi.scoring == "step":
        level = int(rounded(score, 0))
        past = Decimal("0.3") * gap if level < 5 and kpi.places else Decimal(0)
        return rounded(targets[level - 1] + past, kpi.places)
    value = rounded(targets[level - 1] + (score - level) * gap, kpi.places)
    return min(max(value, kpi.low), kpi.high)


def months_of(kpi: Kpi, final: Decimal, counted: Sequence[bool], seed: str) -> list[Decimal]:
    """A value for each month such that those that count give `final` by the indicator's aggregate.

    Months that do not count get a plausible value too: a draft, a returned one.
    """
    count = sum(counted)
    if kpi.aggregate == "sum":
        return _summed(kpi, final, counted)
    if kpi.aggregate == "mean":
        return _averaged(kpi, final, counted, count, seed)
    places = [i for i, counts in enumerate(counted) if counts] or [len(counted) - 1]
    if kpi.aggregate == "max":
        best = places[int(chance(seed, "best") * len(places))]
        return [
            final if i == best else _inside(kpi, final - 1 - kpi.wobble * _unit(seed, i))
            for i in range(len(counted))
        ]
    values = []
    for i in range(len(counted)):
        away = i - places[-1]
        noise = kpi.wobble * (2 * _unit(seed, i) - 1) if away else Decimal(0)
        value = _inside(kpi, final + kpi.drift * (away if away < 0 else Decimal("0.3") * away) + noise)
        values.append(rounded(value * 20, 0) / 20 if kpi.scoring == "process" else value)
    return values


def _unit(*about: object) -> Decimal:
    return Decimal(int(chance(*about) * 1000)) / 1000


def _inside(kpi: Kpi, value: Decimal) -> Decimal:
    return rounded(min(max(value, kpi.low), kpi.high), kpi.places)


def _summed(kpi: Kpi, final: Decimal, counted: Sequence[bool]) -> list[Decimal]:
    """Parts that add up to `final` over the months that count."""
    shares = SHARES[-len(counted) :]
    whole = sum(
        (share for share, counts in zip(shares, counted, strict=True) if counts), Decimal(0)
    ) or Decimal(1)
    values = [rounded(final * share / whole, kpi.places) for share in shares]
    counting = [i for i, counts in enumerate(counted) if counts]
    if counting:
        values[counting[-1]] += final - sum((values[i] for i in counting), Decimal(0))
    return values


def _averaged(kpi: Kpi, final: Decimal, counted: Sequence[bool], count: int, seed: str) -> list[Decimal]:
    """Pairs as far above as below `final`, so that the mean of the counting months is exactly `final`."""
    values, pending, left = [], Decimal(0), count
    for i, counts in enumerate(counted):
        away = rounded(kpi.wobble * (Decimal("0.2") + _unit(seed, i)), kpi.places)
        if not counts:
            values.append(final + away)
            continue
        if pending:
            values.append(final + pending)
            pending = Decimal(0)
        elif left == 1:
            values.append(final)
        else:
            sign = 1 if chance(seed, "sign", i) < 0.5 else -1
            values.append(final + sign * away)
            pending = -sign * away
        left -= 1
    return values
