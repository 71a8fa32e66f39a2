"""HTML reports to open in a browser: one of each kind, of the sample and of extremes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from addin.reports.html import render_html
from addin.reports.kinds import KINDS
from addin.reports.source import Source

ABOUT: Final = {"unit": "HPC12", "letter": "HPC12", "agreement": "PER"}
"""Of which unit of the sample a file tells: one below the pass mark, and one that signs an agreement."""

HTML_KINDS: Final = tuple(key for key, kind in KINDS.items() if "html" in kind.formats)

FEW: Final = ("HPC12", "PER", "SEC")
"""So many units are enough for the file that holds every unit's report."""

LONG: Final = "<b>& \"คู่\" 'เดี่ยว' {{ 7 * 7 }} " + "ก" * 120

Tables = dict[str, pd.DataFrame]


def of_units(tables: Tables, codes: tuple[str, ...]) -> Tables:
    """The book with these units only."""
    return {
        name: frame[frame["unit_code"].isin(codes)] if "unit_code" in frame else frame
        for name, frame in tables.items()
    }


def long_words(tables: Tables) -> Tables:
    """The book with a word of 120 letters and signs of markup wherever people type more than a few words."""
    kept = {name: frame.copy() for name, frame in tables.items()}
    for frame in kept.values():
        for column in frame.columns:
            typed = frame[column].map(lambda value: isinstance(value, str) and " " in value)
            if typed.any() and not column.endswith("_code"):
                frame.loc[typed, column] = LONG
    for name, column in (("tblUnit", "unit_name"), ("tblKpi", "kpi_name")):
        kept[name][column] = LONG
    return kept


def many_units(tables: Tables, times: int) -> Tables:
    """The book with each unit so many times over, under codes of its own."""
    return {
        name: pd.concat(
            [frame.assign(unit_code=frame["unit_code"] + ("" if n == 0 else f"-{n}")) for n in range(times)],
            ignore_index=True,
        )
        if "unit_code" in frame
        else frame
        for name, frame in tables.items()
    }


def page_of(kind: str, source: Source) -> str | None:
    """The kind's page; None where the book has no unit for it."""
    if KINDS[kind].about == "department":
        return render_html(kind, KINDS[kind].context(source, ""))
    codes = [row["unit_code"] for row in source.unit_scores]
    fit = [code for code in codes if KINDS[kind].applies(source, code)]
    if not fit:
        return None
    code = ABOUT[kind] if ABOUT[kind] in fit else fit[0]
    return render_html(kind, KINDS[kind].context(source, code))


MakePage = Callable[[str], str | None]

_MONTHLY: Final = ("tblMonthlyScore", "tblItemResult", "tblSubmission", "tblActivityMonth", "tblFollowUp")
_SETUP: Final = ("tblUnit", "tblKpi", "tblKpiTarget", "tblUnitKpi", "tblProcessItem", "tblStep", "tblHoliday")


def none_reported(tables: Tables) -> Tables:
    """The book in which no month has a row yet."""
    return {name: frame.iloc[:0] if name in _MONTHLY else frame for name, frame in tables.items()}


EXTREMES: Final[dict[str, Callable[[Tables], Tables]]] = {
    "no_unit": lambda _: {},
    "one_unit": lambda tables: of_units(tables, ("HPC12",)),
    "none_reported": none_reported,
    "only_set_up": lambda tables: {name: tables[name] for name in _SETUP},
    "long_words": long_words,
}
"""Books at the edges of what there may be; a thousand units have tests of their own, for they take seconds."""
