"""Small books for cases: one or more units with KPIs written as an officer would say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from tests.support.books import TARGETS, frame

HOLIDAYS = Path(__file__).parents[1] / "cases" / "data" / "holidays_2565.yaml"
ROUND_1 = ("2564-10", "2564-11", "2564-12", "2565-01", "2565-02")
ROUND_2 = ("2565-03", "2565-04", "2565-05", "2565-06", "2565-07")


def holidays() -> pd.DataFrame:
    """The government holidays of fiscal year 2565, as the holidays table holds them."""
    rows = yaml.safe_load(HOLIDAYS.read_text(encoding="utf-8"))
    return frame("tblHoliday", [{"date": row["date"], "regions": row.get("regions")} for row in rows])


def kpi(code: str, weight: float | None, months: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A KPI of a unit: what each month says is a value (certified), a status, or a mapping of cells.

    `more` may hold scoring (reported), direction (higher), aggregate (last), targets, own_targets, round (1),
    starts_month, ends_month, unit_of_measure.
    """
    return {"kpi_code": code, "weight": weight, "months": months, **more}


def book(
    units: Mapping[str, Sequence[Mapping[str, Any]]], **tables: list[dict[str, Any]]
) -> dict[str, pd.DataFrame]:
    """The tables of a book; `tables` adds rows to tables by name (tblSubmission=[...])."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("tblKpi", "tblKpiTarget", "tblUnitKpi", "tblMonthlyScore")
    }
    rows["tblUnit"] = [{"unit_code": code, "unit_name": f"หน่วยงาน {code}"} for code in units]
    for unit, kpis in units.items():
        for entry in kpis:
            code, number = entry["kpi_code"], float(entry.get("round", 1))
            rows["tblKpi"].append({
                "kpi_code": code, "scoring": entry.get("scoring", "reported"),
                "direction": entry.get("direction", "higher"), "aggregate": entry.get("aggregate", "last"),
                "unit_of_measure": entry.get("unit_of_measure", "ร้อยละ"),
            })  # fmt: skip
            if "targets" in entry:
                rows["tblKpiTarget"].append({"kpi_code": code, "round": number, **_targets(entry["targets"])})
            rows["tblUnitKpi"].append({
                "unit_code": unit, "kpi_code": code, "round": number, "weight": entry["weight"],
                "starts_month": entry.get("starts_month"), "ends_month": entry.get("ends_month"),
                **_targets(entry.get("own_targets", [])),
            })  # fmt: skip
            for month, said in entry["months"].items():
                for row in said if isinstance(said, list) else [said]:
                    cells = {"month": month, "unit_code": unit, "kpi_code": code, **_row(row)}
                    rows["tblMonthlyScore"].append(cells)
    for name, more in tables.items():
        rows[name] = [*rows.get(name, []), *more]
    return {name: frame(name, part) for name, part in rows.items()}


def _targets(values: Sequence[Any]) -> dict[str, float]:
    return {key: float(value) for key, value in zip(TARGETS, values, strict=False)}


def _row(said: Any) -> dict[str, Any]:
    if isinstance(said, Mapping):
        return {**_row(said.get("value", said.get("status", "certified"))), **_cells(said)}
    if isinstance(said, str):
        return {"status": said}
    return {"status": "certified", "actual": float(said), "score": float(said)}


def _cells(said: Mapping[str, Any]) -> dict[str, Any]:
    cells = {key: said[key] for key in ("status",) if key in said}
    if "reported_on" in said:
        cells["reported_on"] = dt.date.fromisoformat(str(said["reported_on"]))
    return cells
