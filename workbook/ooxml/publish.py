"""A workbook as a copy that anybody may read: values, nothing hidden, nobody's data.

The package is built from what is known to be harmless (`strip`), every text is scrubbed (`wording`), sheets
that may not be shown are laid empty again from a fresh master or left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from workbook.ooxml import cells as c
from workbook.ooxml import gate, strip, wording
from workbook.ooxml.graft import graft, regraft
from workbook.ooxml.package import Package, rels_part
from workbook.ooxml.reader import Reader
from workbook.ooxml.refs import Area
from workbook.ooxml.sheet import SheetText, regular
from workbook.ooxml.styles import Styles
from workbook.ooxml.text import from_xml, unescape
from workbook.ooxml.wording import Scrub
from workbook.ooxml.xml import child, children, descendants, local, parse

PROGRAM: Final = "Samret"
_SHEET: Final = frozenset(
    {
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
        "sheetProtection", "autoFilter", "sortState", "mergeCells", "phoneticPr", "conditionalFormatting",
        "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
        "rowBreaks", "colBreaks", "ignoredErrors", "drawing", "tableParts", "extLst",
    }
)  # fmt: skip
"""What of a worksheet stays; comments, controls, objects, scenarios and users' own views do not."""
_EXTENSIONS: Final = frozenset({"conditionalFormattings", "dataValidations", "sparklineGroups"})
_EXTERNAL: Final = re.compile(r"\[\d+\]|#REF!")
_TAG: Final = re.compile("<[^>]*>")
_SHEET_DATA: Final = re.compile(r"<((?:\w+:)?)sheetData\s*/>")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with sheets: `empty` are Tables whose sheet is laid anew, `shown` those never hidden.

    `mark` is put behind the title of the sheet of the Table `home`.
    """

    empty: Collection[str]
    shown: Collection[str]
    home: str
    mark: str


@dataclass(frozen=True, slots=True)
class Published:
    """The copy, the titles of the sheets left out, and those of the sheets that are empty now."""

    content: bytes
    removed: tuple[str, ...]
    emptied: tuple[str, ...]

    def texts(self) -> Iterator[str]:
        """All that can be read in the copy: names of parts, each part, and its texts run together."""
        package = Package(gate.inspect(self.content))
        for part in package.names():
            yield part
            if part.lower().endswith((".xml", ".rels", ".vml")):
                text = unescape(from_xml(regular(package.part(part), part)))
                yield text
                yield _TAG.sub("", text)


def publish(content: bytes, fresh: bytes, plan: Plan, scrub: Scrub) -> Published:
    """The copy of a book; `fresh` is an empty master of its year, `scrub` cleans a text."""
    package, source = Package(gate.inspect(content)), Package(gate.inspect(fresh))
    emptied = _empty(package, source, plan)
    removed = _remove_hidden(package)
    _mark(package, plan)
    package = Package(gate.inspect(package.build(package.changes)))
    kinds = strip.keep_known(package)
    used: set[int] = set()
    for part, kind in kinds.items():
        if kind == "worksheet":
            text, shared = _sheet(package, part, scrub, removed)
            package.put(part, text.encode())
            used |= shared
        elif kind not in {"image", "sharedStrings", "core-properties", "extended-properties"}:
            package.put(part, _small(package.tree(part), kind, scrub, removed))
    for part, kind in kinds.items():
        if kind == "sharedStrings":
            package.put(part, wording.strings(regular(package.part(part), part), used, scrub).encode())
        elif kind in {"core-properties", "extended-properties"}:
            package.put(part, _properties(package.tree(part), plan.mark, scrub))
    return Published(package.build(package.changes), tuple(removed), tuple(emptied))


def _empty(package: Package, source: Package, plan: Plan) -> list[str]:
    """Lay the sheets anew that must be empty: those of `plan.empty`, and the master's hidden ones."""
    workbook = package.tree(package.workbook_part)
    by_title = {one.get("name"): one for one in descendants(workbook, "sheet")}
    hidden = {one.get("name") for one in by_title.values() if one.get("state", "visible") != "visible"}
    emptied = []
    for name, info in list(package.tables.items()):
        if name not in source.tables or name not in package.tables:
            continue
        if info.sheet.title in hidden or name in plan.empty:
            by_title[info.sheet.title].attrib.pop("state", "")
            if name not in plan.shown:
                emptied.append(info.sheet.title)
    package.put(package.workbook_part, workbook)
    for title in emptied:
        known = [n for n, t in package.tables.items() if t.sheet.title == title and n in source.tables]
        for number, name in enumerate(known):
            (regraft if number == 0 else graft)(package, source, name)
    return emptied


def _remove_hidden(package: Package) -> list[str]:
    """Take the hidden sheets out of the list of sheets, and the names that lead to them."""
    workbook = package.tree(package.workbook_part)
    holder = child(workbook, "sheets")
    assert holder is not None, "a workbook has sheets"
    sheets = children(holder, "sheet")
    gone = [i for i, one in enumerate(sheets) if one.get("state", "visible") != "visible"]
    titles = [str(sheets[i].get("name")) for i in gone]
    for i in gone:
        holder.remove(sheets[i])
    places = {old: new for new, old in enumerate(i for i in range(len(sheets)) if i not in gone)}
    names = child(workbook, "definedNames")
    for one in list(names) if names is not None else []:
        local_to = one.get("localSheetId")
        if _leads_away(one.text or "", titles) or (local_to is not None and int(local_to) not in places):
            names.remove(one)  # type: ignore[union-attr]
        elif local_to is not None:
            one.set("localSheetId", str(places[int(local_to)]))
    if names is not None and not len(names):
        workbook.remove(names)
    for one in descendants(workbook, "definedName"):
        if one.get("hidden") is not None and not str(one.get("name", "")).startswith("_xlnm."):
            del one.attrib["hidden"]
    package.put(package.workbook_part, workbook)
    rels = {rid: target for rid, _, target in package.relations(package.workbook_part)}
    kept = {value for one in children(holder, "sheet") for value in one.attrib.values() if value in rels}
    part = package.tree(rels_part(package.workbook_part))
    for relation in children(part, "Relationship"):
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        if (
            kind in {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet"}
            and relation.get("Id") not in kept
        ):
            part.remove(relation)
    package.put(rels_part(package.workbook_part), part)
    package.reload()
    return titles


def _leads_away(formula: str, titles: Collection[str]) -> bool:
    """True for a formula that refers to another book, to nothing, or to one of these sheets."""
    quoted = ["'" + title.replace("'", "''") + "'!" for title in titles]
    bare = [rf"(?<![\w'.\u0e00-\u0e7f]){re.escape(title)}!" for title in titles]
    return (
        _EXTERNAL.search(formula) is not None
        or any(one in formula for one in quoted)
        or any(re.search(one, formula) for one in bare)
    )


def _mark(package: Package, plan: Plan) -> None:
    """Say behind the title of home what this copy is: the first text above its Table."""
    info = package.tables.get(plan.home)
    if info is None or info.area.top == 1:
        return
    sheet = SheetText.load(package.part(info.sheet.part), info.sheet.part)
    above = Area(1, info.area.left, info.area.top - 1, info.area.left)
    lines = Reader(package, Styles(package)).area(sheet, above, info.sheet.title)
    number = next((i for i, (value,) in enumerate(lines, 1) if isinstance(value, str)), 1)
    row = sheet.by_number.get(number)
    if row is None:
        return
    old = sheet.cells(row)
    cell = next((one for one in old if one.column == above.left), None)
    title = lines[number - 1][0]
    text = f"{title} – {plan.mark}" if isinstance(title, str) else plan.mark
    new = c.cell_xml(
        sheet.words.prefix,
        c.cell_ref(number, above.left),
        c.style_of(cell) if cell else 0,
        text,
        epoch_1904=package.epoch_1904,
    )
    done = sheet.splice([(row.start, row.end, c.with_cells(sheet, row, old, {above.left: new}))])
    package.put(info.sheet.part, done.text.encode())


def _sheet(package: Package, part: str, scrub: Scrub, removed: Collection[str]) -> tuple[str, set[int]]:
    """A worksheet as text: values for formulas, known elements only; and the shared strings it uses."""
    sheet = SheetText.load(package.part(part), part)
    body, used = wording.plain_cells(sheet.text[sheet.start : sheet.end], sheet.words.prefix, scrub)
    frame = f"{sheet.head}{sheet.tail}"
    root = parse(frame.encode(), part)
    for one in list(root):
        if local(one) not in _SHEET:
            root.remove(one)
    known = {rid for rid, _, _ in package.relations(part)}
    linked = {
        str(value)
        for one in root.iter()
        for key, value in one.attrib.items()
        if "/relationships}" in str(key) and value not in known
    }
    strip.without_links(root, linked)
    _without_far_rules(root, removed)
    wording.spoken(root, scrub)
    text = etree.tostring(root, encoding="unicode")
    match = _SHEET_DATA.search(text)
    assert match is not None, "the rows were taken out"
    p = match[1]
    text = f"{text[: match.start()]}<{p}sheetData>{body}</{p}sheetData>{text[match.end() :]}"
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}', used


def _without_far_rules(root: etree._Element, removed: Collection[str]) -> None:
    """Rules, validations and links of a sheet that lead to what is gone, and lists that are empty then."""
    for one in list(root.iter()):
        parent = one.getparent()
        if parent is None:
            continue
        name = local(one)
        if name in {"cfRule", "dataValidation"}:
            formulas = [e.text or "" for e in descendants(one, "formula", "formula1", "formula2", "f")]
            if any(_leads_away(formula, removed) for formula in formulas):
                parent.remove(one)
        link = name == "hyperlink" and _leads_away(one.get("location", ""), removed)
        if link or (name == "ext" and not any(local(inner) in _EXTENSIONS for inner in one)):
            parent.remove(one)
    for name in ("conditionalFormatting", "dataValidations", "hyperlinks", "extLst"):
        for one in descendants(root, name):
            inner = [e for e in one if local(e) != "sqref"]
            if one.get("count") is not None:
                one.set("count", str(len(inner)))
            above = one.getparent()
            if not inner and above is not None:
                above.remove(one)
    for view in descendants(root, "sheetView"):
        view.attrib.pop("tabSelected", "")


def _small(root: etree._Element, kind: str, scrub: Scrub, removed: Collection[str]) -> etree._Element:
    """A part that is held as a tree, scrubbed."""
    if kind == "officeDocument":
        strip.plain_workbook(root)
    elif kind == "table":
        strip.plain_table(root)
    elif kind in {"chart", "chartEx"}:
        for one in descendants(root, "f"):
            if _leads_away(one.text or "", removed):
                one.text = "#REF!"
    if kind not in {"styles", "theme"}:
        wording.spoken(root, scrub)
    return root


def _properties(root: etree._Element, mark: str, scrub: Scrub) -> etree._Element:
    """The properties with a program for the author, the title, the language, and when it was made."""
    for one in list(root):
        name = local(one)
        if name in {"creator", "lastModifiedBy", "Application"}:
            one.text = PROGRAM
        elif name == "title":
            one.text = scrub(f"{one.text or ''} – {mark}")
        elif name not in {"created", "modified", "language", "AppVersion"}:
            root.remove(one)
    return root
