"""Figures and dates as Thai readers write them, in one place for every report.

A number never breaks from its word: the spaces in "ร้อยละ 95" and "พ.ศ. 2565" are no-break spaces. Scores have
four decimals and come from the stored value, so that what is printed is what decided. Source: REPORTS.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from addin.rules import fiscal
from addin.rules.exact import number_text

NBSP = "\u00a0"
DASH = "–"
MINUS = "\u2212"

_THAI_AND_FIGURE = re.compile(r"(?<=[\u0e00-\u0e7f]) (?=[0-9๐-๙])")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Number = float | Decimal | int


def clean(text: str) -> str:
    r"""A text that XML and HTML can carry: each character that they forbid is replaced by a visible sign.

    C0 controls become their control picture, anything else U+FFFD; line feeds and tabs stay.

    >>> clean("a\x07b\r\nc")
    'a␇b\nc'
    """
    return _UNWRITABLE.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def shown(text: object) -> str:
    """A text of the book, or a dash where there is none."""
    return str(text) if text else DASH


def tied(sentence: str) -> str:
    r"""A sentence of ours whose Thai words do not break from the figure that follows them.

    >>> tied("ร้อยละ 95") == "ร้อยละ\u00a095"
    True
    """
    return _THAI_AND_FIGURE.sub(NBSP, sentence)


def both(first: str, last: str) -> str:
    """Two names and the word between them, which stands close to Thai and apart from anything else.

    >>> both("กองคลัง", "กองแผนงาน"), both("PL01", "PL02")
    ('กองคลัง และกองแผนงาน', 'PL01 และ PL02')
    """
    space = "" if "\u0e01" <= last[:1] <= "\u0e4e" else " "
    return f"{first} และ{space}{last}"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes figures; with `thai_digits` every figure of ours has ๐-๙."""

    thai_digits: bool = False

    def digits(self, text: str) -> str:
        """A text of ours, in the digits that the setting asks for."""
        return fiscal.thai_digits(text) if self.thai_digits else text

    def say(self, sentence: str) -> str:
        """A sentence of ours: figures tied to their words, in the digits asked for."""
        return self.digits(tied(sentence))

    def score(self, value: Number | None) -> str:
        """A score with its four decimals; a dash where there is none."""
        return DASH if value is None else self.digits(f"{value:.4f}")

    def signed(self, value: Number | None) -> str:
        """A difference with four decimals and its sign."""
        if value is None:
            return DASH
        text = f"{abs(value):.4f}"
        sign = "" if not value else "+" if value > 0 else MINUS
        return self.digits(sign + text)

    def number(self, value: Number | None) -> str:
        """A number with the decimals that it has, thousands in groups.

        >>> Writer().number(12345.5)
        '12,345.5'
        """
        if value is None:
            return DASH
        text = number_text(float(value)) if isinstance(value, (int, float)) else f"{value:f}"
        whole, point, decimals = text.lstrip("-").partition(".")
        sign = MINUS if text.startswith("-") else ""
        return self.digits(sign + f"{int(whole):,}" + point + decimals)

    def count(self, value: int) -> str:
        """A whole number, thousands in groups."""
        return self.digits(f"{value:,}")

    def percent(self, value: Number | None, places: int = 4) -> str:
        """A percentage with `places` decimals, without its word."""
        return DASH if value is None else self.digits(f"{value:.{places}f}".replace("-", MINUS))

    def money(self, value: Number | None) -> str:
        """Baht with two decimals, or none where the amount is whole."""
        if value is None:
            return DASH
        whole = value == int(value)
        return self.digits(f"{value:,.0f}" if whole else f"{value:,.2f}")

    def date(self, value: dt.date | None) -> str:
        """12 พ.ย. 64, with no-break spaces."""
        return DASH if value is None else self._fixed(fiscal.thai_date_short(value))

    def date_long(self, value: dt.date | None) -> str:
        """12 พฤศจิกายน 2564, with no-break spaces."""
        return DASH if value is None else self._fixed(fiscal.thai_date(value))

    def month(self, month: str) -> str:
        """ก.พ. 65, with a no-break space; what is not a month as it stands."""
        try:
            return self._fixed(fiscal.month_label(month))
        except ValueError:
            return clean(month)

    def month_long(self, month: str) -> str:
        """กุมภาพันธ์ 2565, with a no-break space."""
        return self._fixed(fiscal.month_long(month))

    def names(self, names: Iterable[str], limit: int = 6, counted: str = "รายการ") -> str:
        """Names in a row: the first `limit` and how many more."""
        every = list(names)
        shown = every[:limit]
        rest = len(every) - len(shown)
        if rest:
            return ", ".join(shown) + self.say(f" และอีก {rest} {counted}")
        return both(", ".join(shown[:-1]), shown[-1]) if len(shown) > 1 else "".join(shown)

    def _fixed(self, text: str) -> str:
        return self.digits(text.replace(" ", NBSP))
