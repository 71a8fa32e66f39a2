"""The workbook that sums up a run over many masters: a row for each book, a row for each of their units."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from openpyxl.workbook import Workbook

from workbook import sheets, theme
from workbook.frames import conform, to_rows
from workbook.schema.columns import choice, code, integer, number, score, text
from workbook.schema.model import Group, Role, Table
from workbook.schema.words import PASSED, choices

STATE: Final = choices(
    done="✓ เสร็จ",
    errors="! เสร็จ มีที่ต้องแก้ไข",
    refused="✗ ทำไม่ได้",
    failed="✗ โปรแกรมผิดพลาด",
    kept="– ไม่เปลี่ยนจากครั้งก่อน",
)
MET: Final = choices(yes="✓ บรรลุ", no="✗ ยังไม่บรรลุ")

BOOKS: Final = Table(
    name="tblBatchBook",
    sheet="สมุดงาน",
    title="สรุปผลของทุกสมุดงาน",
    purpose="สมุดงานละหนึ่งแถว: ผลของงาน ร้อยละที่ผ่าน และสิ่งที่ต้องแก้ไข",
    role=Role.RESULT,
    group=Group.RESULTS,
    columns=(
        text("book", "สมุดงาน", 60),
        choice("state", "ผลของงาน", STATE, 24),
        integer("passed", "หน่วยงานที่ผ่าน", "หน่วยงาน", 14),
        integer("total", "หน่วยงานทั้งหมด", "หน่วยงาน", 15),
        score("percent", "ร้อยละ", 11, "ร้อยละ"),
        number("target_percent", "เป้าหมายร้อยละ", "ร้อยละ"),
        choice("met", "ผลตามเป้าหมาย", MET, 14),
        integer("short", "ยังขาด", "หน่วยงาน"),
        integer("errors", "ต้องแก้ไข", "รายการ", 11),
        integer("warnings", "ควรตรวจสอบ", "รายการ", 12),
        number("seconds", "เวลาที่ใช้", "วินาที"),
        text("message", "คำอธิบาย", 60),
    ),
)

UNITS: Final = Table(
    name="tblBatchUnit",
    sheet="หน่วยงาน",
    title="คะแนนของหน่วยงานในทุกสมุดงาน",
    purpose="หน่วยงานละหนึ่งแถว จากสมุดงานที่คำนวณได้",
    role=Role.RESULT,
    group=Group.RESULTS,
    columns=(
        text("book", "สมุดงาน", 60),
        code("unit_code", "รหัสหน่วยงาน", 13),
        score("round_1_score", "คะแนนรอบที่ 1", 13),
        score("round_2_score", "คะแนนรอบที่ 2", 13),
        score("score", "คะแนนทั้งปี", 13),
        choice("passed", "ผลตามเกณฑ์", PASSED, 12),
        score("shortfall", "ยังขาด", 11),
    ),
)


def frame_of(table: Table, rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The rows as the table's columns and types; decimals may come as strings."""
    frame = pd.DataFrame(list(rows), columns=list(table.keys))
    for column in table.columns:
        if column.allowed:
            words = {True: "yes", False: "no"}
            frame[column.key] = [words.get(v, v) if isinstance(v, bool) else v for v in frame[column.key]]
    return conform(frame, table)


def summary_bytes(frames: dict[str, pd.DataFrame]) -> bytes:
    """The workbook as the bytes of an .xlsx; `frames` by table name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    theme.dress(book)
    for table in (BOOKS, UNITS):
        sheets.lay(book, table, to_rows(frames[table.name], table), title=table.title, sample=False)
    about = book.properties
    about.title = BOOKS.title
    about.creator = about.lastModifiedBy = "Samret"  # a program, nobody's name
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
