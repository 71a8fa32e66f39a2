"""The flowchart of a procedure as shapes, lines and labels with their places; nothing of Word or HTML.

Steps run down one column or more, two a page; where a column ends, a circle leads to the next. A decision
that sends work back has a line to the step it names, or a circle where that step stands in another column.
The symbols are the SOP's own: terminator, rectangle, diamond, arrow, circle (SOP.md).

Lengths are in twentieths of a point, as Word has them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["terminator", "process", "decision", "connector"]
SymbolKind = Literal["terminator", "process", "decision", "connector", "arrow"]

WIDTH = 9072
"""Of a page's drawing: the text width of an upright A4 page."""
MAX_HEIGHT = 12100
"""Of a page's drawing: what a page has beside its heading."""
MAX_TEXT = 120
"""Characters of a step's name in its box; the whole name stands in the table below."""

_BOX, _COLUMN, _LANE = 3300, 4700, 760
_GAP, _ROUND, _END = 400, 460, 500
_LETTER, _LINE, _PADDING = 165, 380, 150
"""Lengths; a letter as wide as in Laksaman, which stands in where TH Sarabun New is missing."""
_START, _FINISH = "เริ่มต้น", "สิ้นสุด"
_MARKS = "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอฮ"


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step as the flowchart needs it; `back_to` is the number of the step that a refusal leads back to."""

    number: int
    text: str
    back_to: int | None = None
    yes: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A symbol with its text; `key` is its number on the page, by which lines name their ends."""

    key: int
    kind: Kind
    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow along its points. `source` and `target` are keys of shapes."""

    points: tuple[tuple[float, float], ...]
    source: int
    target: int

    @property
    def path(self) -> str:
        """The points as SVG writes them, in points."""
        return " ".join(f"{x / 20:.1f},{y / 20:.1f}" for x, y in self.points)

    @property
    def head(self) -> str:
        """The three corners of the arrow's head as SVG writes them, in points."""
        (x0, y0), (x1, y1) = self.points[-2:]
        along, size = (0 if x0 == x1 else (1 if x1 > x0 else -1)), 90
        if along:
            corners = ((x1, y1), (x1 - along * size, y1 - size / 2), (x1 - along * size, y1 + size / 2))
        else:
            down = 1 if y1 > y0 else -1
            corners = ((x1, y1), (x1 - size / 2, y1 - down * size), (x1 + size / 2, y1 - down * size))
        return " ".join(f"{x / 20:.1f},{y / 20:.1f}" for x, y in corners)


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside a line."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One drawing."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


@dataclass(slots=True)
class _Node:
    kind: Kind
    text: str
    height: float


@dataclass(slots=True)
class _Block:
    """What does not part: a step and its decision."""

    nodes: list[_Node]
    step: FlowStep | None = None

    @property
    def height(self) -> float:
        return sum(node.height + _GAP for node in self.nodes)


@dataclass(slots=True)
class _Sheet:
    """A page while it is drawn."""

    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def add(self, node: _Node, column: int, y: float) -> Shape:
        width = {"process": _BOX, "decision": _BOX, "terminator": 1900}.get(node.kind, _ROUND)
        x = column * _COLUMN + (_BOX - width) / 2
        shape = Shape(len(self.shapes) + 1, node.kind, x, y, width, node.height, node.text)
        self.shapes.append(shape)
        return shape

    def circle(self, x: float, y: float, text: str) -> Shape:
        """A connector around a point."""
        half = _ROUND / 2
        shape = Shape(len(self.shapes) + 1, "connector", x - half, y - half, _ROUND, _ROUND, text)
        self.shapes.append(shape)
        return shape


def letters(text: str) -> int:
    """How many characters of a text take room: marks above and below Thai letters do not.

    >>> letters("ผู้รับ")
    3
    """
    return sum(unicodedata.category(one) != "Mn" for one in text)


def _height(text: str, width: float) -> float:
    room = max(1, int((width - 160) // _LETTER))
    lines = sum(max(1, -(-letters(part) // room)) for part in text.split("\n"))
    return lines * _LINE + _PADDING


def cut(text: str) -> str:
    """A name that fits a box: its first MAX_TEXT characters and a sign that there is more."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_TEXT else flat[: MAX_TEXT - 1].rstrip() + "…"


def flow_pages(steps: Sequence[FlowStep]) -> tuple[FlowPage, ...]:
    """The drawings of a procedure, in their order; none where there is no step."""
    if not steps:
        return ()
    columns = _columns(_blocks(steps))
    place = {block.step.number: n for n, column in enumerate(columns) for block in column if block.step}
    entered = {step.back_to for step in steps if step.back_to and place[step.back_to] != place[step.number]}
    pages = []
    for first in range(0, len(columns), 2):
        sheet = _Sheet()
        for offset, column in enumerate(columns[first : first + 2]):
            _draw(sheet, _nodes(column, first + offset, len(columns)), offset, entered)
        pages.append(_finished(sheet))
    return tuple(pages)


def _nodes(column: list[_Block], index: int, count: int) -> list[tuple[_Node, FlowStep | None]]:
    """The nodes of a column from the top, with circles where it begins and ends between others."""
    nodes = [(node, block.step) for block in column for node in block.nodes]
    if index:
        nodes.insert(0, (_Node("connector", _mark(index - 1), _ROUND), None))
    if index + 1 < count:
        nodes.append((_Node("connector", _mark(index), _ROUND), None))
    return nodes


def _blocks(steps: Sequence[FlowStep]) -> list[_Block]:
    blocks = [_Block([_Node("terminator", _START, _END)])]
    for step in steps:
        nodes = [_Node("process", step.text, _height(step.text, _BOX))]
        if step.back_to is not None:
            nodes.append(_Node("decision", f"{step.yes}หรือไม่", 1250))
        blocks.append(_Block(nodes, step))
    blocks.append(_Block([_Node("terminator", _FINISH, _END)]))
    return blocks


def _columns(blocks: list[_Block]) -> list[list[_Block]]:
    """The blocks by column: as few columns as hold them, two of them as even as can be."""
    room = MAX_HEIGHT - 2 * (_ROUND + _GAP)
    total = sum(block.height for block in blocks)
    if total <= min(room, 6200):
        return [blocks]
    if total <= 2 * room - 2000:
        splits = [n for n in range(1, len(blocks)) if _tall(blocks[:n]) <= room and _tall(blocks[n:]) <= room]
        if splits:
            best = min(splits, key=lambda n: (_parted(blocks, n), max(_tall(blocks[:n]), _tall(blocks[n:]))))
            return [blocks[:best], blocks[best:]]
    columns: list[list[_Block]] = [[]]
    for block in blocks:
        if columns[-1] and _tall([*columns[-1], block]) > room:
            columns.append([])
        columns[-1].append(block)
    return columns


def _tall(blocks: Sequence[_Block]) -> float:
    return sum(block.height for block in blocks)


def _parted(blocks: list[_Block], split: int) -> int:
    """How many decisions a split would part from the step that they lead back to."""
    left = {block.step.number for block in blocks[:split] if block.step}
    return sum(
        block.step is not None and block.step.back_to in left and block.step.number not in left
        for block in blocks
    )


def _draw(sheet: _Sheet, nodes: list[tuple[_Node, FlowStep | None]], column: int, entered: set[int]) -> None:
    """One column from the top, arrows between its symbols, ways back beside it."""
    y, above = 0.0, None
    drawn: dict[int, Shape] = {}
    decisions: list[tuple[FlowStep, Shape]] = []
    for node, step in nodes:
        shape = sheet.add(node, column, y)
        if above is not None:
            _down(sheet, above, shape)
        if step and node.kind == "process":
            drawn[step.number] = shape
        elif step:
            decisions.append((step, shape))
            _label(sheet, shape.x + shape.width / 2 + 60, shape.y + shape.height - 20, step.yes)
        above, y = shape, y + node.height + _GAP
    for lane, (step, shape) in enumerate(decisions):
        _back(sheet, step, shape, drawn, _LANE - 120 * min(lane, 4))
    for number in sorted(entered & drawn.keys()):
        target = drawn[number]
        right, middle = target.x + target.width, target.y + target.height / 2
        circle = sheet.circle(right + _LANE, middle, str(number))
        sheet.lines.append(Line(((circle.x, middle), (right, middle)), circle.key, target.key))


def _mark(index: int) -> str:
    """The sign of the circle between a column and the next: ก, ข, ... and then numbers."""
    return _MARKS[index] if index < len(_MARKS) else str(index + 1)


def _down(sheet: _Sheet, above: Shape, below: Shape) -> None:
    x = above.x + above.width / 2
    sheet.lines.append(Line(((x, above.y + above.height), (x, below.y)), above.key, below.key))


def _label(sheet: _Sheet, x: float, y: float, text: str) -> None:
    sheet.labels.append(Label(x, y, max(700.0, letters(text) * 115.0 + 60), 340, text))


def _back(sheet: _Sheet, step: FlowStep, shape: Shape, drawn: dict[int, Shape], lane: float) -> None:
    """The way back from a decision: to a step above it, or to a circle that bears the step's number."""
    right, middle = shape.x + shape.width, shape.y + shape.height / 2
    _label(sheet, right + 20, middle - 350, step.no)
    target = drawn.get(step.back_to or 0)
    if target is None:
        circle = sheet.circle(right + _LANE, middle, str(step.back_to))
        sheet.lines.append(Line(((right, middle), (circle.x, middle)), shape.key, circle.key))
        return
    into = target.y + target.height / 2
    points = ((right, middle), (right + lane, middle), (right + lane, into), (target.x + target.width, into))
    sheet.lines.append(Line(points, shape.key, target.key))


def _finished(sheet: _Sheet) -> FlowPage:
    right = [shape.x + shape.width for shape in sheet.shapes]
    right += [x for line in sheet.lines for x, _ in line.points]
    right += [label.x + label.width for label in sheet.labels]
    height = max(shape.y + shape.height for shape in sheet.shapes)
    shift = max(0.0, (WIDTH - max(right)) / 2)
    return FlowPage(
        width=WIDTH,
        height=height + 20,
        shapes=tuple(_moved(shape, shift) for shape in sheet.shapes),
        lines=tuple(
            Line(tuple((x + shift, y) for x, y in line.points), line.source, line.target)
            for line in sheet.lines
        ),
        labels=tuple(Label(one.x + shift, one.y, one.width, one.height, one.text) for one in sheet.labels),
    )


def _moved(shape: Shape, shift: float) -> Shape:
    return Shape(shape.key, shape.kind, shape.x + shift, shape.y, shape.width, shape.height, shape.text)
