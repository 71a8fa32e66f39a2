"""The reports of the SOP's steps on paper from a browser: no word broken in a table, few pages half empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from addin.reports.source import Source
from tests.support.browser import opened, show
from tests.support.pages import page_of
from tests.support.paper import filled, pdf_text, squeezed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORK: Final = (
    "situation", "stakeholders", "directory", "measures", "plan", "followup", "agreement", "manual",
)  # fmt: skip

PORTRAIT: Final = {"width": 688, "height": 1002}
LANDSCAPE: Final = {"width": 1031, "height": 703}
"""A4 between our margins, in the browser's points of a 96th of an inch."""

PAGES: Final = {
    "situation": 9, "stakeholders": 3, "directory": 3, "measures": 4,
    "plan": 5, "followup": 7, "agreement": 3, "manual": 5,
}  # fmt: skip
"""Pages of the sample's reports; more of them means that some are half empty."""

HALF: Final = 0.5
FIGURE_PAGES: Final = {"manual": 1}
"""A drawing that fills a page leaves the page before it as it is."""

_BROKEN = """wide => {
  const words = new Intl.Segmenter('th', {granularity: 'word'}), broken = [];
  for (const cell of document.querySelectorAll('th, td')) {
    if (!cell.checkVisibility() || Boolean(cell.closest('.wide, .annex')) !== wide) continue;
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode())
      for (const word of words.segment(node.data)) {
        if (!word.isWordLike) continue;
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word.segment.length);
        const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom)));
        if (lines.size > 1) broken.push(`${word.segment} in ${cell.textContent.slice(0, 40)}`);
      }
  }
  return broken;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this module."""
    with opened() as one:
        yield one


@pytest.mark.parametrize(("kind", "unmask"), [*((kind, False) for kind in WORK), ("directory", True)])
def test_columns_hold_their_words(
    browser: Browser,
    source: Source,
    tmp_path: Path,
    kind: str,
    unmask: bool,  # noqa: FBT001
) -> None:
    """No word of a table is cut in two: on paper upright and on its side, and on a screen; names whole or masked."""
    path = tmp_path / "report.html"
    path.write_text(page_of(kind, replace(source, unmask=unmask)) or "", encoding="utf-8")
    page = show(browser, path).page
    broken = []
    for media, wide, size in (
        ("print", False, LANDSCAPE if unmask else PORTRAIT),
        ("print", True, LANDSCAPE),
        ("screen", False, {"width": 1280, "height": 900}),
        ("screen", True, {"width": 1280, "height": 900}),
    ):
        page.set_viewport_size(size)
        page.emulate_media(media=media)
        page.evaluate("document.fonts.ready")
        broken += [(media, wide, one) for one in page.evaluate(_BROKEN, wide)]
    page.close()
    assert broken == []


@pytest.mark.parametrize("kind", WORK)
def test_pages_are_filled(browser: Browser, source: Source, tmp_path: Path, kind: str) -> None:
    """A page less than half full is the last, or the last before the paper is turned; none holds a footer alone."""
    path = tmp_path / "report.html"
    path.write_text(page_of(kind, source) or "", encoding="utf-8")
    page = show(browser, path).page
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    pages = filled(content, tmp_path)
    sparse = [
        number
        for number, ((turned, low), (next_turned, _)) in enumerate(pairwise(pages), start=1)
        if low < HALF and turned == next_turned
    ]
    last = squeezed(pdf_text(content, tmp_path).rstrip("\f").rpartition("\f")[2])
    assert len(pages) <= PAGES[kind]
    assert len(sparse) <= FIGURE_PAGES.get(kind, 0), (sparse, pages)
    assert not last.startswith(squeezed("กลุ่มพัฒนาระบบบริหาร"))
