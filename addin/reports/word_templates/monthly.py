"""The Word template of the monthly report for the reporting system."""

from __future__ import annotations

from addin.reports.word_templates.package import document
from addin.reports.word_templates.parts import Col, cards, each, para, section, shown_if, table


def template() -> bytes:
    """The .docx."""
    figures = table(
        [Col("ช่องที่กรอก", "{{ f.label }}", 5772), Col("ค่า", "{{ f.value }}", 3300, "right")],
        "f in figures",
        "ตัวเลขสำหรับกรอกในระบบรายงาน",
    )
    items = table(
        [
            Col("ข้อ", "{{ i.number }}", 600, "right"),
            Col("เกณฑ์", "{{ i.item }}", 3322),
            Col("คะแนน", "{{ i.points }}", 1300, "right"),
            Col("ผล", "{{ i.state.word }}", 1100, fill="i.state.fill"),
            Col("หลักฐาน", "{{ i.evidence }}", 2750),
        ],
        "i in level['items']",
        "เกณฑ์รายข้อของระดับนี้และคะแนนของหน่วยงานเจ้าภาพ",
    )
    evidence = table(
        [
            Col("ขั้นที่", "{{ e.step }}", 700, "right"),
            Col("เอกสาร", "{{ e.document }}", 2652),
            Col("ที่เก็บแฟ้ม", "{{ e.file }}", 3370),
            Col("ลงวันที่", "{{ e.date }}", 1150),
            Col("สถานะ", "{{ e.state.word }}", 1200, fill="e.state.fill"),
        ],
        "e in level.evidence",
        "เอกสารหลักฐานของระดับนี้",
    )
    done = table(
        [
            Col("ขั้นที่", "{{ d.number }}", 700, "right"),
            Col("ขั้นตอน", "{{ d.step }}", 3172),
            Col("รอบหรือเดือน", "{{ d.when }}", 1200),
            Col("ที่ทำในเดือนนี้", "{{ d.said }}", 2300),
            Col("สถานะ", "{{ d.state.word }}", 1700, fill="d.state.fill"),
        ],
        "d in done",
        "ขั้นตอนของ SOP ที่ดำเนินการในเดือนนี้",
    )
    body = (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "Title")
        + para("{{ kpi | whole }}", "Subtitle")
        + para("{{ meta.period }}", "Subtitle")
        + para("{{ meta.as_of }}", "Kicker")
        + para("{{ message.lead | whole }}", "Message")
        + para("{{ message.verdict | whole }}", "Verdict")
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(3)
        + para("1. ตัวเลขสำหรับกรอก", "Heading1")
        + figures
        + para("2. ข้อความรายงานตามระดับ", "Heading1")
        + para("คัดลอกข้อความใต้หัวข้อไปวางในช่องของระบบรายงาน", "Note", keep=True)
        + each(
            "level in levels",
            para("{{ level.block.title | whole }}", "Heading2")
            + para("{{ level.steps }} คะแนนของหน่วยงานเจ้าภาพ {{ level.points }}", "Note", keep=True)
            + each("line in level.block.lines", para("{{ line }}", align="left"))
            + shown_if("level['items']", items + para("", "Spacer"))
            + shown_if("level.evidence", evidence + para("", "Spacer")),
        )
        + para("3. ปัญหา อุปสรรค และแนวทางแก้ไข", "Heading1")
        + para("{{ problems.title | whole }}", "Heading2")
        + each("line in problems.lines", para("{{ line }}", align="left"))
        + para("{{ actions.title | whole }}", "Heading2")
        + each("line in actions.lines", para("{{ line }}", align="left"))
        + para("4. ขั้นตอนที่ดำเนินการในเดือนนี้", "Heading1")
        + para("{{ done_message | whole }}", "Lead")
        + shown_if("done", done)
        + para("5. กำหนดส่งครั้งถัดไป", "Heading1")
        + para("{{ next_deadline }}", align="left")
        + para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True, last=True)
    )
    return document(body, (), "รายงานประจำเดือนสำหรับระบบรายงาน")
