"""A sample book like life: the department as of 10 March, the day on which round 1's last report is due.

Everything is fictional but the units, the SOP's steps and the holidays. It is the same on every machine.
Where a note can be left the rows say "ตัวอย่าง"; the sheets' titles are marked by whoever builds the book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from workbook.content import base_tables
from workbook.content.frames import CONTENT_YEAR, Row, from_rows, move_month
from workbook.frames import conform
from workbook.sample import history, monthly, paperwork, people, profile, source
from workbook.sample.days import Days
from workbook.sample.events import Events
from workbook.schema import BY_NAME
from workbook.schema.settings import SETTINGS


def sample_as_of(fiscal_year: int = CONTENT_YEAR) -> dt.date:
    """The day at which the sample stands (C.E.): 10 March of the fiscal year."""
    return dt.date(fiscal_year - 543, 3, 10)


def sample_tables(fiscal_year: int = CONTENT_YEAR) -> dict[str, pd.DataFrame]:
    """Table name -> frame with every column of the schema, for every input table (no result table).

    For a year other than 2565 the same story is told with that year's months and dates; its holidays are
    not known, so only weekends are kept free.
    """
    base = base_tables(fiscal_year)
    days = Days.of(fiscal_year, sample_as_of(fiscal_year), base["tblHoliday"])
    events = Events(days)
    entries = profile.unit_kpis(days, profile.kpis())
    finals = profile.finals(days, entries, events)
    months = monthly.months(days, entries, finals, events)
    contacts = people.contacts(base["tblUnit"], base["tblAgreement"], days.as_of)
    steps = paperwork.step_rows(base["tblStep"], days)
    made: dict[str, Sequence[Row]] = {
        "tblSetting": _settings(fiscal_year),
        "tblAgreement": paperwork.agreement_rows(base["tblAgreement"], days),
        "tblUnitKpi": profile.rows(entries),
        "tblMonthlyScore": monthly.score_rows(days, months, people.reporters(contacts)),
        "tblItemResult": monthly.item_rows(days, months),
        "tblSubmission": monthly.submission_rows(days, months),
        "tblHistory": history.rows(fiscal_year, entries, finals),
        "tblContact": contacts,
        "tblStep": steps,
        "tblDocument": paperwork.document_rows(base["tblDocument"], steps, days),
    }
    tables = {name: conform(base[name], BY_NAME[name]) for name in ("tblHoliday", "tblUnit")}
    tables |= {name: source.written(name, fiscal_year) for name in source.WRITTEN}
    return tables | {name: from_rows(name, rows) for name, rows in made.items()}


def _settings(fiscal_year: int) -> list[dict[str, str | float | None]]:
    """Every setting at its default, `as_of` at the sample's day, months in the fiscal year."""
    years = fiscal_year - CONTENT_YEAR
    moved: dict[str, str | float] = {
        "fiscal_year": fiscal_year,
        "as_of": sample_as_of(fiscal_year).isoformat(),
    }
    rows: list[dict[str, str | float | None]] = []
    for setting in SETTINGS:
        value = moved.get(setting.key, setting.default)
        if setting.key in {"round_1", "round_2"}:
            value = "..".join(move_month(month, years) for month in str(value).split(".."))
        shown = f"{value:.15g}" if isinstance(value, int | float) else value
        rows.append(
            {
                "key": setting.key,
                "value": shown,
                "unit": setting.unit,
                "source": setting.source,
                "note": setting.note,
            }
        )
    return rows
