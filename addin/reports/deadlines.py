"""Until when a unit's reports are taken: the department's deadlines with the extensions given to the unit.

An extension counts when it is later than the deadline; of several for one month the latest stands, as the
scores have it (`rules.observed.submissions`). Dates are calendar dates.
"""

from __future__ import annotations

import datetime as dt

from addin.reports import states
from addin.reports.source import Source

_REPORTED = ("on_time", "late", "not_applicable")


def extensions(source: Source, unit: str) -> dict[str, dt.date]:
    """Month -> until when a unit's report of it was extended, where that is later than the deadline."""
    found: dict[str, dt.date] = {}
    for row in source.by_unit("tblSubmission").get(unit, []):
        month, until = row.get("month"), row.get("extended_to")
        if month in source.months and until and until > source.months[month]["deadline"]:
            found[month] = max(until, found.get(month, until))
    return found


def deadline(source: Source, unit: str, month: str) -> dt.date:
    """The last day on which a unit's report of a month is on time."""
    usual: dt.date = source.months[month]["deadline"]
    return extensions(source, unit).get(month, usual)


def last_deadline(source: Source, unit: str, round_no: int) -> tuple[str, dt.date]:
    """The last month of a round, and until when a unit's report of it is taken.

    Each KPI that counts in a round counts to its last month (WORKBOOK.md "Figures" 2).
    """
    last = source.settings.rounds[round_no - 1][-1]
    return last, deadline(source, unit, last)


def needed_by(source: Source, unit: str, round_no: int) -> str:
    """Until when the result that is needed can still be reported; said too when that has passed."""
    _, day = last_deadline(source, unit, round_no)
    text = source.write.date(day)
    return f"{text} ({states.TOO_LATE})" if day < source.results.as_of else text


def round_end(source: Source, unit: str) -> str:
    """Until when results of the round in focus are taken, as a sentence."""
    month, day = last_deadline(source, unit, source.period.round)
    write = source.write
    until = f"{write.date_long(day)} (ผลเดือน{write.month_long(month)})"
    text = f"ผลของรอบที่ {source.period.round} รายงานได้ถึง {until}"
    return write.say(f"{text} {states.TOO_LATE}" if day < source.results.as_of else text)


def unsent(source: Source, unit: str) -> list[str]:
    """The months of both rounds whose report a unit has not sent yet."""
    status = source.report_status.get(unit, {})
    known = (*source.settings.round_1, *source.settings.round_2)
    return [month for month in known if status.get(month) not in _REPORTED]


def next_report(source: Source, unit: str) -> str | None:
    """The month whose report a unit has not sent yet and that is due next; None after the last."""
    dues = [(deadline(source, unit, month), month) for month in unsent(source, unit)]
    return min((due for due in dues if due[0] >= source.results.as_of), default=(None, None))[1]


def by_when(source: Source, unit: str, month: str) -> str:
    """The deadline of a unit's report in words: what it was extended from, or that it falls on a holiday."""
    write, row = source.write, source.months[month]
    due = deadline(source, unit, month)
    text = write.date_long(due)
    if due != row["deadline"]:
        return write.say(f"{text} (ขยายจาก {write.date_long(row['deadline'])})")
    if row["safe_date"] != due:
        return write.say(f"{text} (ตรงกับวันหยุด ควรส่งภายใน {write.date_long(row['safe_date'])})")
    return text


def next_deadline(source: Source, unit: str) -> str:
    """The next deadline of a unit in a sentence."""
    month = next_report(source, unit)
    if month is None:
        owed = unsent(source, unit)
        if not owed:
            return "ส่งรายงานของทั้งสองรอบครบแล้ว"
        months = source.write.names(map(source.write.month, owed), len(owed))
        return source.write.say(f"พ้นกำหนดส่งรายงานของทั้งสองรอบแล้ว ยังไม่ได้ส่งของเดือน {months}")
    return source.write.say(
        f"กำหนดส่งครั้งถัดไป {by_when(source, unit, month)} สำหรับผลเดือน{source.write.month_long(month)}"
    )
