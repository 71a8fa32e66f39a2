"""Tags of a Word template that do not close, found before docxtpl looks for them.

docxtpl takes `{{ kpi.score }` for the beginning of a longer tag and swallows what follows, rows of a table
too, without a word. So each paragraph's tags are read by themselves first: a tag stands within one paragraph.
"""

from __future__ import annotations

from typing import Final

from docx.oxml.ns import qn
from jinja2 import Environment, TemplateSyntaxError

from addin.reports.wordparts import parsed
from workbook.errors import UserError

_MARKS: Final = ("{{", "}}", "{%", "%}")
_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")
"""Word's own quotes, which docxtpl reads as straight ones."""
_READER: Final = Environment(autoescape=True)
"""Only tells tags from text; nothing is rendered by it."""


def check_tags(part: bytes, template: str) -> None:
    """Refuse a paragraph with a tag that is not closed, or closed without being opened.

    UserError: template_syntax.
    """
    for paragraph in parsed(part).iter(qn("w:p")):
        text = "".join(
            piece.text or ""
            for piece in paragraph.iter(qn("w:t"))
            if next(piece.iterancestors(qn("w:p"))) is paragraph
        )
        if any(mark in text for mark in _MARKS) and not _closed(text):
            raise UserError(
                "template_syntax",
                template=template,
                place=f"ย่อหน้า «{text.strip()[:80]}»",
                reason="วงเล็บปีกกาเปิดและปิดไม่ครบคู่",
            )


def _closed(text: str) -> bool:
    try:
        tokens = list(_READER.lex(text.translate(_QUOTES)))
    except TemplateSyntaxError:
        return False
    return not any(mark in value for _, kind, value in tokens if kind == "data" for mark in _MARKS)
