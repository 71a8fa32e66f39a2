"""What a user installs is whole: the wheel, in an empty environment, run from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv")


def run(*command: object, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True, encoding="utf-8", **more
    )  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout without network."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("addin", "workbook", "report_templates", "macros", "pyproject.toml", "README.md", "LICENSE"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", copy / "out", cwd=copy)
    (made,) = (copy / "out").iterdir()
    return made


def test_the_wheel_carries_master_templates_and_macros(wheel: Path) -> None:
    """Everything that the program opens at run time is inside."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "workbook/master.xlsx",
        "workbook/content/units.csv",
        "workbook/sample/data/weight.csv",
        "addin/texts.toml",
        "addin/report_templates/overview.html.j2",
        "addin/report_templates/overview.docx",
        "addin/report_templates/unit.docx",
        "addin/macros/README.md",
    } <= names
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


@pytest.mark.slow
@pytest.mark.skipif(UV is None, reason="uv makes the empty environment")
def test_demo_runs_from_the_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """Install the pinned requirements and the wheel, run `samret demo` elsewhere."""
    venv = tmp_path / "venv"
    run(UV, "venv", "--python", sys.executable, venv)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pins = ROOT / "requirements.txt"
    run(UV, "pip", "install", "--python", python, "--require-hashes", "-r", pins)
    run(UV, "pip", "install", "--python", python, "--no-deps", wheel)
    elsewhere = tmp_path / "ที่อื่น"
    elsewhere.mkdir()
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = run(python.with_name("samret"), "demo", "--json", cwd=elsewhere, env=env)
    found = json.loads(done.stdout)
    assert found["attainment"]["passed"] == 32
    assert len(found["reports"]) == 74
    assert all((elsewhere / path).exists() for path in [found["book"], *found["reports"]])
