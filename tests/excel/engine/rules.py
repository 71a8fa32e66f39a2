"""Conditional formats: rules over ranges, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from tests.excel.engine.book import COLUMNS, ROWS
from tests.excel.engine.faults import com_api
from tests.excel.engine.spelling import to_office

_CONDITION, _SCALE, _BAR, _ICONS = 0, 1, 2, 3
_EXPRESSION = 24
_TYPES = {_SCALE: "color_scale", _BAR: "data_bar", _ICONS: "icon_set"}
_BOLD = 150.0
_REFERENCE = re.compile(r'"[^"]*"|(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])')


def _number(rgb: tuple[int, int, int]) -> int:
    return rgb[0] << 16 | rgb[1] << 8 | rgb[2]


def _rgb(color: int) -> tuple[int, int, int] | None:
    return None if color < 0 else (color >> 16 & 255, color >> 8 & 255, color & 255)


def _relative(formula: str) -> bool:
    return any(found[2] and not (found[1] and found[3]) for found in _REFERENCE.finditer(formula))


def _paint(style: Any, look: dict[str, Any]) -> None:
    if look["fill_color"] is not None:
        style.CellBackColor = _number(look["fill_color"])
    if look["font_color"] is not None:
        style.CharColor = _number(look["font_color"])
    if look["font_bold"]:
        style.CharWeight = _BOLD


def _subtract(ranges: Any, gone: Any) -> None:
    """Take a rectangle out of a set of ranges, whatever their borders."""
    for one in ranges.getRangeAddresses():
        top, bottom = max(one.StartRow, gone.StartRow), min(one.EndRow, gone.EndRow)
        left, right = max(one.StartColumn, gone.StartColumn), min(one.EndColumn, gone.EndColumn)
        if one.Sheet != gone.Sheet or top > bottom or left > right:
            continue
        ranges.removeRangeAddress(one)
        for rows, columns in (
            ((one.StartRow, top - 1), (one.StartColumn, one.EndColumn)),
            ((bottom + 1, one.EndRow), (one.StartColumn, one.EndColumn)),
            ((top, bottom), (one.StartColumn, left - 1)),
            ((top, bottom), (right + 1, one.EndColumn)),
        ):
            if rows[0] <= rows[1] and columns[0] <= columns[1]:
                one.StartRow, one.EndRow, one.StartColumn, one.EndColumn = *rows, *columns
                ranges.addRangeAddress(one, False)


@com_api("delete")
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule."""

    def __init__(self, document: Any, sheet: Any, owner: Any, position: int) -> None:
        self._document = document
        self._sheet = sheet
        self._owner = owner
        self._identity: int = owner.ID
        self._position = position

    def _entry(self) -> Any:
        return self._owner.getByIndex(self._position)

    def _style(self) -> Any:
        name = self._entry().StyleName
        return self._document.uno.StyleFamilies.getByName("CellStyles").getByName(name)

    @property
    def type(self) -> str:
        """custom, cell_value, ..."""
        return self._type_of(self._entry())

    @staticmethod
    def _type_of(entry: Any) -> str:
        kind = entry.Type
        if kind == _CONDITION:
            return "custom" if entry.Operator == _EXPRESSION else "cell_value"
        return _TYPES.get(kind, "unknown")

    @property
    def formula(self) -> str | None:
        """Of a custom rule, with "="."""
        entry = self._entry()
        if self._type_of(entry) != "custom":
            return None
        key = self._sheet.uno.getRangeAddress().Sheet, self._identity
        return self._document.rule_formulas.get(key) or f"={entry.Formula1}"

    @property
    def formula1(self) -> str | None:
        """Of a rule about the cell's value, with "="."""
        return f"={self._entry().Formula1}" if self.type == "cell_value" else None

    @property
    def stop_if_true(self) -> bool | None:
        """LibreOffice always stops at the first rule that holds."""
        return True if self.type in ("custom", "cell_value") else None

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """RGB or None."""
        return _rgb(self._style().CellBackColor) if self.type in ("custom", "cell_value") else None

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        """RGB or None."""
        return _rgb(self._style().CharColor) if self.type in ("custom", "cell_value") else None

    @property
    def font_bold(self) -> bool | None:
        """Bold or not."""
        return bool(self._style().CharWeight > 100) if self.type in ("custom", "cell_value") else None

    def areas(self) -> list[tuple[int, int, int, int]]:
        """Not xlwings': the (top, left, bottom, right) that it lies over, from 0, for tests to look at."""
        found = self._owner.Range.getRangeAddresses()
        return [(one.StartRow, one.StartColumn, one.EndRow, one.EndColumn) for one in found]

    def delete(self) -> None:
        """The rule goes wherever it applies."""
        self._document.refuse_protected(self._sheet.uno)
        owner = self._owner
        if owner.getCount() == 1:
            self._sheet.uno.ConditionalFormats.removeByID(owner.ID)
        else:
            owner.removeByIndex(self._position)


@com_api("add_custom", "clear")
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range, first the one that wins."""

    def __init__(self, *parts: Any) -> None:
        self._parts = parts
        self._sheet = parts[0]._sheet
        self._document = self._sheet.document

    @property
    def api(self) -> Any:
        """Nothing of it is offered."""
        raise NotImplementedError("ConditionalFormats.api is not part of the test engine")

    def _owners(self) -> list[Any]:
        places = [part.uno.getRangeAddress() for part in self._parts]
        whole = any(part.nrows == ROWS and part.ncols == COLUMNS for part in self._parts)
        index = self._sheet.uno.getRangeAddress().Sheet
        newest = {key: -age for age, key in enumerate(self._document.new_rules, 1)}
        found = [
            (newest.get((index, one.ID), 0), one.ID, one)
            for one in self._sheet.uno.ConditionalFormats.getConditionalFormats()
            if whole or any(one.Range.queryIntersection(place).getCount() for place in places)
        ]
        return [one for _, _, one in sorted(found, key=lambda item: item[:2])]

    def _items(self) -> list[ConditionalFormat]:
        return [
            ConditionalFormat(self._document, self._sheet, one, position)
            for one in self._owners()
            for position in range(one.getCount())
        ]

    def __len__(self) -> int:
        return len(self._items())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        yield from self._items()

    def __call__(self, key: int) -> ConditionalFormat:
        """By number from 1."""
        items = self._items()
        if not 1 <= key <= len(items):
            raise KeyError(key)
        return items[key - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule with a formula; Excel means relative references from the active cell."""
        self._document.refuse_protected(self._sheet.uno)
        formula = spec["formula"]
        if _relative(formula):
            here = (self._sheet.uno.getName(), self._parts[0].row0, self._parts[0].col0)
            if self._document.active_cell() != here:
                raise NotImplementedError(
                    "a relative reference in a rule: Excel takes it from the active cell"
                )
        ranges = self._document.uno.createInstance("com.sun.star.sheet.SheetCellRanges")
        for part in self._parts:
            ranges.addRangeAddress(part.uno.getRangeAddress(), False)
        formats = self._sheet.uno.ConditionalFormats
        identity = formats.createByRange(ranges)
        key = self._sheet.uno.getRangeAddress().Sheet, identity
        self._document.new_rules.append(key)
        self._document.rule_formulas[key] = formula  # Excel gives it back as it was given
        (owner,) = [one for one in formats.getConditionalFormats() if identity == one.ID]
        owner.createEntry(_CONDITION, 0)
        entry = owner.getByIndex(0)
        entry.Operator = _EXPRESSION
        entry.Formula1 = to_office(formula, None).removeprefix("=")
        entry.StyleName = self._style(spec)
        return ConditionalFormat(self._document, self._sheet, owner, 0)

    def _style(self, spec: dict[str, Any]) -> str:
        """The cell style of a look.

        LibreOffice changes no style while a sheet is protected, but it loads some; that takes a second.
        """
        family = self._document.uno.StyleFamilies
        styles = family.getByName("CellStyles")
        look = {key: spec.get(key) for key in ("fill_color", "font_color", "font_bold", "font_italic")}
        name = "samret " + " ".join(f"{key}={value}" for key, value in look.items())
        if styles.hasByName(name):
            return name
        with self._document.without_protection() as is_free:
            if is_free:
                styles.insertByName(name, self._document.uno.createInstance("com.sun.star.style.CellStyle"))
                _paint(styles.getByName(name), look)
                return name
        source = self._document.office.template(name, lambda made: _paint(made, look))
        only = self._document.office.properties(LoadPageStyles=False, OverwriteStyles=False)
        family.loadStylesFromURL(source, only)
        return name

    def clear(self) -> None:
        """No rule holds in the range any more; outside of it they stay."""
        self._document.refuse_protected(self._sheet.uno)
        for owner in self._owners():
            rest = owner.Range
            for part in self._parts:
                _subtract(rest, part.uno.getRangeAddress())
            if rest.getCount():
                owner.Range = rest
            else:
                self._sheet.uno.ConditionalFormats.removeByID(owner.ID)
