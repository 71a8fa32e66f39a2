"""A sparkline as a native shape of Word: the scores of the years as a line, the last one a dot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from markupsafe import Markup

from addin.reports.thai import clean

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_NAMES = (
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" xmlns:wps="{_WPS}" '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
)
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WIDTH, HEIGHT = 640, 130
"""In thousands of EMU: 18 x 3.6 mm, so that a row of 12 points does not grow."""
SPAN: Final = 0.4
"""The least span of scores from edge to edge: a change of 0.04 points is not drawn as a cliff."""
DOT: Final = 26


def places(values: Sequence[float | None]) -> list[tuple[int, int] | None]:
    """Where scores stand in the drawing, whose height is their own span, at least SPAN; None stays None.

    >>> places([3.0, None, 3.2])
    [(26, 85), None, (614, 45)]
    """
    known = [value for value in values if value is not None]
    if not known:
        return [None] * len(values)
    middle, span = (max(known) + min(known)) / 2, max(max(known) - min(known), SPAN)
    step = (WIDTH - 2 * DOT) / max(len(values) - 1, 1)
    return [
        None
        if value is None
        else (DOT + round(index * step), round(HEIGHT / 2 - (value - middle) / span * (HEIGHT - 2 * DOT)))
        for index, value in enumerate(values)
    ]


def spark_run(values: Sequence[float | None], said: str, color: str) -> Markup:
    """A run with the sparkline, which a template sets down with {{r ... }}; `said` is its alt text.

    A year without a score is a gap in the line. Programs that draw no shapes show nothing.
    """
    points = places(values)
    moves, previous = [], None
    for point in points:
        if point is not None:
            tag = "moveTo" if previous is None else "lnTo"
            moves.append(_step(tag, *point))
        previous = point
    size = f'w="{WIDTH}" h="{HEIGHT}"'
    # A path that nobody sees spans the box: LibreOffice crops a shape to its paths.
    corners = _step("moveTo", 0, 0) + _step("lnTo", WIDTH, HEIGHT)
    box = f'<a:path {size} fill="none" stroke="0">{corners}</a:path>'
    line = f'<a:path {size} fill="none">{"".join(moves)}</a:path>' if moves else ""
    last = next((point for point in reversed(points) if point is not None), None)
    dot = "" if last is None else _dot(*last, size)
    extent = f'cx="{WIDTH}000" cy="{HEIGHT}000"'
    shape = (
        f'<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        f"<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{box}{line}{dot}</a:pathLst></a:custGeom>'
        f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
        f'<a:ln w="12700"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp>"
    )
    return Markup(  # noqa: S704 its one text is escaped
        f'<w:r {_NAMES}><mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="wps"><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="1" name="spark" descr={quoteattr(clean(said))}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_WPS}">{shape}</a:graphicData></a:graphic></wp:inline></w:drawing>'
        f"</mc:Choice><mc:Fallback/></mc:AlternateContent></w:r>"
    )


def _step(tag: str, x: int, y: int) -> str:
    return f'<a:{tag}><a:pt x="{x}" y="{y}"/></a:{tag}>'


def _dot(x: int, y: int, size: str) -> str:
    return (
        f"<a:path {size}>{_step('moveTo', x - DOT, y)}"
        f'<a:arcTo wR="{DOT}" hR="{DOT}" stAng="10800000" swAng="21600000"/><a:close/></a:path>'
    )
