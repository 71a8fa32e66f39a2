"""The settings that figures follow from, as typed values; names and defaults of WORKBOOK.md, "Settings"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from addin.rules.exact import to_decimal, to_units
from addin.rules.fiscal import BE, DueShift, fiscal_months, month_ordinal, months_between

MissingPolicy = Literal["exclude", "floor", "zero"]
AnnualMethod = Literal["mean_of_rounds", "last_round"]

Score = Annotated[Decimal, Field(ge=0, le=5, decimal_places=4)]
Months = Annotated[tuple[str, ...], Field(min_length=1, max_length=12)]

_CHOICES: dict[str, tuple[str, ...]] = {
    "due_shift": get_args(DueShift),
    "missing_interim": get_args(MissingPolicy),
    "missing_at_close": get_args(MissingPolicy),
    "annual_method": get_args(AnnualMethod),
}
_FLAGS = {
    **dict.fromkeys(("yes", "true", "1", "ใช่"), True),
    **dict.fromkeys(("no", "false", "0", "ไม่ใช่", "ไม่"), False),
}
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

SettingValue = str | float | dt.date | Decimal | None
"""What a value cell may hand over: text, a number, a date (C.E.), or nothing."""


class Settings(BaseModel):
    """Every setting of WORKBOOK.md, validated. Without rounds given, they follow from the fiscal year.

    Scores, the penalty and the tolerance have at most 4 decimals, so that they are whole 1/10000 inside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fiscal_year: int = Field(default=2565, ge=2500, le=2699)
    as_of: dt.date | None = None
    pass_score: Score = Decimal("3.0000")
    target_percent: Decimal = Field(default=Decimal(95), gt=0, le=100, decimal_places=4)
    target_level: int = Field(default=3, ge=1, le=5)
    expected_units: int = Field(default=36, ge=0, le=9999)
    due_day: int = Field(default=10, ge=1, le=31)
    due_shift: DueShift = "none"
    round_1: Months
    round_2: Months
    missing_interim: MissingPolicy = "exclude"
    missing_at_close: MissingPolicy = "floor"
    floor_score: Score = Decimal("1.0000")
    cap_score: Score = Decimal("5.0000")
    annual_method: AnnualMethod = "mean_of_rounds"
    missed_report_penalty: Score = Decimal(0)
    require_certified: bool = False
    trend_tolerance: Score = Decimal("0.0500")
    thai_digits: bool = False
    mask_contacts: bool = True
    backups_kept: int = Field(default=20, ge=1, le=9999)  # without one a save could not be undone

    @model_validator(mode="before")
    @classmethod
    def _rounds_of_the_year(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        year = values.get("fiscal_year", 2565)
        if not isinstance(year, int):
            return values
        return {
            "round_1": months_between(f"{year - 1}-10", f"{year}-02"),
            "round_2": months_between(f"{year}-03", f"{year}-07"),
            **values,
        }

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        year = set(fiscal_months(self.fiscal_year))
        for key, months in (("round_1", self.round_1), ("round_2", self.round_2)):
            if not set(months) <= year or months != months_between(months[0], months[-1]):
                raise _problem("setting_round_outside_year", key, fiscal_year=str(self.fiscal_year))
        if month_ordinal(self.round_2[0]) <= month_ordinal(self.round_1[-1]):
            raise _problem("setting_rounds_overlap", "round_2", round_1=round_text(self.round_1))
        if not self.floor_score <= self.pass_score <= self.cap_score:
            scores = {"floor_score": f"{self.floor_score}", "cap_score": f"{self.cap_score}"}
            raise _problem("setting_scores_out_of_order", "pass_score", **scores)
        return self

    @property
    def rounds(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The months of round 1 and of round 2."""
        return self.round_1, self.round_2

    @property
    def months(self) -> tuple[str, ...]:
        """The twelve months of the fiscal year."""
        return fiscal_months(self.fiscal_year)

    @property
    def pass_units(self) -> int:
        """pass_score in 1/10000."""
        return to_units(self.pass_score)

    @property
    def floor_units(self) -> int:
        """floor_score in 1/10000."""
        return to_units(self.floor_score)

    @property
    def cap_units(self) -> int:
        """cap_score in 1/10000."""
        return to_units(self.cap_score)

    @property
    def penalty_units(self) -> int:
        """missed_report_penalty in 1/10000."""
        return to_units(self.missed_report_penalty)

    @property
    def tolerance_units(self) -> int:
        """trend_tolerance in 1/10000."""
        return to_units(self.trend_tolerance)


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """What is wrong with one setting: its key, a code and what the sentence names."""

    key: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


def _problem(code: str, key: str, **params: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{code}", {"code": code, "key": key, **params})


def round_text(months: tuple[str, ...]) -> str:
    """The months of a round as the setting's value: 2564-10..2565-02."""
    return f"{months[0]}..{months[-1]}"


def build_settings(values: Mapping[str, SettingValue]) -> tuple[Settings | None, list[SettingProblem]]:
    """The settings from the values of the settings table, and every problem in them.

    A key that is missing or blank takes its default; `as_of` may be blank without a word, the others give a
    problem `setting_missing`. A wrong value gives a problem that names it and no settings at all, because
    figures under a setting that nobody chose would mislead. Unknown keys give `setting_unknown`.
    """
    parsed: dict[str, Any] = {}
    problems = [SettingProblem(key, "setting_unknown") for key in values if key not in Settings.model_fields]
    wrong: list[SettingProblem] = []
    for key in Settings.model_fields:
        value = values.get(key)
        if value is None or value != value or (isinstance(value, str) and not value.strip()):  # noqa: PLR0124 NaN
            if key != "as_of":
                problems.append(SettingProblem(key, "setting_missing"))
            continue
        try:
            parsed[key] = _parse(key, value)
        except _WrongValueError as error:
            wrong.append(SettingProblem(key, error.code, {"value": _shown(value), **error.params}))
    settings = None
    try:
        settings = Settings(**parsed)
    except ValidationError as error:
        wrong.extend(_from_pydantic(error, values))
    return (None if wrong else settings), [*problems, *wrong]


def _from_pydantic(error: ValidationError, values: Mapping[str, SettingValue]) -> list[SettingProblem]:
    found = []
    for detail in error.errors(include_url=False):
        context = {key: str(value) for key, value in detail.get("ctx", {}).items()}
        if detail["type"] == "setting":
            code, key = context.pop("code"), context.pop("key")
        else:
            code, key = "setting_out_of_range", str(detail["loc"][0])
            context |= _range(key)
            if detail["type"] == "decimal_max_places":
                code = "setting_too_many_decimals"
        found.append(SettingProblem(key, code, {"value": _shown(values.get(key)), **context}))
    return found


def _range(key: str) -> dict[str, str]:
    """The least and the greatest value that a setting may have, as its sentence names them."""
    metadata = Settings.model_fields[key].metadata
    low = next((str(m.ge) for m in metadata if hasattr(m, "ge")), "0")
    high = next((str(m.le) for m in metadata if hasattr(m, "le")), "")
    return {"minimum": low, "maximum": high}


class _WrongValueError(Exception):
    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def _shown(value: SettingValue) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def _parse(key: str, value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip().translate(_ARABIC)
    if key in {"round_1", "round_2"}:
        return _months(value)
    if key == "as_of":
        return _date(value)
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise _WrongValueError("setting_not_allowed", allowed=", ".join(_CHOICES[key]))
        return value
    annotation = Settings.model_fields[key].annotation
    if annotation is bool:
        return _flag(value)
    number = _number(value)
    if annotation is not int:
        return number
    if number != int(number):
        raise _WrongValueError("setting_not_whole")
    return int(number)


def _flag(value: Any) -> bool:
    flag = _FLAGS.get(f"{value:g}" if isinstance(value, float) else str(value).lower())
    if flag is None:
        raise _WrongValueError("setting_not_allowed", allowed="yes, no")
    return flag


def _number(value: Any) -> Decimal:
    try:
        number = to_decimal(value) if isinstance(value, (int, float)) else Decimal(str(value))
    except InvalidOperation:
        raise _WrongValueError("setting_not_number") from None
    if not number.is_finite():
        raise _WrongValueError("setting_not_number")
    return number


def _months(value: Any) -> tuple[str, ...]:
    first, dots, last = re.sub(r"\s", "", str(value)).partition("..")
    try:
        found = months_between(first, last if dots else first)
    except ValueError:
        raise _WrongValueError("setting_not_months") from None
    if not found:
        raise _WrongValueError("setting_not_months")
    return found


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        value = value.date()
    if not isinstance(value, dt.date):
        try:
            value = dt.date.fromisoformat(str(value))
        except ValueError:
            raise _WrongValueError("setting_not_date") from None
    assert isinstance(value, dt.date)
    if value.year > 2400:
        raise _WrongValueError("setting_buddhist_year", year=str(value.year), ce=str(value.year - BE))
    return value
