"""What stands twice, because rules and workbook import nothing of each other, stays equal."""

from __future__ import annotations

from addin.rules import fiscal
from workbook import thai


def test_the_months_have_one_set_of_names() -> None:
    """Long and short month names of the rules are those that the reader understands."""
    numbers = range(1, 13)
    labels = [fiscal.month_label(f"2565-{n:02d}") for n in numbers]
    assert [thai.parse_month(label) for label in labels] == [f"2565-{n:02d}" for n in numbers]
    assert tuple(zip(thai.MONTHS_LONG, thai.MONTHS_SHORT, strict=True)) == fiscal._NAMES


def test_the_buddhist_era_has_one_offset() -> None:
    """Both sides turn C.E. into B.E. alike."""
    assert fiscal.BE == thai.BE_OFFSET
