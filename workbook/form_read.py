"""A form that came back, read safely: the gate first, then cells found by their headers.

Whatever program saved it, under whatever name and in whatever order its sheets stand. The file's own formulas
are never believed: a formula in a cell that people type into is a problem, not a value.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from workbook.book import CellError, CellValue
from workbook.cells import READERS, shown
from workbook.errors import FileRefused, naming
from workbook.form_model import (
    CONTACT_INPUTS,
    FORM_LAYOUT,
    ITEM_INPUTS,
    SCORE_INPUTS,
    Mark,
    column_of,
    fingerprint,
    item_name,
    neutral,
)
from workbook.form_names import (
    CODE,
    CONTACT_HEADERS,
    ITEM_HEADERS,
    MARK_TITLE,
    MONTH,
    NOT_DUE,
    REPORTED_ON,
    REPORTER,
    STATUS,
    UNIT,
    VALUE,
)
from workbook.ooxml import gate
from workbook.ooxml.package import Package
from workbook.ooxml.reader import Reader
from workbook.ooxml.refs import Area, column_letters
from workbook.ooxml.sheet import SheetText
from workbook.ooxml.styles import Styles
from workbook.thai import tidy

MOST_ROWS: Final = 400
MOST_COLUMNS: Final = 40
"""How far a form is read: it has some dozen rows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one cell of the form: a code of the findings, or form_formula."""

    code: str
    table: str
    column: str
    sheet: str
    cell: str
    params: dict[str, str]


@dataclass(slots=True)
class FormRead:
    """A form as it came back: its mark, and what its cells say, by table, row and column as in the base.

    `head` holds reporter and reported_on, which are said once. `where` has sheet and cell of each value by
    table, row and column. `problems` keep a form from being taken,
    `notes` are values that were unambiguous and are worth a look.
    """

    mark: Mark
    said: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    where: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    title: str
    cells: list[list[CellValue]]
    formulas: set[tuple[int, int]]

    def find(self, headers: Sequence[str]) -> tuple[int, dict[str, int]] | None:
        """The row that holds all these headers, and the column of every text in it."""
        wanted = {tidy(header) for header in headers}
        for i, line in enumerate(self.cells):
            at = {tidy(text): j for j, text in reversed(list(enumerate(line))) if isinstance(text, str)}
            if wanted <= at.keys():
                return i, at
        return None

    def beside(self, label: str) -> tuple[int, int] | None:
        """The cell to the right of a label in the first column."""
        for i, line in enumerate(self.cells):
            if line and isinstance(line[0], str) and tidy(line[0]) == label:
                return i, 1
        return None


def _sheets(path: Path) -> list[_Sheet]:
    """The cells of every sheet, as far as a form goes. FileRefused for what is no workbook."""
    package = Package(gate.check(path))
    reader = Reader(package, Styles(package))
    found = []
    for info in package.sheets:
        text = SheetText.load(package.part(info.part), info.part)
        last = min(max((row.number for row in text.rows), default=1), MOST_ROWS)
        formulas: set[tuple[int, int]] = set()
        cells = reader.area(text, Area(1, 1, last, MOST_COLUMNS), info.title, formulas)
        found.append(_Sheet(info.title, cells, formulas))
    return found


def _mark(sheets: Sequence[_Sheet]) -> Mark:
    for sheet in sheets:
        if not sheet.cells or sheet.cells[0][0] != MARK_TITLE:
            continue
        sealed, *lines = [str(line[0]) for line in sheet.cells[1:] if line[0] is not None] or [""]
        text = "".join(lines)
        if sealed != fingerprint(text):
            raise FileRefused("form_mark_damaged")
        layout = _layout(text)
        if layout != FORM_LAYOUT:
            raise FileRefused("form_layout", layout=layout, known=FORM_LAYOUT)
        try:
            return Mark.from_json(text)
        except ValueError as error:
            raise FileRefused("form_mark_damaged") from error
    raise FileRefused("form_not_ours")


def _layout(text: str) -> object:
    """The layout that a mark names; a later one may have other parts, so it is looked at first."""
    try:
        known = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileRefused("form_mark_damaged") from error
    return known.get("layout") if isinstance(known, dict) else None


def read_mark(path: Path) -> Mark:
    """The mark of a form. FileRefused for what is no form, or a damaged one."""
    with naming(path.name):
        return _mark(_sheets(path))


def read_form(path: Path) -> FormRead:
    """The form at `path`. FileRefused with the reason why it cannot be one of ours.

    form_not_ours, form_mark_damaged, form_layout, form_sheet_missing, form_unit_differs, form_rows_differ, or
    what the gate found.
    """
    with naming(path.name):
        sheets = _sheets(path)
        found = FormRead(_mark(sheets))
        _Filled(found, sheets).read()
        return found


class _Filled:
    """Reads what was filled in, sheet by sheet."""

    def __init__(self, found: FormRead, sheets: Sequence[_Sheet]) -> None:
        self.found, self.sheets, self.mark = found, sheets, found.mark

    def read(self) -> None:
        """All tables of the form."""
        base = self.mark.base
        score_headers = {key: column_of("tblMonthlyScore", key).header for key in SCORE_INPUTS}
        sheet = self._table("tblMonthlyScore", (CODE, VALUE, STATUS), (CODE,), score_headers)
        self._head(sheet)
        if base["tblItemResult"]:
            headers = {key: column_of("tblItemResult", key).header for key in ITEM_INPUTS}
            self._table("tblItemResult", ITEM_HEADERS[:3], ITEM_HEADERS[:2], headers)
        if base["tblContact"]:
            headers = {key: column_of("tblContact", key).header for key in CONTACT_INPUTS}
            self._table("tblContact", CONTACT_HEADERS[:1], CONTACT_HEADERS[:1], headers)

    def _find(self, headers: Sequence[str]) -> tuple[_Sheet, int, dict[str, int]]:
        for sheet in self.sheets:
            found = sheet.find(headers)
            if found is not None:
                return sheet, *found
        raise FileRefused("form_sheet_missing", value=headers[-1])

    def _table(
        self, table: str, anchors: Sequence[str], names: Sequence[str], headers: dict[str, str]
    ) -> _Sheet:
        """The rows under the headers by their names, each held against the rows that were handed out."""
        sheet, top, at = self._find(anchors)
        base = self.mark.base[table]
        said: dict[str, dict[str, Any]] = {}
        for i in range(top + 1, len(sheet.cells)):
            name = self._name(sheet.cells[i], [at[tidy(one)] for one in names])
            if name is None:
                break
            if name not in base:
                if table == "tblMonthlyScore" and self._idle(sheet.cells[i], at):
                    continue  # a KPI that is shown but not due in this month
                raise FileRefused("form_rows_differ", value=name.replace("\t", " "))
            if name in said:
                raise FileRefused("form_rows_differ", value=name.replace("\t", " "))
            said[name] = {}
            for key in base[name]:
                header = VALUE if key in {"actual", "score"} else headers[key]
                if tidy(header) not in at:
                    raise FileRefused("form_sheet_missing", value=header)
                said[name][key] = self._value(sheet, (i, at[tidy(header)]), table, key, name)
        lost = [name for name in base if name not in said]
        if lost:
            raise FileRefused("form_rows_differ", value=lost[0].replace("\t", " "))
        self.found.said[table] = said
        return sheet

    def _name(self, line: list[CellValue], columns: Sequence[int]) -> str | None:
        """The name of a row as the base has it; None where the rows end."""
        parts = [shown(line[j]).strip() for j in columns]
        if not parts[0]:
            return None
        return (
            item_name(parts[0], int(float(parts[1]))) if parts[1:] and _whole(parts[1]) else "\t".join(parts)
        )

    def _idle(self, line: list[CellValue], at: dict[str, int]) -> bool:
        return line[at[tidy(STATUS)]] == NOT_DUE

    def _value(self, sheet: _Sheet, at: tuple[int, int], table: str, key: str, name: str) -> Any:
        """One cell as the base holds values; what cannot be read is a problem and gives the base's own."""
        base = self.mark.base[table][name].get(key)
        self.found.where[table, name, key] = (sheet.title, _address(at))
        by_items = table == "tblMonthlyScore" and self._has_items(name) and key in {"actual", "score"}
        if by_items:
            return base  # follows from the items, whatever the formula in the cell shows
        return self._cell(sheet, at, table, key, base)

    def _has_items(self, kpi_code: str) -> bool:
        return any(name.startswith(f"{kpi_code}\t") for name in self.mark.base["tblItemResult"])

    def _cell(self, sheet: _Sheet, at: tuple[int, int], table: str, key: str, base: Any) -> Any:
        raw = sheet.cells[at[0]][at[1]]
        column = column_of(table, key)
        where = {"table": table, "column": key, "sheet": sheet.title, "cell": _address(at)}
        if at in sheet.formulas:
            problem = Problem("form_formula", **where, params={"value": shown(raw)})
            self.found.problems.append(problem)
            return base
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        value, code = (
            (None, "cell_error") if isinstance(raw, CellError) else READERS[column.type](raw, column)
        )
        if code:
            params = {"value": shown(raw)}
            if column.allowed:
                params["allowed"] = ", ".join(choice.label for choice in column.allowed)
            if value is not None:
                params["taken"] = value if isinstance(value, str) else shown(value)
            kept = self.found.notes if value is not None else self.found.problems
            kept.append(Problem(code, **where, params=params))
        if isinstance(value, dt.datetime):
            return neutral(value)
        return base if value is None else value

    def _head(self, sheet: _Sheet) -> None:
        """Whose form it says it is, and who filled it in."""
        for label, expected in ((UNIT, self.mark.unit_label), (MONTH, self.mark.month_label)):
            at = sheet.beside(label)
            told = shown(sheet.cells[at[0]][at[1]]) if at else ""
            whole = str(sheet.cells[at[0]][at[1]] or "") if at else ""
            if not tidy(whole).startswith(tidy(expected)):
                raise FileRefused("form_unit_differs", value=told, expected=expected)
        for label, key in ((REPORTER, "reporter"), (REPORTED_ON, "reported_on")):
            at = sheet.beside(label)
            self.found.head[key] = self._cell(sheet, at, "tblMonthlyScore", key, None) if at else None


def _address(at: tuple[int, int]) -> str:
    return f"{column_letters(at[1] + 1)}{at[0] + 1}"


def _whole(text: str) -> bool:
    try:
        return float(text).is_integer()
    except ValueError:
        return False


def candidates(paths: Sequence[Path]) -> Iterator[Path]:
    """The files meant: those named, and in a folder every workbook that is no lock file, by name."""
    kinds = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for one in sorted(path.iterdir(), key=lambda found: found.name):
            if one.is_file() and one.suffix.lower() in kinds and not one.name.startswith((".", "~$")):
                yield one
