"""The Word template of a unit's report."""

from __future__ import annotations

from addin.reports.model import ChartData, Series
from addin.reports.word_templates.package import ChartLook, document
from addin.reports.word_templates.parts import Col, cards, chart, each, para, section, shown_if, table

_CHARTS = (
    ChartLook(
        ChartData(("1.1", "2.1", "3.1"), (Series("คะแนน", (3.2, 2.9, 4.1)), Series("เกณฑ์", (3.0,) * 3))),
        "0.0000",
        "คะแนนรายตัวชี้วัดของรอบ เทียบเกณฑ์",
        step=1,
        high=5,
    ),
    ChartLook(
        ChartData(
            ("2562", "2563", "2564", "2565"),
            (Series("คะแนนหน่วยงาน", (3.1, 3.2, 3.0, 2.9)), Series("เกณฑ์", (3.0,) * 4)),
        ),
        "0.0000",
        "คะแนนของหน่วยงานย้อนหลัง 3 ปีและปีนี้",
        step=1,
        high=5,
    ),
)


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_wide()}{_rest()}", _CHARTS, "รายงานผลการปฏิบัติราชการของหน่วยงาน")


def _first() -> str:
    ways = table(
        [
            Col("รหัส", "{{ kpi.code }}", 750),
            Col("ตัวชี้วัด", "{{ kpi.name }}", 2532),
            Col("หน่วยวัด", "{{ kpi.measure }}", 900),
            Col("คะแนน", "{{ kpi.score }}", 1000, "right", "kpi.state.fill"),
            Col("ผลขณะนี้", "{{ kpi.actual }}", 1100, "right"),
            Col("ต้องได้", "{{ kpi.needed }}", 1150, "right"),
            Col("ภายใน", "{{ kpi.needed_by }}", 1640),
        ],
        "kpi in ways",
        "ผลที่ต้องได้ของแต่ละตัวชี้วัด",
    )
    history = table(
        [Col("ปีงบประมาณ", "{{ point.label }}", 3000), Col("คะแนน", "{{ point.text }}", 2000, "right")],
        "point in history",
        "คะแนนย้อนหลัง",
    )
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("รายงานผลการปฏิบัติราชการ", "Subtitle")
        + para("{{ name | whole }}", "Title")
        + para("{{ meta.period }}", "Subtitle")
        + para(
            "รหัส {{ code }} ประเภท {{ kind }} กลุ่ม {{ group }} ผู้กำกับดูแล {{ supervisor }} ภาค {{ region }}",
            "Kicker",
        )
        + para("{{ meta.as_of }}", "Kicker")
        + para("{{ message.lead | whole }}", "Message")
        + para("{{ message.verdict | whole }}", "Verdict")
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(4)
        + para("1. ผลที่ต้องได้", "Heading1")
        + para("{{ ways_message | whole }}", "Lead")
        + shown_if("ways", ways)
        + shown_if("needed_note", para("{{ needed_note }}", "Note"))
        + shown_if("needed_by", para("{{ needed_by }}", "Note"))
        + para("{{ next_deadline }}", "Note")
        + para("2. คะแนนรายตัวชี้วัด", "Heading1")
        + chart("chart_kpis", "rIdChart1", "คะแนนรายตัวชี้วัดเทียบเกณฑ์ {{ pass_text }}")
        + para("3. คะแนนย้อนหลัง", "Heading1")
        + para("{{ history_message | whole }}", "Lead")
        + chart("chart_history", "rIdChart2", "{{ history_message }}")
        + history
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _wide() -> str:
    kpis = table(
        [
            Col("รหัส", "{{ kpi.code }}", 700),
            Col("ตัวชี้วัด", "{{ kpi.name }} ({{ kpi.measure }}, {{ kpi.direction }})", 3000),
            Col("น้ำหนัก", "{{ kpi.weight }}", 800, "right"),
            Col("ผล", "{{ kpi.actual }}", 1000, "right"),
            Col("คะแนน", "{{ kpi.score }}", 950, "right"),
            Col("ถ่วงน้ำหนัก", "{{ kpi.weighted }}", 1050, "right"),
            Col("ระดับ", "{{ kpi.level }}", 650, "right"),
            Col("เกณฑ์ระดับ 1 ถึง 5", "{{ kpi.scale }}", 1500),
            Col("คำอธิบาย", "{{ kpi.explanation }}", 3670),
            Col("สถานะ", "{{ kpi.state.word }}", 1250, fill="kpi.state.fill"),
        ],
        "kpi in part.kpis",
        "ผลการปฏิบัติราชการรายตัวชี้วัด",
        style="TableSmall",
    )
    gaps = table(
        [
            Col("รหัส", "{{ g.code }}", 700),
            Col("ตัวชี้วัด", "{{ g.name }}", 4070),
            Col("เป้าหมาย", "{{ g.target }}", 1000, "right"),
            Col("ผล", "{{ g.actual }}", 950, "right"),
            Col("Gap", "{{ g.gap }}", 950, "right"),
            Col("ร้อยละ", "{{ g.gap_percent }}", 900, "right"),
            Col("{{ gap_years[0] }}", "{{ g.history[0].text }}", 950, "right"),
            Col("{{ gap_years[1] }}", "{{ g.history[1].text }}", 950, "right"),
            Col("{{ gap_years[2] }}", "{{ g.history[2].text }}", 950, "right"),
            Col("แนวโน้ม", "{{ g.trend.word }}", 1250),
            Col("ข้อสังเกต", "{{ g.flag.word }}", 1900, fill="g.flag.fill"),
        ],
        "g in gaps",
        "วิเคราะห์ Gap และคะแนนย้อนหลัง",
        style="TableSmall",
    )
    months = table(
        [Col("รหัส", "{{ kpi.code }}", 800), Col("ตัวชี้วัด", "{{ kpi.name }}", 5000)],
        "kpi in kpi_months",
        "ผลที่รายงานรายเดือน",
        style="TableSmall",
        repeat=(
            "label in month_labels | v in kpi['values']",
            Col("{{ label }}", "{{ v.text }}", 1200, "right", "v.state.fill"),
        ),
    )
    causes = table(
        [
            Col("เดือน", "{{ c.month }}", 1050),
            Col("ตัวชี้วัด", "{{ c.code }} {{ c.name }}", 2900),
            Col("ผล", "{{ c.result }}", 850, "right"),
            Col("สถานะ", "{{ c.state.word }}", 1200, fill="c.state.fill"),
            Col("สาเหตุ", "{{ c.cause }}", 2300),
            Col("อุปสรรค", "{{ c.obstacle }}", 1700),
            Col("แนวทางแก้ไข", "{{ c.action }}", 2020),
            Col("หลักฐาน", "{{ c.evidence }}", 2550),
        ],
        "c in causes",
        "สาเหตุ หลักฐาน และแนวทางแก้ไข",
        style="TableSmall",
    )
    items = table(
        [
            Col("ตัวชี้วัด", "{{ i.code }}", 1000),
            Col("ข้อ", "{{ i.number }}", 700, "right"),
            Col("รายการ", "{{ i.item }}", 5870),
            Col("คะแนน", "{{ i.points }}", 1500, "right"),
            Col("ผล", "{{ i.state.word }}", 1400, fill="i.state.fill"),
            Col("หลักฐาน", "{{ i.evidence }}", 4100),
        ],
        "i in items",
        "ผลรายข้อ",
        style="TableSmall",
    )
    return (
        para("4. ผลรายตัวชี้วัด", "Heading1")
        + shown_if(
            "rounds",
            each(
                "part in rounds",
                para("{{ part.label }} คะแนน {{ part.score }} {{ part.state.word }}", "Heading2") + kpis,
            ),
            "ยังไม่มีตัวชี้วัดที่นับในรอบที่เริ่มแล้ว",
        )
        + para("5. วิเคราะห์ Gap", "Heading1")
        + shown_if("gaps", gaps + para("{{ gap_note }}", "Note"), "ยังไม่มีตัวชี้วัดให้วิเคราะห์ Gap")
        + para("6. ผลที่รายงานรายเดือน", "Heading1")
        + shown_if("kpi_months", months, "ยังไม่มีรายงานรายเดือนในช่วงนี้")
        + para("7. สาเหตุ หลักฐาน และแนวทางแก้ไข", "Heading1")
        + shown_if("causes", causes, "ยังไม่มีสาเหตุ หลักฐาน หรือแนวทางแก้ไขที่บันทึกไว้ในช่วงนี้")
        + para("8. ผลรายข้อ", "Heading1")
        + shown_if("items", items, "หน่วยงานไม่มีผลรายข้อในช่วงนี้")
    )


def _rest() -> str:
    months = table(
        [
            Col("เดือน", "{{ m.label }}", 1500),
            Col("กำหนดส่ง", "{{ m.deadline }}", 2200),
            Col("ขยายถึง", "{{ m.extended }}", 2200),
            Col("รายงาน", "{{ m.reported }}", 2200),
            Col("บันทึกเข้าระบบ", "{{ m.entered }}", 2200),
            Col("สถานะ", "{{ m.state.word }}", 2200, fill="m.state.fill"),
        ],
        "m in months",
        "วันที่ส่งรายงานแต่ละเดือน",
    )
    measures = table(
        [
            Col("รหัส", "{{ m.code }}", 900),
            Col("มาตรการ", "{{ m.measure }}", 5270),
            Col("กลยุทธ์", "{{ m.letters }}", 1100),
            Col("ผู้รับผิดชอบ", "{{ m.responsible }}", 2900),
            Col("ช่วงเวลา", "{{ m.period }}", 2600),
            Col("สถานะ", "{{ m.state.word }}", 1800, fill="m.state.fill"),
        ],
        "m in measures",
        "มาตรการที่ตอบ Gap",
    )
    follow_ups = table(
        [
            Col("เดือน", "{{ f.month }}", 1100),
            Col("ตัวชี้วัด", "{{ f.kpi }}", 900),
            Col("ประเด็น", "{{ f.issue }}", 2700),
            Col("สาเหตุ", "{{ f.cause }}", 2300),
            Col("การแก้ไข", "{{ f.action }}", 2700),
            Col("กำหนด", "{{ f.due }}", 1250),
            Col("ผล", "{{ f.result }}", 1820),
            Col("สถานะ", "{{ f.state.word }}", 1800, fill="f.state.fill"),
        ],
        "f in follow_ups",
        "การติดตามและแก้ไข",
    )
    return (
        para("9. การส่งรายงาน", "Heading1")
        + para("{{ next_deadline | whole }}", "Lead")
        + shown_if("months", months, "ยังไม่มีเดือนที่ถึงกำหนด")
        + para("10. มาตรการที่ตอบ Gap ของหน่วยงาน", "Heading1")
        + shown_if("measures", measures, "ยังไม่มีมาตรการที่ผูกกับ Gap ของหน่วยงานนี้")
        + para("11. การติดตามและแก้ไข", "Heading1")
        + shown_if("follow_ups", follow_ups, "ไม่มีเรื่องที่ต้องติดตามในช่วงนี้")
        + shown_if(
            "notes",
            para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
            + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note")),
        )
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
