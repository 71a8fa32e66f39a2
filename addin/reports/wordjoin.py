"""One Word file of several reports: each on a new page, its pages counted from 1, in the styles of the first.

What a report brings along is kept: charts with their workbooks, pictures, links, headers and footers. Its
title becomes a heading of the whole, its headings go down by one level (where the first file has the style
"Part Title"). Headers that say the same are kept once. Footnotes of a report that follows are not carried.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from addin.reports.wordparts import (
    Relation,
    WordParts,
    parsed,
    relations_name,
    relations_of,
    relations_part,
    serialised,
)

LOWER = {"Title": "Part Title", "heading 1": "heading 2", "heading 2": "heading 3"}
"""Names of styles: what a report's own paragraph becomes in the whole."""
_SHARED = {"styles", "settings", "fontTable", "theme", "webSettings", "stylesWithEffects", "footnotes",
           "endnotes", "comments", "glossaryDocument", "customXml"}  # fmt: skip
_STYLED = tuple(qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "tblStyle"))
_STYLE, _STYLE_ID = qn("w:style"), qn("w:styleId")
_VAL, _ID, _NAME = qn("w:val"), qn("w:id"), qn("w:name")
_BODY = qn("w:body")
_MARKS, _LINK, _ANCHOR = (qn("w:bookmarkStart"), qn("w:bookmarkEnd")), qn("w:hyperlink"), qn("w:anchor")
_related: Any = etree.XPath(  # its results are texts that know their element; the stubs do not say so
    ".//@r:*", namespaces={"r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}
)
_identity: Any = etree.XPath(
    ".//@i:paraId | .//@i:textId", namespaces={"i": "http://schemas.microsoft.com/office/word/2010/wordml"}
)
_BEFORE_NUMBERING = tuple(
    qn(f"w:{tag}")
    for tag in ("headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar",
                "paperSrc", "pgBorders", "lnNumType")
)  # fmt: skip


def anchor(number: int) -> str:
    """The bookmark at which the report of this number begins; contents link to it."""
    return f"part_{number}"


def append_report(whole: WordParts, report: WordParts, number: int) -> None:
    """Put a rendered report behind what `whole` holds."""
    body, added = whole.root.find(_BODY), report.root.find(_BODY)
    assert body is not None
    assert added is not None
    styles = _adopt_styles(whole, report)
    _refer(added, _adopt_relations(whole, report, number), styles, number)
    _close_section(body)
    elements = list(added)
    _begin(elements, number)
    body.extend(elements)
    whole.joined = True


def _adopt_styles(whole: WordParts, report: WordParts) -> Mapping[str, str]:
    """Style ids of the report -> those of the whole, by the styles' names; styles that it lacks are added."""
    ours, theirs = whole.related("styles"), report.related("styles")
    if ours is None or theirs is None:
        return {}
    ids, whole.parts[ours] = _merged_styles(whole.parts[ours], report.parts[theirs])
    return ids


@lru_cache(maxsize=16)
def _merged_styles(ours: bytes, theirs: bytes) -> tuple[Mapping[str, str], bytes]:
    """Ids of their styles -> ids of ours, and our styles with those of theirs that were missing."""
    root = parsed(ours)
    known = {_style_name(style): style.get(_STYLE_ID) for style in root.iter(_STYLE)}
    lower = LOWER if LOWER["Title"] in known else {}
    ids: dict[str, str] = {}
    new = []
    for style in parsed(theirs).iter(_STYLE):
        name, own = _style_name(style), style.get(_STYLE_ID, "")
        ids[own] = known.get(lower.get(name, name)) or known.get(name) or ""
        if not ids[own]:
            ids[own] = own if own not in known.values() else f"{own}-report"
            new.append(style)
    for style in new:
        style.set(_STYLE_ID, ids[style.get(_STYLE_ID, "")])
        for tag in ("basedOn", "next", "link"):
            for other in style.findall(qn(f"w:{tag}")):
                other.set(_VAL, ids.get(other.get(_VAL, ""), other.get(_VAL, "")))
        root.append(style)
    return ids, serialised(root) if new else ours


def _style_name(style: Any) -> str:
    element = style.find(_NAME)
    return "" if element is None else str(element.get(_VAL))


def _adopt_relations(whole: WordParts, report: WordParts, number: int) -> dict[str, str]:
    """Relation ids of the report -> those of the whole, whose parts now hold what they lead to."""
    ids: dict[str, str] = {}
    for relation in report.relations:
        if relation.kind in _SHARED or (relation.kind == "numbering" and whole.related("numbering")):
            continue
        new = f"rIdP{number}x{len(ids) + 1}"
        target = relation.target
        if not relation.external:
            same = _same_margin(whole, report, relation)
            target = same or _adopt_part(whole, report, relation.target, number)
        ids[relation.id] = new
        whole.relations.append(Relation(new, relation.kind, relation.type, target, relation.external))
    return ids


def _same_margin(whole: WordParts, report: WordParts, relation: Relation) -> str | None:
    """The header or footer of the whole that says the same, if it brings nothing else along."""
    if relation.kind not in {"header", "footer"} or relations_name(relation.target) in report.parts:
        return None
    content = report.parts[relation.target]
    return next(
        (
            known.target
            for known in whole.relations
            if known.kind == relation.kind
            and whole.parts[known.target] == content
            and relations_name(known.target) not in whole.parts
        ),
        None,
    )


def _adopt_part(whole: WordParts, report: WordParts, part: str, number: int) -> str:
    """The name under which the whole now holds a part of the report, with all that it leads to."""
    folder, name = posixpath.split(part)
    new = posixpath.join(folder, f"p{number}-{name}")
    if new in whole.parts:
        return new
    whole.parts[new] = report.parts[part]
    kind = report.content_type(part)
    if kind:
        whole.new_types[new] = kind
    relations = relations_of(report.parts, part)
    if relations:
        moved = [
            relation
            if relation.external
            else Relation(
                relation.id,
                relation.kind,
                relation.type,
                _adopt_part(whole, report, relation.target, number),
                external=False,
            )
            for relation in relations
        ]
        whole.parts[relations_name(new)] = relations_part(moved)
    return new


def _refer(body: Any, relations: dict[str, str], styles: Mapping[str, str], number: int) -> None:
    """Let a body refer to relations and styles of the whole, and to bookmarks that nobody else has."""
    for element in body.iter(*_STYLED):
        element.set(_VAL, styles.get(element.get(_VAL), element.get(_VAL)))
    for value in _related(body):
        value.getparent().set(value.attrname, relations.get(str(value), str(value)))
    for value in _identity(body):
        value.getparent().attrib.pop(value.attrname)
    for element in body.iter(*_MARKS):
        element.set(_ID, f"{number}{int(element.get(_ID, '0')):04}")
    for element in body.iter(_MARKS[0], _LINK):
        key = _NAME if element.tag == _MARKS[0] else _ANCHOR
        if element.get(key):
            element.set(key, f"{element.get(key)[:30]}_{number}")


def _close_section(body: Any) -> None:
    """End the last section of the body by a paragraph, so that another may follow."""
    last = body[-1]
    if last.tag != qn("w:sectPr"):
        return
    before = last.getprevious()
    paragraph = etree.Element(qn("w:p"))
    if (
        before is not None
        and before.tag == qn("w:p")
        and before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None
    ):
        # In the paragraph that stands there: one more could fall on an empty page.
        paragraph = before
    else:
        last.addprevious(paragraph)
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        properties = etree.Element(qn("w:pPr"))
        paragraph.insert(0, properties)
    changed = properties.find(qn("w:pPrChange"))
    if changed is None:
        properties.append(last)
    else:
        changed.addprevious(last)


def _begin(elements: list[Any], number: int) -> None:
    """Start a report's first section on a new page, its pages at 1, with its bookmark."""
    section = next((found for element in elements for found in element.iter(qn("w:sectPr"))), None)
    if section is not None:
        for old in (*section.findall(qn("w:pgNumType")), *section.findall(qn("w:type"))):
            section.remove(old)
        kind, pages = etree.Element(qn("w:type")), etree.Element(qn("w:pgNumType"))
        kind.set(_VAL, "nextPage")
        pages.set(qn("w:start"), "1")
        _insert(section, kind, _BEFORE_NUMBERING[:4])
        _insert(section, pages, _BEFORE_NUMBERING)
    start, end = etree.Element(qn("w:bookmarkStart")), etree.Element(qn("w:bookmarkEnd"))
    for element in (start, end):
        element.set(_ID, str(number))
    start.set(_NAME, anchor(number))
    elements[:0] = [start, end]


def _insert(section: Any, element: Any, before: tuple[str, ...]) -> None:
    """Behind the last of those that the schema puts before it."""
    place = sum(child.tag in before for child in section)
    section.insert(place, element)
