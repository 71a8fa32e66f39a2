"""Masks show what they may and nothing else."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.privacy import HIDDEN, masked_email, masked_name, masked_phone, scrubber

THAI_WORD = st.text("กขคงจชดตนบปพมยรลวสหอะาิีุูเแโไใ่้์", min_size=2, max_size=12)
WORD = st.one_of(THAI_WORD, st.text("abcdefghijklmnopqrstuvwxyzABCDEFGH", min_size=2, max_size=12))
TITLE = st.sampled_from(["", "นาย", "นาง", "นางสาว", "ดร.", "ว่าที่ ร.ต."])
DIGITS = st.text("0123456789", min_size=9, max_size=10)


@given(TITLE, st.lists(WORD, min_size=1, max_size=3))
def test_a_masked_name_keeps_titles_and_initials(title: str, words: list[str]) -> None:
    """Behind the titles stands one letter of a word at most, then the mask."""
    shown = masked_name(f"{title}{' '.join(words)}")
    rest = re.sub(r"^(?:(?:นางสาว|นาย|นาง|ดร\.|ว่าที่ ร\.ต\.|น\.ส\.) )+", "", shown)
    assert all(re.fullmatch(rf".?{HIDDEN}", word) for word in rest.split()), shown


@given(WORD, WORD, WORD, WORD)
def test_masks_of_names_do_not_tell_lengths(first: str, second: str, other: str, another: str) -> None:
    """Two names with the same initials look the same."""
    one = masked_name(f"ก{first} ข{second}")
    assert one == masked_name(f"ก{other} ข{another}") == f"ก{HIDDEN} ข{HIDDEN}"


@given(st.text("0123456789๐๑๒๓-() .,/;ต่อab", max_size=40))
def test_a_masked_phone_shows_four_digits_at_most(text: str) -> None:
    """Whatever stands in the cell, of each number four digits are left, and no letter."""
    for part in masked_phone(text).split(", "):
        assert re.fullmatch(rf"{HIDDEN}|{HIDDEN}-{HIDDEN}-[0-9๐-๙]{{4}}", part)


@given(st.text(max_size=40), st.from_regex(r"[a-z]{2,12}", fullmatch=True))
def test_a_masked_email_hides_the_name(around: str, local: str) -> None:
    """Of an address the first letter and the host are left, and nothing of what stands around it."""
    shown = masked_email(f"{around} {local}@example.com")
    for part in shown.split(", "):
        assert re.fullmatch(rf"[A-Za-z0-9._%+-]?{HIDDEN}@\S+|{HIDDEN}", part)
    assert f"{local}@" not in shown


@given(st.text("กขคงจ ", max_size=20), DIGITS.map(lambda digits: f"0{digits[1:]}"))
def test_a_telephone_in_a_text_is_found(around: str, phone: str) -> None:
    """A number of nine or ten digits from a 0 is masked wherever it stands, with separators or without."""
    scrub = scrubber()
    for written in (phone, f"{phone[:2]}-{phone[2:5]}-{phone[5:]}", f"{phone[:1]} {phone[1:5]} {phone[5:]}"):
        assert (
            scrub(f"{around}โทร {written}{around}") == f"{around}โทร {HIDDEN}-{HIDDEN}-{phone[-4:]}{around}"
        )


@given(st.text("กขคงจabc .,:;()%", max_size=60))
def test_a_text_without_a_person_stays(text: str) -> None:
    """Nothing is masked where no digit, no address and no known name stands."""
    assert scrubber(["นายสมมติ ตัวอย่าง"])(text) == text


@given(st.integers(0, 99), st.integers(1, 12), st.integers(2400, 2600), st.integers(0, 999_999))
def test_dates_and_amounts_stay(day: int, month: int, year: int, amount: int) -> None:
    """A date, a year, an amount and a score are no telephone."""
    text = f"วันที่ {day}/{month}/{year} ปี {year} จำนวน {amount:,} คน คะแนน 2.9990"
    assert scrubber()(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "หนังสือที่ สธ 0903.02/1234 ลงวันที่ 01/02/2565 15.00 น.",
        "ประชุม 05-02-2565 09:30 น.",
        "๐๕/๐๒/๒๕๖๕ ๑๓.๓๐ น.",
        "https://files.example/0812345678?of=0298765432",
    ],
)
def test_what_only_looks_like_a_telephone_stays(text: str) -> None:
    """The number of a letter, a date with its hour and a link to evidence stay as they were typed."""
    assert scrubber()(text) == text


def test_a_telephone_behind_a_link_or_another_is_masked() -> None:
    """A link hides no number that stands behind it; a stroke parts two numbers."""
    assert scrubber()("https://a.example/1 โทร 0812345678") == "https://a.example/1 โทร •••-•••-5678"
    assert scrubber()("02-590-4000/081-234-5678") == "•••-•••-4000/•••-•••-5678"


@pytest.mark.parametrize("text", ["x" * 32_767, "0-" * 16_000, "1 " * 16_000, "a@" * 16_000])
def test_the_longest_cell_is_read_at_once(text: str) -> None:
    """A cell of Excel's greatest length costs no more than the reading of it: 0.5 s would be its square."""
    began = time.process_time()
    scrubber()(text)
    assert time.process_time() - began < 0.5


def test_a_known_name_is_masked_without_its_title() -> None:
    """The people of the directory are masked in free text, titled or not."""
    scrub = scrubber(["นางสาวเรียม อิ่มใจ", "ประธาน"])
    assert scrub("นางสาวเรียม อิ่มใจ และเรียม อิ่มใจ ประธาน") == "นางสาวร••• อ••• และร••• อ••• ประธาน"


def test_a_citizen_number_in_a_text_is_masked() -> None:
    """The 13-digit number keeps its first and its last digit."""
    assert scrubber()("บัตร 1234567890121") == "บัตร 1XXXXXXXXXXX1"
