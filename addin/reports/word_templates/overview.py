"""The Word template of the department overview."""

from __future__ import annotations

from addin.reports.model import ChartData, Series
from addin.reports.word_templates.package import ChartLook, document
from addin.reports.word_templates.parts import Col, cards, chart, each, para, section, shown_if, table

_CHARTS = (
    ChartLook(
        ChartData(("1.00", "2.00", "3.00", "4.00"), (Series("จำนวนหน่วยงาน", (1.0, 2.0, 8.0, 4.0)),)),
        "0;;;",
        "จำนวนหน่วยงานตามคะแนน (แถวแนวนอนคือขอบล่างของชั้น)",
        step=2,
    ),
    ChartLook(
        ChartData(
            ("2562", "2563", "2564", "2565"),
            (Series("ร้อยละของหน่วยงานที่ผ่าน", (86.1, 91.6, 94.4, 91.6)), Series("เป้าหมาย", (95.0,) * 4)),
        ),
        "0.0000",
        "ร้อยละของหน่วยงานที่ผ่านเกณฑ์ เทียบเป้าหมาย",
        step=20,
        high=100,
    ),
)


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_wide()}{_rest()}", _CHARTS, "ภาพรวมผลการปฏิบัติราชการตามคำรับรอง")


def _first() -> str:
    below = each(
        "unit in below",
        para(
            "{{ unit.name }} {{ unit.score }}{% if unit.shortfall != '–' %} ขาด {{ unit.shortfall }}{% endif %}",
            "Heading2",
        )
        + para("{%p if unit.comment %}")
        + para("{{ unit.comment }}", "Note", keep=True)
        + para("{%p endif %}")
        + shown_if(
            "unit.ways",
            table(
                [
                    Col("รหัส", "{{ way.code }}", 800),
                    Col("ตัวชี้วัด", "{{ way.name }}", 4672),
                    Col("คะแนน", "{{ way.score }}", 1100, "right"),
                    Col("ผล", "{{ way.actual }}", 1200, "right"),
                    Col("ต้องได้", "{{ way.needed }}", 1300, "right"),
                ],
                "way in unit.ways[:3]",
                "ตัวชี้วัดที่ทำให้หน่วยงานถึงเกณฑ์ได้",
            )
            + para("", "Spacer"),
        ),
    )
    pulls = table(
        [
            Col("รหัส", "{{ kpi.code }}", 650),
            Col("ตัวชี้วัด", "{{ kpi.name }}", 3522),
            Col("หน่วยงาน", "{{ kpi.units_text }}", 950, "right"),
            Col("ต่ำกว่า", "{{ kpi.below_text }}", 850, "right", "'F8D0CC' if kpi.below else 'auto'"),
            Col("ยังไม่มีผล", "{{ kpi.missing_text }}", 950, "right"),
            Col("คะแนนเฉลี่ย", "{{ kpi.mean }}", 1150, "right"),
            Col("เสียไป", "{{ kpi.lost }}", 1000, "right"),
        ],
        "kpi in pulls",
        "ตัวชี้วัดที่ฉุดหน่วยงานลงต่ำกว่าเกณฑ์",
    )
    years = table(
        [
            Col("ปีงบประมาณ", "{{ year.year }}", 1250),
            Col("ผ่าน", "{{ year.passed }}", 850, "right"),
            Col("ทั้งหมด", "{{ year.total }}", 1100, "right"),
            Col("ร้อยละ", "{{ year.percent }}", 1272, "right"),
            Col("คะแนนเฉลี่ย", "{{ year.mean }}", 1300, "right"),
            Col("ไม่มีข้อมูล", "{{ year.unknown }}", 1200, "right"),
            Col("ผล", "{{ year.state.word }}", 2100, fill="year.state.fill"),
        ],
        "year in years",
        "ร้อยละของหน่วยงานที่ผ่านเกณฑ์ย้อนหลัง 3 ปีและปีนี้",
    )
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "Title")
        + para("{{ meta.period }}", "Subtitle")
        + para("{{ meta.as_of }}", "Kicker")
        + para("{{ meta.coverage }}", "Kicker")
        + para("{{ message.lead | whole }}", "Message")
        + para("{{ message.verdict | whole }}", "Verdict")
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(5)
        + para("1. การกระจายของคะแนน", "Heading1")
        + para("{{ distribution_message | whole }}", "Lead")
        + chart("chart_distribution", "rIdChart1", "{{ distribution_message }}")
        + para("2. เปรียบเทียบ 3 ปี", "Heading1")
        + para("{{ years_message | whole }}", "Lead")
        + chart("chart_years", "rIdChart2", "{{ years_message }}")
        + years
        + para("3. หน่วยงานที่ต่ำกว่าเกณฑ์", "Heading1")
        + para(
            "แต่ละแถวคือทางเลือกหนึ่ง: ตัวชี้วัดเดียวที่ทำได้ตามช่องสุดท้าย คะแนนรอบของหน่วยงานจะถึง {{ pass_text }}", "Note"
        )
        + shown_if("below", below)
        + shown_if("below_rest", para("{{ below_rest }}"))
        + shown_if("not below and not below_rest", para("ทุกหน่วยงานถึงเกณฑ์ {{ pass_text }}"))
        + shown_if("needed_note", para("{{ needed_note }}", "Note"))
        + para("4. ตัวชี้วัดที่ฉุดคะแนน", "Heading1")
        + para("{{ pull_message | whole }}", "Lead")
        + shown_if(
            "pulls",
            pulls + para("เสียไป คือคะแนนที่ตัวชี้วัดนี้ทำให้หน่วยงานที่ต่ำกว่าเกณฑ์เสียไปรวมกัน", "Note"),
            "ยังไม่มีตัวชี้วัดที่นับในรอบนี้",
        )
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _wide() -> str:
    scores = table(
        [
            Col("อันดับ", "{{ unit.rank }}", 900, "right"),
            Col("หน่วยงาน", "{{ unit.name }}", 4070),
            Col("รอบที่ 1", "{{ unit.round_1 }}", 1200, "right"),
            Col("รอบที่ 2", "{{ unit.round_2 }}", 1200, "right"),
            Col("คะแนน", "{{ unit.score }}", 1200, "right"),
            Col("ขาด", "{{ unit.shortfall }}", 1200, "right"),
            Col("ยังไม่มีผล", "{{ unit.missing }}", 1100, "right"),
            Col("ผล", "{{ unit.state.word }}", 1400, fill="unit.state.fill"),
            Col("คะแนน 4 ปี", "{{r unit.spark_word }}", 1200),
            Col("แนวโน้ม", "{{ unit.trend.word }}", 1100),
        ],
        "unit in units",
        "คะแนนของทุกหน่วยงาน",
        style="TableSmall",
    )
    matrix = table(
        [
            Col("หน่วยงาน", "{{ unit.name }}", 2700),
            Col(
                "คะแนน",
                "{{ unit.score }}",
                850,
                "right",
                "unit.state.fill if unit.state.key == 'failed' else 'auto'",
            ),
        ],
        "unit in units",
        "คะแนนตัวชี้วัดรายหน่วยงาน",
        style="TableTiny",
        repeat=(
            "kpi in kpis | cell in unit.cells",
            Col("{{ kpi.code }}", "{{ cell.text }}", 820, "right", "cell.state.fill"),
        ),
    )
    status = table(
        [Col("หน่วยงาน", "{{ unit.name }}", 5000)],
        "unit in units",
        "สถานะการรายงานรายเดือน",
        style="TableSmall",
        repeat=(
            "month in months | s in unit.statuses",
            Col("{{ month.label }}", "{{ s.word }}", 1300, "left", "s.fill"),
        ),
    )
    months = table(
        [
            Col("เดือน", "{{ month.label }}", 1200),
            Col("กำหนดส่ง", "{{ month.deadline }}", 1700),
            Col("ตรงเวลา", "{{ month.on_time }}", 1000, "right"),
            Col("ล่าช้า", "{{ month.late }}", 900, "right"),
            Col("ยังไม่ส่ง", "{{ month.missing }}", 1000, "right"),
            Col("หน่วยงานที่ล่าช้า", "{{ month.late_names }}", 4385),
            Col("หน่วยงานที่ยังไม่ส่ง", "{{ month.missing_names }}", 4385),
        ],
        "month in months",
        "หน่วยงานที่ล่าช้าหรือยังไม่ส่งรายงาน",
    )
    letters = table(
        [
            Col("กลยุทธ์", "{{ letter.letter }} {{ letter.word }}", 4000),
            Col("จำนวนมาตรการ", "{{ letter.count_text }}", 2000, "right"),
            Col("สถานะ", "{{ letter.state.word }}", 3072, fill="letter.state.fill"),
        ],
        "letter in letters",
        "ความสมดุลของมาตรการตามกลยุทธ์ PIRAB",
    )
    measures = table(
        [
            Col("รหัส", "{{ m.code }}", 900),
            Col("มาตรการ", "{{ m.measure }}", 4470),
            Col("กลยุทธ์", "{{ m.letters }}", 1100),
            Col("Gap ที่ตอบ", "{{ m.gap }}", 2300),
            Col("ผู้รับผิดชอบ", "{{ m.responsible }}", 2100),
            Col("ช่วงเวลา", "{{ m.period }}", 2100),
            Col("สถานะ", "{{ m.state.word }}", 1600, fill="m.state.fill"),
        ],
        "m in measures",
        "มาตรการขับเคลื่อน",
    )
    plans = table(
        [
            Col("แผนงาน/โครงการ", "{{ plan.code }} {{ plan.title }}", 4870),
            Col("สถานะ", "{{ plan.state.word }}", 1300, fill="plan.state.fill"),
            Col("งบประมาณ", "{{ plan.budget }}", 1300, "right"),
            Col("เบิกจ่าย", "{{ plan.disbursed }}", 1300, "right"),
            Col("ร้อยละ", "{{ plan.disbursed_percent }}", 1000, "right"),
            Col("ตามแผน", "{{ plan.due_percent }}", 1000, "right"),
            Col("ผลงาน", "{{ plan.done_percent }}", 1000, "right"),
            Col("ตามแผน", "{{ plan.planned_percent }}", 1000, "right"),
            Col("ความก้าวหน้า", "{{ plan.progress.word }}", 1800, fill="plan.progress.fill"),
        ],
        "plan in plans",
        "ความก้าวหน้าของแผนงานและงบประมาณ",
    )
    activities = table(
        [
            Col("กิจกรรม", "{{ a.code }} {{ a.activity }}", 5270),
            Col("ช่วงเวลา", "{{ a.period }}", 3100),
            Col("เป้าหมาย", "{{ a.target }}", 1100, "right"),
            Col("แผนสะสม", "{{ a.planned }}", 1100, "right"),
            Col("ผลสะสม", "{{ a.done }}", 1100, "right"),
            Col("หน่วยนับ", "{{ a.unit }}", 1000),
            Col("สถานะ", "{{ a.state.word }}", 1900, fill="a.state.fill"),
        ],
        "a in activities",
        "กิจกรรมตามแผน",
    )
    return (
        para("5. คะแนนของทุกหน่วยงาน", "Heading1")
        + shown_if(
            "units",
            scores + para("เส้นคะแนน 4 ปีใช้ช่วงคะแนนของหน่วยงานนั้นเอง จุดท้ายคือปีนี้ ช่องว่างคือปีที่ไม่มีข้อมูล", "Note"),
            "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้",
        )
        + para("6. คะแนนตัวชี้วัดรายหน่วยงาน", "Heading1")
        + para("{{ matrix_message | whole }}", "Lead")
        + shown_if(
            "units and kpis",
            matrix
            + para(
                "ระบายสีเฉพาะช่องที่ต่ำกว่า {{ pass_text }} (แดง) และช่องที่ยังไม่มีผล (เหลือง ข) ม คือไม่นำมาประเมิน ช่องว่างคือไม่มีตัวชี้วัดนี้",
                "Note",
            ),
            "ยังไม่มีตัวชี้วัดที่นับในรอบนี้",
        )
        + para("7. สถานะการรายงาน", "Heading1")
        + para("{{ status_message | whole }}", "Lead")
        + shown_if("units", status, "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้")
        + para("8. ผู้ที่ล่าช้าหรือยังไม่ส่ง", "Heading1")
        + para("{{ next_deadline | whole }}", "Lead")
        + shown_if("units", months, "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้")
        + para("9. มาตรการตามกลยุทธ์ PIRAB", "Heading1")
        + para("{{ letters_message | whole }}", "Lead")
        + letters
        + para("", "Spacer")
        + shown_if("measures", measures, "ยังไม่มีมาตรการในสมุดงาน")
        + para("10. แผนงานและงบประมาณ", "Heading1")
        + para("{{ plans_message | whole }}", "Lead")
        + shown_if(
            "plans",
            plans
            + para(
                "ร้อยละเทียบเป้าหมายสะสมถึงเดือนที่รายงาน งบประมาณตามแผนคิดจากงบของกิจกรรมตามสัดส่วนงานที่วางแผนไว้", "Note"
            ),
            "ยังไม่มีแผนงานหรือโครงการในสมุดงาน",
        )
        + shown_if("activities", para("กิจกรรมตามแผน", "Heading2") + activities)
    )


def _rest() -> str:
    steps = table(
        [
            Col("ขั้นที่", "{{ step.number }}", 750, "right"),
            Col("ขั้นตอน", "{{ step.step }}", 4720),
            Col("รอบหรือเดือน", "{{ step.when }}", 1300),
            Col("ตามแผน", "{{ step.planned }}", 2600),
            Col("ทำจริง", "{{ step.actual }}", 2600),
            Col("เอกสาร", "{{ step.documents }}", 1000, "right"),
            Col("สถานะ", "{{ step.state.word }}", 1600, fill="step.state.fill"),
        ],
        "step in steps",
        "ขั้นตอนของ SOP",
    )
    findings = table(
        [
            Col("ระดับ", "{{ f.state.word }}", 1500, fill="f.state.fill"),
            Col("จำนวน", "{{ f.count }}", 900, "right"),
            Col("ตัวอย่างสิ่งที่พบ", "{{ f.message }}", 6400),
            Col("วิธีแก้ไข", "{{ f.cure }}", 5770),
        ],
        "f in findings",
        "ข้อมูลที่ยังต้องตรวจสอบ",
    )
    return (
        para("11. ขั้นตอนตาม SOP ตัวชี้วัด 3.11", "Heading1")
        + para("{{ steps_message | whole }}", "Lead")
        + shown_if("steps", steps, "ยังไม่มีขั้นตอนของ SOP ในสมุดงาน")
        + para("12. ข้อมูลที่ยังต้องตรวจสอบ", "Heading1")
        + para("{{ findings_message | whole }}", "Lead")
        + shown_if("findings", findings)
        + para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
