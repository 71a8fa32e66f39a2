"""A user's template is tried whole: every unknown name with its place, every field with an example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from docx import Document
from pptx import Presentation

from addin.cli import main
from addin.reports.kinds import KINDS
from addin.reports.noted import Unknown
from addin.reports.slide import slide_context
from addin.reports.source import Source
from addin.reports.template_check import fields_of, unknown_names
from addin.reports.titles import FORMATS, TITLES
from addin.reports.unit import unit_context
from tests.support.reports import codes_of
from workbook.errors import UserError

SHIPPED = Path(__file__).parents[2] / "report_templates"
ENDINGS = {"html": ".html.j2", "docx": ".docx", "pptx": ".pptx"}

PAGE = """<h1>{{ meta.titel }}</h1>
{% for one in kpi %}{{ one.name }}{% endfor %}
{% for part in rounds %}{{ part.scor }}{% if part.kpis[0].nam > 3 %}x{% endif %}{% endfor %}
{{ charts.say(message.leed) }}
"""


def test_every_unknown_name_is_told_with_its_line(source: Source, tmp_path: Path) -> None:
    """One try tells all mistakes, where they stand, and what may have been meant."""
    path = tmp_path / "unit.html.j2"
    path.write_text("{% import 'shared/charts.html.j2' as charts %}\n" + PAGE, encoding="utf-8")
    found = unknown_names("unit", unit_context(source, "HPC01"), path)
    assert [(one.name, one.place.split(":")[0]) for one in found] == [
        ("titel", "บรรทัดที่ 2"),
        ("kpi", "บรรทัดที่ 3"),
        ("scor", "บรรทัดที่ 4"),
        ("nam", "บรรทัดที่ 4"),
        ("leed", "บรรทัดที่ 5"),
    ]
    assert found[0] == Unknown("บรรทัดที่ 2: «<h1>{{ meta.titel }}</h1>»", "titel", ("title",))


def test_a_word_template_is_told_by_paragraph(source: Source, tmp_path: Path) -> None:
    """In Word the place is a paragraph with its words."""
    path = tmp_path / "unit.docx"
    document = Document(str(SHIPPED / "unit.docx"))
    document.add_paragraph("คะแนน {{ scroe }} ของ {{ meta.titel }}")
    document.save(str(path))
    found = unknown_names("unit", unit_context(source, "HPC01"), path)
    assert [one.name for one in found] == ["scroe", "titel"]
    assert all("ย่อหน้าที่" in one.place and "คะแนน {{ scroe }}" in one.place for one in found)


def test_a_slide_is_told_by_its_boxes(source: Source, tmp_path: Path) -> None:
    """A box named as a field is, but as none of the report, is told; PowerPoint's own names are not."""
    path = tmp_path / "slide.pptx"
    deck = Presentation(str(SHIPPED / "slide.pptx"))
    boxes = {shape.name: shape for shape in deck.slides[0].shapes}
    boxes["near"].name, boxes["period"].name = "naer", "TextBox 5"
    deck.save(str(path))
    found = unknown_names("slide", slide_context(source), path)
    assert found == [Unknown("กล่อง «naer»", "naer", ("near",))]


@pytest.mark.parametrize(
    "name", [f"{key}{ENDINGS[made]}" for key, kind in KINDS.items() for made in kind.formats]
)
def test_the_shipped_templates_know_all_their_names(source: Source, name: str) -> None:
    """A copy of a shipped template, of whichever format, has no mistake that its owner would have to mend."""
    key = name.partition(".")[0]
    context = KINDS[key].context(source, codes_of(KINDS[key], source)[0])
    assert unknown_names(key, context, SHIPPED / name) == []


@pytest.mark.parametrize("name", ["plan.html.j2", "letter.docx", "slide.pptx"])
def test_the_command_tries_a_template_of_any_format(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command takes a page, a Word file and a slide, and lists the fields of the kind."""
    path = tmp_path / name
    shutil.copy(SHIPPED / name, path)
    assert main(["templates", "check", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["faults"]) == (name.partition(".")[0], [])
    assert {"name": "meta.department", "example": "กรมอนามัย"} in told["fields"]


def test_a_slide_is_tried_by_the_names_of_its_shapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shipped slide passes; a box whose name is nearly a field's is told with the field that is meant."""
    path = tmp_path / "slide.pptx"
    shutil.copy(SHIPPED / "slide.pptx", path)
    assert main(["templates", "check", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["faults"] == []
    shown = Presentation(str(path))
    box = next(shape for shape in shown.slides[0].shapes if shape.name == "title")
    box.name = "titel"
    shown.save(str(path))
    assert main(["templates", "check", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["faults"]
    assert [(one["name"], one["near"][0]) for one in told] == [("titel", "title")]


def test_the_fields_are_those_of_the_context(source: Source) -> None:
    """Each field stands once, with what the sample shows there."""
    context = unit_context(source, "HPC01")
    found = {one.name: one.example for one in fields_of(context)}
    assert len(found) == len(fields_of(context))
    assert (found["code"], found["score"]) == ("HPC01", context.score)
    assert found["rounds[].kpis[].code"] == context.rounds[0].kpis[0].code


def test_a_name_that_tells_no_kind_asks_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the file's name does not say which report it is for, the command asks."""
    path = tmp_path / "ของฉัน.html.j2"
    path.write_text("{{ meta.title }}", encoding="utf-8")
    assert main(["templates", "check", str(path)]) == 2
    assert "--kind" in capsys.readouterr().err
    assert main(["templates", "check", str(path), "--kind", "overview"]) == 0


def test_mistakes_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A template with mistakes gives them in Thai and the exit code 1; one that cannot be read gives 2."""
    path = tmp_path / "unit.html.j2"
    path.write_text("{{ scroe }}", encoding="utf-8")
    assert main(["templates", "check", str(path)]) == 1
    assert "ไม่รู้จัก scroe หมายถึง score" in capsys.readouterr().out
    path.write_text("{% if %}", encoding="utf-8")
    assert main(["templates", "check", str(path)]) == 2


def test_the_command_line_offers_every_kind() -> None:
    """The titles that the command line shows without loading anything are those of the kinds, in their order."""
    assert list(TITLES.items()) == [(key, kind.title) for key, kind in KINDS.items()]
    assert {made for kind in KINDS.values() for made in kind.formats} | {"pdf"} == set(FORMATS)


@pytest.mark.parametrize("kind", ["overview", "unit"])
def test_a_copy_of_a_shipped_page_has_no_mistake(kind: str, source: Source, tmp_path: Path) -> None:
    """What our own macros ask for ("is this name there?") is not told as a mistake of the page that uses them."""
    path = tmp_path / f"{kind}.html.j2"
    shutil.copy(SHIPPED / f"{kind}.html.j2", path)
    assert unknown_names(kind, KINDS[kind].context(source, "HPC01"), path) == []


@pytest.mark.parametrize("tag", ["{{ kpi.score }", "{ kpi.score }}", "{% if met }", "{{ kpi.score"])
def test_a_tag_that_does_not_close_is_refused(tag: str, source: Source, tmp_path: Path) -> None:
    """A brace forgotten in Word is told with its words; nothing behind it is swallowed."""
    path = tmp_path / "unit.docx"
    document = Document(str(SHIPPED / "unit.docx"))
    document.add_paragraph(f"คะแนน {tag}")
    document.save(str(path))
    with pytest.raises(UserError) as caught:
        unknown_names("unit", unit_context(source, "HPC01"), path)
    assert caught.value.code == "template_syntax"
    assert f"«คะแนน {tag}»" in caught.value.params["place"]


def test_a_loop_that_is_not_closed_is_told_in_thai(source: Source, tmp_path: Path) -> None:
    """The sentence names the word that is missing."""
    path = tmp_path / "unit.html.j2"
    path.write_text("{% for kpi in ways %}{{ kpi.code }}", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        unknown_names("unit", unit_context(source, "HPC01"), path)
    assert caught.value.params["reason"] == "คำสั่ง for ยังไม่มี endfor ปิด"
