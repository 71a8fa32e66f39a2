"""The sample master, built once, for tests that need a book on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from addin.cli import main


@pytest.fixture(scope="session")
def sample_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A freshly built sample; copy it before changing it."""
    path = tmp_path_factory.mktemp("sample") / "ตัวอย่าง.xlsx"
    assert main(["new", str(path), "--sample"]) == 0
    return path


@pytest.fixture
def sample(sample_master: Path, tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    path = tmp_path / "คำรับรอง.xlsx"
    shutil.copy(sample_master, path)
    return path
