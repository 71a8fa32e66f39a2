"""A .docx from its parts: styles with Thai typography, settings, headers, charts; nothing that is not used."""

from __future__ import annotations

from dataclasses import dataclass

from addin.reports.charts import chart_workbook, points_xml, series_data
from addin.reports.model import ChartData
from addin.reports.zipped import pack

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" xmlns:wp="{_DRAWING}/wordprocessingDrawing" '
    f'xmlns:a="{_DRAWING}/main" xmlns:c="{_DRAWING}/chart"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FONT = "TH Sarabun New"
NAVY, MUTED, INK = "1C3557", "55606D", "17202A"


def _font(size: int, *, bold: bool = False, color: str = "") -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    shade = f'<w:color w:val="{color}"/>' if color else ""
    return f'<w:rPr>{weight}{shade}<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr>'


def _style(
    name: str, title: str, size: int, *, bold: bool = False, color: str = "", before: int = 0, after: int = 0,
    line: int = 240, extra: str = "", outline: int | None = None, based: str = "Normal",
) -> str:  # fmt: skip
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    keep = "" if outline is None else "<w:keepNext/><w:keepLines/>"
    following = "" if outline is None else '<w:next w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="{0 if outline is not None else 1}" w:styleId="{name}"><w:name w:val="{title}"/>'
        f'<w:basedOn w:val="{based}"/>{following}<w:qFormat/><w:pPr>{keep}'
        f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>{extra}{level}</w:pPr>'
        f"{_font(size, bold=bold, color=color)}</w:style>"
    )


def styles() -> str:
    """The styles: Thai and Latin font, size and weight set twice each, Thai as the complex-script language."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    table_borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>'
        for side, size, color in (("top", 8, NAVY), ("bottom", 8, NAVY), ("insideH", 4, "C9D0D9"))
    )
    white = "".join(
        f'<w:{side} w:val="single" w:sz="24" w:space="0" w:color="FFFFFF"/>'
        for side in ("left", "right", "insideV")
    )
    margins = '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    return (
        f'{_HEAD}<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="th-TH"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        f'<w:spacing w:before="0" w:after="80" w:line="240" w:lineRule="auto"/><w:jc w:val="thaiDistribute"/></w:pPr>'
        f'<w:rPr><w:color w:val="{INK}"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f'<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{table_borders}</w:tblBorders>{margins}</w:tblPr></w:style>'
        f'<w:style w:type="table" w:customStyle="1" w:styleId="CardTable"><w:name w:val="Card Table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{white}</w:tblBorders>{margins}</w:tblPr></w:style>'
        + _style("Title", "Title", 24, bold=True, color=NAVY, extra='<w:jc w:val="left"/>', outline=None)
        + _style("Subtitle", "Subtitle", 17, color=MUTED, after=60, extra='<w:jc w:val="left"/>')
        + _style("Kicker", "Kicker", 15, color=MUTED, extra='<w:jc w:val="left"/>')
        + _style(
            "Message", "Message", 18, bold=True, before=160, after=60, extra='<w:jc w:val="left"/>'
        ).replace(
            "<w:spacing",
            f'<w:pBdr><w:top w:val="single" w:sz="18" w:space="8" w:color="{NAVY}"/></w:pBdr><w:spacing',
            1,
        )
        + _style("Verdict", "Verdict", 18, bold=True, after=60, extra='<w:jc w:val="left"/>')
        + _style("Accent", "Accent", 18, bold=True, color="A81F17", after=140, extra='<w:jc w:val="left"/>')
        + _style(
            "Heading1",
            "heading 1",
            19,
            bold=True,
            color=NAVY,
            before=280,
            after=40,
            extra='<w:jc w:val="left"/>',
            outline=0,
        )
        + _style(
            "Heading2",
            "heading 2",
            16,
            bold=True,
            before=140,
            after=20,
            extra='<w:jc w:val="left"/>',
            outline=1,
        )
        + _style("Lead", "Lead", 16, bold=True, after=60, extra='<w:jc w:val="left"/>').replace(
            "<w:spacing", "<w:keepNext/><w:spacing", 1
        )
        + _style("Note", "Note", 14, color=MUTED, after=60, extra='<w:jc w:val="left"/>')
        + _style("Figure", "Figure", 16, before=60, after=60, extra='<w:jc w:val="left"/>')
        + _style("TableText", "Table Text", 14, extra='<w:jc w:val="left"/>')
        + _style("TableSmall", "Table Small", 12, extra='<w:jc w:val="left"/>')
        + _style("TableTiny", "Table Tiny", 11, extra='<w:jc w:val="left"/>')
        + _style("TableHead", "Table Head", 14, bold=True, color=NAVY, extra='<w:jc w:val="left"/>')
        + _style(
            "TableHeadSmall", "Table Head Small", 12, bold=True, color=NAVY, extra='<w:jc w:val="left"/>'
        )
        + _style("CardText", "Card Text", 13, color=MUTED, extra='<w:jc w:val="left"/>')
        + _style("CardValue", "Card Value", 20, bold=True, color=NAVY, extra='<w:jc w:val="left"/>')
        + _style("Spacer", "Spacer", 6)
        + _style("SectionEnd", "Section End", 2)
        + _style("Margin", "Margin", 13, color=MUTED, extra='<w:jc w:val="left"/>')
        + "</w:styles>"
    ).replace('w:customStyle="0" ', "")


def _margin(tag: str, left: str, right: str, width: int, *, line: str) -> str:
    border = f'<w:pBdr><w:{line} w:val="single" w:sz="4" w:space="4" w:color="C9D0D9"/></w:pBdr>'
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    return (
        f'{_HEAD}<w:{tag} {_NS}><w:p><w:pPr><w:pStyle w:val="Margin"/>{border}{tabs}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{left}</w:t></w:r><w:r><w:tab/></w:r>{right}</w:p></w:{tag}>'
    )


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def margins(width: int) -> tuple[str, str]:
    """Header and footer of a page of this width."""
    header = _margin(
        "hdr",
        "{{ meta.department }} {{ meta.notice }}",
        _text("{{ meta.short }} {{ meta.period_short }}"),
        width,
        line="bottom",
    )
    total = _text("{% if not meta.place %}\u00a0จาก\u00a0") + _field("NUMPAGES") + _text("{% endif %}")
    pages = _text("หน้า\u00a0{{ meta.place }}") + _field("PAGE") + total
    return header, _margin("ftr", "{{ meta.generated_on }} {{ meta.owner }}", pages, width, line="top")


@dataclass(frozen=True, slots=True)
class ChartLook:
    """A chart as it stands in a template: sample figures, format of its labels, title, top and step of the axis."""

    data: ChartData
    number_format: str
    title: str
    step: float
    high: float | None = None


def chart_part(chart: ChartLook) -> str:
    """A clustered column chart; the second series is a line (the target), without marks."""

    def look(color: str, *, line: bool = False) -> str:
        if line:
            return (f'<c:spPr><a:ln w="19050"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
                    '<a:prstDash val="dash"/></a:ln></c:spPr>')  # fmt: skip
        return f'<c:spPr><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></c:spPr>'

    def text(size: int, color: str) -> str:
        face = f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/>'
        return (f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size * 100}"><a:solidFill>'
                f'<a:srgbClr val="{color}"/></a:solidFill>{face}</a:defRPr></a:pPr><a:endParaRPr lang="th-TH"/></a:p></c:txPr>')  # fmt: skip

    bars, lines = [], []
    inside = len(chart.data.series) > 1  # a label above the bar would lie on the line
    for index, series in enumerate(chart.data.series):
        name, categories, values = series_data(chart.data, index)
        head = f'<c:idx val="{index}"/><c:order val="{index}"/><c:tx>{name}</c:tx>'
        tail = f"<c:cat>{categories}</c:cat><c:val>{values}</c:val>"
        if index == 0:
            labels = (
                f'<c:dLbls><c:numFmt formatCode="{chart.number_format}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
                f'{text(13, "FFFFFF" if inside else INK)}<c:dLblPos val="{"inEnd" if inside else "outEnd"}"/>'
                '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
                '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
            )
            bars.append(
                f'<c:ser>{head}{look(NAVY)}<c:invertIfNegative val="0"/>{points_xml(series)}{labels}{tail}</c:ser>'
            )
        else:
            lines.append(
                f'<c:ser>{head}{look(MUTED, line=True)}<c:marker><c:symbol val="none"/></c:marker>{tail}<c:smooth val="0"/></c:ser>'
            )
    bar = (
        f'<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>{"".join(bars)}'
        '<c:gapWidth val="55"/><c:axId val="111"/><c:axId val="112"/></c:barChart>'
    )
    line = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(lines)}<c:marker val="1"/>'
        '<c:axId val="111"/><c:axId val="112"/></c:lineChart>'
        if lines
        else ""
    )
    legend = (
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{text(13, INK)}</c:legend>' if lines else ""
    )
    heading = (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1300" b="0"/></a:pPr><a:r><a:rPr lang="th-TH" sz="1300" b="0">'
        f'<a:solidFill><a:srgbClr val="{MUTED}"/></a:solidFill><a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/></a:rPr><a:t>{chart.title}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
    grid = '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="DDE2E8"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
    quiet = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="9AA5B1"/></a:solidFill></a:ln></c:spPr>'
    scale = (
        f'<c:scaling><c:orientation val="minMax"/><c:max val="{chart.high}"/><c:min val="0"/></c:scaling>'
        if chart.high
        else '<c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
    )
    return (
        f'{_HEAD}<c:chartSpace {_NS}><c:date1904 val="0"/><c:lang val="th-TH"/><c:roundedCorners val="0"/><c:chart>{heading}'
        f'<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>{bar}{line}'
        f'<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>{quiet}{text(13, INK)}<c:crossAx val="112"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="112"/>{scale}<c:delete val="0"/><c:axPos val="l"/>{grid}<c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{text(12, MUTED)}'
        f'<c:crossAx val="111"/><c:crosses val="min"/><c:majorUnit val="{chart.step}"/></c:valAx></c:plotArea>{legend}<c:plotVisOnly val="1"/>'
        '<c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _relations(entries: list[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in entries
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def document(body: str, charts: tuple[ChartLook, ...], title: str) -> bytes:
    """A .docx: the body (with its last sectPr), charts as rIdChart1 and so on in their order, two page widths.

    Relations for the body: rIdH1, rIdF1 (portrait) and rIdH2, rIdF2 (landscape).
    """
    parts: dict[str, str | bytes] = {}
    relations = [
        ("rIdStyles", f"{_OFFICE}/styles", "styles.xml"),
        ("rIdSettings", f"{_OFFICE}/settings", "settings.xml"),
        ("rIdFonts", f"{_OFFICE}/fontTable", "fontTable.xml"),
    ]
    overrides = [("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable")]
    for number, width in ((1, 9072), (2, 14570)):
        header, footer = margins(width)
        parts[f"word/header{number}.xml"], parts[f"word/footer{number}.xml"] = header, footer
        relations += [
            (f"rIdH{number}", f"{_OFFICE}/header", f"header{number}.xml"),
            (f"rIdF{number}", f"{_OFFICE}/footer", f"footer{number}.xml"),
        ]
        overrides += [(f"header{number}", "header"), (f"footer{number}", "footer")]
    types = [
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in overrides
    ]
    for number, chart in enumerate(charts, start=1):
        parts[f"word/charts/chart{number}.xml"] = chart_part(chart)
        parts[f"word/charts/_rels/chart{number}.xml.rels"] = _relations(
            [("rId1", f"{_OFFICE}/package", f"../embeddings/chart{number}.xlsx")]
        )
        parts[f"word/embeddings/chart{number}.xlsx"] = chart_workbook(chart.data)
        relations.append((f"rIdChart{number}", f"{_OFFICE}/chart", f"charts/chart{number}.xml"))
        types.append(
            f'<Override PartName="/word/charts/chart{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/>'
        )
    parts["word/document.xml"] = f"{_HEAD}<w:document {_NS}><w:body>{body}</w:body></w:document>"
    parts["word/_rels/document.xml.rels"] = _relations(relations)
    parts["word/styles.xml"] = styles()
    parts["word/settings.xml"] = (
        f'{_HEAD}<w:settings {_NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:bidi="th-TH"/></w:settings>'
    )
    parts["word/fontTable.xml"] = (
        f'{_HEAD}<w:fonts {_NS}><w:font w:name="{FONT}"><w:altName w:val="TH SarabunPSK"/><w:charset w:val="DE"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
    parts["docProps/core.xml"] = (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>samret</dc:creator><dc:language>th-TH</dc:language></cp:coreProperties>"
    )
    parts["_rels/.rels"] = _relations(
        [
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ]
    )
    parts["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{''.join(types)}</Types>"
    )
    return pack({name: part if isinstance(part, bytes) else part.encode() for name, part in parts.items()})
