"""The master and the sample, built once; opened with openpyxl for reading what was built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from workbook.build import build_master


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master of 2565 with the real content."""
    path = tmp_path_factory.mktemp("built") / "master.xlsx"
    build_master(path)
    return path


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master of 2565 with the sample."""
    path = tmp_path_factory.mktemp("built") / "sample.xlsx"
    build_master(path, sample=True)
    return path


@pytest.fixture(scope="session")
def book(master: Path) -> Workbook:
    """The master as openpyxl reads it; tests only look at it."""
    return openpyxl.load_workbook(master)


@pytest.fixture(scope="session")
def sample_book(sample: Path) -> Workbook:
    """The sample as openpyxl reads it; tests only look at it."""
    return openpyxl.load_workbook(sample)


@pytest.fixture(params=["master", "sample"])
def built(request: pytest.FixtureRequest) -> Path:
    """Each of the two built books."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def recalculated(tmp_path: Path) -> Callable[[Path, str], str]:
    """What LibreOffice computes for a cell of the first sheet, asked to recalculate everything on loading."""
    from tests.support.office import cell_of_first_sheet

    return lambda path, cell: cell_of_first_sheet(path, cell, tmp_path)
