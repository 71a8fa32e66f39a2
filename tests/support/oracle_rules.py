"""The rules of the oracle, one figure at a time: in Decimal and Fraction, from WORKBOOK.md's text.

Like oracle.py it imports nothing of the program. A needed result is found by trying (bisection on the grid of
4 decimals with the forward rule), never by solving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

Row = dict[str, Any]
Given = Mapping[str, str]

SCALED = ("interpolate", "step")


def half_up(value: Fraction | Decimal | int, places: int = 4) -> Decimal:
    """Half away from zero, on the exact value."""
    shifted = Fraction(value) * 10**places
    whole = int(abs(shifted) + Fraction(1, 2))
    return Decimal(-whole if shifted < 0 else whole).scaleb(-places)


def kpi_score(
    scoring: str, direction: str | None, x: Fraction, targets: list[Any], limits: tuple[Decimal, Decimal]
) -> tuple[Decimal, int]:
    """The score of one actual and the level reached; `limits` are floor and cap."""
    floor, cap = limits
    if scoring in SCALED:
        t = [Fraction(v) for v in targets]
        if direction == "lower":
            x, t = -x, [-v for v in t]
        level = sum(1 for v in t if x >= v)
        if level == 0:
            raw = Fraction(floor)
        elif level == 5 or scoring == "step":
            raw = Fraction(level)
        else:
            raw = level + (x - t[level - 1]) / (t[level] - t[level - 1])
    elif scoring == "milestone":
        level = max(0, int(x))
        raw = Fraction(level)
    else:
        raw = x
        level = int(x) if x > 0 else 0
    raw = min(max(raw, Fraction(floor)), Fraction(cap))
    return half_up(raw), min(level, 5)


def targets_fit(targets: list[Any], direction: str | None) -> bool:
    """All five there and strictly monotone in the direction."""
    if direction not in ("higher", "lower") or any(t is None for t in targets):
        return False
    sign = -1 if direction == "lower" else 1
    return all(sign * a < sign * b for a, b in pairwise(targets))


def round_score(parts: Iterable[tuple[Decimal, Decimal]], missed: int, settings: Given) -> Decimal | None:
    """The score of a round from (weight, score) of the KPIs that count, less the penalty."""
    pairs = list(parts)
    total = sum((w for w, _ in pairs), Decimal(0))
    if not total:
        return None
    mean = half_up(Fraction(sum(Fraction(w) * Fraction(s) for w, s in pairs)) / Fraction(total))
    loss = Decimal(settings["missed_report_penalty"]) * missed
    floor = Decimal(settings["floor_score"])
    if mean <= floor:
        return mean
    return max(floor, half_up(mean - loss))


def item_value(kind: str, rows: list[Row], declared: list[Decimal]) -> Decimal | None:
    """Sum of points, or number of consecutive done."""
    if kind == "process":
        points = [r["points"] for r in rows if r.get("points") is not None]
        return sum(points, Decimal(0)) if points else None
    told = [r for r in rows if r.get("done") in ("yes", "no")]
    if not told:
        return None
    order = declared or [Decimal(n) for n in range(1, 1000)]
    count = 0
    for number in order:
        mine = [r for r in told if r.get("item_no") == number]
        if not mine or any(r["done"] == "no" for r in mine):
            break
        count += 1
    return Decimal(count)


def aggregate(how: str, values: list[Decimal]) -> Fraction:
    """The actual of a round from the values of its counting months in order."""
    if how == "last":
        return Fraction(values[-1])
    if how == "max":
        return Fraction(max(values))
    total = sum((Fraction(v) for v in values), Fraction(0))
    return total / len(values) if how == "mean" else total


def least(low: int, high: int, passes: Callable[[int], bool]) -> int | None:
    """The smallest whole number from low to high that passes; passing is monotone."""
    if not passes(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if passes(middle):
            high = middle
        else:
            low = middle + 1
    return low


def ceiling(value: Fraction) -> int:
    """The smallest integer not below."""
    return -((-value.numerator) // value.denominator)


def needed(
    record: Row,
    weight: Decimal,
    others: list[tuple[Decimal, Decimal]],
    missed: int,
    settings: Given,
) -> Decimal | None:
    """The least favourable actual on the grid of 4 decimals at which the round passes."""
    if record["state"] == "not_applicable" or not record["fit"]:
        return None
    floor, cap, passing = (Decimal(settings[k]) for k in ("floor_score", "cap_score", "pass_score"))
    kind, direction = record["kind"], record["direction"]

    def passes(score: Decimal) -> bool:
        found = round_score([*others, (weight, score)], missed, settings)
        return found is not None and found >= passing

    if kind in ("process", "reported"):
        low = least(int(floor * 10000), int(cap * 10000), lambda n: passes(Decimal(n).scaleb(-4)))
        return None if low is None else Decimal(low).scaleb(-4)
    if kind == "milestone":
        steps = least(1, 5, lambda n: passes(min(max(Decimal(n), floor), cap)))
        return None if steps is None else Decimal(steps)
    sign = -1 if direction == "lower" else 1
    grid = [ceiling(Fraction(sign * t) * 10000) for t in record["targets"]]
    if passes(floor):
        return Decimal(sign * grid[0]).scaleb(-4)

    def passes_at(n: int) -> bool:
        return passes(
            kpi_score(kind, direction, Fraction(sign * n, 10000), record["targets"], (floor, cap))[0]
        )

    if kind == "step":
        reached = next((n for n in grid if passes_at(n)), None)
    else:
        reached = least(grid[0], grid[4], passes_at)
    return None if reached is None else Decimal(sign * reached).scaleb(-4)


def trend(past: list[Decimal | None], settings: Given) -> tuple[Decimal | None, str | None]:
    """The slope a year and its direction."""
    points = [(i, Fraction(v)) for i, v in enumerate(past) if v is not None]
    if len(points) < 2:
        return None, None
    mean_x = Fraction(sum(i for i, _ in points), len(points))
    mean_y = sum((v for _, v in points), Fraction(0)) / len(points)
    over = sum(((i - mean_x) * (v - mean_y) for i, v in points), Fraction(0))
    slope = over / sum(((i - mean_x) ** 2 for i, _ in points), Fraction(0))
    if len(points) == len(past):
        slope = (points[-1][1] - points[0][1]) / (len(points) - 1)
    tolerance = Fraction(settings["trend_tolerance"])
    direction = "improving" if slope > tolerance else "declining" if slope < -tolerance else "stable"
    return half_up(slope), direction


def gap_row(record: Row, history: Mapping[Any, Decimal | None], settings: Given) -> Row:
    """A row of the gap table."""
    passing, year = Decimal(settings["pass_score"]), int(settings["fiscal_year"])
    targets = record["targets"]
    target = None if any(t is None for t in targets) else targets[int(settings["target_level"]) - 1]
    actual, score = record["actual"], record["score"]
    gap = percent = None
    if target is not None and actual is not None:
        exact = (Fraction(target) - actual) * (-1 if record["direction"] == "lower" else 1)
        gap = half_up(exact) if record["how"] == "mean" else exact
        percent = half_up(exact / Fraction(target) * 100) if target else None
    past = [history.get((y, record["unit_code"], record["kpi_code"])) for y in range(year - 3, year)]
    slope, direction = trend(past, settings)
    if record["state"] == "not_applicable":
        flag = "ok"
    elif record["state"] == "missing":
        flag = "no_data"
    elif sum(1 for v in past if v is not None and v < passing) >= 2:
        flag = "chronic"
    else:
        flag = "newly_failing" if score < passing else "ok"
    return {
        "unit_code": record["unit_code"], "kpi_code": record["kpi_code"], "round": record["round"],
        "target": target, "actual": actual, "gap": gap, "gap_percent": percent, "score": score,
        "gap_to_pass": None if score is None else passing - score,
        "history": past, "slope": slope, "direction": direction, "flag": flag,
    }  # fmt: skip
