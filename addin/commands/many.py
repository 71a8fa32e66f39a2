"""One action over many masters: batch."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.commands.base import Command, Work, date, month

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome
    from addin.batch import Done

WHAT = {"check": "ตรวจ", "recalc": "คำนวณ", "report": "ทำรายงาน", "close": "ปิดผลเดือน"}


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=tuple(WHAT), metavar="ACTION", help=", ".join(f"{k} {v}" for k, v in WHAT.items())
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="แฟ้มสมุดงานหรือโฟลเดอร์")
    parser.add_argument(
        "--to", type=Path, default=Path("samret-batch"), metavar="DIR", help="โฟลเดอร์ผลลัพธ์ (ปกติ samret-batch)"
    )
    parser.add_argument("--as-of", type=date, metavar="DATE", help="คำนวณ ณ วันที่ (ค.ศ. เช่น 2022-03-10)")
    parser.add_argument("--month", type=month, metavar="M", help="เดือน (สำหรับ report และ close)")
    parser.add_argument("--waive", metavar="REASON", help="เหตุผลเมื่อปิดผลทั้งที่ยังขาด (สำหรับ close)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=_count, metavar="N", help="จำนวนงานพร้อมกัน (ปกติเท่าจำนวนแกนของเครื่อง)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="คลัสเตอร์ Dask เช่น tcp://10.0.0.5:8786")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} ไม่ใช่จำนวนเต็มตั้งแต่ 1")
    return int(text)


def _batch(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    given: dict[str, Any] = {"month": args.month, "waive": args.waive}
    return ACTIONS["batch"](
        args.paths,
        what=args.what,
        to=args.to,
        today=work.today,
        as_of=args.as_of,
        options={key: value for key, value in given.items() if value is not None},
        workers=args.workers,
        scheduler=args.scheduler,
        watch=_bar(quiet=args.json),
    )


def _bar(*, quiet: bool) -> Any:
    """A bar with the time that is left, on a terminal."""

    def watch(rows: Iterator[Done], total: int) -> Iterator[Done]:
        if quiet or not sys.stderr.isatty():
            return rows
        from tqdm import tqdm  # noqa: PLC0415 - only where somebody looks on

        return iter(tqdm(rows, total=total, unit=" เล่ม", desc="สมุดงาน", file=sys.stderr))

    return watch


COMMANDS = (Command("batch", "ทำงานเดียวกันกับสมุดงานหลายเล่มพร้อมกัน", "batch", _batch, _options, takes=None),)
