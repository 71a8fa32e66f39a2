"""Reports as Word files, from .docx templates that officers edit in Word.

docxtpl finds the Jinja tags in the template's XML; everything that decides what a template may do is ours:
the sandbox, strict names, escaping, what a broken template is told, and no tag is looked for in data.

A template is taken apart once; a report then is its rendered parts beside those that stand as they are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Template
from lxml import etree
from markupsafe import Markup, escape

from addin.reports.anonymous import anonymous
from addin.reports.charts import chart_workbook, fill_chart
from addin.reports.model import ChartData
from addin.reports.noted import placed
from addin.reports.sandbox import TEMPLATE_FAULTS, Sandbox, context_of, joined, refuse, template_folder
from addin.reports.thai import clean
from addin.reports.wordgate import BROKEN, check_template
from addin.reports.wordjoin import append_report
from addin.reports.wordparts import WordParts, parsed, relations_of, serialised
from addin.reports.wordtags import check_tags
from addin.reports.wordxml import fit_grids, mark_thai, order_cells
from addin.reports.zipped import pack
from workbook.errors import UserError

_BREAKS = str.maketrans({
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
})  # fmt: skip
_SHORT = 200
"""Characters of a text that is worth keeping prepared: names and figures, which come again."""
_PARAGRAPH = re.compile(r"<w:p([ >])")
_TAG = re.compile(r"<[^>]+>")
_SOURCES = {"<template>", "<unknown>"}
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def _printable(value: Any) -> Any:
    """A value as a run of Word can carry it: escaped, line feeds as breaks, forbidden characters replaced."""
    if type(value) is not str:
        return value
    return _carried(value) if len(value) < _SHORT else _carried.__wrapped__(value)


@lru_cache(maxsize=8192)
def _carried(text: str) -> Markup:
    return Markup(str(escape(clean(text))).translate(_BREAKS))  # noqa: S704 escaped just before


@cache
def _environment() -> Sandbox:
    return Sandbox(None, _printable, joined)


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    # 44 % of the time of a report was Jinja compiling; the parts of a template are compiled once.
    return _environment().from_string(source)


@lru_cache(maxsize=64)
def _source(part: bytes) -> str:
    """A part as a Jinja template: a line a paragraph, so that a line of an error is a paragraph."""
    text = etree.tostring(parsed(part), encoding="unicode")
    patched = str(DocxTemplate(io.BytesIO()).patch_xml(text))
    return _PARAGRAPH.sub(r"\n<w:p\1", patched)


def _render_part(part: bytes, names: Mapping[str, Any], name: str) -> etree._Element:
    source = _source(part)
    try:
        with placed(lambda line: _place(source, line)):
            rendered = _compiled(source).render(names).replace("\n<w:p", "<w:p")
    except TEMPLATE_FAULTS as error:
        raise refuse(error, name, lambda line: _place(source, line), _SOURCES) from error
    try:
        return parsed(rendered.encode())
    except etree.XMLSyntaxError as error:
        raise UserError("template_broken_blocks", template=name, reason=error.msg) from error


def _place(lines: str, line: int) -> str:
    every = lines.split("\n")
    text = _TAG.sub("", every[line - 1]).strip()[:80] if 0 < line <= len(every) else ""
    return f"ย่อหน้าที่ {max(1, line - 1)}: «{text}»" if text else f"ย่อหน้าที่ {max(1, line - 1)}"


@lru_cache(maxsize=32)
def _shipped(kind: str) -> WordParts:
    return WordParts.of((template_folder() / f"{kind}.docx").read_bytes(), f"{kind}.docx")


def render_docx(kind: str, context: object, template: Path | None = None) -> bytes:
    """A report as the bytes of a Word file, the same for the same context. `template` is the user's own.

    A context may have a `following`: the kinds and contexts of reports that stand behind it in the same file.

    UserError: template_missing, template_not_docx, template_has_macros, template_has_links,
    template_has_fields, template_too_large, template_syntax, template_unknown_name, template_forbidden,
    template_failed, template_broken_blocks.
    """
    names = context_of(context)
    made = _render(_shipped(kind), names, f"{kind}.docx") if template is None else _of_user(template, names)
    for number, (other, follower) in enumerate(getattr(context, "following", ()), start=1):
        append_report(made, _render(_shipped(other), context_of(follower), f"{other}.docx"), number)
    content = pack(anonymous(made.finished()))
    if template is not None:
        # A template can write with its tags what it does not hold itself: DD{{ "" }}EAUTO.
        check_template(content, template.name)
    return content


def _of_user(template: Path, names: Mapping[str, Any]) -> WordParts:
    """The parts of a user's template with the names filled in."""
    try:
        return _render(_read(template), names, template.name)
    except BROKEN as error:
        raise UserError("template_not_docx", template=template.name) from error


def _render(base: WordParts, names: Mapping[str, Any], name: str) -> WordParts:
    """The parts of a template with the names filled in."""
    made = base.copy()
    for part in made.texts:
        root = _render_part(made.parts[part], names, name)
        if part == made.main:
            fit_grids(root)
            made.root = root
            made.number_frames()
        mark_thai(root)
        order_cells(root)
        if part != made.main:
            made.parts[part] = serialised(root)
    _fill_charts(made, names.get("charts", {}))
    if "meta" in names:
        _set_title(made, clean(str(names["meta"].title))[:255])
    return made


def _read(template: Path) -> WordParts:
    try:
        data = template.read_bytes()
    except OSError as error:
        raise UserError("template_missing", template=str(template)) from error
    check_template(data, template.name)
    made = WordParts.of(data, template.name)
    for part in made.texts:
        check_tags(made.parts[part], template.name)
    return made


def _set_title(made: WordParts, title: str) -> None:
    """The title of the file's properties, which screen readers say first."""
    if made.properties is None:
        return
    root = parsed(made.parts[made.properties])
    element = root.find(_TITLE)
    if element is None:
        element = etree.SubElement(root, _TITLE)
    element.text = title
    made.parts[made.properties] = serialised(root)


def _fill_charts(made: WordParts, charts: Mapping[str, ChartData]) -> None:
    """Fill every chart whose frame bears the name of one of the report's charts."""
    if not charts:
        return
    targets = {relation.id: relation.target for relation in made.relations}
    for frame in made.root.iter(qn("wp:inline"), qn("wp:anchor")):
        data = charts.get(next(str(found.get("name")) for found in frame.iter(qn("wp:docPr"))))
        chart = next(frame.iter(_CHART), None)
        if data is None or chart is None:
            continue
        part = targets[chart.get(qn("r:id"), "")]
        made.parts[part] = fill_chart(made.parts[part], data)
        for relation in relations_of(made.parts, part):
            if relation.kind == "package":
                made.parts[relation.target] = chart_workbook(data)
