"""What points at a Table's rows follows them: rules, validations, links, names, formulas, charts, pivots."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from tests.support.ooxml_lint import lint
from tests.support.rich import RESULT_HEADERS, by_openpyxl, by_xlsxwriter
from tests.support.xlsx import add_table, build, edit, mappings, parts, with_parts
from workbook.file import FileBook
from workbook.ooxml.follow import follow_ranges
from workbook.ooxml.formulas import Stretch, parse_reference, shift, stretch
from workbook.ooxml.refs import Area

SHEET = "xl/worksheets/sheet2.xml"


def resized(path: Path, count: int) -> dict[str, str]:
    """The parts as text after tblResult got `count` rows."""
    book = FileBook.open(path)
    book.replace(
        "tblResult", mappings([(f"หน่วย {i}", i + 0.5, None, float(i)) for i in range(count)], RESULT_HEADERS)
    )
    book.save()
    return {name: data.decode("utf-8", "replace") for name, data in parts(path).items()}


@pytest.fixture(params=[1, 2, 7])
def count(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def rich(tmp_path: Path, count: int) -> dict[str, str]:
    return resized(by_xlsxwriter(tmp_path / "ของผู้ใช้.xlsx"), count)


def test_validations_follow(rich: dict[str, str], count: int):
    """A validation of exactly the data rows follows; a shorter or longer one stays as it was meant."""
    validations = re.findall(r'<dataValidation [^>]*?sqref="([^"]*)"', rich[SHEET])
    last = 5 + count
    assert validations == ["C6" if last == 6 else f"C6:C{last}", "B6:B7", "D6:D500"]


def test_rules_follow(rich: dict[str, str], count: int):
    """Conditional formats follow, with the ranges in their formulas and in extensions."""
    last = 5 + count
    ranges = re.findall(r'<conditionalFormatting sqref="([^"]*)"', rich[SHEET])
    assert sorted(ranges) == sorted(["C6" if last == 6 else f"C6:C{last}", f"B6:E{last}"])
    assert f"COUNTIF($B$6:$B${last},$B6)&gt;1" in rich[SHEET]
    assert re.findall(r"<xm:sqref>([^<]*)<", rich[SHEET]) == ["C6" if last == 6 else f"C6:C{last}"]


def test_names_follow(rich: dict[str, str], count: int):
    """A name for exactly the data rows and the print area follow; another name stays."""
    names = dict(re.findall(r'<definedName name="([^"]*)"[^>]*>([^<]*)<', rich["xl/workbook.xml"]))
    last = 5 + count
    assert names == {
        "หน่วยทั้งหมด": f"ผล!$B$6:$B${last}",
        "ส่วนหนึ่ง": "ผล!$B$6:$B$7",
        "คะแนน": "tblResult[คะแนน]",
        "_xlnm.Print_Area": f"ผล!$A$1:$F${last}",
    }


def test_formulas_on_other_sheets_follow(rich: dict[str, str], count: int):
    """Formulas and validation lists elsewhere that name exactly the data rows follow."""
    home = rich["xl/worksheets/sheet1.xml"]
    last = 5 + count
    assert re.findall(r"<f>([^<]*)</f>", home) == [
        f"SUM(ผล!$C$6:$C${last})",
        "SUM(tblResult[คะแนน])",
        "SUM(ผล!C6:C7)",
    ]
    assert f"<formula1>ผล!$B$6:$B${last}</formula1>" in home


def cached(chart: str) -> list[tuple[str, list[str]]]:
    """Each reference of a chart with the values in its cache."""
    root = etree.fromstring(chart.encode())
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    return [
        (
            reference.findtext("c:f", namespaces=space),
            [one.text for one in reference.iterfind(".//c:v", space)],
        )
        for reference in root.iterfind(".//c:f/..", space)
    ]


def test_charts_follow_and_show_the_new_values(rich: dict[str, str], count: int):
    """A chart's references and caches are those of the new rows."""
    last = 5 + count
    end = f":${{}}${last}"
    numbers = range(count)
    assert cached(rich["xl/charts/chart1.xml"]) == [
        ("ผล!$C$5", ["คะแนน"]),
        ("ผล!$B$6" + end.format("B"), [f"หน่วย {i}" for i in numbers]),
        ("ผล!$C$6" + end.format("C"), [f"{i + 0.5:g}" for i in numbers]),
        ("ผล!$D$6" + end.format("D"), []),
        ("ผล!$E$6" + end.format("E"), [str(i) for i in numbers]),
    ]


def test_other_charts_stay(tmp_path: Path):
    """A chart of another sheet keeps its bytes."""
    path = by_xlsxwriter(tmp_path / "ของผู้ใช้.xlsx")
    before = parts(path)["xl/charts/chart2.xml"].decode()
    assert resized(path, 9)["xl/charts/chart2.xml"] == before


def test_chart_without_a_cache_gets_one(tmp_path: Path):
    """A chart that was saved without values shows them in previews from now on."""
    chart = resized(by_openpyxl(tmp_path / "ของผู้ใช้.xlsx"), 4)["xl/charts/chart1.xml"]
    assert cached(chart) == [
        ("'ผล'!C5", ["คะแนน"]),
        ("'ผล'!$B$6:$B$9", ["หน่วย 0", "หน่วย 1", "หน่วย 2", "หน่วย 3"]),
        ("'ผล'!$C$6:$C$9", ["0.5", "1.5", "2.5", "3.5"]),
    ]
    assert "strCache" in chart


def test_chart_on_a_table_that_was_blank(tmp_path: Path):
    """A chart on a Table of one blank row follows it: its single cell stands for the rows."""
    path = tmp_path / "ว่าง.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ผล")
        add_table(book, sheet, "tblResult", RESULT_HEADERS, [(None,) * 4], at=(4, 1))
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=ผล!$B$6:$B$6", "values": "=ผล!$C$6:$C$6"})
        sheet.insert_chart("H2", chart)
    assert cached(resized(path, 2)["xl/charts/chart1.xml"]) == [
        ("ผล!$B$6:$B$7", ["หน่วย 0", "หน่วย 1"]),
        ("ผล!$C$6:$C$7", ["0.5", "1.5"]),
    ]


@pytest.mark.parametrize("name", ["หน่วยทั้งหมด", "คะแนน"])
def test_chart_by_a_name_shows_the_new_values(tmp_path: Path, name: str):
    """A chart that names its range (a range or a Table's column) has its cache renewed."""
    path = by_xlsxwriter(tmp_path / "ของผู้ใช้.xlsx")
    edit(path, "xl/charts/chart1.xml", "<c:f>ผล!$E$6:$E$8</c:f>", f"<c:f>[0]!{name}</c:f>")
    last = cached(resized(path, 2)["xl/charts/chart1.xml"])[-1]
    assert last == (f"[0]!{name}", ["0", "0"] if name == "หน่วยทั้งหมด" else ["0.5", "1.5"])


def test_chart_leaves_hidden_rows_out(tmp_path: Path):
    """A chart of visible cells only has no hidden row in its cache, as Excel draws it."""
    path = by_xlsxwriter(tmp_path / "ของผู้ใช้.xlsx")
    text = parts(path)[SHEET].decode()
    with_parts(path, {SHEET: text.replace('<row r="7"', '<row r="7" hidden="1"').encode()})
    assert cached(resized(path, 3)["xl/charts/chart1.xml"])[1] == ("ผล!$B$6:$B$8", ["หน่วย 0", "หน่วย 2"])


def test_links_of_rows_that_go_go_with_them(tmp_path: Path):
    """A hyperlink in a row that the Table gives up goes; a note stays, it is the user's own words."""
    path = by_xlsxwriter(tmp_path / "ของผู้ใช้.xlsx")
    kept = resized(path, 3)
    assert '<hyperlink ref="B8"' in kept[SHEET]
    gone = resized(path, 2)
    assert "<hyperlink" not in gone[SHEET]
    assert gone["xl/comments1.xml"] == kept["xl/comments1.xml"]
    assert lint(path) == []


def test_cells_beside_rows_that_go_stay(tmp_path: Path):
    """The user's cell beside a row that goes stays, with the row."""
    path = by_xlsxwriter(tmp_path / "ของผู้ใช้.xlsx")
    resized(path, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl says what it would lose
        sheet = openpyxl.load_workbook(path)["ผล"]
    assert [sheet["G6"].value, sheet["G8"].value, sheet["B8"].value] == [
        "ของผู้ใช้นอกตาราง",
        "ของผู้ใช้ข้างแถวท้าย",
        None,
    ]


PIVOT = (
    '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" saveData="0">'
    '<cacheSource type="worksheet"><worksheetSource {source}/></cacheSource><cacheFields count="0"/>'
    "</pivotCacheDefinition>"
)


@pytest.mark.parametrize(
    ("source", "after", "refreshed"),
    [
        ('name="tblResult"', 'name="tblResult"', True),
        ('ref="B5:E8" sheet="ผล"', 'ref="B5:E10" sheet="ผล"', True),
        ('ref="A1:B2" sheet="อื่น"', 'ref="A1:B2" sheet="อื่น"', False),
        ('name="tblOther"', 'name="tblOther"', False),
    ],
)
def test_pivots_of_the_table_are_refreshed_on_opening(
    tmp_path: Path, source: str, after: str, *, refreshed: bool
):
    """A pivot cache that draws on the Table follows it and is refreshed by Excel; another is left alone."""
    path = by_xlsxwriter(tmp_path / "ของผู้ใช้.xlsx")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    part = "xl/pivotCache/pivotCacheDefinition1.xml"
    with_parts(path, {part: PIVOT.format(source=source).encode()})
    edit(
        path,
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/{part}" ContentType="{kind}"/></Types>',
    )
    text = resized(path, 5)[part]
    assert after in text
    assert ('refreshOnLoad="1"' in text) == refreshed


GROWN = [Stretch("ผล ปี'65", 2, 5, 6, 8, 20)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'ผล ปี''65'!$B$6:$B$8", "'ผล ปี''65'!$B$6:$B$20"),
        ("SUM('ผล ปี''65'!$B$6:$E$8)+1", "SUM('ผล ปี''65'!$B$6:$E$20)+1"),
        ("'ผล ปี''65'!$B$6:$B$9", None),
        ("'ผล ปี''65'!$B$5:$B$8", None),
        ("'ผล ปี''65'!$A$6:$B$8", None),
        ("'ผล ปี''65'!B6:B8", None),
        ("อื่น!$B$6:$B$8", None),
        ("$B$6:$B$8", None),
        ("\"'ผล ปี''65'!$B$6:$B$8\"", None),
        ("'[1]ผล ปี''65'!$B$6:$B$8", None),
        ("tbl[[#This Row],[$B$6:$B$8]]", None),
    ],
)
def test_only_exact_references_stretch(old: str, new: str | None):
    """Only a reference to exactly the old data rows on that sheet is stretched; others are not."""
    assert stretch(old, GROWN, None, fixed_only=True) == (new or old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A1+$A$1+A$1+$A1", "A4+$A$1+A$1+$A4"),
        ("SUM(A1:B2,Sheet2!C3)", "SUM(A4:B5,Sheet2!C6)"),
        ("LOG10(A1)&\"A1\"&'A1 x'!A1", "LOG10(A4)&\"A1\"&'A1 x'!A4"),
        ("tbl[[#This Row],[A1]]+tbl[A1]", "tbl[[#This Row],[A1]]+tbl[A1]"),
        ("[1]แผ่น!A1+name1_A1", "[1]แผ่น!A1+name1_A1"),
        ("ที่A1+หน้าที่!A1", "ที่A1+หน้าที่!A4"),
        ("A1048576", "#REF!"),
        ("_xlfn.XLOOKUP(A1,B:B,C:C)", "_xlfn.XLOOKUP(A4,B:B,C:C)"),
    ],
)
def test_formulas_move_as_excel_copies_them(old: str, new: str):
    """Relative references move, fixed ones, texts, names and structured references stay."""
    assert shift(old, 3) == new


@pytest.mark.parametrize(
    ("refs", "new"),
    [
        ("B6:B8", "B6:B20"),
        ("B6:C8 E6:E8 A1", "B6:C20 E6:E20 A1"),
        ("B5:B8", "B5:B20"),
        ("B7:B8", "B7:B8"),
        ("B6:B100", "B6:B100"),
        ("B6:B15", "B6:B20"),
        ("A6:F8", "A6:F8 B9:E20"),
        ("F6:F8", "F6:F8"),
    ],
)
def test_ranges_of_rules_follow(refs: str, new: str):
    """A range over all old data rows follows; one that is wider than the Table gets the new rows added."""
    assert follow_ranges(refs, GROWN) == new


def test_a_reference_is_parsed_or_not():
    """A single reference has a sheet and an area; a union, a name or a cell of no sheet has none."""
    assert parse_reference("'ก ข'!$B$6:$C$8") == ("ก ข", Area(6, 2, 8, 3))
    assert [parse_reference(one) for one in ("(S!A1,S!A2)", "ชื่อ", "$A$1", "[1]S!$A$1")] == [None] * 4


def test_sparkline_of_a_single_row_stays_in_its_cell(tmp_path: Path):
    """A sparkline beside a Table of one row keeps standing in one cell when the Table grows."""
    path = tmp_path / "เส้น.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        add_table(book, sheet, rows=[("1", "ก", 1.0, None)])
        sheet.add_sparkline("B5", {"range": "F5:H5"})
    one = FileBook.open(path)
    one.append("tblTest", [{"รหัส": "2"}])
    one.save()
    assert b"<xm:sqref>B5</xm:sqref>" in parts(path)["xl/worksheets/sheet1.xml"]


def test_formula_that_others_share_follows_only_when_fixed(tmp_path: Path):
    """A shared formula with relative rows is left: it means other rows in each cell that shares it."""
    path = build(tmp_path / "ร่วม.xlsx", lambda _, sheet: sheet.write_formula("F5", "=SUM(C5:C7)", None, 0))
    edit(path, "xl/worksheets/sheet1.xml", "<f>SUM(C5:C7)", '<f t="shared" ref="F5:F9" si="0">SUM(C5:C7)')
    one = FileBook.open(path)
    one.append("tblTest", [{"รหัส": "2"}])
    one.save()
    assert b">SUM(C5:C7)<" in parts(path)["xl/worksheets/sheet1.xml"]
