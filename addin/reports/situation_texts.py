"""What people typed, as a report for everybody may show it."""

from __future__ import annotations

from collections import Counter

from addin.reports.source import Row
from addin.reports.thai import DASH


def said(rows: list[Row], key: str, limit: int = 3) -> str:
    """What rows say in a column: each wording once, the most frequent first, at most `limit` of them."""
    found = Counter(row[key] for row in rows if row.get(key))
    return "; ".join(text for text, _ in found.most_common(limit)) or DASH
