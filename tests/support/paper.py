"""What stands on the pages of a PDF, to hold against the report that it was made of."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from tests.support.reports import Report

MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
"""Vowels and tone marks above and below a letter: what a bad converter loses first."""

_WORD = re.compile(
    r'<page width="([\d.]+)" height="([\d.]+)">|<word [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)"'
)


def squeezed(text: str) -> str:
    """Letters and figures only: where lines break and how spaces are drawn does not count."""
    return re.sub(r"[\s\u200b-\u200d\u00ad\u2060\ufeff]+", "", text.replace("\u0e4d\u0e32", "\u0e33"))


def pdf_text(content: bytes, folder: Path, *options: str) -> str:
    """The text layer of a PDF as pdftotext reads it."""
    reader, path = shutil.which("pdftotext"), folder / "paper.pdf"
    assert reader is not None
    path.write_bytes(content)
    command = [reader, *(options or ("-raw",)), str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()


def lost_rows(report: Report, text: str) -> list[str]:
    """The rows of the report's tables that stand less often in a text than in the report."""
    found, rows = squeezed(text), Counter(squeezed("".join(row)) for row in report.rows)
    return [row[:80] for row, times in rows.items() if found.count(row) < times]


def lost_marks(report: Report, text: str) -> dict[str, int]:
    """Marks of the report's tables that are fewer in a text, with how many are missing."""
    wanted = Counter(MARKS.findall(squeezed(" ".join(cell for row in report.rows for cell in row))))
    return dict(wanted - Counter(MARKS.findall(squeezed(text))))


def filled(content: bytes, folder: Path) -> list[tuple[bool, float]]:
    """Of each page whether it lies on its side, and down to which part of its height words stand.

    The lowest tenth, where page numbers stand, does not count.
    """
    pages: list[tuple[bool, float]] = []
    height = 1.0
    for wide, high, top, low in _WORD.findall(pdf_text(content, folder, "-bbox")):
        if wide:
            height = float(high)
            pages.append((float(wide) > height, 0.0))
        elif float(top) < 0.9 * height:
            pages[-1] = (pages[-1][0], max(pages[-1][1], float(low) / height))
    return pages
