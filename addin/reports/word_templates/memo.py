"""The Word template of the memorandum to the director-general."""

from __future__ import annotations

from addin.reports.word_templates.paper import form_foot, form_head, paper, paper_section
from addin.reports.word_templates.parts import Col, each, para, shown_if, table


def template() -> bytes:
    """The .docx."""
    below = table(
        [
            Col("หน่วยงาน", "{{ unit.name }}", 2700),
            Col("คะแนน", "{{ unit.score }}", 1000, "right"),
            Col("ขาด", "{{ unit.shortfall }}", 1000, "right"),
            Col("ตัวชี้วัดและผลที่ต้องได้", "{{ unit.way }}", 4372),
        ],
        "unit in below",
        "หน่วยงานที่คะแนนต่ำกว่าเกณฑ์ เรียงจากใกล้เกณฑ์ที่สุด",
    ).replace('w:val="ReportTable"', 'w:val="PaperTable"')
    body = (
        form_head()
        + para("{{ reference }}", "PaperText")
        + para("{{ lead }}", "PaperText")
        + each(
            "fact in facts",
            para("{{ fact.number }}. {{ fact.text }}", "PaperPoint")
            + shown_if("fact.listed", below + para("", "Spacer"))
            + shown_if("fact.listed and below_rest", para("{{ below_rest }}", "Note")),
        )
        + para("{{ closing }}", "PaperClosing")
        + each("request in requests", para("{{ request.number }}. {{ request.text }}", "PaperRequest"))
        + form_foot()
        + paper_section(last=True)
    )
    return paper(body, "บันทึกข้อความ")
