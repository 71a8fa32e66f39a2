"""The footnotes say every policy that the figures follow, with the value in force."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import pytest

from addin.reports.kinds import KINDS
from addin.reports.notes import notes
from addin.reports.source import Source
from addin.rules.settings import Settings
from tests.support.reports import plain, reports

Tables = dict[str, pd.DataFrame]
MakeSource = Callable[..., Source]

OF_SCORES = ("overview", "unit", "pack", "situation")
"""Kinds whose context has `notes` that are to hold every policy."""


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("pass_score", Decimal("3.5000"), "3.5000"),
        ("floor_score", Decimal("0.5000"), "0.5000"),
        ("cap_score", Decimal("4.5000"), "4.5000"),
        ("missing_interim", "zero", ""),
        ("missing_at_close", "exclude", ""),
        ("require_certified", True, "รับรองแล้ว"),
        ("missed_report_penalty", Decimal("0.2000"), "0.2000"),
        ("due_day", 12, "12"),
        ("due_shift", "next_working_day", ""),
        ("annual_method", "last_round", ""),
        ("trend_tolerance", Decimal("0.0700"), "0.0700"),
        ("target_level", 4, "ระดับ 4"),
        ("round_2", ("2565-03", "2565-04", "2565-05", "2565-06"), "มิ.ย. 65"),
    ],
)
def test_every_policy_stands_in_the_notes(
    sample: Tables, make_source: MakeSource, source: Source, *, setting: str, value: object, said: str
) -> None:
    """Another value of a setting that decides figures makes another note, which says the value."""
    changed = notes(make_source(sample, Settings.model_validate({setting: value})))
    fresh = [plain(note) for note in changed if note not in notes(source)]
    assert any(said in note for note in fresh)


def test_the_score_that_decides_is_said(sample: Tables, make_source: MakeSource, source: Source) -> None:
    """A report about a round says that its score decides, any other that the year's does."""
    of_round = [plain(note) for note in notes(make_source(sample, Settings(), round_no=1))]
    assert "คะแนนที่ใช้ตัดสินในรายงานนี้คือคะแนนรอบที่ 1" in of_round
    assert any(plain(note).startswith("คะแนนที่ใช้ตัดสินคือคะแนนทั้งปี") for note in notes(source))


def test_notes_stand_in_both_formats(source: Source) -> None:
    """No note is lost on the way into the pages and files of scores."""
    every = [plain(note) for note in notes(source)]
    lost = [
        (one.kind, one.made, note)
        for one in reports(source, units=1, kinds=OF_SCORES)
        for note in every
        if note not in one.text
    ]
    assert lost == []


def test_kinds_of_scores_are_kinds() -> None:
    """The kinds named here exist."""
    assert set(OF_SCORES) <= set(KINDS)
