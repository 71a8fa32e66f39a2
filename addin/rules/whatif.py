"""A result typed on trial: the tables with one month's value of a KPI replaced, as if it had been submitted.

Pure: the tables that come in stay as they are. Source: WORKBOOK.md "Figures" 1 (what counts), tblItemResult
(rows of items go before a typed actual, so a trial takes them out).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.exact import Bools
from addin.rules.frames import Tables


def _of(frame: pd.DataFrame, unit: str, kpi: str) -> Bools:
    return np.asarray(
        (frames.texts(frame, "unit_code") == unit) & (frames.texts(frame, "kpi_code") == kpi), dtype=np.bool_
    )


def latest_reported(
    tables: Tables, unit: str, kpi: str, months: Sequence[str], *, require_certified: bool
) -> str | None:
    """The latest of some months whose row counts by its status and has a value; None without one."""
    frame = frames.table(tables, frames.MONTHLY_SCORE)
    status, month = frames.texts(frame, "status"), frames.texts(frame, "month")
    counting = (status == "certified") | ((status == "submitted") & (not require_certified))
    filled = ~np.isnan(frames.numbers(frame, "actual")) | ~np.isnan(frames.numbers(frame, "score"))
    items = frames.table(tables, frames.ITEM_RESULT)
    itemised = set(frames.texts(items, "month")[_of(items, unit, kpi)])
    mine = _of(frame, unit, kpi) & np.asarray(counting, dtype=np.bool_)
    mine &= filled | np.isin(month.astype(str), [str(one) for one in itemised])
    found = sorted(set(month[mine]) & set(months))
    return str(found[-1]) if found else None


def with_result(  # noqa: PLR0917 - one cell of a KPI, and what it holds
    tables: Tables, unit: str, kpi: str, month: str, value: float, status: str
) -> dict[str, pd.DataFrame]:
    """The tables with `value` as the result of a unit's KPI in a month, in one row of that status.

    The row takes the place of the month's rows, wherever they stood; results by item of that month go.
    """
    scores = frames.table(tables, frames.MONTHLY_SCORE)
    gone = _of(scores, unit, kpi) & (frames.texts(scores, "month") == month)
    typed = scores[gone].head(1) if gone.any() else pd.DataFrame([{}], index=[_free(scores)])
    cells = {"month": month, "unit_code": unit, "kpi_code": kpi, "status": status}
    row = typed.assign(**cells, actual=value, score=value)
    items = frames.table(tables, frames.ITEM_RESULT)
    cleared = _of(items, unit, kpi) & (frames.texts(items, "month") == month)
    together = pd.concat([scores[~gone], row]).reindex(columns=scores.columns)
    return {
        **tables,
        frames.MONTHLY_SCORE: together.astype(scores.dtypes.to_dict()),
        frames.ITEM_RESULT: items[~cleared],
    }


def _free(frame: pd.DataFrame) -> int:
    """A row number that no row has."""
    return int(frame.index.max()) + 1 if len(frame) else 1
