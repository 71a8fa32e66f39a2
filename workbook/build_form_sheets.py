"""The other sheets of a form: items, what was reported before, contacts, and the workings of the score."""

from __future__ import annotations

from typing import Final

from workbook import form_formulas as ff
from workbook import theme
from workbook.book import WritableValue
from workbook.build_form_main import FIRST as MAIN_FIRST
from workbook.build_form_main import MAIN_SHEET, cell_of
from workbook.build_form_parts import CENTRE, LEFT, RIGHT, Sheets
from workbook.form_formulas import Shown
from workbook.form_items import ITEMS_SHEET, item_rows, item_values
from workbook.form_model import CONTACT_INPUTS, UnitForm
from workbook.form_names import CONTACT_HEADERS, ITEM_HEADERS, VALUE
from workbook.schema.words import YES_NO

PAST_SHEET: Final = "ผลที่ผ่านมา"
CONTACT_SHEET: Final = "ผู้ติดต่อ"
YES: Final = YES_NO[0].label

HEADER_ROW: Final = 4


def lay_items(sheets: Sheets, form: UnitForm) -> None:
    """The items of process and milestone KPIs: points or done, and the evidence of each."""
    sheet = sheets.add(ITEMS_SHEET, theme.BLUE, (13, 8, 58, 11, 13, 13, 40, 10, 10))
    sheet.write(1, 1, "ผลรายข้อ", "Title")
    told = f"คะแนนกระบวนการ: กรอกคะแนนที่ได้ · ขั้นตอนความสำเร็จ: เลือก {YES} เมื่อแล้วเสร็จ โปรแกรมรวมเป็นผลเดือนนี้ให้"
    sheet.write(2, 1, told, "Explanatory Text")
    sheet.headers(HEADER_ROW, ITEM_HEADERS, theme.BLUE)
    counted = {
        (kpi.kpi_code, item.item_no): value
        for kpi in form.kpis
        for item, value in zip(kpi.items, item_values(kpi), strict=True)
    }
    before = ""
    for kpi, item, row in item_rows(form):
        points = kpi.open and kpi.by_points
        done = kpi.open and not kpi.by_points
        sheet.write(row, 1, kpi.kpi_code, align=CENTRE, number_format="@")
        sheet.write(row, 2, item.item_no, align=CENTRE)
        sheet.write(row, 3, item.item, align=LEFT)
        sheet.write(row, 4, item.max_points, "Calculation", number_format="General")
        typed = item.typed.get("points") if kpi.by_points else None
        sheet.write(
            row,
            5,
            typed,
            "Input" if points else "Output",
            align=RIGHT,
            number_format="General",
            is_open=points,
        )
        word = {"yes": YES, "no": YES_NO[1].label}.get(str(item.typed.get("done")))
        chosen = None if kpi.by_points else word
        sheet.write(row, 6, chosen, "Input" if done else "Output", align=CENTRE, is_open=done)
        evidence = item.typed.get("evidence")
        sheet.write(row, 7, evidence, "Input" if kpi.open else "Output", align=LEFT, is_open=kpi.open)
        value, told_one = counted[kpi.kpi_code, item.item_no]
        if kpi.by_points:
            count, spoken = f"N(E{row})", f"COUNT(E{row})"
        else:
            # A step counts while every step before it is done.
            chain = f'AND(F{row}="{YES}",H{row - 1}=1)' if before == kpi.kpi_code else f'F{row}="{YES}"'
            count, spoken = f"IF({chain},1,0)", f'IF(F{row}="",0,1)'
        sheet.write(row, 8, Shown(count, value), "Calculation", number_format="General")
        sheet.write(row, 9, Shown(spoken, told_one), "Calculation", number_format="0")
        before = kpi.kpi_code
        sheet.fit(row, {3: item.item, 7: evidence or ""})
        if points:
            most = 5 if item.max_points is None else item.max_points
            sheet.check(
                f"E{row}", "คะแนนที่ได้", f"ตั้งแต่ 0 ถึง {most:g} ยังไม่ประเมินให้เว้นว่าง",
                f"ต้องเป็นตัวเลขตั้งแต่ 0 ถึง {most:g}",
                type="decimal", operator="between", formula1="0", formula2=f"{most:g}",
            )  # fmt: skip
        if done:
            words = ",".join(choice.label for choice in YES_NO)
            sheet.check(
                f"F{row}", "แล้วเสร็จ", f"เลือก {YES} เมื่อขั้นนี้เสร็จและมีหลักฐาน", "เลือกจากรายการ",
                type="list", formula1=f'"{words}"',
            )  # fmt: skip
    sheet.sheet.freeze_panes = f"C{HEADER_ROW + 1}"


def lay_past(sheets: Sheets, form: UnitForm) -> None:
    """What was reported in the months before and scored in the years before."""
    sheet = sheets.add(PAST_SHEET, theme.GREY, (13, 44, *[17] * len(form.past)))
    sheet.write(1, 1, "ผลที่ผ่านมาของหน่วยงาน", "Title")
    sheet.write(2, 1, "ใช้ดูประกอบ แก้ไขไม่ได้ พบที่ผิดให้แจ้งผู้ดูแลสมุดงาน", "Explanatory Text")
    sheet.headers(HEADER_ROW, ("รหัสตัวชี้วัด", "ตัวชี้วัด", *form.past))
    rows = [(kpi.kpi_code, kpi.kpi_name, kpi.past) for kpi in form.kpis]
    rows.append(("รวม", "คะแนนของหน่วยงาน", form.whole_past))
    for row, (code, name, past) in enumerate(rows, HEADER_ROW + 1):
        sheet.write(row, 1, code, align=CENTRE, number_format="@")
        sheet.write(row, 2, name, align=LEFT)
        for column, text in enumerate(past, 3):
            sheet.write(row, column, text or "–", align=CENTRE)
        sheet.fit(row, {2: name, **dict(enumerate(past, 3))})
    sheet.sheet.freeze_panes = f"C{HEADER_ROW + 1}"


def lay_contacts(sheets: Sheets, form: UnitForm) -> None:
    """The unit's contacts that may be published, to be mended."""
    sheet = sheets.add(CONTACT_SHEET, theme.BLUE, (14, 20, 32, 36, 22, 34))
    sheet.write(1, 1, "ผู้ติดต่อของหน่วยงาน", "Title")
    told = "แก้ให้ตรงปัจจุบัน ไม่ต้องกรอกเลขประจำตัวประชาชน แสดงเฉพาะผู้ที่ให้เผยแพร่ได้"
    sheet.write(2, 1, told, "Explanatory Text")
    sheet.headers(HEADER_ROW, CONTACT_HEADERS, theme.BLUE)
    for row, contact in enumerate(form.contacts, HEADER_ROW + 1):
        sheet.write(row, 1, contact.contact_id, align=CENTRE, number_format="@")
        sheet.write(row, 2, contact.role, align=LEFT)
        for column, key in enumerate(CONTACT_INPUTS, 3):
            sheet.write(
                row, column, contact.typed.get(key), "Input", align=LEFT, number_format="@", is_open=True
            )
        sheet.height(row, 1)


def lay_workings(sheets: Sheets, form: UnitForm) -> None:
    """How the score comes about, for whoever wants to see it; all of it formulas or what the book knows."""
    sheet = sheets.add(ff.SHEET, theme.GREY, (27, *[13] * (len(ff.COLUMNS) - 1)))
    sheet.write(1, 1, "วิธีคำนวณคะแนนในแบบนี้", "Title")
    sheet.write(2, 1, "ตัวเลขของเดือนอื่นมาจากสมุดงานหลักในวันที่ออกแบบ", "Explanatory Text")
    last = ff.FIRST + len(form.kpis) - 1
    totals = ff.totals(form, last)
    head: tuple[tuple[str, float | Shown], ...] = (
        ("เกณฑ์ผ่าน", form.pass_score),
        ("คะแนนต่ำสุด", form.floor),
        ("คะแนนสูงสุด", form.cap),
        ("หักต่อเดือนที่ขาดรายงาน", form.penalty),
        ("เดือนที่ขาดรายงาน", totals[ff.MISSED]),
        ("น้ำหนักที่นับรวม", totals[ff.WEIGHT]),
        ("น้ำหนัก × คะแนน รวม", totals[ff.PRODUCT]),
        ("คะแนนของรอบ", totals[ff.SCORE]),
        ("ค่าเฉลี่ยที่ต้องได้", totals[ff.LEAST]),
    )
    for row, (label, value) in enumerate(head, 4):
        sheet.write(row, 1, label, align=LEFT)
        sheet.write(row, 2, value, "Calculation", number_format="0.####")
    sheet.headers(ff.FIRST - 1, ff.COLUMNS)
    for number, kpi in enumerate(form.kpis):
        row, main = ff.FIRST + number, MAIN_FIRST + number
        typed = f"'{MAIN_SHEET}'!{cell_of(VALUE, main)}"
        now = f"TRUNC({typed})" if kpi.scoring == "milestone" else typed
        excused = kpi.typed.get("status") == "not_applicable"
        known = "" if kpi.cached.value is None else kpi.cached.value
        value = Shown('""', "") if excused or not kpi.due else Shown(f'IF(COUNT({typed})=1,{now},"")', known)
        weight, product = ff.counted(kpi, row, form.substitute)
        targets = [None if target != target else target for target in kpi.targets]  # noqa: PLR0124 - NaN
        cells: tuple[WritableValue | Shown, ...] = (
            kpi.kpi_code, kpi.weight, *targets,
            kpi.others.count, kpi.others.total, kpi.others.largest, kpi.others.last, value,
            ff.amount(kpi, row),
            ff.score(kpi, row), weight, product, ff.needed_score(kpi, row), ff.needed(kpi, row),
            ff.month_score(kpi, row),
        )  # fmt: skip
        for column, cell in enumerate(cells, 1):
            style = "Output" if column == 1 else "Calculation"
            sheet.write(row, column, cell, style, number_format="@" if column == 1 else "General")
