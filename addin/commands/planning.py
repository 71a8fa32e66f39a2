"""The year's plan: steps, plan, analyse, whatif."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from addin.commands.base import Command, Work, date, month

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome

STATES = ("draft", "submitted", "checked", "approved", "returned", "rejected")


def _told(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    return ACTIONS[args.command](
        work.book, today=work.today, as_of=args.as_of, lang=work.lang, progress=work.progress
    )


def _of_plan(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--list", action="store_true", help="แสดงทุกแผน สถานะ ความก้าวหน้า และสถานะถัดไปที่เป็นได้ (ปกติ)"
    )
    what.add_argument("--id", metavar="PLAN", help="รหัสแผนที่จะเปลี่ยนสถานะ")
    parser.add_argument("--to", choices=STATES, metavar="STATE", help="สถานะใหม่: " + ", ".join(STATES))
    parser.add_argument("--by", metavar="POSITION", help="ตำแหน่งผู้เสนอ ตรวจสอบ หรืออนุมัติ")
    parser.add_argument("--reason", metavar="R", help="เหตุผล (ต้องมีเมื่อ returned หรือ rejected)")
    parser.add_argument("--on", type=date, metavar="DATE", help="วันที่ (ค.ศ. เช่น 2022-03-10 ปกติวันที่คำนวณ)")


def _plan(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415
    from addin.errors import UserError  # noqa: PLC0415

    given = [name for name in ("to", "by", "reason", "on") if getattr(args, name) is not None]
    if args.id is None and given:
        raise UserError("plan_without_id", option=f"--{given[0]}")
    if args.id is not None and args.to is None:
        raise UserError("plan_without_state", plan=args.id)
    return ACTIONS["plan"](
        work.book,
        plan_id=args.id,
        to=args.to,
        by=args.by,
        reason=args.reason,
        on=args.on,
        today=work.today,
        as_of=args.as_of,
        lang=work.lang,
        progress=work.progress,
    )


def _change(text: str) -> tuple[str, str, str]:
    """UNIT:KPI=VALUE taken apart; the value is read later, by the KPI's kind."""
    where, equals, value = text.rpartition("=")
    unit, colon, kpi = where.partition(":")
    if not (equals and colon and unit.strip() and kpi.strip() and value.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} ใช้ไม่ได้ พิมพ์เช่น HPC01:3.1=85 (หน่วยงาน:ตัวชี้วัด=ค่า)")
    return unit.strip(), kpi.strip(), value.strip()


def _of_whatif(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        type=_change,
        nargs="+",
        action="extend",
        required=True,
        metavar="UNIT:KPI=VALUE",
        help="ผลที่สมมติ เช่น HPC01:3.1=85 ใส่ได้หลายค่า",
    )
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--month", type=month, metavar="M", help="เดือนที่เปลี่ยน เช่น 2565-02 (ปกติเดือนล่าสุดที่มีผล)")
    when.add_argument("--round", type=int, choices=(1, 2), help="รอบ 1 หรือ 2 (ปกติรอบล่าสุดที่มีผล)")


def _whatif(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    return ACTIONS["whatif"](
        work.book,
        changes=tuple(args.set),
        month=args.month,
        round_no=args.round,
        today=work.today,
        as_of=args.as_of,
        lang=work.lang,
        progress=work.progress,
    )


COMMANDS = (
    Command("steps", "ดูขั้นตอน SOP: ถึงขั้นใด ช้าเท่าใด ขาดเอกสารใด", "steps", _told, as_of=True),
    Command("plan", "ดูแผนทั้งหมด หรือเสนอ ตรวจสอบ อนุมัติ ส่งกลับแผน", "plan", _plan, _of_plan, as_of=True),
    Command("analyse", "วิเคราะห์ว่าทำอะไรที่ไหนจึงจะถึงเป้าหมาย และอะไรที่ยังไม่มีผู้รับ", "analyse", _told, as_of=True),
    Command("whatif", "ลองเปลี่ยนผลแล้วดูคะแนน โดยไม่แก้สมุดงาน", "whatif", _whatif, _of_whatif, as_of=True),
)
