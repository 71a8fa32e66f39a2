"""Names of report files that every system accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")
MAX_BYTES = 120
"""Of a part: the whole name, kind and month and all, may have 255, and a Thai letter takes 3."""


def safe_name(text: str) -> str:
    """A part of a file name that Windows takes: no separators, no reserved word, no dot or space at the end.

    >>> safe_name("HPC/01. "), safe_name("con")
    ('HPC-01', 'con-')
    """
    name = _cut(_FORBIDDEN.sub("-", text).strip(), MAX_BYTES).rstrip(". ")
    return f"{name}-" if not name or _RESERVED.fullmatch(name) else name


def _cut(text: str, most: int) -> str:
    """As many letters as fit into so many bytes; half a surrogate pair, which none takes, becomes "-"."""
    return text.encode(errors="replace")[:most].decode(errors="ignore").replace("?", "-")


def safe_names(texts: Iterable[str]) -> dict[str, str]:
    """The safe name of each text; of those that Windows would take for one, the later ones are numbered.

    >>> safe_names(["A/B", "a-b", "C"])
    {'A/B': 'A-B', 'a-b': 'a-b-2', 'C': 'C'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for text in dict.fromkeys(texts):
        name = first = safe_name(text)
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{first}-{count}"
        taken.add(name.casefold())
        names[text] = name
    return names
