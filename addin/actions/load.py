"""A book read whole: frames, settings and every finding, ready for the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from addin.checks import check, in_unread_cells
from addin.errors import UserError
from addin.rules.findings import Finding, tidy
from addin.rules.settings import SettingProblem, Settings, build_settings
from workbook.book import Book
from workbook.frames import CellIssue, Place, read_tables
from workbook.schema import TABLES
from workbook.schema.settings import key_of_value
from workbook.validation import validate

_SHEETS = tuple(table.name for table in TABLES)
_COLUMNS = {table.name: table.keys for table in TABLES}
_PLAIN = Settings.model_validate({})


@dataclass(frozen=True)
class Loaded:
    """Everything an action needs: `settings` is None when a setting is wrong (findings say which)."""

    frames: dict[str, pd.DataFrame]
    places: Mapping[str, Place]
    settings: Settings | None
    as_of: dt.date
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> Settings:
        """The settings, or a UserError that says to mend them first."""
        if self.settings is None:
            raise UserError("settings_wrong")
        return self.settings

    @property
    def errors(self) -> int:
        """How many findings must be mended."""
        from addin.texts import severity  # noqa: PLC0415 - the texts are loaded when something is shown

        return sum(severity(finding.code) == "error" for finding in self.findings)


def _settings(frame: pd.DataFrame) -> tuple[Settings | None, list[Finding]]:
    known = frame[frame["key"].notna()].drop_duplicates("key")
    rows = {str(key): int(str(row)) for row, key in known["key"].items()}
    values = {
        str(key): None if pd.isna(value) else key_of_value(str(key), str(value))
        for key, value in zip(known["key"], known["value"], strict=True)
    }
    settings, problems = build_settings(values)
    return settings, [_setting_finding(problem, rows) for problem in problems]


def _setting_finding(problem: SettingProblem, rows: Mapping[str, int]) -> Finding:
    from workbook.schema.settings import BY_KEY  # noqa: PLC0415 - only where a setting is wrong

    known = BY_KEY.get(problem.key)
    params = {"value": "", **problem.params, "setting": known.label if known else problem.key}
    if known and known.allowed:
        params["allowed"] = ", ".join(choice.label for choice in known.allowed)
    return Finding(problem.code, "tblSetting", rows.get(problem.key), "value", params)


def _finding(issue: CellIssue) -> Finding:
    return Finding(issue.code, issue.table, issue.row, issue.column, dict(issue.params))


def decide_as_of(given: dt.date | None, settings: Settings | None, today: dt.date) -> dt.date:
    """The date that figures are of: the one given, else the setting, else today."""
    if given is not None:
        return given
    return (settings.as_of if settings else None) or today


def load(book: Book, *, today: dt.date, as_of: dt.date | None = None) -> Loaded:
    """Read the whole book and find everything that is wrong with it.

    With a wrong setting the checks that need settings run on the defaults, so that one look shows all.
    """
    tables = read_tables(book, TABLES)
    settings, setting_findings = _settings(tables.frames["tblSetting"])
    date = decide_as_of(as_of, settings, today)
    unread = [_finding(issue) for issue in tables.issues]
    findings = [
        *unread,
        *in_unread_cells(unread),
        *map(_finding, validate(tables.frames, TABLES)),
        *setting_findings,
        *check(tables.frames, settings or _PLAIN, date),
    ]
    return Loaded(tables.frames, tables.places, settings, date, tuple(tidy(findings, _SHEETS, _COLUMNS)))
