"""What other programs make of the reports: LibreOffice a PDF, Chromium a page that sorts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from addin.reports.html import render_html
from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.word import render_docx

CHROME = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no {names[0]}")
    return found


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_keeps_every_row(source: Source, tmp_path: Path) -> None:
    """The PDF's text layer has each unit three times over: score table, matrix and status grid."""
    office, reader = program("soffice", "libreoffice"), program("pdftotext")
    path = tmp_path / "overview.docx"
    path.write_bytes(render_docx("overview", overview_context(source)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = [reader, "-raw", str(tmp_path / "overview.pdf"), "-"]
    text = subprocess.run(pdf, check=True, capture_output=True, timeout=60).stdout.decode()
    squeezed = re.sub(r"\s", "", text)
    scores = source.results.unit_score.dropna(subset=["score"])
    lost = [
        row["unit_name"]
        for row in scores.to_dict("records")
        if squeezed.count(f"{row['score']:.4f}") < 2 or squeezed.count(row["unit_name"].split()[0]) < 3
    ]
    assert lost == []


@pytest.mark.browser
def test_chromium_sorts_and_filters(source: Source, tmp_path: Path) -> None:
    """The script runs under the policy: buttons stand in the heads, a click sorts, the filter counts."""
    browser = program("chromium", "chromium-browser", "google-chrome")
    page = tmp_path / "overview.html"
    page.write_text(render_html("overview", overview_context(source)), encoding="utf-8")
    command = [browser, *CHROME, f"--user-data-dir={tmp_path / 'chrome'}", "--dump-dom", page.as_uri()]
    dom = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    tree = html.fromstring(dom)
    assert tree.xpath("//table[@id='score-table']/thead//th/button")
    assert tree.xpath("//form[@class='filter'][not(@hidden)]")
    assert tree.xpath("string(//form//output)") == "แสดง 36 จาก 36 หน่วยงาน"


@pytest.mark.browser
def test_chromium_sorts_by_score(source: Source, tmp_path: Path) -> None:
    """A click on the head of the scores sorts upwards, as numbers, units without a score last."""
    browser = program("chromium", "chromium-browser", "google-chrome")
    text = re.sub(
        r'<meta http-equiv="Content-Security-Policy"[^>]*>',
        "",
        render_html("overview", overview_context(source)),
    )
    click = "<script>document.querySelectorAll('#score-table th button')[4].click()</script></body>"
    page = tmp_path / "overview.html"
    page.write_text(text.replace("</body>", click), encoding="utf-8")
    command = [browser, *CHROME, f"--user-data-dir={tmp_path / 'chrome'}", "--dump-dom", page.as_uri()]
    dom = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    rows = html.fromstring(dom).xpath("//table[@id='score-table']/tbody/tr")
    scores = [row[4].text_content().strip() for row in rows]
    assert scores == sorted((s for s in scores if s != "–"), key=float) + [s for s in scores if s == "–"]
