"""The HTML reports in use: sort, filter and copy by mouse and keyboard, behind a policy that runs nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from addin.reports.source import Source
from addin.rules.settings import Settings
from tests.support.browser import DESK, PHONE, Report, opened, show
from tests.support.pages import FEW, HTML_KINDS, of_units, page_of

pytestmark = pytest.mark.browser

_CELLS = """(rows, column) => rows.map(row => row.cells[column].dataset.v ?? row.cells[column].textContent.trim())"""
_SORTED = """() => [...document.querySelectorAll('th[data-sort=number]')].map(head => {
  const read = () => [...head.closest('table').tBodies[0].rows].map(
    row => row.cells[head.cellIndex].dataset.v ?? row.cells[head.cellIndex].textContent.trim());
  const button = head.querySelector('button');
  button.click();
  const up = [head.getAttribute('aria-sort'), read()];
  button.click();
  return [head.textContent, up, [head.getAttribute('aria-sort'), read()]];
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this module."""
    with opened() as one:
        yield one


@pytest.fixture
def report(
    browser: Browser,
    source: Source,
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    tmp_path: Path,
) -> Iterator[Callable[..., Report]]:
    """The sample's report of a kind, opened afresh; the pack is of a few units."""
    pages: list[Page] = []

    def open_kind(kind: str, settings: Settings | None = None) -> Report:
        tables = of_units(sample, FEW) if kind == "pack" else sample
        plain = settings is None and kind != "pack"
        path = tmp_path / f"{kind}.html"
        about = source if plain else make_source(tables, settings or Settings())
        path.write_text(page_of(kind, about) or "", encoding="utf-8")
        shown = show(browser, path)
        pages.append(shown.page)
        return shown

    yield open_kind
    for page in pages:
        page.close()


def number(text: str) -> Decimal | None:
    """The number that a person reads in a cell, in either kind of digits; None where there is none."""
    found = re.match(r"[^\d+−-]*([+−-]?[\d,]+(?:\.\d+)?(?:e-?\d+)?)", text)
    return Decimal(found[1].replace(",", "").replace("−", "-")) if found else None


@pytest.mark.parametrize("thai_digits", [False, True])
@pytest.mark.parametrize("kind", HTML_KINDS)
def test_numbers_sort_as_numbers(report: Callable[..., Report], kind: str, *, thai_digits: bool) -> None:
    """Every column of numbers sorts upwards and downwards by what people read, thousands too; blanks stay last."""
    page = report(kind, Settings(thai_digits=thai_digits)).page
    wrong = []
    for head, (first, rising), (second, falling) in page.evaluate(_SORTED):
        up, down = [number(one) for one in rising], [number(one) for one in falling]
        known = sorted(one for one in up if one is not None)
        blanks = [None] * (len(up) - len(known))
        if [first, second, up, down] != ["ascending", "descending", known + blanks, known[::-1] + blanks]:
            wrong.append((head, rising, falling))
    assert wrong == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_sort_by_keyboard(report: Callable[..., Report], key: str) -> None:
    """A head takes the focus and sorts by either key; only the column that sorts says so, and keeps the focus."""
    page = report("overview").page
    page.get_by_role("button", name=re.compile("^คะแนน$")).first.focus()
    page.keyboard.press(key)
    told = page.eval_on_selector_all("#score-table th", "all => all.map(one => one.ariaSort).filter(Boolean)")
    focus = page.evaluate("document.activeElement.closest('th')?.ariaSort")
    scores = page.eval_on_selector_all("#score-table tbody tr", _CELLS, 4)
    known = [float(one) for one in scores if one]
    assert (told, focus, known) == (["ascending"], "ascending", sorted(known))


def test_words_sort_as_in_a_thai_dictionary(report: Callable[..., Report]) -> None:
    """A leading vowel counts after its consonant; a dash counts as blank and stays last both ways."""
    page = report("overview").page
    names = ["แก้ว", "ขวด", "–", "เกาะ", "กา"]
    page.evaluate(
        """names => {
          const rows = document.querySelector('#score-table').tBodies[0].rows;
          while (rows.length > names.length) rows[0].remove();
          names.forEach((name, n) => { rows[n].cells[1].textContent = name; });
        }""",
        names,
    )
    seen = []
    for _ in range(2):
        page.locator("#score-table th button").nth(1).click()
        seen.append(page.eval_on_selector_all("#score-table tbody tr", _CELLS, 1))
    assert seen == [["กา", "เกาะ", "แก้ว", "ขวด", "–"], ["ขวด", "แก้ว", "เกาะ", "กา", "–"]]


def test_filter_by_keyboard(report: Callable[..., Report]) -> None:
    """Typed words leave the units that have them, in all tables; the count is announced; reset undoes it."""
    page = report("overview").page
    page.get_by_label("ค้นหาหน่วยงาน").focus()
    page.keyboard.type("ศูนย์อนามัย")
    live = page.locator("form.filter output")
    wanted = sum("ศูนย์อนามัย" in name for name in page.locator("#score-table tbody th").all_text_contents())
    shown = [
        page.locator(f"{table} tbody tr:visible").count() for table in ("#score-table", ".matrix", ".grid")
    ]
    counted = live.text_content()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(live).to_have_text("แสดง 36 จาก 36 หน่วยงาน")
    assert (live.get_attribute("aria-live"), shown, wanted > 5) == ("polite", [wanted] * 3, True)
    assert counted == f"แสดง {wanted} จาก 36 หน่วยงาน"


def test_filter_by_group_and_state(report: Callable[..., Report], source: Source) -> None:
    """The lists leave the units of a state, as many as the results have below the pass mark."""
    page = report("overview").page
    page.get_by_label("ผลตามเกณฑ์").select_option("failed")
    below = int((source.results.unit_score["score"].dropna() < 3).sum())
    assert page.locator("#score-table tbody tr:visible").count() == below


def test_directory_counts_people(report: Callable[..., Report]) -> None:
    """The filter of the directory counts people, each once."""
    page = report("directory").page
    page.get_by_label("บทบาท").select_option("ผู้ประสานงาน")
    shown = page.locator("tr[data-unit]:visible").count()
    total = page.locator("tr[data-unit]").count()
    assert page.locator("form.filter output").text_content() == f"แสดง {shown} จาก {total} คน"


def test_copy_buttons_copy_what_stands_there(report: Callable[..., Report]) -> None:
    """Each button puts its text on the clipboard, as it reads, with plain spaces, and says that it did."""
    page = report("monthly").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    buttons = page.locator("button[data-copy]")
    wrong = []
    for n in range(buttons.count()):
        buttons.nth(n).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#copied")).to_have_text("คัดลอกแล้ว")
        text = page.locator(f"[id='{buttons.nth(n).get_attribute('data-copy')}']").text_content() or ""
        if page.evaluate("navigator.clipboard.readText()") != text.replace("\u00a0", " "):
            wrong.append(text)
        page.evaluate("document.getElementById('copied').textContent = ''")
    assert (wrong, buttons.count() > 15) == ([], True)


def test_copy_without_the_clipboard_selects(report: Callable[..., Report]) -> None:
    """Where the page may not write to the clipboard, the text is selected, ready for Ctrl+C."""
    page = report("monthly").page
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    button = page.locator("button[data-copy]").last
    button.click()
    text = page.locator(f"[id='{button.get_attribute('data-copy')}']").text_content() or ""
    expect(page.locator("#copied")).not_to_be_empty()
    assert page.evaluate("getSelection().toString()").split() == text.split()


def test_policy_runs_and_loads_nothing_else(report: Callable[..., Report]) -> None:
    """A script, a handler, a style and a picture that get into the page are refused by the browser, not fetched."""
    shown = report("overview")
    page = shown.page
    refused: dict[str, str | None] = {}
    page.on("requestfailed", lambda request: refused.update({request.url: request.failure}))
    reached: list[str] = []
    page.on("response", lambda response: reached.append(response.url))
    page.evaluate("""() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = 1';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend',
        '<img src="https://example.com/a.png"><img src="x:y" onerror="window.ran = 2">'
        + '<p id="styled" style="position:fixed">ก</p><iframe src="https://example.com/"></iframe>');
    }""")
    page.wait_for_timeout(300)
    ran = page.evaluate("[window.ran ?? null, getComputedStyle(document.getElementById('styled')).position]")
    fetched = page.evaluate("fetch('https://example.com/b').then(() => 'fetched', () => 'refused')")
    assert (ran, fetched, reached) == ([None, "static"], "refused", [])
    assert refused["https://example.com/a.png"] == "csp"
    assert len([line for line in shown.said if "Content Security Policy" in line]) >= 6


def test_wide_table_scrolls_by_keyboard(report: Callable[..., Report]) -> None:
    """On a phone a wide table is a stop with a name and the arrow moves it; on a desk it is no stop."""
    page = report("overview").look("light", PHONE).page
    box = page.get_by_role("group", name=re.compile("เลื่อนซ้ายขวาได้")).filter(has=page.locator("#score-table"))
    box.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    moved = page.evaluate("document.activeElement.scrollLeft")
    page.set_viewport_size(DESK)
    expect(page.get_by_role("group", name=re.compile("เลื่อนซ้ายขวาได้"))).to_have_count(0)
    assert moved > 20


@pytest.mark.parametrize("kind", ["overview", "monthly", "directory"])
def test_page_is_whole_without_script(browser: Browser, report: Callable[..., Report], kind: str) -> None:
    """Where scripts are off all rows stand there, and nothing is offered that would not work."""
    with_script = report(kind)
    page = browser.new_page(java_script_enabled=False)
    page.goto(with_script.url)
    rows = page.locator("tbody tr").count()
    dead = page.locator("button:visible, form:visible").count()
    page.close()
    assert (rows, dead) == (with_script.page.locator("tbody tr").count(), 0)
