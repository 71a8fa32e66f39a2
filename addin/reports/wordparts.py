"""A Word file as its parts: what stands as it is, what is rendered, and how the parts refer to each other."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml import etree

from addin.reports.zipped import unpack
from workbook.errors import UserError

TYPES: Final = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_FRAME = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_RENDERED = ("header", "footer", "footnotes")


def parsed(part: bytes) -> etree._Element:
    """The root of a part; no entities, no network."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def serialised(root: etree._Element) -> bytes:
    """A part as Word writes it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: its id, the last word of its kind, the part (or the address) it leads to."""

    id: str
    kind: str
    type: str
    target: str
    external: bool


def relations_name(part: str) -> str:
    """The name of the part that holds a part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations_of(parts: Mapping[str, bytes], part: str) -> list[Relation]:
    """The relations of a part, targets as names of parts."""
    content = parts.get(relations_name(part))
    if content is None:
        return []
    found = []
    for element in parsed(content):
        kind, target = element.get("Type", ""), element.get("Target", "")
        external = element.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        found.append(Relation(element.get("Id", ""), kind.rpartition("/")[2], kind, target, external))
    return found


def relations_part(relations: list[Relation]) -> bytes:
    """The part that holds these relations; targets inside the file are written from its root."""
    root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})  # type: ignore[dict-item]
    for relation in relations:
        target = relation.target if relation.external else f"/{relation.target}"
        element = etree.SubElement(root, f"{{{_RELATIONS}}}Relationship")
        for key, value in (("Id", relation.id), ("Type", relation.type), ("Target", target)):
            element.set(key, value)
        if relation.external:
            element.set("TargetMode", "External")
    return serialised(root)


@dataclass
class WordParts:
    """A Word file taken apart. `root` is the tree of its main part once that is rendered.

    `texts` are the parts that a template fills: the main part, headers, footers and footnotes.
    """

    parts: dict[str, bytes]
    main: str
    relations: list[Relation]
    properties: str | None = None
    root: etree._Element = field(default_factory=lambda: etree.Element("empty"))
    new_types: dict[str, str] = field(default_factory=dict)
    joined: bool = False

    @classmethod
    def of(cls, data: bytes, name: str) -> WordParts:
        """A .docx taken apart. UserError template_not_docx."""
        parts = unpack(data)
        top = relations_of(parts, "")
        main = next((relation.target for relation in top if relation.kind == "officeDocument"), "")
        if main not in parts:
            raise UserError("template_not_docx", template=name)
        core = next((relation.target for relation in top if relation.kind == "core-properties"), None)
        relations = [
            relation
            for relation in relations_of(parts, main)
            if relation.external or relation.target in parts
        ]
        return cls(parts, main, relations, core if core in parts else None)

    def copy(self) -> WordParts:
        """The same parts, to be filled."""
        return WordParts(dict(self.parts), self.main, list(self.relations), self.properties)

    @property
    def texts(self) -> list[str]:
        """The parts that a template fills, each once."""
        linked = [r.target for r in self.relations if r.kind in _RENDERED and not r.external]
        return [self.main, *dict.fromkeys(linked)]

    def related(self, kind: str) -> str | None:
        """The part that the main part is related to by that kind."""
        return next((relation.target for relation in self.relations if relation.kind == kind), None)

    def number_frames(self) -> None:
        """Give every drawing its own number."""
        for number, frame in enumerate(self.root.iter(_FRAME), start=1):
            frame.set("id", str(number))

    def content_type(self, part: str) -> str | None:
        """The type that [Content_Types].xml gives a part by its name, None where its extension decides."""
        return _types(self.parts[TYPES]).get(part)

    def finished(self) -> dict[str, bytes]:
        """All parts as they go into the file."""
        if self.joined:
            self.number_frames()
            self.parts[relations_name(self.main)] = relations_part(self.relations)
            self.parts[TYPES] = _with_types(self.parts[TYPES], self.new_types)
        return {**self.parts, self.main: serialised(self.root)}


@lru_cache(maxsize=16)
def _types(part: bytes) -> dict[str, str]:
    return {
        element.get("PartName", "").lstrip("/"): element.get("ContentType", "")
        for element in parsed(part)
        if element.get("PartName")
    }


def _with_types(part: bytes, types: Mapping[str, str]) -> bytes:
    """[Content_Types].xml with the types of parts that were added."""
    root = parsed(part)
    for name, kind in types.items():
        element = etree.SubElement(root, f"{{{_TYPES_NS}}}Override")
        element.set("PartName", f"/{name}")
        element.set("ContentType", kind)
    return serialised(root)
