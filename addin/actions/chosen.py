"""What an action is asked to work on: a month of the year, units and KPIs of the book."""

from __future__ import annotations

from collections.abc import Sequence

from addin.actions.load import Loaded
from addin.actions.outcome import Line, Outcome
from addin.actions.places import names
from addin.errors import UserError
from addin.rules.entries import active_units
from addin.rules.fiscal import month_long, month_ordinal
from addin.rules.scorecard import closed_months


def month_of_year(loaded: Loaded, month: str) -> str:
    """The month, when it lies in the fiscal year. UserError month_not_of_year."""
    months = loaded.usable.months
    if month not in months:
        first, last = month_long(months[0]), month_long(months[-1])
        raise UserError("month_not_of_year", value=month, first=first, last=last)
    return month


def chosen_units(loaded: Loaded, units: Sequence[str] | None) -> list[str]:
    """The codes asked for as the book writes them; all active units for None. UserError unit_not_active."""
    active = active_units(loaded.frames["tblUnit"], loaded.usable.fiscal_year)["unit_code"].tolist()
    return _chosen(units, active, "unit_not_active")


def chosen_kpis(loaded: Loaded, kpis: Sequence[str] | None) -> list[str]:
    """The codes asked for as the book writes them; all KPIs where none is. UserError kpi_not_in_book."""
    return _chosen(kpis, list(names(loaded, "tblKpi", "kpi_code", "kpi_name")), "kpi_not_in_book")


def _chosen(asked: Sequence[str] | None, known: list[str], code: str) -> list[str]:
    if asked is None:
        return known
    by_any_case = {one.casefold(): one for one in known}
    found = list(dict.fromkeys(by_any_case.get(one.casefold(), one) for one in asked))
    unknown = [one for one in found if one not in known]
    if unknown:
        raise UserError(code, value=", ".join(unknown), known=", ".join(known))
    return found


def refused_closed(loaded: Loaded, month: str) -> Outcome | None:
    """The refusal of a closed month; None where the month is open. data: error (code)."""
    if month_ordinal(month) not in closed_months(loaded.frames):
        return None
    return refusal("month_closed", month=month)


def refusal(key: str, **params: object) -> Outcome:
    """The rules refuse: one sentence, nothing written. data: error (code, without its prefix)."""
    return Outcome({"error": {"code": key}}, (Line(f"refused_{key}", params, "bad"),), clean=False)
