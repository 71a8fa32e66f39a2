"""The four native charts of the home sheet, with caches that hold what the cells hold.

One colour for what is, red only for what misses, a number on every mark where there is room, no decoration.
Every series stands on a table's cells; the file engine moves ranges and rewrites caches when results change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from openpyxl.chart import BarChart, LineChart
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.drawing.text import Font as DrawingFont
from openpyxl.utils import get_column_letter

from workbook import theme
from workbook.book import WritableValue
from workbook.sheets import Laid, quoted

_GAP: Final = 90_000
"""A quarter of a centimetre (in EMU) left free at the right and below a chart."""

SCORE_TITLE: Final = "คะแนนทั้งปีรายหน่วยงาน เทียบเกณฑ์ผ่าน"
BANDS_TITLE: Final = "หน่วยงานตามช่วงคะแนน"
HISTORY_TITLE: Final = "ร้อยละของหน่วยงานที่ผ่านเกณฑ์"
PIRAB_TITLE: Final = "มาตรการตามกลยุทธ์ PIRAB"


@dataclass(frozen=True, slots=True)
class Placed:
    """A chart with what a screen reader says of it."""

    chart: ChartBase
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Cells:
    """A range of cells for a chart: its reference and what it holds now."""

    reference: str
    values: Sequence[WritableValue]

    @classmethod
    def column(cls, laid: Laid, key: str) -> Cells:
        """A whole column of a table."""
        return cls(laid.address(key), laid.values(key) or [None])

    @classmethod
    def home(cls, laid: Laid, column: str, keys: Sequence[str]) -> Cells:
        """Neighbouring rows of the home table."""
        rows = {key: row for row, key in enumerate(laid.values("key"), laid.first)}
        first, last = rows[keys[0]], rows[keys[-1]]
        if last - first != len(keys) - 1:
            raise ValueError(f"rows {keys} are not neighbours")
        letter = laid.letter(column)
        values = laid.values(column)[first - laid.first : last - laid.first + 1]
        return cls(f"{quoted(laid.table.sheet)}!${letter}${first}:${letter}${last}", values)


def unit_scores(scores: Laid) -> Placed:
    """Scores of all units as columns; what is missing to the pass mark is hatched on top, the mark a line."""
    units = Cells.column(scores, "unit_code")
    bars = BarChart()
    bars.grouping, bars.overlap, bars.gapWidth = "stacked", 100, 45
    bars.series.append(_series(0, "คะแนน", units, Cells.column(scores, "score"), _solid(theme.BLUE)))
    bars.series.append(
        _series(1, "ส่วนที่ขาดถึงเกณฑ์", units, Cells.column(scores, "shortfall"), _hatched(theme.RED))
    )
    line = LineChart()
    mark = _series(2, "เกณฑ์ผ่าน", units, Cells.column(scores, "pass_score"), _line(theme.INK, 1.5, "dash"))
    mark.marker = Marker(symbol="none")
    mark.smooth = False
    line.series.append(mark)
    _finish(bars, SCORE_TITLE)
    _value_axis(bars, 1, 5, 1, "0")
    bars.x_axis.txPr = _rich(800, theme.INK, rotation=-5_400_000)
    bars.legend.position = "t"
    bars.legend.txPr = _rich(900, theme.INK)
    bars += line
    return Placed(
        bars,
        SCORE_TITLE,
        "กราฟแท่งคะแนนทั้งปีของทุกหน่วยงาน เส้นประคือเกณฑ์ผ่าน ส่วนลายขวางคือคะแนนที่ยังขาด ตัวเลขอยู่ในตารางคะแนนหน่วยงาน",
    )


def distribution(home: Laid) -> Placed:
    """Units by the five bands of scores, and those without a score."""
    keys = [*(f"dist_{n}" for n in range(1, 6)), "no_score"]
    chart = _counts(home, keys, BANDS_TITLE, theme.BLUE)
    return Placed(chart, BANDS_TITLE, "กราฟแท่งจำนวนหน่วยงานในแต่ละช่วงคะแนน ตัวเลขอยู่ในตารางด้านซ้าย")


def pirab(home: Laid) -> Placed:
    """Measures by the five strategies; an empty column is a letter without a measure."""
    chart = _counts(home, [f"pirab_{letter}" for letter in "pirab"], PIRAB_TITLE, theme.GREEN)
    return Placed(chart, PIRAB_TITLE, "กราฟแท่งจำนวนมาตรการของแต่ละกลยุทธ์ P I R A B ตัวเลขอยู่ในตารางด้านซ้าย")


def history(home: Laid) -> Placed:
    """The share of units that passed, in the three years before and now."""
    keys = ["history_3", "history_2", "history_1", "history_now"]
    chart = LineChart()
    series = _series(
        0,
        HISTORY_TITLE,
        Cells.home(home, "label", keys),
        Cells.home(home, "value", keys),
        _line(theme.NAVY, 2.25),
    )
    series.marker = Marker(symbol="circle", size=7, spPr=_solid(theme.NAVY))
    series.smooth = False
    series.dLbls = _labels("t", "0.00")
    chart.series.append(series)
    _finish(chart, HISTORY_TITLE)
    _value_axis(chart, None, 100, None, "0")
    chart.legend = None
    return Placed(chart, HISTORY_TITLE, "กราฟเส้นร้อยละของหน่วยงานที่ผ่านเกณฑ์ย้อนหลัง 3 ปีและปีนี้ ตัวเลขอยู่ในตารางด้านซ้าย")


def _counts(home: Laid, keys: Sequence[str], title: str, colour: str) -> BarChart:
    chart = BarChart()
    chart.barDir, chart.gapWidth = "bar", 40
    series = _series(
        0, title, Cells.home(home, "label", keys), Cells.home(home, "value", keys), _solid(colour)
    )
    series.dLbls = _labels("outEnd", "0")
    chart.series.append(series)
    _finish(chart, title)
    _value_axis(chart, 0, None, None, "0")
    chart.y_axis.delete = True  # each column carries its number
    chart.y_axis.majorGridlines = None
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top, as in the table
    chart.legend = None
    return chart


def place(placed: Placed, home: Laid, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Lays a chart over cells, from the first (column, row, both 1-based) to the last one, but for a gap."""
    sheet = home.sheet
    width = sheet.column_dimensions[get_column_letter(last[0])].width
    height = sheet.row_dimensions[last[1]].height
    to = AnchorMarker(
        col=last[0] - 1,
        row=last[1] - 1,
        colOff=round((width * 7 + 5) * 9525) - _GAP,
        rowOff=round(height * 12_700) - _GAP,
    )
    start = AnchorMarker(col=first[0] - 1, row=first[1] - 1)
    placed.chart.anchor = TwoCellAnchor(editAs="oneCell", _from=start, to=to)  # type: ignore[assignment]
    sheet.add_chart(placed.chart)


def _finish(chart: Any, title: str) -> None:
    chart.title = Title(
        tx=Text(rich=_rich(1100, theme.NAVY, text=title, bold=True)),
        overlay=False,
        layout=Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.02)),
    )
    chart.roundedCorners = False
    chart.display_blanks = "gap"
    chart.graphical_properties = GraphicalProperties(
        solidFill=theme.WHITE, ln=LineProperties(solidFill=theme.LINE, w=9525)
    )
    chart.x_axis.delete = False
    chart.x_axis.majorTickMark = "none"
    chart.x_axis.txPr = _rich(900, theme.INK)
    chart.x_axis.number_format = "General"
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=theme.GREY, w=9525))


def _value_axis(chart: Any, low: float | None, high: float | None, step: float | None, code: str) -> None:
    axis = chart.y_axis
    axis.delete = False
    axis.scaling.min, axis.scaling.max, axis.majorUnit = low, high, step
    axis.number_format = code
    axis.majorTickMark = "none"
    axis.txPr = _rich(900, theme.GREY)
    axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="E3E8ED", w=6350)))
    axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    axis.crosses = "min"


def _series(index: int, name: str, categories: Cells, values: Cells, look: GraphicalProperties) -> Series:
    texts = StrData(
        ptCount=len(categories.values),
        pt=[StrVal(idx=i, v=str(v)) for i, v in enumerate(categories.values) if v is not None],
    )
    numbers = NumData(
        formatCode="General",
        ptCount=len(values.values),
        pt=[NumVal(idx=i, v=f"{v:.15g}") for i, v in enumerate(values.values) if isinstance(v, (int, float))],
    )
    return Series(
        idx=index,
        order=index,
        tx=SeriesLabel(v=name),
        spPr=look,
        invertIfNegative=False,
        cat=AxDataSource(strRef=StrRef(f=categories.reference, strCache=texts)),
        val=NumDataSource(numRef=NumRef(f=values.reference, numCache=numbers)),
    )


def _labels(position: str, code: str) -> DataLabelList:
    labels = DataLabelList(
        dLblPos=position,
        numFmt=code,
        showVal=True,
        showLegendKey=False,
        showCatName=False,
        showSerName=False,
        showPercent=False,
        showBubbleSize=False,
    )
    labels.txPr = _rich(900, theme.INK, bold=True)
    return labels


def _solid(colour: str) -> GraphicalProperties:
    return GraphicalProperties(solidFill=colour, ln=LineProperties(noFill=True))


def _hatched(colour: str) -> GraphicalProperties:
    ink, paper = (ColorChoice(srgbClr=one) for one in (colour, theme.WHITE))  # type: ignore[arg-type]
    pattern = PatternFillProperties(prst="wdUpDiag", fgClr=ink, bgClr=paper)
    return GraphicalProperties(pattFill=pattern, ln=LineProperties(solidFill=colour, w=9525))


def _line(colour: str, points: float, dash: Literal["solid", "dash"] = "solid") -> GraphicalProperties:
    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=round(points * 12_700), prstDash=dash))


def _rich(
    size: int, colour: str, *, text: str | None = None, bold: bool = False, rotation: int | None = None
) -> RichText:
    """Text properties of a part of a chart, `size` in hundredths of a point; with `text` the text itself."""
    face = DrawingFont(typeface=theme.FONT)
    marks = CharacterProperties(sz=size, b=bold, solidFill=colour, latin=face, cs=face, lang="th-TH")
    body = RichTextProperties() if rotation is None else RichTextProperties(rot=rotation, vert="horz")
    runs = [RegularTextRun(rPr=marks, t=text)] if text else None
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=marks), r=runs, endParaRPr=None if text else marks)
    return RichText(bodyPr=body, p=[paragraph])
