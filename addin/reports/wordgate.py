"""What a Word or PowerPoint template may not bring along: macros, links to elsewhere, what fetches or runs.

The parts are parsed, not searched as text: a character reference or an instruction cut into several runs says
to Word the same as the plain word.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from workbook.errors import UserError

BROKEN = (
    KeyError, IndexError, ValueError, TypeError, AttributeError, StopIteration, AssertionError,
    etree.XMLSyntaxError,
)  # fmt: skip
"""What a file raises whose parts do not belong together: one of them is missing, or is another."""

MAX_BYTES = 60_000_000
"""Of a template unpacked: the shipped ones have 0.3 MB."""

_FIELD = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD|MACROBUTTON|PRINT|EMBED|CONTROL)\b",
    re.IGNORECASE,
)
_MACROS = ("vbaproject.bin", "vbadata.xml")
_RUNS = (
    "vbaproject", "wordvbadata", "macroenabled", "activex", "xlmacrosheet", "webextension", "extensibility",
)  # fmt: skip
"""In the kind of a part or of a relation: what it leads to runs, whatever the part is called."""
_HIDES = (
    "afchunk", "oleobject", "control", "subdocument", "frame", "attachedtemplate", "externallink",
    "connections",
)  # fmt: skip
"""Relations to what brings along a document, an object or a source of its own, unseen by this check."""
_ACTION = re.compile(r"ppaction:(?!//(?:noaction|hlinkshowjump|hlinksldjump|customshow)\b)", re.IGNORECASE)
"""What a click in a slide may not do; going to another slide is left."""
_ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
"""Where a link may lead: a share is sent the reader's password hash, other schemes start programs."""
_LINK = re.compile(r"\bHYPERLINK\b", re.IGNORECASE)
_TIP = re.compile(r'\\o\s*"[^"]*"', re.IGNORECASE)
_LINKED = re.compile(r'(?:[a-z][a-z0-9+.-]+:|\\\\)[^"\s]*', re.IGNORECASE)
_OLE = b"\xd0\xcf\x11\xe0"
"""How an OLE file begins, which may hold whatever Windows runs."""
_STARTS = (b"<", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def check_template(data: bytes, name: str, main: str = "word/document.xml") -> None:
    """Refuse a template without the part `main`, or that brings along what runs or fetches. UserError.

    The workbooks behind its charts are held to the same; they may not hold files of their own.
    """
    for inside in _check_package(data, name, main):
        if any(_check_package(inside, name, None)):
            raise UserError("template_has_links", template=name, part="embeddings")


def _check_package(data: bytes, name: str, main: str | None) -> list[bytes]:
    """The packages inside a package that has been checked. UserError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > MAX_BYTES:
                raise UserError("template_too_large", template=name, limit=f"{MAX_BYTES // 1_000_000} MB")
            parts = {info.filename.lower(): archive.read(info) for info in infos}
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        RuntimeError,
        ValueError,
        EOFError,
    ) as error:
        raise UserError("template_not_docx", template=name) from error
    # Of two parts of one name readers take either: what is checked has to be what Word opens.
    if len(parts) != len(infos) or not {main or "[content_types].xml", "[content_types].xml"} <= parts.keys():
        raise UserError("template_not_docx", template=name)
    if any(part.endswith(_MACROS) for part in parts):
        raise UserError("template_has_macros", template=name)
    for part, content in parts.items():
        if content.startswith(_OLE):
            raise UserError("template_has_links", template=name, part=part)
        root = _parsed(part, content, name)
        if root is not None:
            _check_part(root, part, name)
    return [content for content in parts.values() if zipfile.is_zipfile(io.BytesIO(content))]


def _parsed(part: str, content: bytes, name: str) -> etree._Element | None:
    """The root of a part that is XML by name or by its first bytes, None of any other."""
    named = part.endswith((".xml", ".rels"))
    if not named and not content.lstrip(b"\x00 \t\r\n").startswith(_STARTS):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if named:
            raise UserError("template_not_docx", template=name) from error
        return None
    if named and root.getroottree().docinfo.internalDTD is not None:
        raise UserError("template_not_docx", template=name)
    return root


def _check_part(root: etree._Element, part: str, name: str) -> None:
    if part == "[content_types].xml":
        if any(word in kind.lower() for kind in _values(root, "ContentType") for word in _RUNS):
            raise UserError("template_has_macros", template=name)
        return
    for element in root.iter("{*}Relationship"):
        mode = "".join(_values_of(element, "TargetMode")).strip().lower()
        kind = "".join(_values_of(element, "Type")).strip().lower()
        if any(word in kind for word in _RUNS):
            raise UserError("template_has_macros", template=name)
        target = "".join(_values_of(element, "Target")).strip()
        page = kind.endswith("/hyperlink") and _ADDRESS.match(target)
        if kind.rpartition("/")[2] in _HIDES or (mode == "external" and not page):
            raise UserError("template_has_links", template=name, part=part)
    if any(_ACTION.match(action.strip()) for action in _values(root, "action")):
        raise UserError("template_has_macros", template=name)
    if next(root.iter("{*}mailMerge"), None) is not None:
        raise UserError("template_has_links", template=name, part=part)
    for instruction in _instructions(root):
        if field := _FIELD.search(instruction):
            raise UserError("template_has_fields", template=name, field=field[1].upper())
        if _LINK.search(instruction) and any(
            not _ADDRESS.match(found[0]) for found in _LINKED.finditer(_TIP.sub("", instruction))
        ):
            raise UserError("template_has_fields", template=name, field="HYPERLINK")


def _instructions(root: etree._Element) -> Iterator[str]:
    """The instructions of a part's fields, each joined from its runs; those never ended come last."""
    outside: list[str] = []
    fields = [outside]
    for element in root.iter(etree.Element):
        match etree.QName(element).localname:
            case "fldChar":
                kind = "".join(_values_of(element, "fldCharType")).strip()
                if kind == "begin":
                    fields.append([])
                elif kind == "end" and len(fields) > 1:
                    yield "".join(fields.pop())
            case "instrText" | "delInstrText":
                fields[-1].append("".join(str(text) for text in element.itertext()))
            case "fldSimple":
                yield from _values_of(element, "instr")
    for left in fields:
        yield "".join(left)


def _values(root: etree._Element, name: str) -> Iterator[str]:
    for element in root.iter(etree.Element):
        yield from _values_of(element, name)


def _values_of(element: etree._Element, name: str) -> Iterator[str]:
    """The values of an element's attributes of that local name, in whichever namespace."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            yield str(value)
