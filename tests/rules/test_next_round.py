"""What round 2 has to bring is the least that passes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.exact import half_up
from addin.rules.next_round import needed_in_round_2
from addin.rules.settings import Settings

SCORES = st.integers(10_000, 50_000).map(lambda units: Decimal(units).scaleb(-4))


def passes(first: Decimal, second: Decimal, settings: Settings) -> bool:
    return half_up((first + second) / 2, 4) >= settings.pass_score


@given(first=SCORES, pass_score=st.integers(20_000, 40_000).map(lambda units: Decimal(units).scaleb(-4)))
def test_needed_is_the_least_that_passes(first: Decimal, pass_score: Decimal) -> None:
    """With it the year passes; with 0.0001 less it does not, unless the floor is above."""
    settings = Settings(pass_score=pass_score)
    needed = needed_in_round_2(settings, first)
    if needed is None:
        assert not passes(first, settings.cap_score, settings)
        return
    assert passes(first, needed, settings)
    assert needed == settings.floor_score or not passes(first, needed - Decimal("0.0001"), settings)


@pytest.mark.parametrize(
    ("first", "needed"),
    [("2.8000", "3.1999"), ("2.4214", "3.5785"), ("5.0000", "1.0000"), ("3.0000", "2.9999")],
)
def test_needed_of_known_rounds(first: str, needed: str) -> None:
    """The examples of DOMAIN.md 2.8, the sample, and the floor."""
    assert needed_in_round_2(Settings(), Decimal(first)) == Decimal(needed)


def test_out_of_reach_is_none() -> None:
    """A cap below what the mean asks cannot be reached."""
    assert needed_in_round_2(Settings(cap_score=Decimal("3.5")), Decimal("1.0000")) is None


@pytest.mark.parametrize("first", [None, Decimal("1.0000")])
def test_round_2_decides_alone(first: Decimal | None) -> None:
    """Without a score of round 1, or where the last round decides, the pass score itself is needed."""
    method = "mean_of_rounds" if first is None else "last_round"
    assert needed_in_round_2(Settings(annual_method=method), first) == Decimal("3.0000")
