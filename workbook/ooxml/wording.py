"""Texts of a package passed through a function: strings of cells, of drawings and charts, of names and notes.

Numbers are never touched: 0.123456789 reads like a telephone number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from workbook.ooxml.reader import rich_text
from workbook.ooxml.sheet import Words, words
from workbook.ooxml.text import escape, from_xml, to_xml, unescape
from workbook.ooxml.xml import descendants, local

Scrub = Callable[[str], str]

_STRING: Final = re.compile(r'"((?:[^"]|"")*)"')
_SPOKEN: Final = frozenset(
    {"display", "tooltip", "prompt", "promptTitle", "error", "errorTitle", "descr", "title", "altText"}
)
"""Attributes whose values people read."""
_NAMED: Final = frozenset({"tableColumn", "cNvPr", "filter", "customFilter"})
"""Elements whose `name` or `val` is a text, not a number or a key."""
_FORMULAS: Final = frozenset({"formula", "formula1", "formula2", "f", "definedName"})
_LINES: Final = frozenset(
    {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter", "t", "v"}
)


def spoken(root: etree._Element, scrub: Scrub) -> None:
    """Scrub every text of a small part in place; runs of one paragraph are read as one text."""
    for paragraph in descendants(root, "p"):
        runs = [one for one in paragraph.iter() if local(one) == "t"]
        whole = "".join(one.text or "" for one in runs)
        clean = scrub(whole)
        if runs and clean != whole:
            for run in runs:
                run.text = None
            runs[0].text = clean
    for one in root.iter():
        name = local(one)
        if name in _FORMULAS and one.text:
            one.text = literals(one.text, scrub)
        elif name in _LINES and one.text and not _is_number(one):
            one.text = _stored(one.text, scrub)
        for key, value in one.attrib.items():
            if local_name(str(key)) in _SPOKEN or (name in _NAMED and key in {"name", "val"}):
                one.set(key, _stored(str(value), scrub))


def local_name(name: str) -> str:
    """An attribute's name without its namespace."""
    return name.rpartition("}")[2]


def literals(formula: str, scrub: Scrub) -> str:
    """A formula in which the texts between quotes are scrubbed."""

    def clean(match: re.Match[str]) -> str:
        return '"' + scrub(match[1].replace('""', '"')).replace('"', '""') + '"'

    return _STRING.sub(clean, formula)


def _is_number(element: etree._Element) -> bool:
    """True for a value in the numbers that a chart keeps."""
    return any(local(above) in {"numCache", "numLit"} for above in element.iterancestors())


def _stored(text: str, scrub: Scrub) -> str:
    shown = unescape(text)
    clean = scrub(shown)
    return text if clean == shown else escape(clean)


def plain_cells(body: str, prefix: str, scrub: Scrub) -> tuple[str, set[int]]:
    """The rows of a sheet without formulas, with their own texts scrubbed; and the shared strings they use.

    What a formula showed stays as a value.
    """
    word = words(prefix)
    p = re.escape(prefix)
    body = word.formula.sub("", body)
    inline = re.compile(rf"<{p}is>(.*?)</{p}is>", re.DOTALL)
    shown = re.compile(rf'(<{p}c\s[^>]*?\bt="str"[^>]*>\s*<{p}v(?:\s[^>]*)?>)([^<]*)(</{p}v>)')
    body = inline.sub(lambda match: f"<{prefix}is>{_item(match[1], word, scrub)}</{prefix}is>", body)
    body = shown.sub(lambda match: match[1] + _text(match[2], scrub) + match[3], body)
    body = re.sub(rf'(<{p}c\s[^>]*?)\s[cv]m="\d+"', r"\1", body)
    body = re.sub(rf'(<{p}c\s[^>]*?)\s[cv]m="\d+"', r"\1", body)
    body = re.sub(rf'(<{p}c\s[^>]*?)\st="str"([^>]*?(?:/>|></{p}c>))', r"\1\2", body)
    shared = re.compile(rf'<{p}c\s[^>]*?\bt="s"[^>]*>\s*<{p}v(?:\s[^>]*)?>\s*(\d+)\s*</{p}v>')
    return body, set(map(int, shared.findall(body)))


def strings(text: str, used: set[int], scrub: Scrub) -> str:
    """The shared strings of a book: those that no cell uses blank, the others scrubbed, each in its place."""
    match = re.search(r"<(?:(\w+):)?sst\b", text)
    word = words(f"{match[1]}:" if match and match[1] else "")
    count = -1

    def clean(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        inner = _item(found[1] or "", word, scrub) if count in used else f"<{word.prefix}t/>"
        return f"<{word.prefix}si>{inner}</{word.prefix}si>"

    return word.string.sub(clean, text)


def _item(xml: str, word: Words, scrub: Scrub) -> str:
    """A string item scrubbed: as it is where nothing changes, else one run without formats."""
    whole = rich_text(xml, word)
    clean = scrub(whole)
    if clean == whole and f"{word.prefix}rPh" not in xml:
        return xml
    return f'<{word.prefix}t xml:space="preserve">{to_xml(escape(clean))}</{word.prefix}t>'


def _text(raw: str, scrub: Scrub) -> str:
    shown = unescape(from_xml(raw))
    clean = scrub(shown)
    return raw if clean == shown else to_xml(escape(clean))
