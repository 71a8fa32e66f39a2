"""The agreement document, ready to sign: six clauses, signatures, and the annex of indicators of both rounds.

The clauses are in our own words after the form in use: who with whom; not a contract, in force from 1 October
to 30 September; details; the receiver agrees; the maker commits; signatures. Source: DOMAIN.md 1.4, SOP.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from addin.reports import states
from addin.reports.memo_form import DIRECTOR, DOTS, Fact, agreement_of, head_of, numbered, official
from addin.reports.model import Message, Meta
from addin.reports.overview import meta
from addin.reports.source import Row, Source, grouped, number
from addin.reports.thai import DASH
from addin.rules import fiscal
from workbook.errors import UserError
from workbook.schema.words import AGREEMENT_STATUS

_STATUS = states.labels(AGREEMENT_STATUS)
_POINTS = frozenset({"milestone", "process", "reported"})
"""Scorings whose score is the number of steps, the points or the score itself: level k is k."""
FULL = Decimal(100)

_LEVELS_NOTE = "เลข 1 ถึง 5 คือผลที่ได้คะแนนตามหัวตาราง ผลระหว่างสองค่าคิดคะแนนตามวิธีของตัวชี้วัด"
_DETAILS = (
    "รายละเอียดของคำรับรอง ได้แก่ กรอบการประเมิน น้ำหนัก ตัวชี้วัด ค่าเป้าหมาย และเกณฑ์การให้คะแนน "
    "เป็นไปตามเอกสารแนบท้าย ซึ่งถือเป็นส่วนหนึ่งของคำรับรองฉบับนี้"
)
_AGREED = (
    "ผู้รับคำรับรองได้พิจารณารายละเอียดตามข้อ 3 แล้ว เห็นชอบด้วย และจะกำกับ ติดตาม และสนับสนุน"
    "ให้ผู้ทำคำรับรองปฏิบัติราชการได้ตามค่าเป้าหมาย"
)
_COMMITTED = "ผู้ทำคำรับรองได้ทำความเข้าใจรายละเอียดตามข้อ 3 แล้ว จะมุ่งมั่นปฏิบัติราชการให้ได้ผลตามค่าเป้าหมายของทุกตัวชี้วัด"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the annex: `levels` are the results that earn 1 to 5 points."""

    number: str
    code: str
    name: str
    remark: str
    measure: str
    weight: str
    levels: tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """The indicators of a round; `total` says what their weights add up to."""

    label: str
    indicators: tuple[Indicator, ...]
    total: str
    total_note: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """An item of an indicator that is scored by items or steps."""

    round: str
    code: str
    level: str
    number: str
    item: str
    points: str


@dataclass(frozen=True, slots=True)
class Supervised:
    """A unit under the deputy who makes the agreement."""

    number: str
    name: str
    maker: str
    indicators: str
    weights: str
    status: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of a unit's head, or of a deputy (then `supervised` stands in place of indicators)."""

    meta: Meta
    message: Message
    maker: str
    receiver: str
    parties: str
    clauses: tuple[Fact, ...]
    annex_title: str
    annex_frame: str
    heads: tuple[str, ...]
    levels_note: str
    weights_head: str
    parts: tuple[Part, ...]
    criteria: tuple[Criterion, ...]
    supervised: tuple[Supervised, ...]
    status: str
    dots: str = DOTS


def receiver_of(source: Source, code: str) -> str:
    """Who receives a unit's agreement: its supervisor."""
    found = source.units.get(code, {}).get("supervisor")
    return source.write.say(official(str(found))) if found else DOTS


def deputies(source: Source) -> tuple[str, ...]:
    """The positions of the deputies whose agreements stand in the book: asked for by their name."""
    rows = (row for row in source.rows("tblAgreement") if row.get("level") == "deputy" and row.get("maker"))
    return tuple(dict.fromkeys(str(row["maker"]) for row in rows))


def agreement_context(source: Source, maker: str) -> Agreement:
    """The agreement of a unit (by its code) or a deputy (by the position). UserError report_unit_unknown."""
    if maker in (row["unit_code"] for row in source.unit_scores):
        return _of_unit(source, maker)
    if maker in deputies(source):
        return _of_deputy(source, maker)
    known = ", ".join([*(str(row["unit_code"]) for row in source.unit_scores), *deputies(source)])
    raise UserError("report_unit_unknown", value=maker, known=known)


def _of_unit(source: Source, code: str) -> Agreement:
    write, name = source.write, source.unit_name(code)
    row = agreement_of(source, code)
    maker, receiver = write.say(head_of(source, code)), receiver_of(source, code)
    parts = tuple(_part(source, code, round_no) for round_no in (1, 2))
    wrong = [part.total_note for part in parts if part.total_note]
    count = len({line.code for part in parts for line in part.indicators})
    return Agreement(
        meta=meta(source, "คำรับรองการปฏิบัติราชการ", source.unit_short(code), f"{count} ตัวชี้วัด"),
        message=Message(
            write.say(f"คำรับรองของ{maker} กับ{receiver} {count} ตัวชี้วัด"),
            _state(source, row),
            " ".join(wrong) if row else " ".join(["ยังไม่มีคำรับรองของหน่วยงานนี้ในสมุดงาน", *wrong]),
        ),
        maker=maker,
        receiver=receiver,
        parties=write.say(name),
        clauses=_clauses(source, maker, receiver),
        annex_title=write.say(f"ตัวชี้วัด น้ำหนัก ค่าเป้าหมาย และเกณฑ์การให้คะแนน {name}"),
        annex_frame=_frame(source),
        heads=tuple(write.count(level) for level in range(1, 6)),
        levels_note=write.say(_LEVELS_NOTE),
        weights_head=write.say("น้ำหนักรอบที่ 1 / 2"),
        parts=parts,
        criteria=_criteria(source, code),
        supervised=(),
        status=_state(source, row),
    )


def _of_deputy(source: Source, position: str) -> Agreement:
    write = source.write
    row = next(
        row
        for row in source.rows("tblAgreement")
        if row.get("level") == "deputy" and row.get("maker") == position
    )
    maker, receiver = write.say(official(position)), official(DIRECTOR)
    codes = [
        str(found["unit_code"])
        for found in source.unit_scores
        if source.units.get(found["unit_code"], {}).get("supervisor") == position
    ]
    return Agreement(
        meta=meta(source, "คำรับรองการปฏิบัติราชการ", maker, f"{len(codes)} หน่วยงานในกำกับ"),
        message=Message(
            write.say(f"คำรับรองของ{maker} กับ{receiver} มีหน่วยงานในกำกับ {len(codes)} หน่วยงาน"),
            _state(source, row),
        ),
        maker=maker,
        receiver=receiver,
        parties=write.say(f"หน่วยงานในกำกับ {len(codes)} หน่วยงาน"),
        clauses=_clauses(source, maker, receiver),
        annex_title=write.say(f"หน่วยงานในกำกับของ{maker} และคำรับรองที่ถ่ายทอดลงหน่วยงาน"),
        annex_frame=_frame(source),
        heads=tuple(write.count(level) for level in range(1, 6)),
        levels_note=write.say(_LEVELS_NOTE),
        weights_head=write.say("น้ำหนักรอบที่ 1 / 2"),
        parts=(),
        criteria=(),
        supervised=tuple(_supervised(source, place, code) for place, code in enumerate(codes, start=1)),
        status=_state(source, row),
    )


def _supervised(source: Source, place: int, code: str) -> Supervised:
    write = source.write
    rows = [_rows(source, code, round_no) for round_no in (1, 2)]
    return Supervised(
        number=write.count(place),
        name=write.say(source.unit_name(code)),
        maker=write.say(head_of(source, code)),
        indicators=write.count(len({row["kpi_code"] for part in rows for row in part})),
        weights=" / ".join(write.number(_weight(part)) for part in rows),
        status=_state(source, agreement_of(source, code)),
    )


def _state(source: Source, row: Row) -> str:
    """What the book says of the signing."""
    word = _STATUS.get(row.get("status") or "", "ยังไม่ลงนาม")
    return f"{word} {source.write.date(row['signed_on'])}" if row.get("signed_on") else word


def _clauses(source: Source, maker: str, receiver: str) -> tuple[Fact, ...]:
    write, settings = source.write, source.settings
    first = write.date_long(fiscal.first_day(settings.months[0]))
    last = write.date_long(fiscal.last_day(settings.months[-1]))
    return numbered(
        source,
        [
            f"คำรับรองฉบับนี้ทำขึ้นระหว่าง{receiver} ผู้รับคำรับรอง กับ{maker} ผู้ทำคำรับรอง",
            f"คำรับรองฉบับนี้เป็นการให้คำมั่นฝ่ายเดียวของผู้ทำคำรับรอง มิใช่สัญญา และใช้ตั้งแต่ {first} ถึง {last}",
            _DETAILS,
            _AGREED,
            f"{_COMMITTED} และรายงานผลตามความเป็นจริงภายในวันที่ {settings.due_day} ของเดือนถัดไป",
            "ผู้รับคำรับรองและผู้ทำคำรับรองเข้าใจคำรับรองฉบับนี้และเอกสารแนบท้ายตรงกันแล้ว จึงลงลายมือชื่อไว้เป็นหลักฐาน",
        ],
    )


def _frame(source: Source) -> str:
    write, settings = source.write, source.settings
    rounds = " ".join(_label(source, round_no) for round_no in (1, 2))
    cap = write.number(float(settings.cap_score))
    return write.say(
        f"กรอบการประเมิน 2 รอบ คือ {rounds} คะแนนเต็ม {cap} "
        f"เกณฑ์ผ่านของหน่วยงานคือคะแนนเฉลี่ยไม่น้อยกว่า {source.pass_text}"
    )


def _label(source: Source, round_no: int) -> str:
    write, months = source.write, source.settings.rounds[round_no - 1]
    return write.say(f"รอบที่ {round_no} ({write.month(months[0])} ถึง {write.month(months[-1])})")


def _rows(source: Source, code: str, round_no: int) -> list[Row]:
    """The unit's KPIs of a round by code; of several rows of a KPI the first stands, as in the rules."""
    found: dict[str, Row] = {}
    for row in source.by_unit("tblUnitKpi").get(code, []):
        if row.get("round") == round_no and row.get("kpi_code") in source.kpis:
            found.setdefault(row["kpi_code"], row)
    return [found[kpi] for kpi in sorted(found, key=fiscal.kpi_sort_key)]


def _weight(rows: list[Row]) -> Decimal:
    return sum((number(row.get("weight")) or Decimal(0) for row in rows), Decimal(0))


def _part(source: Source, code: str, round_no: int) -> Part:
    rows, write = _rows(source, code, round_no), source.write
    defaults = grouped(source.rows("tblKpiTarget"), "kpi_code", "round")
    total = _weight(rows)
    note = ""
    if rows and total != FULL:
        note = write.say(
            f"น้ำหนักรอบที่ {round_no} รวมได้ {write.number(total)} ไม่เท่ากับ {write.number(FULL)} ต้องแก้ไขก่อนลงนาม"
        )
    return Part(
        label=_label(source, round_no),
        indicators=tuple(
            _indicator(source, place, row, next(iter(defaults.get((row["kpi_code"], round_no), [])), {}))
            for place, row in enumerate(rows, start=1)
        ),
        total=write.number(total),
        total_note=note,
    )


def _indicator(source: Source, place: int, row: Row, default: Row) -> Indicator:
    write = source.write
    kpi = source.kpis[row["kpi_code"]]
    remarks = ["ยิ่งน้อยยิ่งดี"] if kpi.get("direction") == "lower" else []
    remarks += [f"เริ่มวัด {write.month(row['starts_month'])}"] if row.get("starts_month") else []
    remarks += [f"วัดถึง {write.month(row['ends_month'])}"] if row.get("ends_month") else []
    return Indicator(
        number=write.count(place),
        code=write.digits(row["kpi_code"]),
        name=source.kpi_name(row["kpi_code"]),
        remark=f"({', '.join(remarks)})" if remarks else "",
        measure=kpi.get("unit_of_measure") or DASH,
        weight=write.number(row.get("weight")),
        levels=_levels(source, row, default, kpi),
    )


def _levels(source: Source, row: Row, default: Row, kpi: Row) -> tuple[str, str, str, str, str]:
    """The results that earn 1 to 5: the unit's own, the default where it has none, else the scale itself."""
    own = [row.get(f"target_{level}") for level in range(1, 6)]
    found = (
        own if any(value is not None for value in own) else [default.get(f"target_{n}") for n in range(1, 6)]
    )
    if None in found:
        found = [1, 2, 3, 4, 5] if kpi.get("scoring") in _POINTS else [None] * 5
    one, two, three, four, five = (source.write.number(value) for value in found)
    return one, two, three, four, five


def _criteria(source: Source, code: str) -> tuple[Criterion, ...]:
    write = source.write
    mine = {(row["kpi_code"], round_no) for round_no in (1, 2) for row in _rows(source, code, round_no)}
    rows = [row for row in source.rows("tblProcessItem") if (row.get("kpi_code"), row.get("round")) in mine]
    rows.sort(key=lambda row: (row["round"], fiscal.kpi_sort_key(row["kpi_code"]), row.get("item_no") or 0))
    return tuple(
        Criterion(
            round=write.count(int(row["round"])),
            code=write.digits(row["kpi_code"]),
            level=DASH if row.get("level") is None else write.count(int(row["level"])),
            number=DASH if row.get("item_no") is None else write.count(int(row["item_no"])),
            item=row.get("item") or DASH,
            points=write.number(row.get("max_points")),
        )
        for row in rows
    )
