"""The Jinja environments of reports: sandboxed, strict, escaping, for templates that anybody may have edited.

A template sees the context and nothing else: no attribute that begins with an underscore, no way to change a
value, no file but the macros that we ship. Nor can it build texts, lists or numbers without bound in one
step (MAX_ITEMS, MAX_RANGE, MAX_BITS). What is wrong with a template is said with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sized
from functools import wraps
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.filters import do_format
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from addin.reports.noted import Strict
from addin.reports.thai import clean
from workbook.errors import UserError

MAX_ITEMS = 100_000
"""Characters or items that one operation of a template may make; a whole overview has 230,000 characters."""
MAX_RANGE = 10_000
"""Turns of one range()."""
MAX_BITS = 4096
"""Of a whole number that a template computes."""

_WIDTH = re.compile(r"%[^a-zA-Z%]*(?:\d{5}|\*)|[{][^{}]*:[^{}]*(?:\d{5}|[{])")
_WIDENING = frozenset({"center", "ljust", "rjust", "zfill", "expandtabs"})
_WIDE_FILTERS = ("center", "indent", "batch", "slice", "tojson", "round")

_OPEN = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_STRAY = re.compile(r"unknown tag '(\w+)'")
_REACHED = re.compile(r"^access to attribute '([^']+)'")
_NAME = re.compile(r"has no (?:attribute|element) '?([^']+)'?$|^'([^']+)' is undefined")

_COMPOUNDS = (
    "ร้อย|ละ", "เป้า|หมาย", "หน่วย|งาน", "ตัว|ชี้|วัด", "ต่ำ|กว่า", "คะแนน", "ปี|งบ|ประมาณ", "คำ|รับรอง", "แผน|งาน",
    "โครง|การ", "มาตร|การ", "กล|ยุทธ์", "ราย|งาน", "ขั้น|ตอน", "ตรง|เวลา", "ล่า|ช้า", "ย้อน|หลัง", "แนว|โน้ม", "อันดับ",
    "ถึง|เกณฑ์", "น้ำ|หนัก", "งบ|ประมาณ", "เบิก|จ่าย", "กิจ|กรรม", "ข้อ|มูล", "ตรวจ|สอบ", "แก้|ไข", "หลัก|ฐาน", "สา|เหตุ",
    "ใกล้|เกณฑ์", "อุป|สรรค", "รับ|ผิด|ชอบ", "ศูนย์|อนามัย", "หมาย|เหตุ", "ปฏิบัติ|ราชการ", "ล่า|สุด", "กำหนด|ส่ง",
    "สูง|สุด", "ต่ำ|สุด", "หน่วย|วัด", "กุมภาพันธ์", "มกราคม", "สถานะ", "ปฏิบัติ|การ",
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

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(
        self, loader: BaseLoader | None, finalize: Callable[[Any], Any], unbroken: Callable[[object], str]
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=Strict,
            autoescape=True,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            auto_reload=False,
        )
        self.globals.pop("lipsum", None)
        self.globals.pop("cycler", None)
        self.globals["range"] = _range
        self.filters["whole"] = unbroken
        self.filters["format"] = _format
        for name in _WIDE_FILTERS:
            self.filters[name] = _narrow(self.filters[name])

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute that a template may see; a declared field of a context is not looked at twice."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The operation, unless its result would be beyond bounds: SecurityError."""
        _check_operation(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, PYI063
        """The call, unless it is a text's method asked for a width beyond bounds: SecurityError."""
        method = getattr(__obj, "__wrapped__", __obj)  # the sandbox wraps str.format
        text, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
        if isinstance(text, str) and name in {"format", "format_map"}:
            _check_format(text)
        elif isinstance(text, str) and name in _WIDENING:
            _check_numbers((*args, *kwargs.values()))
        return super().call(__context, __obj, *args, **kwargs)


def _range(*args: int) -> range:
    """range() with at most MAX_RANGE turns."""
    made = range(*args)
    try:
        turns = len(made)
    except OverflowError as error:
        raise _refused("range()", MAX_RANGE) from error
    if turns > MAX_RANGE:
        raise _refused("range()", MAX_RANGE)
    return made


def _refused(what: str, limit: int) -> SecurityError:
    return SecurityError(f"{what} > {limit:,}")


def _check_operation(operator: str, left: Any, right: Any) -> None:
    if operator == "%" and isinstance(left, (str, bytes)):
        _check_format(str(left))
    elif isinstance(left, int) and isinstance(right, int):
        bits = {"*": left.bit_length() + right.bit_length(), "**": left.bit_length() * max(right, 0)}
        if bits.get(operator, 0) > MAX_BITS:
            raise _refused(operator, MAX_BITS)
    elif operator == "*":
        for items, times in ((left, right), (right, left)):
            if isinstance(items, Sized) and isinstance(times, int) and len(items) * times > MAX_ITEMS:
                raise _refused(operator, MAX_ITEMS)
    elif (
        operator == "+"
        and isinstance(left, Sized)
        and isinstance(right, Sized)
        and len(left) + len(right) > MAX_ITEMS
    ):
        raise _refused(operator, MAX_ITEMS)


def _check_format(text: str) -> None:
    if _WIDTH.search(text):
        raise _refused("width", 9_999)


def _check_numbers(values: Iterable[Any]) -> None:
    if any(isinstance(value, int) and abs(value) > MAX_RANGE for value in values):
        raise _refused("width", MAX_RANGE)


def _narrow(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that refuses widths and counts beyond bounds; its value itself may be any number."""
    first = 2 if hasattr(filter_, "jinja_pass_arg") else 1

    @wraps(filter_)
    def narrow(*args: Any, **kwargs: Any) -> Any:
        _check_numbers((*args[first:], *kwargs.values()))
        return filter_(*args, **kwargs)

    return narrow


def _format(value: str, *args: Any, **kwargs: Any) -> str:
    """Jinja's filter `format`, without widths beyond bounds."""
    _check_format(str(value))
    return do_format(value, *args, **kwargs)


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
        return UserError(
            "template_syntax", template=template, place=where or "", reason=_told(error.message or "")
        )
    where = place(_line(error, sources))
    if isinstance(error, UndefinedError):
        found = _NAME.search(error.message or "")
        name = (found[1] or found[2]) if found else (error.message or "")
        return UserError("template_unknown_name", template=template, place=where, name=name)
    if isinstance(error, SecurityError):
        reached = _REACHED.search(error.message or "")
        reason = reached[1] if reached else error.message or ""
        return UserError("template_forbidden", template=template, place=where, reason=reason)
    return UserError(
        "template_failed", template=template, place=where, reason=f"{type(error).__name__}: {error}"
    )


def _told(message: str) -> str:
    """Jinja's commonest complaint in Thai: what is not closed, or is closed without being opened."""
    if found := _OPEN.search(message):
        return f"คำสั่ง {found[1]} ยังไม่มี end{found[1]} ปิด"
    if found := _STRAY.search(message):
        return f"ไม่รู้จักคำสั่ง {found[1]} หรือไม่มีคำสั่งเปิดของมัน"
    return message


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
