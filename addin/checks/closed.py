"""Closed months that were edited: what differs from what the closings in force keep, cell by cell.

The closings keep the value and status of each month up to the last closed one, and weights, targets and
settings; anything else that decides a figure is held by the fingerprint of the latest closing.
Sources: WORKBOOK.md tblSnapshot and tblSnapshotScore, DOMAIN.md 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from addin.checks.context import Context, text_of
from addin.rules import frames
from addin.rules.closing import (
    closed_of_year,
    deciding_settings,
    kept_rows,
    month_rows,
    setting_texts,
)
from addin.rules.entries import TARGETS
from addin.rules.findings import Finding
from addin.rules.fingerprint import fingerprint
from addin.rules.frames import SNAPSHOT, SNAPSHOT_SCORE, SNAPSHOT_SETTING
from addin.rules.periods import NO_ROUND
from addin.rules.scoring import MILESTONE, PROCESS, REPORTED
from addin.rules.settings import build_settings

_KEYS = ["unit_code", "kpi_code", "month"]
NOTHING = "-"
"""What a sentence shows in place of a blank."""


def check(context: Context) -> Iterator[Finding]:
    """Every cell that decides a closed month and is not what it was at the closing.

    Where none can be named but the fingerprint differs, the first closing that it differs from.
    """
    closed = closed_of_year(context.tables, context.settings)
    if closed.empty:
        return
    found = [*_rows(context, closed), *_latest(context, closed)]
    yield from found or _fingerprints(context, closed)


def _shown(value: Any) -> str:
    return text_of(value) or NOTHING


def _rows(context: Context, closed: pd.DataFrame) -> Iterator[Finding]:
    """Monthly rows whose value or status differs, that are gone, or that were not there."""
    with_rows = np.isin(closed["seq"], frames.numbers(context.frame(SNAPSHOT_SCORE), "seq"))
    last = closed.loc[with_rows, "ordinal"].max()
    if pd.isna(last):
        return
    now = month_rows(context.tables, context.entries, context.spans)
    now = now[now["ordinal"] <= last].reset_index(names="row")
    kept = kept_rows(context.tables, context.settings)[[*_KEYS, "status", "value"]]
    both = kept.merge(now, on=_KEYS, how="outer", suffixes=("_kept", ""), indicator="side")
    gone = both[both["side"] == "left_only"]
    for row in gone.to_dict("records"):
        params = {**_who(row), "value": _shown(row["value_kept"]), "status": str(row["status_kept"])}
        yield Finding("closed_row_gone", frames.MONTHLY_SCORE, None, None, params)
    for row in both[(both["side"] == "right_only") & both["says"].eq(True)].to_dict("records"):
        params = {**_who(row), "value": _shown(row["value"]), "status": str(row["status"])}
        yield Finding("closed_row_added", frames.MONTHLY_SCORE, int(row["row"]), "status", params)
    there = both[both["side"] == "both"]
    for row in there[there["status"] != there["status_kept"]].to_dict("records"):
        params = {**_who(row), "old": str(row["status_kept"]), "value": str(row["status"])}
        yield Finding("closed_status_changed", frames.MONTHLY_SCORE, int(row["row"]), "status", params)
    changed = there[_differ(there["value"], there["value_kept"])]
    items = _first_items(context) if len(changed) else {}
    for row in changed.to_dict("records"):
        params = {**_who(row), "old": _shown(row["value_kept"]), "value": _shown(row["value"])}
        yield Finding("closed_value_changed", *_cell_of_value(row, items), params)


def _who(row: dict[Any, Any]) -> dict[str, str]:
    return {key: str(row[key]) for key in _KEYS}


def _differ(now: pd.Series[Any], kept: pd.Series[Any]) -> pd.Series[bool]:
    return (now != kept) & ~(now.isna() & kept.isna())


def _first_items(context: Context) -> dict[tuple[str, str, str], int]:
    """The first row of the items of each unit, KPI and month that says something."""
    frame = context.frame(frames.ITEM_RESULT)
    if frame.empty:
        return {}
    says = ~np.isnan(frames.numbers(frame, "points")) | ~frames.is_blank(frames.texts(frame, "done"))
    first = frame[says].drop_duplicates(_KEYS)
    return dict(zip(zip(*(first[key] for key in _KEYS), strict=True), first.index.tolist(), strict=True))


def _cell_of_value(
    row: dict[Any, Any], items: dict[tuple[str, str, str], int]
) -> tuple[str, int | None, str | None]:
    """The cell that a monthly row has its value from: table, row, column."""
    kind = row["kind"]
    at = items.get((row["unit_code"], row["kpi_code"], row["month"]))
    if kind in {PROCESS, MILESTONE} and at is not None:
        return frames.ITEM_RESULT, at, "points" if kind == PROCESS else "done"
    return frames.MONTHLY_SCORE, int(row["row"]), "score" if kind == REPORTED else "actual"


def _latest(context: Context, closed: pd.DataFrame) -> Iterator[Finding]:
    """Weights, targets and settings that differ from those of the last closed month."""
    seq, month = closed["seq"].iloc[-1], str(closed["month"].iloc[-1])
    kept = context.frame(SNAPSHOT_SCORE)
    kept = kept[frames.numbers(kept, "seq") == seq]
    entries = context.entries
    kpi = frames.codes(entries.kpis, kept, "kpi_code")
    round_ = np.nan_to_num(frames.numbers(kept, "round"), nan=NO_ROUND + 1.0).astype(np.int64) - 1
    entry = entries.find(frames.codes(entries.units, kept, "unit_code"), kpi, round_)
    # Months kept from before the closing have rows without figures; a weight stands in the others.
    weight = frames.numbers(kept, "weight")
    listed = np.flatnonzero((entry >= 0) & ~np.isnan(weight))
    now = entries.weight[entry[listed]]
    for n in listed[now != weight[listed]].tolist():
        yield _of_weight(context, kept.iloc[n], month, _shown(weight[n]), _shown(entries.weight[entry[n]]))
    targets = np.column_stack([frames.numbers(kept, key) for key in TARGETS])[listed]
    now = entries.targets[entry[listed]]
    differ = (now != targets) & ~(np.isnan(now) & np.isnan(targets))
    for n, level in np.argwhere(differ).tolist():
        old, new = _shown(targets[n, level]), _shown(now[n, level])
        yield _of_target(context, kept.iloc[listed[n]], month, TARGETS[level], old, new)
    yield from _settings(context, float(seq), month)


def _row_of(frame: pd.DataFrame, **wanted: Any) -> int | None:
    """The first row of a table with these values."""
    mask = np.ones(len(frame), dtype=np.bool_)
    for key, value in wanted.items():
        mask &= (frame[key] == value).to_numpy(dtype=np.bool_)
    return int(frame.index[int(np.argmax(mask))]) if mask.any() else None


def _params(kept: pd.Series[Any], month: str, old: str, new: str) -> dict[str, str]:
    codes = {"unit_code": str(kept["unit_code"]), "kpi_code": str(kept["kpi_code"])}
    return {**codes, "round": text_of(kept["round"]), "month": month, "old": old, "value": new}


def _of_weight(context: Context, kept: pd.Series[Any], month: str, old: str, new: str) -> Finding:
    own = {key: kept[key] for key in ("unit_code", "kpi_code", "round")}
    row = _row_of(context.frame(frames.UNIT_KPI), **own)
    return Finding("closed_weight_changed", frames.UNIT_KPI, row, "weight", _params(kept, month, old, new))


def _of_target(  # noqa: PLR0917 - one cell, what it was and is
    context: Context, kept: pd.Series[Any], month: str, level: str, old: str, new: str
) -> Finding:
    """At the unit's own target where it has one, else at the KPI's, where all units give one finding."""
    own = context.frame(frames.UNIT_KPI)
    row = _row_of(own, unit_code=kept["unit_code"], kpi_code=kept["kpi_code"], round=kept["round"])
    table = frames.UNIT_KPI
    if row is not None and own.loc[[row], list(TARGETS)].isna().all(axis=None):
        table = frames.KPI_TARGET
        row = _row_of(context.frame(table), kpi_code=kept["kpi_code"], round=kept["round"])
    params = {key: value for key, value in _params(kept, month, old, new).items() if key != "unit_code"}
    return Finding("closed_target_changed", table, row, level, params)


def _settings(context: Context, seq: float, month: str) -> Iterator[Finding]:
    frame = context.frame(SNAPSHOT_SETTING)
    frame = frame[(frames.numbers(frame, "seq") == seq) & ~frames.is_blank(frames.texts(frame, "key"))]
    if frame.empty:
        return
    frame = frame.drop_duplicates("key").set_index("key")
    shown = frame["value"].where(frame["value"].notna(), None).to_dict()
    neutral = (
        frame["neutral"].where(frame["neutral"].notna(), None).to_dict() if "neutral" in frame else shown
    )
    known = {key: value for key, value in neutral.items() if key in setting_texts(context.settings)}
    then, _ = build_settings(known)
    kept = setting_texts(then) if then else known
    now = setting_texts(context.settings)
    typed = context.frame(frames.SETTING)
    for key in deciding_settings(context.settings):
        if key not in known or kept[key] == now[key]:
            continue
        row = _row_of(typed, key=key) if "key" in typed else None
        current = text_of(typed.loc[row, "value"]) if row is not None else now[key]
        params = {"month": month, "setting": key, "old": _shown(shown[key]), "value": current or NOTHING}
        yield Finding("closed_setting_changed", frames.SETTING, row, "value", params)


def _fingerprints(context: Context, closed: pd.DataFrame) -> Iterator[Finding]:
    """The first closing whose fingerprint is not that of the book; the latest covers all before it."""

    def differs(row: dict[Any, Any]) -> bool:
        kept = row["fingerprint"]
        return isinstance(kept, str) and kept != fingerprint(context.tables, context.settings, row["month"])

    rows = [
        {**row, "row": row_number}
        for row_number, row in zip(closed.index, closed.to_dict("records"), strict=True)
    ]
    if not differs(rows[-1]):
        return
    first = next(row for row in rows if differs(row))
    params = {"month": str(first["month"]), "value": str(first["fingerprint"])[:12]}
    yield Finding("closed_month_changed", SNAPSHOT, int(first["row"]), "fingerprint", params)
