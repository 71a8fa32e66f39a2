"""A stranger's template is rendered apart, and what it may take is bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.reports.apart import Apart
from addin.reports.html import render_html
from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.word import render_docx
from workbook.errors import UserError

SHIPPED = Path(__file__).parents[2] / "report_templates"


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
