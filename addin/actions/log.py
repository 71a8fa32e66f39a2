"""The log inside the book: when, who, what the program wrote."""

from __future__ import annotations

import datetime as dt
import getpass

from addin.actions.load import Loaded
from workbook.book import WritableValue
from workbook.schema.results import LOG


def account_name() -> str:
    """The name of the account; a batch host may run under a number that has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "ไม่ทราบชื่อ"


def log_row(
    loaded: Loaded, at: dt.datetime, action: str, what: str, **more: WritableValue
) -> dict[str, WritableValue]:
    """One row of the log, by the headers of this book.

    A row about one value names it in `more`: table (its sheet), row, column (its header), old; `what` is the
    new value. `more` may also say by whom (by), where that is not the account.
    """
    row: dict[str, WritableValue] = {
        "at": at.replace(microsecond=0, tzinfo=None),
        "action": action,
        "by": account_name(),
        "new": what,
        **more,
    }
    headers = loaded.places[LOG.name].headers
    return {headers.get(key, LOG.by_key[key].header): value for key, value in row.items()}
