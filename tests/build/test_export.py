"""The schema as other programs read it."""

from __future__ import annotations

import json

from workbook.schema import TABLES
from workbook.schema.export import schema_json


def test_it_has_the_shape_of_the_contract():
    """Tables have a sheet, a role and columns; columns a key, header, type, unit, allowed values."""
    tables = schema_json()["tables"]
    assert [table["table"] for table in tables] == [table.name for table in TABLES]
    assert {frozenset(table) for table in tables} == {frozenset({"table", "sheet", "role", "columns"})}
    columns = [column for table in tables for column in table["columns"]]
    keys = {"key", "header", "type", "unit", "required", "allowed"}
    assert {frozenset(column) for column in columns} == {frozenset(keys)}


def test_roles_are_the_three_of_the_contract():
    """control, input and result."""
    assert {table["role"] for table in schema_json()["tables"]} == {"control", "input", "result"}


def test_it_is_plain_json():
    """It survives a round trip."""
    assert json.loads(json.dumps(schema_json(), ensure_ascii=False)) == schema_json()
