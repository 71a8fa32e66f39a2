"""The Jinja environments of reports: sandboxed, strict, escaping, for templates that anybody may have edited.

A template sees the context and nothing else: no attribute that begins with an underscore, no way to change a
value, no file but the macros that we ship. What is wrong with a template is said with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from addin.reports.thai import clean
from workbook.errors import UserError

_NAME = re.compile(r"has no (?:attribute|element) '?([^']+)'?$|^'([^']+)' is undefined")

_COMPOUNDS = (
    "ร้อย|ละ", "เป้า|หมาย", "หน่วย|งาน", "ตัว|ชี้|วัด", "ต่ำ|กว่า", "คะแนน", "ปี|งบ|ประมาณ", "คำ|รับรอง", "แผน|งาน",
    "โครง|การ", "มาตร|การ", "กล|ยุทธ์", "ราย|งาน", "ขั้น|ตอน", "ตรง|เวลา", "ล่า|ช้า", "ย้อน|หลัง", "แนว|โน้ม", "อันดับ",
    "ถึง|เกณฑ์", "น้ำ|หนัก", "งบ|ประมาณ", "เบิก|จ่าย", "กิจ|กรรม", "ข้อ|มูล", "ตรวจ|สอบ", "แก้|ไข", "หลัก|ฐาน", "สา|เหตุ",
    "ใกล้|เกณฑ์", "อุป|สรรค", "รับ|ผิด|ชอบ", "ศูนย์|อนามัย", "หมาย|เหตุ", "ปฏิบัติ|ราชการ", "ล่า|สุด", "กำหนด|ส่ง",
    "กุมภาพันธ์", "มกราคม", "สถานะ", "ปฏิบัติ|การ",
)  # fmt: skip
_JOINED = {marked.replace("|", ""): marked for marked in _COMPOUNDS}
_COMPOUND = re.compile("|".join(sorted(_JOINED, key=len, reverse=True)))
_JOINER = "\u200d"
"""Word's own "No-Width Non Break", at which ICU does not break either; TH Sarabun has no glyph for U+2060."""


def whole(text: object) -> Markup:
    """A heading in HTML whose compounds do not break inside: เป้าหมาย, ร้อยละ.

    Escaped; each compound stands in a span that does not wrap.
    """
    parts, end, string = [], 0, clean(str(text))
    for match in _COMPOUND.finditer(string):
        parts += [
            escape(string[end : match.start()]),
            Markup('<span class="k">'),
            match[0],
            Markup("</span>"),
        ]
        end = match.end()
    return Markup("").join([*parts, escape(string[end:])])


def joined(text: object) -> str:
    """A heading in Word whose compounds do not break inside."""
    return _COMPOUND.sub(lambda match: _JOINED[match[0]].replace("|", _JOINER), str(text))


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of every template: `finalize` prepares what is printed, `unbroken` is whole."""

    def __init__(
        self, loader: BaseLoader | None, finalize: Callable[[Any], Any], unbroken: Callable[[object], str]
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=True,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            auto_reload=False,
        )
        self.globals.pop("lipsum", None)
        self.globals.pop("cycler", None)
        self.filters["whole"] = unbroken


def printable(value: Any) -> Any:
    """A value as HTML can carry it: forbidden characters replaced; None is a mistake of the template."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def refuse(error: Exception, template: str, place: Callable[[int], str], sources: set[str]) -> UserError:
    """The sentence for a template's mistake: template, place, name.

    `place` says where a line of the source is; `sources` are the names under which Jinja knows the template.
    Codes: template_syntax, template_unknown_name, template_forbidden, template_failed.
    """
    if isinstance(error, TemplateSyntaxError):
        where = (
            place(error.lineno) if (error.filename or error.name or "<unknown>") in sources else error.name
        )
        return UserError("template_syntax", template=template, place=where or "", reason=error.message or "")
    where = place(_line(error, sources))
    if isinstance(error, UndefinedError):
        found = _NAME.search(error.message or "")
        name = (found[1] or found[2]) if found else (error.message or "")
        return UserError("template_unknown_name", template=template, place=where, name=name)
    if isinstance(error, SecurityError):
        return UserError("template_forbidden", template=template, place=where, reason=error.message or "")
    return UserError(
        "template_failed", template=template, place=where, reason=f"{type(error).__name__}: {error}"
    )


def _line(error: BaseException, sources: set[str]) -> int:
    """The line of the template in the traceback; the innermost one that belongs to it."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in sources:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


TEMPLATE_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""What a template can raise while it renders; a bug of ours in a context would be a KeyError before that."""


def template_folder() -> Path:
    """Where the shipped templates stand: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "report_templates"
    return installed if installed.is_dir() else package.parent / "report_templates"


def context_of(context: object) -> Mapping[str, Any]:
    """The fields of a context as the names of a template."""
    return {name: getattr(context, name) for name in context.__dataclass_fields__}  # type: ignore[attr-defined]
