"""The house keeps its shape: one direction of imports, libraries in their rooms, files that fit on a few screens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbook.build_summary import BOOKS, UNITS
from workbook.schema import BY_NAME, TABLES

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    [*ROOT.glob("addin/**/*.py"), *ROOT.glob("workbook/**/*.py"), *ROOT.glob("report_templates/**/*.py")]
)
NAMES = [str(path.relative_to(ROOT)) for path in SOURCES]


def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def strings(name: str) -> Iterator[str]:
    """String constants of a module, without its docstrings."""
    parsed = tree(name)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(parsed)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


# room -> what it must not import: entries -> actions -> rules, checks, reports -> workbook.
FORBIDDEN = {
    "workbook/": r"addin(\.|$)",
    "addin/rules/": r"(workbook|addin\.(actions|checks|reports|cli|excel|ribbon|udfs|texts))(\.|$)|pathlib$|os$|io$|time$",
    "addin/checks/": r"(workbook|addin\.(actions|reports|cli|excel|ribbon|udfs|texts))(\.|$)|pathlib$|os$|io$|time$",
    "addin/reports/": r"addin\.(actions|cli|excel|ribbon|udfs)(\.|$)|workbook\.(file|build|memory|live)(\.|$)",
    "addin/excel/": r"addin\.(actions|checks|reports|cli|ribbon|udfs)(\.|$)|workbook\.(file|live)(\.|$)",
    "addin/actions/": r"addin\.(cli|ribbon|udfs)(\.|$)|workbook\.live(\.|$)",
}


@pytest.mark.parametrize("name", NAMES)
def test_imports_go_one_way(name: str) -> None:
    """No module imports what stands above it."""
    for room, pattern in FORBIDDEN.items():
        if name.startswith(room):
            assert [m for m in imports(name) if re.match(pattern, m)] == []


ROOMS = {
    "openpyxl": r"workbook/(build|theme|charts|rules_in_cells|home_sheet|sheet)\w*\.py|addin/excel/build\w*\.py",
    "pyopenvba": r"addin/excel/build\w*\.py",
    "zipfile": r"workbook/(ooxml/.*|build\w*\.py)|addin/reports/.*|report_templates/.*|addin/excel/build\w*\.py",
    "lxml": r"workbook/(ooxml/.*|build\w*\.py)|addin/reports/.*|report_templates/.*",
    "docx": r"addin/reports/.*|report_templates/.*",
    "pptx": r"addin/reports/.*",
    "docxtpl": r"addin/reports/.*|report_templates/.*",
    "markdown_it": r"addin/actions/page\.py",
    "jinja2": r"addin/reports/.*|report_templates/.*",
    "xlwings": r"workbook/live\w*\.py|addin/(ribbon|udfs)\.py",
}


@pytest.mark.parametrize("name", NAMES)
def test_libraries_stay_in_their_rooms(name: str) -> None:
    """A library of files is imported only where files of its kind are made or read."""
    for module in imports(name):
        room = ROOMS.get(module.split(".")[0])
        assert room is None or re.fullmatch(room, name), f"{module} in {name}"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_fits_on_a_few_screens(name: str) -> None:
    """No source file is longer than 400 lines."""
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize(
    "name", [n for n in NAMES if not n.startswith(("workbook/schema/", "addin/reports/"))]
)
def test_sheet_titles_stand_in_the_schema_only(name: str) -> None:
    """Code finds tables by name; a sheet's title is written in one place (and may be renamed by the user).

    A report may have a heading of the same words.
    """
    titles = {table.sheet for table in TABLES if len(table.sheet) > 12}
    assert titles & set(strings(name)) == set()


@pytest.mark.parametrize("name", NAMES)
def test_table_names_in_code_are_declared(name: str) -> None:
    """Every tblSomething in a string is a table of the schema (Word's own elements aside)."""
    if "word" in name:
        return
    found = {word for text in strings(name) for word in re.findall(r"(?<!:)\btbl[A-Z]\w+", text)}
    known = {*BY_NAME, BOOKS.name, UNITS.name}
    assert found <= known, found - known


@pytest.mark.parametrize("name", NAMES)
def test_no_error_is_swallowed(name: str) -> None:
    """No `except` whose body is only `pass`, and no bare `except`."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except in {name}:{node.lineno}"
            assert not all(isinstance(item, ast.Pass) for item in node.body), f"{name}:{node.lineno}"


def test_committed_files_hold_no_address_of_a_registry() -> None:
    """Pins carry versions and hashes, never download addresses."""
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.findall(r"https?://", text) == []
        assert "--index" not in text


def test_every_requirement_is_pinned_with_hashes() -> None:
    """Each requirement is name==version with at least one sha256."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        for line in filter(None, map(str.strip, text.splitlines())):
            assert re.match(r"[A-Za-z0-9_.\[\]-]+==\S+", line), line
            assert "--hash=sha256:" in line, line


def test_what_runs_is_pinned_alike_for_users_and_developers() -> None:
    """requirements.txt is a part of requirements-dev.txt, version by version."""

    def pins(name: str) -> set[str]:
        return set(
            re.findall(
                r"^[A-Za-z0-9_.-]+==[^\s;\\]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
            )
        )

    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()
