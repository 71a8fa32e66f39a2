"""What the add-in costs: a worksheet function over 100,000 cells, and a press of a button.

A function is measured as Excel calls it, from the raw values of a range to the block that goes back, through
xlwings' converters; beside it the plainest NumPy that gives such figures in floating point, from the same raw
values to a list of rows. The way over COM is not in it: that needs Excel.

A press is measured over a headless LibreOffice (where there is one) and over the file, both in a process that
has run before, as the persistent server of the add-in has.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import xlwings as xw
from xlwings import conversion

from addin import udfs
from addin.actions import ACTIONS
from benchmarks.table import Section, keep, milliseconds, seconds
from workbook.build import build_master
from workbook.file import FileBook
from workbook.live import LiveBook

CELLS = 100_000
DAY = dt.date(2022, 3, 10)
TARGETS = ((60.0, 70.0, 80.0, 90.0, 100.0),)
Column = tuple[tuple[float], ...]
"""The raw values of one column, as COM hands them over."""


def _name_engine() -> None:
    """Xlwings' converters ask for the engine of Excel by name; away from Windows there is none."""
    if "excel" not in xw.engines.engines_by_name:
        xw.engines.add(xw.main.Engine(impl=SimpleNamespace(name="excel", type="desktop")))


def _as_excel(function: Callable[..., Any], *raw: Any) -> Any:
    arguments = [conversion.read(None, value, {"convert": "raw"}) for value in raw]
    return conversion.write(function(*arguments), None, {"convert": udfs.Block})


def _column(values: np.ndarray[Any, Any]) -> Column:
    return tuple((float(value),) for value in values)


def _numbers(raw: Column) -> np.ndarray[Any, Any]:
    return np.array(raw, dtype=float)[:, 0]


def _rows(values: np.ndarray[Any, Any]) -> list[list[Any]]:
    rows: list[list[Any]] = values[:, None].tolist()
    return rows


def _plain_score(actuals: Column) -> object:
    return _rows(np.interp(_numbers(actuals), TARGETS[0], [1, 2, 3, 4, 5]).round(4))


def _plain_gap(actuals: Column) -> object:
    return _rows(80.0 - _numbers(actuals))


def _plain_passed(scores: Column) -> object:
    return _rows(_numbers(scores) >= 3)


def _plain_attainment(scores: Column) -> object:
    return float((_numbers(scores) >= 3).mean() * 100)


def functions() -> list[tuple[str, ...]]:
    """One row for each function measured: time, NumPy's time, ratio, and time a cell."""
    _name_engine()
    random = np.random.default_rng(2565)
    actuals = _column(random.integers(5000, 11000, CELLS) / 100)
    scores = _column(random.integers(10_000, 50_001, CELLS) / 10_000)
    cases: list[tuple[Callable[..., Any], tuple[Any, ...], Callable[[Column], object]]] = [
        (udfs.PA_SCORE, (actuals, TARGETS), _plain_score),
        (udfs.PA_GAP, (actuals, 80.0), _plain_gap),
        (udfs.PA_PASSED, (scores,), _plain_passed),
        (udfs.PA_ATTAINMENT, (scores,), _plain_attainment),
    ]
    rows = []
    for function, raw, plain in cases:
        mine = seconds(partial(_as_excel, function, *raw))
        theirs = seconds(partial(plain, raw[0]))
        cell = f"{mine / CELLS * 1e6:.2f} µs"
        rows.append(
            (function.__name__, milliseconds(mine), milliseconds(theirs), f"{mine / theirs:.1f}", cell)
        )
    return rows


def presses() -> list[tuple[str, ...]]:
    """One row for each button measured: over the open workbook, over the file, and their ratio."""
    from tests.excel.engine import missing, session  # noqa: PLC0415 - part of the tests; not where they are not

    if missing():
        return []
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ตัวอย่าง.xlsx"
        build_master(path, fiscal_year=2565, sample=True)
        there = session().open_book(path)
        for name in ("check", "recalc", "status", "next_empty"):
            action = ACTIONS[name]

            def press(action: Callable[..., Any] = action) -> None:
                with LiveBook(there) as live:
                    action(live, today=DAY)

            copy = Path(folder) / f"{name}.xlsx"
            shutil.copy(path, copy)

            def on_file(action: Callable[..., Any] = action, copy: Path = copy) -> None:
                with FileBook.open(copy) as book:
                    action(book, today=DAY)

            started = time.perf_counter()
            press()
            first = time.perf_counter() - started
            again, stored = seconds(press, 3), seconds(on_file, 3)
            rows.append(
                (
                    name,
                    milliseconds(first),
                    milliseconds(again),
                    milliseconds(stored),
                    f"{again / stored:.1f}",
                )
            )
        session().close()
    return rows


def main() -> None:
    """Measure and keep both tables."""
    keep(
        "excel",
        "The add-in",
        [
            Section(
                f"A worksheet function over {CELLS:,} cells",
                ("function", "ours", "plain NumPy", "ratio", "ours, a cell"),
                functions(),
                "From the raw values of a range to the block that goes back. Ours is exact (integers,"
                " half-up) and tells blanks, texts and errors in the range apart; NumPy's is floating point.",
            ),
            Section(
                "A press of a button",
                ("button", "first press", "press again", "same over the file", "ratio of these"),
                presses(),
                "The sample of 36 units, open in LibreOffice and driven through UNO. The first press writes;"
                " the next finds all as it is.",
            ),
        ],
    )


if __name__ == "__main__":
    main()
