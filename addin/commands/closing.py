"""Closing months and rounds: close, reopen, compare."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from addin.commands.base import Command, Work, month

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome


def _month(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", type=month, required=True, metavar="เดือน", help="เดือน เช่น 2565-02")
    parser.add_argument("--by", metavar="WHO", help="ผู้สั่ง เช่น ตำแหน่ง (ปกติชื่อบัญชีของเครื่อง)")


def _of_close(parser: argparse.ArgumentParser) -> None:
    _month(parser)
    parser.add_argument("--waive", metavar="REASON", help="เหตุผลที่ปิดทั้งที่ยังมีผลที่ขาด เป็นร่าง หรือส่งกลับแก้ไข")


def _close(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    return ACTIONS["close"](
        work.book,
        month=args.month,
        waive=args.waive,
        by=args.by,
        today=work.today,
        as_of=args.as_of,
        lang=work.lang,
        progress=work.progress,
    )


def _of_reopen(parser: argparse.ArgumentParser) -> None:
    _month(parser)
    parser.add_argument("--reason", metavar="REASON", help="เหตุผลที่ต้องเปิดแก้ไข (ต้องมี)")


def _reopen(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    return ACTIONS["reopen"](
        work.book,
        month=args.month,
        reason=args.reason,
        by=args.by,
        today=work.today,
        as_of=args.as_of,
        lang=work.lang,
        progress=work.progress,
    )


def _seq(text: str) -> int | None:
    """The number of a closing; None for now."""
    if text.strip().lower() in {"now", "ปัจจุบัน"}:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} ใช้ไม่ได้ ให้ใช้ลำดับการปิด เช่น 3 หรือ now (ดูลำดับด้วย --list)")
    return int(text)


def _of_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="earlier", type=_seq, metavar="SEQ", help="ลำดับการปิดที่เป็นจุดเริ่ม (ดูด้วย --list)"
    )
    parser.add_argument(
        "--to",
        dest="later",
        type=_seq,
        default=None,
        metavar="SEQ",
        help="ลำดับการปิดที่จะเทียบ หรือ now = สมุดงานขณะนี้ (ปกติ now)",
    )
    parser.add_argument("--list", dest="listed", action="store_true", help="แสดงรายการปิดผลทั้งหมด")


def _compare(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    return ACTIONS["compare"](
        work.book,
        earlier=None if args.listed else args.earlier,
        later=args.later,
        today=work.today,
        as_of=args.as_of,
        lang=work.lang,
        progress=work.progress,
    )


COMMANDS = (
    Command("close", "ปิดผลของเดือน เก็บคะแนนและลายนิ้วมือข้อมูล", "close", _close, _of_close, as_of=True),
    Command("reopen", "เปิดแก้ไขเดือนที่ปิดแล้ว พร้อมเหตุผล", "reopen", _reopen, _of_reopen, as_of=True),
    Command("compare", "ดูรายการปิดผล หรือเทียบสองครั้งว่าอะไรเปลี่ยน", "compare", _compare, _of_compare, as_of=True),
)
