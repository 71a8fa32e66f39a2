"""The command line: `samret COMMAND ...`, in Thai, with JSON for programs.

Exit codes: 0 done and clean; 1 done but the book has errors or the rules refuse; 2 cannot (usage, unreadable
or locked file); 70 a bug of ours, with a log. Standard output carries results only, progress and errors go to
standard error. Everything heavy is imported when a command needs it, so that help answers at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from addin import __version__
from addin.reports.titles import FORMATS, TITLES

if TYPE_CHECKING:
    from addin.actions.outcome import Line, Outcome

CLEAN, NOT_CLEAN, CANNOT, BUG = 0, 1, 2, 70

# What argparse itself says, in Thai. Its texts go through gettext's `_`, which is replaced below.
_ARGPARSE_TH = {
    "usage: ": "วิธีใช้: ",
    "positional arguments": "สิ่งที่ต้องระบุ",
    "options": "ตัวเลือก",
    "show this help message and exit": "แสดงวิธีใช้แล้วจบ",
    "the following arguments are required: %s": "ยังไม่ได้ระบุ %s",
    "unrecognized arguments: %s": "ไม่รู้จัก %s",
    "expected one argument": "ต้องมีค่า 1 ค่า",
    "expected at least one argument": "ต้องมีค่าอย่างน้อย 1 ค่า",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r ใช้ไม่ได้ (เลือกจาก %(choices)s)",
    "invalid %(type)s value: %(value)r": "%(value)r ไม่ถูกต้อง",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "not allowed with argument %s": "ใช้พร้อม %s ไม่ได้",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s กำกวม อาจหมายถึง %(matches)s",
    "%(prog)s: error: %(message)s\n": "samret: %(message)s\n",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"samret: {message}\n")
        sys.stderr.write(f"ดูวิธีใช้ด้วย {self.prog} --help\n")
        raise SystemExit(CANNOT)


def _date(text: str) -> dt.date:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} ไม่ใช่วันที่แบบ ค.ศ. เช่น 2022-03-10") from None
    if date.year > 2400:
        hint = f"{date.year - 543}{text[4:]}"
        raise argparse.ArgumentTypeError(f"{text!r} เป็นปี พ.ศ. ให้ใช้ปี ค.ศ. เช่น {hint}")
    return date


def _month(text: str) -> str:
    from workbook.thai import parse_month  # noqa: PLC0415 - see the module's docstring

    month = parse_month(text)
    if month is None:
        raise argparse.ArgumentTypeError(f"{text!r} ไม่ใช่เดือน ให้ใช้เช่น 2565-02 หรือ ก.พ.65")
    return month


def _formats(text: str) -> tuple[str, ...]:
    if text.strip(" ,") == "":
        return ()
    formats = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = [f for f in formats if f not in FORMATS]
    if wrong or not formats:
        raise argparse.ArgumentTypeError(f"{text!r} ใช้ไม่ได้ เลือกจาก {', '.join(FORMATS)} คั่นด้วย ,")
    return formats


ADDIN = {"build": "addin_build", "install": "addin_install", "doctor": "doctor"}
"""The sub-commands of `samret addin` and the actions that they run."""


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options; the code-health test holds them to the actions and the README."""
    common = _Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")
    common.add_argument("--lang", choices=("th", "en"), default="th", help="ภาษาของข้อความ (th หรือ en)")
    parser = _Parser(
        prog="samret",
        description="สำเร็จ: ตรวจ คำนวณ และรายงานคำรับรองการปฏิบัติราชการจากสมุดงาน Excel",
        epilog="เริ่มด้วย samret demo เพื่อดูตัวอย่าง",
    )
    parser.add_argument("--version", action="version", version=f"samret {__version__}", help="แสดงรุ่นแล้วจบ")
    commands = parser.add_subparsers(dest="command", required=True, metavar="คำสั่ง", title="คำสั่ง")

    def add(name: str, about: str, *, book: bool = True, as_of: bool = False) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about, parents=[common])
        if book:
            sub.add_argument("book", type=Path, metavar="BOOK", help="แฟ้มสมุดงานหลัก (.xlsx)")
        if as_of:
            sub.add_argument("--as-of", type=_date, metavar="DATE", help="คำนวณ ณ วันที่ (ค.ศ. เช่น 2022-03-10)")
        return sub

    new = add("new", "สร้างสมุดงานหลักใหม่")
    new.add_argument("--fiscal-year", type=int, default=2565, metavar="ปี", help="ปีงบประมาณ พ.ศ. (ปกติ 2565)")
    new.add_argument("--sample", action="store_true", help="ใส่ข้อมูลตัวอย่าง (สมมติทั้งหมด)")
    add("check", "ตรวจข้อมูลทั้งเล่ม บอกทุกจุดที่ต้องแก้", as_of=True)
    add("recalc", "คำนวณคะแนน Gap และร้อยละ แล้วเขียนผลลงสมุดงาน", as_of=True)
    add("status", "ดูผลล่าสุด กำหนดส่ง และใครยังไม่รายงาน", as_of=True)
    report = add("report", "ทำรายงานภาพรวมกรมและรายงานหน่วยงาน", as_of=True)
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
    period.add_argument("--month", type=_month, metavar="M", help="เดือน เช่น 2565-02")
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
    add("schema", "แสดงโครงสร้างตารางทั้งหมด", book=False)
    demo = add("demo", "ลองทั้งกระบวนการกับข้อมูลตัวอย่าง", book=False)
    demo.add_argument(
        "--to", type=Path, default=Path("samret-demo"), metavar="DIR", help="โฟลเดอร์ (ปกติ samret-demo)"
    )
    templates = commands.add_parser("templates", help="ตรวจแม่แบบรายงานของท่านเอง")
    templates.description = "แม่แบบรายงานของท่านเอง"
    tried = templates.add_subparsers(
        dest="templates", required=True, metavar="คำสั่ง", title="คำสั่ง"
    ).add_parser(
        "check",
        help="ลองแม่แบบ บอกทุกจุดที่ต้องแก้ และช่องข้อมูลที่ใช้ได้",
        description="ลองแม่แบบกับข้อมูลตัวอย่าง บอกทุกจุดที่ต้องแก้ และช่องข้อมูลที่ใช้ได้พร้อมตัวอย่าง",
        parents=[common],
    )
    tried.add_argument("template", type=Path, metavar="FILE", help="แม่แบบ (.docx หรือ .html.j2)")
    tried.add_argument("--kind", choices=tuple(TITLES), metavar="KIND", help="ชนิดรายงาน (ปกติดูจากชื่อแฟ้ม)")
    _addin_commands(commands.add_parser("addin", help="ปุ่มใน Excel: ติดตั้ง ถอน และตรวจเครื่อง"), common)
    return parser


def _addin_commands(addin: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """`samret addin build|install|doctor`."""
    addin.description = "ส่วนเสริม Excel: แท็บ คำรับรองฯ และสูตร PA_"
    commands = addin.add_subparsers(dest="addin", required=True, metavar="คำสั่ง", title="คำสั่ง")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about, parents=[common])

    add("build", "สร้างแฟ้มส่วนเสริมจากต้นฉบับ (สำหรับผู้พัฒนา)")
    install = add("install", "ติดตั้งส่วนเสริมใน Excel ของผู้ใช้นี้ (Windows)")
    install.add_argument("--uninstall", action="store_true", help="ถอนส่วนเสริมออก")
    doctor = add("doctor", "ตรวจเครื่อง บอกสิ่งที่ทำให้ปุ่มใน Excel ไม่ทำงานและวิธีแก้")
    doctor.add_argument("book", type=Path, nargs="?", metavar="BOOK", help="สมุดงานที่จะตรวจด้วย")


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the officer's own day


def _run(args: argparse.Namespace) -> Outcome:
    from addin import actions  # noqa: PLC0415 - see the module's docstring

    lang, today = args.lang, _today()
    progress = _progress(quiet=args.json, lang=lang)
    if args.command == "schema":
        return actions.ACTIONS["schema"]()
    if args.command == "templates":
        return actions.ACTIONS["templates_check"](args.template, kind=args.kind)
    if args.command == "new":
        return actions.ACTIONS["new"](args.book, fiscal_year=args.fiscal_year, sample=args.sample)
    if args.command == "demo":
        return actions.ACTIONS["demo"](args.to, progress=progress, lang=lang)
    if args.command == "addin":
        return _run_addin(args)
    from workbook.file import FileBook  # noqa: PLC0415

    progress("reading", name=args.book.name)
    with FileBook.open(args.book) as book:
        if args.command == "report":
            return actions.ACTIONS["report"](
                book,
                to=args.to,
                kinds=tuple(args.kind or ("overview", "unit")),
                units=args.unit,
                month=args.month,
                round_no=args.round,
                formats=None
                if args.format is None
                else tuple(dict.fromkeys(chain.from_iterable(args.format))),
                template=args.template,
                unmask=args.unmask,
                as_of=args.as_of,
                today=today,
                progress=progress,
            )
        return actions.ACTIONS[args.command](
            book, today=today, as_of=args.as_of, lang=lang, progress=progress
        )


def _run_addin(args: argparse.Namespace) -> Outcome:
    from addin import actions  # noqa: PLC0415

    run = actions.ACTIONS[ADDIN[args.addin]]
    if args.addin == "install":
        return run(remove=args.uninstall)
    if args.addin == "doctor":
        return run(path=args.book, whole=True, lang=args.lang)
    return run()


def _progress(*, quiet: bool, lang: str) -> Callable[..., None]:
    """A function that tells on standard error what is being done; silent away from a terminal."""

    def tell(key: str, **params: object) -> None:
        if not quiet and sys.stderr.isatty():
            from addin.texts import ui  # noqa: PLC0415

            sys.stderr.write(ui(f"progress_{key}", lang, **params) + "\n")
            sys.stderr.flush()

    return tell


_SIGNS = {"good": "✓ ", "bad": "✗ ", "title": "", "plain": "", "path": "  "}


def _print(outcome: Outcome, *, as_json: bool, lang: str) -> None:
    if as_json:
        json.dump(outcome.data, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    for line in outcome.lines:
        sys.stdout.write(_SIGNS[line.kind] + _text(line, lang) + "\n")


def _text(line: Line, lang: str) -> str:
    from addin.texts import ui  # noqa: PLC0415

    return ui(line.key, lang, **line.params)


def _refuse(code: str, params: Any, *, as_json: bool, lang: str, document: bool) -> int:
    """Tell a person (and a program, when nothing else stands on standard output) why it cannot be done."""
    from addin.texts import error_text  # noqa: PLC0415

    message = error_text(code, params, lang)
    if as_json and document:
        json.dump({"error": {"code": code, "message": message}}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    sys.stderr.write(f"✗ {message}\n")
    return CANNOT


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the one place where errors become exit codes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Thai must survive a pipe on Windows (cp874) and a terminal in the C locale.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    argparse._ = lambda text: _ARGPARSE_TH.get(text, text)  # type: ignore[attr-defined]
    args = build_parser().parse_args(argv)
    from workbook.errors import UserError  # noqa: PLC0415

    try:
        outcome = _run(args)
    except UserError as error:
        return _refuse(error.code, error.params, as_json=args.json, lang=args.lang, document=True)
    except KeyboardInterrupt:
        sys.stderr.write("หยุดแล้ว ไม่มีแฟ้มใดเสียหาย\n")
        return 130
    except Exception as error:  # noqa: BLE001 - the boundary: our bug is told apart and logged
        from addin.crash import report_bug  # noqa: PLC0415

        return report_bug(error, args.command, as_json=args.json, lang=args.lang)
    try:
        _print(outcome, as_json=args.json, lang=args.lang)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python must not complain when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if outcome.blocked:
        return _refuse(*outcome.blocked, as_json=args.json, lang=args.lang, document=False)
    return CLEAN if outcome.clean else NOT_CLEAN


if __name__ == "__main__":
    raise SystemExit(main())
