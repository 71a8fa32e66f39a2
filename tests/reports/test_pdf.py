"""PDF by LibreOffice: every row and every Thai mark is in its text."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from addin.reports import pdf
from addin.reports.overview import overview_context
from addin.reports.pdf import to_pdf
from addin.reports.source import Source
from addin.reports.unit import unit_context
from addin.reports.word import render_docx
from addin.reports.zipped import pack, unpack
from workbook.errors import UserError


def text_of(content: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(content)
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True
    ).stdout.decode()


@pytest.mark.office
@pytest.mark.skipif(
    pdf.converter() is None or not shutil.which("pdftotext"), reason="LibreOffice or pdftotext is missing"
)
def test_every_unit_is_in_the_text_of_the_pdf(source: Source, tmp_path: Path) -> None:
    """Both reports in one call: all 36 units with their scores stand in the overview, the unit's KPIs in its own."""
    overview, unit = overview_context(source), unit_context(source, "HPC01")
    made = to_pdf({"a.pdf": render_docx("overview", overview), "b.pdf": render_docx("unit", unit)})
    assert [content[:5] for content in made.values()] == [b"%PDF-"] * 2
    text = text_of(made["a.pdf"], tmp_path)
    for line in overview.units:
        assert re.search(
            rf"\b{re.escape(line.score)}\b" if line.raw is not None else re.escape(line.short), text
        ), line
    text = text_of(made["b.pdf"], tmp_path)
    assert all(kpi.code in text and kpi.score in text for part in unit.rounds for kpi in part.kpis)


def test_without_a_converter_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice hears what to do instead."""
    monkeypatch.setattr(pdf, "converter", lambda: None)
    with pytest.raises(UserError) as caught:
        to_pdf({"a.pdf": b""})
    assert caught.value.code == "pdf_no_converter"


@pytest.mark.office
@pytest.mark.skipif(pdf.converter() is None, reason="LibreOffice (soffice) is not installed here")
def test_a_file_that_cannot_be_converted_is_named() -> None:
    """What LibreOffice does not take is told by the name of the report."""
    with pytest.raises(UserError) as caught:
        to_pdf({"พัง.pdf": pack({"word/document.xml": b"<w:document"})})
    assert (caught.value.code, caught.value.params["name"]) == ("pdf_failed", "พัง.pdf")


def sizes(document: bytes) -> set[bytes]:
    return set(re.findall(rb'<w:szCs w:val="(\d+)"', unpack(document)["word/styles.xml"]))


@pytest.mark.parametrize(("there", "kept"), [(True, True), (None, True), (False, False)])
def test_without_its_font_the_copy_is_set_as_large_as_it_would_look(
    source: Source, monkeypatch: pytest.MonkeyPatch, *, there: bool | None, kept: bool
) -> None:
    """16 points of TH Sarabun New are as wide as 10.5 of another; a font that is there changes nothing."""
    monkeypatch.setattr(pdf, "font_there", lambda: there)
    word = render_docx("unit", unit_context(source, "HPC01"))
    made = sizes(pdf._prepared(word))
    assert made == (sizes(word) if kept else {b"%d" % (int(size) * 2 // 3) for size in sizes(word)})


def test_a_template_in_another_font_keeps_its_sizes(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is set in the reports' own font is made smaller."""
    monkeypatch.setattr(pdf, "font_there", lambda: False)
    parts = unpack(render_docx("unit", unit_context(source, "HPC01")))
    other = {name: part.replace(pdf.FONT.encode(), b"Angsana New") for name, part in parts.items()}
    word = pack(other)
    assert sizes(pdf._prepared(word)) == sizes(word)
