"""A book read whole: frames, settings and every finding, ready for the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from addin.checks import check, closed, in_unread_cells
from addin.checks.context import Context
from addin.checks.raw_text import citizen_numbers_in_cells
from addin.errors import UserError
from addin.rules.findings import Finding, tidy
from addin.rules.settings import SettingProblem, Settings, build_settings
from workbook.book import Book
from workbook.book_rows import LAYOUT, layout_of
from workbook.frames import CellIssue, Place, Tables, read_tables
from workbook.schema import INPUT_TABLES, TABLES
from workbook.schema.results import SNAPSHOT_SETTING
from workbook.schema.settings import key_of_value
from workbook.validation import rows_below, validate

Progress = Callable[..., None]
"""Called with a key of texts.toml progress_KEY and its parameters, as each part of the work begins."""


def silent(key: str, **params: object) -> None:
    """Tell nobody."""


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
    def refusal(self) -> str | None:
        """Why no figure may be computed: an error code, or None. The findings say where."""
        if any(finding.code in _BROKEN for finding in self.findings):
            return "structure_missing"
        return "settings_wrong" if self.settings is None else None

    def blocks(self, code: str, table: str) -> bool:
        """True for a finding that is the reason of the refusal."""
        return code in _BROKEN if self.refusal == "structure_missing" else table == "tblSetting"

    @property
    def usable(self) -> Settings:
        """The settings; to be asked only where there is no `refusal`."""
        assert self.settings is not None
        return self.settings

    @property
    def errors(self) -> int:
        """How many findings must be mended."""
        from addin.texts import severity  # noqa: PLC0415 - the texts are loaded when something is shown

        return sum(severity(finding.code) == "error" for finding in self.findings)


def _settings(frame: pd.DataFrame) -> tuple[Settings | None, list[Finding], set[str]]:
    known = frame[frame["key"].notna()].drop_duplicates("key")
    rows = {str(key): int(str(row)) for row, key in known["key"].items()}
    values = {
        str(key): None if pd.isna(value) else key_of_value(str(key), str(value))
        for key, value in zip(known["key"], known["value"], strict=True)
    }
    settings, problems = build_settings(values)
    findings = [_setting_finding(problem, rows) for problem in problems]
    return settings, findings, {problem.key for problem in problems}


def _setting_finding(problem: SettingProblem, rows: Mapping[str, int]) -> Finding:
    from workbook.schema.settings import BY_KEY  # noqa: PLC0415 - only where a setting is wrong

    known = BY_KEY.get(problem.key)
    params = {"value": "", **problem.params, "setting": known.label if known else problem.key}
    if known and known.allowed:
        params["allowed"] = ", ".join(choice.label for choice in known.allowed)
    return Finding(problem.code, "tblSetting", rows.get(problem.key), "value", params)


def _finding(issue: CellIssue) -> Finding:
    return Finding(issue.code, issue.table, issue.row, issue.column, dict(issue.params))


def _with_neutral(frame: pd.DataFrame) -> pd.DataFrame:
    """The settings kept at closings, with the value that the rules know beside the one that is shown."""
    pairs = zip(frame["key"], frame["value"], strict=True)
    neutral = [None if pd.isna(value) else key_of_value(str(key), str(value)) for key, value in pairs]
    return frame.assign(neutral=pd.Series(neutral, index=frame.index, dtype="str"))


_CORE = ("tblSetting", "tblUnit", "tblKpi", "tblUnitKpi", "tblMonthlyScore")
"""A workbook without any of these is somebody else's."""

_BROKEN = frozenset({"table_missing", "column_missing"})
"""Findings of the book's structure: figures computed past them would mislead."""


def _best_effort(frame: pd.DataFrame, wrong: set[str]) -> Settings:
    """The settings that are right, with defaults for the wrong ones: enough to go on checking by."""
    return _settings(frame[~frame["key"].isin(wrong)])[0] or _PLAIN


def _beyond_the_frames(tables: Tables) -> list[Finding]:
    """What stands in the cells that no frame holds: rows under a table, columns that the user added."""
    found: list[Finding] = []
    for table in INPUT_TABLES:
        raw = tables.raws.get(table.name)
        if raw is not None:
            found += map(_finding, rows_below(raw))
            found += citizen_numbers_in_cells(raw, set(tables.places[table.name].headers.values()))
    return found


def decide_as_of(given: dt.date | None, settings: Settings | None, today: dt.date) -> dt.date:
    """The date that figures are of: the one given, else the setting, else today."""
    if given is not None:
        return given
    return (settings.as_of if settings else None) or today


def refuse_strangers(book: Book) -> None:
    """UserError for a workbook that is no master."""
    if not set(_CORE) & set(book.table_names()):
        raise UserError("not_a_master", file=book.name)


def refuse_other_layout(book: Book) -> None:
    """UserError for a book of another layout than this code's: an older one is migrated first."""
    layout = layout_of(book)
    if layout < LAYOUT:
        raise UserError("layout_older", file=book.name, layout=layout, known=LAYOUT)
    if layout > LAYOUT:
        raise UserError("layout_newer", file=book.name, layout=layout, known=LAYOUT)


def with_frames(loaded: Loaded, frames: dict[str, pd.DataFrame]) -> Loaded:
    """The book as it will stand when these frames are written: findings about closed months looked for anew.

    To be asked only where there is no `refusal`.
    """
    kept = [f for f in loaded.findings if not f.code.startswith("closed_")]
    found = closed.check(Context(frames, loaded.usable, loaded.as_of))
    return replace(loaded, frames=frames, findings=tuple(tidy([*kept, *found], _SHEETS, _COLUMNS)))


def load(book: Book, *, today: dt.date, as_of: dt.date | None = None, progress: Progress = silent) -> Loaded:
    """Read the whole book and find everything that is wrong with it. UserError when it is no master.

    With a wrong setting the checks go on by the others, so that one look shows all.
    """
    refuse_strangers(book)
    refuse_other_layout(book)
    tables = read_tables(book, TABLES)
    tables.frames[SNAPSHOT_SETTING.name] = _with_neutral(tables.frames[SNAPSHOT_SETTING.name])
    progress("checking")
    typed = tables.frames["tblSetting"]
    settings, setting_findings, wrong = _settings(typed)
    usable = settings or _best_effort(typed, wrong)
    date = decide_as_of(as_of, usable, today)
    unread = [_finding(issue) for issue in tables.issues]
    findings = [
        *unread,
        *_beyond_the_frames(tables),
        *in_unread_cells(unread),
        *map(_finding, validate(tables.frames, TABLES)),
        *setting_findings,
        *check(tables.frames, usable, date),
    ]
    missing = {(f.table, f.column) for f in unread if f.code in {"column_missing", "column_missing_text"}}
    findings = [f for f in findings if (f.table, f.column) not in missing or f in unread]
    return Loaded(tables.frames, tables.places, settings, date, tuple(tidy(findings, _SHEETS, _COLUMNS)))
