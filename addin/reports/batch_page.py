"""The page that sums up a run over many masters: how many reached their target, which could not be done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from addin.reports.model import Card, Message, Meta, State
from addin.reports.thai import DASH, clean
from addin.rules.fiscal import thai_date

_TONES = {"done": "good", "errors": "warn", "refused": "bad", "failed": "bad", "kept": "none"}


@dataclass(frozen=True, slots=True)
class BookLine:
    """A book: its name and folder, what came of the work, its attainment."""

    name: str
    folder: str
    state: State
    passed: str
    percent: str
    met: State
    errors: str
    message: str


@dataclass(frozen=True, slots=True)
class BatchPage:
    """The page of a run."""

    meta: Meta
    message: Message
    cards: tuple[Card, ...]
    books: tuple[BookLine, ...]
    notes: tuple[str, ...]


def batch_context(books: Sequence[Mapping[str, Any]], words: Mapping[str, str], today: dt.date) -> BatchPage:
    """The page of the rows of `samret batch`; `words` are the Thai words of their states."""
    counts = Counter(str(row["state"]) for row in books)
    known = [row for row in books if row["met"] is not None]
    met = sum(bool(row["met"]) for row in known)
    undone = counts["refused"] + counts["failed"]
    date = thai_date(today)
    return BatchPage(
        meta=Meta(
            department="สำเร็จ",
            owner="สรุปการทำงานหลายสมุดงาน",
            title="สรุปผลของทุกสมุดงาน",
            short="สรุปหลายสมุดงาน",
            period=f"สมุดงาน {len(books)} เล่ม",
            period_short="",
            fiscal_year="",
            as_of=f"ทำเมื่อ {date}",
            generated_on=f"จัดทำเมื่อ {date}",
            coverage=f"ทำได้ {len(books) - undone} เล่ม ทำไม่ได้ {undone} เล่ม",
            notice="",
        ),
        message=_message(len(known), met, undone),
        cards=(
            Card("สมุดงาน", str(len(books)), "เล่ม", f"ไม่เปลี่ยนจากครั้งก่อน {counts['kept']} เล่ม"),
            Card("บรรลุเป้าหมาย", str(met), "เล่ม", f"จากที่มีร้อยละ {len(known)} เล่ม"),
            Card(
                "มีที่ต้องแก้ไข", str(counts["errors"]), "เล่ม", "ทำเสร็จแล้ว แต่ข้อมูลมีข้อผิดพลาด",
                "bad" if counts["errors"] else "plain",
            ),
            Card(
                "ทำไม่ได้", str(undone), "เล่ม", "แฟ้มเปิดอยู่ เสีย หรือไม่ใช่สมุดงานหลัก",
                "bad" if undone else "plain",
            ),
        ),
        books=tuple(_line(row, words) for row in books),
        notes=(
            "ร้อยละเป็นผลของแต่ละสมุดงานตามที่คำนวณในครั้งนี้ ตัดสินจากจำนวนหน่วยงานเต็ม ไม่ใช่จากร้อยละที่ปัดแล้ว",
            "สมุดงานที่ทำไม่ได้ไม่ถูกแก้ไข คำอธิบายบอกสาเหตุ แก้แล้วสั่งงานเดิมอีกครั้งจะทำเฉพาะเล่มที่ยังไม่เสร็จ",
        ),
    )  # fmt: skip


def _message(known: int, met: int, undone: int) -> Message:
    lead = f"{met} จาก {known} สมุดงานบรรลุเป้าหมาย" if known else "งานครั้งนี้ไม่มีร้อยละให้เทียบเป้าหมาย"
    return Message(lead, f"ทำไม่ได้ {undone} เล่ม" if undone else "ทำได้ครบทุกเล่ม")


def _line(row: Mapping[str, Any], words: Mapping[str, str]) -> BookLine:
    path, state = Path(str(row["book"])), str(row["state"])
    percent = row["percent"]
    reached = {
        None: State("none", DASH),
        True: State("met", "บรรลุ"),
        False: State("short", "ยังไม่บรรลุ", tone="bad"),
    }
    return BookLine(
        name=clean(path.name),
        folder=clean(str(path.parent)),
        state=State(state, words[state], tone=_TONES[state]),
        passed=DASH if row["passed"] is None else f"{row['passed']} จาก {row['total']}",
        percent=DASH if percent is None else f"{Decimal(percent):.4f}",
        met=reached[row["met"]],
        errors=DASH if row["errors"] is None else str(row["errors"]),
        message=clean(str(row["message"])),
    )
