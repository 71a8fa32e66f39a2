"""What a run over many books leaves for people and programs: a workbook, a page, two tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from addin.reports.batch_page import batch_context
from addin.reports.html import render_html
from addin.reports.writing import store
from workbook.build_summary import BOOKS, STATE, UNITS, frame_of, summary_bytes

SUMMARY: Final = "สรุป"
OF_UNITS: Final = "หน่วยงาน"


def write_summary(
    to: Path, books: Sequence[dict[str, Any]], units: Sequence[tuple[str, Any]], *, today: dt.date
) -> list[Path]:
    """Write สรุป.xlsx, .html and .parquet and หน่วยงาน.parquet into a folder; the paths.

    `books` are rows of build_summary.BOOKS, `units` pairs of a book and a unit's row. Parquet is left out
    where its library (the extra `cluster`) is not installed.
    """
    frames = {
        BOOKS.name: frame_of(BOOKS, books),
        UNITS.name: frame_of(UNITS, [{"book": book, **unit} for book, unit in units]),
    }
    words = {one.key: one.label for one in STATE}
    page = render_html("shared/batch", batch_context(books, words, today)).encode()
    paths = [
        _put(to / f"{SUMMARY}.xlsx", summary_bytes(frames)),
        _put(to / f"{SUMMARY}.html", page),
    ]
    for name, table in ((SUMMARY, BOOKS), (OF_UNITS, UNITS)):
        content = _parquet(frames[table.name])
        if content is not None:
            paths.append(_put(to / f"{name}.parquet", content))
    return paths


def _parquet(frame: Any) -> bytes | None:
    try:
        content: bytes = frame.reset_index(drop=True).to_parquet(engine="pyarrow")
    except ImportError:
        return None
    return content


def _put(path: Path, content: bytes) -> Path:
    store(path, content)
    return path
