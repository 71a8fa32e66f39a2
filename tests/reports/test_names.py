"""Each report has a file of its own, whatever its unit is called."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.reports.files import safe_name, safe_names
from addin.reports.writing import ReportRequest, write_reports
from addin.rules.settings import Settings

LONG = "ก" * 120


def called(sample: dict[str, pd.DataFrame], names: dict[str, str]) -> dict[str, pd.DataFrame]:
    """The sample with other codes for some units."""
    return {
        name: frame.assign(unit_code=frame["unit_code"].replace(names)) if "unit_code" in frame else frame
        for name, frame in sample.items()
    }


def made(folder: Path, tables: dict[str, pd.DataFrame], kind: str, *units: str) -> list[Path]:
    """The files of a kind about these units."""
    day = dt.date(2022, 3, 10)
    request = ReportRequest(kinds=(kind,), units=units, formats=("docx",))
    return write_reports(folder, tables, Settings(), day, request, findings=pd.DataFrame(), generated_on=day)


@given(st.lists(st.text(max_size=200), unique=True, max_size=6))
def test_names_are_distinct_and_fit(texts: list[str]) -> None:
    """No two names are one to Windows, and each fits with its kind and month into the 255 bytes of a name."""
    names = safe_names(texts)
    assert list(names) == texts
    assert len({name.casefold() for name in names.values()}) == len(texts)
    assert all(0 < len(name.encode()) <= 130 and not set(name) & set('<>:"/\\|?*') for name in names.values())


@given(st.text(alphabet="ABC0-9กขค._", min_size=1, max_size=12).filter(lambda text: text[-1] != "."))
def test_usual_codes_stay_as_they_are(text: str) -> None:
    """A code without a sign that a system forbids names its file."""
    assert safe_name(text) == text


@pytest.mark.parametrize(
    ("first", "second"),
    [("A/B", "A-B"), ("abc.", "abc"), (f"{LONG}1", f"{LONG}2")],
    ids=["sign", "dot", "long"],
)
def test_no_report_writes_over_another(
    sample: dict[str, pd.DataFrame], tmp_path: Path, first: str, second: str
) -> None:
    """Units whose codes look alike in a file's name have a file each, called the same when made alone."""
    tables = called(sample, {"HPC01": first, "HPC02": second})
    paths = made(tmp_path, tables, "unit", first, second)
    assert sorted(path.name for path in paths) == sorted(path.name for path in tmp_path.iterdir())
    assert [made(tmp_path, tables, "unit", code)[0] for code in (first, second)] == paths
    assert len(set(paths)) == 2


def test_a_pack_of_long_codes_is_called_by_their_number(
    sample: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    """Where the codes do not fit into a name, the name says how many units there are."""
    tables = called(sample, {"HPC01": f"{LONG}1", "HPC02": f"{LONG}2"})
    (path,) = made(tmp_path, tables, "pack", f"{LONG}1", f"{LONG}2")
    assert path.name.startswith("รวมรายงานหน่วยงาน-2หน่วยงาน-")
    assert path.is_file()
