"""One form merged into the tables of a book: which cells change, which wait, what the checks say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from addin.actions.form_content import CLOSED, of_unit, rows_by
from addin.checks import check
from addin.rules import frames
from addin.rules.entries import active_units, entries
from addin.rules.findings import Finding
from addin.rules.fiscal import kpi_sort_key, month_ordinal
from addin.rules.items import item_values
from addin.rules.merge import CONFLICT, KEPT, TAKEN, WAITS, Take, merge, plain
from addin.rules.periods import periods
from addin.rules.scorecard import closed_months
from addin.rules.settings import Settings
from workbook.form_model import CONTACT_INPUTS, HEAD_INPUTS, ITEM_INPUTS, SCORE_INPUTS, Mark, neutral
from workbook.form_read import FormRead
from workbook.frames import conform
from workbook.schema import BY_NAME
from workbook.schema.analysis import CONTACT
from workbook.schema.model import ColumnType
from workbook.schema.monthly import ITEM_RESULT, MONTHLY_SCORE, SUBMISSION
from workbook.validation import validate

TOUCHED = (MONTHLY_SCORE, ITEM_RESULT, SUBMISSION, CONTACT)
"""The tables that forms change."""

_TOGETHER = ("status", "actual", "score")
"""Cells of a monthly row that say one thing together: none of them is taken while another waits."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form is not taken: a code of texts.toml [error] with its parameters."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """A form merged: the tables after it, and its cells with what becomes of each.

    `cells` has table, name (of the row in the form), row (of the frame; a new row has a number that no other
    has), is_new, column, base, form, book, decision. `errors` are those that the merged tables have and the
    tables before had not.
    """

    tables: dict[str, pd.DataFrame]
    cells: pd.DataFrame
    errors: tuple[Finding, ...]

    def of(self, *decisions: str) -> list[dict[str, Any]]:
        """The cells of these decisions."""
        found = self.cells[self.cells["decision"].isin(decisions)]
        return [
            {
                str(key): plain(value) if key in {"base", "form", "book"} else value
                for key, value in row.items()
            }
            for row in found.to_dict("records")
        ]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The cells that the form changes."""
        return self.of(TAKEN)

    @property
    def conflicts(self) -> list[dict[str, Any]]:
        """The cells that wait for a choice, with those of their group."""
        return self.of(CONFLICT, WAITS)

    @property
    def kept(self) -> list[dict[str, Any]]:
        """The cells that the form changed and the book has certified or set aside."""
        return self.of(KEPT)


def refusal_of(
    mark: Mark, tables: Mapping[str, pd.DataFrame], settings: Settings, book_id: str | None
) -> Refusal | None:
    """Why a form is none of this book's, or comes too late; None where it may be merged."""
    if mark.fiscal_year != settings.fiscal_year:
        return Refusal("form_other_year", {"year": mark.fiscal_year, "expected": settings.fiscal_year})
    if book_id is None or mark.book_id != book_id:
        return Refusal("form_other_book")
    units = active_units(frames.table(tables, frames.UNIT), settings.fiscal_year)
    if mark.unit_code not in units["unit_code"].tolist():
        return Refusal("form_unit_unknown", {"unit": mark.unit_code})
    if not any(mark.month in round_ for round_ in settings.rounds):
        return Refusal("form_month_outside", {"month": mark.month, "year": settings.fiscal_year})
    if month_ordinal(mark.month) in closed_months(tables):
        return Refusal("form_too_late", {"month": mark.month, "unit": mark.unit_code})
    return None


def merge_form(
    form: FormRead,
    tables: Mapping[str, pd.DataFrame],
    settings: Settings,
    as_of: dt.date,
    *,
    received: dt.date,
    take: Take | None,
) -> Merged:
    """The form merged into the tables, which are left as they are."""
    merging = _Merging(form, dict(tables), settings, as_of)
    cells = merging.cells()
    decided = merge(cells, take)
    cells["decision"] = decided.to_numpy(dtype=object)
    merging.apply(cells[cells["decision"] == TAKEN])
    derived = [*merging.actuals(cells), *merging.reported(cells), *merging.receipt(received)]
    if derived:
        more = pd.DataFrame(derived, columns=list(cells.columns)).astype(object)
        merging.apply(more)
        cells = pd.concat([cells.astype(object), more], ignore_index=True)
    changed = bool((cells["decision"] == TAKEN).any())
    return Merged(merging.tables, cells, merging.errors(tables) if changed else ())


_CELL_KEYS = ("table", "name", "row", "is_new", "column", "base", "form", "book", "locked", "group")


class _Merging:
    """The tables on their way through one form."""

    def __init__(
        self, form: FormRead, tables: dict[str, pd.DataFrame], settings: Settings, as_of: dt.date
    ) -> None:
        self.form, self.mark, self.tables = form, form.mark, tables
        self.settings, self.as_of = settings, as_of
        self.unit, self.month = form.mark.unit_code, form.mark.month
        self._next = {table.name: _after(tables[table.name]) for table in TOUCHED}

    def _mine(self, table: str) -> pd.DataFrame:
        frame = of_unit(self.tables[table], self.unit)
        return frame if table == CONTACT.name else frame[frame["month"] == self.month]

    def cells(self) -> pd.DataFrame:
        """Every cell of the form beside what it was given and what the book holds now."""
        said, base = self.form.said, self.mark.base
        scores = self._rows(MONTHLY_SCORE.name, ("kpi_code",), SCORE_INPUTS)
        items = self._rows(ITEM_RESULT.name, ("kpi_code", "item_no"), ITEM_INPUTS)
        contacts = self._rows(CONTACT.name, ("contact_id",), CONTACT_INPUTS)
        closed = {code for code, row in scores.items() if row["status"] in CLOSED}
        of_items: list[dict[str, Any]] = []
        for name, values in said.get(ITEM_RESULT.name, {}).items():
            code, _, number = name.partition("\t")
            book = items.get((code, float(number)))
            given = base[ITEM_RESULT.name][name]
            if book is None and all(plain(values[key]) == plain(given[key]) for key in values):
                continue  # a row that somebody took out of the book is not put back
            of_items += self._row(ITEM_RESULT.name, name, values, book, locked=code in closed, group=None)
        touched = {str(one["name"]).partition("\t")[0] for one in of_items if one["form"] != one["base"]}
        found: list[dict[str, Any]] = []
        for code in sorted(said[MONTHLY_SCORE.name], key=kpi_sort_key):
            values, given = said[MONTHLY_SCORE.name][code], base[MONTHLY_SCORE.name][code]
            changed = code in touched or any(plain(values[key]) != plain(given[key]) for key in values)
            if code in scores and scores[code]["status"] == "certified" and values["status"] == "submitted":
                values = {**values, "status": "certified"}  # sent, and certified since: no difference
            locked, group = code in closed, f"{MONTHLY_SCORE.name} {code}"
            if code in scores or changed:
                found += self._row(
                    MONTHLY_SCORE.name, code, values, scores.get(code), locked=locked, group=group
                )
        found += of_items
        for name, values in said.get(CONTACT.name, {}).items():
            book = contacts.get(name)
            # Whoever is no longer in the directory is not put back by an old form.
            shown = {key: base[CONTACT.name][name][key] for key in values} | {"row": -1}
            found += self._row(
                CONTACT.name, name, values, shown if book is None else book, locked=book is None, group=None
            )
        return pd.DataFrame(found, columns=list(_CELL_KEYS)).astype(object)

    def _rows(self, table: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> dict[Any, dict[str, Any]]:
        """The book's rows of this unit and month by their keys, values as forms hold them."""
        frame = self._mine(table)
        frame = frame.assign(row=frame.index.to_numpy())
        found = rows_by(frame, keys, (*columns, "row"))
        return {name: {key: neutral(value) for key, value in row.items()} for name, row in found.items()}

    def _row(
        self,
        table: str,
        name: str,
        values: Mapping[str, Any],
        book: Mapping[str, Any] | None,
        *,
        locked: bool,
        group: str | None,
    ) -> list[dict[str, Any]]:
        """The cells of one row; a row that the book does not have is new, with all that the form says."""
        is_new = book is None
        if is_new:
            row = self._next[table]
            self._next[table] += 1
        else:
            row = int(book["row"])  # type: ignore[index]
        given = self.mark.base[table][name]
        return [
            {
                "table": table,
                "name": name,
                "row": row,
                "is_new": is_new,
                "column": key,
                "base": None if is_new else given[key],
                "form": value,
                "book": None if book is None else book[key],
                "locked": locked,
                "group": group if key in _TOGETHER else None,
            }
            for key, value in sorted(values.items(), key=lambda one: BY_NAME[table].keys.index(one[0]))
        ]

    def apply(self, cells: pd.DataFrame) -> None:
        """Put the form's values into copies of the tables; new rows are added with their keys."""
        for table, part in cells.groupby("table", sort=False):
            name = str(table)
            frame = self.tables[name].copy()
            fresh = part[part["is_new"].astype(bool)].drop_duplicates("row")
            missing = [one for one in fresh.to_dict("records") if one["row"] not in frame.index]
            if missing:
                rows = pd.DataFrame(
                    [self._keys(name, str(one["name"])) for one in missing],
                    index=pd.Index([int(one["row"]) for one in missing], dtype="int64", name="row"),
                )
                frame = pd.concat([frame, conform(rows, BY_NAME[name])])
            for cell in part.to_dict("records"):
                frame.loc[cell["row"], cell["column"]] = _typed(name, cell["column"], cell["form"])
            self.tables[name] = frame

    def _keys(self, table: str, name: str) -> dict[str, Any]:
        """The key columns of a new row."""
        keys: dict[str, Any] = {"month": self.month, "unit_code": self.unit}
        if table in {MONTHLY_SCORE.name, ITEM_RESULT.name}:
            code, _, number = name.partition("\t")
            keys |= {"kpi_code": code} | ({"item_no": float(number)} if number else {})
        if table == MONTHLY_SCORE.name:
            keys["status"] = "draft"
        return keys

    def actuals(self, cells: pd.DataFrame) -> list[dict[str, Any]]:
        """The typed actual of a KPI whose items changed, where one is typed: it follows from the items."""
        items = cells[(cells["table"] == ITEM_RESULT.name) & (cells["decision"] == TAKEN)]
        codes = sorted({str(name).partition("\t")[0] for name in items["name"]})
        if not codes:
            return []
        tables = self._limited(self.tables)
        spans = periods(self.settings, frames.table(tables, frames.HOLIDAY), self.as_of)
        every = entries(tables, self.settings.fiscal_year, spans)
        values = item_values(tables, every, spans)
        month = int(spans.index(np.array([month_ordinal(self.month)]))[0])
        found = []
        for code, row in self._rows(MONTHLY_SCORE.name, ("kpi_code",), ("actual",)).items():
            if code not in codes or row["actual"] is None:
                continue
            unit, kpi = (
                index.get_indexer(pd.Index([one]))
                for index, one in ((every.units, self.unit), (every.kpis, code))
            )
            entry = int(every.find(unit.astype(np.int64), kpi.astype(np.int64), spans.round_of[[month]])[0])
            value = (
                plain(float(values[entry * spans.width + int(spans.place[month])])) if entry >= 0 else None
            )
            if value is not None and value != row["actual"]:
                found.append(
                    _change((MONTHLY_SCORE.name, code, int(row["row"])), "actual", row["actual"], value)
                )
        return found

    def reported(self, cells: pd.DataFrame) -> list[dict[str, Any]]:
        """Who reported, and when, for the rows that the form changes; what it does not say stays."""
        mine = cells[
            (cells["decision"] == TAKEN) & cells["table"].isin([MONTHLY_SCORE.name, ITEM_RESULT.name])
        ]
        codes = {str(name).partition("\t")[0] for name in mine["name"]}
        rows = self._rows(MONTHLY_SCORE.name, ("kpi_code",), HEAD_INPUTS)
        head = {key: value for key, value in self.form.head.items() if value is not None}
        return [
            _change((MONTHLY_SCORE.name, code, int(rows[code]["row"])), key, rows[code][key], value)
            for code in sorted(codes & rows.keys(), key=kpi_sort_key)
            for key, value in head.items()
            if plain(value) != plain(rows[code][key])
        ]

    def receipt(self, received: dt.date) -> list[dict[str, Any]]:
        """The day of receipt in the register, where the form reports something and none stands there."""
        sent = any(row.get("status") == "submitted" for row in self.form.said[MONTHLY_SCORE.name].values())
        frame = self._mine(SUBMISSION.name)
        if not sent or frame["received_on"].notna().any():
            return []
        is_new = frame.empty
        row = self._next[SUBMISSION.name] if is_new else int(frame.index[0])
        day = received.isoformat()
        return [_change((SUBMISSION.name, "", row), "received_on", None, day, is_new=is_new)]

    def _limited(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """The tables with the rows of this unit alone where units report: what a form can change."""
        mine = {MONTHLY_SCORE.name, ITEM_RESULT.name, SUBMISSION.name}
        return {name: of_unit(frame, self.unit) if name in mine else frame for name, frame in tables.items()}

    def errors(self, before: Mapping[str, pd.DataFrame]) -> tuple[Finding, ...]:
        """The errors that the merged tables have and the tables before had not."""
        from addin.texts import severity  # noqa: PLC0415 - the texts are loaded when something is found

        now = [one for one in self._findings(self._limited(self.tables)) if severity(one.code) == "error"]
        if not now:  # most forms: the tables before need no look
            return ()
        was = {_place(finding) for finding in self._findings(self._limited(before))}
        return tuple(one for one in now if _place(one) not in was)

    def _findings(self, tables: dict[str, pd.DataFrame]) -> list[Finding]:
        issues = validate(tables, TOUCHED)
        found = [Finding(one.code, one.table, one.row, one.column, dict(one.params)) for one in issues]
        return [*found, *check(tables, self.settings, self.as_of)]


def _after(frame: pd.DataFrame) -> int:
    """A row number that a frame does not have."""
    return int(frame.index.max()) + 1_000_000 if len(frame) else 1_000_000


def _change(
    place: tuple[str, str, int], column: str, old: Any, new: Any, *, is_new: bool = False
) -> dict[str, Any]:
    table, name, row = place
    values = {"table": table, "name": name, "row": row, "is_new": is_new, "column": column, "base": old}
    return {**values, "form": new, "book": old, "locked": False, "group": None, "decision": TAKEN}


def _typed(table: str, key: str, value: Any) -> Any:
    """A value of the mark's kind as the frame's column holds it."""
    if value is None:
        return None
    return pd.Timestamp(value) if BY_NAME[table].by_key[key].type is ColumnType.DATE else value


def _place(finding: Finding) -> tuple[str, str, int | None, str | None]:
    return finding.code, finding.table, finding.row, finding.column
