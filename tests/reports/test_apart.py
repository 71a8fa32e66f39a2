"""A stranger's template is rendered apart, and what it may take is bounded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from addin.reports import apart as module
from addin.reports.apart import Apart
from addin.reports.html import render_html
from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.word import render_docx
from workbook.errors import UserError

SHIPPED = Path(__file__).parents[2] / "report_templates"
POSIX = pytest.mark.skipif(os.name == "nt", reason="limits of this kind are of POSIX systems")


def template(folder: Path, text: str) -> Path:
    path = folder / "ของฉัน.html.j2"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_same_bytes_come_from_the_child(source: Source, tmp_path: Path) -> None:
    """A report rendered apart is the one rendered here, in both formats, time after time."""
    context = overview_context(source)
    page = template(tmp_path, "<p>{{ meta.title }}</p>")
    with Apart(page) as apart:
        for _ in range(2):
            assert apart.render("overview", context, "html").decode() == render_html(
                "overview", context, page
            )
    with Apart(SHIPPED / "overview.docx") as apart:
        assert apart.render("overview", context, "docx") == render_docx("overview", context)


def test_a_mistake_is_told_as_here(source: Source, tmp_path: Path) -> None:
    """The child's refusal names template, place and name; the next report is rendered all the same."""
    page = template(tmp_path, "<p>\n{{ meta.titel }}</p>")
    with Apart(page) as apart, pytest.raises(UserError) as caught:
        apart.render("overview", overview_context(source), "html")
    assert (caught.value.code, caught.value.params["name"]) == ("template_unknown_name", "titel")
    assert "บรรทัดที่ 2" in str(caught.value.params["place"])


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(9999) %}{{ 'ก' * 99999 }}{% endfor %}",
    ],
    ids=["time", "memory"],
)
def test_a_greedy_template_is_ended(source: Source, tmp_path: Path, text: str) -> None:
    """Loops inside loops and texts without end stop at the limit, with a sentence."""
    with (
        Apart(template(tmp_path, text), seconds=4, memory=256 * 2**20) as apart,
        pytest.raises(UserError) as caught,
    ):
        apart.render("overview", overview_context(source), "html")
    assert caught.value.code == "template_too_greedy"


def test_the_folder_in_which_one_stands_lends_no_module(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module beside a stranger's template is not run, and the program is found from any folder."""
    (tmp_path / "lxml.py").write_text("open('ran', 'w')", encoding="utf-8")
    (tmp_path / "addin.py").write_text("open('ran', 'w')", encoding="utf-8")
    page = template(tmp_path, "<p>{{ meta.title }}</p>")
    monkeypatch.chdir(tmp_path)
    with Apart(page) as apart:
        assert "<p>" in apart.render("overview", overview_context(source), "html").decode()
    assert not (tmp_path / "ran").exists()


def test_a_child_that_does_not_start_is_no_fault_of_the_template(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the process ends before it has loaded, our error is told, not a template that takes too much."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with (
        Apart(template(tmp_path, "x")) as apart,
        pytest.raises(RuntimeError, match="did not start"),
    ):
        apart.render("overview", overview_context(source), "html")


def test_a_child_that_hangs_at_the_start_is_ended(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that never answers is ended after the time for loading."""
    hang = tmp_path / "hang"
    hang.write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    hang.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(hang))
    monkeypatch.setattr(module, "START_SECONDS", 0.5)
    with Apart(template(tmp_path, "x")) as apart, pytest.raises(RuntimeError, match="did not start"):
        apart.render("overview", overview_context(source), "html")


def test_no_child_is_left_behind(source: Source, tmp_path: Path) -> None:
    """Ended in time or not, the child is gone and waited for."""
    with Apart(template(tmp_path, "{{ 1 / 0 }}")) as apart, pytest.raises(UserError):
        apart.render("overview", overview_context(source), "html")
    assert apart._child.returncode is not None


def test_a_template_that_vanishes_is_told(source: Source, tmp_path: Path) -> None:
    """A file taken away between two reports is named, and the child lives on."""
    page = template(tmp_path, "<p>{{ meta.title }}</p>")
    text = page.read_bytes()
    context = overview_context(source)
    with Apart(page) as apart:
        page.unlink()
        with pytest.raises(UserError) as caught:
            apart.render("overview", context, "html")
        page.write_bytes(text)
        assert apart.render("overview", context, "html")
    assert caught.value.code == "template_missing"


def test_a_great_report_passes_the_pipe(source: Source, tmp_path: Path) -> None:
    """20 MB of answer come back whole."""
    page = template(tmp_path, "{% for n in range(200) %}{{ 'a' * 99999 }}{% endfor %}")
    with Apart(page) as apart:
        assert apart.render("overview", overview_context(source), "html").count(b"a") > 199 * 99_999


def limited(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Python of its own that sets the child's limits and then runs this."""
    return subprocess.run(
        [sys.executable, "-c", f"from addin.reports import apart; {code}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SHIPPED.parent)},
        capture_output=True,
        check=False,
        text=True,
    )


@POSIX
def test_the_child_writes_no_file(tmp_path: Path) -> None:
    """Under the child's limits a file cannot grow beyond nothing."""
    code = (
        "apart._limit(2**29); f = open('x', 'wb')\n"
        "try: f.write(b'1'); f.flush()\nexcept OSError: print('refused')"
    )
    assert "refused" in limited(tmp_path, code).stdout


@POSIX
def test_the_child_takes_no_more_memory(tmp_path: Path) -> None:
    """Beyond the bytes allowed a text cannot grow, however much time there is; below them it can."""
    code = (
        "apart._limit(2**27); print(len(bytes(2**26)))\n"
        "try: bytes(2**28)\nexcept MemoryError: print('refused')"
    )
    assert limited(tmp_path, code).stdout.split() == [str(2**26), "refused"]


@POSIX
def test_the_child_takes_no_more_processor_time(tmp_path: Path) -> None:
    """The system itself ends a child that computes for longer than it may, whoever waits for it."""
    assert limited(tmp_path, "apart._limit_time(1)\nwhile True: pass").returncode == -signal.SIGXCPU
