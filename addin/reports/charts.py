"""Native Word charts: the caches of the chart part and its embedded workbook, filled with a report's figures.

A chart of a template is known by the name of its frame (`chart_years`: Selection Pane in Word). Its look is
the template's; categories, values, names of series and the colours of single bars are the report's.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from addin.reports.model import ChartData, Series
from addin.reports.thai import clean
from addin.reports.zipped import pack

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def column(index: int) -> str:
    """The letter of a column of the embedded workbook, A to Z."""
    return chr(ord("A") + index)


def _points(values: tuple[str | None, ...]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{escape(value)}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def series_data(data: ChartData, index: int) -> tuple[str, str, str]:
    """The c:tx, c:cat and c:val of a series, as XML without their own tags' namespaces."""
    series = data.series[index]
    last = len(data.categories) + 1
    letter = column(index + 1)
    label = _points((clean(series.name),))
    name = f"<c:strRef><c:f>Sheet1!${letter}$1</c:f><c:strCache>{label}</c:strCache></c:strRef>"
    categories = (
        f"<c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>"
        f"{_points(tuple(clean(text) for text in data.categories))}</c:strCache></c:strRef>"
    )
    texts = tuple(None if value is None else f"{value:.15g}" for value in series.values)
    values = (
        f"<c:numRef><c:f>Sheet1!${letter}$2:${letter}${last}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f"{_points(texts)}</c:numCache></c:numRef>"
    )
    return name, categories, values


def points_xml(series: Series) -> str:
    """The c:dPt of the bars that have a colour of their own."""
    return "".join(
        f'<c:dPt><c:idx val="{index}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr>'
        f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill></c:spPr></c:dPt>'
        for index, fill in enumerate(series.fills)
        if fill is not None
    )


def fill_chart(blob: bytes, data: ChartData) -> bytes:
    """A chart part with the figures of `data`; series of the template beyond those of `data` keep theirs."""
    root = parse_xml(blob)
    space = {"c": _C}
    names = nsdecls("a") + f' xmlns:c="{_C}"'
    for index, element in enumerate(root.findall(".//c:ser", space)[: len(data.series)]):
        parts = dict(zip(("tx", "cat", "val"), series_data(data, index), strict=True))
        for tag, inner in parts.items():
            old = element.find(f"c:{tag}", space)
            new = parse_xml(f"<c:{tag} {names}>{inner}</c:{tag}>")
            if old is not None:
                element.replace(old, new)
        for old in element.findall("c:dPt", space):
            element.remove(old)
        anchor = next(
            child
            for tag in ("dLbls", "trendline", "errBars", "cat", "val")
            if (child := element.find(f"c:{tag}", space)) is not None
        )
        for point in parse_xml(f"<c:points {names}>{points_xml(data.series[index])}</c:points>"):
            anchor.addprevious(point)
    return _serialise(root)


def _serialise(root: object) -> bytes:
    from docx.opc.oxml import serialize_part_xml  # noqa: PLC0415 typed loosely; kept beside its one use

    return bytes(serialize_part_xml(root))  # type: ignore[arg-type]


def chart_workbook(data: ChartData) -> bytes:
    """The workbook behind a chart, as Word opens it for "Edit Data": categories in A, a column a series."""
    header = ["", *(series.name for series in data.series)]
    rows = [[*header]]
    for index, category in enumerate(data.categories):
        values = [series.values[index] for series in data.series]
        rows.append([category, *("" if value is None else f"{value:.15g}" for value in values)])
    cells = []
    for number, row in enumerate(rows, start=1):
        line = []
        for index, text in enumerate(row):
            place = f'r="{column(index)}{number}"'
            if number > 1 and index:
                line.append(f"<c {place}><v>{text}</v></c>" if text else "")
            else:
                line.append(
                    f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(clean(text))}</t></is></c>'
                )
        cells.append(f'<row r="{number}">{"".join(line)}</row>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    sheet = f'{head}<worksheet xmlns="{_SHEET}"><sheetData>{"".join(cells)}</sheetData></worksheet>'
    return pack(
        {
            name: text.encode()
            for name, text in {**_workbook_parts(head), "xl/worksheets/sheet1.xml": sheet}.items()
        }
    )


def _workbook_parts(head: str) -> Mapping[str, str]:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{head}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{_SHEET}" xmlns:r="{_REL}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
