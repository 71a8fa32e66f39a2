"""The directory of clients and stakeholders (step 3): masked, unless somebody asked for names."""

from __future__ import annotations

from dataclasses import replace

from addin.reports.directory_model import CategoryCount, ContactLine, Directory, DirectoryPart, UnitContacts
from addin.reports.model import Card, Message, State
from addin.reports.source import Row, Source
from addin.reports.stakeholders import year_meta
from addin.reports.thai import DASH
from addin.rules import fiscal, privacy
from workbook.schema.words import CATEGORY, CONTACT_ROLE, YES_NO

INTERNAL = "ใช้ภายในหน่วยงานเท่านั้น"
NEVER = State("never", "ไม่มีวันที่", tone="warn")
NO_CONTACT = State("no_contact", "ยังไม่มีผู้ติดต่อ", tone="bad")
NO_COORDINATOR = State("no_coordinator", "ยังไม่มีผู้ประสานงาน", tone="warn")
COMPLETE = State("complete", "มีผู้ประสานงาน")

_CATEGORIES = {choice.key: choice.label for choice in CATEGORY}
_ROLES = {choice.key: choice.label for choice in CONTACT_ROLE}
_YES_NO = {choice.key: choice.label for choice in YES_NO}
_UNKNOWN = "ไม่ระบุประเภท"


def directory_context(source: Source) -> Directory:
    """Everything that the template of the directory shows."""
    write = source.write
    serving = [row for row in source.rows("tblContact") if row.get("active") != "no"]
    listed = [row for row in serving if not source.masked or row.get("publish") == "yes"]
    units = _units(source, serving)
    lacking = tuple(unit for unit in units if unit.state is not COMPLETE)
    internal = "" if source.masked else INTERNAL
    head = year_meta(
        source,
        "ทำเนียบผู้รับบริการและผู้มีส่วนได้ส่วนเสีย",
        "ทำเนียบ",
        f"ผู้ติดต่อ {len(serving)} คน แสดงในทำเนียบ {len(listed)} คน",
    )
    hidden = len(serving) - len(listed)
    return Directory(
        meta=replace(head, notice=" ".join(filter(None, (internal, head.notice)))),
        message=_message(source, serving, units),
        cards=_cards(source, serving, listed, units),
        internal=f"{internal} เอกสารนี้มีชื่อและช่องทางติดต่อของบุคคล ห้ามเผยแพร่" if internal else "",
        masked=source.masked,
        parts=_parts(source, serving, listed),
        counts=_counts(source, serving),
        units=units,
        lacking=lacking,
        lacking_message=_lacking_message(source, units),
        left_out_note=write.say(f"ไม่แสดง {hidden} คนที่ไม่ได้ระบุให้เผยแพร่ แต่นับรวมในจำนวนผู้ติดต่อ") if hidden else "",
        verified_message=_verified_message(source, listed),
        notes=_notes(source),
    )


def _parts(source: Source, serving: list[Row], listed: list[Row]) -> tuple[DirectoryPart, ...]:
    write = source.write
    order = {row["unit_code"]: place for place, row in enumerate(source.unit_scores)}
    roles = list(_ROLES)

    def place(row: Row) -> tuple[int, str, int]:
        unit, role = row.get("unit_code"), row.get("role")
        within = order.get(unit, len(order))
        return (
            within,
            "" if unit in order else str(row.get("affiliation") or ""),
            roles.index(role) if role in roles else len(roles),
        )

    parts = []
    for title in (*_CATEGORIES.values(), _UNKNOWN):
        of_title = [row for row in serving if _category(row) == title]
        if not of_title:
            continue
        shown = sorted((row for row in listed if _category(row) == title), key=place)
        contacts = tuple(_contact(source, row) for row in shown)
        rest = len(of_title) - len(shown)
        parts.append(
            DirectoryPart(
                title,
                write.count(len(shown)),
                contacts,
                write.say(f"ไม่แสดง {rest} คนที่ไม่ได้ระบุให้เผยแพร่") if rest else "",
            )
        )
    return tuple(parts)


def _category(row: Row) -> str:
    return _CATEGORIES.get(row.get("category") or "", _UNKNOWN)


def _contact(source: Source, row: Row) -> ContactLine:
    name, phone, email = row.get("name"), row.get("phone"), row.get("email")
    code = row.get("unit_code")
    unit = source.unit_name(code) if code in source.units else str(row.get("affiliation") or code or "")
    if source.masked:
        name = name and privacy.masked_name(name)
        phone = phone and privacy.masked_phone(phone)
        email = email and privacy.masked_email(email)
        unit, position = source.typed(unit), source.typed(row.get("position"))
    else:
        # A citizen number is masked even in an internal copy: it must not be in the book at all.
        name, position, phone, email, unit = (
            privacy.masked(str(value or "")) for value in (name, row.get("position"), phone, email, unit)
        )
    return ContactLine(
        code=row.get("contact_id") or DASH,
        unit=unit or DASH,
        name=name or DASH,
        position=position or DASH,
        role=_ROLES.get(row.get("role") or "", DASH),
        category=_category(row),
        phone=phone or DASH,
        email=email or DASH,
        publish=_YES_NO.get(row.get("publish") or "", DASH),
        verified=_verified(source, row),
    )


def _verified(source: Source, row: Row) -> State:
    day = row.get("last_verified")
    if day is None:
        return NEVER
    if day < fiscal.first_day(source.settings.months[0]):
        return State("old", source.write.date(day), tone="warn")
    return State("verified", source.write.date(day))


def _units(source: Source, serving: list[Row]) -> tuple[UnitContacts, ...]:
    """The active units, those without a contact first, then those without a coordinator."""
    write = source.write
    lines = []
    for unit in source.unit_scores:
        roles = [row.get("role") for row in serving if row.get("unit_code") == unit["unit_code"]]
        count = {role: roles.count(role) for role in _ROLES}
        state = NO_CONTACT if not roles else COMPLETE if count["coordinator"] else NO_COORDINATOR
        lines.append(
            UnitContacts(
                name=source.unit_name(unit["unit_code"]),
                **{role: write.count(number) for role, number in count.items()},
                other=write.count(len(roles) - sum(count.values())),
                total=write.count(len(roles)),
                total_raw=len(roles),
                state=state,
            )
        )
    return tuple(sorted(lines, key=lambda line: (NO_CONTACT, NO_COORDINATOR, COMPLETE).index(line.state)))


def _counts(source: Source, serving: list[Row]) -> tuple[CategoryCount, ...]:
    write = source.write
    lines = []
    for title in (*_CATEGORIES.values(), _UNKNOWN):
        mine = [row for row in serving if _category(row) == title]
        if not mine and title == _UNKNOWN:
            continue
        of = {role: sum(row.get("role") == role for row in mine) for role in _ROLES}
        lines.append(
            CategoryCount(
                title=title,
                **{role: write.count(number) for role, number in of.items()},
                other=write.count(len(mine) - sum(of.values())),
                total=write.count(len(mine)),
                publish=write.count(sum(row.get("publish") == "yes" for row in mine)),
            )
        )
    return tuple(lines)


def _message(source: Source, serving: list[Row], units: tuple[UnitContacts, ...]) -> Message:
    write = source.write
    if not serving:
        return Message("ยังไม่มีผู้ติดต่อในทำเนียบ", accent=_lacking_message(source, units) if units else "")
    covered = sum(bool(unit.total_raw) for unit in units)
    lead = f"ทำเนียบมีผู้ติดต่อที่ยังปฏิบัติหน้าที่ {len(serving)} คน ครอบคลุม {covered} จาก {len(units)} หน่วยงาน"
    fine = bool(units) and all(unit.state is COMPLETE for unit in units)
    if fine:
        return Message(write.say(lead), _lacking_message(source, units))
    return Message(write.say(lead), accent=_lacking_message(source, units))


def _lacking_message(source: Source, units: tuple[UnitContacts, ...]) -> str:
    write = source.write
    if not units:
        return "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้"
    said = []
    for state in (NO_CONTACT, NO_COORDINATOR):
        names = [unit.name for unit in units if unit.state is state]
        if names:
            said.append(f"{state.word} {len(names)} หน่วยงาน คือ {write.names(names, 3, 'หน่วยงาน')}")
    return write.say(" ".join(said)) if said else "ทุกหน่วยงานมีผู้ประสานงาน"


def _stale(source: Source, rows: list[Row]) -> int:
    return sum(_verified(source, row).tone == "warn" for row in rows)


def _cards(
    source: Source, serving: list[Row], listed: list[Row], units: tuple[UnitContacts, ...]
) -> tuple[Card, ...]:
    write = source.write
    covered = sum(bool(unit.total_raw) for unit in units)
    coordinated = sum(unit.state is COMPLETE for unit in units)
    of = write.say(f"จาก {len(units)} หน่วยงาน")
    missing = len(units) - covered
    publish = sum(row.get("publish") == "yes" for row in serving)
    stale = _stale(source, serving)
    whole = "ครบทุกหน่วยงาน" if units else "ยังไม่มีหน่วยงาน"
    return (
        Card("ผู้ติดต่อ", write.count(len(serving)), "คน", write.say(f"แสดงในทำเนียบ {len(listed)} คน")),
        Card(
            "มีผู้ติดต่อ",
            write.count(covered),
            of,
            write.say(f"ยังไม่มี {missing} หน่วยงาน") if missing else whole,
            tone="bad" if missing else "plain",
        ),
        Card(
            "มีผู้ประสานงาน",
            write.count(coordinated),
            of,
            write.say(f"ยังไม่มี {len(units) - coordinated} หน่วยงาน") if coordinated < len(units) else whole,
            tone="bad" if coordinated < len(units) else "plain",
        ),
        Card("ให้เผยแพร่ได้", write.count(publish), "คน", write.say(f"ไม่เผยแพร่ {len(serving) - publish} คน")),
        Card("ควรตรวจสอบใหม่", write.count(stale), "คน", "ไม่ได้ตรวจสอบปีนี้"),
    )


def _verified_message(source: Source, listed: list[Row]) -> str:
    write = source.write
    days = [row["last_verified"] for row in listed if row.get("last_verified")]
    if not days:
        return "ยังไม่มีวันที่ตรวจสอบข้อมูลของผู้ติดต่อที่แสดง"
    text = f"ตรวจสอบล่าสุดเมื่อ {write.date_long(max(days))} ข้อมูลที่ตรวจสอบไว้นานที่สุดคือ {write.date_long(min(days))}"
    stale = _stale(source, listed)
    return write.say(f"{text} ควรตรวจสอบใหม่ {stale} คน" if stale else text)


def _notes(source: Source) -> tuple[str, ...]:
    write = source.write
    masked = (
        "ชื่อแสดงเพียงคำนำหน้าและอักษรแรก โทรศัพท์แสดงเพียง 4 หลักท้าย อีเมลแสดงเพียงอักษรแรกและชื่อโดเมน",
        "แสดงเฉพาะผู้ที่ระบุว่าเผยแพร่ได้และยังปฏิบัติหน้าที่ ผู้อื่นนับรวมเฉพาะในจำนวน",
        "หมายเลขโทรศัพท์ อีเมล เลขประจำตัว และชื่อบุคคลในทำเนียบที่พบในข้อความอื่นถูกปิดบังด้วย",
    )
    internal = (
        "ฉบับนี้แสดงชื่อและช่องทางติดต่อเต็มของผู้ที่ยังปฏิบัติหน้าที่ทุกคน ใช้เพื่อการปฏิบัติงานภายในเท่านั้น",
        "คอลัมน์เผยแพร่ได้บอกว่าผู้นั้นแสดงในฉบับเผยแพร่หรือไม่ เลขประจำตัวประชาชนถูกปิดบังเสมอ",
    )
    rest = (
        "ผู้ติดต่อที่ไม่ได้ระบุว่าพ้นหน้าที่ถือว่ายังปฏิบัติหน้าที่",
        "ควรตรวจสอบใหม่ คือข้อมูลที่ไม่มีวันที่ตรวจสอบหรือตรวจสอบก่อนเริ่มปีงบประมาณ",
        f"แหล่งข้อมูล: สมุดงานหลักคำรับรองฯ ข้อมูล ณ {write.date_long(source.results.as_of)}",
    )
    return tuple(write.say(sentence) for sentence in (*(masked if source.masked else internal), *rest))
