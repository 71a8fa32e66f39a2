"""Thai text as people type it: digits, the split สระอำ, months and dates in the Buddhist Era."""

from __future__ import annotations

import datetime as dt
import re

BE_OFFSET = 543
"""Buddhist Era = Common Era + 543."""

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")
_STRAY_AM = re.compile(r"(?<=[ก-ฮ่-๋]) +(?=\u0e33)")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))

MONTHS_LONG = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)

_MONTH_NUMBER = {name: n for names in (MONTHS_LONG, MONTHS_SHORT) for n, name in enumerate(names, 1)}
_NAME = "|".join(re.escape(name) for name in _MONTH_NUMBER)
_NAMED_MONTH = re.compile(rf"({_NAME})\s*(\d{{4}}|\d{{2}})")
_NAMED_DATE = re.compile(rf"(\d{{1,2}})\s*({_NAME})\s*(\d{{4}}|\d{{2}})")
_NUMBER_MONTH = re.compile(r"(\d{1,2})/(\d{4})|(\d{4})-(\d{1,2})")
_NUMBER_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def composed(text: str) -> str:
    """The text with a split สระอำ joined again (U+0E4D U+0E32 -> U+0E33; "ค ำ" -> "คำ").

    Unicode normalisation does not do this: NFKC splits the vowel, NFC does not rejoin it.

    >>> composed("ท\u0e4d\u0e32งาน") == "ทำงาน"
    True
    """
    if "\u0e4d" not in text and "\u0e33" not in text:
        return text
    joined = _SPLIT_AM.sub(lambda found: (found[1] or found[2] or "") + "\u0e33", text)
    return _STRAY_AM.sub("", joined)


def tidy(text: str) -> str:
    """A code or a word for comparing: composed, without invisible characters, spaces folded."""
    return " ".join(composed(text).translate(_INVISIBLE).replace("\u00a0", " ").split())


def _be_year(year: str) -> int:
    """A year as typed, in B.E.: two digits are B.E. in Thai usage, years below 2400 are C.E."""
    number = int(year)
    if len(year) == 2:
        return 2500 + number
    return number if number > 2400 else number + BE_OFFSET


def parse_month(text: str) -> str | None:
    """A month in any unambiguous form -> "2565-02"; None where it is none.

    >>> parse_month("ก.พ. 65"), parse_month("02/2565"), parse_month("2022-02")
    ('2565-02', '2565-02', '2565-02')
    """
    text = tidy(text).translate(THAI_DIGITS)
    if found := _NAMED_MONTH.fullmatch(text):
        return f"{_be_year(found[2])}-{_MONTH_NUMBER[found[1]]:02d}"
    if found := _NUMBER_MONTH.fullmatch(text):
        month, year = (found[1], found[2]) if found[1] else (found[4], found[3])
        if 1 <= int(month) <= 12:
            return f"{_be_year(year)}-{int(month):02d}"
    return None


def parse_date(text: str) -> dt.datetime | None:
    """A date in any unambiguous form; day before month, as Thai usage has it.

    None where it is no date, or where day and month of a C.E. date could be either (3/4/2022).

    >>> parse_date("12 พ.ย. 64"), parse_date("3/4/2022")
    (datetime.datetime(2021, 11, 12, 0, 0), None)
    """
    text = tidy(text).translate(THAI_DIGITS)
    if found := _NAMED_DATE.fullmatch(text):
        day, month, year = int(found[1]), _MONTH_NUMBER[found[2]], _be_year(found[3])
    elif found := _ISO_DATE.fullmatch(text):
        day, month, year = int(found[3]), int(found[2]), _be_year(found[1])
    elif found := _NUMBER_DATE.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), _be_year(found[3])
        if int(found[3]) <= 2400 and day <= 12 and day != month:
            return None
    else:
        return None
    try:
        return dt.datetime(year - BE_OFFSET, month, day)  # noqa: DTZ001 - a date in a cell has no zone
    except ValueError:
        return None
