"""Reports and their templates: report, templates check."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.base import Command, Work, month
from addin.reports.titles import FORMATS, TITLES

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome


def _formats(text: str) -> tuple[str, ...]:
    if text.strip(" ,") == "":
        return ()
    formats = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = [f for f in formats if f not in FORMATS]
    if wrong or not formats:
        raise argparse.ArgumentTypeError(f"{text!r} ใช้ไม่ได้ เลือกจาก {', '.join(FORMATS)} คั่นด้วย ,")
    return formats


def _of_report(report: argparse.ArgumentParser) -> None:
    report.add_argument("--to", type=Path, required=True, metavar="DIR", help="โฟลเดอร์ที่เก็บรายงาน")
    report.add_argument(
        "--kind",
        choices=tuple(TITLES),
        nargs="+",
        default=None,
        metavar="KIND",
        help="ชนิดรายงาน (ปกติ overview และ unit): "
        + ", ".join(f"{kind} {title}" for kind, title in TITLES.items()),
    )
    report.add_argument("--unit", nargs="+", metavar="CODE", help="รหัสหน่วยงาน (ปกติทุกหน่วยงาน)")
    period = report.add_mutually_exclusive_group()
    period.add_argument("--month", type=month, metavar="M", help="เดือน เช่น 2565-02")
    period.add_argument("--round", type=int, choices=(1, 2), help="รอบ 1 หรือ 2")
    report.add_argument(
        "--format",
        type=_formats,
        nargs="+",
        metavar="F",
        help="รูปแบบแฟ้ม html,docx,pdf (ปกติ html และ docx; สไลด์เป็น pptx; pdf ต้องมี LibreOffice)",
    )
    report.add_argument("--template", type=Path, metavar="FILE", help="แม่แบบของท่านเอง (.docx หรือ .html.j2)")
    report.add_argument(
        "--unmask", action="store_true", help="แสดงชื่อและช่องทางติดต่อโดยไม่ปิดบัง (ใช้ภายในหน่วยงานเท่านั้น)"
    )


def _report(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    formats = None if args.format is None else tuple(dict.fromkeys(chain.from_iterable(args.format)))
    return ACTIONS["report"](
        work.book,
        to=args.to,
        kinds=tuple(args.kind or ("overview", "unit")),
        units=args.unit,
        month=args.month,
        round_no=args.round,
        formats=formats,
        template=args.template,
        unmask=args.unmask,
        as_of=args.as_of,
        today=work.today,
        progress=work.progress,
    )


def _of_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("template", type=Path, metavar="FILE", help="แม่แบบ (.docx, .html.j2 หรือ .pptx)")
    parser.add_argument("--kind", choices=tuple(TITLES), metavar="KIND", help="ชนิดรายงาน (ปกติดูจากชื่อแฟ้ม)")


def _check(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    del work
    return ACTIONS["templates_check"](args.template, kind=args.kind)


COMMANDS = (
    Command("report", "ทำรายงานภาพรวมกรมและรายงานหน่วยงาน", "report", _report, _of_report, as_of=True),
    Command(
        "templates check",
        "ลองแม่แบบ บอกทุกจุดที่ต้องแก้ และช่องข้อมูลที่ใช้ได้",
        "templates_check",
        _check,
        _of_check,
        takes=None,
        description="ลองแม่แบบกับข้อมูลตัวอย่าง บอกทุกจุดที่ต้องแก้ และช่องข้อมูลที่ใช้ได้พร้อมตัวอย่าง",
    ),
)
