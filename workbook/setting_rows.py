"""The rows of the settings sheet: every setting, with the value that a frame gives or its default."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from workbook.book import WritableValue
from workbook.schema.model import Setting
from workbook.schema.settings import SETTINGS
from workbook.schema.setup import SETTING

_DEFAULT_YEAR = 2565


def setting_rows(frame: pd.DataFrame | None, fiscal_year: int) -> list[dict[str, WritableValue]]:
    """Header -> cell for all settings in their order; words in Thai, numbers and dates as such.

    A frame of tblSetting (values as text, by key) goes before the defaults, also with its sources and notes
    where it has any. The defaults of the year and of its rounds are moved to `fiscal_year`.
    """
    given: dict[str, str | None] = {}
    told: dict[str, dict[str, str]] = {"source": {}, "note": {}}
    if frame is not None:
        for name, texts in told.items():
            if name in frame:
                given_here = frame[frame[name].notna()]
                texts.update(zip(given_here["key"], given_here[name], strict=True))
        given = {
            key: None if pd.isna(value) else str(value)
            for key, value in zip(frame["key"], frame["value"], strict=True)
        }
    header = {column.key: column.header for column in SETTING.columns}
    return [
        {
            header["key"]: setting.label,
            header["value"]: _typed(setting, given[setting.key])
            if setting.key in given
            else _default(setting, fiscal_year),
            header["unit"]: setting.unit,
            header["source"]: told["source"].get(setting.key, setting.source),
            header["note"]: told["note"].get(setting.key, setting.note),
        }
        for setting in SETTINGS
    ]


def _default(setting: Setting, fiscal_year: int) -> WritableValue:
    if setting.key == "fiscal_year":
        return fiscal_year
    value = setting.default
    if setting.key.startswith("round_"):
        later = fiscal_year - _DEFAULT_YEAR
        return "..".join(f"{int(month[:4]) + later}{month[4:]}" for month in str(value).split(".."))
    return _typed(setting, value) if isinstance(value, str) else value


def _typed(setting: Setting, text: str | None) -> WritableValue:
    if text is None:
        return None
    for choice in setting.allowed:
        if text in {choice.key, choice.label}:
            return choice.label
    if isinstance(setting.default, (int, float)):
        return float(text)
    if setting.key == "as_of":
        return dt.datetime.fromisoformat(text)
    return text
