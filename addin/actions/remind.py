"""remind: a ready-to-send text for each unit that has not reported, the list of them, the year's calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from addin.actions.chosen import chosen_units, month_of_year
from addin.actions.drafts import due_of
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import names
from addin.actions.recalc import refused
from addin.errors import UserError
from addin.reports.files import safe_name
from addin.reports.reminder_files import as_table, as_text_file, calendar, letter, state_text
from addin.reports.writing import make_folder, store
from addin.rules import fiscal
from addin.rules.privacy import scrubber
from addin.rules.reminders import Missing, Reminder, long_date, month_to_remind, reminders
from addin.rules.scorecard import Scorecard, scorecard
from workbook.book import Book

SHOWN = 12
"""Units that the screen names; the list has all of them."""


def to_remind(
    loaded: Loaded, month: str, units: Sequence[str] | None = None
) -> tuple[Scorecard, list[Reminder]]:
    """The scorecard, and the reminders of a month for these units (all where None)."""
    card = scorecard(loaded.frames, loaded.usable, loaded.as_of)
    chosen = chosen_units(loaded, units)
    return card, reminders(loaded.frames, card, due_of(loaded), month, chosen)


def _addressee(loaded: Loaded, unit: str, name: str, *, unmask: bool) -> str:
    """The coordinator's position, with name and address only where they may be shown."""
    contacts = loaded.frames["tblContact"]
    mine = contacts[(contacts["unit_code"] == unit) & ~(contacts["active"] == "no")]
    first = next(
        (
            row
            for role in ("coordinator", "recorder", "head")
            for row in mine[mine["role"] == role].to_dict("records")
        ),
        None,
    )
    if first is None or pd.isna(first["position"]):
        return f"ผู้ประสานงานคำรับรองฯ {name}"
    position = str(first["position"])
    # A position such as "ผู้อำนวยการกองคลัง" says of itself which unit it is in.
    to = position if name in position else f"{position} {name}"
    if not unmask:
        return to
    reached = [str(first[key]) for key in ("email", "phone") if not pd.isna(first[key])]
    return f"{first['name']} {to}" + (f" ({', '.join(reached)})" if reached else "")


def _scrubbed(parts: tuple[Missing, ...], scrub: Callable[[str], str]) -> tuple[Missing, ...]:
    return tuple(
        Missing(one.kpi_code, one.month, one.state, one.reason and scrub(one.reason)) for one in parts
    )


@action("remind")
def remind(
    book: Book,
    *,
    to: Path,
    month: str | None = None,
    units: Sequence[str] | None = None,
    unmask: bool = False,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    progress: Progress = silent,
) -> Outcome:
    """Write the reminders of a month into the folder `to`; the book is only read.

    Without a month: the last that has ended. A text for each unit that has not sent all its reports, the list
    of them and the calendar of the year's deadlines. People are named only with `unmask`. The same book on
    the same day gives the same bytes. data: month, units (unit_code, deadline, safe_date, extended, missing,
    earlier, file), files, stale (texts of an earlier run whose unit has reported since). UserError
    month_not_of_year, month_not_begun, remind_too_early.
    """
    del lang  # the texts go to Thai offices
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    chosen = _month(loaded, month)
    card, found = to_remind(loaded, chosen, units)
    folder = to
    make_folder(folder)
    people = loaded.frames["tblContact"]["name"].dropna().tolist()
    scrub = str if unmask else scrubber(people)
    unit_names = names(loaded, "tblUnit", "unit_code", "unit_name")
    kpis = names(loaded, "tblKpi", "kpi_code", "kpi_name")
    told = []
    for one in found:
        reminder = Reminder(
            one.unit_code, one.month, one.deadline, one.extended, one.safe,
            _scrubbed(one.missing, scrub), _scrubbed(one.earlier, scrub),
        )  # fmt: skip
        name = unit_names[one.unit_code]
        addressee = _addressee(loaded, one.unit_code, name, unmask=unmask)
        text = letter(reminder, to=addressee, unit=name, kpis=kpis, as_of=loaded.as_of)
        path = folder / _file(one.unit_code, chosen)
        progress("reporting", name=path.name)
        store(path, as_text_file(text))
        told.append((reminder, addressee, path.name))
    part = "" if units is None else "-บางหน่วยงาน"  # the list of all units is not written over by some of them
    listed = folder / f"สรุปแจ้งเตือน-{chosen}{part}.csv"
    store(listed, _list(told, unit_names))
    dates = folder / f"ปฏิทินกำหนดส่ง-{loaded.usable.fiscal_year}.ics"
    store(dates, calendar(card.spans))
    stale = _stale(loaded, folder, chosen, [one.unit_code for one in found], units)
    files = [*(file for _, _, file in told), listed.name, dates.name]
    data = {
        "month": chosen,
        "as_of": loaded.as_of.isoformat(),
        "units": [_data(one, file) for one, _, file in told],
        "files": [str(folder / file) for file in files],
        "stale": stale,
    }
    return Outcome(data, tuple(_lines(data, found, unit_names, folder, some=units is not None)), made=folder)


def _month(loaded: Loaded, month: str | None) -> str:
    if month is None:
        spans = scorecard(loaded.frames, loaded.usable, loaded.as_of).spans
        chosen = month_to_remind(spans)
        if chosen is None:
            raise UserError("remind_too_early", first=fiscal.month_long(spans.months[0]))
        return chosen
    month_of_year(loaded, month)
    if not fiscal.has_begun(month, loaded.as_of):
        raise UserError(
            "month_not_begun", value=fiscal.month_long(month), as_of=fiscal.thai_date(loaded.as_of)
        )
    return month


def _file(unit: str, month: str) -> str:
    return f"แจ้งเตือน-{safe_name(unit)}-{month}.txt"


def _stale(
    loaded: Loaded, folder: Path, month: str, reminded: Sequence[str], units: Sequence[str] | None
) -> list[str]:
    """Texts of an earlier run for units that have reported since: they must not be sent."""
    done = [code for code in chosen_units(loaded, units) if code not in reminded]
    return [name for name in (_file(code, month) for code in done) if (folder / name).exists()]


def _data(one: Reminder, file: str) -> dict[str, Any]:
    def parts(missing: tuple[Missing, ...]) -> list[dict[str, Any]]:
        keys = ("kpi_code", "month", "state", "reason")
        return [{key: getattr(part, key) for key in keys} for part in missing]

    return {
        "unit_code": one.unit_code,
        "deadline": one.deadline.isoformat(),
        "safe_date": one.safe.isoformat(),
        "extended": one.extended,
        "missing": parts(one.missing),
        "earlier": parts(one.earlier),
        "file": file,
    }


def _list(told: Sequence[tuple[Reminder, str, str]], unit_names: dict[str, str]) -> bytes:
    header = (
        "รหัสหน่วยงาน", "หน่วยงาน", "ถึง", "เดือน", "กำหนดส่ง", "วันทำการที่ควรส่ง", "ขยายเวลา", "จำนวนที่ยังไม่ส่ง",
        "ตัวชี้วัดที่ยังไม่ส่ง", "ค้างเดือนก่อน", "แฟ้ม",
    )  # fmt: skip
    rows = [
        (
            one.unit_code, unit_names[one.unit_code], to, fiscal.month_label(one.month),
            long_date(one.deadline), long_date(one.safe), "ขยายแล้ว" if one.extended else "", len(one.missing),
            "; ".join(f"{part.kpi_code} {state_text(part)}" for part in one.missing), len(one.earlier), file,
        )
        for one, to, file in told
    ]  # fmt: skip
    return as_table(header, rows)


def _lines(
    data: dict[str, Any],
    found: Sequence[Reminder],
    unit_names: dict[str, str],
    folder: Path,
    *,
    some: bool,
) -> list[Line]:
    about = {"count": len(found), "month": data["month"], "folder": str(folder)}
    none = "remind_none_chosen" if some else "remind_none"
    lines = [Line("remind_done" if found else none, about, "good")]
    lines += [
        Line(
            "remind_unit",
            {
                "unit": unit_names[one.unit_code],
                "code": one.unit_code,
                "count": len(one.missing),
                "date": one.deadline.isoformat(),
            },
        )
        for one in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        lines.append(Line("remind_more", {"count": len(found) - SHOWN}))
    if data["stale"]:
        stale = {"count": len(data["stale"]), "files": ", ".join(data["stale"])}
        lines.append(Line("remind_stale", stale, "bad"))
    lines += [Line("report_path", {"path": Path(path).name}) for path in data["files"][-2:]]
    return lines
