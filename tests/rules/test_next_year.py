"""What a book hands to the next year: results as history, what goes on moved a year, nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings

from addin.rules.monthly import compute
from addin.rules.next_year import Carried, carry, unfinished
from addin.rules.seeded_holidays import UNCONFIRMED, lacks_ploughing, seeded, unconfirmed
from addin.rules.settings import Settings
from tests.support import small
from tests.support.books import Book, books
from tests.support.checkbook import clean_book, day
from tests.support.oracle_rules import half_up
from workbook.frames import conform
from workbook.schema import BY_NAME, INPUT_TABLES, TABLES

END = dt.date(2022, 9, 30)
RISING = [60, 70, 80, 90, 100]


def whole(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with every column of the schema, as a book gives them; rows from Excel row 6 on."""
    found = {}
    for table in TABLES:
        frame = conform(tables.get(table.name, pd.DataFrame(index=pd.RangeIndex(0))), table)
        found[table.name] = frame.set_index(pd.RangeIndex(6, 6 + len(frame)))
    return found


def next_of(
    tables: dict[str, pd.DataFrame], given_settings: Settings | None = None, year: int = 2566
) -> Carried:
    """The tables of 2566 from these of 2565, as computed on its last day."""
    rules = given_settings or Settings.model_validate({})
    return carry(tables, rules, compute(tables, rules, END), year, "เล่ม 2565.xlsx")


def history(carried: Carried, year: int = 2565) -> list[dict[str, Any]]:
    frame = carried.tables["tblHistory"]
    frame = frame[frame["fiscal_year"] == year].astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def test_a_years_results_become_history() -> None:
    """Round 1 at 80 (3.0000), round 2 at 95 (4.5000): the KPI's year is 3.7500, its result that of round 2."""
    rounds = [
        small.kpi("1.1", 100, {"2564-10": 80}, scoring="interpolate", targets=RISING, round=1),
        small.kpi("1.1", 100, {"2565-07": 95}, scoring="interpolate", targets=RISING, round=2),
    ]
    tables = small.book({"A": rounds})
    tables["tblKpi"] = tables["tblKpi"].drop_duplicates("kpi_code")
    common = {"fiscal_year": 2565.0, "unit_code": "A", "comparable": "yes", "source": "เล่ม 2565.xlsx"}
    assert history(next_of(whole(tables))) == [
        {**common, "kpi_code": None, "target": 3.0, "actual": None, "score": 3.75},
        {**common, "kpi_code": "1.1", "target": 80.0, "actual": 95.0, "score": 3.75},
    ]


def test_what_was_not_reported_leaves_no_history() -> None:
    """A KPI without a result is blank in history, never a score that a policy gave it."""
    kpis = [small.kpi("1.1", 50, {"2564-10": 4}), small.kpi("1.2", 50, {})]
    tables = small.book(
        {"A": kpis}, tblSnapshot=[{"seq": 1.0, "month": "2565-02", "closed_on": day("2022-03-11")}]
    )
    assert [row["kpi_code"] for row in history(next_of(whole(tables)))] == [None, "1.1"]


@given(books())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_history_equals_the_results_merged_by_decimals(book: Book) -> None:
    """Each KPI's year is the half-up mean of its rounds, or the last of them, computed with Decimal."""
    tables = whole(book.tables)
    results = compute(tables, book.settings, book.as_of)
    carried = carry(tables, book.settings, results, 2566, "เล่มเดิม")
    expected: dict[tuple[str, str], list[Decimal]] = {}
    for row in results.kpi_score.sort_values("round").to_dict("records"):
        if pd.notna(row["actual"]) and pd.notna(row["score"]):
            score = Decimal(repr(float(row["score"])))
            expected.setdefault((row["unit_code"], row["kpi_code"]), []).append(score)
    last = book.settings.annual_method == "last_round"
    merged = {
        key: float(half_up(scores[-1] if last else sum(scores, Decimal(0)) / len(scores), 4))
        for key, scores in expected.items()
    }
    made = [row for row in history(carried) if row["source"] == "เล่มเดิม"]
    assert merged == {(r["unit_code"], r["kpi_code"]): r["score"] for r in made if r["kpi_code"] is not None}
    units = results.unit_score[results.unit_score["score"].notna()]
    wholes = {r["unit_code"]: r["score"] for r in made if r["kpi_code"] is None}
    assert dict(zip(units["unit_code"], units["score"], strict=True)) == wholes


def test_older_history_stays() -> None:
    """The three years before are there for the gaps of the new year, and two of them still count."""
    tables = whole(clean_book())
    years = next_of(tables).tables["tblHistory"]["fiscal_year"].value_counts().to_dict()
    assert {year: years[year] for year in (2562.0, 2563.0, 2564.0)} == {2562.0: 2, 2563.0: 2, 2564.0: 2}
    assert years[2565.0] > 0


def test_only_what_goes_on_is_carried() -> None:
    """No reported value, submission, follow-up, plan, activity, situation or topic goes into the new year."""
    assert set(next_of(whole(clean_book())).tables) == {
        "tblSetting", "tblUnit", "tblAgreement", "tblKpi", "tblKpiTarget", "tblUnitKpi", "tblProcessItem",
        "tblHistory", "tblStakeholder", "tblContact", "tblMeasure", "tblStep", "tblDocument",
    }  # fmt: skip


def test_months_move_by_whole_years() -> None:
    """A KPI measured from ธ.ค. 64 is measured from ธ.ค. 65, two years on from ธ.ค. 66."""
    tables = whole(clean_book())
    tables["tblUnitKpi"].loc[6, "starts_month"] = "2564-12"
    assert next_of(tables).tables["tblUnitKpi"].loc[6, "starts_month"] == "2565-12"
    assert next_of(tables, year=2567).tables["tblUnitKpi"].loc[6, "starts_month"] == "2566-12"


def test_settings_move_on() -> None:
    """The year and both rounds move, the date of the figures is blank, every other setting stays."""
    tables = whole(clean_book())
    rows = {"fiscal_year": "2565", "as_of": "2022-03-10", "round_1": "2564-10..2565-02", "due_day": "15"}
    frame = pd.DataFrame({"key": list(rows), "value": list(rows.values())})
    tables["tblSetting"] = conform(frame, BY_NAME["tblSetting"])
    made = next_of(tables).tables["tblSetting"]
    found = dict(
        zip(made["key"], made["value"].astype(object).where(made["value"].notna(), None), strict=True)
    )
    assert found == {"fiscal_year": "2566", "as_of": None, "round_1": "2565-10..2566-02", "due_day": "15"}


def test_agreements_are_drafts_again() -> None:
    """Every active unit has an unsigned draft, deputies too; nothing is signed and no file is named."""
    made = next_of(whole(clean_book())).tables["tblAgreement"]
    assert made["maker"].tolist() == ["รองอธิบดี (1)", "หัวหน้ากลุ่มหนึ่ง", "ผู้อำนวยการกองสอง"]
    assert set(made["status"]) == {"draft"}
    assert made["signed_on"].isna().all()
    assert made["file_ref"].isna().all()


def test_steps_and_documents_begin_anew() -> None:
    """The procedure is the same; no date, file or approval of the old year stands in it."""
    made = next_of(whole(clean_book())).tables
    assert made["tblStep"][["step_no", "step"]].to_numpy().tolist() == [[1.0, "ทบทวนสถานการณ์"]]
    assert made["tblStep"][["started_on", "finished_on"]].isna().all(axis=None)
    assert made["tblDocument"]["required_document"].tolist() == ["รายงาน"]
    assert made["tblDocument"][["file_ref", "doc_date", "approved_by"]].isna().all(axis=None)


def test_a_unit_that_ends_has_no_part_in_the_new_year() -> None:
    """It stays in the list for its history; its weights, agreement, contacts and gaps do not go on."""
    tables = whole(clean_book())
    tables["tblUnit"].loc[6, "active_to_fy"] = 2565.0
    carried = next_of(tables)
    made = carried.tables
    assert made["tblUnit"]["unit_code"].tolist() == ["A1", "B2", "Z9"]
    assert set(made["tblUnitKpi"]["unit_code"]) == {"B2"}
    assert made["tblAgreement"]["unit_code"].dropna().tolist() == ["B2"]
    assert made["tblContact"]["unit_code"].tolist() == ["B2"]
    assert made["tblMeasure"]["gap_unit_code"].isna().all()
    assert carried.left == {"contacts": 1, "units": 2}


def test_people_who_left_are_not_carried() -> None:
    """The directory of a new year holds nobody who is not needed."""
    tables = whole(clean_book())
    tables["tblContact"].loc[7, "active"] = "no"
    assert next_of(tables).tables["tblContact"]["contact_id"].tolist() == ["C1"]


def test_finished_measures_stay_behind() -> None:
    """Done and cancelled ones; what referred to them refers to nothing; dates of the old year go."""
    tables = whole(clean_book())
    tables["tblMeasure"].loc[6, ["starts_on", "ends_on"]] = [day("2021-11-01"), day("2023-01-31")]
    kept = next_of(tables).tables["tblMeasure"]
    assert kept[["measure_id", "ends_on"]].to_numpy().tolist() == [["M1", day("2023-01-31")]]
    assert kept["starts_on"].isna().all()
    tables["tblMeasure"].loc[6, "status"] = "done"
    made = next_of(tables).tables
    assert made["tblMeasure"].empty
    assert made["tblStakeholder"]["response_measure"].isna().all()


def test_months_that_are_not_closed_are_told() -> None:
    """All ten of both rounds; one fewer after a closing, and again after it was reopened."""
    rules = Settings.model_validate({})
    tables = whole(
        small.book({"A": []}, tblSnapshot=[{"seq": 1.0, "month": "2564-10", "closed_on": day("2021-11-11")}])
    )
    assert unfinished({}, rules) == [*small.ROUND_1, *small.ROUND_2]
    assert unfinished(tables, rules) == [*small.ROUND_1[1:], *small.ROUND_2]


def test_every_carried_frame_fits_the_schema() -> None:
    """Each table has the columns that the builder lays, none more."""
    made = next_of(whole(clean_book())).tables
    inputs = {table.name: table.keys for table in INPUT_TABLES}
    assert {name: tuple(frame.columns) for name, frame in made.items()} == {
        name: inputs[name] for name in made
    }


MAY = {
    dt.date(2023, 5, 1): "วันแรงงานแห่งชาติ",
    dt.date(2023, 5, 2): "ชดเชยวันแรงงานแห่งชาติ",
    dt.date(2023, 1, 14): "วันเด็กแห่งชาติ",
    dt.date(2023, 5, 4): "วันฉัตรมงคล",
    dt.date(2023, 6, 3): "วันวิสาขบูชา; วันเฉลิมพระชนมพรรษาสมเด็จพระบรมราชินี",
    dt.date(2023, 10, 13): "วันนวมินทรมหาราช",
}


def test_days_that_are_no_holidays_of_the_civil_service_are_left_out() -> None:
    """Labour Day, the day in lieu of it and Children's Day go, as do days of another fiscal year."""
    made = seeded(MAY, dt.date(2022, 10, 1), dt.date(2023, 9, 30), "ก")
    assert made["name"].tolist() == ["วันฉัตรมงคล", "วันวิสาขบูชา / วันเฉลิมพระชนมพรรษาสมเด็จพระบรมราชินี"]


def test_each_first_day_is_marked_until_a_person_names_the_announcement() -> None:
    """The mark stands in the source and is gone with it."""
    made = seeded(MAY, dt.date(2022, 10, 1), dt.date(2023, 9, 30), "ก")
    assert made["source"].str.startswith(UNCONFIRMED).all()
    made.loc[0, "source"] = "มติคณะรัฐมนตรี"
    assert unconfirmed(made).tolist() == [False, True]


def test_the_ploughing_ceremony_is_missed() -> None:
    """Its day is announced each year; a list without it says so."""
    assert lacks_ploughing(seeded(MAY, dt.date(2022, 10, 1), dt.date(2023, 9, 30), "ก"))
