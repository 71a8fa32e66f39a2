"""The add-in: addin build, install, doctor."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands.base import Command, Work

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome


def _build(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415 - help must not wait for it

    del args, work
    return ACTIONS["addin_build"]()


def _of_install(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--uninstall", action="store_true", help="ถอนส่วนเสริมออก")


def _install(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    del work
    return ACTIONS["addin_install"](remove=args.uninstall)


def _of_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?", metavar="BOOK", help="สมุดงานที่จะตรวจด้วย")


def _doctor(args: argparse.Namespace, work: Work) -> Outcome:
    from addin.actions import ACTIONS  # noqa: PLC0415

    return ACTIONS["doctor"](path=args.book, whole=True, lang=work.lang)


COMMANDS = (
    Command("addin build", "สร้างแฟ้มส่วนเสริมจากต้นฉบับ (สำหรับผู้พัฒนา)", "addin_build", _build, takes=None),
    Command(
        "addin install",
        "ติดตั้งส่วนเสริมใน Excel ของผู้ใช้นี้ (Windows)",
        "addin_install",
        _install,
        _of_install,
        takes=None,
    ),
    Command(
        "addin doctor",
        "ตรวจเครื่อง บอกสิ่งที่ทำให้ปุ่มใน Excel ไม่ทำงานและวิธีแก้",
        "doctor",
        _doctor,
        _of_doctor,
        takes=None,
    ),
)
