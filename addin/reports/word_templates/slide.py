"""The PowerPoint template of the slide. Lengths are in centimetres; the slide is 33.87 x 19.05 (16:9)."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Cm

from addin.reports.charts import chart_workbook
from addin.reports.model import ChartData, Series
from addin.reports.word_templates.package import FONT, INK, MUTED, NAVY, ChartLook, chart_part
from addin.reports.zipped import pack, unpack

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = (
    f'xmlns:a="{_A}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_FALLBACK = "Leelawadee UI"
_BAD = "A81F17"

_Box = tuple[str, str, float, float, float, float, int, str, bool, str]
# name, what stands in the template, left, top, width, height, size, colour, bold, type of placeholder
_BOXES: tuple[_Box, ...] = (
    ("period", "กรมอนามัย รอบที่ 1", 1.2, 0.5, 31.4, 1.0, 18, MUTED, False, "body"),
    ("title", "ข้อความสำคัญหนึ่งประโยค", 1.2, 1.4, 31.4, 2.3, 32, NAVY, True, "title"),
    ("chart_title", "คะแนนของทุกหน่วยงาน", 1.2, 3.9, 22.6, 0.9, 18, MUTED, False, "body"),
    ("passed", "0/0", 24.9, 3.9, 7.7, 2.0, 60, NAVY, True, "body"),
    ("passed_label", "หน่วยงานถึงเกณฑ์", 24.9, 5.95, 7.7, 0.9, 18, MUTED, False, "body"),
    ("percent", "0.0000", 24.9, 7.2, 4.4, 1.3, 32, NAVY, True, "body"),
    ("percent_label", "ร้อยละ", 24.9, 8.4, 4.4, 0.9, 16, MUTED, False, "body"),
    ("short", "0", 29.6, 7.2, 3.0, 1.3, 32, NAVY, True, "body"),
    ("short_label", "หน่วยงานที่ขาด", 29.6, 8.4, 3.0, 0.9, 16, MUTED, False, "body"),
    ("near_title", "ต่ำกว่าเกณฑ์", 24.9, 10.0, 7.7, 0.9, 20, INK, True, "body"),
    ("near", "หน่วยงาน", 24.9, 11.0, 7.7, 6.2, 18, _BAD, False, "body"),
    ("deadline", "กำหนดส่งครั้งถัดไป", 1.2, 17.8, 18.4, 0.9, 16, INK, True, "body"),
    ("source", "ที่มา", 19.8, 17.8, 12.8, 0.9, 14, MUTED, False, "body"),
)
_RIGHT = {"source"}
_CHART = (1.2, 4.7, 22.9, 12.9)


def template() -> bytes:
    """The .pptx: one master, one layout, one slide whose placeholders bear the names of fields."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(33.867), Cm(19.05)
    layouts = deck.slide_layouts
    for layout in list(layouts)[1:]:
        layouts.remove(layout)
    layout = layouts[0]
    layout.name = "สรุปคะแนน"
    _empty(layout.shapes)
    for number, box in enumerate(_BOXES, start=1):
        layout.shapes._spTree.append(parse_xml(_placeholder(number, box, on_slide=False)))  # noqa: SLF001 python-pptx adds no placeholder to a layout
    _plain_master(deck.slide_master)
    slide = deck.slides.add_slide(layout)
    _empty(slide.shapes)
    tree = slide.shapes._spTree  # noqa: SLF001
    boxes = [
        parse_xml(_placeholder(number, box, on_slide=True)) for number, box in enumerate(_BOXES, start=1)
    ]
    for box in boxes[:3]:
        tree.append(box)
    _add_chart(slide)
    for box in boxes[3:]:
        tree.append(box)
    slide.notes_slide.notes_text_frame.text = "ข้อความสำหรับผู้นำเสนอ"
    deck.core_properties.title = "สไลด์ที่ประชุมกรม"
    deck.core_properties.author = "samret"
    deck.core_properties.language = "th-TH"
    target = io.BytesIO()
    deck.save(target)
    return pack(_slim(unpack(target.getvalue())))


def _empty(shapes: Any) -> None:
    for shape in list(shapes):
        shape._element.getparent().remove(shape._element)  # noqa: SLF001


def _place(left: float, top: float, width: float, height: float) -> str:
    return (
        f'<a:xfrm><a:off x="{Cm(left)}" y="{Cm(top)}"/><a:ext cx="{Cm(width)}" cy="{Cm(height)}"/></a:xfrm>'
    )


def _placeholder(number: int, box: _Box, *, on_slide: bool) -> str:
    """A placeholder of the layout with its look, or that of the slide, which has all from the layout."""
    name, text, left, top, width, height, size, color, bold, kind = box
    link = (
        '<p:ph type="title"/>' if kind == "title" else f'<p:ph type="body" sz="quarter" idx="{10 + number}"/>'
    )
    align = "r" if name in _RIGHT else "l"
    look = (
        f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{"ctr" if name == "title" else "t"}"><a:normAutofit/></a:bodyPr><a:lstStyle>'
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:lnSpc><a:spcPct val="90000"/></a:lnSpc><a:spcBef><a:spcPts val="200"/></a:spcBef><a:buNone/>'
        f'<a:defRPr lang="th-TH" sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
        '<a:latin typeface="+mn-lt"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl1pPr></a:lstStyle>'
    )
    place = (
        ""
        if on_slide
        else f'{_place(left, top, width, height)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )
    body = "<a:bodyPr/><a:lstStyle/>" if on_slide else look
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number + 1}" name={quoteattr(name)}/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr>{link}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr><p:txBody>{body}"
        f'<a:p><a:r><a:rPr lang="th-TH"/><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>'
    )


def _plain_master(master: Any) -> None:
    """A master without the boxes of the default one but its title and body, at the size of this slide."""
    for shape in list(master.placeholders):
        if shape.placeholder_format.type.name in {"DATE", "FOOTER", "SLIDE_NUMBER"}:
            shape._element.getparent().remove(shape._element)  # noqa: SLF001
        else:
            shape.left, shape.width = Cm(1.2), Cm(31.4)
            shape.top, shape.height = (
                (Cm(1.4), Cm(2.5)) if shape.placeholder_format.idx == 0 else (Cm(4.3), Cm(13))
            )


def _add_chart(slide: Any) -> None:
    """The native chart of the scores: columns with their figures, and the pass score as a line."""
    look = ChartData(
        ("หน่วยงาน ก", "หน่วยงาน ข", "หน่วยงาน ค"),
        (Series("คะแนน", (4.2, 3.4, 2.9), (None, None, "B3261E")), Series("เกณฑ์ 3.0000", (3.0,) * 3)),
    )
    sample = CategoryChartData()  # type: ignore[no-untyped-call]
    sample.categories = look.categories
    sample.add_series("คะแนน", (4.2, 3.4, 2.9))  # type: ignore[no-untyped-call]
    left, top, width, height = (Cm(length) for length in _CHART)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, left, top, width, height, sample)
    frame.name = "chart_scores"
    part = frame.chart.part
    ids = [element.get(f"{{{_OFFICE}}}id") for element in part._element.iter("{*}externalData")]  # noqa: SLF001
    part._element = parse_xml(_chart_xml(look, ids[0]))  # noqa: SLF001 python-pptx draws no line over columns
    part.chart_workbook.update_from_xlsx_blob(chart_workbook(look))


def _chart_xml(look: ChartData, workbook: str) -> bytes:
    root = etree.fromstring(chart_part(ChartLook(look, "0.0000", "คะแนน", step=1, high=5)).encode())
    plot = root.find("{*}chart")
    assert plot is not None
    for title in plot.findall("{*}title"):
        plot.remove(title)
    plot.find("{*}autoTitleDeleted").set("val", "1")  # type: ignore[union-attr]
    for element in root.iter("{*}gapWidth"):
        element.set("val", "22")
    for tag in ("{*}catAx", "{*}dLbls"):
        for body in (found for element in root.iter(tag) for found in element.findall("{*}txPr/{*}bodyPr")):
            body.set("rot", "-5400000")
            body.set("vert", "horz")
    for place in root.iter("{*}dLblPos"):
        place.set("val", "inBase")  # at the foot of the columns the line of the pass score crosses no figure
    for text in root.iter("{*}defRPr"):
        text.set("sz", "1200")
    for axis in root.iter("{*}catAx"):
        # Every unit is named: by itself a program leaves out every other label.
        skip = etree.SubElement(axis, f"{{{_C}}}tickLblSkip")
        skip.set("val", "1")
    for data in root.iter("{*}externalData"):
        data.set(f"{{{_OFFICE}}}id", workbook)
    etree.cleanup_namespaces(root)
    return etree.tostring(root)


def _slim(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Thai fonts in the themes, Thai as the language of defaults, and neither thumbnail nor printer settings."""
    kept = {}
    for name, part in parts.items():
        if name.endswith((".jpeg", "printerSettings1.bin")):
            continue
        made = part
        if name.startswith("ppt/theme/"):
            made = _theme(part)
        elif name == "_rels/.rels" or name.endswith("presentation.xml.rels"):
            made = _without(part, ("thumbnail", "printerSettings"))
        elif name in {"ppt/presentation.xml", "ppt/slideMasters/slideMaster1.xml"} or "notesMaster" in name:
            made = part.replace(b'lang="en-US"', b'lang="th-TH"')
        kept[name] = made
    return kept


def _theme(part: bytes) -> bytes:
    root = etree.fromstring(part)
    for fonts in (*root.iter(f"{{{_A}}}majorFont"), *root.iter(f"{{{_A}}}minorFont")):
        for element in list(fonts):
            fonts.remove(element)
        for tag, face in (("latin", FONT), ("ea", ""), ("cs", FONT)):
            etree.SubElement(fonts, f"{{{_A}}}{tag}").set("typeface", face)
        thai = etree.SubElement(fonts, f"{{{_A}}}font")
        thai.set("script", "Thai")
        thai.set("typeface", _FALLBACK)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _without(part: bytes, kinds: tuple[str, ...]) -> bytes:
    root = etree.fromstring(part)
    for relation in list(root):
        if str(relation.get("Type")).endswith(kinds):
            root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
