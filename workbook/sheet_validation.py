"""Data validation from the schema's declarations: lists by their Thai words, messages that say what to type.

Excel's limits on a validation: title 32, prompt 255, error 225, a list typed into it 255 characters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from openpyxl.worksheet.datavalidation import DataValidation

from workbook.schema import BY_NAME
from workbook.schema.model import NUMERIC, Column, ColumnType, Setting
from workbook.schema.settings import BY_KEY as SETTINGS
from workbook.schema.setup import SETTING
from workbook.sheets import Laid
from workbook.thai import BE_OFFSET

Check = dict[str, Any]
"""What Excel is to hold of a cell: arguments of a validation, none where anything goes."""

MAX_TITLE: Final = 32
MAX_PROMPT: Final = 255
MAX_ERROR: Final = 225
MAX_LIST: Final = 255

_YEARS_AROUND: Final = 6
"""Dates this many years around the fiscal year pass; a B.E. year typed as C.E. (2564) never does."""
_EXCEL_DAY_ZERO: Final = dt.date(1899, 12, 30)
_LARGEST: Final = 1_000_000_000_000


def list_name(ref: str) -> str:
    """The defined name of the list of values that a column refers to.

    >>> list_name("tblUnit.unit_code")
    'lst_tblUnit_unit_code'
    """
    return "lst_" + ref.replace(".", "_")


def months_of(fiscal_year: int) -> tuple[str, ...]:
    """The twelve months of a Thai fiscal year, October first.

    >>> months_of(2565)[0], months_of(2565)[-1]
    ('2564-10', '2565-09')
    """
    return tuple(f"{fiscal_year - (m >= 10)}-{m:02d}" for m in (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9))


def validations(laid: Laid, fiscal_year: int) -> Iterator[DataValidation]:
    """The validations of a sheet that people type into."""
    for column in laid.table.columns:
        if laid.table is SETTING:
            continue
        check = _check(laid, column, fiscal_year)
        said = _says_something(column)
        if check or said:
            yield _validation(laid.area(column.key), column, check, fiscal_year)
    if laid.table is SETTING:
        yield from _setting_validations(laid, fiscal_year)


def _says_something(column: Column) -> bool:
    return bool(column.hint or column.required or column.unit)


def _check(laid: Laid, column: Column, fiscal_year: int) -> Check:
    """What Excel is to hold of a column."""
    match column.type:
        case ColumnType.CHOICE:
            return _list([c.label for c in column.allowed])
        case ColumnType.MONTH:
            return _list(list(months_of(fiscal_year)))
        case ColumnType.LETTERS:
            return {"type": "custom", "formula1": _only_letters(laid, column)}
        case ColumnType.DATE:
            return date_check(fiscal_year)
        case kind if kind in NUMERIC:
            low = -_LARGEST if column.minimum is None else column.minimum
            high = _LARGEST if column.maximum is None else column.maximum
            return _between("whole" if kind is ColumnType.INTEGER else "decimal", f"{low:g}", f"{high:g}")
        case _ if column.ref and column.ref != f"{laid.table.name}.{column.key}":
            return {"type": "list", "formula1": list_name(column.ref)}
        case _:
            return {}


def _list(labels: list[str]) -> Check:
    text = ",".join(labels)
    assert len(text) <= MAX_LIST, text
    return {"type": "list", "formula1": f'"{text}"'}


def _between(kind: str, low: str, high: str) -> Check:
    return {"type": kind, "operator": "between", "formula1": low, "formula2": high}


def date_check(fiscal_year: int) -> Check:
    """What Excel is to hold of a date near the fiscal year; a B.E. year typed as C.E. is none."""
    first, last = ((day - _EXCEL_DAY_ZERO).days for day in _sane_dates(fiscal_year))
    return _between("date", str(first), str(last))


def _only_letters(laid: Laid, column: Column) -> str:
    """True while nothing is left of the text once the allowed letters, commas and spaces are taken away."""
    inner = f"UPPER({laid.letter(column.key)}{laid.first})"
    for mark in (*(c.key for c in column.allowed), ",", " "):
        inner = f'SUBSTITUTE({inner},"{mark}","")'
    return f"LEN({inner})=0"


def _sane_dates(fiscal_year: int) -> tuple[dt.date, dt.date]:
    year = fiscal_year - BE_OFFSET
    return dt.date(year - _YEARS_AROUND, 1, 1), dt.date(year + _YEARS_AROUND, 12, 31)


def _validation(area: str, column: Column, check: Check, fiscal_year: int) -> DataValidation:
    validation = DataValidation(
        **check,
        allow_blank=True,
        sqref=area,
        showInputMessage=True,
        promptTitle=column.header[:MAX_TITLE],
        prompt=prompt(column, fiscal_year)[:MAX_PROMPT],
    )
    if check:
        validation.showErrorMessage = True
        validation.errorStyle = "stop"
        validation.errorTitle = "ค่าที่กรอกใช้ไม่ได้"
        validation.error = error(column, fiscal_year)[:MAX_ERROR]
    return validation


def _range_words(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"ตั้งแต่ {low:g} ถึง {high:g}"
    if low is not None:
        return f"ตั้งแต่ {low:g} ขึ้นไป"
    return f"ไม่เกิน {high:g}" if high is not None else ""


def _what(column: Column, fiscal_year: int) -> str:
    """What a cell of the column takes, in one clause."""
    match column.type:
        case ColumnType.CHOICE:
            return "เลือกจากรายการ"
        case ColumnType.MONTH:
            return f"เลือกเดือนของปีงบประมาณ {fiscal_year} เช่น {fiscal_year}-02 คือ ก.พ. {fiscal_year % 100}"
        case ColumnType.DATE:
            return f"วัน/เดือน/ปี ค.ศ. เช่น 12/11/{fiscal_year - BE_OFFSET - 1} (แสดงเป็น พ.ศ.)"
        case ColumnType.INTEGER:
            return f"จำนวนเต็ม {_range_words(column)}".strip()
        case kind if kind in NUMERIC:
            return f"ตัวเลข {_range_words(column)}".strip()
        case _ if column.ref:
            return f"รหัสที่มีในชีต {BY_NAME[column.ref.split('.')[0]].sheet}"
        case _:
            return ""


def prompt(column: Column, fiscal_year: int) -> str:
    """The message beside a cell: must it be filled, what it takes, its unit, the hint."""
    parts = [
        "ต้องกรอก" if column.required else "",
        _what(column, fiscal_year),
        f"หน่วย: {column.unit}" if column.unit else "",
        column.hint or "",
    ]
    return "\n".join(part for part in parts if part)


def error(column: Column, fiscal_year: int) -> str:
    """The message when a cell refuses a value: what it takes and what to do."""
    if column.type is ColumnType.DATE:
        first, last = _sane_dates(fiscal_year)
        return (
            f"ต้องเป็นวันที่ระหว่าง พ.ศ. {first.year + BE_OFFSET} ถึง {last.year + BE_OFFSET} "
            f"พิมพ์ปีเป็น ค.ศ. ({fiscal_year - BE_OFFSET}) ไม่ใช่ พ.ศ. ({fiscal_year}) หรือพิมพ์เป็นข้อความไม่ได้"
        )
    if column.type is ColumnType.LETTERS:
        letters = " ".join(c.key for c in column.allowed)
        return f"ใช้ได้เฉพาะตัวอักษร {letters} คั่นด้วยเครื่องหมายจุลภาค เช่น P, A"
    return f"{column.header}: {_what(column, fiscal_year)} แก้ค่าแล้วลองใหม่ หรือกด Esc เพื่อยกเลิก"


def _setting_validations(laid: Laid, fiscal_year: int) -> Iterator[DataValidation]:
    """Each row of the settings holds another kind of value; the message tells what and where it is from."""
    by_label = {setting.label: setting for setting in SETTINGS.values()}
    letter = laid.letter("value")
    for row, label in enumerate(laid.values("key"), laid.first):
        setting = by_label.get(str(label))
        if setting is None:
            continue
        unit = f"หน่วย: {setting.unit}" if setting.unit else ""
        words = [unit, setting.note or "", f"ที่มา: {setting.source}"]
        check = _setting_check(setting, fiscal_year)
        validation = DataValidation(
            **check,
            allow_blank=True,
            sqref=f"{letter}{row}",
            showInputMessage=True,
            promptTitle=setting.label[:MAX_TITLE],
            prompt="\n".join(word for word in words if word)[:MAX_PROMPT],
        )
        if check:
            validation.showErrorMessage = True
            validation.errorTitle = "ค่าที่กรอกใช้ไม่ได้"
            kinds = {"list": "เลือกจากรายการ", "date": "ต้องเป็นวันที่ พิมพ์ปีเป็น ค.ศ."}
            kind = kinds.get(check["type"], "ต้องเป็นตัวเลขตั้งแต่ 0 ขึ้นไป")
            validation.error = f"{setting.label}: {kind}"[:MAX_ERROR]
        yield validation


def _setting_check(setting: Setting, fiscal_year: int) -> Check:
    if setting.key == "as_of":
        return date_check(fiscal_year)
    if setting.allowed:
        return _list([c.label for c in setting.allowed])
    if isinstance(setting.default, (int, float)):
        return _between("decimal", "0", "10000")
    return {}
