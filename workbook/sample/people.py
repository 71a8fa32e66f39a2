"""The sample's directory: nobody in it exists, and every name says so."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from workbook.content.frames import Row

_GIVEN = ("สมมติ", "จำลอง", "ทดลอง", "ตัวอย่าง", "สาธิต", "ลองดู", "นามสมมุติ", "แบบร่าง", "ต้นแบบ", "ฝึกหัด", "ทดสอบ")
_FAMILY = ("ไม่มีจริง", "ในตัวอย่าง", "แต่งขึ้น", "เพื่อทดสอบ", "ของสมุดงาน", "ประกอบการสาธิต", "จากจินตนาการ")
_TITLE = ("นางสาว", "นาย", "นาง")
_OTHERS = (
    ("กรมอนามัย", "เลขานุการรองอธิบดี (1)"),
    ("กรมอนามัย", "เลขานุการรองอธิบดี (4)"),
    ("สำนักงานปลัดกระทรวงสาธารณสุข", "นักวิเคราะห์นโยบายและแผน"),
    ("สำนักงาน ก.พ.ร.", "นักพัฒนาระบบราชการ"),
    ("คณะผู้ตรวจประเมินภายนอก", "ผู้ตรวจประเมิน"),
)


def invented(number: int) -> str:
    """The invented name of person `number`; the first 231 differ."""
    given, family, title = _GIVEN[number % 11], _FAMILY[number % 7], _TITLE[number % 3]
    return f"{title}{given} {family}"


def contacts(units: pd.DataFrame, agreements: pd.DataFrame, as_of: dt.date) -> list[Row]:
    """The rows of tblContact: a head and a coordinator for each unit, a recorder for some, and partners.

    Telephone numbers begin with 0-2000, which is not given out; addresses end in example.com (RFC 2606).
    """
    makers = dict(zip(agreements["unit_code"], agreements["maker"], strict=True))
    people: list[tuple[str | None, str, str, str | None]] = []
    for i, (code, name) in enumerate(zip(units["unit_code"], units["unit_name"], strict=True)):
        people += [(code, name, makers[code], "head"), (code, name, "ผู้ประสานงานคำรับรองฯ", "coordinator")]
        if i % 4 == 0:
            people.append((code, name, "ผู้บันทึกผลในระบบรายงาน", "recorder"))
    people += [(None, affiliation, position, None) for affiliation, position in _OTHERS]
    rows: list[Row] = []
    for number, (code, affiliation, position, role) in enumerate(people, 1):
        gone = role == "recorder" and code == "LAW"
        rows.append(
            {
                "contact_id": f"CT{number:03d}",
                "name": invented(number),
                "position": position,
                "affiliation": affiliation,
                "category": "client" if code else "stakeholder",
                "role": role,
                "unit_code": code,
                "phone": f"0-2000-{1000 + number}",
                "email": None if number % 9 == 0 else f"{(code or 'partner').lower()}.{number}@example.com",
                "publish": "yes" if role == "head" else "no",
                "active": "no" if gone else "yes",
                "last_verified": dt.date(as_of.year - (number % 5 == 0), 10 if number % 5 == 0 else 1, 18),
            }
        )
    return rows


def reporters(rows: list[Row]) -> dict[str, str]:
    """Unit -> the name of its coordinator, who sends its reports."""
    return {str(row["unit_code"]): str(row["name"]) for row in rows if row["role"] == "coordinator"}
