"""What of a person may be shown: citizen numbers never, names, telephones and e-mail addresses masked.

Source: DOMAIN.md 7 (the 13-digit number is forbidden; a published report masks by default). A mask is as long
for a short name as for a long one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

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
_DATE = (
    rf"{_DIGIT}{{1,2}}[./-]{_DIGIT}{{1,2}}[./-](?:[2๒][5๕0๐]|[1๑][9๙]){_DIGIT}{{2}}"
    rf"(?: {_DIGIT}{{1,2}}[.:]{_DIGIT}{{2}})?(?!{_DIGIT})"
)
_WITHIN = "[ .\u00a0\u2010-\u2015-]"
_PHONE = re.compile(
    # Nine or ten digits from a 0, or behind +66, single separators anywhere; no part of a longer number.
    # What looks like one and is none stays: the number of a letter (0903.02/1234), a date and hour, a link.
    rf"https?://[^\s\u0e00-\u0e7f]+|(?<!{_DIGIT}){_DATE}"
    rf"|(?<!{_DIGIT})(?<!{_DIGIT}[.,])"
    rf"(?P<phone>(?:\+[6๖]{{2}}|[(]?[0๐])(?:[)]?{_WITHIN}?{_DIGIT}){{8,9}})(?!{_DIGIT})"
)
_FIELD_NUMBER = re.compile(rf"{_DIGIT}(?:[() .\u00a0\u2010-\u2015-]*{_DIGIT})*")
_EMAIL = re.compile(
    # The lookbehind keeps a long word without an @ from being read once from each of its letters.
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)


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


HIDDEN = "•••"
"""What stands for letters or digits that are not shown."""

_TITLES = (
    "นางสาว", "นาง", "นาย", "น.ส.", "ดร.", "นพ.", "พญ.", "ทพญ.", "ทพ.", "ภญ.", "ภก.", "สพ.ญ.", "น.สพ.", "ผศ.",
    "รศ.", "ศ.", "ว่าที่ร้อยตรีหญิง", "ว่าที่ร้อยตรี", "ว่าที่ ร.ต.หญิง", "ว่าที่ ร.ต.", "หม่อมหลวง", "หม่อมราชวงศ์",
    "ม.ล.", "ม.ร.ว.", "Mrs.", "Miss", "Mr.", "Ms.", "Dr.",
)  # fmt: skip
_TITLE = re.compile("|".join(re.escape(title) for title in sorted(_TITLES, key=len, reverse=True)))
_CONSONANT = re.compile("[\u0e01-\u0e2e]")


def _title(name: str) -> tuple[str, str]:
    """The titles that a name begins with, and the rest."""
    titles, rest = [], name.strip()
    while (match := _TITLE.match(rest)) and rest[match.end() :].strip():
        titles.append(match[0])
        rest = rest[match.end() :].strip()
    return " ".join(titles), rest


def _initial(word: str) -> str:
    """The first consonant of a Thai word, the first letter of another; nothing of what is no letter."""
    if "\u0e00" <= word[0] <= "\u0e7f":
        found = _CONSONANT.search(word[:2])
        return found[0] if found else ""
    return word[0] if word[0].isalpha() else ""


def masked_name(name: str) -> str:
    """A person's name as its titles and initials.

    >>> masked_name("นางสาวเรียม อิ่มใจ"), masked_name("ดร.Somchai Dee")
    ('นางสาว ร••• อ•••', 'ดร. S••• D•••')
    """
    titles, rest = _title(name)
    words = [f"{_initial(word)}{HIDDEN}" for word in rest.split()]
    return " ".join([*([titles] if titles else []), *words])


def person_key(name: str) -> str:
    """A name as it is compared: without titles, single spaces.

    >>> person_key("นางสาวเรียม  อิ่มใจ") == person_key("เรียม อิ่มใจ")
    True
    """
    return " ".join(_title(name)[1].split())


_POSITION = re.compile(
    "(?:ผู้|หัวหน้า|เจ้าหน้าที่|เจ้าพนักงาน|นัก|พนักงาน|อธิบดี|รองอธิบดี|เลขานุการ|กพร|ฝ่าย|กลุ่ม|กอง|สำนัก|ศูนย์|สถาบัน|งาน)"
)
_TITLED = re.compile(r"(?:นางสาว|น\.\s*ส\.|นาย|นาง|ดร\.|นพ\.|พญ\.|Mr\.|Mrs\.|Ms\.|Miss )")


def as_position(text: str, positions: Mapping[str, str], known: Collection[str]) -> str | None:
    """What stands for a person in public: the position; None where the text is, or may be, somebody's name.

    `positions` maps names (as `person_key` gives them) to positions, `known` are texts that are positions.

    >>> held = {"เรียม อิ่มใจ": "นักวิเคราะห์นโยบายและแผน"}
    >>> [as_position(text, held, ()) for text in ("นางสาวเรียม อิ่มใจ", "ผู้อำนวยการกองแผนงาน", "สมชาย ใจดี")]
    ['นักวิเคราะห์นโยบายและแผน', 'ผู้อำนวยการกองแผนงาน', None]
    """
    found = positions.get(person_key(text))
    if found is not None:
        return found
    if text.strip() in known:
        return text
    return text if _POSITION.match(text.strip()) and not _TITLED.search(text) else None


def masked_phone(text: str) -> str:
    """The telephone numbers of a cell, of each the last four digits at most; nothing else that stands there.

    >>> masked_phone("0-2590-1234 ต่อ 5678"), masked_phone("๐๘ ๑๒๓๔ ๕๖๗๘")
    ('•••-•••-1234', '•••-•••-๕๖๗๘')
    """
    shown = []
    for match in _FIELD_NUMBER.finditer(text):
        digits = [c for c in match[0] if re.match(_DIGIT, c)]
        if len(digits) >= 9:
            shown.append(f"{HIDDEN}-{HIDDEN}-{''.join(digits[-4:])}")
    return ", ".join(dict.fromkeys(shown)) or HIDDEN


def _masked_address(address: str) -> str:
    local, host = address.rsplit("@", 1)
    return f"{local[0] if len(local) > 1 else ''}{HIDDEN}@{host}"


def masked_email(text: str) -> str:
    """The e-mail addresses of a cell: first letter and host; nothing else that stands there.

    >>> masked_email("rungnapa@example.com"), masked_email("rungnapa at example")
    ('r•••@example.com', '•••')
    """
    return ", ".join(dict.fromkeys(_masked_address(found) for found in _EMAIL.findall(text))) or HIDDEN


def _masked_call(found: re.Match[str]) -> str:
    return masked_phone(found[0]) if found["phone"] else found[0]


def scrubber(names: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that masks citizen numbers, e-mail addresses, telephones and these people's names in a text.

    A name is found with or without its title, however it is spaced; one of a single word is left alone, for
    it may be a word like any other.

    >>> scrub = scrubber(["นางสาวเรียม อิ่มใจ"])
    >>> scrub("แจ้งคุณเรียม  อิ่มใจ โทร 081-234-5678 หรือ riam@example.com ภายใน 10 วัน")
    'แจ้งคุณร••• อ••• โทร •••-•••-5678 หรือ r•••@example.com ภายใน 10 วัน'
    """
    people = {tuple(_title(name)[1].split()) for name in names}
    patterns = [r"\s+".join(map(re.escape, words)) for words in people if len(words) > 1]
    known = re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None

    def scrub(text: str) -> str:
        clean = _EMAIL.sub(lambda found: _masked_address(found[0]), masked(text))
        clean = _PHONE.sub(_masked_call, clean)
        return known.sub(lambda found: masked_name(found[0]), clean) if known else clean

    return scrub
