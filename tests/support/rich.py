"""Workbooks with everything that a user may have put into one, each made by a library that is not ours."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.support.xlsx import add_table

RESULT_HEADERS = ("หน่วย", "คะแนน", "เดือน", "รวม")
RESULTS = (
    ("สำนัก ก", 3.5, dt.date(2022, 1, 1), 1.0),
    ("กอง ข", 2.9, dt.date(2022, 2, 1), 2.0),
    ("กลุ่ม ค", 4.25, dt.date(2022, 3, 1), 3.0),
)
"""The Table tblResult on sheet ผล: header in B5, data rows 6 to 8."""


def png() -> io.BytesIO:
    """A picture of one red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">2L5B", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def by_xlsxwriter(path: Path) -> Path:
    """Charts, sparklines, picture, shapes, notes, links, rules, validations, names, filters, print set-up."""
    with xlsxwriter.Workbook(str(path)) as book:
        home, results, other = (
            book.add_worksheet("หน้า หลัก"),
            book.add_worksheet("ผล"),
            book.add_worksheet("อื่น"),
        )
        add_table(book, results, "tblResult", RESULT_HEADERS, RESULTS, at=(4, 1))
        add_table(book, other, "tblOther")
        _results_sheet(book, results)
        _home_sheet(book, home)
        other.protect()
        other.insert_textbox("F2", "กล่องข้อความ")
        other.insert_checkbox("F9", True)
        book.define_name("หน่วยทั้งหมด", "=ผล!$B$6:$B$8")
        book.define_name("ส่วนหนึ่ง", "=ผล!$B$6:$B$7")
        book.define_name("คะแนน", "=tblResult[คะแนน]")
        book.set_custom_property("เจ้าของ", "ผู้ใช้")
    return path


def _results_sheet(book: Any, sheet: Any) -> None:
    sheet.write_comment("B6", "หมายเหตุของผู้ใช้")
    sheet.write_comment("B8", "หมายเหตุแถวท้าย")
    sheet.write_url("B8", "https://example.org/", string="กลุ่ม ค")
    sheet.write_string("G6", "ของผู้ใช้นอกตาราง")
    sheet.write_string("G8", "ของผู้ใช้ข้างแถวท้าย")
    sheet.data_validation("C6:C8", {"validate": "decimal", "criteria": "between", "minimum": 1, "maximum": 5})
    sheet.data_validation("B6:B7", {"validate": "length", "criteria": "<", "value": 99})
    sheet.data_validation("D6:D500", {"validate": "date", "criteria": ">", "value": dt.date(2000, 1, 1)})
    sheet.conditional_format(
        "C6:C8", {"type": "cell", "criteria": "<", "value": 3, "format": book.add_format({"bold": 1})}
    )
    sheet.conditional_format("B6:E8", {"type": "formula", "criteria": "=COUNTIF($B$6:$B$8,$B6)>1"})
    sheet.conditional_format("C6:C8", {"type": "data_bar", "data_bar_2010": True})
    sheet.freeze_panes(5, 2)
    sheet.print_area("A1:F8")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_header('&L&"Sarabun"ผล')
    sheet.set_column("C:C", 12, book.add_format({"num_format": "0.0000"}))
    sheet.set_row(6, 30)


def _home_sheet(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "=ผล!$C$5", "categories": "=ผล!$B$6:$B$8", "values": "=ผล!$C$6:$C$8"})
    chart.add_series({"name": "อื่น", "categories": "=ผล!$D$6:$D$8", "values": "=ผล!$E$6:$E$8"})
    sheet.insert_chart("B10", chart)
    fixed = book.add_chart({"type": "line"})
    fixed.add_series({"values": "=อื่น!$C$5:$C$7"})
    sheet.insert_chart("J10", fixed)
    sheet.insert_image("B2", "p.png", {"image_data": png()})
    sheet.add_sparkline("A2", {"range": "ผล!C6:C8"})
    sheet.write_formula("A3", "=SUM(ผล!$C$6:$C$8)", None, 10.65)
    sheet.write_formula("A4", "=SUM(tblResult[คะแนน])", None, 10.65)
    sheet.write_formula("A5", "=SUM(ผล!C6:C7)", None, 6.4)
    sheet.data_validation("A6", {"validate": "list", "source": "=ผล!$B$6:$B$8"})


def by_openpyxl(path: Path) -> Path:
    """A chart without a cache, a note, a rule, a validation, a name: spelled as openpyxl spells them."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "ผล"
    for j, header in enumerate(RESULT_HEADERS):
        sheet.cell(5, 2 + j, header)
    for i, row in enumerate(RESULTS):
        for j, value in enumerate(row):
            sheet.cell(6 + i, 2 + j, value)
    sheet.add_table(Table(displayName="tblResult", ref="B5:E8"))
    sheet["B6"].comment = Comment("หมายเหตุ", "ผู้ใช้")
    sheet.conditional_formatting.add(
        "C6:C8", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="FF0000")
    )
    rule = DataValidation(type="list", formula1='"ก,ข"')
    rule.add("B6:B8")
    sheet.add_data_validation(rule)
    book.defined_names["หน่วยทั้งหมด"] = DefinedName("หน่วยทั้งหมด", attr_text="ผล!$B$6:$B$8")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=5, max_row=8), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=2, min_row=6, max_row=8))
    sheet.add_chart(chart, "H2")
    book.save(path)
    return path


MAKERS = (by_xlsxwriter, by_openpyxl)
