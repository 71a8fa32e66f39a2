"""The HTML reports on paper: A4, every cell of every table in the text of the PDF, nothing of the screen's controls."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from addin.reports.source import Source
from addin.rules.settings import Settings
from tests.support.browser import missing, opened, show
from tests.support.pages import FEW, HTML_KINDS, long_words, many_units, of_units, page_of

pytestmark = pytest.mark.browser

A4 = {(595, 842), (842, 595)}
_PRINTED = """() => [...document.querySelectorAll('th, td, h1, h2, h3, li, p, dt, dd')]
  .filter(one => one.checkVisibility() && !one.closest('.unseen'))
  .map(one => [...one.childNodes].filter(part => !part.classList?.contains('unseen'))
    .map(part => part.innerText ?? part.textContent).join(''))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this module."""
    with opened() as one:
        yield one


def squeezed(text: str) -> str:
    """The text without spaces and joiners; sara am in the two parts that a PDF's text may have."""
    return re.sub(r"[\s\u2060\u200b]", "", text).replace("ำ", "ํา")


def printed(browser: Browser, page_text: str, folder: Path) -> tuple[str, set[tuple[int, int]], list[str]]:
    """The PDF's text, the sizes of its pages, and the texts of the page that are not in it."""
    reader, teller = shutil.which("pdftotext"), shutil.which("pdfinfo")
    if reader is None or teller is None:
        missing("no pdftotext")
    path, pdf = folder / "report.html", folder / "report.pdf"
    path.write_text(page_text, encoding="utf-8")
    shown = show(browser, path)
    shown.page.emulate_media(media="print", color_scheme="dark")
    texts = shown.page.evaluate(_PRINTED)
    shown.page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
    shown.page.close()
    text = subprocess.run(
        [reader, "-raw", pdf, "-"], capture_output=True, check=True, timeout=120
    ).stdout.decode()
    told = subprocess.run(
        [teller, "-f", "1", "-l", "-1", pdf], capture_output=True, check=True, timeout=120
    ).stdout.decode()
    sizes = {
        (round(float(wide)), round(float(high)))
        for wide, high in re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", told)
    }
    found = squeezed(text)
    return text, sizes, [one for one in texts if squeezed(one) not in found]


@pytest.mark.parametrize("words", ["sample", "long"])
@pytest.mark.parametrize("kind", HTML_KINDS)
def test_every_cell_is_on_paper(
    browser: Browser,
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    tmp_path: Path,
    *,
    kind: str,
    words: str,
) -> None:
    """On A4 pages only; no cell, heading or paragraph is cut off or lost, with words of 120 letters neither."""
    tables = of_units(sample, FEW) if kind == "pack" else sample
    tables = long_words(tables) if words == "long" else tables
    page = page_of(kind, make_source(tables, Settings())) or ""
    _, sizes, lost = printed(browser, page, tmp_path)
    assert (lost, bool(sizes), sizes - A4) == ([], True, set())


def test_every_units_row_is_on_paper(browser: Browser, source: Source, tmp_path: Path) -> None:
    """Each unit stands in the score table, the matrix and the status grid, with the score of the results."""
    text, _, _ = printed(browser, page_of("overview", source) or "", tmp_path)
    found = squeezed(text)
    scores = source.results.unit_score.dropna(subset=["score"])
    lost = [
        row["unit_name"]
        for row in scores.to_dict("records")
        if found.count(squeezed(row["unit_name"])) < 3 or found.count(f"{row['score']:.4f}") < 2
    ]
    assert (lost, len(scores)) == ([], 35)


def test_two_hundred_units_on_paper(
    browser: Browser, sample: dict[str, pd.DataFrame], make_source: Callable[..., Source], tmp_path: Path
) -> None:
    """Tables over many pages lose no row, and their heads stand on each page anew."""
    source = make_source(many_units(sample, 6), Settings())
    text, sizes, lost = printed(browser, page_of("overview", source) or "", tmp_path)
    repeated = text.count("แนวโน้ม 3 ปี")
    assert (lost, sizes - A4, repeated > 3) == ([], set(), True)


@pytest.mark.parametrize("kind", ["overview", "pack", "directory", "monthly", "memo"])
def test_controls_stay_on_the_screen(
    browser: Browser,
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    tmp_path: Path,
    kind: str,
) -> None:
    """No filter, no button, no sign of sorting, no link back, and what an officer is told to press, on paper."""
    source = make_source(of_units(sample, FEW), Settings())
    text, _, _ = printed(browser, page_of(kind, source) or "", tmp_path)
    controls = ("ล้างตัวกรอง", "คัดลอกแล้ว", "กดหัวตาราง", "↕", "ข้ามไปที่", "กลับไปที่สารบัญ")
    assert [word for word in controls if word in text] == []


def test_paper_is_white(browser: Browser, source: Source, tmp_path: Path) -> None:
    """The dark theme is for the screen: printed out of it, the paper is white and the ink dark."""
    path = tmp_path / "report.html"
    path.write_text(page_of("overview", source) or "", encoding="utf-8")
    page = show(browser, path).page
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))")
    page.close()
    assert colours == ["rgb(255, 255, 255)", "rgb(23, 32, 42)"]
