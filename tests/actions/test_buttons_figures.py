"""The buttons that compute, report and help: what they show, and that no figure is another's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
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
            "direction": "lower",
        }
    ]
    row = "  กลุ่มหนึ่ง (A1) ตัวชี้วัด 1.5 รอบ 1: ได้ 14 เป้าหมาย 11 เกินเป้าหมายร้อยละ 27.2727 (ยิ่งน้อยยิ่งดี)"
    assert row in said(outcome)
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
    expected = {"rows": len(sheet), "compared": int(sheet["gap"].notna().sum()), "gaps": len(short)}
    expected["reached"] = int((sheet["gap"] <= 0).sum())
    expected |= {flag: int((sheet["flag"] == flag).sum()) for flag in ("chronic", "newly_failing", "no_data")}
    blank = sheet[sheet["flag"] == "no_data"]
    expected |= {f"no_data_{n}": int((blank["round"] == n).sum()) for n in (1, 2)}
    expected["other"] = int((sheet["gap"].isna() & (sheet["flag"] != "no_data")).sum())
    found = outcome.data.pop("largest")
    assert outcome.data == expected
    assert [(r["unit_code"], r["kpi_code"]) for r in found] == list(
        zip(largest["unit_code"], largest["kpi_code"], strict=True)
    )


def test_the_counts_of_gaps_add_up_for_the_reader(sample: OpenBook) -> None:
    """Compared and not compared are all rows; reached and not reached all compared; no data is of rounds."""
    outcome = press("gaps", sample)
    n = outcome.data
    assert n["compared"] + n["no_data"] + n["other"] == n["rows"]
    assert n["gaps"] + n["reached"] == n["compared"]
    assert n["no_data_1"] + n["no_data_2"] == n["no_data"]
    assert said(outcome)[1:4] == [
        (
            f"เทียบกับเป้าหมายได้ {n['compared']} จาก {n['rows']} รายการ (หน่วยงาน ตัวชี้วัด รอบ): "
            f"ถึงเป้าหมาย {n['reached']} ไม่ถึงเป้าหมาย {n['gaps']}"
        ),
        (
            f"เทียบไม่ได้ {n['no_data'] + n['other']} รายการ: ไม่มีข้อมูล {n['no_data']} "
            f"(รอบ 1: {n['no_data_1']} รอบ 2: {n['no_data_2']}) ไม่มีเป้าหมายหรือไม่นำมาประเมิน {n['other']}"
        ),
        (
            f"เทียบกับเกณฑ์ผ่าน 3.0000 (นับแยกจากเป้าหมาย): ต่ำเรื้อรัง {n['chronic']} รายการ "
            f"(ต่ำกว่าเกณฑ์อย่างน้อย 2 ใน 3 ปีก่อน) เพิ่งต่ำกว่าเกณฑ์ในปีนี้ {n['newly_failing']} รายการ"
        ),
    ]


def test_where_more_is_better_a_gap_is_what_lacks(sample: OpenBook) -> None:
    """The words of the other direction are for the other direction."""
    outcome = press("gaps", sample)
    assert {row["direction"] for row in outcome.data["largest"]} == {"higher"}
    assert sum("ขาดร้อยละ" in line for line in said(outcome)) == len(outcome.data["largest"])


@pytest.mark.parametrize("name", ["recalc", "attainment", "gaps"])
def test_a_computing_that_succeeded_opens_with_that(name: str) -> None:
    """First what was done, then the figures, be they good or not."""
    book = open_book(SHORT)
    assert [(line.key, line.kind) for line in press(name, book).lines[:1]] == [("recalc_written", "good")]
    assert [(line.key, line.kind) for line in press(name, book).lines[:1]] == [("recalc_same", "good")]


@pytest.mark.parametrize("name", ["recalc", "attainment", "gaps"])
def test_computing_tells_what_it_does_one_after_the_other(name: str) -> None:
    """Reading was told by the entry; nothing is written where nothing differs."""
    book = open_book()
    for expected in (["checking", "computing", "writing"], ["checking", "computing"]):
        keys: list[str] = []
        press(name, book, progress=lambda key, keys=keys, **_: keys.append(key))
        assert keys == expected


def test_status_tells_what_it_does() -> None:
    """It writes nothing."""
    keys: list[str] = []
    ACTIONS["status"](open_book(), today=TODAY, progress=lambda key, **_: keys.append(key))
    assert keys == ["checking", "computing"]


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
    assert said(outcome)[1] == "ยังไม่มีตัวชี้วัดที่มีทั้งผลและค่าเป้าหมาย จึงยังไม่มี Gap"


def test_when_every_target_is_reached_that_is_said() -> None:
    """Compared, and none short."""
    outcome = press("gaps", open_book())
    assert outcome.data["gaps"] == 0
    assert said(outcome)[1] == ("เทียบกับเป้าหมายได้ 2 จาก 20 รายการ (หน่วยงาน ตัวชี้วัด รอบ) ถึงเป้าหมายทั้งหมด ไม่มี Gap")


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
    assert "  กลุ่มหนึ่ง (A1) ตัวชี้วัด 1.5 รอบ 1: ได้ 14 เป้าหมาย 0 เกินเป้าหมาย (ยิ่งน้อยยิ่งดี)" in said(outcome)


@pytest.mark.parametrize("name", ["gaps", "attainment"])
def test_a_broken_book_is_refused_with_its_findings_written(name: str) -> None:
    """As recalc: no figure, the findings sheet tells why."""
    book = open_book(settings={"due_day": "40"})
    outcome = press(name, book)
    assert (outcome.data["error"]["code"], outcome.clean) == ("settings_wrong", False)
    assert len(frame_of(book, "tblFinding")) == 1


@pytest.mark.parametrize("lang", ["th", "en"])
def test_sentences_name_buttons_as_the_ribbon_does(lang: str) -> None:
    """What stands in « » is the label of a button, or the header of a column that is filled in."""
    labels = set(re.findall(r'label="([^"]+)"', RIBBON.read_text(encoding="utf-8")))
    texts = [entry[lang] for entry in [*TEXTS["ui"].values(), *TEXTS["error"].values()]]
    named = {name for text in texts for name in re.findall("«([^»{]+)»", text)}
    assert named - labels == set()
