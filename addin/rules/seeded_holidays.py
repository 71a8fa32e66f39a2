"""Holidays of the year to come as a list from outside gives them, with what is known to be wrong put right.

Source: DOMAIN.md 6.3. Such a list has Labour Day and Children's Day, which are no holidays of the civil
service; it may lack the Royal Ploughing Ceremony; it has no regional holidays; and what the Cabinet moves or
adds later it cannot know. So each day is marked until a person has compared it with the announcement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.exact import Bools

UNCONFIRMED: Final = "ต้องตรวจกับประกาศ"
"""How the source of a holiday begins that nobody has compared with the announcement."""
_NOT_CIVIL_SERVICE: Final = ("วันแรงงานแห่งชาติ", "วันเด็กแห่งชาติ")
_PLOUGHING: Final = "วันพืชมงคล"


def seeded(days: Mapping[dt.date, str], first: dt.date, last: dt.date, origin: str) -> pd.DataFrame:
    """The holidays from `first` to `last` as rows of the holidays table (date, name, source), by date.

    A day that has several names keeps those that are holidays of the civil service.

    >>> may = {dt.date(2023, 5, 1): "วันแรงงานแห่งชาติ", dt.date(2023, 5, 4): "วันฉัตรมงคล"}
    >>> seeded(may, dt.date(2022, 10, 1), dt.date(2023, 9, 30), "ก")[["name", "source"]].to_numpy().tolist()
    [['วันฉัตรมงคล', 'ต้องตรวจกับประกาศ (ก)']]
    """
    found = []
    for day, names in sorted(days.items()):
        kept = [name for name in map(str.strip, names.split(";")) if not name.endswith(_NOT_CIVIL_SERVICE)]
        if first <= day <= last and kept:
            found.append((day, " / ".join(dict.fromkeys(kept))))
    source = f"{UNCONFIRMED} ({origin})"
    return pd.DataFrame(
        {
            "date": pd.Series([day for day, _ in found], dtype="datetime64[us]"),
            "name": pd.Series([name for _, name in found], dtype="str"),
            "source": pd.Series([source] * len(found), dtype="str"),
        }
    )


def lacks_ploughing(holidays: pd.DataFrame) -> bool:
    """True when the Royal Ploughing Ceremony, whose day is announced each year, is not among them.

    >>> lacks_ploughing(pd.DataFrame({"name": ["วันพืชมงคล"]}))
    False
    """
    return not any(_PLOUGHING in str(name) for name in frames.texts(holidays, "name"))


def unconfirmed(holidays: pd.DataFrame) -> Bools:
    """True for each row of the holidays table that still carries the mark."""
    sources = frames.texts(holidays, "source")
    marks = [isinstance(source, str) and source.strip().startswith(UNCONFIRMED) for source in sources]
    return np.array(marks, dtype=np.bool_)
