"""samret new --from: the next year's book on disk, from the sample."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from types import ModuleType

import openpyxl
import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.actions.load import Loaded, load
from addin.actions.outcome import Outcome
from addin.cli import main
from addin.errors import CannotWrite
from tests.actions.test_jobs import run
from tests.support import oracle
from tests.support.ooxml_lint import lint, validate
from tests.support.oracle_rules import half_up
from tests.support.plain_reader import read_master
from workbook.build import master_bytes
from workbook.content import base_tables
from workbook.file import FileBook
from workbook.schema.export import schema_json

END = dt.date(2022, 9, 30)
TODAY = dt.date(2022, 10, 3)
DAYS = {
    dt.date(2022, 10, 13): "วันนวมินทรมหาราช",
    dt.date(2023, 5, 1): "วันแรงงานแห่งชาติ",
    dt.date(2023, 5, 17): "วันพืชมงคล",
}


def put_list(patch: pytest.MonkeyPatch) -> None:
    module = ModuleType("holidays")
    module.country_holidays = lambda *_, **__: DAYS  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "holidays", module)
    patch.setattr("addin.actions.next_year.version", lambda _: "0.1")


@pytest.fixture(autouse=True)
def first_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of holidays of three days, in place of the package that may not be installed."""
    put_list(monkeypatch)


def make(old: Path, **more: object) -> tuple[Path, Outcome]:
    """The next book beside `old`, and what was said."""
    path = old.with_name("2566.xlsx")
    return path, ACTIONS["new"](path, old=old, today=TODAY, **more)


def read(path: Path) -> Loaded:
    with FileBook.open(path) as book:
        return load(book, today=TODAY)


@pytest.fixture(scope="module")
def made(sample_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's next year, made once; tests only read it."""
    path = tmp_path_factory.mktemp("next") / "2566.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        put_list(patch)
        ACTIONS["new"](path, old=sample_master, today=TODAY)
    return path


def test_history_is_what_an_independent_computation_gives(sample_master: Path, made: Path) -> None:
    """Each unit's score and each KPI's of 2565, computed with Decimal from the cells of the old book."""
    tables = read_master(sample_master, schema_json())
    expected = oracle.compute(tables, {}, END)  # the sample's settings are the defaults
    history = read(made).frames["tblHistory"]
    mine = history[history["fiscal_year"] == 2565]
    wholes = mine[mine["kpi_code"].isna()].set_index("unit_code")["score"].to_dict()
    assert {r["unit_code"]: float(r["score"]) for r in expected["units"] if r["score"] is not None} == wholes
    rounds: dict[tuple[str, str], list[Decimal]] = {}
    for row in expected["kpis"]:
        if row["actual"] is not None and row["score"] is not None:
            rounds.setdefault((row["unit_code"], row["kpi_code"]), []).append(Decimal(row["score"]))
    merged = {key: float(half_up(sum(scores, Decimal(0)) / len(scores), 4)) for key, scores in rounds.items()}
    kpis = mine[mine["kpi_code"].notna()]
    assert (
        dict(zip(zip(kpis["unit_code"], kpis["kpi_code"], strict=True), kpis["score"], strict=True)) == merged
    )


def test_the_new_book_is_sound(made: Path) -> None:
    """No fault by Excel's rules, none by the SDK's validator, and no error that check would find."""
    assert lint(made) == []
    assert validate(made) in ([], None)
    assert read(made).errors == 0


def test_the_new_book_is_of_the_next_year(made: Path) -> None:
    """Its settings say 2566, its rounds are those of 2566, it names what it was made from and has no number."""
    loaded = read(made)
    settings = loaded.usable
    assert (settings.fiscal_year, settings.round_1[0], settings.round_2[-1]) == (2566, "2565-10", "2566-07")
    assert settings.as_of is None
    book = loaded.frames["tblBook"].set_index("key")["value"]
    assert (book["made_from"], pd.isna(book["book_id"])) == ("ตัวอย่าง.xlsx", True)


def test_nothing_of_the_old_year_stands_in_it(made: Path) -> None:
    """No reported value, submission, plan, closing or log."""
    frames = read(made).frames
    empty = (
        "tblMonthlyScore",
        "tblItemResult",
        "tblSubmission",
        "tblFollowUp",
        "tblPlan",
        "tblSnapshot",
        "tblLog",
    )
    assert {name: len(frames[name]) for name in empty} == dict.fromkeys(empty, 0)


def test_holidays_are_a_first_list_until_confirmed(made: Path) -> None:
    """Two of the three days, each marked; check warns once and says how many."""
    loaded = read(made)
    assert loaded.frames["tblHoliday"]["name"].tolist() == ["วันนวมินทรมหาราช", "วันพืชมงคล"]
    (found,) = [f for f in loaded.findings if f.code == "holidays_unconfirmed"]
    assert found.params["count"] == "2"


def test_what_follows_a_sample_is_marked_as_one(made: Path) -> None:
    """The people in it are as invented as those of the sample; what is real content is not marked."""
    book = openpyxl.load_workbook(made)
    mark = "ตัวอย่าง – ข้อมูลสมมติ ไม่ใช่ผลจริง"
    assert (book["ทำเนียบ"]["A4"].value, book["หน่วยงาน"]["A4"].value) == (mark, None)


def test_the_old_book_is_only_read(sample: Path) -> None:
    """Its bytes stay, and no backup is made."""
    before = sample.read_bytes()
    make(sample)
    assert sample.read_bytes() == before
    assert sorted(path.name for path in sample.parent.iterdir()) == ["2566.xlsx", "คำรับรอง.xlsx"]


def test_own_columns_come_along(sample: Path) -> None:
    """A column that the user added to a carried table has its values in the new book; one with formulas not."""
    book = openpyxl.load_workbook(sample)
    sheet = next(one for one in book.worksheets if "tblUnit" in one.tables)
    sheet["L5"], sheet["L6"], sheet["L7"] = "ผู้ประสานของเรา", "โต๊ะ 1", 7
    sheet["M5"], sheet["M6"] = "สูตรของเรา", "=1+1"
    table = sheet.tables["tblUnit"]
    table.ref = table.autoFilter.ref = table.ref.replace(":K", ":M")
    for number, name in ((12, "ผู้ประสานของเรา"), (13, "สูตรของเรา")):
        table.tableColumns.append(openpyxl.worksheet.table.TableColumn(id=number, name=name))
    book.save(sample)
    path, outcome = make(sample)
    with FileBook.open(path) as opened:
        raw = opened.read("tblUnit")
    assert raw.headers[11:] == ("ผู้ประสานของเรา",)
    assert [line[11] for line in raw.cells[:3]] == ["โต๊ะ 1", 7.0, None]
    assert [line.params["column"] for line in outcome.lines if line.key == "new_year_formula_column"] == [
        "สูตรของเรา"
    ]
    assert lint(path) == []


def test_sources_of_settings_come_along(sample: Path) -> None:
    """Where an officer wrote the announcement behind a setting, the new book names it too."""
    book = openpyxl.load_workbook(sample)
    sheet = next(one for one in book.worksheets if "tblSetting" in one.tables)
    row = next(r for r in range(6, 40) if sheet.cell(r, 1).value == "วันครบกำหนดรายงาน")
    sheet.cell(row, 2).value, sheet.cell(row, 4).value = 15, "หนังสือกรม ที่ สธ 0901/ว 1"
    book.save(sample)
    path, _ = make(sample)
    frame = read(path).frames["tblSetting"].set_index("key")
    assert frame.loc["due_day", ["value", "source"]].tolist() == ["15", "หนังสือกรม ที่ สธ 0901/ว 1"]


def test_months_that_are_not_closed_are_said(sample: Path) -> None:
    """None of the sample's months is closed: all ten are named."""
    _, outcome = make(sample)
    assert len(outcome.data["unfinished"]) == 10
    assert "new_year_unfinished" in [line.key for line in outcome.lines]


def test_a_later_year_may_be_asked_for(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two years on is built; the same or an earlier year is refused."""
    path = sample.with_name("2567.xlsx")
    code, document, _ = run(capsys, "new", path, "--from", sample, "--fiscal-year", 2567)
    assert (code, document["fiscal_year"]) == (0, 2567)
    code, document, _ = run(
        capsys, "new", sample.with_name("x.xlsx"), "--from", sample, "--fiscal-year", 2565
    )
    assert (code, document["error"]["code"]) == (2, "new_year_not_later")


def test_citizen_numbers_are_never_carried_over(sample: Path) -> None:
    """A number in any cell of the old book stops the work, and no file is made."""
    with FileBook.open(sample, backups_kept=0) as book:
        book.append("tblSituation", [{"รหัสข้อ": "S99", "สาเหตุ": "1234567890121"}])
        book.save()
    with pytest.raises(CannotWrite) as caught:
        make(sample)
    assert caught.value.code == "new_year_citizen_number"
    assert not sample.with_name("2566.xlsx").exists()


def test_a_book_that_cannot_be_computed_is_refused(sample: Path) -> None:
    """A wrong setting: exit 1 with what to mend, and no file."""
    with FileBook.open(sample, backups_kept=0) as book:
        rows = book.read("tblSetting").cells
        wrong = [{"ค่า": "มาก" if line[0] == "วันครบกำหนดรายงาน" else line[1]} for line in rows]
        book.replace("tblSetting", wrong)
        book.save()
    path, outcome = make(sample)
    assert (outcome.clean, outcome.data["error"]["code"]) == (False, "settings_wrong")
    assert not path.exists()


def test_a_name_that_is_taken_is_not_written_over(sample: Path) -> None:
    """The old book itself, above all."""
    before = sample.read_bytes()
    assert main(["new", str(sample), "--from", str(sample)]) == 2
    assert sample.read_bytes() == before


def test_without_the_package_a_person_types_the_holidays(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is empty, the outcome says so, and check reminds."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    path, outcome = make(sample)
    assert read(path).frames["tblHoliday"].empty
    assert "new_year_no_holidays" in [line.key for line in outcome.lines]
    assert "holidays_none" in {finding.code for finding in read(path).findings}


def test_the_year_whose_holidays_are_known_has_them(tmp_path: Path) -> None:
    """2565 has the Cabinet's own days, 22 October among them, and nothing to confirm."""
    old = tmp_path / "2564.xlsx"
    old.write_bytes(master_bytes(base_tables(2564), fiscal_year=2564))
    path = tmp_path / "2565.xlsx"
    ACTIONS["new"](path, old=old, today=TODAY)
    frame = read(path).frames["tblHoliday"]
    assert dt.datetime(2021, 10, 22) in frame["date"].tolist()
    assert "holidays_unconfirmed" not in {finding.code for finding in read(path).findings}


def test_the_package_itself_gives_what_is_expected_of_it(
    monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    """Where it is installed: Thai names, Labour Day left out, the ploughing ceremony of 17 May 2023 there."""
    monkeypatch.undo()
    pytest.importorskip("holidays", reason="the extra `holidays` is not installed here")
    path, _ = make(sample)
    days = read(path).frames["tblHoliday"].set_index("date")["name"].to_dict()
    assert days[pd.Timestamp(2023, 5, 17)] == "วันพืชมงคล"
    assert pd.Timestamp(2023, 5, 1) not in days
    assert metadata.version("holidays") in read(path).frames["tblHoliday"]["source"].iloc[0]
