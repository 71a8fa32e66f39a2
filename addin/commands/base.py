"""What a command is, and the kinds of values that several commands take."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from addin.actions.outcome import Outcome
    from workbook.book import Book

Tell = Callable[..., None]
"""Told what is being done: a key of texts progress_KEY and its parameters."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a command works with: the day, the language, whom to tell, and the book where it takes one."""

    today: dt.date
    lang: str
    progress: Tell
    opened: Book | None = None

    @property
    def book(self) -> Book:
        """The open book of a command that `takes` one."""
        assert self.opened is not None
        return self.opened


def _nothing(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""
    del parser


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `name` may have two words (templates check), whose first is a group of `GROUPS`.

    `takes`: book opens the file named BOOK, path only names it, None has no such argument. `as_of` adds the
    option of that name. `action` is the name of the action that `run` calls.
    """

    name: str
    about: str
    action: str
    run: Callable[[argparse.Namespace, Work], Outcome]
    options: Callable[[argparse.ArgumentParser], None] = _nothing
    takes: Literal["book", "path"] | None = "book"
    as_of: bool = False
    description: str | None = None


GROUPS: dict[str, tuple[str, str]] = {
    "templates": ("ตรวจแม่แบบรายงานของท่านเอง", "แม่แบบรายงานของท่านเอง"),
    "addin": ("ปุ่มใน Excel: ติดตั้ง ถอน และตรวจเครื่อง", "ส่วนเสริม Excel: แท็บ คำรับรองฯ และสูตร PA_"),
}
"""The first words of two-word commands: what help says of them, and their description."""


def date(text: str) -> dt.date:
    """A date of the C.E. as typed: 2022-03-10."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} ไม่ใช่วันที่แบบ ค.ศ. เช่น 2022-03-10") from None
    if found.year > 2400:
        hint = f"{found.year - 543}{text[4:]}"
        raise argparse.ArgumentTypeError(f"{text!r} เป็นปี พ.ศ. ให้ใช้ปี ค.ศ. เช่น {hint}")
    return found


def month(text: str) -> str:
    """A month as the tables have it, 2565-02, however it was typed."""
    from workbook.thai import parse_month  # noqa: PLC0415 - help must not wait for it

    found = parse_month(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} ไม่ใช่เดือน ให้ใช้เช่น 2565-02 หรือ ก.พ.65")
    return found
