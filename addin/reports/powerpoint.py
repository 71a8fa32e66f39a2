"""Reports as PowerPoint files, from a .pptx that officers restyle in PowerPoint.

The first slide of the template is filled: a placeholder or text box takes the field that bears its name
(Selection Pane: `title`, `near`, ...), a chart the figures of its name (`chart_scores`); all else stays.
Texts are put in as texts: a template runs nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from copy import deepcopy
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from addin.reports.anonymous import anonymous
from addin.reports.charts import chart_workbook, fill_chart
from addin.reports.noted import Unknown
from addin.reports.sandbox import context_of, joined, template_folder
from addin.reports.thai import clean
from addin.reports.wordgate import BROKEN, check_template
from addin.reports.zipped import pack, unpack
from workbook.errors import UserError

MAIN = "ppt/presentation.xml"
_FIELD = re.compile("[a-z][a-z0-9_]*")
"""How fields are named, and what no program calls a new box."""
_PARAGRAPH, _PROPERTIES, _RUN, _RUN_LOOK = qn("a:p"), qn("a:pPr"), qn("a:r"), qn("a:rPr")


@lru_cache(maxsize=4)
def _shipped(kind: str) -> bytes:
    return (template_folder() / f"{kind}.pptx").read_bytes()


def render_pptx(kind: str, context: object, template: Path | None = None) -> bytes:
    """A report as the bytes of a PowerPoint file, the same for the same context.

    UserError: template_missing, template_not_docx, template_has_macros, template_has_links,
    template_too_large.
    """
    if template is None:
        return _filled(_shipped(kind), context_of(context))
    data = _read(template)
    try:
        return _filled(data, context_of(context))
    except (*BROKEN, PythonPptxError) as error:
        raise UserError("template_not_docx", template=template.name) from error


def _filled(template: bytes, names: Mapping[str, Any]) -> bytes:
    """The template with its first slide filled. StopIteration where it has none."""
    shown = Presentation(io.BytesIO(template))
    slide = next(iter(shown.slides))
    charts = names.get("charts", {})
    for shape in slide.shapes:
        value = names.get(shape.name)
        if shape.has_text_frame and isinstance(value, (str, tuple)):
            _write(shape.text_frame._txBody, (value,) if isinstance(value, str) else value)  # noqa: SLF001 python-pptx drops the look of a text that it sets
        elif shape.has_chart and shape.name in charts:
            _fill(shape.chart.part, charts[shape.name])
            shape._element.nvGraphicFramePr.cNvPr.set("descr", clean(names[f"{shape.name}_alt"]))  # noqa: SLF001 no other way to set alt text
    notes = names.get("notes", ())
    if notes and (frame := slide.notes_slide.notes_text_frame) is not None:
        _write(frame._txBody, notes)  # noqa: SLF001
    shown.core_properties.title = clean(str(names["title"]))[:255]
    target = io.BytesIO()
    shown.save(target)
    return pack(anonymous(unpack(target.getvalue())))


def unknown_boxes(kind: str, context: object, template: Path) -> list[Unknown]:
    """The boxes of a user's slide that are named as fields are, but as no field of the report is.

    PowerPoint's own names ("TextBox 5") are no mistakes. UserError: those of render_pptx.
    """
    names = context_of(context)
    known = {*names, *names.get("charts", {})}
    slide = Presentation(io.BytesIO(render_pptx(kind, context, template))).slides[0]
    return [
        Unknown(f"กล่อง «{name}»", name, tuple(get_close_matches(name, sorted(known), n=3, cutoff=0.6)))
        for name in dict.fromkeys(shape.name for shape in slide.shapes)
        if _FIELD.fullmatch(name) and name not in known
    ]


def _read(template: Path) -> bytes:
    try:
        data = template.read_bytes()
    except OSError as error:
        raise UserError("template_missing", template=str(template)) from error
    check_template(data, template.name, MAIN)
    return data


def _write(body: Any, texts: tuple[str, ...]) -> None:
    """Put texts in, a paragraph each, in the look of the first paragraph that stands there."""
    paragraphs = body.findall(_PARAGRAPH)
    first = paragraphs[0] if paragraphs else etree.SubElement(body, _PARAGRAPH)
    look, run_look = first.find(_PROPERTIES), first.find(f"{_RUN}/{_RUN_LOOK}")
    for paragraph in paragraphs:
        body.remove(paragraph)
    for text in texts:
        paragraph = etree.SubElement(body, _PARAGRAPH)
        if look is not None:
            paragraph.append(deepcopy(look))
        run = etree.SubElement(paragraph, _RUN)
        properties = etree.SubElement(run, _RUN_LOOK) if run_look is None else deepcopy(run_look)
        if run_look is not None:
            run.append(properties)
        properties.set("lang", "th-TH")
        etree.SubElement(run, qn("a:t")).text = joined(" ".join(clean(text).split("\n")))


def _fill(part: Any, data: Any) -> None:
    """A chart part and the workbook behind it, with these figures."""
    part._element = parse_xml(fill_chart(part.blob, data))  # noqa: SLF001 the chart's own series are replaced as in Word
    part.chart_workbook.update_from_xlsx_blob(chart_workbook(data))
