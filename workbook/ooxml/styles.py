"""Cell formats: which ones show a date, and a variant of one that shows a number or a date instead.

Number format ids: ECMA-376 part 1, 18.8.30; ids 27-36, 50-58 are dates in East Asia, 71-81 in Thailand.
"""

from __future__ import annotations

import copy
import re
from typing import Final

from lxml import etree

from workbook.errors import CannotWrite
from workbook.ooxml.limits import MAX_CELL_FORMATS
from workbook.ooxml.package import Package
from workbook.ooxml.xml import child, children

_BUILT_IN_DATES: Final = frozenset(
    [*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)]
)
_GENERAL: Final = 0
_DATE: Final = 14
_DATE_TIME: Final = 22
_NOT_FORMAT: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTER: Final = re.compile(r"[ymdhs]|b[12]|bb|ปป|ดด|ว/ด", re.IGNORECASE)


def shows_date(code: str) -> bool:
    """True when a number format code shows a day or a time.

    Texts in quotes, escaped characters, colours, conditions and locales such as [$-107041E] (Thai digits and
    the Buddhist era) are not format letters. Only the first section counts: that of positive numbers.

    >>> shows_date('[$-107041E]d mmm yy;@'), shows_date('0.00 "day"'), shows_date("0E+00")
    (True, False, False)
    """
    first = _NOT_FORMAT.sub("", code).split(";")[0]
    if "general" in first.lower():
        return False
    return _DATE_LETTER.search(first) is not None


class Styles:
    """The cell formats of a package. `variant` stages a new format only where no existing one serves."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.related(package.workbook_part, "styles")
        self.dates: frozenset[int] = frozenset()
        self._variants: dict[tuple[int, int], int] = {}
        if self._part is not None:
            self._load(package.tree(self._part))

    def _load(self, root: etree._Element) -> None:
        codes = child(root, "numFmts")
        custom = {
            str(one.get("numFmtId")): shows_date(str(one.get("formatCode", "")))
            for one in (children(codes, "numFmt") if codes is not None else [])
        }
        formats = child(root, "cellXfs")
        rows = children(formats, "xf") if formats is not None else []
        ids = [str(xf.get("numFmtId", "0")) for xf in rows]
        self.dates = frozenset(
            index
            for index, one in enumerate(ids)
            if custom.get(one, one.isascii() and one.isdigit() and int(one) in _BUILT_IN_DATES)
        )

    def for_date(self, style: int, *, with_time: bool) -> int:
        """A format like `style` that shows a date; `style` itself when it does."""
        return style if style in self.dates else self._variant(style, _DATE_TIME if with_time else _DATE)

    def for_number(self, style: int) -> int:
        """A format like `style` that shows a number; `style` itself unless it shows a date."""
        return self._variant(style, _GENERAL) if style in self.dates else style

    def _variant(self, style: int, number_format: int) -> int:
        known = self._variants.get((style, number_format))
        if known is not None:
            return known
        if self._part is None:
            raise CannotWrite("no_styles")
        root = self._package.tree(self._part)
        formats = child(root, "cellXfs")
        existing = children(formats, "xf") if formats is not None else []
        if formats is None or not existing or len(existing) >= MAX_CELL_FORMATS:
            raise CannotWrite("no_styles")
        new = copy.deepcopy(existing[style] if style < len(existing) else existing[0])
        new.set("numFmtId", str(number_format))
        new.set("applyNumberFormat", "1")
        same = [index for index, one in enumerate(existing) if _equal(one, new)]
        if same:
            found = same[0]
        else:
            existing[-1].addnext(new)
            found = len(existing)
            formats.set("count", str(found + 1))
            self._package.put(self._part, root)
            self._load(root)
        self._variants[style, number_format] = found
        return found


def _equal(left: etree._Element, right: etree._Element) -> bool:
    one, other = copy.deepcopy(left), copy.deepcopy(right)
    one.tail = other.tail = None
    return bool(etree.tostring(one, method="c14n") == etree.tostring(other, method="c14n"))
