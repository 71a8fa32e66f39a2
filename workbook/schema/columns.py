"""Short hands that declare a column in one line."""

from __future__ import annotations

from typing import Any

from workbook.schema.model import Choice, Column, ColumnType


def text(key: str, header: str, width: float = 24, **more: Any) -> Column:
    """Free text."""
    return Column(key=key, header=header, type=ColumnType.TEXT, width=width, **more)


def code(key: str, header: str, width: float = 11, **more: Any) -> Column:
    """A code: text even where it looks like a number."""
    return Column(key=key, header=header, type=ColumnType.CODE, width=width, **more)


def number(key: str, header: str, unit: str | None = None, width: float = 12, **more: Any) -> Column:
    """A number with the decimals that were typed."""
    return Column(key=key, header=header, type=ColumnType.NUMBER, unit=unit, width=width, **more)


def score(key: str, header: str, width: float = 11, unit: str = "คะแนน", **more: Any) -> Column:
    """A number shown with 4 decimals."""
    return Column(key=key, header=header, type=ColumnType.SCORE, unit=unit, width=width, **more)


def money(key: str, header: str, width: float = 14, **more: Any) -> Column:
    """Baht, zero or more."""
    return Column(key=key, header=header, type=ColumnType.MONEY, unit="บาท", width=width, minimum=0, **more)


def integer(key: str, header: str, unit: str | None = None, width: float = 9, **more: Any) -> Column:
    """A whole number."""
    return Column(key=key, header=header, type=ColumnType.INTEGER, unit=unit, width=width, **more)


def date(key: str, header: str, width: float = 15, **more: Any) -> Column:
    """A real date, shown in B.E."""
    return Column(key=key, header=header, type=ColumnType.DATE, width=width, **more)


def month(key: str, header: str = "เดือน", width: float = 10, **more: Any) -> Column:
    """A month of the fiscal year: text 2565-02."""
    return Column(key=key, header=header, type=ColumnType.MONTH, width=width, **more)


def choice(key: str, header: str, allowed: tuple[Choice, ...], width: float = 15, **more: Any) -> Column:
    """One of the allowed values."""
    return Column(key=key, header=header, type=ColumnType.CHOICE, allowed=allowed, width=width, **more)


def unit_code(key: str = "unit_code", header: str = "รหัสหน่วยงาน", **more: Any) -> Column:
    """A unit that stands in tblUnit."""
    return code(key, header, 13, ref="tblUnit.unit_code", **more)


def kpi_code(key: str = "kpi_code", header: str = "รหัสตัวชี้วัด", **more: Any) -> Column:
    """A KPI that stands in tblKpi."""
    return code(key, header, 12, ref="tblKpi.kpi_code", **more)


def round_no(key: str = "round", header: str = "รอบ", **more: Any) -> Column:
    """Round 1 (ต.ค.-ก.พ.) or 2 (มี.ค.-ก.ค.)."""
    return integer(key, header, width=7, minimum=1, maximum=2, hint="1 = 5 เดือนแรก, 2 = 5 เดือนหลัง", **more)


def targets() -> tuple[Column, ...]:
    """target_1..target_5: the actual values that score 1 to 5."""
    return tuple(
        number(
            f"target_{n}",
            f"ค่าเป้าหมายระดับ {n}",
            width=11,
            hint=f"ผลที่ได้คะแนน {n}.0000 เรียงไปทางเดียวกันทั้ง 5 ระดับ",
        )
        for n in range(1, 6)
    )


KEY: dict[str, Any] = {"is_key": True, "required": True}
"""Marks a column as part of the row's name."""

KEY_OPTIONAL: dict[str, Any] = {"is_key": True}
"""Part of the row's name, blank allowed."""
