"""The buttons that report and help: which files are made, and what may be opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from addin import __version__
from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.actions.page import guide_page
from addin.errors import UserError
from tests.support.buttons import TODAY, OpenBook, open_book, said
from tests.support.checkbook import SCORE
from workbook.desk import Spot
from workbook.schema import BY_NAME


def report(name: str, book: OpenBook, to: Path, **more: Any) -> tuple[Outcome, list[str]]:
    """A report button: the outcome, and what progress named."""
    told: list[str] = []
    outcome = ACTIONS[name](
        book, to=to, today=TODAY, progress=lambda _, **params: told.append(params["name"]), **more
    )
    return outcome, told


@pytest.mark.parametrize(
    ("sheet", "row", "unit"),
    [
        (BY_NAME[SCORE].sheet, 8, "B2"),
        (BY_NAME["tblUnit"].sheet, 2, "A1"),
        (BY_NAME["tblContact"].sheet, 3, "B2"),
    ],
)
@pytest.mark.parametrize("made", ["word", "html"])
def test_the_report_of_the_selected_rows_unit_is_made(
    tmp_path: Path, sheet: str, row: int, unit: str, made: str
) -> None:
    """One file, which is what may be opened; any sheet with unit codes will do; the book is not written."""
    book = open_book()
    outcome, told = report(f"report_unit_{made}", book, tmp_path / "รายงาน", at=Spot(sheet, "D", row))
    (path,) = (tmp_path / "รายงาน").iterdir()
    assert outcome.made == path
    assert said(outcome).splitlines()[0] == (
        f"รายงานของ {'กองสอง' if unit == 'B2' else 'กลุ่มหนึ่ง'} ({unit}) จากแถวแรกที่เลือก"
    )
    assert path.name == f"หน่วยงาน-{unit}-2565-02.{'docx' if made == 'word' else 'html'}"
    assert (told, book.saves, book.changed()) == ([unit], 0, False)


def test_all_units_are_reported_into_a_folder(tmp_path: Path) -> None:
    """The folder is what may be opened."""
    outcome, told = report("report_units_html", open_book(), tmp_path / "รายงาน")
    assert sorted(path.name for path in (tmp_path / "รายงาน").iterdir()) == [
        "หน่วยงาน-A1-2565-02.html",
        "หน่วยงาน-B2-2565-02.html",
    ]
    assert (outcome.made, told) == (tmp_path / "รายงาน", ["A1", "B2"])


@pytest.mark.parametrize(("made", "suffix"), [("word", "docx"), ("html", "html")])
def test_the_department_has_one_report(tmp_path: Path, made: str, suffix: str) -> None:
    """The overview, and it may be opened."""
    outcome, _ = report(f"report_department_{made}", open_book(), tmp_path)
    assert outcome.made == tmp_path / f"ภาพรวมกรม-2565-02.{suffix}"
    assert outcome.made.is_file()


@pytest.mark.parametrize(
    ("sheet", "row", "code"),
    [
        ("แผ่นของฉัน", 3, "unit_sheet_without"),
        (BY_NAME["tblKpi"].sheet, 3, "unit_sheet_without"),
        (BY_NAME[SCORE].sheet, 1, "unit_row_without"),
        (BY_NAME[SCORE].sheet, 99, "unit_row_without"),
        (BY_NAME["tblAgreement"].sheet, 2, "unit_row_without"),
    ],
)
def test_a_row_without_a_unit_is_told_and_nothing_is_made(
    tmp_path: Path, sheet: str, row: int, code: str
) -> None:
    """Which sheet or row, and how to choose."""
    with pytest.raises(UserError) as caught:
        report("report_unit_word", open_book(), tmp_path / "รายงาน", at=Spot(sheet, "A", row))
    assert caught.value.code == code
    assert not (tmp_path / "รายงาน").exists()


def test_a_unit_of_another_year_has_no_report(tmp_path: Path) -> None:
    """Its code is in the register of units, but it is not active."""
    with pytest.raises(UserError) as caught:
        report("report_unit_html", open_book(), tmp_path, at=Spot(BY_NAME["tblUnit"].sheet, "A", 4))
    assert (caught.value.code, caught.value.params["value"]) == ("report_unit_unknown", "Z9")


@pytest.mark.parametrize("name", ["report_unit_word", "report_units_html", "report_department_word"])
def test_a_broken_book_gives_no_report(tmp_path: Path, name: str) -> None:
    """Refused before the selection is asked about; no folder is made."""
    outcome, told = report(name, open_book(settings={"due_day": "40"}), tmp_path / "รายงาน")
    assert (outcome.data["error"]["code"], outcome.made, told) == ("settings_wrong", None, [])
    assert not (tmp_path / "รายงาน").exists()


def test_about_tells_the_versions_that_work_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Program, add-in, xlwings, Python, Excel, and where the logs are."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    outcome = ACTIONS["about"](addin_version="0.1.0", excel="16.0")
    assert outcome.data["samret"] == __version__
    assert (outcome.data["addin"], outcome.data["excel"]) == ("0.1.0", "16.0")
    assert outcome.data["logs"] == str(tmp_path / "samret" / "logs")
    assert [line.key for line in outcome.lines] == [
        "about_what", "about_addin", "about_python", "about_excel", "about_logs", "about_next",
    ]  # fmt: skip


def test_about_without_excel_tells_what_it_knows() -> None:
    """Nothing is made up."""
    assert not {"about_addin", "about_excel"} & {line.key for line in ACTIONS["about"]().lines}


def test_the_guide_is_a_page_for_any_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The officer's sections of the shipped guide, word for word; those for developers are left out."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    outcome = ACTIONS["guide"]()
    assert outcome.made == tmp_path / "samret" / "samret-guide.html"
    page = lxml.html.parse(outcome.made, lxml.html.HTMLParser(encoding="utf-8")).getroot()
    source = (Path(__file__).parents[2] / "macros" / "README.md").read_text(encoding="utf-8")
    officer = source.partition("\n## For developers")[0]
    signs = r"<!--.*?-->|\]\([^)]*\)|^\d+\. |^- |```|^\|[-|]+\|$"
    expected = re.sub(signs, "", officer, flags=re.MULTILINE)
    shown = page.find("body").text_content()
    assert re.sub(r"[\s\[\]]", "", shown) == re.sub(r"(?m)^#+|[\s|*`\[\]]", "", expected)


def test_a_page_shows_markdown_and_escapes_signs() -> None:
    """Each kind of block and of emphasis."""
    page = guide_page(
        "# ก <b>\n\n## ข\n\nหนึ่ง **สอง** `a<b`\nต่อ [ค](x.md)\n- ง\n- จ\n\n1. ฉ\n\n|ช|ซ|\n|---|---|\n|1|2|\n\n"
        "```\nx  <y>\n\nz\n```\n\n## Dev\n\nleft out\n"
    )
    body = lxml.html.fromstring(page).find(".//main")
    assert [(part.tag, " ".join(part.text_content().split())) for part in body] == [
        ("h1", "ก <b>"),
        ("h2", "ข"),
        ("p", "หนึ่ง สอง a<b ต่อ ค"),
        ("ul", "ง จ"),
        ("ol", "ฉ"),
        ("table", "ช ซ 1 2"),
        ("pre", "x <y> z"),
    ]
    assert [part.text for part in body.iter("strong", "code")][:2] == ["สอง", "a<b"]
    assert "<title>ก &lt;b&gt;</title>" in page


def test_where_no_page_can_be_written_the_guide_itself_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder that is a file, twice."""
    (tmp_path / "ก").write_text("")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "ก"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "ก"))
    outcome = ACTIONS["guide"]()
    assert outcome.made is None
    assert outcome.data["guide"].endswith("README.md")
