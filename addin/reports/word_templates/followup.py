"""The Word template of the follow-up report."""

from __future__ import annotations

from addin.reports.model import ChartData, Series
from addin.reports.word_templates.package import ChartLook, document
from addin.reports.word_templates.parts import Col, cards, chart, each, para, section, shown_if, table

_CHARTS = (
    ChartLook(
        ChartData(
            ("ต.ค. 64", "พ.ย. 64", "ธ.ค. 64"),
            (Series("ผลงานสะสม", (0.0, 14.3, 31.9)), Series("แผนสะสม", (0.0, 21.4, 31.9))),
        ),
        "0.00",
        "ผลงานสะสมเทียบแผนสะสม (ร้อยละของเป้าหมายทั้งปี)",
        step=20,
        high=100,
    ),
)


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_wide()}{_rest()}", _CHARTS, "รายงานการติดตามและประเมินผล")


def _first() -> str:
    rounds = table(
        [
            Col("รายการ", "{{ r.label }}", 3672),
            Col("{{ round_labels[0] }}", "{{ r.first }}", 2700, "right"),
            Col("{{ round_labels[1] }}", "{{ r.second }}", 2700, "right"),
        ],
        "r in rounds",
        "ผลการติดตามแยกตามรอบ",
        style="TableSmall",
    )
    units = table(
        [
            Col("หน่วยงาน", "{{ u.unit }}", 2322),
            Col("ทั้งหมด", "{{ u.total }}", 900, "right"),
            Col("ปิดแล้ว", "{{ u.closed }}", 950, "right"),
            Col("ค้าง", "{{ u.open }}", 700, "right"),
            Col("เลยกำหนด", "{{ u.overdue }}", 1100, "right"),
            Col("กำหนดใกล้สุด", "{{ u.next_due }}", 1500),
            Col("สถานะ", "{{ u.state.word }}", 1600, fill="u.state.fill"),
        ],
        "u in units",
        "เรื่องที่ติดตามรายหน่วยงาน",
        style="TableSmall",
    )
    progress = table(
        [
            Col("ถึงเดือน", "{{ m.label }}", 1472),
            Col("แผนสะสม", "{{ m.planned }}", 1400, "right"),
            Col("ผลงานสะสม", "{{ m.done }}", 1500, "right"),
            Col("แผนเบิกจ่าย", "{{ m.due }}", 1500, "right"),
            Col("เบิกจ่าย", "{{ m.disbursed }}", 1300, "right"),
            Col("ความก้าวหน้า", "{{ m.state.word }}", 1900, fill="m.state.fill"),
        ],
        "m in progress",
        "ผลงานและเบิกจ่ายสะสมรายเดือน เป็นร้อยละ",
        style="TableSmall",
    )
    plans = table(
        [
            Col("แผนงาน/โครงการ", "{{ plan.code }} {{ plan.title }}", 3072),
            Col("ผลงาน", "{{ plan.done_percent }}", 1100, "right"),
            Col("ตามแผน", "{{ plan.planned_percent }}", 1100, "right"),
            Col("เบิกจ่าย", "{{ plan.disbursed_percent }}", 1100, "right"),
            Col("ตามแผน", "{{ plan.due_percent }}", 1100, "right"),
            Col("ความก้าวหน้า", "{{ plan.progress.word }}", 1600, fill="plan.progress.fill"),
        ],
        "plan in plans",
        "ความก้าวหน้าของแผนงานเทียบเป้าหมายสะสม เป็นร้อยละ",
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
        + para("1. ผลการติดตามแยกตามรอบ", "Heading1")
        + rounds
        + para("2. เรื่องที่ติดตามรายหน่วยงาน", "Heading1")
        + para("{{ units_message | whole }}", "Lead")
        + shown_if("units", units)
        + para("3. ผลงานเทียบแผนสะสม", "Heading1")
        + para("{{ progress_message | whole }}", "Lead")
        + shown_if(
            "progress | selectattr('planned_raw', 'ne', none) | list",
            chart("chart_progress", "rIdChart1", "{{ progress_message }}"),
        )
        + para("{{ spending_message }}", "Note", keep=True)
        + shown_if("progress", progress)
        + para("3.1 แผนงาน/โครงการ", "Heading2")
        + para("{{ plans_message | whole }}", "Lead")
        + shown_if("plans", plans)
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _wide() -> str:
    open_issues = table(
        [
            Col("รหัส", "{{ f.code }}", 800),
            Col("พบเมื่อ", "{{ f.month }}", 950),
            Col("หน่วยงาน", "{{ f.unit }}", 1500),
            Col("ตัวชี้วัด", "{{ f.kpi }}", 1000),
            Col("ประเด็น", "{{ f.issue }}", 1970),
            Col("สาเหตุ", "{{ f.cause }}", 1750),
            Col("การแก้ไข", "{{ f.action }}{% if f.result != '–' %} ผล: {{ f.result }}{% endif %}", 2270),
            Col("ผู้รับผิดชอบ", "{{ f.responsible }}", 1600),
            Col("กำหนด", "{{ f.due }}", 1330),
            Col("สถานะ", "{{ f.state.word }} {{ f.age }}", 1400, fill="f.state.fill"),
        ],
        "f in open_issues",
        "เรื่องที่ยังค้าง",
        style="TableSmall",
    )
    closed = table(
        [
            Col("รหัส", "{{ f.code }}", 800),
            Col("พบเมื่อ", "{{ f.month }}", 950),
            Col("หน่วยงาน", "{{ f.unit }}", 1700),
            Col("ประเด็น", "{{ f.issue }}", 2570),
            Col("การแก้ไข", "{{ f.action }}", 2470),
            Col("ผลการแก้ไข", "{{ f.result }}", 1920),
            Col("กำหนด", "{{ f.due }}", 1330),
            Col("ปิดเรื่อง", "{{ f.closed }}", 1330),
            Col("ทันกำหนด", "{{ f.age }}", 1500),
        ],
        "f in closed_issues",
        "เรื่องที่ปิดแล้ว",
        style="TableSmall",
    )
    activities = table(
        [
            Col("กิจกรรม", "{{ a.code }} {{ a.activity }}", 4900),
            Col("ช่วงเวลา", "{{ a.period }}", 3100),
            Col("เป้าหมาย", "{{ a.target }}", 1100, "right"),
            Col("แผนสะสม", "{{ a.planned }}", 1220, "right"),
            Col("ผลสะสม", "{{ a.done }}", 1200, "right"),
            Col("หน่วยนับ", "{{ a.unit }}", 1150),
            Col("สถานะ", "{{ a.state.word }}", 1900, fill="a.state.fill"),
        ],
        "a in activities",
        "กิจกรรมเทียบเป้าหมายสะสม",
        style="TableSmall",
    )
    late = table(
        [
            Col("เดือน", "{{ r.month }}", 1000),
            Col("หน่วยงาน", "{{ r.unit }}", 2200),
            Col("กำหนดส่ง", "{{ r.deadline }}", 1330),
            Col("รายงาน", "{{ r.reported }}", 2600),
            Col("ช้า (วัน)", "{{ r.days }}", 1000, "right"),
            Col("สถานะ", "{{ r.state.word }}", 1100, fill="r.state.fill"),
            Col("สิ่งที่ทำไปแล้ว", "{{ r.done }}", 5340),
        ],
        "r in late",
        "รายงานที่ล่าช้าหรือยังไม่ส่ง และสิ่งที่ทำไปแล้ว",
        style="TableSmall",
    )
    causes = table(
        [
            Col("ตัวชี้วัด", "{{ c.code }} {{ c.name }}", 2700),
            Col("สาเหตุ", "{{ c.cause }}", 2500),
            Col("ปัญหาอุปสรรค", "{{ c.obstacles }}", 2100),
            Col("แนวทางแก้ไข", "{{ c.actions }}", 2270),
        ],
        "c in causes",
        "สาเหตุที่หน่วยงานบันทึกรายเดือน",
        style="TableSmall",
        repeat=(
            "label in month_labels | count in c.counts",
            Col("{{ label }}", "{{ count }}", 1000, "right"),
        ),
    )
    return (
        para("4. เรื่องที่ติดตาม", "Heading1")
        + para("{{ issues_message | whole }}", "Lead")
        + shown_if("open_issues", open_issues, "ไม่มีเรื่องที่ยังค้าง")
        + shown_if("closed_issues", para("เรื่องที่ปิดแล้ว", "Heading2") + closed)
        + para("5. กิจกรรมเทียบเป้าหมายสะสม", "Heading1")
        + para("{{ activities_message | whole }}", "Lead")
        + shown_if("activities", activities)
        + para("6. รายงานที่ล่าช้าหรือยังไม่ส่ง", "Heading1")
        + para("{{ late_message | whole }}", "Lead")
        + shown_if("late", late)
        + para("7. สาเหตุ ปัญหาอุปสรรค และแนวทางแก้ไข", "Heading1")
        + para("{{ causes_message | whole }}", "Lead")
        + shown_if(
            "causes",
            causes + para("ตัวเลขคือจำนวนหน่วยงานที่บันทึกสาเหตุนั้นในแต่ละเดือนของรอบ", "Note"),
        )
        + shown_if("causes_rest", para("{{ causes_rest }}", "Note"))
    )


def _rest() -> str:
    left = table(
        [
            Col("กิจกรรม", "{{ a.code }} {{ a.activity }}", 7570),
            Col("ค้าง", "{{ a.behind }}", 1200, "right", "'F8D0CC' if a.behind_raw else 'auto'"),
            Col("แผนเดือนหน้า", "{{ a.planned }}", 1600, "right"),
            Col("รวม", "{{ a.total }}", 1000, "right"),
            Col("หน่วยนับ", "{{ a.unit }}", 1600),
            Col("สิ้นสุด", "{{ a.until }}", 1600),
        ],
        "a in next_work",
        "กิจกรรมที่ต้องทำในเดือนหน้า",
        style="TableSmall",
    )
    agenda = table(
        [
            Col("วันที่", "{{ line.date }}", 1600),
            Col("เรื่อง", "{{ line.what }}", 8970),
            Col("ผู้รับผิดชอบ", "{{ line.who }}", 4000),
        ],
        "line in agenda",
        "กำหนดการถึงวันส่งรายงานครั้งถัดไป",
        style="TableSmall",
    )
    steps = table(
        [
            Col("ขั้นที่", "{{ step.number }}", 700, "right"),
            Col("ขั้นตอน", "{{ step.step }}", 6420),
            Col("รอบ", "{{ step.when }}", 1250),
            Col("ตามแผน", "{{ step.planned }}", 3200),
            Col("เสร็จ", "{{ step.done }}", 1200),
            Col("สถานะ", "{{ step.state.word }}", 1800, fill="step.state.fill"),
        ],
        "step in steps",
        "ขั้นตอนที่ 8 ถึง 10 ของ SOP",
        style="TableSmall",
    )
    return (
        para("8. งานที่เหลือสำหรับเดือน{{ next_month }}", "Heading1")
        + para("{{ next_message | whole }}", "Lead")
        + shown_if("next_work", left, "ไม่มีกิจกรรมของแผนที่อนุมัติแล้วที่ต้องทำในเดือนหน้า")
        + para("{{ agenda_message | whole }}", "Heading2")
        + shown_if("agenda", agenda, "ไม่มีกำหนดที่ต้องถึงในช่วงนี้")
        + para("9. ขั้นตอนที่ 8 ถึง 10 ของ SOP", "Heading1")
        + para("{{ steps_message | whole }}", "Lead")
        + shown_if("steps", steps)
        + para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
