"""Results of past years: three of them, past indeed, and blank rather than 0. Source: DOMAIN.md 5.1 and 9."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from addin.checks.context import Context, named, rows
from addin.rules import frames
from addin.rules.findings import Finding

YEARS = 3


def check(context: Context) -> Iterator[Finding]:
    """All findings about past years."""
    table = frames.HISTORY
    frame, settings = context.frame(table), context.settings
    if not len(context.active_codes):
        return
    if frame.empty:
        yield Finding("history_none", table, None, None, {"years": str(YEARS)})
        return
    year = frames.numbers(frame, "fiscal_year")
    when = {"fiscal_year": str(settings.fiscal_year)}
    about = named(frame, "unit_code", value="fiscal_year")
    not_past = year >= settings.fiscal_year
    yield from rows(frame, not_past, "history_not_past", table, "fiscal_year", lambda n: {**about(n), **when})

    score = frames.numbers(frame, "score")
    floor = float(settings.floor_score)
    scored = named(frame, "unit_code", year="fiscal_year", value="score")
    low = score < floor
    limit = {"minimum": f"{settings.floor_score:.4f}"}
    yield from rows(frame, low, "history_below_floor", table, "score", lambda n: {**scored(n), **limit})
    yield from _years(context)


def _years(context: Context) -> Iterator[Finding]:
    """Active units whose own score is not there for each of the three years before."""
    frame, units = context.frame(frames.HISTORY), context.active
    whole = frames.is_blank(frames.texts(frame, "kpi_code"))
    told = whole & ~np.isnan(frames.numbers(frame, "score"))
    year = frames.numbers(frame, "fiscal_year")
    code = frames.texts(frame, "unit_code")
    known = {(str(code[n]), int(year[n])) for n in np.flatnonzero(told & ~np.isnan(year)).tolist()}
    this = context.settings.fiscal_year
    wanted = range(this - YEARS, this)
    since = frames.numbers(units, "active_from_fy")
    lacking: list[Finding] = []
    for position, unit in enumerate(frames.texts(units, "unit_code").tolist()):
        born = -np.inf if np.isnan(since[position]) else since[position]
        missing = [str(y) for y in wanted if y >= born and (unit, y) not in known]
        if missing:
            params = {"unit_code": str(unit), "value": ", ".join(missing), "years": str(YEARS)}
            row = int(units.index[position])
            lacking.append(Finding("history_short", frames.UNIT, row, "unit_code", params))
    if lacking and len(lacking) == len(units):
        # No unit is complete: one finding tells it as well as thirty-six.
        params = {"count": str(len(lacking)), "years": str(YEARS)}
        yield Finding("history_short_all", frames.HISTORY, None, None, params)
    else:
        yield from lacking
