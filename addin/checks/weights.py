"""Weights of units and targets of KPIs: sums, missing, equal or in the wrong order.

Sources: WORKBOOK.md "Figures" 1 and 8, DOMAIN.md 2.2 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import Context, exact_sums, is_one_of, named, round_numbers, rows
from addin.rules import frames
from addin.rules.entries import TARGETS
from addin.rules.exact import Bools, Floats, number_text
from addin.rules.findings import Finding
from addin.rules.frames import NO_MONTH

_ONE = (0.9999, 1.0001)
"""Weights typed as parts of 1. These and the sums are floats nearest to decimals, so they compare exactly."""


def check(context: Context) -> Iterator[Finding]:
    """All findings about weights and targets."""
    if context.frame(frames.UNIT).empty:
        return
    if context.frame(frames.KPI).empty:
        # A fresh book: one thing to do first, not one complaint for each unit.
        yield Finding("kpis_none", frames.KPI)
        return
    if not context.has_weights():
        yield Finding("weights_none", frames.UNIT_KPI, None, None, {"count": str(len(context.active_codes))})
        return
    yield from _sums(context)
    yield from _missing_units(context)
    yield from _rows(context)
    for table in (frames.UNIT_KPI, frames.KPI_TARGET):
        yield from _order(context, table)
    yield from _missing_targets(context)
    yield from _points(context)


def _sums(context: Context) -> Iterator[Finding]:
    """Sums of the weights by unit and round, exact: 100, or 1 (a warning), or wrong."""
    frame = context.frame(frames.UNIT_KPI)
    unit = frames.codes(context.unit_codes, frame, "unit_code")
    round_ = round_numbers(frame)
    weight = frames.numbers(frame, "weight")
    # A second row for one unit, KPI and round is its own finding, and the rules take the first.
    first_row = ~frame.duplicated(["unit_code", "kpi_code", "round"]).to_numpy()
    key = np.where((unit >= 0) & (round_ > 0) & first_row, unit * 3 + round_, -1)
    distinct, first, group = np.unique(key, return_index=True, return_inverse=True)
    total = exact_sums(weight, group, len(distinct))
    # A weight that is blank or unreadable is its own finding; the sum follows from it.
    whole = np.bincount(group, weights=np.isnan(weight), minlength=len(distinct)) == 0
    active = np.isin(unit[first], context.unit_codes.get_indexer(context.active_codes))
    judged = (distinct >= 0) & whole & active
    one = (total >= _ONE[0]) & (total <= _ONE[1])
    for position in np.flatnonzero(judged & (total != 100)).tolist():
        row = int(first[position])
        params = {
            "unit_code": str(frame["unit_code"].iloc[row]),
            "round": str(round_[row]),
            "value": number_text(float(total[position])),
        }
        code = "weights_sum_one" if one[position] else "weights_sum"
        yield Finding(code, frames.UNIT_KPI, int(frame.index[row]), "weight", params)


def _missing_units(context: Context) -> Iterator[Finding]:
    """Active units without any weight, and units without weights for a round that has begun."""
    frame, units = context.frame(frames.UNIT_KPI), context.active
    round_ = round_numbers(frame)
    typed = pd.Series(frames.texts(frame, "unit_code"), dtype=object)
    mine = pd.Series(frames.texts(units, "unit_code"), dtype=object)
    lacks_all = ~mine.isin(typed[round_ > 0]).to_numpy()
    unit = named(units, "unit_code", value="unit_code")
    yield from rows(units, lacks_all, "unit_without_weights", frames.UNIT, "unit_code", unit)
    for number, begun in enumerate(context.spans.round_begun().tolist(), 1):
        if not begun:
            continue
        lacks = ~mine.isin(typed[round_ == number]).to_numpy() & ~lacks_all
        if not (round_ == number).any():
            yield Finding("round_without_weights", frames.UNIT_KPI, None, None, {"round": str(number)})
            continue
        params = {"round": str(number)}
        for found in rows(units, lacks, "unit_without_weights_in_round", frames.UNIT, "unit_code", unit):
            yield Finding(found.code, found.table, found.row, found.column, {**found.params, **params})


def _rows(context: Context) -> Iterator[Finding]:
    """Weights of 0, months of measuring in the wrong order, entries that never count, inactive units."""
    table = frames.UNIT_KPI
    frame = context.frame(table)
    who = named(frame, "unit_code", "kpi_code", "round", value="weight")
    yield from rows(frame, frames.numbers(frame, "weight") == 0, "weight_zero", table, "weight", who)
    starts, ends = frames.months(frame, "starts_month"), frames.months(frame, "ends_month")
    typed = (starts != NO_MONTH) & (ends != NO_MONTH)
    months = named(frame, "unit_code", "kpi_code", "round", "starts_month", value="ends_month")
    reversed_ = typed & (ends < starts)
    yield from rows(frame, reversed_, "measuring_reversed", table, "ends_month", months)

    round_ = round_numbers(frame)
    last = np.append(context.spans.last, NO_MONTH)[round_ - 1]
    known = (round_ > 0) & ~reversed_
    after = known & (starts != NO_MONTH) & (starts > last)
    before = known & (ends != NO_MONTH) & (ends < last)
    first = named(frame, "unit_code", "kpi_code", "round", value="starts_month")
    yield from rows(frame, after, "entry_never_counts", table, "starts_month", first)
    yield from rows(frame, before & ~after, "entry_never_counts", table, "ends_month", months)

    unit = frames.codes(context.unit_codes, frame, "unit_code")
    retired = (unit >= 0) & ~np.isin(unit, context.unit_codes.get_indexer(context.active_codes))
    yield from rows(frame, retired, "unit_inactive", table, "unit_code", named(frame, value="unit_code"))


def _matrix(frame: pd.DataFrame) -> Floats:
    return np.column_stack([frames.numbers(frame, key) for key in TARGETS])


def _scaled(context: Context, frame: pd.DataFrame) -> Bools:
    return is_one_of(context.kpi_text(frame, "scoring"), "interpolate", "step")


def _order(context: Context, table: str) -> Iterator[Finding]:
    """Targets of a row: all five or none, no two equal, all in the order of the KPI's direction."""
    frame = context.frame(table)
    if frame.empty:
        return
    targets = _matrix(frame)
    blank = np.isnan(targets)
    count = (~blank).sum(axis=1)
    partial = (count > 0) & (count < 5)
    if table == frames.KPI_TARGET:
        partial &= _scaled(context, frame)
    who = named(frame, "unit_code", "kpi_code", "round")
    for position in np.flatnonzero(partial).tolist():
        level = int(blank[position].argmax())
        params = {**who(position), "level": str(level + 1), "value": str(int(count[position]))}
        yield Finding("targets_partial", table, int(frame.index[position]), TARGETS[level], params)

    direction = context.kpi_text(frame, "direction")
    lower, higher = is_one_of(direction, "lower"), is_one_of(direction, "higher")
    steps = np.diff(targets, axis=1) * np.where(lower, -1, 1)[:, None]
    judged = (count == 5) & (lower | higher) & _scaled(context, frame)
    wrong = judged[:, None] & (steps <= 0)
    backwards = judged & (steps < 0).all(axis=1)
    for position in np.flatnonzero(wrong.any(axis=1)).tolist():
        row = int(frame.index[position])
        values = [number_text(float(value)) for value in targets[position]]
        about = {**who(position), "direction": str(direction[position])}
        if backwards[position]:
            params = {**about, "value": values[0], "last": values[-1]}
            yield Finding("targets_reversed", table, row, TARGETS[0], params)
            continue
        for level in np.flatnonzero(wrong[position]).tolist():
            same = steps[position, level] == 0
            params = {
                **about,
                "level": str(level + 2),
                "previous_level": str(level + 1),
                "value": values[level + 1],
                "previous": values[level],
            }
            code = "targets_equal" if same else "targets_out_of_order"
            yield Finding(code, table, row, TARGETS[level + 1], params)


def _missing_targets(context: Context) -> Iterator[Finding]:
    """KPIs scored by targets for which a unit has neither its own nor a default, once for KPI and round."""
    frame = context.frame(frames.UNIT_KPI)
    defaults = context.frame(frames.KPI_TARGET)
    kpi = frames.codes(context.kpi_codes, frame, "kpi_code")
    round_ = round_numbers(frame)
    own = (~np.isnan(_matrix(frame))).any(axis=1)
    needs = _scaled(context, frame) & ~own & (kpi >= 0) & (round_ > 0)

    default_kpi = frames.codes(context.kpi_codes, defaults, "kpi_code")
    default_key = np.where(default_kpi >= 0, default_kpi * 3 + round_numbers(defaults), -2)
    typed = (~np.isnan(_matrix(defaults))).any(axis=1)
    key = np.where(needs, kpi * 3 + round_, -1)
    lacking = needs & ~np.isin(key, default_key[typed])
    for wanted in np.unique(key[lacking]).tolist():
        mine = lacking & (key == wanted)
        example = int(np.flatnonzero(mine)[0])
        params = {
            "kpi_code": str(frame["kpi_code"].iloc[example]),
            "round": str(round_[example]),
            "count": str(int(mine.sum())),
        }
        stands = np.flatnonzero(default_key == wanted)
        if stands.size:
            row = int(defaults.index[stands[0]])
            yield Finding("targets_missing", frames.KPI_TARGET, row, TARGETS[0], params)
        else:
            yield Finding("targets_missing", frames.KPI_TARGET, None, None, params)


def _points(context: Context) -> Iterator[Finding]:
    """Process KPIs: items that do not add up to 5 points, and rounds with weights but without items."""
    items = context.frame(frames.PROCESS_ITEM)
    kpi = frames.codes(context.kpi_codes, items, "kpi_code")
    round_ = round_numbers(items)
    process = is_one_of(context.kpi_text(items, "scoring"), "process") & (round_ > 0)
    key = np.where(process & (kpi >= 0), kpi * 3 + round_, -1)
    distinct, first, group = np.unique(key, return_index=True, return_inverse=True)
    maximum = frames.numbers(items, "max_points")
    total = exact_sums(maximum, group, len(distinct))
    whole = np.bincount(group, weights=np.isnan(maximum), minlength=len(distinct)) == 0
    for position in np.flatnonzero((distinct >= 0) & whole & (total != 5)).tolist():
        row = int(first[position])
        params = {
            "kpi_code": str(items["kpi_code"].iloc[row]),
            "round": str(round_[row]),
            "value": number_text(float(total[position])),
        }
        yield Finding("process_points_sum", frames.PROCESS_ITEM, int(items.index[row]), "max_points", params)

    entries = context.frame(frames.UNIT_KPI)
    used_kpi = frames.codes(context.kpi_codes, entries, "kpi_code")
    used_round = round_numbers(entries)
    used = is_one_of(context.kpi_text(entries, "scoring"), "process") & (used_round > 0) & (used_kpi >= 0)
    used_key = np.where(used, used_kpi * 3 + used_round, -1)
    for wanted in np.setdiff1d(used_key[used], key).tolist():
        example = int(np.flatnonzero(used_key == wanted)[0])
        params = {"kpi_code": str(entries["kpi_code"].iloc[example]), "round": str(used_round[example])}
        yield Finding("process_items_none", frames.PROCESS_ITEM, None, None, params)
