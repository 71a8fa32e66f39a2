"""The Word template of the agreement: clauses and signatures upright, the annex across."""

from __future__ import annotations

from addin.reports.word_templates.paper import paper, paper_section
from addin.reports.word_templates.parts import PORTRAIT, Col, cell, each, para, shown_if, table, table_open

_HALF = PORTRAIT // 2


def template() -> bytes:
    """The .docx."""
    return paper(_agreement() + _annex(), "คำรับรองการปฏิบัติราชการ", "สถานะในสมุดงาน {{ status }}")


def _sign(role: str, who: str) -> str:
    return cell(
        para("ลงชื่อ {{ dots }}", "SignLine")
        + para("({{ dots }})", "SignLine")
        + para(f"{{{{ {who} }}}}", "SignLine")
        + para(role, "SignLine", bold=True)
        + para("วันที่ ........ / ........................ / ............", "SignLine"),
        _HALF,
    )


def _agreement() -> str:
    signatures = (
        table_open([_HALF, _HALF], "ที่ลงลายมือชื่อของผู้รับคำรับรองและผู้ทำคำรับรอง", "SignTable")
        + f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_sign('ผู้รับคำรับรอง', 'receiver')}{_sign('ผู้ทำคำรับรอง', 'maker')}</w:tr></w:tbl>"
    )
    return (
        para("คำรับรองการปฏิบัติราชการ", "PaperTitle")
        + para("ประจำปีงบประมาณ พ.ศ.\u00a0{{ meta.fiscal_year }}", "PaperSubtitle")
        + para("{{ parties | whole }} {{ meta.department }}", "PaperSubtitle")
        + para("", "Spacer")
        + each("clause in clauses", para("{{ clause.number }}. {{ clause.text }}", "PaperText"))
        + para("", "PaperClosing")
        + signatures
        + paper_section()
    )


def _annex() -> str:
    levels = [
        Col(f"{{{{ heads[{n - 1}] }}}}", f"{{{{ line.levels[{n - 1}] }}}}", 1000, "right")
        for n in range(1, 6)
    ]
    indicators = table(
        [
            Col("ที่", "{{ line.number }}", 600, "right"),
            Col(
                "ตัวชี้วัด",
                "{{ line.code }} {{ line.name }}{% if line.remark %} {{ line.remark }}{% endif %}",
                6470,
            ),
            Col("หน่วยวัด", "{{ line.measure }}", 1350),
            Col("น้ำหนัก", "{{ line.weight }}", 1150, "right"),
            *levels,
        ],
        "line in part.indicators",
        "ตัวชี้วัด น้ำหนัก และผลที่ได้คะแนน 1 ถึง 5",
    ).replace('w:val="ReportTable"', 'w:val="PaperTable"')
    criteria = table(
        [
            Col("รอบที่", "{{ c.round }}", 1000, "right"),
            Col("ตัวชี้วัด", "{{ c.code }}", 1200),
            Col("ระดับ", "{{ c.level }}", 1000, "right"),
            Col("ข้อ", "{{ c.number }}", 800, "right"),
            Col("รายการ", "{{ c.item }}", 9070),
            Col("คะแนนเต็ม", "{{ c.points }}", 1500, "right"),
        ],
        "c in criteria",
        "เกณฑ์รายข้อของตัวชี้วัดแบบกระบวนการและขั้นตอน",
    ).replace('w:val="ReportTable"', 'w:val="PaperTable"')
    supervised = table(
        [
            Col("ที่", "{{ unit.number }}", 700, "right"),
            Col("หน่วยงาน", "{{ unit.name }}", 4300),
            Col("ผู้ทำคำรับรอง", "{{ unit.maker }}", 4470),
            Col("ตัวชี้วัด", "{{ unit.indicators }}", 1200, "right"),
            Col("{{ weights_head }}", "{{ unit.weights }}", 1700, "right"),
            Col("สถานะคำรับรอง", "{{ unit.status }}", 2200),
        ],
        "unit in supervised",
        "หน่วยงานในกำกับและคำรับรองของหน่วยงาน",
    ).replace('w:val="ReportTable"', 'w:val="PaperTable"')
    return (
        para("เอกสารแนบท้ายคำรับรองการปฏิบัติราชการ", "PaperAnnex")
        + para("{{ annex_title | whole }}", "PaperSubtitle")
        + para("{{ annex_frame }}", "PaperFrame")
        + each(
            "part in parts",
            para("{{ part.label }} น้ำหนักรวม {{ part.total }}", "PaperPart")
            + shown_if("part.indicators", indicators, "ยังไม่มีตัวชี้วัดและน้ำหนักของรอบนี้ในสมุดงาน")
            + shown_if("part.total_note", para("{{ part.total_note }}", "Note")),
        )
        + shown_if(
            "parts",
            para("{{ levels_note }}", "Note"),
        )
        + shown_if("criteria", para("เกณฑ์รายข้อ", "PaperPartNew") + criteria)
        + shown_if(
            "not parts",
            shown_if("supervised", supervised, "ยังไม่มีหน่วยงานที่ระบุตำแหน่งนี้เป็นผู้กำกับดูแล")
            + para("สมุดงานเก็บตัวชี้วัดเป็นรายหน่วยงาน ตัวชี้วัดเฉพาะตำแหน่งให้แนบต่อจากเอกสารนี้", "Note"),
        )
        + paper_section(landscape=True, last=True, first=False)
    )
