"""The data dictionary in Thai, generated from the schema: what each sheet and column holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbook.schema import BY_NAME, TABLES
from workbook.schema.home import HOME_ROWS, Shown, labels
from workbook.schema.model import Column, ColumnType, Role, Table
from workbook.schema.results import HOME
from workbook.schema.settings import SETTINGS

ROLE_WORDS: Final = {
    Role.CONTROL: "ควบคุม (ตั้งค่าประจำปี)",
    Role.INPUT: "ข้อมูลนำเข้า",
    Role.RESULT: "ผลลัพธ์ (โปรแกรมเขียน ห้ามพิมพ์ทับ)",
}
TYPE_WORDS: Final = {
    ColumnType.TEXT: "ข้อความ",
    ColumnType.CODE: "รหัส (ข้อความ)",
    ColumnType.NUMBER: "ตัวเลข",
    ColumnType.SCORE: "คะแนน ทศนิยม 4 ตำแหน่ง",
    ColumnType.MONEY: "จำนวนเงิน",
    ColumnType.INTEGER: "จำนวนเต็ม",
    ColumnType.DATE: "วันที่ (แสดง พ.ศ.)",
    ColumnType.MONTH: "เดือน เช่น 2565-02",
    ColumnType.CHOICE: "เลือกหนึ่งค่า",
    ColumnType.LETTERS: "ตัวอักษรหลายตัว",
    ColumnType.CHOICES: "เลือกหลายค่า",
    ColumnType.VALUE: "ตามรายการ",
}


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")


def _row(*cells: str | None) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _header(*names: str) -> list[str]:
    return [_row(*names), "|" + "---|" * len(names)]


def _allowed(column: Column) -> str:
    if not column.allowed:
        return _limits(column)
    return ", ".join(f"{choice.label} (`{choice.key}`)" for choice in column.allowed)


def _limits(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{low:g} ถึง {high:g}"
    if low is not None:
        return f"ตั้งแต่ {low:g}"
    return "" if high is None else f"ไม่เกิน {high:g}"


def _reference(column: Column) -> str:
    if column.ref is None:
        return ""
    table, key = column.ref.split(".")
    return f"{BY_NAME[table].sheet}: {BY_NAME[table].by_key[key].header}"


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.sheet} · `{table.name}`"
    yield ""
    yield f"{table.purpose}"
    yield ""
    step = f" · ขั้นที่ {table.step} ของ SOP" if table.step else ""
    yield f"ประเภท: {ROLE_WORDS[table.role]}{step}"
    yield ""
    yield from _header("คีย์", "หัวคอลัมน์", "ชนิด", "หน่วย", "ต้องกรอก", "ค่าที่ใช้ได้", "อ้างอิง", "คำอธิบาย")
    for column in table.columns:
        required = "ใช่ (คีย์)" if column.is_key and column.required else "คีย์" if column.is_key else ""
        if column.required and not column.is_key:
            required = "ใช่"
        # The names of settings fill a table of their own below.
        allowed = "ดูตารางการตั้งค่า" if len(column.allowed) > 12 else _allowed(column)
        yield _row(
            f"`{column.key}`",
            column.header,
            TYPE_WORDS[column.type],
            column.unit,
            required,
            allowed,
            _reference(column),
            column.hint,
        )
    yield ""


def _settings() -> Iterator[str]:
    yield "## การตั้งค่า"
    yield ""
    yield from _header("คีย์", "รายการ", "ค่าเริ่มต้น", "หน่วย", "ค่าที่ใช้ได้", "ที่มา", "คำอธิบาย")
    for setting in SETTINGS:
        names = {choice.key: choice.label for choice in setting.allowed}
        default = "" if setting.default is None else str(setting.default)
        allowed = ", ".join(f"{label} (`{key}`)" for key, label in names.items())
        words = (names.get(default, default), setting.unit, allowed, setting.source, setting.note)
        yield _row(f"`{setting.key}`", setting.label, *words)
    yield ""


def _home() -> Iterator[str]:
    yield f"## รายการใน {HOME.sheet}"
    yield ""
    yield from _header("คีย์", "รายการ (ปี 2565)")
    names = labels(2565)
    for row in HOME_ROWS:
        if row.shown is not Shown.HEADING:
            yield _row(f"`{row.key}`", names[row.key])
    yield ""


def dictionary() -> str:
    """The whole dictionary as Markdown."""
    lines = [
        "# พจนานุกรมข้อมูลของสมุดงานคำรับรองการปฏิบัติราชการ",
        "",
        "แฟ้มนี้สร้างจาก `workbook/schema/` ด้วยคำสั่ง `python -m workbook.build` อย่าแก้ด้วยมือ",
        "",
        "คีย์เป็นภาษาอังกฤษและคงที่ หัวคอลัมน์เป็นภาษาไทยและเปลี่ยนได้ เซลล์เก็บคำไทย โปรแกรมอ่านเป็นคีย์",
        "",
    ]
    group = None
    for table in TABLES:
        if table.group is not group:
            group = table.group
            lines += [f"## {group.value}", ""]
        lines += _table(table)
    lines += [*_settings(), *_home()]
    return "\n".join(lines).rstrip() + "\n"
