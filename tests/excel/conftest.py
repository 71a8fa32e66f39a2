"""The office for tests in a real spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.excel import engine
from tests.excel.engine.sample import make


@pytest.fixture
def office() -> Iterator[engine.Session]:
    """The office of this process, without books and faults, before and after the test."""
    session = engine.session()
    session.reset()
    yield session
    session.reset()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workbook for the tests of the engine itself."""
    return make(tmp_path_factory.mktemp("engine") / "สมุด.xlsx")


@pytest.fixture
def book(office: engine.Session, template: Path) -> xw.Book:
    """The workbook, open."""
    return office.open_book(template)


@pytest.fixture
def values(book: xw.Book) -> xw.Sheet:
    """The sheet of values."""
    return book.sheets["ค่า"]


@pytest.fixture
def tables(book: xw.Book) -> xw.Sheet:
    """The sheet of Tables."""
    return book.sheets["ตาราง"]


def pytest_sessionfinish() -> None:
    """The office ends with the tests, in each worker."""
    engine.end_session()
