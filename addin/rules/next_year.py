"""What a year's book hands to the next: who, what and how, moved a year on; its results as history.

Sources: SOP.md step 1 (the past three years), WORKBOOK.md "Commands" (new --from). Nothing that belongs to
the old year alone goes with it: reported values, submissions, follow-ups, plans, evidence, dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import active_units
from addin.rules.exact import UNIT, Bools, from_units
from addin.rules.fiscal import first_day, last_day, month_ordinal, month_text
from addin.rules.frames import Tables
from addin.rules.monthly import Results
from addin.rules.scorecard import closed_months
from addin.rules.settings import Settings
from addin.rules.units import year_scores

_WHOLE: Final = ("tblUnit", "tblKpi", "tblKpiTarget", "tblProcessItem")
"""Tables that say the same every year."""
_FINISHED: Final = ("done", "cancelled")
_EVIDENCE: Final[Mapping[str, tuple[str, ...]]] = {
    "tblAgreement": ("signed_on", "file_ref"),
    "tblStep": ("started_on", "finished_on"),
    "tblDocument": ("file_ref", "doc_date", "approved_by"),
}
"""What each year has to show anew."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The tables of the next book, and how many rows stayed behind and why (a key of the sentences).

    The frames keep the row numbers of the old book where a row comes from there.
    """

    tables: dict[str, pd.DataFrame]
    left: dict[str, int]


def carry(tables: Tables, settings: Settings, results: Results, year: int, source: str) -> Carried:
    """The tables of fiscal year `year` from those of a book, whose `results` become history from `source`."""
    later = year - settings.fiscal_year
    unit = frames.table(tables, frames.UNIT)
    active = set(frames.texts(active_units(unit, year), "unit_code").tolist())
    left: dict[str, int] = {}
    out = {name: frames.table(tables, name) for name in _WHOLE}
    out["tblKpi"] = _only_known(out["tblKpi"], "owner_unit", active)
    out["tblUnitKpi"] = _of_units(frames.table(tables, frames.UNIT_KPI), active)
    for table, key in (("tblUnitKpi", "starts_month"), ("tblUnitKpi", "ends_month")):
        out[table] = out[table].assign(**{key: _moved(out[table][key], later)})
    for table, keys in _EVIDENCE.items():
        frame = frames.table(tables, table)
        frame = frame.assign(**{key: _blank(frame[key]) for key in keys if key in frame})
        if "month" in frame:
            frame = frame.assign(month=_moved(frame["month"], later))
        out[table] = frame
    out["tblAgreement"] = _agreements(out["tblAgreement"], active)
    out["tblContact"] = _contacts(frames.table(tables, "tblContact"), active, left)
    out["tblMeasure"] = _measures(frames.table(tables, "tblMeasure"), active, year, left)
    measures = set(frames.texts(out["tblMeasure"], "measure_id").tolist())
    out["tblStakeholder"] = _only_known(frames.table(tables, "tblStakeholder"), "response_measure", measures)
    out["tblSetting"] = _settings(frames.table(tables, "tblSetting"), settings, year)
    out["tblHistory"] = _history(tables, settings, results, source)
    left["units"] = len(unit) - len(active)
    return Carried(out, {why: count for why, count in left.items() if count})


def unfinished(tables: Tables, settings: Settings) -> list[str]:
    """The months of both rounds that are not closed, in their order."""
    closed = closed_months(tables)
    return [month for month in (*settings.round_1, *settings.round_2) if month_ordinal(month) not in closed]


def _agreements(frame: pd.DataFrame, active: set[Any]) -> pd.DataFrame:
    """Drafts, one for each unit that is active; those of deputies as they are."""
    kept = frame[(frame["level"] != "unit") | frame["unit_code"].isin(active)]
    return kept.assign(status=pd.Series(["draft"] * len(kept), index=kept.index, dtype="str"))


def _contacts(frame: pd.DataFrame, active: set[Any], left: dict[str, int]) -> pd.DataFrame:
    """People still in office: the directory of a new year holds nobody who is not needed."""
    gone = (frame["active"] == "no") | (frame["unit_code"].notna() & ~frame["unit_code"].isin(active))
    left["contacts"] = int(gone.sum())
    return frame[~gone]


def _measures(frame: pd.DataFrame, active: set[Any], year: int, left: dict[str, int]) -> pd.DataFrame:
    """Measures that go on; dates outside the new year go, for they are to be set anew."""
    ended = frame["status"].isin(_FINISHED)
    left["measures"] = int(ended.sum())
    kept = _only_known(frame[~ended], "gap_unit_code", active)
    first, last = first_day(f"{year - 1}-10"), last_day(f"{year}-09")
    for key in ("starts_on", "ends_on"):
        inside = kept[key].between(pd.Timestamp(first), pd.Timestamp(last))
        kept = kept.assign(**{key: kept[key].where(inside)})
    return kept


def _settings(frame: pd.DataFrame, settings: Settings, year: int) -> pd.DataFrame:
    """The settings with the year and its rounds moved on, and no date of their own."""
    later = year - settings.fiscal_year
    rounds = {
        key: "..".join(_later(month, later) for month in (months[0], months[-1]))
        for key, months in (("round_1", settings.round_1), ("round_2", settings.round_2))
    }
    new: dict[str, Any] = {"fiscal_year": str(year), "as_of": None, **rounds}
    values = [
        new.get(key, value) for key, value in zip(frame["key"].tolist(), frame["value"].tolist(), strict=True)
    ]
    return frame.assign(value=pd.Series(values, index=frame.index, dtype="str"))


def _history(tables: Tables, settings: Settings, results: Results, source: str) -> pd.DataFrame:
    """The history there is, and a row for each score of the year: the unit's own, then its KPIs'."""
    older = frames.table(tables, frames.HISTORY)
    older = older[older["fiscal_year"] != settings.fiscal_year]
    made = pd.concat([_units(settings, results), _kpis(settings, results)], ignore_index=True)
    order = {code: n for n, code in enumerate(frames.texts(results.unit_score, "unit_code").tolist())}
    made = made.assign(place=made["unit_code"].map(order)).sort_values("place", kind="stable")
    made = made.drop(columns="place").assign(
        fiscal_year=float(settings.fiscal_year), comparable="yes", source=source
    )
    below = int(max(older.index, default=0)) + 1
    made.index = pd.RangeIndex(
        below, below + len(made)
    )  # no row of the old book: nothing of it goes with them
    return pd.concat([older, made[[key for key in older.columns if key in made]]])


def _units(settings: Settings, results: Results) -> pd.DataFrame:
    scores = results.unit_score[results.unit_score["score"].notna()]
    return pd.DataFrame(
        {
            "unit_code": scores["unit_code"],
            "kpi_code": pd.Series([None] * len(scores), index=scores.index, dtype="str"),
            "target": float(settings.pass_score),
            "actual": np.nan,
            "score": scores["score"],
        }
    )


def _kpis(settings: Settings, results: Results) -> pd.DataFrame:
    """Each reported KPI's year: the score merged from rounds as the unit's, target and actual of the last."""
    keys = ["unit_code", "kpi_code", "round"]
    seen = results.kpi_score.merge(results.gap[[*keys, "target"]], on=keys, how="left", validate="one_to_one")
    seen = seen[seen["actual"].notna() & seen["score"].notna()]
    pairs = seen[["unit_code", "kpi_code"]].drop_duplicates(ignore_index=True)
    row = pd.MultiIndex.from_frame(pairs).get_indexer(
        pd.MultiIndex.from_frame(seen[["unit_code", "kpi_code"]])
    )
    units = np.zeros((len(pairs), 2), dtype=np.int64)
    scored: Bools = np.zeros((len(pairs), 2), dtype=np.bool_)
    which = seen["round"].to_numpy(dtype=np.int64) - 1
    units[row, which] = np.rint(seen["score"].to_numpy(dtype=np.float64) * UNIT).astype(np.int64)
    scored[row, which] = True
    score, known = year_scores(units, scored, settings.annual_method)
    last = seen.sort_values("round", kind="stable").drop_duplicates(["unit_code", "kpi_code"], keep="last")
    found = pairs.merge(last[["unit_code", "kpi_code", "target", "actual"]], validate="one_to_one")
    return found.assign(score=from_units(score, known))


def _of_units(frame: pd.DataFrame, units: set[Any]) -> pd.DataFrame:
    return frame[frame["unit_code"].isin(units)]


def _only_known(frame: pd.DataFrame, key: str, known: set[Any]) -> pd.DataFrame:
    """The rows with a reference blanked that leads to nothing in the new book."""
    return frame.assign(**{key: frame[key].where(frame[key].isin(known))})


def _blank(values: pd.Series[Any]) -> pd.Series[Any]:
    blank: pd.Series[Any] = values.where(np.zeros(len(values), dtype=np.bool_))
    return blank


def _moved(months: pd.Series[Any], years: int) -> pd.Series[Any]:
    moved = [month if pd.isna(month) else _later(month, years) for month in months]
    return pd.Series(moved, index=months.index, dtype="str")


def _later(month: str, years: int) -> str:
    return month_text(month_ordinal(month) + 12 * years)
