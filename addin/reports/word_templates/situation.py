"""The Word template of the situation and gap report."""

from __future__ import annotations

from addin.reports.model import ChartData, Series
from addin.reports.word_templates.package import ChartLook, document
from addin.reports.word_templates.parts import Col, cards, chart, each, para, section, shown_if, table

_CHARTS = (
    ChartLook(
        ChartData(("1.1", "2.1", "3.1"), (Series("หน่วยงานที่ต่ำกว่าเกณฑ์", (2.0, 1.0, 6.0)),)),
        "0;;;",
        "จำนวนหน่วยงานที่ต่ำกว่าเกณฑ์ รายตัวชี้วัด",
        step=2,
    ),
    ChartLook(
        ChartData(
            ("2562", "2563", "2564", "2565"),
            (Series("ร้อยละของหน่วยงานที่ผ่าน", (86.1, 91.6, 94.4, 88.8)), Series("เป้าหมาย", (95.0,) * 4)),
        ),
        "0.0000",
        "ร้อยละของหน่วยงานที่ผ่านเกณฑ์ เทียบเป้าหมาย",
        step=20,
        high=100,
    ),
)


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_wide()}{_rest()}", _CHARTS, "รายงานการวิเคราะห์สถานการณ์และ Gap")


def _year(index: int, cell: str, width: int) -> Col:
    return Col(
        f"{{{{ year_labels[{index}] }}}}",
        f"{{{{ {cell}.years[{index}].text }}}}",
        width,
        "right",
        f"{cell}.years[{index}].state.fill",
    )


def _first() -> str:
    first = each(
        "p in priorities",
        para("{{ p.number }}. {{ p.title | whole }}", "Heading2")
        + each("fact in p.facts", para("– {{ fact }}", "TableText"))
        + para("เหตุที่จัดไว้ก่อน: {{ p.basis }}", "Note"),
    )
    pulls = table(
        [
            Col("รหัส", "{{ kpi.code }}", 680),
            Col("ตัวชี้วัด", "{{ kpi.name }}", 3292),
            Col("หน่วยงาน", "{{ kpi.units_text }}", 950, "right"),
            Col("ต่ำกว่า", "{{ kpi.below_text }}", 850, "right", "'F8D0CC' if kpi.below else 'auto'"),
            Col("ยังไม่มีผล", "{{ kpi.missing_text }}", 1050, "right"),
            Col("คะแนนเฉลี่ย", "{{ kpi.mean }}", 1250, "right"),
            Col("เสียไป", "{{ kpi.lost }}", 1000, "right"),
        ],
        "kpi in pulls",
        "ตัวชี้วัดที่ฉุดหน่วยงานลงต่ำกว่าเกณฑ์",
        style="TableSmall",
    )
    years = table(
        [
            Col("ปีงบประมาณ", "{{ year.year }}", 1222),
            Col("ผ่าน", "{{ year.passed }}", 700, "right"),
            Col("ทั้งหมด", "{{ year.total }}", 850, "right"),
            Col("ร้อยละ", "{{ year.percent }}", 1100, "right"),
            Col("คะแนนเฉลี่ย", "{{ year.mean }}", 1150, "right"),
            Col("ไม่มีข้อมูล", "{{ year.unknown }}", 1050, "right"),
            Col("เทียบไม่ได้", "{{ year.incomparable }}", 1050, "right"),
            Col("ผล", "{{ year.state.word }}", 1950, fill="year.state.fill"),
        ],
        "year in years",
        "ร้อยละของหน่วยงานที่ผ่านเกณฑ์ย้อนหลัง 3 ปีและปีนี้",
        style="TableSmall",
    )
    kpi_years = table(
        [
            Col("รหัส", "{{ kpi.code }}", 680),
            Col("ตัวชี้วัด", "{{ kpi.name }}", 3392),
            *(_year(index, "kpi", 950) for index in range(4)),
            Col("แนวโน้ม", "{{ kpi.trend.word }}", 1200, fill="kpi.trend.fill"),
        ],
        "kpi in kpi_years",
        "คะแนนเฉลี่ยของตัวชี้วัดย้อนหลัง 3 ปีและปีนี้",
        style="TableSmall",
    )
    unit_years = table(
        [
            Col("หน่วยงาน", "{{ unit.name }}", 3150),
            *(_year(index, "unit", 960) for index in range(4)),
            Col("เฉลี่ย", "{{ unit.mean }}", 960, "right"),
            Col("แนวโน้ม", "{{ unit.trend.word }}", 1122, fill="unit.trend.fill"),
        ],
        "unit in unit_years",
        "คะแนนหน่วยงานย้อนหลัง 3 ปีและปีนี้",
        style="TableSmall",
    )
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "Title")
        + para("{{ meta.period }}", "Subtitle")
        + para("{{ meta.as_of }}", "Kicker")
        + para("{{ meta.coverage }}", "Kicker")
        + para("{{ message.lead | whole }}", "Message")
        + shown_if("message.verdict", para("{{ message.verdict | whole }}", "Verdict"))
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(5)
        + para("1. ข้อสรุป: จุดที่ควรเริ่มก่อน", "Heading1")
        + para("{{ priorities_message | whole }}", "Lead")
        + shown_if("priorities", first)
        + shown_if("needed_note", para("{{ needed_note }}", "Note"))
        + para("2. ระดับผลการดำเนินงาน (Level)", "Heading1")
        + para("{{ level_message | whole }}", "Lead")
        + shown_if(
            "pulls | selectattr('below') | list",
            chart("chart_below", "rIdChart1", "{{ level_message }}", height_cm=5.6),
        )
        + para("{{ pull_message }}", "Note", keep=True)
        + shown_if(
            "pulls",
            pulls + para("เสียไป คือคะแนนที่ตัวชี้วัดนี้ทำให้หน่วยงานที่ต่ำกว่าเกณฑ์เสียไปรวมกัน", "Note"),
            "ยังไม่มีตัวชี้วัดที่นับในรอบนี้",
        )
        + para("3. แนวโน้มย้อนหลัง 3 ปี (Trend)", "Heading1")
        + para("{{ years_message | whole }}", "Lead")
        + shown_if(
            "years | selectattr('raw', 'ne', none) | list",
            chart("chart_years", "rIdChart2", "{{ years_message }}", height_cm=5.6),
        )
        + years
        + para("3.1 ผลที่เปรียบเทียบไม่ได้", "Heading2")
        + shown_if(
            "incomparable",
            each("sentence in incomparable", para("{{ sentence }}", "Note")),
            "ผลย้อนหลังทุกรายการเปรียบเทียบได้",
        )
        + para("3.2 ตัวชี้วัด", "Heading2")
        + para("{{ kpi_years_message | whole }}", "Lead")
        + shown_if("kpi_years", kpi_years)
        + para("3.3 หน่วยงาน", "Heading2")
        + para("{{ unit_years_message | whole }}", "Lead")
        + shown_if(
            "unit_years",
            unit_years
            + para(
                "* คือผลที่เปรียบเทียบกับปีอื่นไม่ได้ เฉลี่ยคือค่าเฉลี่ย 3 ปีที่เปรียบเทียบได้ ระบายสีเฉพาะคะแนนที่ต่ำกว่า {{ pass_text }}",
                "Note",
            ),
        )
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _wide() -> str:
    groups = table(
        [
            Col("กลุ่มภารกิจ", "{{ g.name }}", 1900),
            Col("หน่วยงาน", "{{ g.units }}", 950, "right"),
            Col("ผ่าน", "{{ g.passed }}", 700, "right"),
            Col("ร้อยละ", "{{ g.percent }}", 900, "right"),
            Col("คะแนนเฉลี่ย", "{{ g.mean }}", 1150, "right"),
            Col("ต่ำกว่าเกณฑ์", "{{ g.below }}", 1200, "right"),
            Col("เรื้อรัง", "{{ g.chronic }}", 850, "right"),
            Col("ไม่มีข้อมูล", "{{ g.missing }}", 1050, "right"),
            Col("ตัวชี้วัดที่ต่ำกว่าเกณฑ์มากที่สุด", "{{ g.worst }}", 2300),
            Col("หน่วยงานที่ยังไม่ผ่าน", "{{ g.failing }}", 2170),
            Col("ผล", "{{ g.state.word }}", 1400, fill="g.state.fill"),
        ],
        "g in groups",
        "ความหมายของ Gap ต่อกลุ่มภารกิจ",
        style="TableSmall",
    )
    gaps = table(
        [
            Col("หน่วยงาน", "{{ g.unit }}", 1700),
            Col("ตัวชี้วัด", "{{ g.code }} {{ g.name }}", 3140),
            Col("เป้าหมาย", "{{ g.target }}", 1080, "right"),
            Col("ผล", "{{ g.actual }}", 900, "right"),
            Col("Gap", "{{ g.gap }}", 850, "right"),
            Col("ร้อยละ", "{{ g.gap_percent }}", 850, "right"),
            Col("คะแนน", "{{ g.score }}", 900, "right"),
            Col("ขาด", "{{ g.to_pass }}", 900, "right"),
            Col("{{ year_labels[0] }}", "{{ g.history[0].text }}", 900, "right"),
            Col("{{ year_labels[1] }}", "{{ g.history[1].text }}", 900, "right"),
            Col("{{ year_labels[2] }}", "{{ g.history[2].text }}", 900, "right"),
            Col("มาตรการ", "{{ g.measures }}", 1550),
        ],
        "g in part.rows",
        "Gap ของหน่วยงานและตัวชี้วัด",
        style="TableSmall",
    )
    situation = table(
        [
            Col("ข้อ", "{{ s.code }}", 800),
            Col("ปี", "{{ s.year }}", 800),
            Col("นโยบายหรือทิศทาง", "{{ s.policy }}", 3700),
            Col("ข้อค้นพบ", "{{ s.finding }}", 3800),
            Col("สาเหตุ", "{{ s.cause }}", 3270),
            Col("แหล่งข้อมูล", "{{ s.origin }}", 2200),
        ],
        "s in situation",
        "ทิศทางนโยบาย ข้อค้นพบ และสาเหตุ",
        style="TableSmall",
    )
    causes = table(
        [
            Col("ตัวชี้วัด", "{{ c.code }} {{ c.name }}", 3200),
            Col("สาเหตุ", "{{ c.cause }}", 3000),
            Col("หน่วยงาน", "{{ c.units }}", 950, "right"),
            Col("ชื่อหน่วยงาน", "{{ c.names }}", 2620),
            Col("ปัญหาอุปสรรค", "{{ c.obstacles }}", 2300),
            Col("แนวทางแก้ไข", "{{ c.actions }}", 2500),
        ],
        "c in causes",
        "สาเหตุที่หน่วยงานบันทึกสำหรับผลที่ต่ำกว่าเกณฑ์",
        style="TableSmall",
    )
    parts = each(
        "part in gap_parts",
        para("{{ part.title | whole }}", "Heading2")
        + para("{{ part.message }}", "Note", keep=True)
        + gaps
        + shown_if("part.rest", para("{{ part.rest }}", "Note")),
    )
    return (
        para("4. การเปรียบเทียบ (Comparison)", "Heading1")
        + para("{{ groups_message | whole }}", "Lead")
        + shown_if("groups", groups)
        + para("4.1 Gap ของหน่วยงานและตัวชี้วัด", "Heading2")
        + para("{{ gaps_message | whole }}", "Lead")
        + shown_if("gap_parts", parts, "ไม่มี Gap ที่ต้องแสดง")
        + shown_if("answered_message", para("{{ answered_message }}", "Note"))
        + shown_if("recovered", para("{{ recovered }}", "Note"))
        + para("5. การบูรณาการกับนโยบายและมาตรการ (Integration)", "Heading1")
        + para("{{ situation_message | whole }}", "Lead")
        + shown_if("situation", situation)
        + para("5.1 สาเหตุที่หน่วยงานบันทึก", "Heading2")
        + para("{{ causes_message | whole }}", "Lead")
        + shown_if("causes", causes)
        + shown_if("causes_rest", para("{{ causes_rest }}", "Note"))
    )


def _rest() -> str:
    return (
        para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
