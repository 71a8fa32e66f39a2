"""The month's reports and who has sent them: month, certify, register, followup, remind."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.commands.base import Command, Work, date, month

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome


def _run(name: str, args: argparse.Namespace, work: Work, **more: Any) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    return ACTIONS[name](
        work.book, today=work.today, as_of=args.as_of, lang=work.lang, progress=work.progress, **more
    )


def _of_month(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", type=month, metavar="M", help="เดือน เช่น 2565-02 (ปกติเดือนล่าสุดที่สิ้นสุดแล้ว)")
    parser.add_argument("--forms", type=Path, metavar="DIR", help="โฟลเดอร์แบบรายงานที่หน่วยงานส่งกลับ")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="โฟลเดอร์ที่เก็บรายงาน")
    parser.add_argument("--dry-run", action="store_true", help="ลองทั้งงานโดยไม่เขียนสมุดงานและไม่ทำรายงาน")


def _month(args: argparse.Namespace, work: Work) -> Outcome:
    return _run("month", args, work, month=args.month, forms=args.forms, to=args.to, dry_run=args.dry_run)


def _of_certify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", type=month, required=True, metavar="M", help="เดือน เช่น 2565-02")
    parser.add_argument("--unit", nargs="+", metavar="CODE", help="รหัสหน่วยงาน (ปกติทุกหน่วยงาน)")
    parser.add_argument("--kpi", nargs="+", metavar="CODE", help="รหัสตัวชี้วัด (ปกติทุกตัวชี้วัด)")
    parser.add_argument("--by", metavar="WHO", help="ตำแหน่งผู้รับรอง (ปกติชื่อบัญชีผู้ใช้)")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--return", dest="returned", metavar="REASON", help="ส่งกลับแก้ไข พร้อมเหตุผล")
    other.add_argument("--not-applicable", metavar="REASON", help="ไม่นำมาประเมิน พร้อมสาเหตุ")


def _certify(args: argparse.Namespace, work: Work) -> Outcome:
    return _run(
        "certify",
        args,
        work,
        month=args.month,
        units=args.unit,
        kpis=args.kpi,
        by=args.by,
        returned=args.returned,
        not_applicable=args.not_applicable,
    )


def _of_register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", type=month, required=True, metavar="M", help="เดือน เช่น 2565-02")
    parser.add_argument("--unit", nargs="+", required=True, metavar="CODE", help="รหัสหน่วยงาน")
    parser.add_argument("--received", type=date, metavar="DATE", help="วันที่รับรายงาน (ค.ศ. เช่น 2022-03-10)")
    parser.add_argument("--entered", type=date, metavar="DATE", help="วันที่บันทึกเข้าระบบรายงาน")
    parser.add_argument("--entered-by", metavar="WHO", help="ตำแหน่งผู้บันทึก")
    parser.add_argument("--ref", metavar="R", help="เลขอ้างอิงในระบบ")
    parser.add_argument("--proof", metavar="P", help="หลักฐานการบันทึก")
    parser.add_argument("--extend", type=date, metavar="DATE", help="ขยายเวลาถึงวันที่")
    parser.add_argument("--replace", action="store_true", help="เขียนทับค่าเดิมที่ต่างกัน")


def _register(args: argparse.Namespace, work: Work) -> Outcome:
    return _run(
        "register",
        args,
        work,
        month=args.month,
        units=args.unit,
        received=args.received,
        entered=args.entered,
        entered_by=args.entered_by,
        ref=args.ref,
        proof=args.proof,
        extend=args.extend,
        replace=args.replace,
    )


def _of_followup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", type=month, metavar="M", help="เดือน (ปกติเดือนล่าสุดที่พ้นกำหนดส่ง)")
    parser.add_argument("--dry-run", action="store_true", help="แสดงรายการโดยไม่เขียนสมุดงาน")


def _followup(args: argparse.Namespace, work: Work) -> Outcome:
    return _run("followup", args, work, month=args.month, dry_run=args.dry_run)


def _of_remind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="โฟลเดอร์ที่เก็บหนังสือแจ้งเตือน")
    parser.add_argument("--month", type=month, metavar="M", help="เดือน (ปกติเดือนล่าสุดที่สิ้นสุดแล้ว)")
    parser.add_argument("--unit", nargs="+", metavar="CODE", help="รหัสหน่วยงาน (ปกติทุกหน่วยงาน)")
    parser.add_argument(
        "--unmask", action="store_true", help="แสดงชื่อและช่องทางติดต่อผู้ประสานงาน (ใช้ภายในหน่วยงานเท่านั้น)"
    )


def _remind(args: argparse.Namespace, work: Work) -> Outcome:
    return _run("remind", args, work, to=args.to, month=args.month, units=args.unit, unmask=args.unmask)


COMMANDS = (
    Command(
        "month", "งานวันที่ 10: รวบรวม ตรวจ คำนวณ ทำรายงาน ในคราวเดียว", "month", _month, _of_month, as_of=True
    ),
    Command("certify", "รับรองผล ส่งกลับแก้ไข หรือไม่นำมาประเมิน", "certify", _certify, _of_certify, as_of=True),
    Command("register", "บันทึกทะเบียนส่งรายงานและการขยายเวลา", "register", _register, _of_register, as_of=True),
    Command(
        "followup",
        "เสนอเรื่องติดตามของหน่วยงานที่ล่าช้าหรือต่ำกว่าเกณฑ์",
        "followup",
        _followup,
        _of_followup,
        as_of=True,
    ),
    Command(
        "remind", "ทำข้อความแจ้งเตือนหน่วยงานที่ยังไม่ส่ง และปฏิทินกำหนดส่ง", "remind", _remind, _of_remind, as_of=True
    ),
)
