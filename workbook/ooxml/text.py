"""Text as Excel stores it in XML: entities, and characters that XML cannot hold as `_xHHHH_`.

ECMA-376 part 1, 22.9.2.19 (ST_Xstring). An underscore that would read as such an escape is escaped itself.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape as _escape

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MUST_ESCAPE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ENTITY: Final = re.compile(r"&(#x[0-9A-Fa-f]+|#\d+|amp|lt|gt|quot|apos);")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#x"):
        return chr(int(f"0{name[1:]}", 0))
    return chr(int(name[1:])) if name.startswith("#") else _NAMED[name]


def from_xml(raw: str) -> str:
    """The characters that a run of XML text stands for: entities resolved, line ends as XML reads them."""
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_entity, raw) if "&" in raw else raw


def to_xml(text: str) -> str:
    """Text for an element's content: & < > as entities."""
    return _escape(text)


def unescape(text: str) -> str:
    r"""Excel's text for what its XML holds: `_x000D_` is a carriage return.

    >>> unescape("a_x000D_b _x005F_x000D_")
    'a\rb _x000D_'
    """
    if "_x" not in text:
        return text
    return join_surrogates(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))


def join_surrogates(text: str) -> str:
    """Two halves of one character that stand side by side become that character, as in UTF-16."""
    if text.isascii() or _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def escape(text: str) -> str:
    r"""The inverse of unescape: every character that XML or Excel would lose becomes `_xHHHH_`.

    >>> escape("a\rb _x000D_")
    'a_x000D_b _x005F_x000D_'
    """
    return _MUST_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def utf16_units(text: str) -> int:
    """Length as Excel counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
