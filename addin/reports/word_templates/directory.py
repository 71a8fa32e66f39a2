"""The Word template of the directory."""

from __future__ import annotations

from addin.reports.word_templates.package import document
from addin.reports.word_templates.parts import Col, cards, each, para, section, shown_if, table


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_wide()}", (), "ทำเนียบผู้รับบริการและผู้มีส่วนได้ส่วนเสีย")


def _roles(name: str) -> list[Col]:
    heads = {
        "head": "หัวหน้า",
        "coordinator": "ผู้ประสานงาน",
        "recorder": "ผู้บันทึกผล",
        "other": "อื่น ๆ",
        "total": "รวม",
    }
    widths = (900, 1500, 1300, 700, 600)
    return [
        Col(head, f"{{{{ {name}.{key} }}}}", width, "right")
        for (key, head), width in zip(heads.items(), widths, strict=True)
    ]


def _first() -> str:
    counts = table(
        [
            Col("ประเภท", "{{ c.title }}", 2772),
            *_roles("c"),
            Col("เผยแพร่ได้", "{{ c.publish }}", 1300, "right"),
        ],
        "c in counts",
        "จำนวนผู้ติดต่อตามประเภทและบทบาท",
    )
    lacking = table(
        [
            Col("หน่วยงาน", "{{ u.name }}", 5772),
            Col("ผู้ติดต่อ (คน)", "{{ u.total }}", 1300, "right"),
            Col("สิ่งที่ขาด", "{{ u.state.word }}", 2000, fill="u.state.fill"),
        ],
        "u in lacking",
        "หน่วยงานที่ยังขาดผู้ติดต่อหรือผู้ประสานงาน",
    )
    units = table(
        [
            Col("หน่วยงาน", "{{ u.name }}", 2572),
            *_roles("u"),
            Col("สถานะ", "{{ u.state.word }}", 1500, fill="u.state.fill"),
        ],
        "u in units",
        "จำนวนผู้ติดต่อรายหน่วยงาน",
        style="TableSmall",
    )
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "Title")
        + para("{{ meta.period }}", "Subtitle")
        + para("{{ meta.as_of }}", "Kicker")
        + para("{{ meta.coverage }}", "Kicker")
        + shown_if("internal", para("{{ internal | whole }}", "Accent"))
        + para("{{ message.lead | whole }}", "Message")
        + shown_if("message.verdict", para("{{ message.verdict | whole }}", "Verdict"))
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(5)
        + para("1. จำนวนผู้ติดต่อ", "Heading1")
        + counts
        + shown_if("left_out_note", para("{{ left_out_note }}", "Note"))
        + para("2. หน่วยงานที่ยังขาดผู้ติดต่อหรือผู้ประสานงาน", "Heading1")
        + shown_if("lacking", lacking, "{{ lacking_message }}")
        + para("3. จำนวนผู้ติดต่อรายหน่วยงาน", "Heading1")
        + shown_if(
            "units | length > lacking | length",
            units,
            "{{ 'ทุกหน่วยงานอยู่ในตารางข้อ 2' if units else 'ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้' }}",
        )
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _wide() -> str:
    def contacts(*, internal: bool) -> str:
        unit, name, email = (2700, 2150, 2270) if internal else (3300, 1900, 2170)
        publish = [Col("เผยแพร่ได้", "{{ c.publish }}", 900)] if internal else []
        return table(
            [
                Col("หน่วยงานหรือสังกัด", "{{ c.unit }}", unit),
                Col("ชื่อ-สกุล", "{{ c.name }}", name),
                Col("ตำแหน่ง", "{{ c.position }}", 2550 if internal else 3200),
                Col("บทบาท", "{{ c.role }}", 1350),
                Col("โทรศัพท์", "{{ c.phone }}", 1400),
                Col("อีเมล", "{{ c.email }}", email),
                *publish,
                Col("ตรวจสอบล่าสุด", "{{ c.verified.word }}", 1250, fill="c.verified.fill"),
            ],
            "c in part.contacts",
            "รายชื่อผู้ติดต่อ",
            style="TableSmall",
        )

    listed = shown_if("masked", contacts(internal=False)) + shown_if("not masked", contacts(internal=True))
    return (
        para("4. รายชื่อผู้ติดต่อ", "Heading1")
        + para("{{ verified_message | whole }}", "Lead")
        + shown_if(
            "parts",
            each(
                "part in parts",
                para("{{ part.title }}{% if part.contacts %} {{ part.count }} คน{% endif %}", "Heading2")
                + shown_if("part.contacts", listed)
                + shown_if("part.left_out", para("{{ part.left_out }}", "Note")),
            ),
            "ยังไม่มีผู้ติดต่อในสมุดงาน",
        )
        + para("หมายเหตุ: วิธีแสดงและที่มาของข้อมูล", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
