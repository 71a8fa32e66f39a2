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
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from addin import __version__
from addin.commands import COMMANDS, Command, Work
from addin.commands.base import GROUPS, date

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
    top = parser.add_subparsers(dest="command", required=True, metavar="คำสั่ง", title="คำสั่ง")
    groups: dict[str, Any] = {}
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        if second and first not in groups:
            about, description = GROUPS[first]
            group = top.add_parser(first, help=about, description=description)
            groups[first] = group.add_subparsers(dest="second", required=True, metavar="คำสั่ง", title="คำสั่ง")
        _add(groups[first] if second else top, second or first, command, common)
    return parser


def _add(place: Any, name: str, command: Command, common: argparse.ArgumentParser) -> None:
    """One command with its arguments."""
    about = command.description or command.about
    parser = place.add_parser(name, help=command.about, description=about, parents=[common])
    if command.takes:
        parser.add_argument("book", type=Path, metavar="BOOK", help="แฟ้มสมุดงานหลัก (.xlsx)")
    if command.as_of:
        parser.add_argument("--as-of", type=date, metavar="DATE", help="คำนวณ ณ วันที่ (ค.ศ. เช่น 2022-03-10)")
    command.options(parser)
    parser.set_defaults(chosen=command)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the officer's own day


def _run(args: argparse.Namespace) -> Outcome:
    command: Command = args.chosen
    work = Work(_today(), args.lang, _progress(quiet=args.json, lang=args.lang))
    if command.takes != "book":
        return command.run(args, work)
    from workbook.file import FileBook  # noqa: PLC0415 - see the module's docstring

    work.progress("reading", name=args.book.name)
    with FileBook.open(args.book) as book:
        return command.run(args, replace(work, opened=book))


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
