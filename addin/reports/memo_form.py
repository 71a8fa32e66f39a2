"""What memoranda and letters have in common: the head of the form, positions, who signs.

Both are บันทึกข้อความ, the form of correspondence inside a department. Nobody is named: offices and positions
stand in the text, the name under a signature is left to be written. Source: DOMAIN.md 1.4 and 6.5, SOP.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from addin.reports.overview import DEPARTMENT, OWNER
from addin.reports.source import Row, Source
from addin.reports.thai import NBSP

KPI = "3.11"
"""The KPI that the SOP is about; its owner is the unit that writes."""
DIRECTOR = "อธิบดี"
SECTION = "ฝ่ายพัฒนาระบบราชการ"
DOTS = "." * 42
"""A dotted line to write on."""

_RANK = re.compile(r"^(?:รอง)?อธิบดี(?!กรม)")


@dataclass(frozen=True, slots=True)
class Form:
    """The head and the foot of a บันทึกข้อความ; `dots` is the line on which a name is written."""

    office: str
    date: str
    subject: str
    to: str
    signer: str
    dots: str = DOTS


@dataclass(frozen=True, slots=True)
class Fact:
    """A numbered fact; under one that is `listed` stands the table."""

    number: str
    text: str
    listed: bool = False


def official(position: str) -> str:
    """A position as papers name it: the department stands behind the director-general and the deputies.

    >>> official("รองอธิบดี"), official("ผู้อำนวยการกองคลัง")
    ('รองอธิบดีกรมอนามัย', 'ผู้อำนวยการกองคลัง')
    """
    return _RANK.sub(lambda match: match[0] + DEPARTMENT, position).replace(" (", f"{NBSP}(")


def agreement_of(source: Source, code: str) -> Row:
    """A unit's agreement: of several the one signed last; empty where the book has none."""
    rows = [row for row in source.by_unit("tblAgreement").get(code, []) if row.get("level") != "deputy"]
    signed = [row for row in rows if row.get("signed_on")]
    return max(signed, key=lambda row: row["signed_on"]) if signed else next(iter(rows), {})


def head_of(source: Source, code: str) -> str:
    """The position of a unit's head: who makes its agreement."""
    return str(agreement_of(source, code).get("maker") or f"หัวหน้าหน่วยงาน {source.unit_name(code)}")


def signer(source: Source) -> str:
    """Who signs what goes out: the head of the unit that owns the KPI."""
    code = source.kpis.get(KPI, {}).get("owner_unit")
    return source.write.say(head_of(source, code)) if code in source.units else f"หัวหน้า{OWNER}"


def form(source: Source, subject: str, to: str) -> Form:
    """The head and the foot, dated with the day on which it is made."""
    return Form(
        office=f"{OWNER} {SECTION}",
        date=source.write.date_long(source.generated_on),
        subject=source.write.say(subject),
        to=source.write.say(to),
        signer=signer(source),
    )


def limit(source: Source, kpi_code: str) -> str:
    """The word before a result that is needed: at least, or at most where less is better."""
    return "ไม่เกิน" if source.kpis.get(kpi_code, {}).get("direction") == "lower" else "ไม่น้อยกว่า"


def year(source: Source) -> str:
    """The fiscal year in words."""
    return f"ประจำปีงบประมาณ พ.ศ.{NBSP}{source.settings.fiscal_year}"


def goal(source: Source) -> str:
    """What the department asks of its units, as the first paragraph of a paper refers to it."""
    settings, write = source.settings, source.write
    return (
        f"โดยมีเป้าหมายให้หน่วยงานในสังกัดไม่น้อยกว่า"
        f"ร้อยละ {write.number(settings.target_percent)} มีคะแนนเฉลี่ยผลการปฏิบัติราชการไม่น้อยกว่า {source.pass_text} "
        f"และให้รายงานผลภายในวันที่ {settings.due_day} ของเดือนถัดไป"
    )


def numbered(source: Source, texts: list[str], listed: int | None = None) -> tuple[Fact, ...]:
    """Sentences as numbered facts; under the one at the position `listed` stands the table."""
    return tuple(
        Fact(source.write.count(place + 1), source.write.say(text), place == listed)
        for place, text in enumerate(texts)
    )
