"""A person before a workbook in memory, for presses of buttons without a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings as xw

from addin import __version__, ribbon
from tests.support.buttons import OpenBook
from tests.support.checkbook import SCORE
from workbook.desk import Mark, Spot
from workbook.schema import BY_NAME

SHEET = BY_NAME[SCORE].sheet


class FakeApp:
    """Excel as the entry uses it: a status bar and message boxes."""

    def __init__(self) -> None:
        self.bar: list[object] = []
        self.status_bar_before: object = False
        self.version = "16.0"
        self.alerts: list[tuple[str, str, str, str]] = []
        self.answer = "ok"
        self.replies: list[Any] = []
        self.questions: list[str] = []
        self.api = self

    @property
    def status_bar(self) -> object:
        """What stands there."""
        return self.bar[-1] if self.bar else self.status_bar_before

    @status_bar.setter
    def status_bar(self, value: object) -> None:
        self.bar.append(value)

    def InputBox(self, Prompt: str, Title: str, Default: str, Type: int) -> Any:  # noqa: N802, N803
        """A line of text from the person; False when they cancel."""
        assert (Title, Type) == ("สำเร็จ", 2)
        self.questions.append(f"{Prompt}|{Default}")
        return self.replies.pop(0)

    def alert(self, prompt: str, title: str, buttons: str, mode: str) -> str:
        """Show a message box; the button pressed."""
        self.alerts.append((prompt, title, buttons, mode))
        return self.answer


class FakeDesk:
    """Everything in front of the person, and what was done to it, in order."""

    def __init__(self, book: OpenBook, folder: Path | None) -> None:
        self.app = FakeApp()
        self.book = book
        self.folder = folder
        self.at = Spot(SHEET, "A", 2)
        self.done: list[Any] = []
        self.opened: list[Path] = []
        self.trouble: Exception | None = None
        self.hidden_rows: set[int] = set()
        self.name = book.name
        self.api = SimpleNamespace(FullName=str((folder or Path()) / book.name))

    def live(self, book: object) -> Any:
        """Stands in for LiveBook."""
        assert book is self
        desk = self

        class Live:
            folder = desk.folder

            def __enter__(self) -> Any:
                return self

            def __exit__(self, *error: object) -> None:
                desk.done.append("restored")

            def __getattr__(self, name: str) -> Any:
                return getattr(desk.book, name)

            def __setattr__(self, name: str, value: object) -> None:
                setattr(desk.book, name, value)

            def selected(self) -> Spot:
                return desk.at

            def mark(self, marks: tuple[Mark, ...]) -> None:
                if desk.trouble:
                    raise desk.trouble
                desk.done.append(("mark", len(marks)))

            def go_to(self, spot: Spot) -> None:
                desk.done.append(("go", spot))

            def hides(self, spot: Spot) -> bool:
                return spot.row in desk.hidden_rows

        return Live()

    def press(
        self, tag: str, addin: str = __version__, dll: str = xw.__version__
    ) -> tuple[str, str, str, str]:
        """Press a button; the one message that follows."""
        ribbon.run(tag, addin, dll, opened=self.opened.append)
        (alert,) = self.app.alerts
        self.app.alerts = []
        return alert
