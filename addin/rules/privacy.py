"""Citizen numbers and e-mail addresses in free text. Source: DOMAIN.md 7 (forbidden: the 13-digit number)."""

from __future__ import annotations

import re

_DIGIT = "[0-9๐-๙]"
_GAP = "[ .\u00a0\u2010-\u2015/-]"
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_CANDIDATE = re.compile(
    # 13 digits in a row; the printed form 1-2345-67890-12-3; or single separators anywhere, when nothing but
    # the thirteen digits stands there, for two telephone numbers side by side are no citizen number.
    rf"(?<!{_DIGIT})(?:{_DIGIT}{{13}}"
    rf"|{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{5}}{_GAP}{_DIGIT}{{2}}{_GAP}{_DIGIT}"
    rf"|(?<!{_DIGIT}{_GAP})(?:{_DIGIT}{_GAP}?){{12}}{_DIGIT}(?!{_GAP}{_DIGIT}))(?!{_DIGIT})"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


def is_citizen_number(digits: str) -> bool:
    """True when 13 digits end in the check digit of a Thai citizen number (mod 11).

    >>> is_citizen_number("1234567890121"), is_citizen_number("1234567890123")
    (True, False)
    """
    if len(digits) != 13 or not digits.isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:12], range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10 == int(digits[12])


def citizen_numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Where citizen numbers stand: (start, end) of each, separators and Thai digits or not."""
    found = []
    for match in _CANDIDATE.finditer(text):
        digits = "".join(c for c in match[0].translate(_ARABIC) if c.isdecimal())
        if is_citizen_number(digits):
            found.append(match.span())
    return tuple(found)


def masked(text: str) -> str:
    """The text with all but the first and last digit of each citizen number hidden.

    >>> masked("เลขที่ 1-2345-67890-12-1")
    'เลขที่ 1-XXXX-XXXXX-XX-1'
    """
    for start, end in reversed(citizen_numbers(text)):
        inner = re.sub(_DIGIT, "X", text[start + 1 : end - 1])
        text = f"{text[: start + 1]}{inner}{text[end - 1 :]}"
    return text


def is_email(text: str) -> bool:
    """True for one address of the common form name@host.domain.

    >>> is_email("coordinator.hpc01@example.com"), is_email("hpc01@example")
    (True, False)
    """
    return _EMAIL.fullmatch(text.strip()) is not None and ".." not in text
