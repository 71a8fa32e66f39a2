"""Names of report files that every system accepts."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")
MAX_NAME = 80


def safe_name(text: str) -> str:
    """A part of a file name that Windows takes: no separators, no reserved word, no dot or space at the end.

    >>> safe_name("HPC/01. "), safe_name("con")
    ('HPC-01', 'con-')
    """
    name = _FORBIDDEN.sub("-", text).strip()[:MAX_NAME].rstrip(". ")
    return f"{name}-" if not name or _RESERVED.fullmatch(name) else name
