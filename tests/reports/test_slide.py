"""The slide: figures of recalc in a native chart, the message as its title, whatever units are called."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn

from addin.reports.notes import notes
from addin.reports.powerpoint import render_pptx
from addin.reports.sandbox import template_folder
from addin.reports.slide import SHOWN, slide_context
from addin.reports.slide_model import Slide
from addin.reports.source import Source
from addin.reports.thai import clean
from addin.reports.zipped import pack, unpack
from addin.rules.settings import Settings
from workbook.errors import UserError

HOSTILE = "<b>&\"' {{ 7 * 7 }} \x07😀 " + "ก" * 120


@pytest.fixture(scope="module")
def context(source: Source) -> Slide:
    return slide_context(source)


@pytest.fixture(scope="module")
def deck(context: Slide) -> Presentation:
    return Presentation(io.BytesIO(render_pptx("slide", context)))


def texts(deck: Presentation) -> dict[str, str]:
    shapes = deck.slides[0].shapes
    return {s.name: s.text_frame.text.replace("\u200d", "") for s in shapes if s.has_text_frame}


def chart_of(deck: Presentation) -> object:
    return next(shape.chart for shape in deck.slides[0].shapes if shape.has_chart)


def test_chart_holds_recalcs_scores(deck: Presentation, source: Source) -> None:
    """The columns are the scores of all units from the highest down, those without one last and empty."""
    scores = source.results.unit_score["score"]
    expected = [*sorted(scores.dropna(), reverse=True), *[None] * int(scores.isna().sum())]
    assert expected == list(chart_of(deck).plots[0].series[0].values)


def test_chart_opens_for_editing(deck: Presentation) -> None:
    """The workbook behind the chart holds the same figures: Edit Data shows what is drawn."""
    chart = chart_of(deck)
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert list(chart.plots[0].categories) == [row[0] for row in rows]
    assert list(chart.plots[0].series[0].values) == [row[1] for row in rows]


def test_only_columns_below_the_pass_score_are_coloured(deck: Presentation) -> None:
    """A column has a colour of its own exactly where its score is below 3.0000."""
    series = chart_of(deck).plots[0].series[0]
    coloured = {int(point.find(qn("c:idx")).get("val")) for point in series._element.findall(qn("c:dPt"))}
    assert {n for n, value in enumerate(series.values) if value is not None and value < 3} == coloured


def test_pass_score_is_a_line(deck: Presentation) -> None:
    """The second series is the pass score at every unit."""
    line = chart_of(deck).plots[1].series[0]
    assert {3.0} == set(line.values)
    assert line.name == "เกณฑ์ 3.0000"


def test_title_says_the_attainment(deck: Presentation, source: Source) -> None:
    """The title placeholder says n of N, whether the target is met and how many are short."""
    result = source.results.attainment
    title = deck.slides[0].shapes.title.text_frame.text.replace("\u200d", "").replace("\u00a0", " ")
    assert f"{result.passed} จาก {result.total} หน่วยงาน" in title
    assert f"ขาดอีก {result.short} หน่วยงาน" in title
    assert texts(deck)["percent"] == f"{result.percent:.4f}"
    assert texts(deck)["passed"] == f"{result.passed}/{result.total}"


def test_units_below_are_named_nearest_first(deck: Presentation, source: Source) -> None:
    """Beside the chart stand the units below 3.0000 with their scores, the nearest first."""
    scores = source.results.unit_score.set_index("unit_code")["score"].dropna()
    below = scores[scores < 3].sort_values(ascending=False)
    lines = texts(deck)["near"].split("\n")
    assert [f"{score:.4f}" in line for score, line in zip(below, lines, strict=False)] == [True] * len(below)


def test_notes_carry_every_policy(deck: Presentation, source: Source) -> None:
    """The speaker's notes hold every policy that the figures follow."""
    said = deck.slides[0].notes_slide.notes_text_frame.text.replace("\u200d", "")
    assert [note for note in notes(source) if note not in said] == []


def test_chart_is_said_in_words(deck: Presentation) -> None:
    """The alternative text of the chart names what it shows and the units below."""
    frame = next(shape for shape in deck.slides[0].shapes if shape.has_chart)
    said = frame._element.nvGraphicFramePr.cNvPr.get("descr")
    assert "36 หน่วยงาน" in said.replace("\u00a0", " ")
    assert "2.4214" in said


def test_every_run_is_thai_and_wide(deck: Presentation) -> None:
    """Runs carry th-TH, the themes name a Thai font for complex scripts with a fallback, the slide is 16:9."""
    runs = [run for shape in deck.slides[0].shapes for run in shape._element.iter(qn("a:rPr"))]
    assert {"th-TH"} == {run.get("lang") for run in runs}
    parts = unpack((template_folder() / "slide.pptx").read_bytes())
    themes = [part.decode() for name, part in parts.items() if name.startswith("ppt/theme/theme")]
    assert all('cs typeface="TH Sarabun New"' in theme and "Leelawadee UI" in theme for theme in themes)
    assert round(deck.slide_width / deck.slide_height, 2) == round(16 / 9, 2)


def test_template_names_are_fields(context: Slide) -> None:
    """Every placeholder of the shipped template is filled: its name is a field of the slide."""
    shapes = Presentation(str(template_folder() / "slide.pptx")).slides[0].shapes
    names = {shape.name for shape in shapes if not shape.has_chart}
    assert names - set(context.__dataclass_fields__) == set()
    assert {shape.name for shape in shapes if shape.has_chart} == set(context.charts)


def test_hostile_names_arrive_as_text(
    sample: dict[str, pd.DataFrame], make_source: Callable[..., Source]
) -> None:
    """Tags, quotes, control signs and long words reach the slide as text, cut where room ends, run by nobody."""
    units = sample["tblUnit"].assign(short_name=HOSTILE, unit_name=HOSTILE)
    made = render_pptx("slide", slide_context(make_source({**sample, "tblUnit": units}, Settings())))
    deck = Presentation(io.BytesIO(made))
    assert clean(HOSTILE)[:15] in next(iter(chart_of(deck).plots[0].categories))
    assert clean(HOSTILE).strip() in deck.slides[0].notes_slide.notes_text_frame.text
    assert "{{ 7 * 7 }}" in texts(deck)["near"]


def test_empty_book_says_so(make_source: Callable[..., Source]) -> None:
    """A fresh book gives a slide whose title says that there are no units, and a chart without columns."""
    deck = Presentation(io.BytesIO(render_pptx("slide", slide_context(make_source({}, Settings())))))
    assert "ยังไม่มีหน่วยงาน" in texts(deck)["title"]
    assert list(chart_of(deck).plots[0].series[0].values) == []


def test_one_unit_gives_one_column(
    sample: dict[str, pd.DataFrame], make_source: Callable[..., Source]
) -> None:
    """A department of one unit has a slide of one column."""
    tables = {**sample, "tblUnit": sample["tblUnit"].iloc[:1]}
    deck = Presentation(io.BytesIO(render_pptx("slide", slide_context(make_source(tables, Settings())))))
    assert len(chart_of(deck).plots[0].series[0].values) == 1


def test_many_units_leave_room(sample: dict[str, pd.DataFrame], make_source: Callable[..., Source]) -> None:
    """Of more units than fit the chart shows the lowest, and says so."""
    unit = sample["tblUnit"].iloc[:1]
    many = pd.concat(unit.assign(unit_code=f"U{n:03}", unit_name=f"หน่วย {n}") for n in range(SHOWN + 40))
    context = slide_context(make_source({**sample, "tblUnit": many.reset_index(drop=True)}, Settings()))
    assert len(context.charts["chart_scores"].categories) == SHOWN
    assert f"{SHOWN} หน่วยงานท้ายจาก {SHOWN + 40}" in context.chart_title.replace("\u00a0", " ")


def test_same_figures_same_bytes(context: Slide) -> None:
    """The same figures give the same file."""
    assert render_pptx("slide", context) == render_pptx("slide", context)


def test_own_template_keeps_its_look(context: Slide, tmp_path: Path) -> None:
    """A box that an officer moved stays where it is, one of another name stays as typed, a removed one is not missed."""
    mine = Presentation(str(template_folder() / "slide.pptx"))
    shapes = {shape.name: shape for shape in mine.slides[0].shapes}
    shapes["near"].left, shapes["near"].top, shapes["near"].width, shapes["near"].height = 1, 2, 3, 4
    shapes["period"].name, shapes["period"].text_frame.text = "ของเรา", "ประชุมกรม"
    shapes["source"]._element.getparent().remove(shapes["source"]._element)
    path = tmp_path / "mine.pptx"
    mine.save(str(path))
    deck = Presentation(io.BytesIO(render_pptx("slide", context, path)))
    made = {shape.name: shape for shape in deck.slides[0].shapes}
    assert (made["near"].left, made["near"].height) == (1, 4)
    assert made["ของเรา"].text_frame.text == "ประชุมกรม"
    assert "source" not in made


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("ppt/vbaProject.bin", b"x", "template_has_macros"),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://x/y.png" '
                b'TargetMode="External"/></Relationships>'
            ),
            "template_has_links",
        ),
        (
            "ppt/slides/extra.xml",
            b'<x><hlinkHover action="ppaction://hlinkfile"/></x>',
            "template_has_macros",
        ),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
                b'Target="file:///c:/windows/system32/calc.exe" TargetMode="External"/></Relationships>'
            ),
            "template_has_links",
        ),
    ],
)
def test_templates_that_run_or_fetch_are_refused(
    context: Slide, tmp_path: Path, part: str, content: bytes, code: str
) -> None:
    """Macros and pictures from elsewhere are refused before anything is filled."""
    parts = unpack((template_folder() / "slide.pptx").read_bytes())
    path = tmp_path / "mine.pptx"
    path.write_bytes(pack({**parts, part: content}))
    with pytest.raises(UserError) as caught:
        render_pptx("slide", context, path)
    assert caught.value.code == code


def test_what_is_no_presentation_is_refused(context: Slide, tmp_path: Path) -> None:
    """A Word file with the suffix of PowerPoint is no template."""
    path = tmp_path / "mine.pptx"
    path.write_bytes((template_folder() / "unit.docx").read_bytes())
    with pytest.raises(UserError) as caught:
        render_pptx("slide", context, path)
    assert caught.value.code == "template_not_docx"


@pytest.mark.validator
def test_slide_fits_the_schema(context: Slide, tmp_path: Path) -> None:
    """The Open XML SDK finds nothing to object to, in the slide and in its template."""
    from tests.support.ooxml_lint import validate

    path = tmp_path / "slide.pptx"
    path.write_bytes(render_pptx("slide", context))
    errors = validate(path)
    if errors is None:
        pytest.skip("no ooxml-validator")
    assert errors == []
    assert validate(template_folder() / "slide.pptx") == []
