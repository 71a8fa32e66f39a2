"""The texts of the monthly report: what each level says, problems and cures, one fact a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from addin.reports import sentences, standing, states, work
from addin.reports.followup_issues import is_closed
from addin.reports.followup_issues import rows as matters
from addin.reports.model import UnitLine
from addin.reports.monthly_model import Block
from addin.reports.situation_gaps import Gaps
from addin.reports.source import Row, Source, mean
from addin.reports.thai import DASH
from addin.rules import fiscal
from addin.rules import stakeholders as rules
from addin.rules.progress import passed_in_year, share

NAMES = 6
_GONE = {"cancelled", "postponed"}
_STATUS = {"late": "ส่งล่าช้า", "missing": "ยังไม่ส่งและพ้นกำหนดแล้ว", "not_due": "ยังไม่ส่งแต่ยังไม่ครบกำหนด"}


def entered(source: Source) -> int:
    """How many units' reports of the month stand in the reporting system."""
    active = {row["unit_code"] for row in source.unit_scores}
    return len(
        {
            row.get("unit_code")
            for row in source.rows("tblSubmission")
            if row.get("month") == source.period.month
            and row.get("entered_on") is not None
            and row.get("unit_code") in active
        }
    )


def assessment(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 1: three years, gaps, clients and stakeholders, the directory."""
    contacts = [row for row in source.rows("tblContact") if row.get("active") != "no"]
    reached = {row.get("unit_code") for row in contacts} & {unit.code for unit in units}
    listed = "ยังไม่ได้จัดทำทำเนียบผู้รับบริการและผู้มีส่วนได้ส่วนเสีย"
    if contacts:
        listed = (
            f"จัดทำทำเนียบผู้รับบริการและผู้มีส่วนได้ส่วนเสียแล้ว {len(contacts):,} รายชื่อ "
            f"ครอบคลุม {len(reached):,} จาก {len(units):,} หน่วยงาน"
        )
    return [*_years(source), _gaps(source), _groups(source), listed]


def _years(source: Source) -> list[str]:
    """How many units passed in each of the three years before, and the years of which nothing is known."""
    settings, write = source.settings, source.write
    known, unknown = [], []
    for year in range(settings.fiscal_year - 3, settings.fiscal_year):
        found = passed_in_year(source.tables, year, float(source.pass_score))
        if found is None:
            unknown.append(str(year))
        else:
            passed, total = found
            percent = write.percent(share(passed, total))
            known.append(f"ร้อยละ {percent} ในปี {year} ({passed:,} จาก {total:,} หน่วยงาน)")
    lines = [f"ทบทวนผลย้อนหลัง 3 ปี หน่วยงานที่ผ่านเกณฑ์คิดเป็น{write.names(known, 3)}"] if known else []
    return lines + ([f"ยังไม่มีผลย้อนหลังของปี {write.names(unknown, 3)}"] if unknown else [])


def _gaps(source: Source) -> str:
    gaps = Gaps(source)
    count = {key: len(gaps.of(key)) for key in ("chronic", "newly_failing", "no_data")}
    if not gaps.rows:
        return f"รอบที่ {source.period.round} ยังไม่มีตัวชี้วัดให้วิเคราะห์ Gap"
    text = f"วิเคราะห์ Gap ของรอบที่ {source.period.round} แล้ว {len(gaps.rows):,} รายการ"
    if not any(count.values()):
        return f"{text} ทุกรายการถึงเกณฑ์ {source.pass_text}"
    rest = len(gaps.rows) - sum(count.values())
    return (
        f"{text} พบต่ำกว่าเกณฑ์เรื้อรัง {count['chronic']:,} รายการ "
        f"ต่ำกว่าเกณฑ์ในปีนี้แต่ยังไม่เรื้อรัง {count['newly_failing']:,} รายการ "
        f"ยังไม่มีข้อมูล {count['no_data']:,} รายการ ที่เหลือ {rest:,} รายการถึงเกณฑ์หรือไม่นำมาประเมิน"
    )


def _groups(source: Source) -> str:
    """Clients and stakeholders; groups too small to be shown are left out of the number who answered."""
    groups, measures = source.rows("tblStakeholder"), source.rows("tblMeasure")
    asked = [int(row.get("respondents") or 0) for row in groups if not rules.withheld(row.get("respondents"))]
    small = len(groups) - len(asked)
    if not groups:
        return "ยังไม่ได้วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย"
    rest = f" (ไม่รวม {small} กลุ่มที่มีผู้ตอบน้อยกว่า {rules.MIN_RESPONDENTS} คนหรือไม่ระบุจำนวน)" if small else ""
    without = sum(not rules.answers_to_group(row, measures) for row in groups)
    answered = f"ยังไม่มีมาตรการตอบสนอง {without} กลุ่ม" if without else "ทุกกลุ่มมีมาตรการตอบสนองแล้ว"
    people = f"จากผู้ให้ข้อมูล {sum(asked):,} คน{rest}"
    return f"วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสียแล้ว {len(groups):,} กลุ่ม {people} {answered}"


def advocacy(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 2: measures by state and by letter of PIRAB, topics and how many they reached."""
    del units
    write = source.write
    measures, topics = source.rows("tblMeasure"), source.rows("tblTopic")
    lines = ["ยังไม่ได้กำหนดมาตรการ"]
    if measures:
        lines = [
            f"กำหนดมาตรการแล้ว {len(measures):,} มาตรการ{_by_state(source, measures, 'status', 'มาตรการ')}",
            _letters(source),
        ]
    if not topics:
        return [*lines, "ยังไม่ได้กำหนดประเด็นความรู้"]
    given = [row for row in topics if row.get("delivered_on") is not None]
    reach = sum(int(row.get("reach") or 0) for row in given)
    told = f"ถ่ายทอดแล้ว {len(given):,} ประเด็น ให้ผู้รับการถ่ายทอดรวม {reach:,} คน" if given else "ยังไม่ได้ถ่ายทอด"
    lines.append(f"กำหนดประเด็นความรู้ {len(topics):,} ประเด็น {told}")
    month = write.month_long(source.period.month)
    lines += [
        f"ในเดือน{month} ถ่ายทอดเรื่อง {row.get('topic') or DASH} "
        + (f"ผ่านช่องทาง{row['channel']} " if row.get("channel") else "")
        + f"เมื่อ {write.date_long(row['delivered_on'])}"
        for row in given
        if _in_month(source, row, "delivered_on")
    ]
    return lines


def _letters(source: Source) -> str:
    """How the measures in force spread over PIRAB, and the letters that have none."""
    letters = work.letters(source)
    used = [f"{line.word} {line.count_text} มาตรการ" for line in letters if line.count]
    empty = [line.word for line in letters if not line.count]
    if not used:
        return "ยังไม่มีมาตรการที่ใช้อยู่ในกลยุทธ์ PIRAB ใด"
    missing = f"ยังไม่มีในกลยุทธ์ {source.write.names(empty)}" if empty else "ครบทุกกลยุทธ์ PIRAB"
    return f"มาตรการที่ใช้อยู่แยกตามกลยุทธ์ (มาตรการหนึ่งอาจใช้หลายกลยุทธ์) ได้แก่ {source.write.names(used)} {missing}"


def _in_month(source: Source, row: Row, key: str) -> bool:
    day = row.get(key)
    return day is not None and fiscal.month_of(day) == source.period.month


def _by_state(source: Source, rows: list[Row], key: str, unit: str) -> str:
    """How many rows stand in each state, as the rest of a sentence."""
    count = Counter(row.get(key) for row in rows)
    known = states.WORK if key == "status" else states.PLAN
    told = [f"{state.word} {count[name]} {unit}" for name, state in known.items() if count[name]]
    return f" ได้แก่ {source.write.names(told, len(told))}" if told else ""


def management(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 3: plans and their approval, the month's reports, what is followed up."""
    write, month = source.write, source.period.month
    plans = source.rows("tblPlan")
    told = _by_state(source, plans, "state", "รายการ")
    lines = [f"จัดทำแผนงาน/โครงการแล้ว {len(plans):,} รายการ{told}" if plans else "ยังไม่ได้จัดทำแผนงาน/โครงการ"]
    if not units:
        return [*lines, sentences.NO_UNITS]
    found: dict[str, list[str]] = {}
    for unit in units:
        key = source.report_status.get(unit.code, {}).get(month, "not_due")
        found.setdefault(key, []).append(unit.name)
    punctual = len(found.get("on_time", []))
    text = f"หน่วยงานส่งรายงานผลเดือน{write.month_long(month)} ตรงเวลา {punctual:,} จาก {len(units):,} หน่วยงาน"
    for key in ("late", "missing", "not_due"):
        if names := found.get(key):
            named = write.names(names, NAMES, "หน่วยงาน")
            text += f" {_STATUS[key]} {len(names):,} หน่วยงาน ได้แก่ {named}"
    lines.append(text)
    lines.append(
        f"บันทึกผลเดือน{write.month_long(month)} เข้าระบบรายงานแล้ว {entered(source):,} จาก {len(units):,} หน่วยงาน"
    )
    followed = matters(source)
    if not followed:
        return [*lines, "ยังไม่มีเรื่องที่ต้องติดตามและแก้ไข"]
    as_of = source.results.as_of
    waiting = [row for row in followed if not is_closed(source, row)]
    overdue = sum(bool(row.get("due_on")) and row["due_on"] < as_of for row in waiting)
    late = f" ในจำนวนนี้เลยกำหนดแล้ว {overdue} เรื่อง" if overdue else ""
    lines.append(
        f"ติดตามและแก้ไข {len(followed):,} เรื่อง ปิดเรื่องแล้ว {len(followed) - len(waiting)} เรื่อง "
        f"ยังค้าง {len(waiting):,} เรื่อง{late}"
    )
    return lines


def output(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 4: what the activities brought in the month and so far."""
    del units
    write = source.write
    now = {
        row.get("activity_id"): row
        for row in source.rows("tblActivityMonth")
        if row.get("month") == source.period.month
    }
    every = work.activities(source)
    if not every:
        return ["ยังไม่มีกิจกรรมตามแผน"]
    done = sum(row.state.key == "done" for row in every)
    lines = [f"ดำเนินกิจกรรมตามแผนทั้งหมด {len(every):,} กิจกรรม เสร็จสิ้นแล้ว {done} กิจกรรม"]
    for row in every:
        month = now.get(row.code)
        if month is None or row.state.key in _GONE:
            continue
        made, planned = month.get("done"), month.get("planned")
        text = f"{row.activity} เดือนนี้ยังไม่ได้บันทึกผล"
        if made is not None:
            goal = "" if planned is None else f" จากแผน {write.number(planned)}"
            text = f"{row.activity} เดือนนี้ทำได้ {write.number(made)}{goal} {row.unit}".rstrip()
        text += f" ผลสะสม {row.done} จากเป้าหมายทั้งปี {row.target} {row.unit}".rstrip()
        paid = month.get("disbursed")
        lines.append(f"{text} เบิกจ่ายเดือนนี้ {write.money(paid)} บาท" if paid else text)
    return lines


def outcome(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 5: attainment, the mean, who lies below and who has no score."""
    write, result = source.write, source.attainment
    if not result.total:
        return [sentences.NO_UNITS]
    target = write.number(result.target_percent)
    met = f"บรรลุเป้าหมายร้อยละ {target}"
    if not result.met:
        met = f"ยังไม่ถึงเป้าหมายร้อยละ {target} โดยขาดอีก {result.short:,} หน่วยงาน"
    passed = f"{result.passed:,} จาก {result.total:,} หน่วยงาน คิดเป็นร้อยละ {write.percent(result.percent)}"
    lines = [f"หน่วยงานที่มีคะแนนเฉลี่ยไม่น้อยกว่า {source.pass_text} มี {passed} {met}"]
    scores = [score for row in standing.unit_order(source) if (score := source.score_of(row)) is not None]
    if scores:
        spread = f"คะแนนสูงสุด {write.score(max(scores))} และต่ำสุด {write.score(min(scores))}"
        lines.append(f"คะแนนเฉลี่ยของ {len(scores):,} หน่วยงานที่มีคะแนนคือ {write.score(mean(scores))} {spread}")
    failed = [f"{u.name} ได้ {u.score} (ขาด {u.shortfall})" for u in units if u.state is states.FAILED]
    if failed:
        lines.append(
            f"หน่วยงานที่ต่ำกว่าเกณฑ์มี {len(failed):,} หน่วยงาน ได้แก่ {write.names(failed, NAMES, 'หน่วยงาน')}"
        )
    pending = [unit.name for unit in units if unit.state is states.PENDING]
    if pending:
        lines.append(
            f"หน่วยงานที่ยังไม่มีคะแนนมี {len(pending):,} หน่วยงาน ได้แก่ {write.names(pending, NAMES, 'หน่วยงาน')}"
        )
    return lines


LINES: dict[int, Callable[[Source, tuple[UnitLine, ...]], list[str]]] = {
    1: assessment,
    2: advocacy,
    3: management,
    4: output,
    5: outcome,
}
"""The text of each level."""


def activity_evidence(source: Source) -> list[str]:
    """Where the evidence of the activities is kept."""
    return [row["evidence"] for row in source.rows("tblActivity") if row.get("evidence")]


def _open(source: Source) -> list[Row]:
    return [row for row in matters(source) if not is_closed(source, row)]


def _about(source: Source, row: Row) -> str:
    about = source.unit_name(row.get("unit_code"))
    return f"{about} ตัวชี้วัด {row['kpi_code']}" if row.get("kpi_code") else about


def problems(source: Source) -> Block:
    """The open matters with their causes."""
    lines = [
        f"{place}. {_about(source, row)} พบปัญหา: {row.get('issue') or DASH}"
        + (f" สาเหตุ: {row['cause']}" if row.get("cause") else "")
        for place, row in enumerate(_open(source), start=1)
    ]
    found = tuple(map(source.write.say, lines)) or ("ไม่มีเรื่องที่ค้างแก้ไข",)
    return Block("problems", "ปัญหาและอุปสรรค", found)


def actions(source: Source) -> Block:
    """What is done about them, by whom and until when, in the same order."""
    write = source.write
    lines = [
        f"{place}. {_about(source, row)} แนวทางแก้ไข: {row.get('action') or 'ยังไม่ได้ระบุ'} "
        f"ผู้รับผิดชอบ: {row.get('responsible') or 'ยังไม่ได้ระบุ'} "
        + (f"กำหนดแล้วเสร็จ {write.date_long(row['due_on'])}" if row.get("due_on") else "ยังไม่ได้กำหนดวันแล้วเสร็จ")
        for place, row in enumerate(_open(source), start=1)
    ]
    return Block("actions", "แนวทางแก้ไข", tuple(map(write.say, lines)) or ("ไม่มีเรื่องที่ค้างแก้ไข",))
