"""The buttons that compute, report and help: what they show, and that no figure is another's."""

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
from addin.texts import TEXTS, ui
from tests.support.buttons import NOW, TODAY, OpenBook, frame_of, open_book
from tests.support.checkbook import SCORE, WEIGHT, Edit
from workbook.desk import Spot
from workbook.file import FileBook
from workbook.schema import BY_NAME, TABLES

RIBBON = Path(__file__).parents[2] / "macros" / "customUI14.xml"

# KPI 1.5 of A1 in January: 14 where the target (level 3, less is better) is 11, so 27.2727 % short of it.
SHORT: tuple[Edit, ...] = ((SCORE, 9, {"actual": 14.0, "cause": "สมมติ", "corrective_action": "สมมติ"}),)


def press(name: str, book: OpenBook, **more: Any) -> Outcome:
    return ACTIONS[name](book, today=TODAY, now=lambda: NOW, **more)


def said(outcome: Outcome) -> list[str]:
    return [ui(line.key, "th", **line.params) for line in outcome.lines]


@pytest.fixture(scope="module")
def sample_content(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The cells of the sample master."""
    path = tmp_path_factory.mktemp("sample") / "ตัวอย่าง.xlsx"
    ACTIONS["new"](path, sample=True)
    with FileBook.open(path) as book:
        return {
            name: (raw.headers, [list(line) for line in raw.cells])
            for name, raw in ((table.name, book.read(table.name)) for table in TABLES)
        }


@pytest.fixture
def sample(sample_content: Any) -> OpenBook:
    return OpenBook(sample_content, {})


def test_the_largest_gap_is_told_with_its_figures() -> None:
    """Unit, KPI, round, result, target and the percentage, as the gap sheet has them."""
    book = open_book(SHORT)
    outcome = press("gaps", book)
    assert outcome.data["largest"] == [
        {
            "unit_code": "A1",
            "kpi_code": "1.5",
            "round": 1,
            "target": "11",
            "actual": "14",
            "gap": "3",
            "gap_percent": "27.2727",
            "score": "1.0000",
        }
    ]
    assert "  กลุ่มหนึ่ง (A1) ตัวชี้วัด 1.5 รอบ 1: ได้ 14 เป้าหมาย 11 ขาดร้อยละ 27.2727" in said(outcome)
    assert outcome.show == Spot(BY_NAME["tblGap"].sheet, "A", 2)


def test_the_counts_of_gaps_are_those_of_the_sheet(sample: OpenBook) -> None:
    """What the message counts can be counted again in the sheet it shows."""
    outcome = press("gaps", sample)
    sheet = frame_of(sample, "tblGap")
    short = sheet[sheet["gap"] > 0]
    assert len(short) > 5
    largest = short.sort_values(["gap_percent", "unit_code", "kpi_code"], ascending=[False, True, True]).head(
        5
    )
    expected = {"compared": int(sheet["gap"].notna().sum()), "gaps": len(short)}
    expected |= {flag: int((sheet["flag"] == flag).sum()) for flag in ("chronic", "newly_failing", "no_data")}
    found = outcome.data.pop("largest")
    assert outcome.data == expected
    assert [(r["unit_code"], r["kpi_code"]) for r in found] == list(
        zip(largest["unit_code"], largest["kpi_code"], strict=True)
    )


def test_gaps_writes_what_recalc_writes(sample_content: Any) -> None:
    """Every table is the same after either button, the moment and the log aside."""
    by_gaps, by_recalc = OpenBook(sample_content, {}), OpenBook(sample_content, {})
    press("gaps", by_gaps)
    press("recalc", by_recalc)
    for table in TABLES:
        assert by_gaps.read(table.name) == by_recalc.read(table.name), table.name
    assert by_gaps.saves == by_recalc.saves == 1


def test_attainment_is_that_of_recalc(sample_content: Any) -> None:
    """One figure, and the home sheet in front."""
    outcome = press("attainment", OpenBook(sample_content, {"tblHome": "หน้าแรก"}))
    computed = press("recalc", OpenBook(sample_content, {}))
    assert outcome.data["attainment"] == computed.data["attainment"]
    assert outcome.data["below"] == [u["unit_code"] for u in computed.data["units"] if not u["passed"]]
    assert outcome.lines == computed.lines
    assert outcome.show == Spot("หน้าแรก", "A", 2)


@pytest.mark.parametrize("name", ["gaps", "attainment"])
def test_a_second_press_changes_nothing(name: str) -> None:
    """Nothing new, nothing written."""
    book = open_book()
    press(name, book)
    outcome = press(name, book)
    assert book.saves == 1
    assert "ผลเป็นปัจจุบันอยู่แล้ว ไม่ได้แก้ คำรับรอง.xlsx" in said(outcome)


def test_without_results_there_is_no_gap_to_tell() -> None:
    """A fresh book is no success either."""
    outcome = press("gaps", open_book([(SCORE, None, None)]))
    assert said(outcome)[0] == "ยังไม่มีตัวชี้วัดที่มีทั้งผลและค่าเป้าหมาย จึงยังไม่มี Gap"


def test_when_every_target_is_reached_that_is_said() -> None:
    """Compared, and none short."""
    outcome = press("gaps", open_book())
    assert outcome.data["gaps"] == 0
    assert said(outcome)[0] == f"เทียบได้ {outcome.data['compared']} รายการ ถึงเป้าหมายทั้งหมด ไม่มี Gap"


def test_a_gap_without_a_percentage_is_told_without_it() -> None:
    """A target of 0 has no percent."""
    targets = {f"target_{n}": value for n, value in enumerate((2.0, 1.0, 0.0, -1.0, -2.0), 1)}
    weights = frame_of(open_book(), WEIGHT).reset_index(drop=True)
    row = int(
        weights.index[
            (weights["kpi_code"] == "1.5") & (weights["unit_code"] == "A1") & (weights["round"] == 1)
        ][0]
    )
    outcome = press("gaps", open_book([*SHORT, (WEIGHT, row + 5, targets)]))
    assert outcome.data["largest"][0]["gap_percent"] is None
    assert "  กลุ่มหนึ่ง (A1) ตัวชี้วัด 1.5 รอบ 1: ได้ 14 เป้าหมาย 0" in said(outcome)


@pytest.mark.parametrize("name", ["gaps", "attainment"])
def test_a_broken_book_is_refused_with_its_findings_written(name: str) -> None:
    """As recalc: no figure, the findings sheet tells why."""
    book = open_book(settings={"due_day": "40"})
    outcome = press(name, book)
    assert (outcome.data["error"]["code"], outcome.show, outcome.clean) == ("settings_wrong", None, False)
    assert len(frame_of(book, "tblFinding")) == 1


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


@pytest.mark.parametrize("lang", ["th", "en"])
def test_sentences_name_buttons_as_the_ribbon_does(lang: str) -> None:
    """What stands in « » is the label of a button, or the header of a column that is filled in."""
    labels = set(re.findall(r'label="([^"]+)"', RIBBON.read_text(encoding="utf-8")))
    texts = [entry[lang] for entry in [*TEXTS["ui"].values(), *TEXTS["error"].values()]]
    named = {name for text in texts for name in re.findall("«([^»{]+)»", text)}
    assert named - labels == set()
