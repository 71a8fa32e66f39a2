"""A small workbook made by another program, for the tests of the engine itself."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter


def make(path: Path) -> Path:
    """Values of each kind, two Tables (one with totals), rules, a sheet locked with the password "lock"."""
    book = xlsxwriter.Workbook(path)
    look = {
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
        "money": book.add_format({"num_format": "$#,##0.00"}),
        "red": book.add_format({"bg_color": "#ff0000", "bold": True}),
        "green": book.add_format({"font_color": "#00ff00"}),
        "own": book.add_format({"bg_color": "#ddeeff", "bold": True}),
    }
    values = book.add_worksheet("ค่า")
    values.write_row("A1", ["ข้อความ", 1.5, True])
    values.write_datetime("D1", dt.datetime(2021, 11, 12), look["date"])
    values.write("E1", 12.34567, look["money"])
    values.write_formula("A2", "=B1+1", None, 2.5)
    values.write_formula("B2", "=B1>1", None, True)
    values.write_formula("C2", '=""', None, "")
    values.write_formula("D2", "=NA()", None, "#N/A")
    values.write_formula("E2", "=1/0", None, "#DIV/0!")
    values.write_blank("A3", None, look["text"])
    values.write_blank("B3", None, look["date"])
    values.write_blank("C3", None, look["own"])
    values.conditional_format("A1:C2", {"type": "formula", "criteria": "=$B1>1", "format": look["red"]})
    values.conditional_format("A1:C2", {"type": "cell", "criteria": ">", "value": 5, "format": look["green"]})
    tables = book.add_worksheet("ตาราง")
    headers = [{"header": "ก"}, {"header": "ข", "formula": "=tblA[[#This Row],[ก]]*2"}, {"header": "ค"}]
    tables.add_table("A1:C3", {"name": "tblA", "columns": headers})
    tables.write_column("A2", [1, 2])
    for row in (2, 3):
        tables.write_formula(f"B{row}", "=tblA[[#This Row],[ก]]*2", None, 2 * (row - 1))
    tables.write("C3", "ท้าย", look["own"])
    tables.data_validation("A2:A3", {"validate": "decimal", "criteria": ">", "value": 0})
    tables.write_formula("F1", "=SUM(tblA[ก])", None, 3)
    tables.write("A8", "ข้างใต้")
    columns = [{"header": "y", "total_string": "รวม"}, {"header": "z", "total_function": "sum"}]
    tables.add_table("A11:B13", {"name": "tblB", "total_row": True, "columns": columns})
    tables.write_row("A12", ["x", 7])
    locked = book.add_worksheet("ล็อก")
    locked.write("A1", 1)
    locked.write("B1", 2, book.add_format({"locked": False}))
    locked.protect("lock", {"autofilter": True, "select_locked_cells": False})
    book.close()
    return path
