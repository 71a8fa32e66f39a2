"""Whatever stands in the cells, the checks finish and every finding has its sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.checks import check
from addin.texts import finding_text
from tests.support.cases_closed import closed_book
from tests.support.checkbook import AS_OF, SETTINGS, clean_book, edited

NUMBERS = (float("nan"), 0.0, -1.0, 1.5, 2.0, 3.0, 0.1, 1e15, 1e300, -1e300, 1e-300, 1101700230703.0)
WORDS = (
    None,
    "",
    " ",
    "x",
    "A1",
    "Z9",
    "1.1",
    "1.5",
    "P2",
    "X1",
    "M1",
    "S1",
    "yes",
    "no",
    "2565-02",
    "2699-13",
)
KEYS = (
    "draft",
    "submitted",
    "approved",
    "returned",
    "certified",
    "lower",
    "process",
    "milestone",
    "unit",
    "PX",
)
TEXTS = (*WORDS, *KEYS, "ค ำ", "อธิบดี", "1234567890121")
DAYS = (*map(pd.Timestamp, ("1900-01-01", "2021-10-05", "2022-02-01", "2300-01-01")), pd.NaT)

CLOSED_BOOK = edited(closed_book())
CELLS = [(name, key) for name, frame in clean_book().items() if not frame.empty for key in frame.columns]
SNAPSHOTS = [(name, key) for name in CLOSED_BOOK if "Snapshot" in name for key in CLOSED_BOOK[name].columns]
OTHERS = st.integers(0, 99), st.integers(0, 999), st.booleans()
DAMAGE = st.tuples(st.sampled_from(CELLS), *OTHERS)
DAMAGE_CLOSED = st.tuples(st.sampled_from([*CELLS, *SNAPSHOTS, *SNAPSHOTS]), *OTHERS)
Damage = list[tuple[tuple[str, str], int, int, bool]]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DAMAGE, min_size=1, max_size=15))
def test_damage_is_checked_not_raised(damage: Damage) -> None:
    """Odd values in any cell and doubled rows: findings, never an exception or a warning of a library."""
    _check_damaged(clean_book(), damage)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DAMAGE_CLOSED, min_size=1, max_size=15))
def test_damage_to_a_closed_month_is_checked_not_raised(damage: Damage) -> None:
    """The same where a month is closed, and in what the closing keeps."""
    _check_damaged(CLOSED_BOOK, damage)


def _check_damaged(whole: dict[str, pd.DataFrame], damage: Damage) -> None:
    book = {name: frame.copy() for name, frame in whole.items()}
    for (table, key), row, pick, double in damage:
        frame = book[table]
        dtype = frame[key].dtype
        values = NUMBERS if dtype == np.float64 else DAYS if dtype.kind == "M" else TEXTS
        frame.loc[frame.index[row % len(frame)], key] = values[pick % len(values)]
        if double:
            again = pd.concat([frame, frame.iloc[[row % len(frame)]]], ignore_index=True)
            book[table] = again.set_axis(range(5, 5 + len(again)))
    for finding in check(book, SETTINGS, AS_OF):
        for lang in ("th", "en"):
            assert all(finding_text(finding, lang))
