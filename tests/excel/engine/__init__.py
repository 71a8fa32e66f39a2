"""An xlwings engine over a headless LibreOffice: only what the product uses, with the manners of COM.

`session()` gives the one office of this process; `open_book(path)` an `xw.Book` in it. What is not part of the
engine raises NotImplementedError by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.excel.engine.app import Alert, Apps, Question, State
from tests.excel.engine.book import Book
from tests.excel.engine.faults import ComError, Faults, faults
from tests.excel.engine.office import Office, missing, require

__all__ = ["NEEDS_OFFICE", "Alert", "ComError", "Session", "missing", "open_book", "require", "session"]

NEEDS_OFFICE = pytest.mark.office
"""Mark of tests that use the engine."""


class EngineImpl:
    """What xlwings asks an engine for."""

    name = "office"
    type = "desktop"

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def apps(self) -> Apps:
        """The one application."""
        return Apps(self._state)

    @staticmethod
    def prepare_xl_data_element(value: Any, date_format: Any) -> Any:  # noqa: ARG004
        """A value on its way into `raw_value`, as on Windows."""
        if value is None or value != value:  # noqa: PLR0124 (NaN and NaT)
            return ""
        return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any
    ) -> Any:
        """Values on their way out of `raw_value`: not offered, the product reads raw values."""
        raise NotImplementedError("Range.value is not part of the test engine: read raw_value")


class Session:
    """The office of this process, with what a test may order of it and look at."""

    def __init__(self) -> None:
        self.office = Office()
        self.state = State(self.office)
        self.faults: Faults = faults
        xw.engines.add(xw.main.Engine(impl=EngineImpl(self.state)))
        self._active_before = xw.engines.active
        xw.engines[EngineImpl.name].activate()  # xlwings looks there before it brings a sheet to the front

    @property
    def app(self) -> xw.App:
        """The application."""
        return xw.App(impl=next(iter(Apps(self.state))))

    @property
    def alerts(self) -> list[Alert]:
        """The message boxes shown so far."""
        return self.state.alerts

    @property
    def status_history(self) -> list[str | bool]:
        """What has stood in the status bar, in order."""
        return self.state.status_history

    def answer(self, reply: str | Callable[[Alert], str]) -> None:
        """What the person clicks in the message boxes to come."""
        self.state.answer = reply if callable(reply) else lambda _: reply

    def reply(self, *answers: object) -> None:
        """What the person answers to the questions to come, in order; False cancels."""
        self.state.replies.extend(answers)

    @property
    def questions(self) -> list[Question]:
        """The questions asked so far."""
        return self.state.questions

    def open_book(self, path: Path | str) -> xw.Book:
        """Open a workbook and put it in front."""
        return xw.Book(impl=Book(self.state, self.state.open(Path(path))))

    def reset(self) -> None:
        """Close all books and forget what a test has ordered and seen."""
        self.faults.reset()
        for document in tuple(self.state.documents):
            document.close()
        self.state.documents.clear()
        self.state.reset()

    def close(self) -> None:
        """End the office."""
        self.office.close()
        xw.engines.active = self._active_before
        xw.engines.engines[:] = [one for one in xw.engines.engines if one.name != EngineImpl.name]
        xw.engines.engines_by_name.pop(EngineImpl.name, None)


_sessions: list[Session] = []


def session() -> Session:
    """The office of this process, started at the first call; skips where it cannot run."""
    require()
    if _sessions and not _sessions[0].office.alive:
        end_session()  # it crashed: that test has failed, the next ones need not
    if not _sessions:
        _sessions.append(Session())
    return _sessions[0]


def end_session() -> None:
    """End the office of this process, if it was started."""
    while _sessions:
        _sessions.pop().close()


def open_book(path: Path | str) -> xw.Book:
    """An `xw.Book` over the file, in the office of this process."""
    return session().open_book(path)
