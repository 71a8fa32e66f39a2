"""What the overview computes beside recalc, computed once more in another way."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd
import pytest
from lxml import etree

from addin.reports import states
from addin.reports.model import Overview
from addin.reports.overview import overview_context
from addin.reports.period import choose_period
from addin.reports.source import Source
from addin.reports.unit_tables import kpi_months
from addin.reports.word import render_docx
from addin.reports.work import falls_short, pace
from addin.rules.settings import Settings

Tables = dict[str, pd.DataFrame]
MakeSource = Callable[..., Source]
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def context(source: Source) -> Overview:
    return overview_context(source)


def four(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal('0.0001'), ROUND_HALF_UP):.4f}"


def decimals(column: pd.Series) -> list[Decimal]:
    return [Decimal(str(value)) for value in column.dropna()]


def test_past_years_are_the_units_own_scores(sample: Tables, make_source: MakeSource) -> None:
    """Of three past years: who had 3.0000 or more, of whom, in percent, and the mean; scores of KPIs do not count."""
    history = sample["tblHistory"].copy()
    whole = history["kpi_code"].isna()
    history.loc[history[whole & (history["fiscal_year"] == 2563)].index[:2], "score"] = [3.0, 2.9999]
    told = overview_context(make_source({**sample, "tblHistory": history}, Settings())).years[:3]
    expected = []
    for year, rows in history[whole].groupby("fiscal_year"):
        scores = decimals(rows["score"])
        passed = sum(score >= 3 for score in scores)
        expected.append(
            (str(int(year)), str(passed), "36", four(Fraction(100 * passed, 36)),
             four(Fraction(sum(scores)) / len(scores)), str(36 - len(scores)))
        )  # fmt: skip
    assert expected == [(y.year, y.passed, y.total, y.percent, y.mean, y.unknown) for y in told]


def test_classes_hold_the_scores_between_their_bounds(context: Overview, source: Source) -> None:
    """A class counts the scores from its lower to its upper bound, both included; 3.0000 begins one."""
    scores = decimals(source.results.unit_score["score"])
    assert Decimal(3) in scores
    bounds = [tuple(map(Decimal, found.label.split("–"))) for found in context.bins]
    expected = [(sum(low <= score <= high for score in scores), high < 3) for low, high in bounds]
    assert expected == [(len(found.units), found.below) for found in context.bins]
    assert sum(count for count, _ in expected) == len(scores)


def test_what_a_kpi_takes_from_units_below(context: Overview, source: Source) -> None:
    """Weight x (3 - score) / weights that count, over the units below 3.0000; and the mean of the scores."""
    failing = set(source.results.unit_score.query("score < 3")["unit_code"])
    scored = source.results.kpi_state["reason"] == "scored"
    kpis = source.results.kpi_score[source.results.kpi_score["round"] == source.period.round]
    weights = {
        unit: sum(map(Fraction, decimals(rows["weight"])))
        for unit, rows in kpis[kpis["weighted"].notna()].groupby("unit_code")
    }
    expected = {}
    for code, rows in kpis[scored.reindex(kpis.index)].groupby("kpi_code"):
        lost = sum(
            (Fraction(str(row.weight)) * (3 - Fraction(str(row.score))) / weights[row.unit_code]
             for row in rows.itertuples() if row.unit_code in failing and row.score < 3),
            Fraction(0),
        )  # fmt: skip
        scores = decimals(rows["score"])
        expected[code] = (four(lost), four(Fraction(sum(scores)) / len(scores)))
    assert expected == {kpi.code: (kpi.lost, kpi.mean) for kpi in context.kpis}


@pytest.mark.parametrize(
    ("done", "planned", "state"),
    [
        (Fraction(200, 3), Fraction("66.67"), states.ON_PLAN),
        (Fraction("66.6649"), Fraction("66.67"), states.BEHIND),
        (Fraction(50), Fraction(50), states.ON_PLAN),
        (Fraction(0), Fraction(1), states.BEHIND),
        (Fraction(0), Fraction(0), states.NO_PLAN),
        (None, Fraction(1), states.NO_PLAN),
    ],
)
def test_a_plan_is_behind_by_the_figures_printed(
    done: Fraction | None, planned: Fraction, state: states.State
) -> None:
    """Two figures that are printed alike are not told to differ."""
    assert pace(planned, done) is state
    assert falls_short(done, planned) == (state is states.BEHIND)


def test_a_month_is_reported_once_it_has_ended() -> None:
    """On the last day of February the report is still January's, on the next it is February's."""
    settings = Settings()
    days = [dt.date(2022, 2, 28), dt.date(2022, 3, 1)]
    assert [choose_period(settings, day).month for day in days] == ["2565-01", "2565-02"]


def test_steps_of_a_milestone_count_up_to_the_first_that_lacks(
    sample: Tables, make_source: MakeSource
) -> None:
    """Done 1, 2, 4 of five steps is step 2, in the unit's months as in the score."""
    items = sample["tblItemResult"].copy()
    mine = (items["kpi_code"] == "3.7") & (items["month"] == "2565-01")
    unit = items[mine]["unit_code"].iloc[0]
    rows = items[mine & (items["unit_code"] == unit)].sort_values("item_no").index
    items.loc[rows, "done"] = ["yes", "yes", "no", "yes", "no"][: len(rows)]
    lines = kpi_months(make_source({**sample, "tblItemResult": items}, Settings()), unit)
    (line,) = (line for line in lines if line.code == "3.7")
    assert [month.text for month in line.values][3] == "2"  # noqa: PD011 a tuple of ours


def test_charts_point_at_the_cells_that_hold_them(context: Overview) -> None:
    """The ranges of a chart in Word are the rows of its workbook, which hold the same figures."""
    with zipfile.ZipFile(io.BytesIO(render_docx("overview", context))) as archive:
        names = sorted(
            name for name in archive.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", name)
        )
        assert len(names) == len(context.charts)
        for name in names:
            root = etree.fromstring(archive.read(name))
            book = archive.read(f"word/embeddings/{name[12:-4]}.xlsx")
            with zipfile.ZipFile(io.BytesIO(book)) as workbook:
                sheet = etree.fromstring(workbook.read("xl/worksheets/sheet1.xml"))
            cells = {cell.get("r"): "".join(cell.itertext()) for cell in sheet.iter("{*}c")}
            last = max(int(re.sub(r"\D", "", place)) for place in cells)
            for number, series in enumerate(root.iter(f"{C}ser")):
                column = "BCD"[number]
                ranges = [found.text for found in series.iter(f"{C}f")]
                assert ranges == [f"Sheet1!${at}" for at in
                                  (f"{column}$1", f"A$2:$A${last}", f"{column}$2:${column}${last}")]  # fmt: skip
                values = series.find(f"{C}val")
                shown = {f"{column}{int(pt.get('idx')) + 2}": pt[0].text for pt in values.iter(f"{C}pt")}
                assert shown == {
                    place: text for place, text in cells.items() if place[0] == column and place[1:] != "1"
                }
