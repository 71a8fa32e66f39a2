"""A report that somebody has edited is not lost when it is made again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from addin.reports.writing import ReportRequest, write_reports
from addin.rules.settings import Settings
from workbook.backups import BACKUP_FOLDER


def make(folder: Path, sample: dict[str, pd.DataFrame], made: str) -> Path:
    request = ReportRequest(kinds=("unit",), units=("HPC01",), formats=(made,))
    day = dt.date(2022, 3, 10)
    (path,) = write_reports(
        folder, sample, Settings(), day, request, findings=pd.DataFrame(), generated_on=day
    )
    return path


def test_an_edited_word_report_is_kept(sample: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    """The officer's own version stands in the backup folder, whole, once the report is made anew."""
    path = make(tmp_path, sample, "docx")
    first = path.read_bytes()
    path.write_bytes(b"edited")
    make(tmp_path, sample, "docx")
    (kept,) = (tmp_path / BACKUP_FOLDER).iterdir()
    assert (kept.read_bytes(), path.read_bytes()) == (b"edited", first)


def test_what_did_not_change_leaves_no_copy(sample: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    """The same report again, and pages for the browser, are simply written."""
    for made in ("docx", "html"):
        make(tmp_path, sample, made)
        make(tmp_path, sample, made).with_suffix(".html").write_text("x", encoding="utf-8")
    make(tmp_path, sample, "html")
    assert not (tmp_path / BACKUP_FOLDER).exists()
