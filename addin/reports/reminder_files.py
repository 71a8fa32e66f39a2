"""The files of the reminders: a letter's text per unit, the list of them, and the calendar of deadlines.

The texts are UTF-8 with a byte order mark and Windows line ends, so that Notepad and Excel show Thai; the
calendar is RFC 5545, the same bytes for the same deadlines.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Iterable, Sequence

from icalendar import Alarm, Calendar, Event

from addin.rules.fiscal import month_label, month_long, thai_date
from addin.rules.periods import Periods
from addin.rules.reminders import Missing, Reminder, due_year, long_date

BOM = "\ufeff"
_UIDS = uuid.UUID("6f4f0f3a-5a3c-5e0b-9d0e-2c6d0c3d6a10")
"""The namespace of the calendar's identifiers: another book of the same year has the same deadlines."""

ALARMS = (dt.timedelta(days=-7, hours=8), dt.timedelta(days=-2, hours=8))
"""From the beginning of the day: at 8 in the morning, 7 and 2 days before."""

_STATES = {
    "no_row": "ยังไม่มีแถวรายงาน",
    "no_value": "ยังไม่กรอกผล",
    "draft": "กรอกผลแล้วแต่ยังเป็นร่าง ยังไม่ส่ง",
    "returned": "ส่งกลับแก้ไข ยังไม่ส่งใหม่",
}

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def state_text(one: Missing) -> str:
    """What lacks in a report, with the reason for which it was returned."""
    said = _STATES[one.state]
    return f"{said} (เหตุผล: {one.reason})" if one.reason else said


def letter(reminder: Reminder, *, to: str, unit: str, kpis: dict[str, str], as_of: dt.date) -> str:
    """The text of a reminder, ready to send; `kpis` are names by code, `to` whom it is addressed to."""
    month = month_long(reminder.month)
    over = reminder.deadline < as_of
    days = abs((reminder.deadline - as_of).days)
    when = f"กำหนดส่ง {long_date(reminder.deadline)}" + (" (ขยายเวลาแล้ว)" if reminder.extended else "")
    left = f"เลยกำหนดแล้ว {days} วัน" if over else "ครบกำหนดวันนี้" if not days else f"เหลืออีก {days} วัน"
    said = f"ณ {thai_date(as_of)} {unit} ({reminder.unit_code})"
    lines = [
        f"เรื่อง  {'ติดตาม' if over else 'แจ้งเตือน'}การรายงานผลตามคำรับรองการปฏิบัติราชการ เดือน{month}",
        f"เรียน  {to}",
        "",
        f"{said} ยังไม่ได้ส่งรายงานเดือน{month} จำนวน {len(reminder.missing)} ตัวชี้วัด",
        f"{when} {left}",
    ]
    if reminder.safe != reminder.deadline and not over:
        lines.append(f"วันครบกำหนดเป็นวันหยุดราชการ ควรส่งภายใน{long_date(reminder.safe)}")
    lines += ["", "ตัวชี้วัดที่ยังไม่ส่ง"]
    lines += [
        f"  {n}. {one.kpi_code} {kpis.get(one.kpi_code, '')} : {state_text(one)}"
        for n, one in enumerate(reminder.missing, 1)
    ]
    if reminder.earlier:
        lines += ["", "เดือนก่อนหน้าที่เลยกำหนดและยังค้างอยู่"]
        lines += [
            f"  - เดือน{month_long(one.month)} {one.kpi_code} {kpis.get(one.kpi_code, '')} : {state_text(one)}"
            for one in reminder.earlier
        ]
    lines += [
        "",
        "วิธีส่ง",
        "  1. กรอกผล หลักฐาน และสาเหตุ (ถ้าคะแนนต่ำกว่าเกณฑ์) ในแบบรายงานของหน่วยงาน แล้วเลือกสถานะ ส่งแล้ว",
        "  2. ส่งแบบรายงานกลับมาที่กลุ่มพัฒนาระบบบริหาร ภายในกำหนด",
        "  3. หากส่งไม่ทัน โปรดแจ้งเหตุผลและวันที่ขอขยายเวลาก่อนครบกำหนด",
        "",
        "ฝ่ายพัฒนาระบบราชการ กลุ่มพัฒนาระบบบริหาร",
    ]
    return "\n".join(lines) + "\n"


def as_text_file(text: str) -> bytes:
    """A text as Notepad opens it."""
    return (BOM + text.replace("\n", "\r\n")).encode()


def as_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as Excel opens it: no cell can begin a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([[_harmless(str(cell)) for cell in row] for row in rows])
    return (BOM + out.getvalue()).encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def calendar(spans: Periods) -> bytes:
    """The deadlines of the year's reports as all-day events, each with its alarms.

    Where the deadline is no working day, the working day before it stands there too.
    """
    year = due_year(spans)
    made = Calendar()
    made.add("prodid", "-//Samret//KPI 3.11//TH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"กำหนดส่งรายงานคำรับรองฯ ปีงบประมาณ {year}")
    # The time stamp says which facts the event tells: those of the year, whenever the file is made.
    stamp = dt.datetime(year - 1 - 543, 10, 1, tzinfo=dt.UTC)
    for n, month in enumerate(spans.months):
        if spans.round_of[n] < 0:
            continue
        deadline, safe = spans.deadline[n].item(), spans.safe[n].item()
        label = month_label(month)
        if safe != deadline:
            title = f"ควรส่งรายงาน {label} วันนี้ (ครบกำหนด {thai_date(deadline)})"
            about = f"วันครบกำหนดเดิมเป็นวันหยุดราชการ วันนี้คือวันทำการสุดท้ายก่อนหน้า ครบกำหนด{long_date(deadline)}"
            made.add_component(_event(f"{year}:{month}:safe", safe, title, about, stamp))
        about = f"รายงานผลเดือน{month_long(month)} ครบกำหนด{long_date(deadline)}"
        if safe != deadline:
            about += f" ควรส่งภายใน{long_date(safe)}"
        made.add_component(
            _event(f"{year}:{month}:deadline", deadline, f"ครบกำหนดส่งรายงาน {label}", about, stamp)
        )
    return bytes(made.to_ical())


def _event(key: str, day: dt.date, title: str, about: str, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(_UIDS, key)))
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", title)
    event.add("description", about)
    event.add("transp", "TRANSPARENT")
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
