"""The look of the master: palette, theme fonts, built-in cell styles in our palette, number formats.

The font is Tahoma 10: every Windows since XP and Office for Mac carry it, its Thai is drawn for the screen,
and the column widths below were chosen for it. TH Sarabun, the font of official letters, is not on every
machine, and a substituted font cuts Thai text in cells whose width was fitted to another.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook import Workbook
from openpyxl.writer.theme import theme_xml

from workbook.schema.home import Shown
from workbook.schema.model import NUMERIC, Column, ColumnType, Role

FONT: Final = "Tahoma"

NAVY: Final = "1F3550"
BLUE: Final = "2F6DB5"
GREY: Final = "5F6B78"
GREEN: Final = "2E7D5B"
RED: Final = "B3261E"
AMBER: Final = "8A5A00"
INK: Final = "1B2733"
WHITE: Final = "FFFFFF"
LINE: Final = "CBD5DF"
PALE_BLUE: Final = "F1F6FC"
PALE_GREY: Final = "F2F4F6"
PALE_GREEN: Final = "E3F2EA"
PALE_RED: Final = "FBE7E4"
PALE_AMBER: Final = "FFF1CF"

PRESENTATION: Final = "presentation"
"""The class of the home sheet, beside the three roles of tables."""

TAB_COLOURS: Final[dict[str, str]] = {
    Role.CONTROL: "8C969F",
    Role.INPUT: BLUE,
    Role.RESULT: WHITE,
    PRESENTATION: GREEN,
}
HEADER_FILLS: Final[dict[str, str]] = {
    Role.CONTROL: GREY,
    Role.INPUT: BLUE,
    Role.RESULT: NAVY,
    PRESENTATION: GREEN,
}
"""Header colour by class; white text on each has a contrast of 5 or more."""

TABLE_STYLE: Final = "TableStyleMedium2"
"""Striped in the theme's first accent; the header's own fill lies over it."""

DATE_FORMAT: Final = "[$-107041E]d mmm yy;@"
"""Day, Thai month, B.E. year: locale 041E (Thai) with calendar 07 (Buddhist)."""
MOMENT_FORMAT: Final = '[$-107041E]d mmm yy hh:mm" น.";@'

_FORMATS: Final[dict[ColumnType, str]] = {
    ColumnType.TEXT: "General",
    ColumnType.CODE: "@",
    ColumnType.NUMBER: "General",  # as many decimals as typed; "0.####" would leave a bare point
    ColumnType.SCORE: "0.0000",
    ColumnType.MONEY: "#,##0.00",
    ColumnType.INTEGER: "0",
    ColumnType.DATE: DATE_FORMAT,
    ColumnType.MONTH: "@",
    ColumnType.CHOICE: "General",
    ColumnType.LETTERS: "@",
    ColumnType.CHOICES: "@",
    ColumnType.VALUE: "General",
}

HOME_FORMATS: Final[dict[Shown, str]] = {
    Shown.HEADING: "General",
    Shown.HEADLINE: "General",
    Shown.TEXT: "General",
    Shown.LONG_TEXT: "General",
    Shown.UNITS: '0" หน่วยงาน"',
    Shown.COUNT: '0" รายการ"',
    Shown.PERCENT: '"ร้อยละ "0.00',
    Shown.DATE: "[$-107041E]d mmmm yyyy;@",
    Shown.MOMENT: MOMENT_FORMAT,
    Shown.INTERNAL: "#,##0.####",
}


_OWN_FORMATS: Final = {
    "shortfall": '0.0000;-0.0000;"–"',  # a wall of 0.0000 hides the few units that are short
    "kpis_missing": '0;-0;"–"',
}


def number_format(column: Column) -> str:
    """The number format of a column's cells."""
    return _OWN_FORMATS.get(column.key, _FORMATS[column.type])


_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_TEXT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_CENTRED = frozenset(
    {ColumnType.CODE, ColumnType.MONTH, ColumnType.DATE, ColumnType.CHOICE, ColumnType.LETTERS}
)


_WIDEST_CENTRED = 30.0


def alignment(column: Column) -> Alignment:
    """Text left and wrapped, quantities right, codes, dates, choices and ordinals in the middle."""
    if column.type is ColumnType.CHOICE and column.width > _WIDEST_CENTRED:
        return _TEXT
    if column.type in _CENTRED or (column.type is ColumnType.INTEGER and column.unit is None):
        return _CENTRE
    return _RIGHT if column.type in NUMERIC else _TEXT


def font(size: float = 10, colour: str = INK, **more: Any) -> Font:
    """Our font."""
    return Font(name=FONT, size=size, color=f"FF{colour}", family=2, **more)


def fill(colour: str) -> PatternFill:
    """A solid fill."""
    return PatternFill("solid", fgColor=f"FF{colour}", bgColor=f"FF{colour}")


def box(colour: str = LINE) -> Border:
    """A thin line on all four sides."""
    side = Side("thin", color=f"FF{colour}")
    return Border(left=side, right=side, top=side, bottom=side)


def _rule(colour: str) -> Border:
    return Border(bottom=Side("medium", color=f"FF{colour}"))


def _styles() -> tuple[NamedStyle, ...]:
    """Excel's built-in styles (by their ids, so that every language's Excel names them) in our palette."""
    middle = Alignment(vertical="center")
    locked = Protection(locked=True)
    return (
        NamedStyle("Title", font(17, NAVY, bold=True), alignment=middle, builtinId=15),
        NamedStyle("Heading 1", font(14, NAVY, bold=True), alignment=_LEFT, builtinId=16),
        NamedStyle(
            "Heading 2", font(11, NAVY, bold=True), border=_rule(NAVY), alignment=middle, builtinId=17
        ),
        NamedStyle(
            "Heading 3", font(10, NAVY, bold=True), border=_rule(LINE), alignment=middle, builtinId=18
        ),
        NamedStyle("Explanatory Text", font(10, GREY), alignment=middle, builtinId=53),
        NamedStyle("Warning Text", font(10, RED, bold=True), alignment=middle, builtinId=11),
        NamedStyle("Hyperlink", font(10, BLUE, underline="single"), alignment=middle, builtinId=8),
        NamedStyle("Note", font(9, GREY), fill(PALE_GREY), alignment=_LEFT, builtinId=10),
        NamedStyle("Input", font(10, INK), fill(PALE_BLUE), box(), alignment=_LEFT, builtinId=20),
        NamedStyle("Output", font(10, INK), border=box(), alignment=_LEFT, protection=locked, builtinId=21),
        NamedStyle(
            "Calculation", font(10, NAVY), border=box(), alignment=_RIGHT, protection=locked, builtinId=22
        ),
        NamedStyle("Good", font(10, GREEN, bold=True), fill(PALE_GREEN), builtinId=26),
        NamedStyle("Bad", font(10, RED, bold=True), fill(PALE_RED), builtinId=27),
        NamedStyle("Neutral", font(10, AMBER, bold=True), fill(PALE_AMBER), builtinId=28),
    )


_THEME_COLOURS: Final = {
    "dk2": NAVY,
    "lt2": PALE_GREY,
    "accent1": BLUE,
    "accent2": "D9822B",
    "accent3": GREEN,
    "accent4": GREY,
    "accent5": "5B8DB8",
    "accent6": RED,
    "hlink": BLUE,
    "folHlink": GREY,
}


def theme() -> bytes:
    """The theme part: our colours, and Tahoma as heading and body font for Latin and Thai alike."""
    text = theme_xml if isinstance(theme_xml, str) else theme_xml.decode()
    text = text.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
    for name, colour in _THEME_COLOURS.items():
        text = re.sub(rf'(<a:{name}>\s*<a:srgbClr val=")[0-9A-F]{{6}}', rf"\g<1>{colour}", text)
    text = re.sub(r'(<a:latin typeface=")(Cambria|Calibri)"', rf'\g<1>{FONT}"', text)
    text = re.sub(r'<a:cs typeface=""/>', f'<a:cs typeface="{FONT}"/>', text)
    text = re.sub(r'(<a:font script="Thai" typeface=")[^"]*', rf"\g<1>{FONT}", text)
    return text.encode()


def dress(book: Workbook) -> None:
    """Gives a new openpyxl workbook our default font, theme and named styles."""
    # The first font of the list is the one by which Excel measures column widths.
    book._fonts = IndexedList([font()])  # type: ignore[attr-defined]  # noqa: SLF001 - no public way
    normal = book._named_styles["Normal"]  # type: ignore[attr-defined]  # noqa: SLF001
    normal.font = font()
    book.loaded_theme = theme()
    for style in _styles():
        book.add_named_style(style)


def visible_length(text: str) -> int:
    """How many columns a text takes: Thai vowels and tone marks above and below take none.

    >>> visible_length("ที่อยู่")
    3
    """
    return sum(unicodedata.category(mark) != "Mn" for mark in text)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width, indent and padding taken off.

    Tahoma draws a Thai letter about as wide as a digit, which is what a column's width counts; words that do
    not fit a line whole cost some room.
    """
    room = max(width - 2.0, 1.0)
    return sum(max(1, -(-int(visible_length(line) * 100) // int(room * 100))) for line in text.split("\n"))
