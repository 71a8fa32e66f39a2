"""Closing a month: what a closing keeps, what must be waived for it, and the fingerprint of what decides it.

A closing of a month stands for everything up to and with that month: its figures are computed without the
rows of later months, and its fingerprint covers the rows of all months up to it. Closings of the year are a
stack: reopening an earlier month while a later one is closed would leave that later one without its ground.
Sources: WORKBOOK.md "Figures" 2 (missing_at_close), tblSnapshot; DOMAIN.md 9 (waiver, snapshot, revision).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import TARGETS, Entries, entries
from addin.rules.exact import Ints, number_text
from addin.rules.fiscal import last_day, month_ordinal, month_text
from addin.rules.frames import NO_MONTH, Tables
from addin.rules.items import item_values
from addin.rules.monthly import Results, compute
from addin.rules.periods import NO_ROUND, Periods, periods
from addin.rules.reporting import due_cells
from addin.rules.scoring import MILESTONE, PROCESS, REPORTED
from addin.rules.settings import Settings, round_text

DECIDING: Final = (
    "fiscal_year",
    "pass_score",
    "target_percent",
    "round_1",
    "round_2",
    "missing_interim",
    "missing_at_close",
    "floor_score",
    "cap_score",
    "annual_method",
    "missed_report_penalty",
    "require_certified",
)
"""The settings that decide the figures of a month; WITH_PENALTY beside them where a missed report costs."""

WITH_PENALTY: Final = ("due_day", "due_shift")

UNSAID: Final = "draft"
"""The status of a row that says nothing as long as it has no value: as good as no row."""


def deciding_settings(settings: Settings) -> tuple[str, ...]:
    """The keys of the settings that decide the figures under these settings."""
    return DECIDING + (WITH_PENALTY if settings.missed_report_penalty else ())


def setting_texts(settings: Settings) -> dict[str, str]:
    """Every setting as neutral text: choices by their key, numbers plain, a blank date as nothing.

    >>> setting_texts(Settings.model_validate({}))["round_1"]
    '2564-10..2565-02'
    """
    return {key: _setting_text(getattr(settings, key)) for key in Settings.model_fields}


def _setting_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return round_text(value)
    if value is None or isinstance(value, (str, dt.date)):
        return "" if value is None else str(value)
    return number_text(float(value))


def closings(tables: Tables) -> pd.DataFrame:
    """The rows of tblSnapshot with a month and a number, by number.

    Columns: seq, month, ordinal, revision, closed (a closing, else a reopening), in_force (closed, and the
    latest row of its month), fingerprint; the index is that of the table.
    """
    frame = frames.table(tables, frames.SNAPSHOT)
    seq = frames.numbers(frame, "seq")
    made = pd.DataFrame(
        {
            "seq": seq,
            "month": frames.texts(frame, "month"),
            "ordinal": frames.months(frame, "month"),
            "revision": np.nan_to_num(frames.numbers(frame, "revision")),
            "closed": ~np.isnat(frames.days(frame, "closed_on")),
            "fingerprint": frames.texts(frame, "fingerprint"),
        },
        index=frame.index,
    )
    made = made[(made["ordinal"] != NO_MONTH) & ~np.isnan(seq)].sort_values("seq", kind="stable")
    made["in_force"] = made["closed"] & ~made["ordinal"].duplicated(keep="last")
    return made


def closed_of_year(tables: Tables, settings: Settings) -> pd.DataFrame:
    """The closings in force of the fiscal year's months, by month; columns as `closings` gives them."""
    found = closings(tables)
    of_year = found["ordinal"].isin([month_ordinal(month) for month in settings.months])
    return found[found["in_force"] & of_year].sort_values("ordinal", kind="stable")


def next_revision(tables: Tables, month: str) -> int:
    """The number of the next closing or reopening of a month, from 1."""
    found = closings(tables)
    mine = found.loc[found["month"] == month, "revision"]
    return int(mine.max()) + 1 if len(mine) else 1


def next_seq(tables: Tables) -> int:
    """The number of the next row of tblSnapshot, from 1."""
    seq = frames.numbers(frames.table(tables, frames.SNAPSHOT), "seq")
    return int(np.nanmax(seq, initial=0)) + 1


def with_row(tables: Tables, **values: Any) -> dict[str, pd.DataFrame]:
    """The tables with one more row in tblSnapshot, so that the figures are those after it."""
    frame = frames.table(tables, frames.SNAPSHOT)
    row = pd.DataFrame([values], index=[max(frame.index, default=0) + 1])
    row = row.reindex(columns=frame.columns if len(frame.columns) else row.columns)
    if len(frame):
        types = {key: kind for key, kind in frame.dtypes.items() if key in row.columns}
        row = pd.concat([frame, row.astype(types)])
    return {**tables, frames.SNAPSHOT: row}


def of_month(tables: Tables, as_of: dt.date, month: str) -> tuple[dict[str, pd.DataFrame], dt.date]:
    """The tables and the day that the figures of a month follow from.

    Rows and closings of later months are left out, and a month closed late is computed as of the end of the
    month after it: what was only missed later is not its own.
    """
    last = month_ordinal(month)
    limited = dict(tables)
    for name in (frames.MONTHLY_SCORE, frames.ITEM_RESULT, frames.SNAPSHOT):
        frame = frames.table(tables, name)
        limited[name] = frame[frames.months(frame, "month") <= last]
    return limited, min(as_of, last_day(month_text(last + 1)))


def month_figures(tables: Tables, settings: Settings, as_of: dt.date, month: str) -> Results:
    """The figures of a month; those of the closing where `tables` hold it already."""
    limited, day = of_month(tables, as_of, month)
    return compute(limited, settings, day)


def month_rows(tables: Tables, every: Entries, spans: Periods) -> pd.DataFrame:
    """What the monthly rows say: one row for each unit, KPI and month that has one (of several the first).

    Columns: unit_code, kpi_code, round (1, 2), month, ordinal, status (a blank is a draft), value (what
    counts if the row does), says (not just prefilled), entry, kind (scoring); the index is that of the table.
    """
    frame = frames.table(tables, frames.MONTHLY_SCORE)
    entry, month = _places(frame, every, spans)
    rows = frames.first_of(np.where(entry >= 0, entry * len(spans.months) + month, -1))
    entry, month = entry[rows], month[rows]
    kind = every.kind[entry]
    actual = frames.numbers(frame, "actual")[rows]
    value = np.where(kind == REPORTED, frames.numbers(frame, "score")[rows], actual)
    value = np.where(kind == MILESTONE, np.trunc(value), value)
    by_items = item_values(tables, every, spans)[entry * spans.width + spans.place[month]]
    itemised = ((kind == PROCESS) | (kind == MILESTONE)) & ~np.isnan(by_items)
    value = np.where(itemised, by_items, value)
    status = frames.texts(frame, "status")[rows]
    status = np.where(frames.is_blank(status), UNSAID, status)
    return pd.DataFrame(
        {
            "unit_code": every.units.to_numpy(dtype=object)[every.unit[entry]],
            "kpi_code": every.kpis.to_numpy(dtype=object)[every.kpi[entry]],
            "round": every.round[entry] + 1.0,
            "month": np.array(spans.months, dtype=object)[month],
            "ordinal": month + spans.origin,
            "status": status,
            "value": value,
            "says": ~np.isnan(value) | (status != UNSAID),
            "entry": entry,
            "kind": kind,
        },
        index=frame.index[rows],
    )


def _places(frame: pd.DataFrame, every: Entries, spans: Periods) -> tuple[Ints, Ints]:
    """The entry (-1 where there is none) and the month of the year of each row of a unit, KPI and month."""
    month = spans.index(frames.months(frame, "month"))
    round_ = np.append(spans.round_of, NO_ROUND)[month]
    unit = frames.codes(every.units, frame, "unit_code")
    return every.find(unit, frames.codes(every.kpis, frame, "kpi_code"), round_), month


def year_of(tables: Tables, settings: Settings, month: str) -> tuple[Entries, Periods]:
    """The entries of the book and the year's months, on the last day of a month."""
    spans = periods(settings, frames.table(tables, frames.HOLIDAY), last_day(month))
    return entries(tables, settings.fiscal_year, spans), spans


def lacking(tables: Tables, settings: Settings, month: str) -> pd.DataFrame:
    """The due reports of a month that count in no score: unit_code, kpi_code, state; by unit and KPI.

    state: missing (no row), draft, returned, no_value (sent without a result), uncertified (sent, where only
    certified rows count). Not applicable lacks nothing.
    """
    every, spans = year_of(tables, settings, month)
    month_of, due = due_cells(every, spans)
    here = due & (month_of == month_ordinal(month) - spans.origin)
    entry = np.flatnonzero(here.any(axis=1))
    said = month_rows(tables, every, spans)
    said = said[said["month"] == month].set_index("entry")[["status", "value"]].reindex(entry)
    status, value = said["status"], said["value"]
    states = np.select(
        [
            status.isna(),
            status == UNSAID,
            status == "returned",
            status == "not_applicable",
            value.isna(),
            (status == "submitted") & settings.require_certified,
        ],
        ["missing", "draft", "returned", "", "no_value", "uncertified"],
        "",
    )
    found = pd.DataFrame(
        {
            "unit_code": every.units.to_numpy(dtype=object)[every.unit[entry]],
            "kpi_code": every.kpis.to_numpy(dtype=object)[every.kpi[entry]],
            "state": states,
        }
    )
    return found[found["state"] != ""].reset_index(drop=True)


def kept_scores(tables: Tables, settings: Settings, month: str, figures: Results) -> pd.DataFrame:
    """What a closing keeps, with the columns of tblSnapshotScore but for its number.

    A row for each unit and begun round and for its year (round blank), then one for each KPI of a begun round
    with the status and value of the month where it lies in that round; then what the months before it say
    that no closing in force keeps, without figures.
    """
    last = month_ordinal(month)
    begun = [n for n, months in enumerate(settings.rounds, 1) if month_ordinal(months[0]) <= last]
    scores = figures.unit_score
    of_units = [
        pd.DataFrame({"unit_code": scores["unit_code"], "round": number, "score": scores[key]})
        for number, key in [*((float(n), f"round_{n}_score") for n in begun), (np.nan, "score")]
    ]
    kpis = figures.kpi_score[["unit_code", "kpi_code", "round", "actual", "score", "weight"]]
    kpis = pd.concat([kpis, figures.kpi_state[list(TARGETS)]], axis=1)
    kpis = kpis[kpis["round"].isin(begun)]
    said = month_rows(tables, *year_of(tables, settings, month))
    said = said[["unit_code", "kpi_code", "round", "month", "ordinal", "status", "value", "says"]]
    before = closed_of_year(tables, settings)["ordinal"]
    covered = max(before[before < last], default=NO_MONTH)
    own = said[said["ordinal"] == last].drop(columns=["ordinal", "says"])
    earlier = said[(said["ordinal"] > covered) & (said["ordinal"] < last) & said["says"]]
    kpis = kpis.merge(own, on=["unit_code", "kpi_code", "round"], how="outer", sort=True)
    every = [
        one.astype({"unit_code": "str"})
        for one in (*of_units, kpis, earlier.drop(columns=["ordinal", "says"]))
    ]
    return pd.concat(every, ignore_index=True)


def kept_rows(tables: Tables, settings: Settings) -> pd.DataFrame:
    """What the closings in force keep of monthly rows: unit_code, kpi_code, month, ordinal, status, value.

    Rows that said nothing are left out; of several closings the one with the highest number speaks.
    """
    kept = frames.table(tables, frames.SNAPSHOT_SCORE)
    mine = np.isin(frames.numbers(kept, "seq"), closed_of_year(tables, settings)["seq"])
    found = pd.DataFrame(
        {
            "seq": frames.numbers(kept, "seq"),
            "unit_code": frames.texts(kept, "unit_code"),
            "kpi_code": frames.texts(kept, "kpi_code"),
            "month": frames.texts(kept, "month"),
            "ordinal": frames.months(kept, "month"),
            "status": frames.texts(kept, "status"),
            "value": frames.numbers(kept, "value"),
        }
    )
    found = found[mine & (found["ordinal"] != NO_MONTH) & found["status"].notna()]
    found = found.sort_values("seq", kind="stable").drop_duplicates(
        ["unit_code", "kpi_code", "month"], keep="last"
    )
    return found[found["value"].notna() | (found["status"] != UNSAID)]
