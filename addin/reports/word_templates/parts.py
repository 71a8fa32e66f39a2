"""Pieces of WordprocessingML: paragraphs, tables that repeat a row, charts, sections.

Lengths are in twentieths of a point (dxa); A4 is 11906 x 16838.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

PORTRAIT, LANDSCAPE = 9072, 14570
"""Widths between the margins (left 3 cm, right 2 cm; landscape 2 cm and 2 cm)."""

HEAD_FILL = "E6EBF2"


@dataclass(frozen=True, slots=True)
class Col:
    """A column: header, the template of its cell, width in dxa, alignment, and what shades the cell."""

    head: str
    cell: str
    width: int
    align: str = "left"
    fill: str = ""


def run(text: str, *, bold: bool = False) -> str:
    """A run of text."""
    properties = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(text: str, style: str = "", *, align: str = "", keep: bool = False, bold: bool = False) -> str:
    """A paragraph of one run."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:keepNext/>" if keep else ""
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{properties}{run(text, bold=bold)}</w:p>"


def cell(content: str, width: int, *, fill: str = "", extra: str = "") -> str:
    """A cell; `content` is paragraphs."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}{extra}</w:tcPr>{content}</w:tc>'


def _row(cells: str, *, header: bool = False) -> str:
    head = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _control(tag: str, columns: int, width: int) -> str:
    rest = "".join(cell("<w:p/>", width // columns) for _ in range(columns - 1))
    return _row(cell(para(tag, "TableText"), width // columns) + rest)


def table_open(widths: list[int], description: str, style: str = "ReportTable", *, total: int = 0) -> str:
    """The head of a table up to its rows; `description` is its alt text."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{total or sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val={quoteattr(description)}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def table(
    cols: list[Col],
    loop: str,
    description: str,
    *,
    style: str = "TableText",
    repeat: tuple[str, Col] | None = None,
) -> str:
    """A table with one header row and one row for each turn of `loop` ("unit in units").

    With `repeat` ("kpi in kpis | cell in unit.cells", column) a last column stands once for each turn of the
    inner loops of head and body; such a table is as wide as a landscape page whatever their number.
    """
    top = "TableHeadSmall" if style in {"TableSmall", "TableTiny"} else "TableHead"
    head = "".join(cell(para(col.head, top, align=col.align), col.width, fill=HEAD_FILL) for col in cols)
    body = "".join(_body_cell(col, style) for col in cols)
    widths = [col.width for col in cols]
    if repeat:
        inner, col = repeat
        over_head, over_body = inner.split(" | ")
        head += (
            cell(para(f"{{%tc for {over_head} %}}", top), col.width)
            + cell(para(col.head, top, align=col.align), col.width, fill=HEAD_FILL)
            + cell(para("{%tc endfor %}", top), col.width)
        )
        body += (
            cell(para(f"{{%tc for {over_body} %}}", style), col.width)
            + _body_cell(col, style)
            + cell(para("{%tc endfor %}", style), col.width)
        )
        widths = [*widths, col.width]
    count = len(widths)
    rows = (
        _row(head, header=True)
        + _control(f"{{%tr for {loop} %}}", count, sum(widths))
        + _row(body)
        + _control("{%tr endfor %}", count, sum(widths))
    )
    return table_open(widths, description, total=LANDSCAPE if repeat else 0) + rows + "</w:tbl>"


def _body_cell(col: Col, style: str) -> str:
    shade = f"{{% cellbg {col.fill} %}}" if col.fill else ""
    return cell(para(shade + col.cell, style, align=col.align), col.width)


def shown_if(condition: str, content: str, otherwise: str = "") -> str:
    """Content that stands only where the condition holds, else a sentence."""
    other = para("{%p else %}") + para(otherwise, "Note") if otherwise else ""
    return para(f"{{%p if {condition} %}}") + content + other + para("{%p endif %}")


def each(loop: str, content: str) -> str:
    """Paragraphs repeated for each turn of a loop."""
    return para(f"{{%p for {loop} %}}") + content + para("{%p endfor %}")


def cards(count: int) -> str:
    """The row of `count` cards."""
    width = PORTRAIT // count
    body = (
        cell(para("{%tc for card in cards %}", "CardText"), width)
        + cell(
            para("{% cellbg card.fill %}{{ card.label | whole }}", "CardText")
            + para("{{ card.value }}", "CardValue")
            + para("{{ card.unit | whole }}", "CardText")
            + para("{{ card.detail | whole }}", "CardText"),
            width,
        )
        + cell(para("{%tc endfor %}", "CardText"), width)
    )
    return table_open([width] * count, "ตัวเลขสำคัญของรายงาน", "CardTable") + _row(body) + "</w:tbl>"


def chart(name: str, relation: str, description: str, width_cm: float = 16.0, height_cm: float = 6.2) -> str:
    """A native chart in line with the text; `description` may be a template."""
    size = f'cx="{round(width_cm * 360000)}" cy="{round(height_cm * 360000)}"'
    return (
        '<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{relation[-1]}" name={quoteattr(name)} descr={quoteattr(description)}/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )


def section(*, landscape: bool, header: str, footer: str, first: bool = False, last: bool = False) -> str:
    """The end of a section: page size, margins (3 and 2 cm as official papers have), header and footer."""
    size = (
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="964" w:left="1134" w:header="567" w:footer="454" w:gutter="0"/>'
        if landscape
        else '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1304" w:right="1134" w:bottom="1134" w:left="1700" w:header="680" w:footer="567" w:gutter="0"/>'
    )
    kind = '<w:type w:val="nextPage"/>'
    properties = (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:footerReference w:type="default" r:id="{footer}"/>'
        f"{kind}{size}{'<w:titlePg/>' if first else ''}</w:sectPr>"
    )
    if first:
        properties = properties.replace(
            "<w:type w:val", f'<w:footerReference w:type="first" r:id="{footer}"/><w:type w:val', 1
        )
    return properties if last else f'<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>{properties}</w:pPr></w:p>'
