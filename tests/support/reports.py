"""Every kind of report of a book, in every format, as what its readers see: for tests that go over all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree, html
from pptx import Presentation

from addin.reports.html import render_html
from addin.reports.kinds import KINDS, Kind
from addin.reports.powerpoint import render_pptx
from addin.reports.source import Source
from addin.reports.word import render_docx

_INVISIBLE = str.maketrans({"\u200d": None, "\u00a0": " "})
_PARAGRAPHS = ("{*}p", "{*}pt", "{*}is")


@dataclass(frozen=True)
class Report:
    """One report. `text` is all that stands in it, attributes such as alt text included; `rows` its tables' cells."""

    kind: str
    code: str
    made: str
    content: bytes
    text: str
    rows: list[list[str]]


def reports(
    source: Source,
    *,
    units: int = 3,
    kinds: Collection[str] = tuple(KINDS),
    formats: Collection[str] = ("html", "docx", "pptx"),
) -> Iterator[Report]:
    """These kinds in these of their formats; of kinds about units the first `units` to which they apply."""
    for key, kind in KINDS.items():
        if key not in kinds:
            continue
        for code in codes_of(kind, source, units=units):
            context = kind.context(source, code)
            for made in (one for one in kind.formats if one in formats):
                yield _MADE[made](key, code, context)


def codes_of(kind: Kind, source: Source, *, units: int = 1) -> list[str]:
    """Of whom to make a kind: the first `units` to which it applies and one other; "" for the department."""
    if kind.about == "department":
        return [""]
    codes = [row["unit_code"] for row in source.unit_scores if kind.applies(source, row["unit_code"])]
    return [*codes[:units], *kind.others(source)[:1]]


def plain(text: str) -> str:
    """A text without joiners and breaks: what a reader reads."""
    return " ".join(text.translate(_INVISIBLE).split())


def _html(key: str, code: str, context: object) -> Report:
    made = render_html(key, context)
    page = html.fromstring(made)
    for element in page.xpath("//style | //script"):
        element.drop_tree()
    rows = [[plain(cell.text_content()) for cell in row] for row in page.xpath("//tr")]
    attributes = " ".join(str(value) for value in page.xpath("//@*"))
    return Report(key, code, "html", made.encode(), plain(f"{page.text_content()} {attributes}"), rows)


def _docx(key: str, code: str, context: object) -> Report:
    made = render_docx(key, context)
    return Report(key, code, "docx", made, plain(" ".join(_texts(made))), word_rows(made))


def word_rows(content: bytes) -> list[list[str]]:
    """The cells of every table row of a Word file's body, without drawings; of a merged cell once."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    for drawn in list(root.iter("{*}AlternateContent", "{*}drawing", "{*}pict")):
        drawn.getparent().remove(drawn)
    return [
        [plain(" ".join(_paragraph(one) for one in cell.findall("{*}p"))) for cell in row.findall("{*}tc")]
        for row in root.iter("{*}tr")
    ]


def _pptx(key: str, code: str, context: object) -> Report:
    made = render_pptx(key, context)
    tables = (shape.table for shape in Presentation(io.BytesIO(made)).slides[0].shapes if shape.has_table)
    rows = [[plain(cell.text) for cell in row.cells] for table in tables for row in table.rows]
    return Report(key, code, "pptx", made, plain(" ".join(_texts(made))), rows)


_MADE = {"html": _html, "docx": _docx, "pptx": _pptx}


def _texts(package: bytes) -> Iterator[str]:
    """The texts of all parts, paragraph by paragraph, and all attributes; of embedded workbooks too."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".xlsx"):
                yield from _texts(content)
            elif name.endswith((".xml", ".rels")) and not name.startswith("docProps/"):
                root = etree.fromstring(content)
                inside = [
                    p for p in root.iter(*_PARAGRAPHS) if next(p.iterancestors(*_PARAGRAPHS), None) is None
                ]
                yield from (_paragraph(one) for one in inside or [root])
                yield from (str(value) for one in root.iter(etree.Element) for value in one.attrib.values())


def _paragraph(element: etree._Element) -> str:
    breaks = {"br": "\n", "tab": "\t"}
    return "".join(
        (one.text or "") + breaks.get(etree.QName(one).localname, "") for one in element.iter(etree.Element)
    )
