"""What people typed, as a report for everybody may show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from addin.reports.source import Row, Source
from addin.reports.thai import DASH
from addin.rules.privacy import scrubber

Typed = Callable[[str | None], str]


def typed(source: Source) -> Typed:
    """A function that hides personal data in a text that people typed; a dash where nothing stands.

    Citizen numbers, telephones, e-mail addresses and the names of the directory are hidden, always: these
    reports are about units, not about people.
    """
    scrub = scrubber(row["name"] for row in source.rows("tblContact") if row.get("name"))
    return lambda text: scrub(text) if text else DASH


def said(rows: list[Row], key: str, show: Typed, limit: int = 3) -> str:
    """What rows say in a column: each wording once, the most frequent first, at most `limit` of them."""
    found = Counter(row[key] for row in rows if row.get(key))
    return "; ".join(show(text) for text, _ in found.most_common(limit)) or DASH
