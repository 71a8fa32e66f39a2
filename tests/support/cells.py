"""Cells as Excel hands them to a worksheet function, and the error tokens that come back."""

from __future__ import annotations

import datetime as dt

from addin.excel.cells import Code, token
from workbook.ooxml.values import to_serial

A = (60.0, 70.0, 80.0, 90.0, 100.0)
C = (15.0, 13.0, 11.0, 9.0, 7.0)
NA, NUM, VALUE, DIV0 = token(Code.NA), token(Code.NUM), token(Code.VALUE), token(Code.DIV0)
COM_DIV0 = -2146826281


def serial(year: int, month: int, day: int) -> float:
    """The number of a date in a book that counts from 1900."""
    return to_serial(dt.datetime(year, month, day))


def column(*cells: object) -> tuple[tuple[object], ...]:
    """Cells below one another."""
    return tuple((cell,) for cell in cells)
