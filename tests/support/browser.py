"""A headless Chromium that opens reports as an officer does: from a file, with nothing to reach on a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
"""No name is resolved, so that whatever asks for the network fails, and the test sees that it asked."""

DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}

RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
"""What axe-core is asked for: WCAG 2.2 A and AA with all before it, target size among them, and best practice."""

_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`));
}"""

_CONTRAST = """() => {
  // What axe-core leaves undecided: text on shapes of a chart, short text, text that is scrolled out of sight.
  const colour = value => (value.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const clear = rgba => rgba.length > 3 && rgba[3] === 0;
  const light = rgba => {
    const [r, g, b] = rgba.slice(0, 3).map(v => v / 255)
      .map(v => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((m, n) => n - m);
    return (x + 0.05) / (y + 0.05);
  };
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const rgba = colour(getComputedStyle(at).backgroundColor);
      if (!clear(rgba)) return rgba;
    }
    return [255, 255, 255];
  };
  const under = text => {
    text.scrollIntoView({block: 'center', inline: 'center'});
    const box = text.getBoundingClientRect();
    const stack = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const shape = stack.find(one => /^(rect|circle|polygon)$/.test(one.tagName));
    return shape ? colour(getComputedStyle(shape).fill) : ground(text);
  };
  const bad = [];
  const judge = (node, ink, paper) => {
    const got = ratio(ink, paper);
    if (got < 4.5) bad.push(`${got.toFixed(2)}: ${node.outerHTML.slice(0, 120)}`);
  };
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility() || /^(SCRIPT|STYLE|title)$/.test(node.tagName)) continue;
    const style = getComputedStyle(node);
    if (node.tagName === 'text') judge(node, colour(style.fill), under(node));
    else if (!node.closest('foreignObject')) judge(node, colour(style.color), ground(node));
    else judge(node, colour(style.color), under(node));
  }
  return bad;
}"""


def chromium() -> str:
    """The browser's program. Where it is missing the test is skipped, but not in CI."""
    found = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    return found or missing("Chromium is not installed here")


def axe() -> str:
    """The script of axe-core, which .ci/run installs and names by SAMRET_AXE."""
    named = os.environ.get("SAMRET_AXE", "")
    return Path(named).read_text(encoding="utf-8") if named else missing("no axe-core: SAMRET_AXE is not set")


def missing(reason: str) -> NoReturn:
    """Skip the test that needs what is not here; in CI it fails instead."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def opened() -> Iterator[Browser]:
    """One browser with an empty profile."""
    program = chromium()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Report:
    """A report that the browser shows, and what the browser said and asked for while it did."""

    page: Page
    url: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def look(self, theme: str = "light", size: ViewportSize = DESK) -> Report:
        """The same page in another theme and size, every table behind a chart open."""
        self.page.set_viewport_size(size)
        self.page.emulate_media(media="screen", color_scheme="dark" if theme == "dark" else "light")
        self.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        return self

    def violations(self) -> list[str]:
        """What axe-core objects to, a line an element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        return list(self.page.evaluate(_AXE, RULES))

    def faint(self) -> list[str]:
        """Texts, those drawn in charts among them, with less contrast than 4.5 to what is behind them."""
        return list(self.page.evaluate(_CONTRAST))


def show(browser: Browser, path: Path) -> Report:
    """The report in a context of its own, opened from the file."""
    page = browser.new_page(viewport=DESK)
    report = Report(page, path.as_uri())
    page.on("console", lambda message: report.said.append(message.text))
    page.on("pageerror", lambda error: report.said.append(str(error)))
    page.on("request", lambda request: report.asked.append(request.url))
    page.goto(report.url)
    return report
