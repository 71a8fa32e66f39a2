"""Pressing the ribbon's buttons in a real spreadsheet, and what stands on the desk before and after.

The button's own VBA callback gives the Python command; exactly that command runs over a workbook that is open in
the office. The same action over the same file, without any spreadsheet, tells what must have come of it.
"""

from __future__ import annotations

import datetime as dt
import inspect
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from addin import __version__
from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.message import message
from addin.texts import ui
from tests.excel.engine import Alert, Session
from tests.excel.engine.vba import AddIn
from workbook.book import CellValue, RawTable
from workbook.desk import Spot
from workbook.file import FileBook
from workbook.live import LiveBook
from workbook.live_marks import FORMULA
from workbook.ooxml.refs import column_letters
from workbook.schema import BY_NAME

MACROS = Path(__file__).parents[2] / "macros"
_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
_SOON = dt.timedelta(minutes=30)
"""Two moments within this are "now" of one test."""


SCORE = "tblMonthlyScore"
FIGURES = ("tblHome", "tblUnitScore", "tblKpiScore", "tblGap", "tblReportStatus", "tblFinding", "tblLog")
"""What recalc writes."""
WRONG_ROW = 4
"""The row of the month's sheet with a wrong entry of the person's, from 0."""


def header(table: str, key: str) -> str:
    """The header of a column."""
    return BY_NAME[table].by_key[key].header


@dataclass(frozen=True, slots=True)
class Button:
    """A button of the ribbon, from its XML."""

    identity: str
    tag: str
    callback: str


def buttons() -> list[Button]:
    """All buttons of customUI14.xml, in their order."""
    found = ET.parse(MACROS / "customUI14.xml").getroot().iter()
    return [
        Button(one.get("id", ""), one.get("tag", ""), one.get("onAction", ""))
        for one in found
        if one.get("onAction") is not None
    ]


def recorded_commands(session: Session) -> dict[str, list[str]]:
    """Tag -> the Python commands that the built add-in's callback runs for the button, in LibreOffice."""
    with AddIn(session, MACROS / "samret.xlam") as addin:
        addin.record()
        return {one.tag: addin.press(one.callback, one.tag, one.identity) for one in buttons()}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person has before them: all cells, what is selected, how Excel is set."""

    cells: Mapping[str, tuple[str, Any]]
    active: str
    selected: str
    scroll: tuple[int, int]
    switches: tuple[Any, ...]
    locked: Mapping[str, tuple[Any, ...]]


class Desk:
    """A workbook that is open in the office, a person before it, and a twin of its file beside it."""

    def __init__(
        self, session: Session, path: Path, commands: Mapping[str, list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.session = session
        self.path = path
        self.commands = commands
        self.twin_folder = path.parent / "twin"
        self.twin_folder.mkdir()
        self.twin = self.twin_folder / path.name
        shutil.copy(path, self.twin)
        self.tag = ""
        self.opened: list[str] = []
        self._monkeypatch = monkeypatch
        self._open()
        monkeypatch.setattr("webbrowser.open", lambda address: self.opened.append(address) or True)

    def _open(self) -> None:
        self._tables: Any = None
        self.book = self.session.open_book(self.path)
        self._monkeypatch.setattr(xw.Book, "_mock_caller", self.book, raising=False)

    def reopen(self, path: Path) -> None:
        """The workbook becomes what this file holds."""
        self.book.close()
        shutil.copy(path, self.path)
        self._open()

    # -- the person ----------------------------------------------------------------------------------------

    def patch(self, name: str, value: object) -> None:
        """Put something in the place of a name, as long as the test runs."""
        self._monkeypatch.setattr(name, value)

    def select(self, spot: Spot) -> None:
        """Go to a sheet and click a cell."""
        sheet = self.book.sheets[spot.sheet]
        sheet.activate()
        sheet.range(spot.cell).select()

    @property
    def at(self) -> Spot:
        """The selected cell."""
        cell = self.session.app.selection
        return Spot(self.book.sheets.active.name, column_letters(cell.column), cell.row)

    def spot(self, table: str, key: str, row: int = 0) -> Spot:
        """A cell by its table, the column's key and the row counted from 0 inside the table."""
        raw = self.read(table)
        letter = raw.letters[raw.headers.index(BY_NAME[table].by_key[key].header)]
        return Spot(raw.sheet, letter, raw.first_row + row)

    def cell(self, spot: Spot) -> xw.Range:
        """A cell of the open workbook."""
        return self.book.sheets[spot.sheet].range(spot.cell)

    def press(self, tag: str) -> Alert:
        """Run the recorded command of a button; the one message that it shows."""
        (command,) = self.commands[tag]
        return self.run(command)

    def run(self, command: str) -> Alert:
        """Run a command as RunPython does: in a namespace of its own."""
        before = len(self.session.alerts)
        exec(compile(command, "<RunPython>", "exec"), {"__name__": "__main__"})
        (alert,) = self.session.alerts[before:]
        return alert

    # -- what is there -------------------------------------------------------------------------------------

    def read(self, table: str) -> RawTable:
        """A table as it stands in the open workbook now."""
        return self._live().read(table)

    def _live(self) -> LiveBook:
        """A new look at the workbook; where its Tables are is found out once."""
        live = LiveBook(self.book)
        if self._tables is None:
            self._tables = live._tables
        live.__dict__["_tables"] = self._tables
        return live

    def seen(self) -> Seen:
        """Everything that must stay or change as told."""
        app = self.session.app
        cells = {}
        locked = {}
        for sheet in self.book.sheets:
            used = sheet.used_range
            cells[sheet.name] = (used.address, used.formula)
            allowed = (sheet.api.Protection.AllowFiltering, sheet.api.Protection.AllowFormattingColumns)
            locked[sheet.name] = (sheet.api.ProtectContents, sheet.api.ProtectDrawingObjects, allowed)
        window = app.api.ActiveWindow
        return Seen(
            cells,
            self.book.sheets.active.name,
            app.selection.address,
            (window.ScrollRow, window.ScrollColumn),
            (app.calculation, app.screen_updating, app.display_alerts, app.enable_events, app.status_bar),
            locked,
        )

    def marked(self) -> dict[Spot, str]:
        """The cells with a mark and its colour, as "error" or "warning"."""
        colours = {(255, 199, 206): "error", (255, 235, 156): "warning"}
        found = {}
        for sheet in self.book.sheets:
            for rule in sheet.cells.conditional_formats:
                if rule.type == "custom" and rule.formula == FORMULA:
                    for area in rule.impl.areas():
                        for row in range(area[0], area[2] + 1):
                            for column in range(area[1], area[3] + 1):
                                spot = Spot(sheet.name, column_letters(column + 1), row + 1)
                                found[spot] = colours[rule.fill_color]
        return found

    # -- the twin ------------------------------------------------------------------------------------------

    def expected(self, tag: str, at: Spot, replies: Sequence[object] = ()) -> tuple[Outcome, str]:
        """The same action over the twin of the file: its outcome, and the message it would show.

        `replies` answer what the action asks, in order.
        """
        answers = list(replies)
        action = ACTIONS[tag]
        with FileBook.open(self.twin, write=True) as book:
            known = {
                "book": book,
                "today": dt.date.today(),  # noqa: DTZ011 - the officer's own day
                "at": at,
                "to": self.twin_folder / "รายงาน",
                "lang": "th",
                "progress": lambda *_, **__: None,
                "addin_version": __version__,
                "excel": "16.0",
                "path": self.path,
            }
            wanted = inspect.signature(action).parameters
            outcome = action(**{key: known[key] for key in wanted if key in known})
            while outcome.wants is not None:
                known[outcome.wants.parameter] = answers.pop(0)
                outcome = action(**{key: known[key] for key in wanted if key in known})
            assert not answers
            said = message(tag, outcome, lambda table: book.read(table).sheet)
        text = said.text.replace(str(self.twin_folder), str(self.path.parent))
        question = f"\n\n{ui('open_question', 'th')}" if said.made else ""
        return outcome, text + question

    def assert_like_twin(self, tables: Iterable[str]) -> None:
        """These tables of the open workbook are those of the twin's file, moments of writing aside."""
        live = self._live()
        with FileBook.open(self.twin) as stored:
            for name in tables:
                ours, theirs = live.read(name), stored.read(name)
                assert (ours.headers, ours.letters, ours.first_row) == (
                    theirs.headers,
                    theirs.letters,
                    theirs.first_row,
                )
                assert ours.formulas == theirs.formulas, name
                assert len(ours.cells) == len(theirs.cells), name
                for i, (mine, other) in enumerate(zip(ours.cells, theirs.cells, strict=True)):
                    for j, (left, right) in enumerate(zip(mine, other, strict=True)):
                        assert _alike(left, right), (name, ours.headers[j], ours.first_row + i, left, right)


def _alike(left: CellValue, right: CellValue) -> bool:
    if left == right:
        return True
    return isinstance(left, dt.datetime) and isinstance(right, dt.datetime) and abs(left - right) < _SOON


def press(
    desk: Desk,
    tag: str,
    at: Spot,
    *,
    writes: tuple[str, ...] = (),
    leads: bool = False,
    replies: Sequence[object] = (),
) -> Outcome:
    """Press a button at a cell and hold what holds for all: one message, the right cells, the rest as it was.

    `writes` are the tables that may change; with `leads` the button goes to the cell of its outcome; `replies`
    answer what the button asks, in order (a text, or paths of files).
    """
    outcome, text = desk.expected(tag, at, replies)
    desk.session.reply(*([str(one) for one in r] if isinstance(r, list) else r for r in replies))
    desk.select(at)
    window = desk.session.app.api.ActiveWindow
    before = desk.seen()
    alert = desk.press(tag)
    after = desk.seen()
    assert (alert.prompt, alert.title) == (text, "สำเร็จ")
    assert alert.buttons == ("yes_no" if outcome.made else "ok")
    assert after.switches == before.switches
    assert after.locked == before.locked
    assert all(text is False or text.startswith("สำเร็จ: ") for text in desk.session.status_history)
    _only_these_changed(desk, before, after, writes)
    if leads:
        assert outcome.show is not None
        assert desk.at == outcome.show
        assert window.ScrollRow <= outcome.show.row
    else:
        assert (after.active, after.selected, after.scroll) == (before.active, before.selected, before.scroll)
    desk.assert_like_twin(writes)
    return outcome


def _only_these_changed(desk: Desk, before: Seen, after: Seen, writes: tuple[str, ...]) -> None:
    changed = {sheet for sheet, cells in before.cells.items() if after.cells[sheet] != cells}
    assert changed <= {desk.read(table).sheet for table in writes}
    assert list(after.cells) == list(before.cells)


def monthly(desk: Desk) -> Spot:
    """A cell in the middle of the month's sheet."""
    return desk.spot(SCORE, "actual", 3)


def wrong(desk: Desk) -> Spot:
    """The cell with the wrong entry."""
    return desk.spot(SCORE, "score", WRONG_ROW)
