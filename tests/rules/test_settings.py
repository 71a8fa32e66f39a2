"""Settings are read from cells, every problem by itself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from addin.rules.settings import SettingProblem, Settings, SettingValue, build_settings, round_text

GOOD: dict[str, SettingValue] = {
    "fiscal_year": 2565.0, "as_of": dt.datetime(2022, 3, 10), "pass_score": "3.0000", "target_percent": 95.0,
    "target_level": "3", "expected_units": 36.0, "due_day": 10.0, "due_shift": "none",
    "round_1": "2564-10..2565-02", "round_2": "2565-03 .. 2565-07", "missing_interim": "exclude",
    "missing_at_close": "floor", "floor_score": 1.0, "cap_score": 5.0, "annual_method": "mean_of_rounds",
    "missed_report_penalty": 0.0, "require_certified": "no", "trend_tolerance": 0.05, "thai_digits": "no",
    "mask_contacts": "ใช่", "backups_kept": 20.0,
}  # fmt: skip


def test_cells_of_every_sort_give_the_contracts_defaults():
    """Numbers, texts, dates and Thai words read as what they stand for."""
    assert build_settings(GOOD) == (Settings(as_of=dt.date(2022, 3, 10)), [])


def test_every_setting_of_the_contract_is_there():
    """Named as WORKBOOK.md names them, and none beside."""
    assert set(GOOD) == set(Settings.model_fields)


def test_thai_digits_are_numbers():
    """๒๕๖๕ is 2565."""
    settings, problems = build_settings({**GOOD, "fiscal_year": "๒๕๖๕", "pass_score": "๓.๕"})
    assert settings is not None
    assert (settings.fiscal_year, settings.pass_score, problems) == (2565, Decimal("3.5"), [])


def test_the_rounds_follow_the_fiscal_year():
    """Without rounds typed they are October to February and March to July of that year."""
    settings = Settings(fiscal_year=2566)
    assert (round_text(settings.round_1), round_text(settings.round_2)) == (
        "2565-10..2566-02",
        "2566-03..2566-07",
    )


@pytest.mark.parametrize(
    ("key", "value", "code", "params"),
    [
        ("pass_score", "สาม", "setting_not_number", {}),
        ("pass_score", float("inf"), "setting_not_number", {}),
        ("pass_score", 6.0, "setting_out_of_range", {"le": "5"}),
        ("pass_score", "2.99995", "setting_too_many_decimals", {"decimal_places": "4"}),
        ("pass_score", 0.5, "setting_scores_out_of_order", {"floor_score": "1", "cap_score": "5"}),
        ("target_level", 6.0, "setting_out_of_range", {"le": "5"}),
        ("target_percent", 0.0, "setting_out_of_range", {"gt": "0"}),
        ("due_day", 10.5, "setting_not_whole", {}),
        (
            "due_shift",
            "next",
            "setting_not_allowed",
            {"allowed": "none, next_working_day, previous_working_day"},
        ),
        ("require_certified", "maybe", "setting_not_allowed", {"allowed": "yes, no"}),
        ("round_1", "2564-10", "setting_missing", None),
        ("round_1", "ต.ค.-ก.พ.", "setting_not_months", {}),
        ("round_1", "2565-02..2564-10", "setting_not_months", {}),
        ("round_1", "2563-10..2564-02", "setting_round_outside_year", {"fiscal_year": "2565"}),
        ("round_2", "2565-02..2565-07", "setting_rounds_overlap", {"round_1": "2564-10..2565-02"}),
        ("as_of", "10/3/65", "setting_not_date", {}),
        ("as_of", dt.datetime(2565, 3, 10), "setting_buddhist_year", {"year": "2565", "ce": "2022"}),
    ],
)
def test_a_wrong_value_is_named_and_gives_no_settings(
    key: str, value: SettingValue, code: str, params: dict[str, str] | None
):
    """Its code says what is wrong, the parameters what the sentence names."""
    settings, problems = build_settings({**GOOD, key: value})
    if params is None:  # a round of one month is fine
        assert (problems, settings is None) == ([], False)
        return
    assert settings is None
    (problem,) = problems
    assert (problem.key, problem.code) == (key, code)
    assert params.items() <= problem.params.items()
    assert "value" in problem.params


def test_all_problems_come_at_once():
    """Each wrong setting gives its own, none hides another."""
    _, problems = build_settings({**GOOD, "pass_score": "x", "due_day": 40.0, "round_1": "y", "z": 1.0})
    assert [(problem.key, problem.code) for problem in problems] == [
        ("z", "setting_unknown"),
        ("pass_score", "setting_not_number"),
        ("round_1", "setting_not_months"),
        ("due_day", "setting_out_of_range"),
    ]


def test_a_missing_setting_takes_its_default_and_says_so():
    """A deleted row changes no figure in silence."""
    settings, problems = build_settings({key: value for key, value in GOOD.items() if key != "pass_score"})
    assert problems == [SettingProblem("pass_score", "setting_missing")]
    assert settings is not None
    assert settings.pass_score == Decimal("3.0000")


def test_a_blank_as_of_is_today_and_no_problem():
    """Whoever computes says what day it is."""
    settings, problems = build_settings({**GOOD, "as_of": float("nan")})
    assert settings is not None
    assert (settings.as_of, problems) == (None, [])
