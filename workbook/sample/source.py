"""What people wrote for the sample: the CSV files under data/, moved to the fiscal year asked for."""

from __future__ import annotations

import csv
from importlib.resources import files

import pandas as pd

from workbook.content.frames import CONTENT_YEAR, move_month, read_csv, redate
from workbook.frames import conform
from workbook.schema import BY_NAME

WRITTEN = {
    "tblKpi": "kpi.csv",
    "tblKpiTarget": "kpi_target.csv",
    "tblProcessItem": "process_item.csv",
    "tblSituation": "situation.csv",
    "tblStakeholder": "stakeholder.csv",
    "tblMeasure": "measure.csv",
    "tblTopic": "topic.csv",
    "tblPlan": "plan.csv",
    "tblApproval": "approval.csv",
    "tblActivity": "activity.csv",
    "tblActivityMonth": "activity_month.csv",
    "tblFollowUp": "follow_up.csv",
}
"""The tables that are written by hand, row by row."""

_MONTHS = ("month", "first_month", "last_month", "starts_month", "ends_month")


def written(table: str, fiscal_year: int) -> pd.DataFrame:
    """A hand-written table as a frame with every column of the schema."""
    frame = read_csv(files(__package__) / "data" / WRITTEN[table], table)
    return redate(table, conform(frame, BY_NAME[table]), fiscal_year)


def rows(name: str, fiscal_year: int = CONTENT_YEAR) -> list[dict[str, str]]:
    """The rows of another data file as texts, months moved to the fiscal year; blank is ""."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    found = list(csv.DictReader(text.splitlines()))
    years = fiscal_year - CONTENT_YEAR
    for row in found:
        for key in _MONTHS:
            if row.get(key):
                row[key] = move_month(row[key], years)
    return found
