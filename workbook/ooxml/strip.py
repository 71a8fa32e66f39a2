"""What a copy for others may hold of a package: parts of known kinds, reached by known relations.

Everything else (comments, pivots with their caches, links to other books, printers, custom data, macros,
revisions) is left out, and what refers to it goes with it.
"""

from __future__ import annotations

import posixpath
from typing import Final

from lxml import etree

from workbook.ooxml.graft import CONTENT_TYPES
from workbook.ooxml.package import Package, rels_part
from workbook.ooxml.xml import children, local

_KINDS: Final[dict[str, frozenset[str]]] = {
    "": frozenset({"officeDocument", "core-properties", "extended-properties"}),
    "officeDocument": frozenset({"worksheet", "chartsheet", "styles", "theme", "sharedStrings"}),
    "worksheet": frozenset({"table", "drawing"}),
    "chartsheet": frozenset({"drawing"}),
    "theme": frozenset({"image"}),
    "drawing": frozenset(
        {
            "chart", "chartEx", "image", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors",
            "diagramDrawing",
        }
    ),
    "chart": frozenset({"chartStyle", "chartColorStyle", "chartUserShapes", "themeOverride", "image"}),
    "chartEx": frozenset({"chartStyle", "chartColorStyle"}),
    "diagramData": frozenset({"image"}),
    "diagramDrawing": frozenset({"image"}),
    "chartUserShapes": frozenset({"image"}),
    "themeOverride": frozenset({"image"}),
}  # fmt: skip
"""Kind of a part -> the kinds of parts that it may lead to. What is not named leads nowhere."""
_KEEPS_ELEMENT: Final = frozenset({"pageSetup", "blip"})
"""Elements that stand without what they refer to."""
_WORKBOOK: Final = frozenset(
    {"fileVersion", "workbookPr", "workbookProtection", "bookViews", "sheets", "definedNames", "calcPr"}
)
_TABLE_QUERY: Final = ("tableType", "connectionId")
_DOCUMENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def keep_known(package: Package) -> dict[str, str]:
    """Stage the removal of every part that no known relation leads to; gives the kind of each that stays.

    Elements that refer to what is gone are removed from the parts that are held as trees; sheets are left to
    the caller.
    """
    kinds: dict[str, str] = {"": ""}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        name = rels_part(part)
        if name not in package:
            continue
        allowed = _KINDS.get(kinds[part], frozenset())
        leads = {rid: (kind, target) for rid, kind, target in package.relations(part)}
        root, dropped = package.tree(name), set()
        for relation in children(root, "Relationship"):
            rid = str(relation.get("Id", ""))
            kind, target = leads.get(rid, ("", ""))
            if kind not in allowed or target not in package:
                dropped.add(rid)
                root.remove(relation)
            elif target not in kinds:
                kinds[target] = kind
                waiting.append(target)
        if dropped:
            package.changes[name] = None if not len(root) else etree.tostring(root)
        if dropped and part and kinds[part] != "worksheet":
            package.put(part, without_links(package.tree(part), dropped))
    kept = {*kinds, *(rels_part(part) for part in kinds), CONTENT_TYPES}
    for name in [*package.names(), *package.changes]:
        if name not in kept:
            package.changes[name] = None
    _content_types(package)
    return {part: kind for part, kind in kinds.items() if part}


def without_links(root: etree._Element, dropped: set[str]) -> etree._Element:
    """The tree without the elements that refer to one of these relations."""
    for one in list(root.iter()):
        for key, value in list(one.attrib.items()):
            if "/relationships}" not in str(key) or value not in dropped:
                continue
            parent = one.getparent()
            if local(one) in _KEEPS_ELEMENT or parent is None:
                del one.attrib[key]
            elif one in parent:
                parent.remove(one)
    return root


def plain_workbook(root: etree._Element) -> None:
    """The workbook's own part with what it is made of alone: no user's view, no path, no link."""
    for one in list(root):
        if local(one) not in _WORKBOOK:
            root.remove(one)
    for holder in children(root, "workbookProtection"):
        if not holder.attrib:
            root.remove(holder)
    for view in (view for holder in children(root, "bookViews") for view in children(holder, "workbookView")):
        for key in ("activeTab", "firstSheet"):
            view.attrib.pop(key, "")


def plain_table(root: etree._Element) -> None:
    """A Table without formulas of its own and without a query."""
    for key in _TABLE_QUERY:
        root.attrib.pop(key, "")
    for one in list(root.iter()):
        parent = one.getparent()
        gone = {"calculatedColumnFormula", "totalsRowFormula", "xmlColumnPr"}
        if local(one) in gone and parent is not None:
            parent.remove(one)
        if local(one) == "tableColumn":
            one.attrib.pop("queryTableFieldId", "")
            if one.get("totalsRowFunction") == "custom":
                del one.attrib["totalsRowFunction"]


def _content_types(package: Package) -> None:
    root = package.tree(CONTENT_TYPES)
    for one in children(root, "Override"):
        part = posixpath.normpath(str(one.get("PartName", ""))).lstrip("/")
        if part not in package:
            root.remove(one)
        elif part == package.workbook_part:
            one.set("ContentType", _DOCUMENT)
    package.put(CONTENT_TYPES, root)
