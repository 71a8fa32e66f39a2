"""Citizen numbers are found however they are written, and never shown again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.privacy import citizen_numbers, is_citizen_number, is_email, masked

TWELVE = st.text("0123456789", min_size=12, max_size=12)
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def check_digit(twelve: str) -> str:
    """The thirteenth digit, straight from the rule: weights 13 to 2, modulo 11."""
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(twelve))
    return str((11 - total % 11) % 10)


@given(TWELVE)
def test_exactly_one_check_digit_fits(twelve: str) -> None:
    """Of the ten numbers that begin alike one is a citizen number: the one of the rule."""
    assert [d for d in "0123456789" if is_citizen_number(twelve + d)] == [check_digit(twelve)]


@given(
    TWELVE,
    st.sampled_from(["", "-", " ", ".", "\u00a0"]),
    st.booleans(),
    st.sampled_from(["", "โทร ", "(เลข "]),
)
def test_it_is_found_in_every_dress(twelve: str, gap: str, thai: bool, before: str) -> None:  # noqa: FBT001
    """Separated between any two digits, in Thai digits, after other words."""
    number = gap.join(twelve + check_digit(twelve))
    text = before + (number.translate(THAI) if thai else number) + " ต่อ"
    assert citizen_numbers(text) == ((len(before), len(before) + len(number)),)
    assert citizen_numbers(masked(text)) == ()
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "1-2345-67890-12-3",  # a wrong check digit
        "12345678901210",  # fourteen digits
        "0-2590-4000 0-2590-4001",  # two telephone numbers
        "คลังหลักฐาน/2565-02/HPC01/1.1.pdf",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Neither found nor masked."""
    assert citizen_numbers(text) == ()
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pa.hpc01@example.com", True),
        ("a@b.co", True),
        ("a@b", False),
        ("a b@example.com", False),
        ("a@example.com;b@example.com", False),
        ("a..b@example.com", False),
        ("@example.com", False),
        ("ก@example.com", False),
    ],
)
def test_an_address_has_the_common_form(text: str, expected: bool) -> None:  # noqa: FBT001
    """name@host.domain, one address."""
    assert is_email(text) == expected
