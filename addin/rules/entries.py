"""Entries: which KPI a unit has in which round, with the weight and the targets that hold there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.exact import Bools, Floats, Ints
from addin.rules.fiscal import kpi_sort_key
from addin.rules.frames import NO_MONTH, Tables
from addin.rules.periods import Periods
from addin.rules.scoring import (
    INTERPOLATE,
    STEP,
    UNKNOWN,
    Codes,
    aggregate_codes,
    kind_codes,
    usable_targets,
)

TARGETS = ("target_1", "target_2", "target_3", "target_4", "target_5")


@dataclass(frozen=True, slots=True)
class Entries:
    """One element for each unit, KPI and round, by unit (in the order of the units), KPI code and round.

    `units` are the units active in the fiscal year, `kpis` the KPI codes by their integer parts; `unit` and
    `kpi` are positions in them and `round` is 0 or 1. `weight` is as typed (NaN blank); `positive` has 0 in
    place of a weight that is blank or not positive. `targets` (n, 5) are the entry's own when all five are
    there, the default of KPI and round when none is, else NaN throughout. `defined`: the KPI has a readable
    scoring and aggregate, and a direction where its scoring needs one. `usable`: and, where the scoring needs
    targets, they are there and strictly monotone; a KPI that is not usable cannot be scored. `starts` and
    `ends` are month ordinals, NO_MONTH for a blank. `counts`: whether the entry counts in its round by them.
    """

    units: pd.Index[Any]
    kpis: pd.Index[Any]
    unit: Ints
    kpi: Ints
    round: Ints
    weight: Floats
    positive: Floats
    targets: Floats
    kind: Codes
    how: Codes
    lower: Bools
    defined: Bools
    usable: Bools
    starts: Ints
    ends: Ints
    counts: Bools

    def find(self, unit: Ints, kpi: Ints, round_: Ints) -> Ints:
        """The position of the entry of each unit, KPI and round (positions); -1 where there is none."""
        wanted = (unit * len(self.kpis) + kpi) * 2 + round_
        known = (unit >= 0) & (kpi >= 0) & (round_ >= 0)
        mine = pd.Index((self.unit * len(self.kpis) + self.kpi) * 2 + self.round)
        found: Ints = mine.get_indexer(pd.Index(np.where(known, wanted, -1))).astype(np.int64)
        return found


def active_units(frame: pd.DataFrame, fiscal_year: int) -> pd.DataFrame:
    """The rows of units active in a fiscal year, the first row of each code."""
    starts = frames.numbers(frame, "active_from_fy")
    ends = frames.numbers(frame, "active_to_fy")
    active = ~(starts > fiscal_year) & ~(ends < fiscal_year)
    unit_codes = pd.Series(frames.texts(frame, "unit_code"))
    return frame[active & ~unit_codes.isna().to_numpy() & ~unit_codes.where(active).duplicated().to_numpy()]


def entries(tables: Tables, fiscal_year: int, spans: Periods) -> Entries:
    """The entries of the book.

    Rows without a known active unit, a known KPI or a round (1, 2) give none; of several rows for one unit,
    KPI and round the first stands. Source: WORKBOOK.md "Figures" 1 and 2.
    """
    units = frames.distinct(
        frames.texts(active_units(frames.table(tables, frames.UNIT), fiscal_year), "unit_code")
    )
    kpi_frame = frames.table(tables, frames.KPI)
    known = frames.distinct(frames.texts(kpi_frame, "kpi_code"))
    kpis = pd.Index(sorted(known, key=kpi_sort_key), dtype=object)

    frame = frames.table(tables, frames.UNIT_KPI)
    unit = frames.codes(units, frame, "unit_code")
    kpi = frames.codes(kpis, frame, "kpi_code")
    round_ = _rounds(frame)
    usable_row = (unit >= 0) & (kpi >= 0) & (round_ >= 0)
    keys = np.where(usable_row, (unit * len(kpis) + kpi) * 2 + round_, -1)
    rows = frames.first_of(keys)
    rows = rows[np.argsort(keys[rows], kind="stable")]
    unit, kpi, round_ = unit[rows], kpi[rows], round_[rows]

    definition = frames.pair_index(frames.codes(kpis, kpi_frame, "kpi_code"), np.arange(len(kpis)))[kpi]
    kind = kind_codes(frames.texts(kpi_frame, "scoring"))[definition]
    how = aggregate_codes(frames.texts(kpi_frame, "aggregate"))[definition]
    direction = frames.texts(kpi_frame, "direction")[definition]
    lower = np.asarray(direction == "lower", dtype=np.bool_)
    targets = _targets(tables, frame.iloc[rows], kpis, kpi * 2 + round_)
    scaled = (kind == INTERPOLATE) | (kind == STEP)
    oriented = lower | (direction == "higher")
    defined = (kind != UNKNOWN) & (how != UNKNOWN) & (~scaled | oriented)
    usable = defined & (~scaled | usable_targets(targets, lower))

    weight = frames.numbers(frame, "weight")[rows]
    starts = frames.months(frame, "starts_month")[rows]
    ends = frames.months(frame, "ends_month")[rows]
    last = spans.last[round_]
    return Entries(
        units=units,
        kpis=kpis,
        unit=unit,
        kpi=kpi,
        round=round_,
        weight=weight,
        positive=np.where(weight > 0, weight, 0.0),
        targets=targets,
        kind=kind,
        how=how,
        lower=lower,
        defined=np.asarray(defined, dtype=np.bool_),
        usable=np.asarray(usable, dtype=np.bool_),
        starts=starts,
        ends=ends,
        counts=((starts == NO_MONTH) | (starts <= last)) & ((ends == NO_MONTH) | (ends >= last)),
    )


def _rounds(frame: pd.DataFrame) -> Ints:
    """Round 1 and 2 as 0 and 1; -1 for anything else."""
    typed = frames.numbers(frame, "round")
    return np.where(typed == 1, 0, np.where(typed == 2, 1, -1))


def _targets(tables: Tables, frame: pd.DataFrame, kpis: pd.Index[Any], keys: Ints) -> Floats:
    own = np.column_stack([frames.numbers(frame, key) for key in TARGETS])
    defaults = frames.table(tables, frames.KPI_TARGET)
    default_kpi = frames.codes(kpis, defaults, "kpi_code")
    default_round = _rounds(defaults)
    default_keys = np.where((default_kpi >= 0) & (default_round >= 0), default_kpi * 2 + default_round, -1)
    found = frames.pair_index(default_keys, keys)
    general = np.column_stack([frames.numbers(defaults, key) for key in TARGETS])
    general = np.vstack([general, np.full((1, len(TARGETS)), np.nan)])[found]
    none_typed = np.isnan(own).all(axis=1, keepdims=True)
    result = np.where(none_typed, general, own)
    incomplete = np.isnan(result).any(axis=1, keepdims=True)
    return np.where(incomplete, np.nan, result)
