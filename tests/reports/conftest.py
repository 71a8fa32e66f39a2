"""The sample's figures, computed once for all tests of reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from addin.reports.period import as_of_period, choose_period
from addin.reports.source import Source
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from workbook.sample import sample_tables

AS_OF = dt.date(2022, 3, 10)
MakeSource = Callable[..., Source]


def source_of(
    tables: dict[str, pd.DataFrame], settings: Settings, month: str | None = None, round_no: int | None = None
) -> Source:
    """The figures of a book on 10 March 2022."""
    period = choose_period(settings, AS_OF, month, round_no)
    seen, day = as_of_period(tables, settings, AS_OF, period)
    return Source(seen, compute(seen, settings, day), settings, period, AS_OF)


@pytest.fixture(scope="session")
def sample() -> dict[str, pd.DataFrame]:
    """The tables of the sample; tests that change them copy them first."""
    return sample_tables(2565)


@pytest.fixture(scope="session")
def source(sample: dict[str, pd.DataFrame]) -> Source:
    """The sample's figures on 10 March 2022."""
    return source_of(sample, Settings())


@pytest.fixture(scope="session")
def make_source() -> MakeSource:
    """Figures of other tables, settings and periods."""
    return source_of
