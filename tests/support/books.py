"""Generated small books for property tests: all that the rules read, with nasty values and wrong rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from addin.rules.settings import Settings, build_settings

MONTHS = [f"2564-{n:02d}" for n in range(10, 13)] + [f"2565-{n:02d}" for n in range(1, 10)]
NAN = float("nan")
TARGETS = [f"target_{n}" for n in range(1, 6)]

COLUMNS: dict[str, dict[str, str]] = {
    "tblUnit": {"unit_code": "t", "unit_name": "t", "active_from_fy": "n", "active_to_fy": "n"},
    "tblKpi": {"kpi_code": "t", "direction": "t", "scoring": "t", "aggregate": "t", "unit_of_measure": "t"},
    "tblKpiTarget": {"kpi_code": "t", "round": "n", **dict.fromkeys(TARGETS, "n")},
    "tblUnitKpi": {
        "unit_code": "t", "kpi_code": "t", "round": "n", "weight": "n", **dict.fromkeys(TARGETS, "n"),
        "starts_month": "t", "ends_month": "t",
    },
    "tblProcessItem": {"kpi_code": "t", "round": "n", "item_no": "n"},
    "tblMonthlyScore": {
        "month": "t", "unit_code": "t", "kpi_code": "t", "status": "t", "actual": "n", "score": "n",
        "reported_on": "d",
    },
    "tblItemResult": {
        "month": "t", "unit_code": "t", "kpi_code": "t", "item_no": "n", "points": "n", "done": "t",
    },
    "tblSubmission": {"month": "t", "unit_code": "t", "extended_to": "d", "received_on": "d"},
    "tblHistory": {"fiscal_year": "n", "unit_code": "t", "kpi_code": "t", "score": "n", "comparable": "t"},
    "tblHoliday": {"date": "d", "regions": "t"},
    "tblSnapshot": {"seq": "n", "month": "t", "closed_on": "d"},
}  # fmt: skip
_DTYPES = {"t": "str", "n": "float64", "d": "datetime64[s]"}


def frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A table with all its columns and the dtypes that readers give."""
    columns = COLUMNS[name]
    built = {}
    for key, sort in columns.items():
        values = [row.get(key) for row in rows]
        built[key] = pd.Series([NAN if v is None and sort != "d" else v for v in values], dtype=_DTYPES[sort])
    return pd.DataFrame(built)


@dataclass(frozen=True)
class Book:
    """Tables, the settings as typed, and the day."""

    tables: dict[str, pd.DataFrame]
    given: dict[str, str]
    as_of: dt.date

    @property
    def settings(self) -> Settings:
        """The settings as the program reads them."""
        settings, _ = build_settings(self.given)
        assert settings is not None
        return settings


def decimals(places: int, size: int) -> st.SearchStrategy[float]:
    """Floats that stand for decimals with up to `places` decimals below `size`."""
    whole = st.integers(-size * 10**places, size * 10**places)
    return whole.map(lambda n: float(Decimal(n).scaleb(-places)))


def numbers() -> st.SearchStrategy[float]:
    """Decimals of at most 15 digits: small and plain mostly, sometimes large or with many decimals."""
    return st.one_of(
        decimals(1, 12),
        decimals(2, 120),
        decimals(4, 10),
        decimals(9, 100),
        decimals(13, 9),
        decimals(0, 10**14),
    )


def target_sets() -> st.SearchStrategy[list[float]]:
    """Five targets: rising, falling, or in no order; now and then equal, or with a gap."""
    base = st.lists(numbers(), min_size=5, max_size=5)
    return st.one_of(
        st.just([60.0, 70.0, 80.0, 90.0, 100.0]),
        base.map(sorted),
        base.map(lambda t: sorted(t, reverse=True)),
        base,
        base.map(lambda t: [NAN, *sorted(t)[1:]]),
    )


def _choice(*options: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(options)


@st.composite
def given_settings(draw: st.DrawFn) -> dict[str, str]:
    """Settings as the settings table writes them."""
    return {
        "pass_score": draw(_choice("3.0000", "3.0000", "2.5", "1", "4.9999")),
        "floor_score": draw(_choice("1.0000", "1.0000", "0", "0.5")),
        "cap_score": draw(_choice("5.0000", "5.0000", "4.9999")),
        "target_percent": draw(_choice("95", "33.3333", "100")),
        "target_level": draw(_choice("3", "1", "5")),
        "due_day": draw(_choice("10", "31", "5")),
        "due_shift": draw(_choice("none", "next_working_day", "previous_working_day")),
        "missing_interim": draw(_choice("exclude", "floor", "zero")),
        "missing_at_close": draw(_choice("floor", "exclude", "zero")),
        "annual_method": draw(_choice("mean_of_rounds", "last_round")),
        "missed_report_penalty": draw(_choice("0", "0.2000", "0.0001", "1.5")),
        "require_certified": draw(_choice("no", "no", "yes")),
        "trend_tolerance": draw(_choice("0.0500", "0", "0.3333")),
    }


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A book of up to three units and four KPIs with whatever a half-filled book may hold."""
    units = ["HPC10", "PSD", "A"][: draw(st.integers(1, 3))]
    kpis = ["3.11", "3.9", "3.1", "10"][: draw(st.integers(1, 4))]
    codes_u, codes_k = st.sampled_from([*units, "UNKNOWN"]), st.sampled_from([*kpis, "9.9"])
    rarely = st.integers(0, 99).map(lambda n: n in (44, 66, 88))
    month = st.sampled_from(MONTHS)
    day = st.dates(dt.date(2021, 10, 1), dt.date(2022, 9, 30))
    maybe_day = st.one_of(st.none(), day)

    kinds = _choice("interpolate", "step", "milestone", "process", "reported")
    hows = _choice("last", "sum", "mean", "max")
    undefined = st.integers(0, 99).map(lambda n: n in (55, 77))
    kpi_rows = [
        {
            "kpi_code": kpi,
            "direction": None if draw(undefined) else draw(_choice("higher", "lower")),
            "scoring": None if draw(undefined) else draw(kinds),
            "aggregate": None if draw(undefined) else draw(hows),
            "unit_of_measure": draw(_choice("ร้อยละ", "วัน", None)),
        }
        for kpi in kpis
    ]
    falling = {row["kpi_code"]: row["direction"] == "lower" for row in kpi_rows}

    def targets(kpi: str) -> dict[str, float]:
        found = draw(target_sets())
        if not draw(rarely):
            found = sorted(found, reverse=falling.get(kpi, False))
        return dict(zip(TARGETS, found, strict=True))

    default_rows = [{"kpi_code": k, "round": float(r), **targets(k)} for k in kpis for r in (1, 2)]
    entry_rows = []
    weights = st.one_of(_choice(10.0, 20.0, 25.0, 33.3333), decimals(4, 100), decimals(9, 9), st.just(NAN))
    for unit in units:
        for kpi in kpis:
            for number in (1.0, 2.0):
                if draw(rarely):
                    continue
                row: dict[str, Any] = {
                    "unit_code": unit,
                    "kpi_code": kpi,
                    "round": number,
                    "weight": draw(weights),
                }
                if draw(_choice(True, False, False)):
                    row |= targets(kpi)
                if draw(_choice(True, False, False, False)):
                    row["starts_month"], row["ends_month"] = (
                        draw(_choice(None, "2564-12", "2565-05")),
                        draw(_choice(None, "2565-01", "2565-07")),
                    )
                entry_rows.append(row)
    entry_rows += draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "unit_code": codes_u,
                    "kpi_code": codes_k,
                    "round": _choice(1.0, 2.0, 3.0),
                    "weight": weights,
                }
            ),
            max_size=2,
        )
    )
    statuses = _choice(
        "certified", "certified", "submitted", "submitted", "draft", "returned", "not_applicable", None
    )
    score = st.one_of(decimals(4, 5), decimals(6, 6), st.just(NAN))
    monthly = []
    for unit in units:
        for kpi in kpis:
            near = [
                n
                for row in [*default_rows, *entry_rows]
                if row["kpi_code"] == kpi
                for n in [row.get(t) for t in TARGETS]
                if n
            ]
            pairs = st.tuples(st.sampled_from(near), st.sampled_from(near)) if near else st.just((1.0, 2.0))
            between = pairs.map(lambda pair: float(f"{(pair[0] + pair[1]) / 2:.15g}"))
            values = st.one_of(between, between, decimals(2, 120), numbers(), st.just(NAN))
            for when in MONTHS[: draw(_choice(6, 12, 10, 5, 3, 0))]:
                cell = {
                    "month": when,
                    "unit_code": unit,
                    "kpi_code": kpi,
                    "status": draw(statuses),
                    "actual": draw(values),
                    "score": draw(score),
                    "reported_on": draw(maybe_day),
                }
                monthly.append(cell)
                if draw(st.integers(0, 59)) == 30:
                    monthly.append({**cell, "status": draw(statuses)})
    items = st.fixed_dictionaries(
        {
            "month": month,
            "unit_code": codes_u,
            "kpi_code": codes_k,
            "item_no": _choice(1.0, 2.0, 3.0, 2.5),
            "points": st.one_of(decimals(2, 2), decimals(10, 1), st.just(NAN)),
            "done": _choice("yes", "yes", "no", None),
        }
    )
    declared = st.fixed_dictionaries(
        {"kpi_code": codes_k, "round": _choice(1.0, 2.0), "item_no": _choice(1.0, 2.0, 3.0, 2.5)}
    )
    register = st.fixed_dictionaries(
        {"month": month, "unit_code": codes_u, "extended_to": maybe_day, "received_on": maybe_day}
    )
    past = st.fixed_dictionaries(
        {
            "fiscal_year": _choice(2561.0, 2562.0, 2563.0, 2564.0),
            "unit_code": codes_u,
            "kpi_code": st.one_of(st.none(), codes_k),
            "score": score,
            "comparable": _choice("yes", "yes", "yes", "no"),
        }
    )
    snapshots = st.lists(
        st.fixed_dictionaries({"month": _choice("2565-02", "2565-07"), "closed_on": maybe_day}), max_size=4
    )
    rows: dict[str, list[dict[str, Any]]] = {
        "tblUnit": [
            {
                "unit_code": u,
                "unit_name": f"หน่วย {u}",
                "active_to_fy": draw(_choice(NAN, NAN, 2565.0, 2564.0)),
            }
            for u in units
        ],
        "tblKpi": kpi_rows,
        "tblKpiTarget": default_rows,
        "tblUnitKpi": entry_rows,
        "tblProcessItem": draw(st.lists(declared, max_size=4)),
        "tblMonthlyScore": monthly,
        "tblItemResult": draw(st.lists(items, max_size=12)),
        "tblSubmission": draw(st.lists(register, max_size=4)),
        "tblHistory": draw(st.lists(past, max_size=16)),
        "tblHoliday": [{"date": d} for d in draw(st.lists(day, max_size=3, unique=True))],
        "tblSnapshot": [{"seq": float(n), **row} for n, row in enumerate(draw(snapshots))],
    }
    as_of = draw(st.one_of(day, st.just(dt.date(2022, 9, 30)), st.just(dt.date(2022, 3, 10))))
    return Book({name: frame(name, part) for name, part in rows.items()}, draw(given_settings()), as_of)
