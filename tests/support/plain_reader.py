"""A master workbook read without Samret: openpyxl and the contract that `samret schema --json` prints."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd


def read_master(path: Path, schema: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Table name -> frame with keys as columns; Thai labels are turned into keys by the printed schema."""
    book = openpyxl.load_workbook(path, data_only=True)
    areas = {table.name: (sheet, table.ref) for sheet in book.worksheets for table in sheet.tables.values()}
    found = {}
    for table in schema["tables"]:
        sheet, ref = areas[table["table"]]
        header, *rows = [[cell.value for cell in row] for row in sheet[ref]]
        place = {name: n for n, name in enumerate(header)}
        rows = [row for row in rows if any(value not in (None, "") for value in row)]
        columns = {}
        for column in table["columns"]:
            labels = {item["label"]: item["key"] for item in column["allowed"] or []}
            cells = [row[place[column["header"]]] for row in rows]
            columns[column["key"]] = [_value(cell, column["type"], labels) for cell in cells]
        found[table["table"]] = pd.DataFrame(columns, dtype=object)
    return found


def _value(cell: Any, kind: str, labels: dict[str, str]) -> Any:
    if cell is None or cell == "":
        return None
    if kind == "choice":
        return labels[cell]
    if kind == "letters":
        return cell.replace(", ", "")
    if kind == "choices":
        return ",".join(labels[part] for part in cell.split(", "))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return float(cell)
    return pd.Timestamp(cell) if isinstance(cell, dt.datetime) else cell
