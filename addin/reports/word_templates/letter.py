"""The Word template of the letter to a unit below the pass score."""

from __future__ import annotations

from addin.reports.word_templates.paper import form_foot, form_head, paper, paper_section
from addin.reports.word_templates.parts import Col, each, para, shown_if, table


def template() -> bytes:
    """The .docx."""
    needs = table(
        [
            Col("รหัส", "{{ need.code }}", 640),
            Col("ตัวชี้วัด", "{{ need.name }}", 3672),
            Col("ผลขณะนี้", "{{ need.actual }}", 960, "right"),
            Col("คะแนน", "{{ need.score }}", 840, "right"),
            Col("ต้องได้", "{{ need.limit }} {{ need.needed }}", 1660, "right"),
            Col("ภายใน", "{{ need.by }}", 1300),
        ],
        "need in needs",
        "ผลที่แต่ละตัวชี้วัดต้องได้ และกำหนดส่ง",
    ).replace('w:val="ReportTable"', 'w:val="PaperTable"')
    body = (
        form_head()
        + para("{{ reference }}", "PaperText")
        + para("{{ standing }}", "PaperText")
        + para("{{ needs_lead }}", "PaperText")
        + shown_if("needs", para("", "Spacer") + needs + para("", "Spacer"))
        + shown_if("needed_note", para("{{ needed_note }}", "Note"))
        + shown_if(
            "tasks",
            para("จึงขอให้หน่วยงานดำเนินการ ดังนี้", "PaperText", keep=True)
            + each("task in tasks", para("{{ task.number }}. {{ task.text }}", "PaperPoint")),
        )
        + para("{{ support }}", "PaperText")
        + para("{{ closing }}", "PaperClosing")
        + form_foot()
        + paper_section(last=True)
    )
    return paper(body, "หนังสือแจ้งหน่วยงาน")
