"""The sample: whole, the same everywhere, about nobody real, and with something of everything."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pandas as pd
import pytest

from workbook.sample import sample_as_of, sample_tables
from workbook.schema import BY_NAME, INPUT_TABLES
from workbook.schema.model import NUMERIC, ColumnType

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Frames:
    return sample_tables()


def digest(tables: Frames) -> str:
    dump = "\n".join(f"{name}\n{tables[name].to_csv()}" for name in sorted(tables))
    return hashlib.sha256(dump.encode()).hexdigest()


def every_text(tables: Frames) -> list[str]:
    columns = [frame[key] for frame in tables.values() for key in frame.select_dtypes("str").columns]
    return [text for column in columns for text in column.dropna()]


def test_every_input_table_has_rows(tables):
    """Each input table of the contract is there with rows, and no result table is."""
    assert set(tables) == {table.name for table in INPUT_TABLES}
    assert not [name for name, frame in tables.items() if frame.empty]


def test_frames_keep_the_contract(tables):
    """Exactly the schema's columns in its order; numbers float64, dates datetime64, everything else str."""
    for name, frame in tables.items():
        assert list(frame.columns) == list(BY_NAME[name].keys)
        for column in BY_NAME[name].columns:
            kind = str(frame[column.key].dtype)
            if column.type in NUMERIC:
                assert kind == "float64", (name, column.key)
            else:
                wanted = "datetime64[us]" if column.type is ColumnType.DATE else "str"
                assert kind == wanted, (name, column.key)


def test_the_same_every_time(tables):
    """Made twice, it is the same to the last byte of its CSV."""
    assert digest(sample_tables()) == digest(tables)


def test_numbers_stand_for_short_decimals(tables):
    """Every number is the float nearest to a decimal of at most 15 digits, as Excel keeps it."""
    for frame in tables.values():
        for key in frame.select_dtypes("float64").columns:
            values = frame[key].dropna()
            assert [float(f"{value:.15g}") for value in values] == values.tolist()


def test_choices_are_allowed_and_required_filled(tables):
    """Required columns are filled; choices hold allowed keys."""
    for name, frame in tables.items():
        for column in BY_NAME[name].columns:
            if column.required:
                assert frame[column.key].notna().all(), (name, column.key)
            if column.type is ColumnType.CHOICE:
                assert set(frame[column.key].dropna()) <= set(column.labels), (name, column.key)


def test_references_exist(tables):
    """Every code that refers to another table is found there."""
    for name, frame in tables.items():
        for column in BY_NAME[name].columns:
            if column.ref:
                target, key = column.ref.split(".")
                unknown = set(frame[column.key].dropna()) - set(tables[target][key].dropna())
                assert not unknown, (name, column.key)


def test_keys_are_unique(tables):
    """No two rows of a table share its key."""
    for name, frame in tables.items():
        keys = list(BY_NAME[name].key_columns)
        assert not frame.duplicated(keys).any(), name


def test_kpis_of_every_kind(tables):
    """Every scoring, every aggregate and both directions occur; 3.1 and 3.10 are two indicators."""
    kpi = tables["tblKpi"]
    assert 9 <= len(kpi) <= 12
    assert set(kpi["scoring"]) == {"interpolate", "step", "milestone", "process", "reported"}
    assert set(kpi["aggregate"]) == {"last", "sum", "mean", "max"}
    assert set(kpi["direction"]) == {"higher", "lower"}
    assert {"3.1", "3.10", "3.11"} <= set(kpi["kpi_code"])


def test_weights_sum_to_100(tables):
    """The weights of each unit and round sum to exactly 100, over 4 to 7 indicators."""
    groups = tables["tblUnitKpi"].groupby(["unit_code", "round"])["weight"]
    assert set(groups.sum()) == {100.0}
    assert set(groups.size()) == {4, 5, 6, 7}
    assert len(groups) == 72


def test_unit_indicators_differ_as_in_life(tables):
    """Some have targets of their own, start late, end early, or weigh differently in round 2."""
    entry = tables["tblUnitKpi"]
    assert entry["target_1"].notna().any()
    assert entry["starts_month"].notna().any()
    assert entry["ends_month"].notna().any()
    places = entry.set_index(["unit_code", "kpi_code", "round"])["weight"]
    first, second = (places.xs(number, level="round") for number in (1, 2))
    both = first.index.intersection(second.index)
    assert (first[both] != second[both]).any()


def test_months_are_prefilled(tables):
    """A row for each month in which an indicator is measured; from March on they wait as empty drafts."""
    row = tables["tblMonthlyScore"]
    assert 2000 <= len(row) <= 2500
    later = row[row["month"] >= "2565-03"]
    assert set(later["status"]) == {"draft"}
    assert later[["actual", "score", "reported_on", "evidence"]].isna().all(axis=None)
    per_month = row.groupby("month").size()
    assert len(per_month) == 10


def test_every_status_occurs(tables):
    """Draft, submitted, returned, certified and not applicable; certified is the rule."""
    row = tables["tblMonthlyScore"]
    begun = row[row["month"] < "2565-03"]["status"].value_counts(normalize=True)
    assert set(begun.index) == {"draft", "submitted", "returned", "certified", "not_applicable"}
    assert begun["certified"] > 0.6


def test_nothing_happens_after_the_day(tables):
    """No report, certification, receipt or signature is dated after 10 March 2022."""
    as_of = pd.Timestamp(sample_as_of())
    past = {
        "tblMonthlyScore": ["reported_on", "certified_on"],
        "tblSubmission": ["received_on", "entered_on"],
        "tblAgreement": ["signed_on"],
        "tblApproval": ["on"],
        "tblActivity": ["finished_on"],
        "tblFollowUp": ["closed_on"],
        "tblStep": ["started_on", "finished_on"],
        "tblDocument": ["doc_date"],
        "tblContact": ["last_verified"],
    }
    for name, keys in past.items():
        for key in keys:
            assert tables[name][key].max() <= as_of, (name, key)


def test_plans_in_every_state_as_approved(tables):
    """Every state occurs, and the approvals lead to it step by step, with a reason where one is due."""
    plan, approval = tables["tblPlan"], tables["tblApproval"]
    assert set(plan["state"]) == set(BY_NAME["tblPlan"].by_key["state"].labels)
    for plan_id, state in zip(plan["plan_id"], plan["state"], strict=True):
        chain = approval[approval["plan_id"] == plan_id]
        assert ["draft", *chain["to_state"]] == [*chain["from_state"], state]
        assert chain["on"].is_monotonic_increasing
    assert approval.loc[approval["to_state"].isin(["returned", "rejected"]), "reason"].notna().all()


def test_activities_add_up(tables):
    """Budgets of activities sum to their plan's, planned months to the target; some are behind."""
    activity, months = tables["tblActivity"], tables["tblActivityMonth"]
    budget = activity.groupby("plan_id")["budget"].sum()
    assert budget.to_dict() == dict(
        zip(tables["tblPlan"]["plan_id"], tables["tblPlan"]["budget"], strict=True)
    )
    planned = months.groupby("activity_id")["planned"].sum()
    assert planned.to_dict() == dict(zip(activity["activity_id"], activity["target"], strict=True))
    assert (months["done"] < months["planned"]).any()
    assert set(activity["status"]) == set(BY_NAME["tblActivity"].by_key["status"].labels)


def test_pirab_covered_with_a_weak_letter(tables):
    """All five letters occur and one of them only once."""
    letters = "".join(tables["tblMeasure"]["pirab"])
    counts = {letter: letters.count(letter) for letter in "PIRAB"}
    assert min(counts.values()) == counts["I"] == 1
    assert all(counts.values())


def test_stakeholders(tables):
    """Both categories; a group of fewer than 5, not to be published; needs without a measure."""
    group = tables["tblStakeholder"]
    assert set(group["category"]) == {"client", "stakeholder"}
    assert (group["respondents"] < 5).any()
    assert group["response_measure"].isna().any()
    assert (group["satisfaction"] + group["dissatisfaction"] <= 100).all()


def test_every_unit_has_a_contact(tables):
    """Each unit has a head and a coordinator in the directory."""
    contact = tables["tblContact"]
    for role in ("head", "coordinator"):
        assert set(contact.loc[contact["role"] == role, "unit_code"]) == set(tables["tblUnit"]["unit_code"])


def test_people_are_invented(tables):
    """Names differ and say that they are made up; addresses end in example.com, numbers begin with 0-2000."""
    contact = tables["tblContact"]
    assert contact["name"].is_unique
    assert contact["name"].str.contains("จริง|ตัวอย่าง|แต่งขึ้น|ทดสอบ|สมุดงาน|สาธิต|จินตนาการ").all()
    assert contact["email"].dropna().str.fullmatch(r"[a-z0-9.]+@example\.com").all()
    assert contact["phone"].str.fullmatch(r"0-2000-\d{4}").all()


def test_no_personal_data_anywhere(tables):
    """No 13-digit number, no e-mail address but example.com, no web address in any text."""
    for text in every_text(tables):
        assert not re.search(r"\d(?:[ -]?\d){12}", text), text
        assert not re.search(r"@(?!example\.com)", text), text
        assert "://" not in text


def test_no_split_thai(tables):
    """สระอำ is one character everywhere, with no space before it."""
    assert not [text for text in every_text(tables) if "\u0e4d\u0e32" in text or " \u0e33" in text]


def test_steps_and_documents_agree(tables):
    """Steps 1 to 7 are finished and so are their documents; 8 to 10 of round 1 are in hand."""
    step, document = tables["tblStep"], tables["tblDocument"]
    assert step.loc[step["step_no"] <= 7, "finished_on"].notna().all()
    assert document.loc[document["step_no"] <= 7, "file_ref"].notna().all()
    in_hand = step[(step["step_no"] >= 8) & step["started_on"].notna() & step["finished_on"].isna()]
    assert in_hand["step_no"].tolist() == [8, 9, 10]
    reported = document[(document["step_no"] == 10) & document["file_ref"].notna()]["month"].tolist()
    assert reported == ["2564-10", "2564-11", "2564-12", "2565-01"]


def test_items_have_rows_for_process_and_milestone(tables):
    """Points for the process indicator, done or not for milestones; where they stand, actual is not typed."""
    item, row = tables["tblItemResult"], tables["tblMonthlyScore"]
    assert set(item["kpi_code"]) == {"3.7", "3.11"}
    keys = ["month", "unit_code", "kpi_code"]
    typed = row.merge(item[keys].drop_duplicates(), on=keys)
    assert typed["actual"].isna().all()


def test_rows_say_that_they_are_a_sample(tables):
    """Where a table has a note or remark for it, every row says ตัวอย่าง."""
    for name, key in (
        ("tblKpi", "note"),
        ("tblUnitKpi", "note"),
        ("tblItemResult", "remark"),
        ("tblHistory", "source"),
    ):
        assert tables[name][key].str.contains("ตัวอย่าง").all(), name


def test_another_year_tells_the_same_story():
    """For 2566 the same rows come with that year's months and dates."""
    ours, later = sample_tables(), sample_tables(2566)
    assert {name: len(frame) for name, frame in later.items() if name != "tblHoliday"} == {
        name: len(frame) for name, frame in ours.items() if name != "tblHoliday"
    }
    assert sample_as_of(2566) == dt.date(2023, 3, 10)
    assert later["tblMonthlyScore"]["month"].min() == "2565-10"
    assert later["tblMonthlyScore"]["reported_on"].min() >= pd.Timestamp(2022, 11, 1)
    assert later["tblHistory"]["fiscal_year"].min() == 2563
    setting = later["tblSetting"].set_index("key")["value"]
    assert setting[["fiscal_year", "as_of", "round_1"]].tolist() == ["2566", "2023-03-10", "2565-10..2566-02"]
