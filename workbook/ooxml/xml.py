"""XML read with entities, network and huge trees off; DTDs are refused before a tree is built."""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from lxml import etree

from workbook.errors import FileRefused
from workbook.ooxml.limits import MAX_DEPTH, MAX_SMALL_PART_BYTES

SHEET_NAMESPACES: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
"""Transitional and strict: Excel opens and saves both."""

_DEPTH_BYTES: Final = 2 * 2**20  # counting depth costs 0.2 s per million elements: sheets are not trees here


class Prolog:
    """A streaming check that a part is well-formed XML without a DTD; `root` is its first element."""

    def __init__(self, part: str, size: int) -> None:
        self.part = part
        self.root = ""
        self.namespace = ""
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._count_depth = size <= _DEPTH_BYTES
        if self._count_depth:
            self._parser.EndElementHandler = self._end

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Parse one more piece. FileRefused when it is not what may stand in a workbook."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise FileRefused("bad_xml", part=self.part[:80], detail=str(error)) from error

    def _doctype(self, *_: object) -> None:
        raise FileRefused("dtd", part=self.part[:80])

    def _start(self, name: str, _: dict[str, str]) -> None:
        if not self.root:
            self.namespace, _space, self.root = name.rpartition(" ")
            if not self._count_depth:
                self._parser.StartElementHandler = None
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FileRefused("too_deep", part=self.part[:80], limit=MAX_DEPTH)

    def _end(self, _: str) -> None:
        self._depth -= 1


def parse(data: bytes, part: str) -> etree._Element:
    """The tree of a part. FileRefused when it is not well-formed, nests too deep or is too large."""
    if len(data) > MAX_SMALL_PART_BYTES:
        raise FileRefused("part_too_large", part=part[:80], limit_mb=MAX_SMALL_PART_BYTES >> 20)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileRefused("bad_xml", part=part[:80], detail=str(error)) from error


def serialise(root: etree._Element) -> bytes:
    """The part's bytes with the declaration that Excel writes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: etree._Element) -> str:
    """An element's name without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The child elements with this local name, whatever their namespace (transitional or strict)."""
    return [child for child in element if local(child) == name]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child element with this local name."""
    return next((one for one in element if local(one) == name), None)


def descendants(element: etree._Element, *names: str) -> list[etree._Element]:
    """The elements below with one of these local names, in document order."""
    return [one for one in element.iter() if local(one) in names]


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its local name: relationship ids have two namespaces (transitional, strict)."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
