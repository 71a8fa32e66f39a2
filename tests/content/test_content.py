"""The real content: units, agreements, holidays, steps and documents as SOP and calendar have them."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

import pandas as pd
import pytest

from workbook.content import base_tables
from workbook.content.frames import from_rows
from workbook.schema import BY_NAME

SUPERVISORS = {"อธิบดี", "รองอธิบดี (1)", "รองอธิบดี (2)", "รองอธิบดี (3)", "รองอธิบดี (4)"}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return base_tables()


def test_units_by_kind(tables):
    """36 units: 8 bureaus, 1 office, 6 divisions, 2 groups, 2 institutes and 17 centres."""
    assert tables["tblUnit"]["kind"].value_counts().to_dict() == {
        "centre": 17,
        "bureau": 8,
        "division": 6,
        "group": 2,
        "institute": 2,
        "office": 1,
    }


def test_units_by_region(tables):
    """HPC06 alone is eastern, HPC11 and HPC12 southern: the regions decide who has a regional holiday."""
    unit = tables["tblUnit"].set_index("unit_code")["region"]
    assert unit.value_counts().to_dict() == {"central": 24, "north": 5, "northeast": 4, "south": 2, "east": 1}
    assert unit[unit.isin(["east", "south"])].to_dict() == {
        "HPC06": "east",
        "HPC11": "south",
        "HPC12": "south",
    }


def test_codes_and_names_are_unique(tables):
    """No two units share a code, a name, a short name or an English name."""
    unit = tables["tblUnit"]
    for key in ("unit_code", "unit_name", "short_name", "unit_name_en"):
        assert unit[key].nunique() == 36, key


def test_one_unit_reports_to_the_director_general(tables):
    """Internal audit alone signs with the director-general; each deputy supervises some of the rest."""
    supervisor = tables["tblUnit"].set_index("unit_code")["supervisor"]
    assert list(supervisor[supervisor == "อธิบดี"].index) == ["AUD"]
    assert set(supervisor) == SUPERVISORS


def test_supervision_is_marked_as_a_proposal(tables):
    """Every unit's note asks to check the supervisor against the order of assignment."""
    assert tables["tblUnit"]["note"].str.contains("โปรดตรวจกับคำสั่งมอบหมายงาน").all()


def test_agreements(tables):
    """Four deputies and the head of each of the 36 units make an agreement."""
    agreement = tables["tblAgreement"]
    by_level = agreement.groupby("level")["unit_code"]
    assert agreement["level"].value_counts().to_dict() == {"unit": 36, "deputy": 4}
    assert by_level.count().to_dict() == {"unit": 36, "deputy": 0}
    assert list(agreement.loc[agreement["level"] == "unit", "unit_code"]) == list(
        tables["tblUnit"]["unit_code"]
    )
    assert "ผู้อำนวยการกองคลัง" in set(agreement["maker"])


def test_national_holidays_are_21_weekdays(tables):
    """The 21 national holidays of fiscal year 2565 fall on weekdays between 1 October and 30 September."""
    holiday = tables["tblHoliday"]
    national = holiday.loc[holiday["regions"].isna(), "date"]
    assert len(national) == 21
    assert national.dt.day_of_week.max() <= 4
    assert national.is_unique
    assert national.between(pd.Timestamp(2021, 10, 1), pd.Timestamp(2022, 9, 30)).all()


def test_regional_holidays(tables):
    """6 October 2021 in the south and 21 October 2021 in the centre, nothing else."""
    holiday = tables["tblHoliday"].dropna(subset=["regions"])
    assert dict(zip(holiday["regions"], holiday["date"].dt.date, strict=True)) == {
        "south": dt.date(2021, 10, 6),
        "central": dt.date(2021, 10, 21),
    }


def test_piyamaharaj_day_was_moved(tables):
    """The substitute for 23 October 2021 is the 22nd, not the 25th; Labour Day is none."""
    days = set(tables["tblHoliday"]["date"].dt.date)
    assert dt.date(2021, 10, 22) in days
    assert not days & {dt.date(2021, 10, 25), dt.date(2022, 5, 2)}


def test_working_days_of_the_year(tables):
    """240 working days nationally: 261 weekdays less the 21 holidays."""
    national = tables["tblHoliday"].loc[lambda t: t["regions"].isna(), "date"]
    weekdays = pd.bdate_range("2021-10-01", "2022-09-30")
    assert len(weekdays.difference(pd.DatetimeIndex(national))) == 240


def test_steps_take_29_working_days(tables):
    """Steps 1 to 7 take 5, 5, 3, 3, 3, 5 and 5 working days; steps 8 to 10 run by rounds."""
    step = tables["tblStep"]
    assert step["working_days"].dropna().tolist() == [5, 5, 3, 3, 3, 5, 5]
    assert step["step_no"].value_counts().sort_index().tolist() == [1] * 7 + [2, 2, 10]


def test_reports_of_step_10_by_month(tables):
    """Step 10 has a row for each month of both rounds, October to July, in order."""
    step = tables["tblStep"].loc[lambda t: t["step_no"] == 10]
    assert step["month"].tolist() == [
        *("2564-10", "2564-11", "2564-12", "2565-01", "2565-02"),
        *("2565-03", "2565-04", "2565-05", "2565-06", "2565-07"),
    ]
    assert step["round"].tolist() == [1] * 5 + [2] * 5


def test_documents_of_each_step(tables):
    """Two documents in step 1, one in each of 2 to 7, one a round in 8, none in 9, one a month in 10."""
    document = tables["tblDocument"]
    counts = document["step_no"].astype(int).value_counts().sort_index()
    assert counts.to_dict() == {1: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 2, 10: 10}
    assert document["doc_id"].is_unique


def test_another_year_moves_months_and_knows_no_holidays():
    """For 2566 the months move a year, the units stay, and the holidays wait for an officer."""
    ours, next_year = base_tables(), base_tables(2566)
    assert next_year["tblStep"]["month"].dropna().tolist()[0] == "2565-10"
    assert next_year["tblHoliday"].empty
    assert list(next_year["tblHoliday"].columns) == list(ours["tblHoliday"].columns)
    pd.testing.assert_frame_equal(ours["tblUnit"], next_year["tblUnit"])


@pytest.mark.parametrize("name", ["tblUnit", "tblAgreement", "tblHoliday", "tblStep", "tblDocument"])
def test_required_columns_are_filled(tables, name):
    """What the schema requires is filled in, and choices are allowed keys."""
    frame = tables[name]
    for column in BY_NAME[name].columns:
        if column.required:
            assert frame[column.key].notna().all(), column.key
        if column.allowed and column.key in frame:
            assert set(frame[column.key].dropna()) <= set(column.labels), column.key


def test_files_are_clean_thai():
    """No split สระอำ, no stray space before ำ, no zero-width or no-break spaces in any content file."""
    folders = (files("workbook.content"), files("workbook.sample") / "data")
    for path in (path for folder in folders for path in folder.iterdir() if path.name.endswith(".csv")):
        text = path.read_text(encoding="utf-8")
        assert not [
            bad for bad in ("\u0e4d\u0e32", " \u0e33", "\u200b", "\u00a0", "\ufeff") if bad in text
        ], path.name


def test_a_column_that_the_schema_lacks_is_refused():
    """A row that names an unknown column does not lose it silently."""
    with pytest.raises(KeyError, match="colour"):
        from_rows("tblUnit", [{"unit_code": "SEC", "colour": "red"}])
