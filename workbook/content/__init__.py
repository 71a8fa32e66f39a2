"""The real content that every new master starts with: units, agreements, holidays, SOP steps and documents.

Sources: the SOP of KPI 3.11 (revised 12 November 2564) for steps, documents and the levels of agreement; the
department's structure chart for the units; the government calendar of B.E. 2564 and 2565 with the Cabinet
resolutions of 29 December 2563 and 4 November 2564 for the holidays. Who supervises which unit was not found:
the positions are a proposal, and each row's note says so.
"""

from __future__ import annotations

from importlib.resources import files

import pandas as pd

from workbook.content.frames import CONTENT_YEAR, read_csv, redate

_FILES = {
    "tblUnit": "units.csv",
    "tblAgreement": "agreements.csv",
    "tblHoliday": "holidays.csv",
    "tblStep": "steps.csv",
    "tblDocument": "documents.csv",
}


def base_tables(fiscal_year: int = CONTENT_YEAR) -> dict[str, pd.DataFrame]:
    """Table name -> frame with the columns that the content fills, for a fiscal year (B.E.).

    Units, agreements, steps and documents are the same every year, with the months of that year. Holidays are
    known for 2565 only: for every other year their frame has no rows, and an officer enters them.
    """
    folder = files(__name__)
    tables = {
        table: redate(table, read_csv(folder / name, table), fiscal_year) for table, name in _FILES.items()
    }
    if fiscal_year != CONTENT_YEAR:
        tables["tblHoliday"] = tables["tblHoliday"].iloc[:0]
    return tables
