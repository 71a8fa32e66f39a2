"""Forms of the units: forms, collect."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.base import Command, Work, month

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome


def _of_forms(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="โฟลเดอร์ที่เก็บแบบรายงาน")
    parser.add_argument("--month", type=month, metavar="M", help="เดือน เช่น 2565-02 (ปกติเดือนที่ครบกำหนดถัดไป)")
    parser.add_argument("--unit", nargs="+", metavar="CODE", help="รหัสหน่วยงาน (ปกติทุกหน่วยงาน)")


def _forms(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    return ACTIONS["forms"](
        work.book,
        to=args.to,
        month=args.month,
        units=args.unit,
        today=work.today,
        as_of=args.as_of,
        lang=work.lang,
        progress=work.progress,
    )


def _of_collect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "forms", type=Path, nargs="+", metavar="FORM", help="แบบรายงานที่ได้รับกลับ หรือโฟลเดอร์ที่เก็บแบบ"
    )
    parser.add_argument("--dry-run", action="store_true", help="แสดงสิ่งที่จะเปลี่ยน โดยไม่เขียนลงสมุดงาน")
    parser.add_argument(
        "--take",
        choices=("form", "book"),
        help="เมื่อแบบและสมุดงานแก้ช่องเดียวกันต่างกัน: form ใช้ค่าในแบบ, book คงค่าในสมุดงาน",
    )


def _collect(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    return ACTIONS["collect"](
        work.book,
        args.forms,
        today=work.today,
        as_of=args.as_of,
        dry_run=args.dry_run,
        take=args.take,
        lang=work.lang,
        progress=work.progress,
    )


COMMANDS = (
    Command("forms", "ทำแบบรายงานให้แต่ละหน่วยงานกรอก แฟ้มละหน่วยงาน", "forms", _forms, _of_forms, as_of=True),
    Command(
        "collect",
        "รับแบบรายงานที่หน่วยงานส่งกลับ รวมเข้าสมุดงาน",
        "collect",
        _collect,
        _of_collect,
        as_of=True,
    ),
)
