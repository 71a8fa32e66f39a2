"""Every HTML report can be read by everybody: axe-core, contrast, keyboard, names of tables and charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from addin.reports.html import assets
from addin.reports.source import Source
from addin.rules.settings import Settings
from tests.support.browser import DESK, PHONE, Report, opened, show
from tests.support.pages import FEW, HTML_KINDS, long_words, many_units, of_units, page_of

pytestmark = pytest.mark.browser

VIEWS = {"light": ("light", DESK), "dark": ("dark", DESK), "phone": ("light", PHONE)}
Open = Callable[[str], Report]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this module."""
    with opened() as one:
        yield one


@pytest.fixture(scope="module")
def report(
    browser: Browser,
    source: Source,
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    tmp_path_factory: pytest.TempPathFactory,
) -> Open:
    """The sample's report of a kind, opened once; the pack is of a few units."""
    folder = tmp_path_factory.mktemp("pages")
    shown: dict[str, Report] = {}

    def open_kind(kind: str) -> Report:
        if kind not in shown:
            about = make_source(of_units(sample, FEW), Settings()) if kind == "pack" else source
            path = folder / f"{kind}.html"
            path.write_text(page_of(kind, about) or "", encoding="utf-8")
            shown[kind] = show(browser, path)
        return shown[kind]

    return open_kind


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", HTML_KINDS)
def test_axe_objects_to_nothing(report: Open, kind: str, view: str) -> None:
    """By WCAG 2.2 A and AA and by good practice, in both themes and on a phone, every table open."""
    assert report(kind).look(*VIEWS[view]).violations() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", HTML_KINDS)
def test_texts_stand_out(report: Open, kind: str, theme: str) -> None:
    """Each text has a contrast of 4.5 to what is behind it, on the bars of a chart too."""
    assert report(kind).look(theme).faint() == []


@pytest.mark.parametrize("kind", HTML_KINDS)
def test_browser_says_and_asks_nothing(report: Open, kind: str) -> None:
    """Nothing in the console, and nothing asked for but the file and the fonts inside it."""
    opened_page = report(kind).look()
    asked = [url for url in opened_page.asked if not url.startswith("data:font/")]
    assert (opened_page.said, asked) == ([], [opened_page.url])


@pytest.mark.parametrize("kind", HTML_KINDS)
def test_phone_shows_the_width_of_the_page(report: Open, kind: str) -> None:
    """On a phone only tables scroll sideways, never the page."""
    page = report(kind).look("light", PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("kind", HTML_KINDS)
def test_page_has_its_landmarks(report: Open, kind: str) -> None:
    """One banner, one main part, one heading of the first level, in Thai."""
    page = report(kind).look().page
    counts = [page.get_by_role(role).count() for role in ("banner", "main")]
    assert (counts, page.locator("h1").count(), page.locator("html").get_attribute("lang")) == (
        [1, 1],
        1,
        "th",
    )


@pytest.mark.parametrize("kind", HTML_KINDS)
def test_tables_have_names_and_heads(report: Open, kind: str) -> None:
    """Each table is called by a caption or a heading; each column and row has a head with its scope and words."""
    faults = (
        report(kind)
        .look()
        .page.evaluate("""() => [...document.querySelectorAll('table')].flatMap(table => {
      const named = table.caption ?? document.getElementById(table.getAttribute('aria-labelledby'));
      const heads = [...table.tHead.rows].flatMap(row => [...row.cells]);
      const rows = [...table.tBodies[0].rows].map(row => row.querySelector('th[scope=row]'));
      return [
        ...(named?.textContent.trim() ? [] : ['no name']),
        ...(table.tHead.rows.length === 1 ? [] : ['heads']),
        ...heads.filter(one => one.scope !== 'col' || !one.textContent.trim()).map(one => one.outerHTML),
        ...(rows.every(Boolean) ? [] : ['a row without head']),
      ].map(fault => `${named?.textContent}: ${fault}`);
    })""")
    )
    assert faults == []


@pytest.mark.parametrize("kind", HTML_KINDS)
def test_drawings_have_names_or_are_hidden(report: Open, kind: str) -> None:
    """A chart says what it shows; a bar beside its figure is left out for those who listen."""
    page = report(kind).look().page
    unnamed = page.evaluate("""() => [...document.querySelectorAll('svg')].filter(one =>
      one.getAttribute('aria-hidden') !== 'true'
      && !(one.getAttribute('role') === 'img' && one.getAttribute('aria-label')?.trim())
    ).map(one => one.outerHTML.slice(0, 120))""")
    assert unnamed == []


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("kind", HTML_KINDS)
def test_keyboard_reaches_and_shows_every_stop(report: Open, kind: str, size: str) -> None:
    """Tab passes through all that can be used, in the order of the page, each with a line around it, and leaves."""
    page = report(kind).look("light", PHONE if size == "phone" else DESK).page
    page.evaluate(
        "() => { document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); }"
    )
    page.mouse.click(1, 1)
    wanted = page.evaluate("""() => {
      const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')];
      window.stops = all.filter(one => one.checkVisibility());
      return window.stops.length;
    }""")
    met = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        met.append(
            page.evaluate("""() => {
              const style = getComputedStyle(document.activeElement);
              const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
              return seen ? window.stops.indexOf(document.activeElement) : document.activeElement.outerHTML;
            }""")
        )
    page.keyboard.press("Tab")
    left = page.evaluate("window.stops.indexOf(document.activeElement)")
    assert (met, left in {-1, 0}) == (list(range(wanted)), True)


@pytest.mark.parametrize("kind", ["overview", "memo"])
def test_skip_link_leads_to_the_text(report: Open, kind: str) -> None:
    """The first stop shows itself and leads past the header: the next stop lies inside the main part."""
    page = report(kind).look("light", PHONE).page
    page.reload()
    page.keyboard.press("Tab")
    shown = page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert (shown, page.evaluate("document.activeElement.closest('main') !== null")) == (True, True)


def test_nothing_moves() -> None:
    """No transition, no animation, no smooth scrolling: there is nothing that reduced motion would have to stop."""
    assert [word for word in ("transition", "animation", "scroll-behavior") if word in assets().style] == []


@pytest.mark.parametrize("kind", HTML_KINDS)
def test_long_words_break_nothing(
    browser: Browser,
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    tmp_path: Path,
    kind: str,
) -> None:
    """With words of 120 letters everywhere a phone shows the page's width, and axe-core objects to nothing."""
    tables = of_units(sample, FEW) if kind == "pack" else sample
    path = tmp_path / "long.html"
    path.write_text(page_of(kind, make_source(long_words(tables), Settings())) or "", encoding="utf-8")
    shown = show(browser, path).look("light", PHONE)
    width = shown.page.evaluate("document.documentElement.scrollWidth")
    found = (shown.violations(), width, shown.said)
    shown.page.close()
    assert found == ([], PHONE["width"], [])


@pytest.mark.parametrize("kind", [kind for kind in HTML_KINDS if kind not in {"unit", "letter", "agreement"}])
def test_fresh_book_is_as_good(
    browser: Browser, make_source: Callable[..., Source], tmp_path: Path, kind: str
) -> None:
    """The reports of a book without any rows are pages like the others."""
    path = tmp_path / "fresh.html"
    path.write_text(page_of(kind, make_source({}, Settings())) or "", encoding="utf-8")
    shown = show(browser, path).look("dark", PHONE)
    width = shown.page.evaluate("document.documentElement.scrollWidth")
    found = (shown.violations(), shown.faint(), width, shown.said)
    shown.page.close()
    assert found == ([], [], PHONE["width"], [])


@pytest.mark.parametrize("times", [0, 6])
def test_one_unit_and_two_hundred(
    browser: Browser,
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    tmp_path: Path,
    times: int,
) -> None:
    """The overview of one unit and of 216 units is as good, and shows every one of them."""
    tables = many_units(sample, times) if times else of_units(sample, FEW[:1])
    source = make_source(tables, Settings())
    path = tmp_path / "overview.html"
    path.write_text(page_of("overview", source) or "", encoding="utf-8")
    shown = show(browser, path).look()
    rows = shown.page.locator("#score-table tbody tr").count()
    found = (shown.violations(), shown.faint(), shown.said, rows)
    shown.page.close()
    assert found == ([], [], [], len(sample["tblUnit"]) * times or 1)


def test_faults_are_seen(browser: Browser, tmp_path: Path) -> None:
    """The measures of this module do object: to small targets, empty heads, faint text on paper and on a bar."""
    path = tmp_path / "bad.html"
    path.write_text(
        "<!doctype html><html lang=th><title>ก</title><main><h1>ก</h1>"
        "<table><thead><tr><th></th></tr></thead><tbody><tr><td>ก</td></tr></tbody></table>"
        "<button style='all:unset;width:9px;height:9px;display:inline-block'>ก</button>"
        "<button style='all:unset;width:9px;height:9px;display:inline-block'>ข</button>"
        "<p style='color:#999'>จาง</p>"
        "<svg width=90 height=40><rect width=90 height=40 fill='#123'/><text x=9 y=20 fill='#000'>จม</text></svg>",
        encoding="utf-8",
    )
    shown = show(browser, path).look()
    rules = {line.split(":")[0] for line in shown.violations()}
    faint = [line.split(": ", 1)[1][:5] for line in shown.faint()]
    shown.page.close()
    assert rules >= {"target-size", "empty-table-header", "color-contrast"}
    assert faint == ["<p st", "<text"]
