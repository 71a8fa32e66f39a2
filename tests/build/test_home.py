"""The home sheet: its rows, names, charts with caches, and the formula's first value."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from openpyxl.workbook import Workbook

from workbook.home_signature import COUNT_NAME, NOT_COMPUTED, SUM_NAME
from workbook.schema import BY_NAME
from workbook.schema.home import HOME_ROWS, Shown, labels
from workbook.sheets import FIRST_ROW

HOME = BY_NAME["tblHome"]


def charts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/charts/chart"))
        return [archive.read(name).decode() for name in names]


def test_the_rows_are_those_of_the_schema(book: Workbook):
    """Keys and labels stand in their fixed order."""
    sheet = book[HOME.sheet]
    rows = [
        (sheet.cell(i, 3).value, sheet.cell(i, 1).value) for i in range(FIRST_ROW, FIRST_ROW + len(HOME_ROWS))
    ]
    names = labels(2565)
    assert rows == [(row.key, names[row.key]) for row in HOME_ROWS]


def test_keys_are_unique_and_hidden(book: Workbook):
    """The keys are the program's: their column is hidden."""
    assert len({row.key for row in HOME_ROWS}) == len(HOME_ROWS)
    assert book[HOME.sheet].column_dimensions["C"].hidden


def test_the_title_names_the_year(book: Workbook):
    """A1 carries the fiscal year."""
    assert str(book[HOME.sheet]["A1"].value).endswith("ปีงบประมาณ 2565")


def test_names_lead_to_the_stored_signature(book: Workbook):
    """The formula's names stand for the value cells of their rows."""
    rows = {row.key: i for i, row in enumerate(HOME_ROWS, FIRST_ROW)}
    assert book.defined_names[COUNT_NAME].attr_text == f"'{HOME.sheet}'!$B${rows['input_count']}"
    assert book.defined_names[SUM_NAME].attr_text == f"'{HOME.sheet}'!$B${rows['input_sum']}"


def test_there_is_one_formula_in_the_book(master: Path):
    """Figures are values; the only formula tells of changes, and shows a text until it is computed."""
    with zipfile.ZipFile(master) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
    assert sum(sheet.count("<f>") for sheet in sheets) == 1
    row = next(i for i, row in enumerate(HOME_ROWS, FIRST_ROW) if row.key == "inputs_changed")
    (home,) = [sheet for sheet in sheets if "<f>" in sheet]
    found = re.search(r'<c r="(\w+)"[^>]* t="str"><f>[^<]*</f><v>([^<]*)</v>', home)
    assert found is not None
    assert (found[1], found[2]) == (f"B{row}", NOT_COMPUTED)


def test_four_charts_say_what_they_are(master: Path):
    """Every chart has a Thai title and an alt text."""
    with zipfile.ZipFile(master) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert len(re.findall(r'name="[ก-๙][^"]+" descr="[ก-๙][^"]{20,}"', drawing)) == 4
    assert [len(re.findall(r"<a:t>[^<]*[ก-๙]", chart)) >= 1 for chart in charts(master)] == [True] * 4


def test_every_series_stands_on_cells_and_has_its_cache(master: Path):
    """Category and value of each series are references with a cache; none is a literal."""
    for chart in charts(master):
        assert chart.count("<numRef>") == chart.count("<numCache>") >= 1
        assert chart.count("<strRef>") == chart.count("<strCache>") >= 1
        assert "numLit" not in chart


def test_caches_hold_what_the_cells_hold(sample: Path):
    """The labels of the home rows stand in the caches of the charts that show them."""
    names = labels(2565)
    cached = " ".join(charts(sample))
    shown = [names[row.key] for row in HOME_ROWS if row.key.startswith(("dist_", "pirab_"))]
    assert [label for label in shown if f"<v>{label}</v>" not in cached] == []


def test_charts_and_links_stand_beside_the_table(book: Workbook):
    """Nothing stands below the table in its columns: it may grow."""
    sheet = book[HOME.sheet]
    below = [
        cell.coordinate
        for row in sheet.iter_rows(min_row=FIRST_ROW + len(HOME_ROWS), max_col=3)
        for cell in row
        if cell.value is not None
    ]
    assert below == []
    assert min(chart.anchor._from.col for chart in sheet._charts) >= 3


def test_headings_have_no_value():
    """A heading between groups is a label only; every other row says how it is shown."""
    assert all(row.key.startswith("section_") == (row.shown is Shown.HEADING) for row in HOME_ROWS)
