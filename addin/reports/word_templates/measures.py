"""The Word template of measures and knowledge topics."""

from __future__ import annotations

from addin.reports.word_templates.package import document
from addin.reports.word_templates.parts import Col, cards, each, para, section, shown_if, table

_LETTERS = "PIRAB"


def template() -> bytes:
    """The .docx."""
    return document(f"{_first()}{_wide()}", (), "มาตรการและประเด็นความรู้")


def _matrix(name: str, width: int) -> list[Col]:
    return [
        Col(letter, f"{{{{ {name}.cells[{place}] }}}}", width, "center")
        for place, letter in enumerate(_LETTERS)
    ]


def _first() -> str:
    letters = table(
        [
            Col("กลยุทธ์", "{{ l.letter }} {{ l.word }}", 2872),
            Col("มาตรการ", "{{ l.measures }}", 1300, "right"),
            Col("Gap ที่ตอบ", "{{ l.gaps }}", 1400, "right"),
            Col("กลุ่มที่ตอบ", "{{ l.needs }}", 1500, "right"),
            Col("สถานะ", "{{ l.state.word }}", 2000, fill="l.state.fill"),
        ],
        "l in letters",
        "ความครอบคลุมของกลยุทธ์ PIRAB ต่อ Gap และความต้องการ",
    )
    kpis = table(
        [
            Col("รหัส", "{{ k.code }}", 650),
            Col("ตัวชี้วัด", "{{ k.name | whole }}", 3322),
            Col("Gap", "{{ k.gaps }}", 600, "right"),
            Col("มีแล้ว", "{{ k.answered }}", 750, "right"),
            Col("ยังไม่มี", "{{ k.open }}", 900, "right", "'F8D0CC' if k.open_raw else 'auto'"),
            Col("หน่วยงานที่ยังไม่มีมาตรการ", "{{ k.units }}", 2850),
        ],
        "k in kpis",
        "จำนวน Gap ที่มีและยังไม่มีมาตรการรายตัวชี้วัด",
    )
    needs = table(
        [
            Col("กลุ่ม", "{{ n.name | whole }}", 2150),
            Col("ความต้องการ", "{{ n.detail | whole }}", 2202),
            *_matrix("n", 660),
            Col("สถานะ", "{{ n.state.word }}", 1420, fill="n.state.fill"),
        ],
        "n in needs",
        "ความต้องการของแต่ละกลุ่มและมาตรการตามกลยุทธ์",
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
        + para("1. กลยุทธ์ PIRAB และสิ่งที่ตอบ", "Heading1")
        + para("{{ coverage_message | whole }}", "Lead")
        + letters
        + para("2. ตัวชี้วัดที่ยังขาดมาตรการ", "Heading1")
        + para("{{ gaps_message | whole }}", "Lead")
        + shown_if("kpis", kpis)
        + para("3. ความต้องการและมาตรการตามกลยุทธ์", "Heading1")
        + para("{{ needs_message | whole }}", "Lead")
        + shown_if("needs", needs)
        + para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _wide() -> str:
    measures = table(
        [
            Col("รหัส", "{{ m.code }}", 850),
            Col("มาตรการ", "{{ m.measure | whole }}", 3820),
            Col("กลยุทธ์", "{{ m.letters }}", 950),
            Col("สิ่งที่ตอบ", "{{ m.answers | whole }}", 3200, fill="m.link.fill"),
            Col("ผู้รับผิดชอบ", "{{ m.responsible }}", 2000),
            Col("ช่วงเวลา", "{{ m.period }}", 1850),
            Col("สถานะ", "{{ m.state.word }}", 1900, fill="m.state.fill"),
        ],
        "m in measures",
        "มาตรการและสิ่งที่ตอบ",
    )
    gaps = table(
        [
            Col("หน่วยงาน", "{{ g.name | whole }}", 3300),
            Col("ตัวชี้วัด", "{{ g.code }} {{ g.detail | whole }}", 4270),
            Col("คะแนน", "{{ g.score }}", 950, "right"),
            *_matrix("g", 850),
            Col("สถานะ", "{{ g.state.word }}", 1800, fill="g.state.fill"),
        ],
        "g in gaps",
        "Gap ของแต่ละหน่วยงานและมาตรการตามกลยุทธ์",
        style="TableSmall",
    )
    topics = table(
        [
            Col("รหัส", "{{ t.code }}", 850),
            Col("ประเด็นความรู้", "{{ t.topic | whole }}", 3250),
            Col("กลุ่มเป้าหมาย", "{{ t.audience }}", 2100, fill="t.audience_state.fill"),
            Col("มาตรการ", "{{ t.measure | whole }}", 2520),
            Col("ช่องทาง", "{{ t.channel }}", 1350),
            Col("สื่อ", "{{ t.material }}", 1700),
            Col("วันที่ให้", "{{ t.delivered }}", 1050),
            Col("ผู้ได้รับ", "{{ t.reach }}", 750, "right"),
            Col("สถานะ", "{{ t.state.word }}", 1000, fill="t.state.fill"),
        ],
        "t in topics",
        "ประเด็นความรู้ กลุ่มเป้าหมาย และการให้ความรู้",
        style="TableSmall",
    )
    return (
        para("4. มาตรการและสิ่งที่ตอบ", "Heading1")
        + para("{{ loose_message | whole }}", "Lead")
        + shown_if("measures", measures)
        + para("5. Gap และมาตรการตามกลยุทธ์", "Heading1")
        + para("{{ gaps_message | whole }}", "Lead")
        + shown_if("gaps", gaps)
        + para("6. ประเด็นความรู้", "Heading1")
        + para("{{ topics_message | whole }}", "Lead")
        + shown_if("topics", topics)
        + shown_if("without_topic", para("{{ without_topic }}", "Note"))
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
