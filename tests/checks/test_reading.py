"""Wrong cells, rows and settings of a book become findings with whole sentences, whoever notices them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from addin.actions.load import load
from addin.rules.findings import Finding
from addin.texts import LANGUAGES, finding_text
from workbook.book import WritableValue
from workbook.memory import MemoryBook
from workbook.schema import BY_NAME, INPUT_TABLES, RESULT_TABLES
from workbook.schema.model import Setting
from workbook.schema.settings import BY_KEY, SETTINGS

TODAY = dt.date(2022, 3, 10)
SCORE, WEIGHT, SETTING = "tblMonthlyScore", "tblUnitKpi", "tblSetting"

# code -> table, column, the wrong cell
CELLS: dict[str, tuple[str, str, WritableValue]] = {
    "cell_error": (SCORE, "actual", "#N/A"),
    "not_a_number": (SCORE, "actual", "83 ร้อยละ"),
    "number_as_text": (SCORE, "actual", "83.5"),
    "thai_digits": (SCORE, "actual", "๘๓.๕"),
    "not_whole": (WEIGHT, "round", 1.5),
    "not_a_date": (SCORE, "reported_on", "เมื่อวาน"),
    "date_as_text": (SCORE, "reported_on", "5 ก.พ. 65"),
    "date_as_number": (SCORE, "reported_on", 44597.0),
    "be_year_date": (SCORE, "reported_on", dt.datetime(2565, 2, 5)),
    "not_a_month": (SCORE, "month", "กุมภา"),
    "month_form": (SCORE, "month", "ก.พ. 65"),
    "code_as_number": (SCORE, "kpi_code", 3.1),
    "not_allowed": (SCORE, "status", "เสร็จ"),
    "decomposed_thai": (SCORE, "evidence", "ค\u0e4d\u0e32รับรอง"),
    "required_blank": (SCORE, "unit_code", None),
    "below_minimum": (WEIGHT, "weight", -1.0),
    "above_maximum": (WEIGHT, "weight", 100.5),
    "unknown_reference": (SCORE, "unit_code", "XX"),
    "unknown_reference_case": (SCORE, "unit_code", "a1"),
}


def cell_value(setting: Setting) -> WritableValue:
    """The default as its cell shows it: the Thai word of an allowed value, else the value itself."""
    return {choice.key: choice.label for choice in setting.allowed}.get(str(setting.default), setting.default)


# code -> setting, the wrong value
VALUES: dict[str, tuple[str, WritableValue]] = {
    "setting_missing": ("target_percent", None),
    "setting_not_allowed": ("due_shift", "เลื่อนบ้าง"),
    "setting_out_of_range": ("target_level", 6.0),
    "setting_not_number": ("target_percent", "เก้าสิบห้า"),
    "setting_not_whole": ("due_day", 10.5),
    "setting_too_many_decimals": ("pass_score", "2.99995"),
    "setting_not_months": ("round_1", "ต้นปี"),
    "setting_not_date": ("as_of", "วันนี้"),
    "setting_buddhist_year": ("as_of", "2565-03-10"),
    "setting_round_outside_year": ("round_1", "2563-10..2564-02"),
    "setting_rounds_overlap": ("round_2", "2565-02..2565-07"),
    "setting_scores_out_of_order": ("pass_score", 0.5),
}

PLAIN: dict[str, dict[str, WritableValue]] = {
    SCORE: {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.1", "status": "ร่าง"},
    WEIGHT: {"unit_code": "A1", "kpi_code": "1.1", "round": 1.0, "weight": 100.0},
    "tblUnit": {
        "unit_code": "A1",
        "unit_name": "กลุ่มหนึ่ง",
        "kind": "กลุ่ม",
        "supervisor": "อธิบดี",
        "region": "กลาง",
    },
    "tblKpi": {"kpi_code": "1.1", "kpi_name": "ตัวชี้วัด", "unit_of_measure": "ร้อยละ"},
}


def book(table: str = "", edit: dict[str, WritableValue] | None = None, **more: Any) -> MemoryBook:
    """A book of every table with one row each in a few of them, one of which is edited."""
    content = {}
    rows = {name: [dict(row)] for name, row in PLAIN.items()}
    rows[SETTING] = [{"key": setting.label, "value": cell_value(setting)} for setting in SETTINGS]
    if edit:
        rows[table][0] |= edit
    for name, extra in more.items():
        rows[name] = [*rows.get(name, []), *extra]
    for declared in (*INPUT_TABLES, *RESULT_TABLES):
        headers = [column.header for column in declared.columns]
        lines = [[row.get(key) for key in declared.keys] for row in rows.get(declared.name, [])]
        content[declared.name] = (headers, lines)
    return MemoryBook(content)


@cache
def cell_findings(code: str) -> tuple[Finding, ...]:
    table, key, value = CELLS[code]
    return tuple(load(book(table, {key: value}), today=TODAY).findings)


@cache
def setting_findings(code: str) -> tuple[Finding, ...]:
    key, value = VALUES[code]
    changed = book()
    headers = [column.header for column in BY_NAME[SETTING].columns]
    lines = [
        {headers[0]: setting.label, headers[1]: value if setting.key == key else cell_value(setting)}
        for setting in SETTINGS
    ]
    changed.replace(SETTING, lines)
    return tuple(load(changed, today=TODAY).findings)


@pytest.mark.parametrize("code", [code for code in CELLS if code != "cell_error"])
def test_a_wrong_cell_is_found(code: str) -> None:
    """One cell that cannot be read as it stands gives its finding in its place."""
    table, key, _ = CELLS[code]
    found = [(f.table, f.column) for f in cell_findings(code) if f.code == code]
    assert found.count((table, key)) == 1


@pytest.mark.parametrize("code", VALUES)
def test_a_wrong_setting_is_found(code: str) -> None:
    """One setting that cannot be used gives its finding at its value."""
    found = [f for f in setting_findings(code) if f.code == code]
    assert [(f.table, f.column, f.params["setting"]) for f in found] == [
        (SETTING, "value", BY_KEY[VALUES[code][0]].label)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", [*(code for code in CELLS if code != "cell_error"), *VALUES])
def test_every_sentence_is_whole(code: str, lang: str) -> None:
    """Whatever is found besides, no message or cure has an open placeholder."""
    for finding in cell_findings(code) if code in CELLS else setting_findings(code):
        for sentence in finding_text(finding, lang)[1:]:
            assert "{" not in sentence
            assert sentence.strip()


def test_a_citizen_number_in_an_unreadable_cell_is_found_and_masked() -> None:
    """A number typed where a date belongs is no date, and must not be kept either."""
    wrong = book(SCORE, {"reported_on": "1-2345-67890-12-1"})
    told = {
        f.code: finding_text(f)[1] for f in load(wrong, today=TODAY).findings if f.column == "reported_on"
    }
    assert set(told) == {"not_a_date", "citizen_number"}
    assert all("1-XXXX-XXXXX-XX-1" in message and "67890" not in message for message in told.values())


def test_what_cannot_be_read_is_not_called_blank_too() -> None:
    """One finding for a required cell that holds a wrong value, not a second one that it is blank."""
    codes = [f.code for f in cell_findings("not_allowed") if f.column == "status"]
    assert codes == ["not_allowed"]


def test_the_second_row_for_a_month_is_told_once() -> None:
    """month_twice says what duplicate_key says, and why it matters."""
    twice = book(tblMonthlyScore=[PLAIN[SCORE]])
    again = {
        f.row: f.code for f in load(twice, today=TODAY).findings if f.code in {"duplicate_key", "month_twice"}
    }
    assert again == {3: "month_twice"}


def test_a_second_row_for_a_key_is_found() -> None:
    """Two rows with one unit code."""
    (found,) = [
        f for f in load(book(tblUnit=[PLAIN["tblUnit"]]), today=TODAY).findings if f.code == "duplicate_key"
    ]
    assert finding_text(found)[1] == "A1 ซ้ำกับแถว 2 ของชีต หน่วยงาน"


def test_a_missing_table_and_a_missing_column_are_found() -> None:
    """A book that lacks a sheet or a required column is told which."""
    headers = [column.header for column in BY_NAME["tblUnit"].columns]
    poor = MemoryBook({"tblUnit": (headers[1:], [])})
    found = [f for f in load(poor, today=TODAY).findings if f.code in {"table_missing", "column_missing"}]
    messages = [finding_text(f)[1] for f in found]
    assert "ไม่พบคอลัมน์ รหัสหน่วยงาน ในชีต หน่วยงาน" in messages
    assert "ไม่พบตารางของชีต ตัวชี้วัด ในสมุดงาน" in messages


def test_the_plain_book_has_no_wrong_cell() -> None:
    """The book that the cases start from trips none of these codes."""
    codes = {finding.code for finding in load(book(), today=TODAY).findings}
    assert codes & (set(CELLS) | set(VALUES)) == {"required_blank"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_setting_out_of_range_names_the_range(lang: str) -> None:
    """The officer need not look the limits up: level 6 of 1 to 5."""
    finding = next(f for f in setting_findings("setting_out_of_range") if f.code == "setting_out_of_range")
    for sentence in finding_text(finding, lang)[1:]:
        assert {"th": "1 ถึง 5", "en": "1 to 5"}[lang] in sentence


def test_a_code_in_other_letters_is_asked_about() -> None:
    """The known code stands in the question."""
    finding = next(f for f in cell_findings("unknown_reference_case") if f.code == "unknown_reference_case")
    assert finding_text(finding)[1].endswith("หมายถึง A1 หรือไม่")
