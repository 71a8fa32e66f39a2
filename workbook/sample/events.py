"""What happened to single months: returned, missing, late and the like, and the status that follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workbook.sample import source
from workbook.sample.chance import chance
from workbook.sample.days import Days, day_after_month

Place = tuple[str, str, str]
"""Month, unit, KPI."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a monthly row stands: its status, whether it holds a value, and who did what when."""

    status: str
    has_value: bool
    reported_on: dt.date | None = None
    certified_on: dt.date | None = None
    return_reason: str | None = None
    cause: str | None = None

    @property
    def counts(self) -> bool:
        """True where the row counts in the score."""
        return self.has_value and self.status in {"submitted", "certified"}


BLANK = Outcome("draft", has_value=False)
"""A prefilled row that waits for its figure."""


class Events:
    """The events of data/event.csv by month, unit and KPI; what is not named there goes its usual way."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self._rows: dict[Place, dict[str, str]] = {}
        for row in source.rows("event.csv", days.fiscal_year):
            for month in days.months(1):
                if row["first_month"] <= month <= row["last_month"]:
                    self._rows[month, row["unit_code"], row["kpi_code"]] = row

    def outcome(self, month: str, unit: str, kpi: str) -> Outcome:
        """How the row of this month, unit and KPI stands at the sample's day."""
        if day_after_month(month, 1) > self.days.as_of:
            return BLANK
        row = self._rows.get((month, unit, kpi)) or self._rows.get((month, unit, "")) or {}
        event = row.get("event", "")
        reported_on = self._reported_on(month, unit, kpi if event == "late" and row["kpi_code"] else "", row)
        if event == "missing":
            return BLANK
        if event == "draft":
            return Outcome("draft", has_value=True)
        if event == "returned":
            return Outcome("returned", has_value=True, reported_on=reported_on, return_reason=row["text"])
        if event == "not_applicable":
            return Outcome("not_applicable", has_value=False, reported_on=reported_on, cause=row["text"])
        certified_on = self._certified_on(month, unit, reported_on)
        status = "certified" if certified_on else "submitted"
        return Outcome(status, has_value=True, reported_on=reported_on, certified_on=certified_on)

    def _reported_on(self, month: str, unit: str, kpi: str, row: dict[str, str]) -> dt.date:
        """A working day up to the 9th of the next month; where late, so many working days after the 10th."""
        if row.get("event") == "late":
            return self.days.after(day_after_month(month, 10), int(row["days"]))
        return self.days.at_or_before(
            day_after_month(month, 4 + int(chance("reported", month, unit, kpi) * 6))
        )

    def _certified_on(self, month: str, unit: str, reported_on: dt.date) -> dt.date | None:
        """Some working days after the report; None where the certification was not yet at work by then."""
        lag = chance("certified", month, unit)
        waits = month == self.days.months(1)[-1] or (month == self.days.months(1)[-2] and lag > 0.7)
        certified_on = self.days.after(reported_on, 2 + int(lag * 5))
        return None if certified_on > self.days.as_of or (waits and lag > 0.25) else certified_on
