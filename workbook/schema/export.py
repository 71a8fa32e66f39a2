"""The schema for other programs: the JSON that `samret schema --json` prints."""

from __future__ import annotations

from typing import Any

from workbook.schema import TABLES
from workbook.schema.model import Column


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "header": column.header,
        "type": column.type.value,
        "unit": column.unit,
        "required": column.required,
        "allowed": [{"key": choice.key, "label": choice.label} for choice in column.allowed],
    }


def schema_json() -> dict[str, Any]:
    """Every table with its role and columns, in the order of the sheets.

    >>> schema_json()["tables"][0]["table"]
    'tblHome'
    """
    return {
        "tables": [
            {
                "table": table.name,
                "sheet": table.sheet,
                "role": table.role.value,
                "columns": [_column(column) for column in table.columns],
            }
            for table in TABLES
        ]
    }
