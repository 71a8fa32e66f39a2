"""The fingerprint of a month: what decides its figures, in one canonical form, as a SHA-256 in hexadecimal.

The same figures give the same fingerprint, whatever the order of rows, the form of a number, the sheet's
colours or the file. Causes, evidence, reporters and dates of reporting are no part of it: they may be
completed after the closing. In it are, up to and with the month: the values that count or would count and
their status, the items' points and yes or no, units, KPI definitions, weights and targets of the rounds that
have begun, the settings that decide, and the deadlines where a missed report costs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from addin.rules import frames
from addin.rules.closing import deciding_settings, month_rows, setting_texts, year_of
from addin.rules.entries import Entries
from addin.rules.exact import number_text
from addin.rules.fiscal import month_ordinal
from addin.rules.frames import NO_MONTH, Tables
from addin.rules.observed import submissions
from addin.rules.periods import Periods
from addin.rules.scoring import AGGREGATES, SCORINGS
from addin.rules.settings import Settings

FORM: Final = "closing 1"
"""The form of the lines; they begin with it, so that another form never gives the same fingerprint."""


def fingerprint(tables: Tables, settings: Settings, month: str) -> str:
    """The fingerprint of a month ("2565-02") of the settings' fiscal year, 64 hexadecimal digits."""
    lines = sorted(json.dumps(line, ensure_ascii=False) for line in _lines(tables, settings, month))
    return hashlib.sha256("\n".join([FORM, month, *lines]).encode()).hexdigest()


def _number(value: float) -> str | None:
    return None if np.isnan(value) else number_text(value)


def _text(value: Any) -> str | None:
    return None if value != value else value  # noqa: PLR0124 - NaN is a blank


def _lines(tables: Tables, settings: Settings, month: str) -> Iterator[Iterable[Any]]:
    every, spans = year_of(tables, settings, month)
    last = month_ordinal(month)
    texts = setting_texts(settings)
    yield from (("setting", key, texts[key]) for key in deciding_settings(settings))
    yield from (("unit", unit) for unit in every.units)
    yield from _entries(every, spans, last)
    yield from _items(tables, every, spans, last)
    said = month_rows(tables, every, spans)
    said = said[said["says"] & (said["ordinal"] <= last)]
    for row in said[["month", "unit_code", "kpi_code", "status", "value"]].itertuples(index=False, name=None):
        yield ("row", *row[:4], _number(row[4]))
    yield from _results(tables, every, spans, last)
    if settings.missed_report_penalty:
        due = submissions(tables, every, spans).deadline[:, spans.origin + np.arange(12) <= last]
        yield from (("deadlines", unit, *map(str, days)) for unit, days in zip(every.units, due, strict=True))


def _entries(every: Entries, spans: Periods, last: int) -> Iterator[Iterable[Any]]:
    """Weights, targets, months and definitions of the KPIs in the rounds that have begun by the month."""
    for n in np.flatnonzero(spans.first[every.round] <= last).tolist():
        kind, how = int(every.kind[n]), int(every.how[n])
        yield (
            "kpi",
            every.units[every.unit[n]],
            every.kpis[every.kpi[n]],
            int(every.round[n]) + 1,
            _number(every.weight[n]),
            SCORINGS[kind] if kind >= 0 else None,
            AGGREGATES[how] if how >= 0 else None,
            bool(every.lower[n]),
            bool(every.defined[n]),
            *map(_number, every.targets[n].tolist()),
            int(every.starts[n]),
            int(every.ends[n]),
        )


def _items(tables: Tables, every: Entries, spans: Periods, last: int) -> Iterator[Iterable[Any]]:
    """The items declared, which give the order of a milestone's steps."""
    frame = frames.table(tables, frames.PROCESS_ITEM)
    kpi, round_ = frames.codes(every.kpis, frame, "kpi_code"), frames.numbers(frame, "round")
    number = frames.numbers(frame, "item_no")
    begun = [n + 1 for n in (0, 1) if spans.first[n] <= last]
    used = np.isin(kpi, every.kpi)
    for n in np.flatnonzero(used & np.isin(round_, begun)).tolist():
        yield ("item", every.kpis[kpi[n]], int(round_[n]), _number(number[n]))


def _results(tables: Tables, every: Entries, spans: Periods, last: int) -> Iterator[Iterable[Any]]:
    """What the rows of single items say; a prefilled row says nothing."""
    frame = frames.table(tables, frames.ITEM_RESULT)
    ordinal = frames.months(frame, "month")
    unit, kpi = frames.codes(every.units, frame, "unit_code"), frames.codes(every.kpis, frame, "kpi_code")
    points, done = frames.numbers(frame, "points"), frames.texts(frame, "done")
    says = ~np.isnan(points) | ~frames.is_blank(done)
    known = (unit >= 0) & (kpi >= 0) & (ordinal != NO_MONTH) & (ordinal <= last) & (spans.index(ordinal) >= 0)
    number = frames.numbers(frame, "item_no")
    for n in np.flatnonzero(known & says).tolist():
        month = spans.months[ordinal[n] - spans.origin]
        yield (
            "result",
            month,
            every.units[unit[n]],
            every.kpis[kpi[n]],
            _number(number[n]),
            _number(points[n]),
            _text(done[n]),
        )
