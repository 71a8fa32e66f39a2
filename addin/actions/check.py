"""check: every wrong entry as a finding, all at once, in the findings sheet and for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.log import log_row
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import spot_at, table_spot
from addin.errors import CannotWrite, FileBusy, TableMissing
from addin.rules.findings import Finding
from addin.texts import finding_text
from workbook.book import Book, Formula, WritableValue
from workbook.desk import Mark, Spot
from workbook.frames import Place, to_rows
from workbook.schema import BY_NAME
from workbook.schema.results import FINDING, LOG

SHOWN = 20
"""Findings that the screen shows; the sheet and the JSON have all of them."""


def described(loaded: Loaded, lang: str, findings: Sequence[Finding] | None = None) -> list[dict[str, Any]]:
    """The findings (those given, else all) as `check --json` has them: errors first, by the sheets' order."""
    rows = []
    for finding in loaded.findings if findings is None else findings:
        place = loaded.places.get(finding.table) or Place("", {}, {})
        table = BY_NAME.get(finding.table)
        column = table.by_key.get(finding.column or "") if table else None
        cell = finding.params.get("cell") or place.cell(finding.row, finding.column)
        severity, message, fix = finding_text(
            finding,
            lang,
            table=place.sheet or (table.sheet if table else finding.table),
            column=place.headers.get(finding.column or "")
            or (column.header if column else finding.params.get("column", "")),
            row="" if finding.row is None else str(finding.row),
            cell=cell or "",
        )
        rows.append(
            {
                "severity": severity,
                "code": finding.code,
                "table": finding.table,
                "row": finding.row,
                "column": finding.column,
                "cell": cell,
                "message": message,
                "how_to_fix": fix,
            }
        )
    return sorted(rows, key=lambda row: row["severity"] != "error")


def _link(cell: str, sheet: str) -> Formula:
    target = sheet.replace("'", "''").replace('"', '""')
    return Formula(f'HYPERLINK("#\'{target}\'!{cell}","{cell}")', cell)


def finding_frame(loaded: Loaded, found: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows of the findings sheet: sheets and columns by the names that they have in this book."""
    frame = pd.DataFrame(found, columns=list(FINDING.keys)).astype({"row": "float64"})
    sheets, headers = [], []
    for row in found:
        place = loaded.places.get(row["table"])
        table = BY_NAME.get(row["table"])
        column = table.by_key.get(row["column"] or "") if table else None
        sheets.append(place.sheet if place else row["table"])
        headers.append(place.headers.get(column.key, column.header) if place and column else None)
    frame["table"] = pd.Series(sheets, dtype="str")
    frame["column"] = pd.Series(headers, dtype="str")
    return frame


def stage_findings(book: Book, loaded: Loaded) -> list[dict[str, Any]]:
    """Stage the findings sheet, in Thai as the book is; returns what was found."""
    found = described(loaded, "th")
    frame = finding_frame(loaded, found)
    rows: list[dict[str, WritableValue]] = to_rows(frame, FINDING, loaded.places[FINDING.name].headers)
    header = loaded.places[FINDING.name].headers.get("cell", FINDING.by_key["cell"].header)
    for row, sheet in zip(rows, frame["table"].tolist(), strict=True):
        if row[header]:
            row[header] = _link(str(row[header]), sheet)
    book.replace(FINDING.name, rows)
    return found


def finding_spot(row: dict[str, Any], loaded: Loaded) -> Spot | None:
    """The cell of a finding; None where it is about a whole column or table."""
    place = loaded.places.get(row["table"])
    return spot_at(place.sheet, row["cell"]) if place and row["cell"] else None


def finding_place(row: dict[str, Any], loaded: Loaded) -> Spot | None:
    """Where to go for a finding: its cell, else its table; None where the table is not there."""
    return finding_spot(row, loaded) or table_spot(loaded, row["table"])


def finding_marks(found: list[dict[str, Any]], loaded: Loaded, sheet: str | None = None) -> tuple[Mark, ...]:
    """One mark for each cell with a finding (of one sheet), as an error if any of its findings is one."""
    marks: dict[Spot, Mark] = {}
    for row in found:
        spot = finding_spot(row, loaded)
        if spot is None or sheet not in {None, spot.sheet}:
            continue
        if spot not in marks or row["severity"] == "error":
            marks[spot] = Mark(spot, row["severity"])
    return tuple(marks.values())


def counts(found: list[dict[str, Any]]) -> tuple[int, int]:
    """How many errors and how many warnings."""
    errors = sum(row["severity"] == "error" for row in found)
    return errors, len(found) - errors


def finding_line(row: dict[str, Any], loaded: Loaded) -> Line:
    """One finding for a person: where, what, and the cure."""
    place = loaded.places.get(row["table"])
    where = " ".join(filter(None, (place.sheet if place else row["table"], row["cell"])))
    key = "finding_error" if row["severity"] == "error" else "finding_warning"
    return Line(key, {"where": where, "message": row["message"], "fix": row["how_to_fix"]})


def finding_lines(found: list[dict[str, Any]], loaded: Loaded) -> list[Line]:
    """The findings for a person, the first of them in full."""
    errors, warnings = counts(found)
    if not found:
        return [Line("check_clean", kind="good")]
    lines = [Line("check_count", {"errors": errors, "warnings": warnings}, "bad" if errors else "title")]
    lines += [finding_line(row, loaded) for row in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(Line("check_more", {"count": len(found) - SHOWN, "sheet": finding_sheet(loaded)}))
    return lines


def finding_sheet(loaded: Loaded) -> str:
    """What this book calls the findings sheet."""
    return loaded.places[FINDING.name].sheet


Blocked = tuple[str, Mapping[str, object]]
"""The code and parameters of what kept the book from being written."""


def store_findings(
    book: Book, loaded: Loaded, now: Callable[[], dt.datetime], progress: Progress = silent
) -> Blocked | None:
    """Write the findings sheet and a log row, if the findings differ from what stands there."""
    try:
        found = stage_findings(book, loaded)
        if book.changed():
            errors, warnings = counts(found)
            what = f"ต้องแก้ไข {errors} ควรตรวจสอบ {warnings} รายการ"
            book.append(LOG.name, [log_row(loaded, now(), "ตรวจข้อมูล", what)])
            if loaded.settings is not None:
                book.backups_kept = loaded.settings.backups_kept
            progress("writing", name=book.name)
            book.save()
    except (FileBusy, CannotWrite, TableMissing) as error:
        return error.code, error.params
    return None


@action("check")
def check_book(
    book: Book,
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Find everything wrong and write it to the findings sheet.

    A book that another program holds open is checked all the same: the findings are given, and `blocked`
    says that the sheet could not be written.
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    found = described(loaded, lang)
    errors, warnings = counts(found)
    blocked = store_findings(book, loaded, now, progress)
    lines = finding_lines(found, loaded)
    if blocked:
        lines.append(Line("check_not_written", {"sheet": finding_sheet(loaded)}, "bad"))
    return Outcome(
        data={"findings": found, "errors": errors, "warnings": warnings},
        lines=tuple(lines),
        clean=errors == 0,
        blocked=blocked,
        marks=finding_marks(found, loaded),
    )
