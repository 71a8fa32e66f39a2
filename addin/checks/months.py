"""Months outside the fiscal year, of no round, not begun or twice; units and KPIs that do not go together.

Sources: WORKBOOK.md "Figures" 1 and 2, DOMAIN.md 2.8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import FOLLOW_UP, Context, blank, is_one_of, named, round_numbers, rows
from addin.rules import frames
from addin.rules.exact import Bools, Floats, Ints
from addin.rules.findings import Finding
from addin.rules.fiscal import month_text
from addin.rules.frames import NO_MONTH
from addin.rules.periods import NO_ROUND

_MONTH_COLUMNS = (
    (frames.MONTHLY_SCORE, "month"),
    (frames.ITEM_RESULT, "month"),
    (frames.SUBMISSION, "month"),
    (FOLLOW_UP, "month"),
    (frames.STEP, "month"),
    (frames.DOCUMENT, "month"),
    (frames.UNIT_KPI, "starts_month"),
    (frames.UNIT_KPI, "ends_month"),
)
"""Activity months are held against their activity, in activities.py."""


def check(context: Context) -> Iterator[Finding]:
    """All findings about months and about which unit reports which KPI."""
    yield from _outside_year(context)
    yield from _monthly_rows(context)
    yield from _items(context)


def said_something(frame: pd.DataFrame) -> Bools:
    """True for a monthly row that holds a result or was sent: a prefilled row says nothing yet."""
    status = frames.texts(frame, "status")
    has_value = ~np.isnan(frames.numbers(frame, "actual")) | ~np.isnan(frames.numbers(frame, "score"))
    return np.asarray(has_value | is_one_of(status, "submitted", "certified", "returned"), dtype=np.bool_)


def _outside_year(context: Context) -> Iterator[Finding]:
    for table, key in _MONTH_COLUMNS:
        frame = context.frame(table)
        ordinals = frames.months(frame, key)
        outside = (ordinals != NO_MONTH) & (context.spans.index(ordinals) < 0)
        year = str(context.settings.fiscal_year)
        describe = named(frame, value=key)
        for found in rows(
            frame, np.asarray(outside, dtype=np.bool_), "month_outside_year", table, key, describe
        ):
            yield Finding(found.code, table, found.row, key, {**found.params, "fiscal_year": year})


def _monthly_rows(context: Context) -> Iterator[Finding]:
    table = frames.MONTHLY_SCORE
    frame = context.frame(table)
    if frame.empty:
        return
    month = context.month_index(frame)
    round_ = context.round_of(month)
    told = said_something(frame)
    who = named(frame, "unit_code", "kpi_code", "month", value="month")
    future = (month >= 0) & ~context.begun(month) & told
    yield from rows(frame, future, "month_in_future", table, "month", who)
    idle = (month >= 0) & (round_ == NO_ROUND) & told & context.begun(month)
    yield from rows(frame, idle, "month_of_no_round", table, "month", who)
    yield from _twice(context, frame, month)
    yield from _pairs(context, frame, month, told)


def _twice(context: Context, frame: pd.DataFrame, month: Ints) -> Iterator[Finding]:
    """The second and later rows for one month, unit and KPI."""
    unit = frames.codes(context.unit_codes, frame, "unit_code")
    kpi = frames.codes(context.kpi_codes, frame, "kpi_code")
    key = (unit * (len(context.kpi_codes) + 1) + kpi) * 12 + month
    key = np.where((unit >= 0) & (kpi >= 0) & (month >= 0), key, -1)
    first = frames.pair_index(key, key)
    again = (key >= 0) & (first != np.arange(len(key)))
    values = named(frame, "unit_code", "kpi_code", "month", value="month")
    row_numbers = frame.index.to_numpy()

    def describe(position: int) -> dict[str, str]:
        return {**values(position), "first_row": str(row_numbers[first[position]])}

    yield from rows(frame, again, "month_twice", frames.MONTHLY_SCORE, "month", describe)


def _pairs(context: Context, frame: pd.DataFrame, month: Ints, told: Bools) -> Iterator[Finding]:
    """Rows of a unit and KPI that have no weight, in any round or in the round of the month."""
    table = frames.MONTHLY_SCORE
    unit = frames.codes(context.unit_codes, frame, "unit_code")
    kpi = frames.codes(context.kpi_codes, frame, "kpi_code")
    who = named(frame, "unit_code", "kpi_code", "month", value="kpi_code")
    retired = (unit >= 0) & told & ~np.isin(unit, context.unit_codes.get_indexer(context.active_codes))
    yield from rows(frame, retired, "unit_inactive", table, "unit_code", named(frame, value="unit_code"))
    if not context.has_weights():
        return
    weights = context.frame(frames.UNIT_KPI)
    weight_unit = frames.codes(context.unit_codes, weights, "unit_code")
    weight_kpi = frames.codes(context.kpi_codes, weights, "kpi_code")
    wide = len(context.kpi_codes) + 1
    pair = np.where((unit >= 0) & (kpi >= 0), unit * wide + kpi, -1)
    listed = np.where((weight_unit >= 0) & (weight_kpi >= 0), weight_unit * wide + weight_kpi, -2)
    known = np.isin(pair, listed)
    yield from rows(frame, (pair >= 0) & ~known & ~retired, "unit_kpi_unknown", table, "kpi_code", who)

    round_ = context.round_of(month)
    by_round = np.where(listed >= 0, listed * 3 + round_numbers(weights), -2)
    in_round = np.isin(pair * 3 + round_ + 1, by_round)
    other = known & (round_ != NO_ROUND) & ~in_round & told

    def describe(position: int) -> dict[str, str]:
        return {**who(position), "round": str(round_[position] + 1)}

    yield from rows(frame, other, "unit_kpi_not_in_round", table, "kpi_code", describe)
    yield from _outside_measuring(context, frame, month, told)


def _outside_measuring(context: Context, frame: pd.DataFrame, month: Ints, told: Bools) -> Iterator[Finding]:
    """Results of a month before the KPI's first or after its last month of measuring."""
    entries = context.entries
    unit = frames.codes(entries.units, frame, "unit_code")
    kpi = frames.codes(entries.kpis, frame, "kpi_code")
    entry = entries.find(unit, kpi, context.round_of(month))
    starts = np.append(entries.starts, NO_MONTH)[entry]
    ends = np.append(entries.ends, NO_MONTH)[entry]
    ordinal = month + context.spans.origin
    early = (starts != NO_MONTH) & (ordinal < starts)
    late = (ends != NO_MONTH) & (ordinal > ends)
    who = named(frame, "unit_code", "kpi_code", "month", value="month")

    def describe(position: int) -> dict[str, str]:
        edge = starts[position] if early[position] else ends[position]
        return {**who(position), "edge": month_text(int(edge))}

    where = (month >= 0) & (entry >= 0) & told
    yield from rows(frame, where & early, "month_before_start", frames.MONTHLY_SCORE, "month", describe)
    yield from rows(frame, where & late & ~early, "month_after_end", frames.MONTHLY_SCORE, "month", describe)


def _items(context: Context) -> Iterator[Finding]:
    """Item results of a month not begun, of an item that is not declared, or without a monthly row."""
    table = frames.ITEM_RESULT
    frame = context.frame(table)
    if frame.empty:
        return
    month = context.month_index(frame)
    round_ = context.round_of(month)
    points = frames.numbers(frame, "points")
    told = ~np.isnan(points) | is_one_of(frames.texts(frame, "done"), "yes")
    who = named(frame, "unit_code", "kpi_code", "item_no", "month", value="month")
    yield from rows(
        frame, (month >= 0) & ~context.begun(month) & told, "month_in_future", table, "month", who
    )

    kpi = frames.codes(context.kpi_codes, frame, "kpi_code")
    kind = context.kpi_text(frame, "scoring")
    itemised = is_one_of(kind, "process", "milestone")
    other = (kpi >= 0) & ~itemised & ~frames.is_blank(kind)
    yield from rows(frame, other, "item_of_other_scoring", table, "kpi_code", named(frame, value="kpi_code"))

    declared = context.frame(frames.PROCESS_ITEM)
    declared_kpi = frames.codes(context.kpi_codes, declared, "kpi_code")
    declared_round = round_numbers(declared)
    number, declared_number = frames.numbers(frame, "item_no"), frames.numbers(declared, "item_no")
    group = np.where((kpi >= 0) & (round_ != NO_ROUND), kpi * 3 + round_ + 1, -1)
    declared_group = np.where(declared_kpi >= 0, declared_kpi * 3 + declared_round, -2)
    where = _find_items(declared_group, declared_number, group, number)
    unknown = itemised & np.isin(group, declared_group) & (where < 0) & ~np.isnan(number)
    yield from rows(
        frame, unknown, "item_unknown", table, "item_no", named(frame, "kpi_code", value="item_no")
    )

    maximum = np.append(frames.numbers(declared, "max_points"), np.nan)[where]
    above = itemised & (where >= 0) & (points > maximum)
    item = named(frame, "unit_code", "kpi_code", "item_no", value="points")
    limits = named(pd.DataFrame({"maximum": maximum}), "maximum")
    yield from rows(
        frame, above, "item_points_above_maximum", table, "points", lambda n: {**item(n), **limits(n)}
    )

    needs = np.append(is_one_of(frames.texts(declared, "evidence_required"), "yes"), np.False_)[where]
    done = (points > 0) | is_one_of(frames.texts(frame, "done"), "yes")
    which = named(frame, "unit_code", "kpi_code", "item_no")
    bare = itemised & (where >= 0) & needs & done & blank(frame, "evidence")
    yield from rows(frame, bare, "item_without_evidence", table, "evidence", which)
    yield from _items_without_row(context, frame, month, itemised & told)


def _find_items(known_group: Ints, known_number: Floats, group: Ints, number: Floats) -> Ints:
    """The first declared item with the group and number of each row; -1 where there is none."""
    known = pd.MultiIndex.from_arrays([known_group, known_number])
    first = np.flatnonzero(~known.duplicated())
    found = known[first].get_indexer(pd.MultiIndex.from_arrays([group, number]))
    if not first.size:
        return np.full(len(group), -1, dtype=np.int64)
    return np.where((found >= 0) & (group >= 0) & ~np.isnan(number), first[found], -1).astype(np.int64)


def _items_without_row(context: Context, frame: pd.DataFrame, month: Ints, told: Bools) -> Iterator[Finding]:
    """The first item result of a month, unit and KPI for which the monthly report has no row."""
    monthly = context.frame(frames.MONTHLY_SCORE)

    def keys(of: pd.DataFrame, months: Ints) -> Ints:
        unit = frames.codes(context.unit_codes, of, "unit_code")
        kpi = frames.codes(context.kpi_codes, of, "kpi_code")
        key = (unit * (len(context.kpi_codes) + 1) + kpi) * 12 + months
        return np.where((unit >= 0) & (kpi >= 0) & (months >= 0), key, -1)

    mine = np.where(told, keys(frame, month), -1)
    lonely = (mine >= 0) & ~np.isin(mine, keys(monthly, context.month_index(monthly)))
    lonely &= frames.pair_index(mine, mine) == np.arange(len(mine))
    who = named(frame, "unit_code", "kpi_code", "month", value="month")
    yield from rows(frame, lonely, "item_without_row", frames.ITEM_RESULT, "month", who)
