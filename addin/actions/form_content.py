"""From a book that has been read to what each unit's form holds: its own rows, figures and contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from addin.actions.load import Loaded
from addin.rules.fiscal import kpi_sort_key, month_label, thai_date_short
from addin.rules.form_figures import KpiFigures, UnitFigures, form_figures
from addin.rules.gaps import YEARS
from addin.rules.merge import plain
from addin.rules.periods import periods
from workbook.cells import plain as number
from workbook.form_model import (
    CONTACT_INPUTS,
    ITEM_INPUTS,
    SCORE_INPUTS,
    Cached,
    FormContact,
    FormItem,
    FormKpi,
    Mark,
    Others,
    UnitForm,
    item_name,
    neutral,
)
from workbook.schema.words import CONTACT_ROLE, DIRECTION, SCORE_STATUS

CLOSED = ("certified", "not_applicable")
"""Statuses of rows that a unit's form shows and does not change."""

_STATUS = {choice.key: choice.label for choice in SCORE_STATUS}
_DIRECTION = {choice.key: choice.label for choice in DIRECTION}
_ROLE = {choice.key: choice.label for choice in CONTACT_ROLE}
_NO_ROW: Mapping[str, Any] = {"status": "draft"}


def cell(value: Any) -> Any:
    """A value of a frame as forms hold it: None for a blank, dates as datetime, numbers as float."""
    found = plain(value)
    return found.to_pydatetime() if isinstance(found, pd.Timestamp) else found


def rows_by(frame: pd.DataFrame, keys: Sequence[str], columns: Sequence[str]) -> dict[Any, dict[str, Any]]:
    """The rows of a frame by their keys (one alone, or a tuple), the first of several."""
    found: dict[Any, dict[str, Any]] = {}
    for record in frame.to_dict("records"):
        name = tuple(record[key] for key in keys) if len(keys) > 1 else record[keys[0]]
        found.setdefault(name, {key: cell(record[key]) for key in columns})
    return found


def of_unit(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The rows of a unit."""
    return frame[frame["unit_code"] == unit]


def public_contacts(loaded: Loaded, unit: str) -> pd.DataFrame:
    """The unit's contacts that may be published and are in office: what its form may show and mend.

    Source: DOMAIN.md 7: a form that goes through many hands holds nobody who did not agree to be named.
    """
    frame = of_unit(loaded.frames["tblContact"], unit)
    named = frame["contact_id"].notna() & (frame["publish"] == "yes") & (frame["active"] != "no")
    return frame[named].drop_duplicates("contact_id")


class FormMaker:
    """Makes the forms of one month; the figures of all units are computed at once."""

    def __init__(self, loaded: Loaded, month: str, units: Sequence[str], *, sample: bool) -> None:
        self.loaded, self.month, self.sample = loaded, month, sample
        self.frames, self.settings = loaded.frames, loaded.usable
        found = form_figures(self.frames, self.settings, loaded.as_of, month, units)
        self.figures: dict[str, UnitFigures] = {one.unit_code: one for one in found}
        kpis = ("kpi_name", "unit_of_measure", "direction")
        self.kpis = rows_by(self.frames["tblKpi"], ("kpi_code",), kpis)
        units_frame = self.frames["tblUnit"].drop_duplicates("unit_code")
        self.names: dict[str, str] = dict(
            zip(units_frame["unit_code"].tolist(), units_frame["unit_name"].fillna("").tolist(), strict=True)
        )
        spans = periods(self.settings, self.frames["tblHoliday"], loaded.as_of).frame()
        row = spans[spans["month"] == month].iloc[0]
        self.safe: dt.date = row["safe_date"].date()
        self.earlier = [one for one in self.settings.months if one < month]
        year = self.settings.fiscal_year
        self.years = tuple(range(year - YEARS, year))

    def form(self, unit: str) -> UnitForm:
        """The form of one unit."""
        figures = self.figures[unit]
        monthly = of_unit(self.frames["tblMonthlyScore"], unit)
        columns = (*SCORE_INPUTS, "return_reason")
        now = rows_by(monthly[monthly["month"] == self.month], ("kpi_code",), columns)
        before = rows_by(monthly, ("month", "kpi_code"), ("status", "actual", "score"))
        history = rows_by(
            of_unit(self.frames["tblHistory"], unit).assign(
                kpi_code=lambda frame: frame["kpi_code"].where(frame["kpi_code"].notna(), "")
            ),
            ("fiscal_year", "kpi_code"),
            ("score",),
        )
        kpis = [
            self._kpi(unit, one, now.get(one.kpi_code), before, history)
            for one in sorted(figures.kpis, key=lambda one: kpi_sort_key(one.kpi_code))
        ]
        settings = self.settings
        safe = min(self.safe, figures.deadline)
        contacts = public_contacts(self.loaded, unit)
        return UnitForm(
            unit_code=unit,
            unit_name=self.names[unit],
            month=self.month,
            month_label=month_label(self.month),
            fiscal_year=settings.fiscal_year,
            round_no=figures.round_no,
            deadline=thai_date_short(figures.deadline),
            # A deadline that was extended has no holiday to be warned of: the safe date is the month's own.
            safe_date=thai_date_short(safe if figures.deadline.day == settings.due_day else figures.deadline),
            pass_score=float(settings.pass_score),
            floor=float(settings.floor_score),
            cap=float(settings.cap_score),
            penalty=float(settings.missed_report_penalty),
            missed_before=figures.missed_before,
            past_deadline=figures.past,
            substitute=figures.substitute,
            round_score=figures.score,
            reporter=_reporter(contacts),
            kpis=tuple(kpis),
            contacts=tuple(
                FormContact(
                    str(row["contact_id"]),
                    _ROLE.get(str(row["role"]), ""),
                    {key: cell(row[key]) for key in CONTACT_INPUTS},
                )
                for row in contacts.to_dict("records")
            ),
            past=(
                *(month_label(one) for one in self.earlier),
                *(f"คะแนนปี {year}" for year in self.years),
            ),
            whole_past=(
                *("" for _ in self.earlier),
                *(_score(history.get((year, ""))) for year in self.years),
            ),
            sample=self.sample,
        )

    def _kpi(
        self,
        unit: str,
        figures: KpiFigures,
        row: Mapping[str, Any] | None,
        before: Mapping[Any, Mapping[str, Any]],
        history: Mapping[Any, Mapping[str, Any]],
    ) -> FormKpi:
        code = figures.kpi_code
        about = self.kpis.get(code, {})
        values = _NO_ROW if row is None else row
        column = "score" if figures.scoring == "reported" else "actual"
        past = [
            _result(before.get((month, code)), column, figures.months.get(month)) for month in self.earlier
        ]
        last_year = history.get((self.years[-1], code), {}).get("score")
        return FormKpi(
            kpi_code=code,
            kpi_name=about.get("kpi_name") or code,
            measure=about.get("unit_of_measure") or "",
            direction=_DIRECTION.get(str(about.get("direction")), ""),
            scoring=figures.scoring,
            aggregate=figures.aggregate,
            lower=figures.lower,
            weight=figures.weight,
            targets=figures.targets,
            counts=figures.counts,
            due=figures.due,
            usable=figures.usable,
            excused=figures.excused,
            open=figures.due and values.get("status") not in CLOSED,
            typed={key: values.get(key) for key in SCORE_INPUTS},
            return_reason=values.get("return_reason") if values.get("status") == "returned" else None,
            last_year=last_year,
            previous=past[-1] if past else "",
            past=(*past, *(_score(history.get((year, code))) for year in self.years)),
            others=Others(
                figures.others.count,
                figures.others.total,
                figures.others.largest,
                figures.others.last,
                figures.others.later,
            ),
            cached=Cached(
                figures.value,
                figures.amount,
                figures.score,
                figures.month_score,
                figures.needed_score,
                figures.needed,
            ),
            items=self._items(unit, figures),
        )

    def _items(self, unit: str, figures: KpiFigures) -> tuple[FormItem, ...]:
        """The declared items of a process or milestone KPI in this round, and those that have results."""
        if figures.scoring not in {"process", "milestone"} or not figures.due:
            return ()
        declared = self.frames["tblProcessItem"]
        round_no = self.figures[unit].round_no
        mine = declared[(declared["kpi_code"] == figures.kpi_code) & (declared["round"] == round_no)]
        about = rows_by(mine[mine["item_no"].notna()], ("item_no",), ("item", "max_points"))
        results = of_unit(self.frames["tblItemResult"], unit)
        results = results[(results["kpi_code"] == figures.kpi_code) & (results["month"] == self.month)]
        given = rows_by(results[results["item_no"].notna()], ("item_no",), ITEM_INPUTS)
        return tuple(
            FormItem(
                int(item_no),
                about.get(item_no, {}).get("item") or "",
                about.get(item_no, {}).get("max_points"),
                given.get(item_no, dict.fromkeys(ITEM_INPUTS)),
            )
            for item_no in sorted({*about, *given})
        )


def _reporter(contacts: pd.DataFrame) -> str | None:
    """Who most likely fills in: the unit's coordinator, else its recorder."""
    for role in ("coordinator", "recorder"):
        found = contacts.loc[contacts["role"] == role, "name"].dropna()
        if len(found):
            return str(found.iloc[0])
    return None


def _result(row: Mapping[str, Any] | None, column: str, counted: float | None) -> str:
    """What a month said: its value (the one typed, else what its items gave) and status in words."""
    if row is None:
        return ""
    value = counted if row[column] is None else row[column]
    status = _STATUS.get(str(row["status"]), "")
    return status if value is None else f"{number(value)} ({status})"


def _score(row: Mapping[str, Any] | None) -> str:
    score = None if row is None else row["score"]
    return "" if score is None else f"{score:.4f}"


def mark_of(form: UnitForm, *, book_id: str, issue: int, moment: dt.datetime, new_rows: set[str]) -> Mark:
    """The mark of a form: what it was given, by table and row."""
    due = [kpi for kpi in form.kpis if kpi.due]
    scores = {
        kpi.kpi_code: {
            key: neutral(kpi.typed.get(key))
            for key in SCORE_INPUTS
            if key not in {"actual", "score"} or key == kpi.value_key
        }
        for kpi in due
    }
    items = {
        item_name(kpi.kpi_code, item.item_no): {
            key: neutral(item.typed.get(key))
            for key in ITEM_INPUTS
            if key == "evidence" or (key == "points") == kpi.by_points
        }
        for kpi in due
        for item in kpi.items
    }
    contacts = {
        one.contact_id: {key: neutral(one.typed.get(key)) for key in CONTACT_INPUTS} for one in form.contacts
    }
    return Mark(
        book_id=book_id,
        fiscal_year=form.fiscal_year,
        unit_code=form.unit_code,
        unit_label=form.unit_label,
        month=form.month,
        month_label=form.month_label,
        issue=issue,
        issued_at=moment.replace(microsecond=0, tzinfo=None).isoformat(),
        base={"tblMonthlyScore": scores, "tblItemResult": items, "tblContact": contacts},
        value_keys={kpi.kpi_code: kpi.value_key for kpi in due},
        new_rows=tuple(sorted(new_rows)),
        closed_rows=tuple(kpi.kpi_code for kpi in due if not kpi.open),
    )
