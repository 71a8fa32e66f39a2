"""next_empty, add_month: what helps the person who fills in the month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from addin.actions.drafts import draft_lines, due_of
from addin.actions.load import Loaded, load
from addin.actions.log import log_row
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import header_of, names, next_after, spot_of, table_at, unread_cells
from addin.actions.recalc import refused
from addin.rules.due import Due, opens_on
from addin.rules.fiscal import first_day, has_begun, month_label
from workbook.book import Book
from workbook.desk import Spot
from workbook.frames import read_frame, to_rows
from workbook.schema.model import Role, Table
from workbook.schema.monthly import ITEM_RESULT, MONTHLY_SCORE
from workbook.schema.results import LOG


def _open_cells(loaded: Loaded, due: Due) -> pd.DataFrame:
    """The blanks of the due reports, without cells that hold something which could not be read."""
    unread = unread_cells(loaded)
    blanks = due.blanks
    keys = zip(blanks["table"], blanks["row"], blanks["column"], strict=True)
    return blanks.loc[np.array([key not in unread for key in keys], dtype=np.bool_)]


def _required_blanks(loaded: Loaded, table: Table) -> list[Spot]:
    """The cells of required columns that are blank in rows that are not."""
    unread = unread_cells(loaded)
    frame = loaded.frames[table.name]
    return [
        spot_of(loaded, table.name, int(str(row)), column.key)
        for column in table.columns
        if column.required and column.key in loaded.places[table.name].letters
        for row in frame.index[frame[column.key].isna()]
        if (table.name, row, column.key) not in unread
    ]


def _left(due: Due, blanks: pd.DataFrame) -> list[Line]:
    """What remains by month: of the months that have ended, and of the one still running."""
    ended = _per_month(blanks[blanks["ended"]])
    running = [
        {"month": month, "count": count, "date": due.deadline(month).isoformat()}
        for month, count in _per_month(blanks[~blanks["ended"]]).items()
    ]
    if not ended:
        return [line for one in running for line in (Line("empty_running", one), Line("empty_left", one))]
    latest = max(ended)
    counts = {"month": latest, "count": ended.pop(latest), "earlier": sum(ended.values())}
    first = Line("empty_left_earlier" if ended else "empty_left", counts)
    return [first, *[Line("empty_left_running", one) for one in running]]


def _per_month(blanks: pd.DataFrame) -> dict[str, int]:
    """The reports with something to fill, by month."""
    counted = blanks.groupby("month", sort=True)["of_row"].nunique()
    return {str(month): int(count) for month, count in counted.items()}


def _next_report(loaded: Loaded, due: Due, blanks: pd.DataFrame, at: Spot | None) -> Outcome:
    """Go to the next cell of a due report: on the sheet of the items by their rows, else by the month's.

    The month still running is gone through when those that have ended are filled.
    """
    left = _left(due, blanks)
    by_month = _per_month(blanks)
    if blanks["ended"].any():
        blanks = blanks[blanks["ended"]]
    table = table_at(loaded, at)
    sheet = MONTHLY_SCORE.name
    if table is not None and table.name == ITEM_RESULT.name:
        sheet = table.name
        cells = {
            spot_of(loaded, sheet, blank["row"], blank["column"]): blank
            for blank in blanks[blanks["table"] == sheet].to_dict("records")
        }
    else:
        # A report that wants its items has its place among the others by its row of the month.
        cells = {
            spot_of(loaded, sheet, blank["of_row"], blank["column"]): blank
            for blank in blanks.drop_duplicates("of_row").to_dict("records")
        }
    place = next_after(list(cells), at, [loaded.places[sheet].sheet])
    assert place is not None
    blank = cells[place]
    show = spot_of(loaded, blank["table"], blank["row"], blank["column"])
    remaining = int(blanks["of_row"].nunique())
    found = {key: blank[key] for key in ("unit_code", "kpi_code", "month")}
    column = header_of(loaded, blank["table"], blank["column"])
    params = {
        "unit": names(loaded, "tblUnit", "unit_code", "unit_name")[blank["unit_code"]],
        "code": blank["unit_code"],
        "kpi": blank["kpi_code"],
        "kpi_name": names(loaded, "tblKpi", "kpi_code", "kpi_name")[blank["kpi_code"]],
        "month": blank["month"],
    }
    left_data = {"remaining": remaining, "by_month": by_month, "drafts": len(due.drafts)}
    return Outcome(
        {"show": {"sheet": show.sheet, "cell": show.cell}, **found, **left_data},
        (
            Line("empty_report", params, "title"),
            Line("empty_where", {"sheet": show.sheet, "cell": show.cell, "column": column}),
            *left,
            *draft_lines(due),
        ),
        show=show,
    )


def _next_required(loaded: Loaded, table: Table, spots: list[Spot], at: Spot | None, due: Due) -> Outcome:
    """Go to the next required cell of a sheet other than the monthly one."""
    show = next_after(spots, at, [loaded.places[table.name].sheet])
    assert show is not None
    letters = {letter: key for key, letter in loaded.places[table.name].letters.items()}
    column = header_of(loaded, table.name, letters[show.column])
    params = {"sheet": show.sheet, "row": show.row, "column": column, "cell": show.cell}
    data = {"show": {"sheet": show.sheet, "cell": show.cell}, "remaining": len(spots)}
    remaining = Line("empty_required_remaining", {"count": len(spots)})
    lines = (Line("empty_required", params, "title"), remaining, *draft_lines(due))
    return Outcome({**data, "drafts": len(due.drafts)}, lines, show=show)


def _by_month(reports: pd.DataFrame) -> str:
    """Months with the number of reports in each, in a few words."""
    counted = reports.groupby("month", sort=True).size()
    return ", ".join(f"{month_label(str(month))} ({count})" for month, count in counted.items())


@action("next_empty")
def next_empty(book: Book, *, today: dt.date, at: Spot | None = None) -> Outcome:
    """Go to the next cell that has to be filled; nothing is written.

    On the monthly sheet, on that of the items and on sheets of no table: the next due report without a value,
    behind the selected row and then from the top. On any other sheet to fill in: the next blank cell of a
    required column, and the reports when there is none. The month still running comes when those that have
    ended are filled. data: show (sheet, cell) or None, remaining (reports of the months gone through, or
    cells of the sheet), by_month (reports to fill, by month), unit_code, kpi_code and month of a report,
    drafts (filled rows that do not count), unlisted (due reports without a row).
    """
    loaded = load(book, today=today)
    if loaded.refusal:
        return refused(loaded)
    due = due_of(loaded)
    blanks = _open_cells(loaded, due)
    table = table_at(loaded, at)
    of_items = table is not None and table.name == ITEM_RESULT.name and _items_wanted(blanks)
    if table is not None and table.name != MONTHLY_SCORE.name and not of_items:
        if table.role is not Role.RESULT and (spots := _required_blanks(loaded, table)):
            return _next_required(loaded, table, spots, at, due)
        at = None
    return _next_report(loaded, due, blanks, at) if len(blanks) else _nothing_left(due)


def _items_wanted(blanks: pd.DataFrame) -> bool:
    """True when an item is among what is gone through now."""
    ended = blanks[blanks["ended"]]
    return bool(((ended if len(ended) else blanks)["table"] == ITEM_RESULT.name).any())


def _nothing_left(due: Due) -> Outcome:
    """No blank cell: what keeps the filled rows from counting, and which rows are not there at all."""
    unlisted = due.unlisted
    data = {"show": None, "remaining": 0, "drafts": len(due.drafts), "unlisted": len(unlisted)}
    if due.reports.empty:
        return Outcome(data, (Line("nothing_due", kind="bad"), Line("nothing_due_cure")))
    ended = unlisted[unlisted["ended"]]
    running = unlisted[~unlisted["ended"]]
    said: list[Line] = draft_lines(due)
    if len(ended):
        said.append(Line("empty_unlisted", {"count": len(ended), "months": _by_month(ended)}))
    if len(running):
        params = {"count": len(running), "month": running["month"].iloc[0]}
        said.append(Line("empty_unlisted_running", params))
    if due.drafts.empty and not len(ended):
        first = Line("empty_done", {"date": due.as_of.isoformat()}, "good")
        return Outcome(data, (first, *said, Line("empty_done_next")))
    return Outcome(data, (Line("empty_none", kind="good" if due.drafts.empty else "title"), *said))


def _selected_month(loaded: Loaded, at: Spot | None) -> str | None:
    """The month of the selected row of the monthly sheet."""
    table = table_at(loaded, at)
    frame = loaded.frames[MONTHLY_SCORE.name]
    if at is None or table is None or table.name != MONTHLY_SCORE.name or at.row not in frame.index:
        return None
    month = frame["month"].loc[at.row]
    return None if pd.isna(month) else str(month)


@action("add_month")
def add_month(
    book: Book,
    *,
    today: dt.date,
    at: Spot | None = None,
    now: Callable[[], dt.datetime] = dt.datetime.now,
) -> Outcome:
    """Add a draft row for every due unit and KPI of a month that has none, in one save.

    The month is that of the selected row where it lacks rows, else the one after the last that has any; rows
    of the month after the running one are the last that may be prepared. What stands in the book is not
    touched. data: month, rows (how many were added), show (sheet, cell), drafts (filled rows that do not
    count); where it is too early, next_month and its opens_on.
    """
    loaded = load(book, today=today)
    if loaded.refusal:
        return refused(loaded)
    due = due_of(loaded)
    drafts = draft_lines(due)
    if due.reports.empty:
        lines = (Line("nothing_due", kind="bad"), Line("nothing_due_cure"))
        return Outcome({"month": None, "rows": 0, "drafts": 0}, lines)
    month = due.month_to_add(_selected_month(loaded, at))
    if month is None:
        return _none_added(loaded, due)
    wanted = due.reports[(due.reports["month"] == month) & ~due.reports["has_row"]]
    show = _append(book, loaded, wanted, now())
    said = [
        Line("month_added", {"count": len(wanted), "month": month, "sheet": show.sheet}, "good"),
        Line("month_added_next"),
        *drafts,
    ]
    if not has_begun(month, loaded.as_of):
        said.insert(1, Line("month_not_begun", {"date": first_day(month).isoformat()}))
    shown = {"sheet": show.sheet, "cell": show.cell}
    data = {"month": month, "rows": len(wanted), "show": shown, "drafts": len(due.drafts)}
    return Outcome(data, tuple(said), show=show)


def _none_added(loaded: Loaded, due: Due) -> Outcome:
    """Every month that may be prepared has its rows: the year is complete, or the next month is far off."""
    data: dict[str, Any] = {"month": None, "rows": 0, "drafts": len(due.drafts)}
    later = due.lacking
    if later:
        from_ = opens_on(later[0]).isoformat()
        data |= {"next_month": later[0], "opens_on": from_}
        first = Line("month_too_early", {"month": later[0], "date": from_}, "title")
    else:
        first = Line("month_complete", {"year": loaded.usable.fiscal_year}, "good")
    return Outcome(data, (first, Line("month_complete_next"), *draft_lines(due)))


def _append(book: Book, loaded: Loaded, reports: pd.DataFrame, moment: dt.datetime) -> Spot:
    """Append drafts of these reports (all of one month) and save; the first cell to fill."""
    month = str(reports["month"].iloc[0])
    headers = loaded.places[MONTHLY_SCORE.name].headers
    rows = to_rows(reports.assign(status="draft"), MONTHLY_SCORE, headers)
    book.append(MONTHLY_SCORE.name, rows)
    what = f"เดือน {month_label(month)} เพิ่ม {len(rows)} แถว"
    book.append(LOG.name, [log_row(loaded, moment, "เพิ่มแถวรายเดือน", what)])
    book.backups_kept = loaded.usable.backups_kept
    book.save()
    frame, _, place = read_frame(book.read(MONTHLY_SCORE.name), MONTHLY_SCORE)
    first = reports.iloc[0]
    keys = ("month", "unit_code", "kpi_code")
    row = int(frame.index[(frame[list(keys)] == [first[key] for key in keys]).all(axis=1)][0])
    scoring = names(loaded, "tblKpi", "kpi_code", "scoring")[first["kpi_code"]]
    column = "score" if scoring == "reported" else "actual"
    return Spot(place.sheet, place.letters[column], row)
