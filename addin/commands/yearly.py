"""Once a year, or once a book: migrate, export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.base import Command, Work

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome


def _of_migrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar="FILE", help="ชื่อสำเนา (ปกติชื่อเดิมต่อด้วย (รุ่นใหม่))")


def _migrate(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    return ACTIONS["migrate"](args.book, to=args.to, today=work.today)


def _of_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--public",
        action="store_true",
        required=True,
        help="ไม่มีทำเนียบ ชีตซ่อน ความคิดเห็น ประวัติการแก้ไข และข้อมูลส่วนบุคคล",
    )
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="ชื่อแฟ้มสำเนา (.xlsx)")


def _export(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    return ACTIONS["export"](args.book, to=args.to, today=work.today, progress=work.progress)


COMMANDS = (
    Command("migrate", "ทำสำเนาสมุดงานโครงสร้างเก่าเป็นรุ่นปัจจุบัน", "migrate", _migrate, _of_migrate, takes="path"),
    Command("export", "ทำสำเนาสมุดงานสำหรับเผยแพร่", "export", _export, _of_export, takes="path"),
)
