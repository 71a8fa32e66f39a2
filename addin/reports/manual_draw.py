"""A flowchart as native shapes of Word: one group of symbols, arrows and words that can be edited and moved.

The group stands in mc:AlternateContent, as Word itself writes shapes; a program that cannot draw them shows
a sentence in their place.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from addin.reports.manual_flow import FlowPage, Kind, Label, Line, Shape, SymbolKind
from addin.reports.sandbox import joined
from addin.reports.thai import clean

_EMU = 635
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WPG = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = f'xmlns:wpg="{_WPG}" xmlns:wps="{_WPS}" xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:w="{_W}"'

_FORMS: dict[Kind, str] = {
    "terminator": "flowChartTerminator",
    "process": "flowChartProcess",
    "decision": "flowChartDecision",
    "connector": "flowChartConnector",
}
_FILLS: dict[Kind, str] = {
    "terminator": "E6EBF2",
    "process": "FFFFFF",
    "decision": "FCE6B3",
    "connector": "E6EBF2",
}
_INK = "1C3557"
_OUTLINE = f'<a:ln w="12700"><a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill></a:ln>'
_ARROW = (
    f'<a:ln w="12700"><a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill>'
    '<a:miter lim="800000"/><a:tailEnd type="triangle" w="med" len="med"/></a:ln>'
)
# An exact height of lines, so that a font with tall lines is not cut off in a box made for another.
_LINES = {"TableText": 380, "TableSmall": 320}
# Where lines end on every symbol: its top, left, bottom and right, as the presets number them.
_SITES = {"top": 0, "left": 1, "bottom": 2, "right": 3}
# The circle has eight of them.
_ROUND_SITES = {"top": 0, "left": 2, "bottom": 4, "right": 6}


def _emu(length: float) -> int:
    return round(length * _EMU)


def _frame(x: float, y: float, width: float, height: float, turn: str = "") -> str:
    size = f'<a:ext cx="{_emu(width)}" cy="{_emu(height)}"/>'
    return f'<a:xfrm{turn}><a:off x="{_emu(x)}" y="{_emu(y)}"/>{size}</a:xfrm>'


def _words(text: str, style: str, align: str = "center") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(joined(clean(text)))}</w:t></w:r>'
    spacing = f'<w:spacing w:after="0" w:line="{_LINES[style]}" w:lineRule="exact"/>'
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{spacing}<w:jc w:val="{align}"/></w:pPr>'
    return f"<wps:txbx><w:txbxContent><w:p>{properties}{run}</w:p></w:txbxContent></wps:txbx>"


def _body(inset: int, anchor: str = "ctr") -> str:
    sides = f'lIns="{inset}" tIns="0" rIns="{inset}" bIns="0"'
    place = f'rot="0" vert="horz" wrap="square" {sides} anchor="{anchor}" anchorCtr="0"'
    return f"<wps:bodyPr {place}><a:noAutofit/></wps:bodyPr>"


def _symbol(shape: Shape) -> str:
    style = "TableSmall" if shape.kind in {"decision", "connector"} else "TableText"
    inset = 0 if shape.kind in {"decision", "connector"} else 50800
    words = _words(shape.text, style) if shape.text else ""
    return (
        f'<wps:wsp><wps:cNvPr id="{shape.key}" name={quoteattr(f"{shape.kind} {shape.key}")}/><wps:cNvSpPr/>'
        f"<wps:spPr>{_frame(shape.x, shape.y, shape.width, shape.height)}"
        f'<a:prstGeom prst="{_FORMS[shape.kind]}"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{_FILLS[shape.kind]}"/></a:solidFill>{_OUTLINE}</wps:spPr>'
        f"{words}{_body(inset)}</wps:wsp>"
    )


def _side(shape: Shape, point: tuple[float, float]) -> int:
    """The number of the shape's connection site at a point of its outline."""
    x, y = point
    ends = {
        "top": abs(y - shape.y),
        "bottom": abs(y - shape.y - shape.height),
        "left": abs(x - shape.x),
        "right": abs(x - shape.x - shape.width),
    }
    nearest = min(ends, key=lambda side: ends[side])
    return (_ROUND_SITES if shape.kind == "connector" else _SITES)[nearest]


def _arrow(line: Line, key: int, shapes: dict[int, Shape]) -> str:
    xs, ys = [x for x, _ in line.points], [y for _, y in line.points]
    x, y, width, height = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    ends = [
        f'<a:{tag} id="{key}" idx="{_side(shapes[key], point)}"/>'
        for tag, key, point in (
            ("stCxn", line.source, line.points[0]),
            ("endCxn", line.target, line.points[-1]),
        )
        if key in shapes
    ]
    glue = f"<wps:cNvCnPr>{''.join(ends)}</wps:cNvCnPr>"
    if len(line.points) == 2:
        turn = ' flipH="1"' if line.points[0][0] > line.points[1][0] else ""
        form = '<a:prstGeom prst="straightConnector1"><a:avLst/></a:prstGeom>'
    else:
        turn = ""
        moves = "".join(
            f'<a:{"moveTo" if not n else "lnTo"}><a:pt x="{_emu(px - x)}" y="{_emu(py - y)}"/>'
            f"</a:{'moveTo' if not n else 'lnTo'}>"
            for n, (px, py) in enumerate(line.points)
        )
        form = (
            '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
            f'<a:pathLst><a:path w="{_emu(width)}" h="{_emu(height)}" fill="none">{moves}</a:path>'
            "</a:pathLst></a:custGeom>"
        )
        glue = "<wps:cNvSpPr/>"
    return (
        f'<wps:wsp><wps:cNvPr id="{key}" name="arrow {key}"/>{glue}'
        f"<wps:spPr>{_frame(x, y, width, height, turn)}{form}<a:noFill/>{_ARROW}</wps:spPr>"
        "<wps:bodyPr/></wps:wsp>"
    )


def _label(label: Label, key: int) -> str:
    return (
        f'<wps:wsp><wps:cNvPr id="{key}" name="label {key}"/><wps:cNvSpPr txBox="1"/>'
        f"<wps:spPr>{_frame(label.x, label.y, label.width, label.height)}"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"{_words(label.text, 'TableSmall', 'left') if label.text else ''}{_body(0, 't')}</wps:wsp>"
    )


def drawing(page: FlowPage, name: str, description: str, instead: str) -> str:
    """A page of a flowchart as a run's content; `instead` is shown where shapes cannot be drawn."""
    shapes = {shape.key: shape for shape in page.shapes}
    first = len(shapes) + 1
    parts = [_symbol(shape) for shape in page.shapes]
    parts += [_arrow(line, first + n, shapes) for n, line in enumerate(page.lines)]
    parts += [_label(label, first + len(page.lines) + n) for n, label in enumerate(page.labels)]
    size = f'cx="{_emu(page.width)}" cy="{_emu(page.height)}"'
    group = (
        f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/>'
        f'<a:chOff x="0" y="0"/><a:chExt {size}/></a:xfrm></wpg:grpSpPr>{"".join(parts)}</wpg:wgp>'
    )
    return (
        f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="wpg" {_NAMES}><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="1" name={quoteattr(name)} descr={quoteattr(clean(description))}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_WPG}">{group}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></mc:Choice>"
        f'<mc:Fallback xmlns:w="{_W}"><w:t>{escape(clean(instead))}</w:t></mc:Fallback></mc:AlternateContent>'
    )


def flow_paragraphs(pages: tuple[FlowPage, ...], description: str, instead: str) -> Markup:
    """The drawings as paragraphs of Word, which a template sets down with {{p flow_word }}."""
    paragraphs = "".join(
        f'<w:p xmlns:w="{_W}"><w:pPr><w:pStyle w:val="Figure"/></w:pPr>'
        f"<w:r>{drawing(page, f'flowchart_{n}', description, instead)}</w:r></w:p>"
        for n, page in enumerate(pages, start=1)
    )
    return Markup(paragraphs)  # noqa: S704 every text in it is escaped above


def symbol_paragraph(kind: SymbolKind, description: str) -> str:
    """One symbol as a paragraph, for the table that explains the symbols."""
    if kind == "arrow":
        room = Label(0, 0, 1140, 100, "")  # without it the group is as high as its line, and drawn aslant
        page = FlowPage(1140, 100, (), (Line(((20, 50), (1120, 50)), 0, 0),), (room,))
    else:
        width, height = (380, 380) if kind == "connector" else (1100, 400)
        page = FlowPage(width + 40, height + 40, (Shape(1, kind, 20, 20, width, height, ""),), (), ())
    content = drawing(page, f"symbol_{kind}", description, description)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TableText"/><w:jc w:val="center"/></w:pPr><w:r>{content}</w:r></w:p>'
    )
