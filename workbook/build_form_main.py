"""The first sheet of a form: what the unit fills in, and at once its score and what is still needed."""

from __future__ import annotations

from typing import Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from workbook import theme
from workbook.build_form_parts import CENTRE, LEFT, PLAIN, RIGHT, Sheet, Sheets
from workbook.cells import plain
from workbook.form_formulas import FIRST as WORKINGS_FIRST
from workbook.form_formulas import PASS, SCORE, Shown, at, elsewhere
from workbook.form_items import ITEMS_SHEET, counted_cells, spoken
from workbook.form_model import TEXTS, FormKpi, UnitForm, column_of
from workbook.form_names import CODE, MONTH, NOT_DUE, REPORTED_ON, REPORTER, STATUS, UNIT, VALUE
from workbook.schema.model import Column
from workbook.schema.monthly import MONTHLY_SCORE
from workbook.schema.words import SCORE_STATUS
from workbook.sheet_validation import date_check, error, prompt
from workbook.sheets import SAMPLE_MARK

MAIN_SHEET: Final = "แบบรายงาน"
RETURNED: Final = "เหตุผลที่ส่งกลับ"

_COLUMNS: Final = (
    (CODE, 13.0), ("ตัวชี้วัด", 36.0), ("หน่วยวัดและทิศทาง", 14.0), ("น้ำหนัก", 8.0), ("ผลที่ได้คะแนน 1–5", 19.0),
    ("คะแนนปีก่อน", 10.0), ("เดือนก่อน", 14.0), (VALUE, 13.0), (STATUS, 14.0), ("คะแนนขณะนี้", 11.0),
    ("ผลของรอบที่ต้องได้เพื่อผ่าน", 15.0), ("สิ่งที่ต้องทำ", 27.0),
    *((column_of("tblMonthlyScore", key).header, 28.0) for key in TEXTS), (RETURNED, 28.0),
)  # fmt: skip
HEADERS: Final = tuple(header for header, _ in _COLUMNS)
_AT: Final = {header: number for number, header in enumerate(HEADERS, 1)}

HEADER_ROW: Final = 11
FIRST: Final = HEADER_ROW + 1
_WORDS: Final = {choice.key: choice.label for choice in SCORE_STATUS}
SENT: Final = _WORDS["submitted"]

_FILL_IN: Final = "กรอกผลเดือนนี้"
_SEND: Final = f"เลือกสถานะ {SENT}"
_MEND: Final = f"แก้ตามเหตุผลที่ส่งกลับ แล้วเลือก {SENT}"
_EVIDENCE: Final = "ใส่ที่เก็บหลักฐาน"
_DONE: Final = "✓ ครบแล้ว"
_STEPS: Final = (
    f"กรอกเฉพาะช่องสีฟ้า: 1) {VALUE} 2) เลือกสถานะ {SENT} 3) หลักฐาน และสาเหตุเมื่อคะแนนต่ำ 4) ผู้รายงานและวันที่",
    "ทำตามช่อง สิ่งที่ต้องทำ จนขึ้น ✓ ครบแล้วทุกแถว คะแนนคำนวณให้ทันที แล้วบันทึกและส่งแฟ้มนี้กลับ",
)


def cell_of(header: str, row: int) -> str:
    """A cell of the first sheet."""
    return f"{get_column_letter(_AT[header])}{row}"


def lay_main(sheets: Sheets, form: UnitForm) -> None:
    """Lays the first sheet of a form."""
    sheet = sheets.add(MAIN_SHEET, theme.BLUE, [width for _, width in _COLUMNS])
    _head(sheet, form)
    sheet.headers(HEADER_ROW, HEADERS, theme.BLUE)
    for number, kpi in enumerate(form.kpis):
        _row(sheet, form, kpi, FIRST + number, WORKINGS_FIRST + number)
    _colours(sheet, form)
    end = FIRST + len(form.kpis)
    note = (
        f"คะแนนขณะนี้คิดจากผลที่กรอกและผลเดือนอื่นของรอบ ผลจะนับเมื่อสถานะเป็น {SENT} "
        "ผลของรอบที่ต้องได้ คือผลที่ทำให้รอบนี้ผ่านเมื่อตัวชี้วัดอื่นคงเดิม"
    )
    sheet.write(end + 1, 1, note, "Explanatory Text")
    sheet.sheet.freeze_panes = f"C{FIRST}"
    sheet.sheet.page_setup.fitToWidth = 2
    sheet.sheet.print_title_cols = "A:B"
    sheet.sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _head(sheet: Sheet, form: UnitForm) -> None:
    sheet.write(1, 1, "แบบรายงานผลตามคำรับรองการปฏิบัติราชการ", "Title")
    sheet.sheet.row_dimensions[1].height = 28
    due = form.deadline
    if form.safe_date != form.deadline:
        due += f" (วันทำการสุดท้ายก่อนครบกำหนด {form.safe_date})"
    period = f"{form.month_label} · รอบที่ {form.round_no} ปีงบประมาณ {form.fiscal_year}"
    lines = (
        (UNIT, form.unit_label),
        (MONTH, period),
        ("ส่งกลับภายใน", due),
        ("วิธีกรอก", _STEPS[0]),
        ("", _STEPS[1]),
    )
    for row, (label, text) in enumerate(lines, 2):
        sheet.write(row, 1, label or None, "Explanatory Text")
        cell = sheet.write(row, 2, text, "Explanatory Text", align=PLAIN)
        cell.font = theme.font(11 if row == 2 else 10, theme.NAVY, bold=row in {2, 3, 4})
    reporter = column_of("tblMonthlyScore", "reporter")
    sheet.write(8, 1, REPORTER, "Explanatory Text")
    sheet.write(8, 2, form.reporter, "Input", align=LEFT, is_open=True)
    sheet.check("B8", reporter.header, "ชื่อหรือตำแหน่งของผู้กรอกแบบนี้ เก็บไว้ในประวัติการแก้ไข")
    sheet.write(9, 1, REPORTED_ON, "Explanatory Text")
    dated = column_of("tblMonthlyScore", "reported_on")
    sheet.write(9, 2, None, "Input", align=LEFT, number_format=theme.number_format(dated), is_open=True)
    _check(sheet, "B9", dated, form.fiscal_year)
    if form.sample:
        sheet.write(10, 1, SAMPLE_MARK, "Warning Text")
    _panel(sheet, form)


def _panel(sheet: Sheet, form: UnitForm) -> None:
    """The round's score, at the top right, with the word that says whether it passes."""
    total, mark = elsewhere(SCORE), elsewhere(PASS)
    lacking = None if form.round_score is None else form.pass_score - form.round_score
    if lacking is None:
        word = "ยังไม่มีผล"
    elif lacking <= 0:
        word = f"✓ ผ่านเกณฑ์ {form.pass_score:.4f}"
    else:
        word = f"✗ ยังขาด {lacking:.4f} จึงจะถึง {form.pass_score:.4f}"
    said = (
        f'IF(COUNT({total})=0,"ยังไม่มีผล",IF({total}>={mark},"✓ ผ่านเกณฑ์ "&TEXT({mark},"0.0000"),'
        f'"✗ ยังขาด "&TEXT({mark}-{total},"0.0000")&" จึงจะถึง "&TEXT({mark},"0.0000")))'
    )
    sheet.write(8, 9, "คะแนนของรอบขณะนี้", "Explanatory Text", align=RIGHT)
    value: str | float = "" if form.round_score is None else form.round_score
    cell = sheet.write(
        8, 10, Shown(f'IF(COUNT({total})=0,"",{total})', value), "Calculation", number_format="0.0000"
    )
    cell.font = theme.font(13, theme.NAVY, bold=True)
    told = sheet.write(8, 11, Shown(said, word), "Explanatory Text", align=PLAIN)
    told.font = theme.font(11, theme.NAVY, bold=True)
    sheet.sheet.row_dimensions[8].height = 22
    last = FIRST + len(form.kpis) - 1
    values, states = (f"{cell_of(header, FIRST)}:{cell_of(header, last)}" for header in (VALUE, STATUS))
    unsent = "*".join(f'({states}<>"{_WORDS[key]}")' for key in ("submitted", "certified", "not_applicable"))
    count = f'SUMPRODUCT(({values}<>"")*{unsent})'
    drafts = sum(
        kpi.cached.value is not None and kpi.typed.get("status") in {"draft", "returned"} for kpi in form.kpis
    )
    text = f"! กรอกแล้วแต่ยังไม่ส่ง {drafts} ตัวชี้วัด" if drafts else ""
    said = f'IF({count}>0,"! กรอกแล้วแต่ยังไม่ส่ง "&{count}&" ตัวชี้วัด","")'
    sheet.height(9, 1)
    warned = sheet.write(9, 11, Shown(said, text), "Warning Text", align=PLAIN)
    warned.font = theme.font(10, theme.RED, bold=True)


def _check(sheet: Sheet, cell: str, column: Column, fiscal_year: int) -> None:
    check = date_check(fiscal_year)
    sheet.check(cell, column.header, prompt(column, fiscal_year), error(column, fiscal_year), **check)


def _scale(kpi: FormKpi) -> str:
    """The five targets in one line; the items of a KPI that has them say more."""
    if kpi.items:
        return f"ดูชีต {ITEMS_SHEET}"
    if kpi.scoring in {"interpolate", "step"} and all(value == value for value in kpi.targets):  # noqa: PLR0124
        return " / ".join(plain(value) for value in kpi.targets)
    return "คะแนน 1–5" if kpi.scoring == "reported" else "–"


def _row(sheet: Sheet, form: UnitForm, kpi: FormKpi, row: int, workings: int) -> None:
    sheet.write(row, 1, kpi.kpi_code, align=CENTRE, number_format="@")
    sheet.write(row, 2, kpi.kpi_name, align=LEFT)
    sheet.write(row, 3, f"{kpi.measure} ({kpi.direction})", align=CENTRE)
    sheet.write(row, 4, kpi.weight, "Calculation", number_format="General")
    sheet.write(row, 5, _scale(kpi), align=CENTRE)
    sheet.write(row, 6, kpi.last_year, "Calculation", number_format="0.0000")
    sheet.write(row, 7, kpi.previous, align=CENTRE)
    style = "Input" if kpi.open else "Output"
    value = kpi.typed.get(kpi.value_key)
    if kpi.items:
        cells, told = counted_cells(kpi.kpi_code, form)
        typed = '""' if value is None else plain(value)
        sheet.write(
            row, 8, Shown(f"IF({told}>0,SUM({cells}),{typed})", spoken(kpi, value)), "Calculation",
            number_format="General",
        )  # fmt: skip
        sheet.check(cell_of(VALUE, row), VALUE, f"คำนวณจากชีต {ITEMS_SHEET} กรอกรายข้อที่นั่น")
    else:
        sheet.write(row, 8, value, style, align=RIGHT, number_format="General", is_open=kpi.open)
    status = str(kpi.typed.get("status") or "draft")
    sheet.write(row, 9, _WORDS[status] if kpi.due else NOT_DUE, style, align=CENTRE, is_open=kpi.open)
    score, need = elsewhere(at("คะแนน", workings)), elsewhere(at("ผลที่ต้องได้", workings))
    own = "" if kpi.cached.score is None else kpi.cached.score
    gained = Shown(f'IF(COUNT({score})=0,"",{score})', own)
    sheet.write(row, 10, gained, "Calculation", number_format="0.0000")
    alone = "ตัวเดียวไม่พอ" if kpi.counts and kpi.usable else "–"
    shown = alone if kpi.cached.needed is None else kpi.cached.needed
    sheet.write(
        row, 11, Shown(f'IF(COUNT({need})=0,"{alone}",{need})', shown), "Calculation", number_format="General"
    )
    sheet.write(row, 12, _todo(form, kpi, row, workings), align=LEFT)
    texts = {2: kpi.kpi_name, 5: _scale(kpi), 3: f"{kpi.measure} ({kpi.direction})", 7: kpi.previous}
    for column, key in enumerate(TEXTS, 13):
        text = kpi.typed.get(key)
        sheet.write(row, column, text, style, align=LEFT, is_open=kpi.open)
        texts[column] = text or ""
        if kpi.open:
            declared = column_of("tblMonthlyScore", key)
            hint = declared.hint or "พิมพ์ข้อความ"
            sheet.check(f"{get_column_letter(column)}{row}", declared.header, hint)
    sheet.write(row, 17, kpi.return_reason, align=LEFT)
    texts[17] = kpi.return_reason or ""
    sheet.fit(row, texts, least=2)
    if kpi.open:
        _checks(sheet, form, kpi, row)


def _checks(sheet: Sheet, form: UnitForm, kpi: FormKpi, row: int) -> None:
    """What Excel holds of the value and the status of an open row."""
    if not kpi.items:
        column = MONTHLY_SCORE.by_key[kpi.value_key]
        low, high = (form.floor, form.cap) if kpi.value_key == "score" else (-1e12, 1e12)
        says = [f"หน่วย: {kpi.measure}", kpi.direction, column.hint or ""]
        sheet.check(
            cell_of(VALUE, row), kpi.kpi_code, "\n".join(filter(None, says)),
            f"ต้องเป็นตัวเลข หน่วย {kpi.measure} ไม่ต้องพิมพ์หน่วยหรือเครื่องหมาย %",
            type="decimal", operator="between", formula1=f"{low:g}", formula2=f"{high:g}",
        )  # fmt: skip
    states = f'"{_WORDS["draft"]},{SENT}"'
    says = [f"เลือก {SENT} เมื่อกรอกผลและหลักฐานแล้ว", f"{_WORDS['draft']} = ยังไม่นับคะแนน"]
    sheet.check(cell_of(STATUS, row), STATUS, "\n".join(says), "เลือกจากรายการ", type="list", formula1=states)


def _todo(form: UnitForm, kpi: FormKpi, row: int, workings: int) -> str | Shown:
    """What is left to do in a row, in the order of doing it."""
    status = kpi.typed.get("status")
    if not kpi.due:
        return "ไม่ต้องรายงานเดือนนี้"
    if not kpi.open:
        return f"{_WORDS[str(status)]} ไม่ต้องกรอก"
    value, state = cell_of(VALUE, row), cell_of(STATUS, row)
    cause, evidence = (
        cell_of(column_of("tblMonthlyScore", key).header, row) for key in ("cause", "evidence")
    )
    score, mark = elsewhere(at("คะแนนของเดือน", workings)), elsewhere(PASS)
    low = f"! ต่ำกว่า {form.pass_score:.4f} กรอกสาเหตุ"
    fill = f"กรอกรายข้อในชีต {ITEMS_SHEET}" if kpi.items else _FILL_IN
    said = (
        f'IF({value}="","{fill}",IF({state}="{_WORDS["returned"]}","{_MEND}",IF({state}<>"{SENT}","{_SEND}",'
        f'IF(AND(COUNT({score})=1,{score}<{mark},{cause}=""),"{low}",IF({evidence}="","{_EVIDENCE}","{_DONE}")))))'
    )
    below = kpi.cached.month_score if kpi.aggregate not in {"sum", "max"} else kpi.cached.score
    steps = (
        (kpi.cached.value is None and kpi.typed.get(kpi.value_key) is None, fill),
        (status == "returned", _MEND),
        (status != "submitted", _SEND),
        (below is not None and below < form.pass_score and not kpi.typed.get("cause"), low),
        (not kpi.typed.get("evidence"), _EVIDENCE),
        (True, _DONE),
    )
    return Shown(said, next(text for open_, text in steps if open_))


def _colours(sheet: Sheet, form: UnitForm) -> None:
    """Colours beside the signs and words: what is low or open is amber or red, what is done is green."""
    last = FIRST + len(form.kpis) - 1
    area, first = f"{cell_of('สิ่งที่ต้องทำ', FIRST)}:{cell_of('สิ่งที่ต้องทำ', last)}", cell_of("สิ่งที่ต้องทำ", FIRST)
    for formula, ink, paper in (
        (f'LEFT({first},1)="✓"', theme.GREEN, theme.PALE_GREEN),
        (f'LEFT({first},1)="!"', theme.RED, theme.PALE_RED),
        (
            f'AND({first}<>"",RIGHT({first},9)<>"ไม่ต้องกรอก",LEFT({first},7)<>"ไม่ต้องร")',
            theme.AMBER,
            theme.PALE_AMBER,
        ),
    ):
        style = DifferentialStyle(font=theme.font(10, ink), fill=theme.fill(paper))
        sheet.sheet.conditional_formatting.add(area, Rule(type="expression", formula=[formula], dxf=style))
    scores = f"{cell_of('คะแนนขณะนี้', FIRST)}:{cell_of('คะแนนขณะนี้', last)}"
    low = f"AND(COUNT({cell_of('คะแนนขณะนี้', FIRST)})=1,{cell_of('คะแนนขณะนี้', FIRST)}<{form.pass_score:g})"
    red = DifferentialStyle(font=theme.font(10, theme.RED, bold=True))
    sheet.sheet.conditional_formatting.add(scores, Rule(type="expression", formula=[low], dxf=red))
