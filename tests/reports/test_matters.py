"""A matter followed up is open, late or closed in every report alike, as of the day of the figures."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from addin.reports.followup import followup_context
from addin.reports.letter import applies, letter_context
from addin.reports.monthly import monthly_context
from addin.reports.source import Source
from addin.reports.unit_tables import follow_ups
from addin.rules.settings import Settings

DAY = pd.Timestamp("2022-03-10")
NEXT = pd.Timestamp("2022-03-11")
BEFORE = pd.Timestamp("2022-03-09")
ISSUE = "เรื่องเดียวที่ติดตาม"


def read(context: object) -> str:
    """All that a context says, as a reader reads it."""
    return " ".join(repr(context).replace(r"\xa0", " ").split())


@pytest.mark.parametrize(
    ("due", "closed", "unit", "followup"),
    [
        (DAY, None, "open", "due"),
        (BEFORE, None, "overdue", "overdue"),
        (BEFORE, DAY, "closed", "closed"),
        (BEFORE, NEXT, "overdue", "overdue"),
        (DAY, NEXT, "open", "due"),
    ],
    ids=["due today", "due yesterday", "closed today", "closed tomorrow, late", "closed tomorrow"],
)
def test_one_matter_is_the_same_in_every_report(
    sample: dict[str, pd.DataFrame],
    make_source: Callable[..., Source],
    source: Source,
    *,
    due: pd.Timestamp,
    closed: pd.Timestamp | None,
    unit: str,
    followup: str,
) -> None:
    """Due on the day is not late; closed after the day is not closed yet, for the unit, its letter and the department."""
    code = next(row["unit_code"] for row in source.unit_scores if applies(source, row["unit_code"]))
    matters = sample["tblFollowUp"].iloc[:1].copy()
    matters["due_on"] = matters["closed_on"] = pd.NaT
    matters.loc[matters.index[0], ["unit_code", "month", "issue", "due_on", "closed_on"]] = [
        code, "2565-02", ISSUE, due, pd.NaT if closed is None else closed,
    ]  # fmt: skip
    one = make_source({**sample, "tblFollowUp": matters}, Settings())
    letter = read(letter_context(one, code))
    monthly = read(monthly_context(one))
    is_open = followup != "closed"
    assert [line.state.key for line in follow_ups(one, code)] == [unit]
    assert [line.state.key for line in followup_context(one).issues] == [followup]
    assert (ISSUE in letter, f"ยังค้าง {int(is_open)} เรื่อง" in monthly) == (is_open, True)
    assert ("ซึ่งเลยกำหนดแล้ว" in letter) == (followup == "overdue")
