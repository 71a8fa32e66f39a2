"""Units and their agreements: how many, who reports to the director-general, who signed.

Sources: SOP.md (36 units, one of them under the director-general), DOMAIN.md 1.1, 1.3, 1.4 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import AGREEMENT, Context, is_one_of, named, rows
from addin.rules import frames
from addin.rules.exact import Bools
from addin.rules.findings import Finding
from addin.rules.fiscal import first_day, fiscal_months, last_day

DIRECTOR_GENERAL = "อธิบดี"


def check(context: Context) -> Iterator[Finding]:
    """All findings about units and agreements."""
    yield from _units(context)
    if not context.frame(frames.UNIT).empty:
        yield from _agreements(context)


def is_director(positions: frames.Objects) -> Bools:
    """True for the director-general's own position: อธิบดี, or อธิบดีกรม..., not a deputy."""
    text = pd.Series(positions, dtype="str").str.replace(" ", "", regex=False)
    found = text.str.fullmatch(rf"{DIRECTOR_GENERAL}(กรม.*)?").fillna(value=False)
    return np.asarray(found.to_numpy(dtype=np.bool_), dtype=np.bool_)


def _units(context: Context) -> Iterator[Finding]:
    frame, active = context.frame(frames.UNIT), context.active
    settings = context.settings
    year = str(settings.fiscal_year)
    if frame.empty:
        yield Finding("units_none", frames.UNIT)
        return
    starts, ends = frames.numbers(frame, "active_from_fy"), frames.numbers(frame, "active_to_fy")
    unit = named(frame, "unit_code", "active_from_fy", value="active_to_fy")
    yield from rows(frame, ends < starts, "unit_years_reversed", frames.UNIT, "active_to_fy", unit)

    count = len(context.active_codes)
    if count != settings.expected_units:
        code = "units_fewer" if count < settings.expected_units else "units_more"
        params = {"value": str(count), "expected": str(settings.expected_units), "fiscal_year": year}
        yield Finding(code, frames.UNIT, None, None, params)

    under = is_director(frames.texts(active, "supervisor"))
    codes = frames.texts(active, "unit_code")[under]
    if not under.any():
        yield Finding("director_unit_none", frames.UNIT, None, "supervisor", {"value": DIRECTOR_GENERAL})
    elif len(codes) > 1:
        second = int(active.index[np.flatnonzero(under)[1]])
        params = {"value": DIRECTOR_GENERAL, "count": str(len(codes)), "units": ", ".join(map(str, codes))}
        yield Finding("director_units_many", frames.UNIT, second, "supervisor", params)

    name = frames.texts(active, "unit_name")
    again = pd.Series(name, dtype=object).duplicated().to_numpy() & ~frames.is_blank(name)
    same = named(active, "unit_code", value="unit_name")
    yield from rows(active, again, "unit_name_twice", frames.UNIT, "unit_name", same)


def _agreements(context: Context) -> Iterator[Finding]:
    frame, settings = context.frame(AGREEMENT), context.settings
    if frame.empty:
        yield Finding("agreements_none", AGREEMENT, None, None, {"count": str(len(context.active_codes))})
        return
    level, code = frames.texts(frame, "level"), frames.texts(frame, "unit_code")
    of_unit, of_deputy = is_one_of(level, "unit"), is_one_of(level, "deputy")
    no_code = frames.is_blank(code)
    who = named(frame, "maker", "unit_code", value="maker")
    yield from rows(frame, of_unit & no_code, "agreement_without_unit", AGREEMENT, "unit_code", who)
    about = named(frame, "maker", value="unit_code")
    yield from rows(frame, of_deputy & ~no_code, "deputy_agreement_with_unit", AGREEMENT, "unit_code", about)

    status = frames.texts(frame, "status")
    # An amended agreement stands beside the one that it amends.
    standing = of_unit & ~no_code & ~is_one_of(status, "amended")
    again = standing & pd.Series(np.where(standing, code, np.nan), dtype=object).duplicated().to_numpy()
    yield from rows(frame, again, "agreement_twice", AGREEMENT, "unit_code", about)
    known = np.isin(
        frames.codes(context.unit_codes, frame, "unit_code"),
        context.unit_codes.get_indexer(context.active_codes),
    )
    retired = of_unit & ~no_code & ~known & (frames.codes(context.unit_codes, frame, "unit_code") >= 0)
    yield from rows(frame, retired, "unit_inactive", AGREEMENT, "unit_code", about)

    units = context.active
    mine = pd.Series(frames.texts(units, "unit_code"), dtype=object)
    lacks = ~mine.isin(code[of_unit & ~no_code]).to_numpy()
    yield from rows(
        units,
        lacks,
        "unit_without_agreement",
        frames.UNIT,
        "unit_code",
        named(units, "unit_name", value="unit_code"),
    )

    signed = frames.days(frame, "signed_on")
    months = fiscal_months(settings.fiscal_year)
    first, last = frames.day(first_day(months[0])), frames.day(last_day(months[-1]))
    outside = (signed < first) | (signed > last)
    params = {"fiscal_year": str(settings.fiscal_year)}
    dated = named(frame, "maker", value="signed_on")
    yield from rows(
        frame,
        outside,
        "agreement_signed_outside_year",
        AGREEMENT,
        "signed_on",
        lambda n: {**dated(n), **params},
    )
    undated = is_one_of(status, "signed", "amended") & np.isnat(signed)
    yield from rows(
        frame,
        undated,
        "agreement_signed_without_date",
        AGREEMENT,
        "signed_on",
        named(frame, "maker", value="status"),
    )
