"""The Word template of the SOP manual: six sections, the flowchart upright, the table of steps on its side."""

from __future__ import annotations

from addin.reports.manual_draw import symbol_paragraph
from addin.reports.manual_texts import SYMBOLS
from addin.reports.word_templates.package import document
from addin.reports.word_templates.parts import (
    Col,
    cell,
    each,
    para,
    section,
    shown_if,
    table,
    table_open,
)

_ROW = "<w:tr><w:trPr><w:cantSplit/></w:trPr>{}</w:tr>"
_HEAD = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>"
_HEAD_FILL = "E6EBF2"


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_steps()}{_rest()}", (), "คู่มือการปฏิบัติงาน (SOP)")


def _first() -> str:
    definitions = table(
        [
            Col("คำ", "{{ d.term | whole }}", 2100),
            Col("ความหมาย", "{{ d.text }}", 5072),
            Col("ที่มา", "{{ d.source }}", 1900),
        ],
        "d in definitions",
        "คำจำกัดความ",
    )
    duties = table(
        [
            Col("ผู้รับผิดชอบ", "{{ d.who }}", 2900),
            Col("ขั้นตอน", "{{ d.steps }}", 1500),
            Col("หน้าที่", "{{ d.names }}", 4672),
        ],
        "d in duties",
        "ผู้รับผิดชอบและหน้าที่",
    )
    # Who does all steps has a row that may be longer than a page; one that must not part would be cut off.
    head, _, body = duties.partition("</w:tr>")
    duties = f"{head}</w:tr>{body.replace('<w:cantSplit/>', '')}"
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "Title")
        + para("{{ indicator | whole }}", "Subtitle")
        + para("{{ owner }}", "Kicker")
        + para("{{ meta.period_short }} {{ revised }}", "Kicker")
        + para("{{ message.lead | whole }}", "Message")
        + shown_if("message.verdict", para("{{ message.verdict | whole }}", "Verdict"))
        + para("1. วัตถุประสงค์", "Heading1")
        + each("text in purposes", para("1.{{ loop.index }} {{ text }}"))
        + para("2. ขอบเขต", "Heading1")
        + each("text in scope", para("2.{{ loop.index }} {{ text }}"))
        + para("3. คำจำกัดความ", "Heading1")
        + definitions
        + para("4. ความรับผิดชอบ", "Heading1")
        + shown_if("duties", duties, "ยังไม่มีผู้รับผิดชอบในตารางขั้นตอน")
        + para("5. ขั้นตอนการปฏิบัติ", "Heading1").replace(
            '<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="Heading1"/><w:pageBreakBefore/>', 1
        )
        + para("5.1 ผังกระบวนการ", "Heading2")
        + shown_if(
            "flow",
            para("{{ flow_message | whole }}", "Note") + para("{{p flow_word }}"),
            "ยังไม่มีขั้นตอนของ SOP ในสมุดงาน",
        )
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _steps() -> str:
    steps = table(
        [
            Col("ลำดับ", "{{ s.number }}", 750, "center"),
            Col("ผังกระบวนการ", "{{ s.name }}", 3600),
            Col("รายละเอียดงาน", "{{ s.detail_text }}", 3720),
            Col("ระยะเวลา", "{{ s.duration }}", 1500),
            Col("ผู้รับผิดชอบ", "{{ s.responsible }}", 2000),
            Col("เอกสาร/ข้อมูลที่เกี่ยวข้อง", "{{ s.document_text }}", 3000),
        ],
        "s in steps",
        "ขั้นตอนการปฏิบัติงาน",
        style="TableSmall",
    )
    name = "{{ s.name }}</w:t></w:r></w:p>"
    route = (
        para("{%p if s.kind == 'decision' %}")
        + para("{{ s.symbol }}: {{ s.route }}", "TableSmall")
        + para("{%p endif %}")
    )
    return (
        para("5.2 ตารางขั้นตอนการปฏิบัติงาน", "Heading2")
        + shown_if("steps", steps.replace(name, name + route, 1), "ยังไม่มีขั้นตอนของ SOP ในสมุดงาน")
        + section(landscape=True, header="rIdH2", footer="rIdF2")
    )


def _symbols() -> str:
    widths = [2200, 2600, 4272]
    head = "".join(
        cell(para(text, "TableHead"), width, fill=_HEAD_FILL)
        for text, width in zip(("สัญลักษณ์", "รูปร่าง", "ความหมาย"), widths, strict=True)
    )
    rows = "".join(
        _ROW.format(
            cell(symbol_paragraph(kind, name), widths[0])
            + cell(para(name, "TableText"), widths[1])
            + cell(para(meaning, "TableText"), widths[2])
        )
        for kind, name, meaning in SYMBOLS
    )
    return table_open(widths, "สัญลักษณ์ที่ใช้ในผังกระบวนการ") + _HEAD.format(head) + rows + "</w:tbl>"


def _rest() -> str:
    documents = table(
        [
            Col("ขั้นที่", "{{ s.number }}", 900, "center"),
            Col("เอกสารที่กำหนด", "{{ s.document_text }}", 8172),
        ],
        "s in steps",
        "เอกสารที่กำหนดของแต่ละขั้นตอน",
        style="TableSmall",
    )
    letters = table(
        [Col("กลยุทธ์", "{{ d.term | whole }}", 2900), Col("ความหมาย", "{{ d.text }}", 6172)],
        "d in letters",
        "ความหมายของกลยุทธ์ PIRAB",
        style="TableSmall",
    )
    return (
        para("6. ภาคผนวก", "Heading1")
        + para("6.1 สัญลักษณ์ที่ใช้ในผังกระบวนการ", "Heading2")
        + _symbols()
        + para("6.2 เอกสารที่กำหนด", "Heading2")
        + shown_if("steps", documents, "ยังไม่มีขั้นตอนของ SOP ในสมุดงาน")
        + para("6.3 กลยุทธ์ PIRAB", "Heading2")
        + letters
        + para("หมายเหตุ", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=False, header="rIdH1", footer="rIdF1", last=True)
    )
