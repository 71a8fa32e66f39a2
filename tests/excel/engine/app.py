"""The application: its switches, its status bar, its message boxes and the books that are open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlwings import base_classes

from tests.excel.engine.document import Document
from tests.excel.engine.faults import NativeObject, com_api, refused
from tests.excel.engine.office import Office

_DEFAULT_ANSWERS = {"yes_no": "no", "yes_no_cancel": "no"}


@dataclass(frozen=True, slots=True)
class Alert:
    """A message box that a person would have seen."""

    prompt: str
    title: str | None
    buttons: str | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A box of Excel's own that a person would have answered: its kind, what it asked, what stood there."""

    kind: str
    prompt: str
    default: str = ""


class State:
    """What Excel keeps for the application; one for the office, shared by all App objects."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.documents: list[Document] = []
        self.reset()

    def reset(self) -> None:
        """As a freshly started Excel has it."""
        self.switches = {"screen_updating": True, "display_alerts": True, "enable_events": True}
        self.status_bar: str | bool = False
        self.status_history: list[str | bool] = []
        self.calculation = "automatic"
        self.alerts: list[Alert] = []
        self.answer: Callable[[Alert], str] | None = None
        self.questions: list[Question] = []
        self.replies: list[Any] = []
        for document in self.documents:
            document.uno.enableAutomaticCalculation(True)

    def open(self, path: Path) -> Document:
        """Open a file and put it in front."""
        document = Document(self.office, path)
        document.uno.enableAutomaticCalculation(self.calculation == "automatic")
        self.documents.append(document)
        return document

    def active(self) -> Document | None:
        """The book in front: the one opened or activated last."""
        return self.documents[-1] if self.documents else None


class Window(NativeObject):
    """Application.ActiveWindow."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def ScrollRow(self) -> int:  # noqa: N802
        """The first row in view, from 1."""
        return int(self._document.controller.getFirstVisibleRow()) + 1

    @ScrollRow.setter
    def ScrollRow(self, value: int) -> None:  # noqa: N802
        self._document.controller.setFirstVisibleRow(value - 1)

    @property
    def ScrollColumn(self) -> int:  # noqa: N802
        """The first column in view, from 1."""
        return int(self._document.controller.getFirstVisibleColumn()) + 1

    @ScrollColumn.setter
    def ScrollColumn(self, value: int) -> None:  # noqa: N802
        self._document.controller.setFirstVisibleColumn(value - 1)


class NativeApp(NativeObject):
    """App.api."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def Ready(self) -> bool:  # noqa: N802
        """True: nobody edits a cell here."""
        return True

    def InputBox(self, Prompt: str, Title: str, Default: str, Type: int) -> Any:  # noqa: N802, N803
        """A line of text, or False as Excel gives it for "cancel"."""
        assert len(Prompt) <= 255, "Excel refuses a longer prompt"
        assert (Title, Type) != ("", 2)
        return self._reply(Question("text", Prompt, Default))

    def GetOpenFilename(self, FileFilter: str, Title: str, MultiSelect: bool) -> Any:  # noqa: N802, N803, FBT001
        """The paths that the person picks, or False."""
        assert MultiSelect
        assert "*.xlsx" in FileFilter
        return self._reply(Question("files", Title))

    def _reply(self, question: Question) -> Any:
        self._state.questions.append(question)
        return self._state.replies.pop(0) if self._state.replies else False

    @property
    def ActiveWindow(self) -> Window | None:  # noqa: N802
        """The window of the book in front."""
        document = self._state.active()
        return Window(document) if document else None


def _switch(name: str) -> property:
    def get(self: Any) -> bool:
        return bool(self.state.switches[name])

    def put(self: Any, value: bool) -> None:  # noqa: FBT001
        self.state.switches[name] = bool(value)

    return property(get, put)


@com_api("alert", "activate", "calculate")
class App(base_classes.App):
    """An application object over the one office."""

    def __init__(self, state: State) -> None:
        self.state = state

    @property
    def engine(self) -> Any:
        """The engine, as main.Range's conversion asks for it."""
        from tests.excel.engine import EngineImpl

        return EngineImpl(self.state)

    @property
    def api(self) -> NativeApp:
        """The few members of Application that xlwings has no name for."""
        return NativeApp(self.state)

    @property
    def books(self) -> Books:
        """The open books."""
        return Books(self.state)

    @property
    def pid(self) -> int:
        """The process id."""
        return self.state.office.pid

    @property
    def hwnd(self) -> int:
        """A window handle: any number that is not 0."""
        return self.state.office.pid

    @property
    def version(self) -> str:
        """As Excel 2016 and later tell it."""
        return "16.0"

    @property
    def visible(self) -> bool:
        """Headless, but it behaves as if it could be seen."""
        return True

    screen_updating = _switch("screen_updating")
    display_alerts = _switch("display_alerts")
    enable_events = _switch("enable_events")

    @property
    def calculation(self) -> str:
        """Automatic or manual."""
        return self.state.calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual"):
            raise refused(f"calculation {value}")
        self.state.calculation = value
        for document in self.state.documents:
            document.uno.enableAutomaticCalculation(value == "automatic")
            if value == "automatic":
                document.uno.calculate()

    def calculate(self) -> None:
        """Compute what is dirty in all books."""
        for document in self.state.documents:
            document.uno.calculate()

    @property
    def status_bar(self) -> str | bool:
        """False while Excel has it."""
        return self.state.status_bar

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.state.status_bar = value
        self.state.status_history.append(value)

    def alert(
        self, prompt: str, title: str | None, buttons: str | None, mode: str | None, _callback: Any
    ) -> str:
        """Record the message and give the answer that the test has set."""
        shown = Alert(prompt, title, buttons, mode)
        self.state.alerts.append(shown)
        if self.state.answer is not None:
            return self.state.answer(shown)
        return _DEFAULT_ANSWERS.get(buttons or "ok", "ok")

    def activate(self, steal_focus: bool = False) -> None:  # noqa: FBT001, FBT002
        """There is no other window to come before."""

    @property
    def selection(self) -> Any:
        """The selected cells of the book in front; of several areas the first."""
        from tests.excel.engine.book import Sheet

        document = self.state.active()
        if document is None:
            return None
        chosen = document.controller.getSelection()
        if chosen.supportsService("com.sun.star.sheet.SheetCellRanges"):
            chosen = chosen.getByIndex(0)
        if not chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None  # a chart or a shape
        address = chosen.getRangeAddress()
        sheet = Sheet(self.state, document, document.uno.Sheets.getByIndex(address.Sheet))
        return sheet.part(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)


@com_api()
class Apps(base_classes.Apps):
    """The one application."""

    def __init__(self, state: State) -> None:
        self._state = state

    def keys(self) -> list[int]:
        """The process ids."""
        return [self._state.office.pid]

    def __iter__(self) -> Iterator[App]:
        yield App(self._state)

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self._state.office.pid:
            raise KeyError(pid)
        return App(self._state)


@com_api("open")
class Books(base_classes.Books):
    """The open books, in the order of their opening."""

    def __init__(self, state: State) -> None:
        self.state = state

    def _book(self, document: Document) -> Any:
        from tests.excel.engine.book import Book

        return Book(self.state, document)

    @property
    def active(self) -> Any:
        """The book in front."""
        document = self.state.active()
        return self._book(document) if document else None

    def __call__(self, key: int | str) -> Any:
        """By number from 1 or by name."""
        if isinstance(key, int):
            return self._book(self.state.documents[key - 1])
        for document in self.state.documents:
            if document.path.name.lower() == key.lower():
                return self._book(document)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.state.documents)

    def __iter__(self) -> Iterator[Any]:
        for document in tuple(self.state.documents):
            yield self._book(document)

    def open(self, fullname: str, *_: Any, **__: Any) -> Any:
        """Open a file."""
        return self._book(self.state.open(Path(fullname)))
