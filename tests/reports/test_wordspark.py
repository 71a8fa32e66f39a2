"""Sparklines in Word: native shapes whose points follow the scores."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.word import render_docx
from addin.reports.wordspark import HEIGHT, WIDTH, places, spark_run

scores = st.lists(st.one_of(st.none(), st.floats(1, 5)), min_size=1, max_size=6)


@given(scores)
def test_points_lie_in_the_box_and_keep_their_order(values: list[float | None]) -> None:
    """Every score has its point inside the shape; of two scores the higher is never drawn lower."""
    points = places(values)
    known = [(value, point) for value, point in zip(values, points, strict=True) if value is not None]
    assert [value is None for value in values] == [point is None for point in points]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for _, (x, y) in known)
    assert all(a[1] >= b[1] for low, a in known for high, b in known if low < high)


@pytest.mark.parametrize(
    ("values", "moves", "lines"), [((3.0, 3.1, 3.2), 1, 2), ((3.0, None, 3.2), 2, 0), ((None, None), 0, 0)]
)
def test_a_year_without_a_score_is_a_gap(values: tuple[float | None, ...], moves: int, lines: int) -> None:
    """The line is interrupted where there is no score, never drawn through."""
    root = etree.fromstring(spark_run(values, "", "1C3557"))
    paths = [
        path for path in root.iter("{*}path") if path.get("fill") == "none" and path.get("stroke") is None
    ]
    assert moves == sum(len(path.findall("{*}moveTo")) for path in paths)
    assert lines == sum(len(path.findall("{*}lnTo")) for path in paths)


def test_overview_has_one_for_each_unit(source: Source) -> None:
    """The score table of the overview draws every unit's years and says them in words."""
    context = overview_context(source)
    document = Document(io.BytesIO(render_docx("overview", context)))
    said = [f.get("descr") for f in document.element.iter(qn("wp:docPr")) if f.get("name") == "spark"]
    assert [", ".join(f"{p.label} {p.text}" for p in unit.spark) for unit in context.units] == said
