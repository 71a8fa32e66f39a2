"""The Word template of the stakeholder analysis."""

from __future__ import annotations

from addin.reports.charts import series_data
from addin.reports.model import ChartData, Series
from addin.reports.word_templates.package import FONT, INK, MUTED, NAVY, ChartLook, document
from addin.reports.word_templates.parts import (
    HEAD_FILL,
    PORTRAIT,
    Col,
    cards,
    cell,
    chart,
    each,
    para,
    section,
    shown_if,
    table,
    table_open,
)
from addin.reports.zipped import pack, unpack

_LOOK = ChartLook(
    ChartData(
        ("ผู้บันทึกผล", "ผู้ประสานงาน", "หัวหน้าหน่วยงาน"),
        (Series("พึงพอใจ", (70.0, 78.0, 86.0)), Series("ไม่พึงพอใจ", (21.0, 13.0, 6.0))),
    ),
    "0.00",
    "ร้อยละของผู้ตอบ",
    step=20,
    high=100,
)
_CHART = "word/charts/chart1.xml"
# A third of the width for the names of the groups, which are long.
_ROOM = (
    '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    '<c:x val="0.34"/><c:y val="0.25"/><c:w val="0.62"/><c:h val="0.64"/></c:manualLayout></c:layout>'
)


def template() -> bytes:
    """The .docx."""
    parts = unpack(document(f"{_first()}{_wide()}", (_LOOK,), "วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย"))
    parts[_CHART] = _two_bars(_LOOK, parts[_CHART].decode()).encode()
    return pack(parts)


def _two_bars(look: ChartLook, usual: str) -> str:
    """The chart with both series as bars side by side, lying, the first group on top."""

    def text(size: int, color: str) -> str:
        face = f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/>'
        return (
            f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size * 100}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
            f'{face}</a:defRPr></a:pPr><a:endParaRPr lang="th-TH"/></a:p></c:txPr>'
        )

    bars = []
    for index, color in enumerate((NAVY, "B3261E")):
        name, categories, values = series_data(look.data, index)
        bars.append(
            f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx>{name}</c:tx><c:spPr><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></c:spPr>'
            f'<c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="{look.number_format}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{text(12, INK)}'
            '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
            f'<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls><c:cat>{categories}</c:cat><c:val>{values}</c:val></c:ser>'
        )
    plot = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{"".join(bars)}'
        '<c:gapWidth val="45"/><c:axId val="111"/><c:axId val="112"/></c:barChart>'
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{text(12, INK)}<c:crossAx val="112"/><c:crosses val="autoZero"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        f'<c:valAx><c:axId val="112"/><c:scaling><c:orientation val="minMax"/><c:max val="{look.high}"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="DDE2E8"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{text(12, MUTED)}<c:crossAx val="111"/><c:crosses val="max"/><c:majorUnit val="{look.step}"/></c:valAx>'
    )
    before, rest = usual.split("<c:layout/><c:barChart>", 1)
    return f"{before}{_ROOM}{plot}</c:plotArea>{rest.split('</c:plotArea>', 1)[1]}"


def _grid() -> str:
    """Influence and impact as two rows and two columns that an officer can type into."""
    side = 1700
    wide = (PORTRAIT - side) // 2

    def head(width: int, *lines: str) -> str:
        return cell("".join(para(line, "TableHead") for line in lines), width, fill=HEAD_FILL)

    def quadrant(number: int, fill: str) -> str:
        one = f"quadrants[{number}]"
        return cell(
            para(f"{{{{ {one}.advice | whole }}}} ({{{{ {one}.count }}}} กลุ่ม)", "TableHead")
            + para(f"{{{{ {one}.names }}}}", "TableText"),
            wide,
            fill=fill,
        )

    rows = (
        "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        + head(side, "")
        + head(wide, "ผลกระทบต่ำ (ระดับ 1-3)")
        + head(wide, "ผลกระทบสูง (ระดับ 4-5)")
        + "</w:tr><w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + head(side, "อิทธิพลสูง", "(ระดับ 4-5)")
        + quadrant(1, "")
        + quadrant(0, "EEF1F5")
        + "</w:tr><w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + head(side, "อิทธิพลต่ำ", "(ระดับ 1-3)")
        + quadrant(3, "")
        + quadrant(2, "")
        + "</w:tr>"
    )
    widths = [side, wide, wide]
    return table_open(widths, "กลุ่มตามระดับอิทธิพลและผลกระทบ") + rows + "</w:tbl>"


def _first() -> str:
    ratings = table(
        [
            Col("กลุ่ม", "{{ g.name | whole }}", 2272),
            Col("ผู้ตอบ (คน)", "{{ g.respondents }}", 1150, "right"),
            Col("พึงพอใจ", "{{ g.satisfaction }}", 1050, "right"),
            Col("ไม่พึงพอใจ", "{{ g.dissatisfaction }}", 1350, "right"),
            Col("ช่องทาง", "{{ g.channel }}", 2000),
            Col("วันที่เก็บ", "{{ g.collected_on }}", 1250),
        ],
        "g in ranked",
        "ความพึงพอใจและความไม่พึงพอใจของแต่ละกลุ่ม",
    )
    measures = table(
        [
            Col("กลุ่ม", "{{ g.name | whole }}", 3072),
            Col("มาตรการที่ตอบสนอง", "{{ g.measures | whole }}", 4400),
            Col("สถานะ", "{{ g.answer.word }}", 1600, fill="g.answer.fill"),
        ],
        "g in groups",
        "มาตรการที่ตอบสนองแต่ละกลุ่ม",
    )
    return (
        para("{{ meta.department }} {{ meta.notice }}", "Kicker")
        + para("{{ meta.title | whole }}", "Title")
        + para("{{ meta.period }}", "Subtitle")
        + para("{{ meta.as_of }} {{ meta.coverage }}", "Kicker")
        + para("{{ message.lead | whole }}", "Message")
        + shown_if("message.verdict", para("{{ message.verdict | whole }}", "Verdict"))
        + shown_if("message.accent", para("{{ message.accent | whole }}", "Accent"))
        + cards(5)
        + para("1. ความพึงพอใจและความไม่พึงพอใจ", "Heading1")
        + para("{{ satisfaction_message | whole }}", "Lead")
        + shown_if(
            "charts.chart_satisfaction.categories",
            chart("chart_satisfaction", "rIdChart1", "{{ satisfaction_message }}", height_cm=7.6)
            + shown_if("chart_note", para("{{ chart_note }}", "Note")),
        )
        + shown_if("ranked", ratings, "ยังไม่มีกลุ่มในสมุดงาน")
        + shown_if("withheld_note", para("{{ withheld_note }}", "Note"))
        + para("2. อิทธิพลและผลกระทบ", "Heading1")
        + para("{{ quadrant_message | whole }}", "Lead")
        + _grid()
        + shown_if("unrated", para("{{ unrated }}", "Note"))
        + para("3. มาตรการที่ตอบสนอง", "Heading1")
        + para("{{ measures_message | whole }}", "Lead")
        + shown_if("groups", measures, "ยังไม่มีกลุ่มในสมุดงาน")
        + para("หมายเหตุ: วิธีคิดและที่มาของตัวเลข", "Heading1")
        + each("note in notes", para("{{ loop.index }}. {{ note }}", "Note"))
        + section(landscape=False, header="rIdH1", footer="rIdF1", first=True)
    )


def _wide() -> str:
    needs = table(
        [
            Col("กลุ่ม", "{{ g.name | whole }}", 2770),
            Col("ความต้องการ", "{{ g.needs | whole }}", 3100),
            Col("เรื่องที่พึงพอใจ", "{{ g.satisfied_with | whole }}", 2900),
            Col("เรื่องที่ไม่พึงพอใจ", "{{ g.dissatisfied_with | whole }}", 2900),
            Col("ข้อเสนอแนะ", "{{ g.suggestion | whole }}", 2900),
        ],
        "g in part.groups",
        "ความต้องการ ความพึงพอใจ และความไม่พึงพอใจของแต่ละกลุ่ม",
    )
    return (
        para("4. ความต้องการและความเห็นของแต่ละกลุ่ม", "Heading1")
        + para("{{ needs_message | whole }}", "Lead")
        + shown_if(
            "parts",
            each("part in parts", para("{{ part.title }} {{ part.count }} กลุ่ม", "Heading2") + needs),
            "ยังไม่มีกลุ่มในสมุดงาน",
        )
        + section(landscape=True, header="rIdH2", footer="rIdF2", last=True)
    )
