"""The log inside the book: when, who, what the program wrote."""

from __future__ import annotations

import datetime as dt
import getpass

from addin.actions.load import Loaded
from workbook.book import WritableValue
from workbook.schema.results import LOG


def _user() -> str:
    """The name of the account; a batch host may run under a number that has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "ไม่ทราบชื่อ"


def log_row(loaded: Loaded, at: dt.datetime, action: str, what: str) -> dict[str, WritableValue]:
    """One row of the log, by the headers of this book."""
    row: dict[str, WritableValue] = {
        "at": at.replace(microsecond=0, tzinfo=None),
        "action": action,
        "by": _user(),
        "new": what,
    }
    headers = loaded.places[LOG.name].headers
    return {headers.get(key, LOG.by_key[key].header): value for key, value in row.items()}
