"""Row validation straight from the schema: required, range, known codes, one row per key."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import pandas as pd

from workbook.book import RawTable
from workbook.cells import plain
from workbook.frames import CellIssue
from workbook.schema import BY_NAME
from workbook.schema.model import NUMERIC, Column, Table


def validate(frames: Mapping[str, pd.DataFrame], tables: tuple[Table, ...]) -> list[CellIssue]:
    """Every cell that breaks its column's declaration, table by table."""
    issues: list[CellIssue] = []
    for table in tables:
        frame = frames[table.name]
        if frame.empty:
            continue
        for column in table.columns:
            issues += _required(frame, table, column)
            issues += _range(frame, table, column)
            issues += _known(frames, frame, table, column)
        issues += _one_row_per_key(frame, table)
    return issues


def _required(frame: pd.DataFrame, table: Table, column: Column) -> Iterator[CellIssue]:
    if not column.required:
        return
    for row in frame.index[frame[column.key].isna()]:
        yield CellIssue("required_blank", table.name, int(row), column.key, {"value": column.header})


def _range(frame: pd.DataFrame, table: Table, column: Column) -> Iterator[CellIssue]:
    if column.type not in NUMERIC or (column.minimum is None and column.maximum is None):
        return
    values = frame[column.key]
    low = values < column.minimum if column.minimum is not None else pd.Series(data=False, index=frame.index)
    high = values > column.maximum if column.maximum is not None else pd.Series(data=False, index=frame.index)
    limits = {
        "minimum": "" if column.minimum is None else plain(column.minimum),
        "maximum": "" if column.maximum is None else plain(column.maximum),
    }
    for below, found in ((True, values[low]), (False, values[high])):
        code = "below_minimum" if below else "above_maximum"
        for row, value in found.items():
            yield CellIssue(code, table.name, int(str(row)), column.key, {"value": plain(value)} | limits)


def rows_below(raw: RawTable) -> list[CellIssue]:
    """The rows typed under a Table, which nothing counts: one issue, `rows` such as "12-14, 20"."""
    if not raw.below:
        return []
    spans: list[list[int]] = []
    for row in raw.below:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    rows = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
    return [CellIssue("rows_below_table", raw.name, raw.below[0], None, {"rows": rows})]


def _folded(code: str) -> str:
    """A code for comparing: no spaces, case and width aside."""
    return "".join(unicodedata.normalize("NFKC", code).casefold().split())


def _known(
    frames: Mapping[str, pd.DataFrame], frame: pd.DataFrame, table: Table, column: Column
) -> Iterator[CellIssue]:
    if column.ref is None:
        return
    name, key = column.ref.split(".")
    target = BY_NAME[name]
    known = set(frames[name][key].dropna()) if name in frames else set()
    params = {"ref_sheet": target.sheet, "ref_header": target.by_key[key].header}
    values = frame[column.key]
    unknown = values[values.notna() & ~values.isin(known)]
    meant = {_folded(code): code for code in sorted(known, reverse=True)} if len(unknown) else {}
    for row, value in unknown.items():
        named = {"value": str(value)} | params
        suggestion = meant.get(_folded(str(value)))
        if suggestion is None:
            yield CellIssue("unknown_reference", table.name, int(str(row)), column.key, named)
        else:
            named["suggestion"] = suggestion
            yield CellIssue("unknown_reference_case", table.name, int(str(row)), column.key, named)


def _text(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return plain(value) if isinstance(value, float) else str(value)


def _one_row_per_key(frame: pd.DataFrame, table: Table) -> Iterator[CellIssue]:
    keys = list(table.key_columns)
    if not keys:
        return
    required = [key for key in keys if table.by_key[key].required]
    named = frame[frame[required].notna().all(axis=1)]
    again = named[named.duplicated(keys)]
    if again.empty:
        return
    first = named.drop_duplicates(keys).rename_axis("row").reset_index().rename(columns={"row": "first_row"})
    # NaN keys (optional parts) are equal to each other here, as duplicated() has them.
    pairs = (
        again[keys].rename_axis("row").reset_index().merge(first[[*keys, "first_row"]], on=keys, how="left")
    )
    for item in pairs.to_dict("records"):
        values = [item[key] for key in keys]
        shown = " ".join(
            plain(v)
            if isinstance(v, float)
            else (v.date().isoformat() if isinstance(v, pd.Timestamp) else str(v))
            for v in values
            if not pd.isna(v)
        )
        params = {"value": shown, "first_row": str(item["first_row"])}
        yield CellIssue("duplicate_key", table.name, int(item["row"]), keys[0], params)
