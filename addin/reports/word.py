"""Reports as Word files, from .docx templates that officers edit in Word.

docxtpl finds the Jinja tags in the template's XML; everything that decides what a template may do is ours:
the sandbox, strict names, escaping, what a broken template is told, and no tag is looked for in data.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import Template
from markupsafe import Markup, escape

from addin.reports.charts import chart_workbook, fill_chart
from addin.reports.model import ChartData
from addin.reports.sandbox import TEMPLATE_FAULTS, Sandbox, context_of, joined, refuse, template_folder
from addin.reports.thai import clean
from addin.reports.wordgate import check_template
from addin.reports.wordxml import fit_grids, mark_thai, order_cells
from addin.reports.zipped import pack, unpack
from workbook.errors import UserError

_BREAKS = str.maketrans({
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
})  # fmt: skip
_PARAGRAPH = re.compile(r"<w:p([ >])")
_TAG = re.compile(r"<[^>]+>")
_SOURCES = {"<template>", "<unknown>"}
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"


def _printable(value: Any) -> Any:
    """A value as a run of Word can carry it: escaped, line feeds as breaks, forbidden characters replaced."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(str(escape(clean(value))).translate(_BREAKS))  # noqa: S704 escaped just before
    return value


@cache
def _environment() -> Sandbox:
    return Sandbox(None, _printable, joined)


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    # 44 % of the time of a report was Jinja compiling; the parts of a template are compiled once.
    return _environment().from_string(source)


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl without what drops or reinterprets data."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(io.BytesIO(data))
        self.name = name

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def render_xml_part(
        self, src_xml: str, part: Part, context: Mapping[str, Any], jinja_env: Any = None
    ) -> str:
        del part, jinja_env
        # A line a paragraph, so that a line of an error is a paragraph of the document.
        lines = _PARAGRAPH.sub(r"\n<w:p\1", src_xml)
        try:
            rendered = _compiled(lines).render(context)
        except TEMPLATE_FAULTS as error:
            raise refuse(error, self.name, lambda line: _place(lines, line), _SOURCES) from error
        return rendered.replace("\n<w:p", "<w:p")

    def fix_tables(self, xml: str) -> Any:
        try:
            tree = parse_xml(xml)
        except SyntaxError as error:
            raise UserError("template_broken_blocks", template=self.name, reason=error.msg) from error
        fit_grids(tree)
        return tree

    def fix_docpr_ids(self, tree: Any) -> None:
        for number, frame in enumerate(tree.iter(qn("wp:docPr")), start=1):
            frame.set("id", str(number))

    def render_properties(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        del jinja_env
        self.docx.core_properties.title = clean(str(context["meta"].title))[:255]


@lru_cache(maxsize=64)
def _patched(source: str) -> str:
    return str(DocxTemplate(io.BytesIO()).patch_xml(source))


def _place(lines: str, line: int) -> str:
    every = lines.split("\n")
    text = _TAG.sub("", every[line - 1]).strip()[:80] if 0 < line <= len(every) else ""
    return f"ย่อหน้าที่ {max(1, line - 1)}: «{text}»" if text else f"ย่อหน้าที่ {max(1, line - 1)}"


@lru_cache(maxsize=4)
def _shipped(kind: str) -> bytes:
    return (template_folder() / f"{kind}.docx").read_bytes()


def render_docx(kind: str, context: object, template: Path | None = None) -> bytes:
    """A report as the bytes of a Word file, the same for the same context. `template` is the user's own.

    UserError: template_missing, template_not_docx, template_has_macros, template_has_links,
    template_has_fields, template_too_large, template_syntax, template_unknown_name, template_forbidden,
    template_failed, template_broken_blocks.
    """
    data, name = (_shipped(kind), f"{kind}.docx") if template is None else (_read(template), template.name)
    document = _Template(data, name)
    names = context_of(context)
    document.render(names)
    main = document.docx.part
    roots = [main.element, *_margins(main)]
    for root in roots:
        mark_thai(root)
        order_cells(root)
    _fill_charts(main, names.get("charts", {}))
    target = io.BytesIO()
    document.docx.save(target)
    made = pack(unpack(target.getvalue()))
    if template is not None:
        # A template can write with its tags what it does not hold itself: DD{{ "" }}EAUTO.
        check_template(made, name)
    return made


def _read(template: Path) -> bytes:
    try:
        data = template.read_bytes()
    except OSError as error:
        raise UserError("template_missing", template=str(template), reason=error.strerror or "") from error
    check_template(data, template.name)
    return data


def _margins(main: Any) -> list[Any]:
    wanted = {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}
    return [rel.target_part.element for rel in main.rels.values() if rel.reltype in wanted]


def _fill_charts(main: Any, charts: Mapping[str, ChartData]) -> None:
    """Fill every chart whose frame bears the name of one of the report's charts."""
    for frame in main.element.iter(qn("wp:inline"), qn("wp:anchor")):
        data = charts.get(frame.find(qn("wp:docPr")).get("name"))
        chart = next(frame.iter(_CHART), None)
        if data is None or chart is None:
            continue
        part = main.related_parts[chart.get(qn("r:id"))]
        part._blob = fill_chart(part.blob, data)  # noqa: SLF001 python-docx has no other way to set a part's bytes
        for rel in part.rels.values():
            if rel.reltype == RELATIONSHIP_TYPE.PACKAGE:
                rel.target_part._blob = chart_workbook(data)  # noqa: SLF001
