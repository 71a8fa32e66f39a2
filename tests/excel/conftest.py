"""The office for tests in a real spreadsheet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import xlwings as xw

from addin.cli import main
from tests.excel import engine
from tests.excel.engine.sample import make
from tests.excel.pressing import SCORE, WRONG_ROW, Desk, header, recorded_commands
from workbook.backups import BACKUP_FOLDER
from workbook.file import FileBook


@pytest.fixture
def office() -> Iterator[engine.Session]:
    """The office of this process, without books and faults, before and after the test."""
    session = engine.session()
    session.reset()
    yield session
    if not session.office.alive:
        pytest.fail(session.office.obituary())
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


@pytest.fixture(scope="session")
def commands() -> Mapping[str, list[str]]:
    """What the callback of each button runs, recorded once."""
    return recorded_commands(engine.session())


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, built once, with one wrong entry of the person's: a score of 7."""
    path = tmp_path_factory.mktemp("sample") / "ตัวอย่าง.xlsx"
    assert main(["new", str(path), "--sample"]) == 0
    with FileBook.open(path, write=True) as book:
        raw = book.read(SCORE)
        rows = [dict(zip(raw.headers, line, strict=True)) for line in raw.cells]
        rows[WRONG_ROW][header(SCORE, "score")] = 7.0
        book.replace(SCORE, [{header(SCORE, "score"): row[header(SCORE, "score")]} for row in rows])
        book.save()
    shutil.rmtree(path.parent / BACKUP_FOLDER, ignore_errors=True)
    return path


@pytest.fixture
def desk(
    office: engine.Session,
    master: Path,
    commands: Mapping[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """The sample open in the office, before it a person whose logs and guide go into the test's folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    folder = tmp_path / "งาน"
    folder.mkdir()
    path = folder / "คำรับรอง.xlsx"
    shutil.copy(master, path)
    return Desk(office, path, commands, monkeypatch)


def pytest_sessionfinish() -> None:
    """The office ends with the tests, in each worker."""
    engine.end_session()
