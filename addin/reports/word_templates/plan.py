"""The Word template of the plans: a summary, then each plan on a landscape page of its own."""

from __future__ import annotations

from addin.reports.model import ChartData, Series
from addin.reports.word_templates.package import ChartLook, document
from addin.reports.word_templates.parts import Col, cards, cell, chart, each, para, section, shown_if, table
from addin.reports.word_templates.parts import table_open as opened

_MONTHS = ("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.")
_CHARTS = (
    ChartLook(
        ChartData(
            _MONTHS,
            (
                Series("เบิกจ่ายสะสม", (0.0, 17.3, 43.5, 48.5, 51.6, *(None,) * 7)),
                Series("แผนสะสม", (0.0, 30.0, 46.1, 53.4, 61.0, 67.0, 74.0, 81.0, 89.0, 100.0, 100.0, 100.0)),
            ),
        ),
        "[&lt;20]&quot;&quot;;0",
        "ร้อยละของงบประมาณของแผนที่อนุมัติแล้ว สะสมถึงแต่ละเดือน",
        step=20,
        high=100,
    ),
)
_BREAK = "<w:pageBreakBefore/>"
_NARROW = '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
_FIT = '<w:tblLook w:val="0420"'


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_each_plan()}{_notes()}", _CHARTS, "แผนงาน/โครงการขับเคลื่อนคำรับรอง")


def _first() -> str:
    plans = table(
        [
            Col("แผนงาน/โครงการ", "{{ plan.heading }}", 3772),
            Col("สถานะ", "{{ plan.line.state.word }}", 1350, fill="plan.line.state.fill"),
            Col("งบประมาณ", "{{ plan.line.budget }}", 1150, "right"),
            Col("เบิกจ่าย", "{{ plan.line.disbursed }}", 1150, "right"),
            Col("ความก้าวหน้า", "{{ plan.going.word | whole }}", 1650, fill="plan.going.fill"),
        ],
        "plan in plans",
        "แผนงานและโครงการทั้งหมด",
    )
    money = (
        para("งบประมาณและการเบิกจ่ายรวม", "Heading1")
        + para("{{ money_message | whole }}", "Lead")
        + chart("chart_money", "rIdChart1", "{{ money_message }}", height_cm=5.0)
    )
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "Title")
        + para("{{ meta.period }}", "Subtitle")
        + para("{{ meta.as_of }}", "Kicker")
        + para("{{ message.lead | whole }}", "Message")
        + para("{{ message.verdict | whole }}", "Verdict")
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(4)
        + para("สถานะของแผนงาน/โครงการ", "Heading1")
        + para("{{ plans_message | whole }}", "Lead")
        + shown_if("plans", plans, "เพิ่มแผนในตารางแผนงาน/โครงการแล้วคำนวณใหม่")
        + shown_if("waiting_message", para("{{ waiting_message }}", "Note"))
        + shown_if("early_message", para("{{ early_message | whole }}", "Accent"))
        + shown_if("money_shown", money)
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _facts() -> str:
    """Two pairs of label and text a row."""
    pairs = (
        ("หลักการและเหตุผล", "plan.rationale", "วัตถุประสงค์", "plan.objective"),
        ("กลุ่มเป้าหมาย", "plan.target_group", "ตัวชี้วัดความสำเร็จ", "plan.indicator"),
        ("ระยะเวลา", "plan.period", "ผู้รับผิดชอบ", "plan.line.responsible"),
        ("มาตรการที่ขับเคลื่อน", "plan.measure", "งบประมาณ", "plan.money"),
    )
    label, text = 1950, 5335
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            cell(para(name, "TableHead"), label) + cell(para(f"{{{{ {field} | whole }}}}", "TableText"), text)
            for name, field in (row[:2], row[2:])
        )
        + "</w:tr>"
        for row in pairs
    )
    return opened([label, text, label, text], "สาระสำคัญของแผน") + rows + "</w:tbl>"


def _gantt() -> str:
    months = [
        Col(name, f"{{{{ a.months[{index}].planned }}}}", 540, "center", f"a.months[{index}].fill")
        for index, name in enumerate(_MONTHS)
    ]
    made = table(
        [
            Col(
                "กิจกรรม",
                "{{ a.line.code }} {{ a.line.activity }}",
                2790,
                fill="'F8D0CC' if a.early else 'auto'",
            ),
            *months,
            Col("แผนและผล", "{{ a.words }}", 2300),
            Col("งบ/เบิกจ่าย", "{{ a.budget }}", 1240, "right"),
            Col("สถานะ", "{{ a.line.state.word | whole }}", 1760, fill="a.line.state.fill"),
        ],
        "a in plan.activities",
        "แผนปฏิบัติการรายเดือนของแผน",
        style="TableSmall",
    ).replace(_FIT, _NARROW + _FIT, 1)
    for index, name in enumerate(_MONTHS):
        made = made.replace(f">{name}</w:t>", f">{{{{ month_labels[{index}] }}}}</w:t>", 1)
        planned = f"{{{{ a.months[{index}].planned }}}}</w:t></w:r></w:p>"
        done = para(f"{{{{ a.months[{index}].done }}}}", "TableSmall", align="center")
        made = made.replace(planned, planned + done, 1)
    budget = "{{ a.budget }}</w:t></w:r></w:p>"
    made = made.replace(budget, budget + para("{{ a.disbursed }}", "TableSmall", align="right"), 1)
    early = para("{{ a.early }}", "TableSmall", bold=True)
    named = "{{ a.line.activity }}</w:t></w:r></w:p>"
    return made.replace(named, f"{named}{para('{%p if a.early %}')}{early}{para('{%p endif %}')}", 1)


def _each_plan() -> str:
    record = table(
        [
            Col("ครั้งที่", "{{ r.number }}", 800, "right"),
            Col("วันที่", "{{ r.on }}", 1700),
            Col("จากสถานะ", "{{ r.source.word }}", 1700),
            Col("เป็นสถานะ", "{{ r.target.word }}", 1700, fill="r.target.fill"),
            Col("โดย (ตำแหน่ง)", "{{ r.by }}", 4070),
            Col("เหตุผล", "{{ r.reason }}", 4600),
        ],
        "r in plan.approvals",
        "บันทึกการเสนอและอนุมัติแผน",
        style="TableSmall",
    )
    style = '<w:pStyle w:val="Heading1"/>'
    first = para("แผนที่ {{ plan.number }} {{ plan.heading | whole }}", "Heading1").replace(
        style, f'{style}<w:spacing w:before="0"/>', 1
    )
    heading = first.replace(style, style + _BREAK, 1)
    page = (
        para("{%p if loop.first %}")
        + first
        + para("{%p else %}")
        + heading
        + para("{%p endif %}")
        + para("สถานะปัจจุบัน: {{ plan.status }}", "Lead")
        + shown_if("plan.notice", para("{{ plan.notice | whole }}", "Accent"))
        + _facts()
        + para("กิจกรรมรายเดือน: {{ plan.work | whole }}", "Heading2")
        + shown_if("plan.activities", _gantt() + para(_LEGEND, "Note"), "แผนนี้ยังไม่มีกิจกรรม")
        + para("บันทึกการเสนอและอนุมัติ", "Heading2")
        + shown_if("plan.approvals", record, "ยังไม่มีบันทึกการเสนอแผน")
    )
    return shown_if("plans", each("plan in plans", page))


_LEGEND = (
    "ตัวเลขบนคือแผนของเดือน ตัวเลขล่างคือผล ช่องฟ้าอ่อนคือช่วงของกิจกรรม ฟ้าคือแผนที่ยังไม่ถึงกำหนด "
    "น้ำเงินคือผลถึงแผน แดงคือผลต่ำกว่าแผน"
)


def _notes() -> str:
    return (
        para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
