"""The monthly job: new, check, recalc, status, schema, demo."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.base import Command, Work

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome


def _of_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fiscal-year", type=int, metavar="ปี", help="ปีงบประมาณ พ.ศ. (ปกติ 2565 หรือปีถัดจากเล่มเดิม)"
    )
    filled = parser.add_mutually_exclusive_group()
    filled.add_argument("--sample", action="store_true", help="ใส่ข้อมูลตัวอย่าง (สมมติทั้งหมด)")
    filled.add_argument(
        "--from", type=Path, dest="old", metavar="OLD", help="สร้างต่อจากสมุดงานของปีก่อน (เล่มเดิมไม่ถูกแก้ไข)"
    )


def _new(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    return ACTIONS["new"](
        args.book,
        fiscal_year=args.fiscal_year,
        sample=args.sample,
        old=args.old,
        today=work.today,
        progress=work.progress,
    )


def _monthly(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    return ACTIONS[args.command](
        work.book, today=work.today, as_of=args.as_of, lang=work.lang, progress=work.progress
    )


def _schema(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    del args, work
    return ACTIONS["schema"]()


def _of_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", type=Path, default=Path("samret-demo"), metavar="DIR", help="โฟลเดอร์ (ปกติ samret-demo)"
    )


def _demo(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    return ACTIONS["demo"](args.to, progress=work.progress, lang=work.lang)


COMMANDS = (
    Command("new", "สร้างสมุดงานหลักใหม่", "new", _new, _of_new, takes="path"),
    Command("check", "ตรวจข้อมูลทั้งเล่ม บอกทุกจุดที่ต้องแก้", "check", _monthly, as_of=True),
    Command("recalc", "คำนวณคะแนน Gap และร้อยละ แล้วเขียนผลลงสมุดงาน", "recalc", _monthly, as_of=True),
    Command("status", "ดูผลล่าสุด กำหนดส่ง และใครยังไม่รายงาน", "status", _monthly, as_of=True),
    Command("schema", "แสดงโครงสร้างตารางทั้งหมด", "schema", _schema, takes=None),
    Command("demo", "ลองทั้งกระบวนการกับข้อมูลตัวอย่าง", "demo", _demo, _of_demo, takes=None),
)
