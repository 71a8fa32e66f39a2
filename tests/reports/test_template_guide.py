"""The guide to the templates names every kind, every file, every chart, and fields that exist."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from addin.reports.kinds import KINDS
from addin.reports.sandbox import context_of
from addin.reports.source import Source
from tests.support.reports import codes_of

SHIPPED = Path(__file__).parents[2] / "report_templates"
ENDINGS = {"html": ".html.j2", "docx": ".docx", "pptx": ".pptx"}
ABOUT = {"department": "กรม", "unit": "หน่วยงาน"}


@pytest.fixture(scope="module")
def guide() -> str:
    """The whole guide."""
    return (SHIPPED / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(guide: str) -> dict[str, list[str]]:
    """The rows of its table by kind: title, about, templates, fields, charts."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in guide.splitlines()
        if line.startswith("| `")
    ]
    return {line[0].strip("`"): line[1:] for line in lines}


def named(cell: str) -> list[str]:
    """What a cell names as code."""
    return re.findall("`([^`]+)`", cell)


def test_every_kind_is_listed(rows: dict[str, list[str]]) -> None:
    """All kinds in their order, with their titles and what a file tells of."""
    assert [(key, row[0], row[1]) for key, row in rows.items()] == [
        (key, kind.title, ABOUT[kind.about]) for key, kind in KINDS.items()
    ]


def test_every_template_is_listed(rows: dict[str, list[str]]) -> None:
    """The templates named are those that lie in the folder, each beside its kind."""
    files = {path.name for path in SHIPPED.iterdir() if path.name.endswith(tuple(ENDINGS.values()))}
    assert {key: set(named(row[2])) for key, row in rows.items()} == {
        key: {f"{key}{ENDINGS[made]}" for made in kind.formats} for key, kind in KINDS.items()
    }
    assert {name for row in rows.values() for name in named(row[2])} == files


def test_fields_named_exist(rows: dict[str, list[str]], source: Source) -> None:
    """Each field that the guide names is one of the kind's context."""
    wrong = [
        (key, name)
        for key, kind in KINDS.items()
        for name in named(rows[key][3])
        if name not in context_of(kind.context(source, codes_of(kind, source)[0]))
    ]
    assert wrong == []
    assert all(named(row[3]) for row in rows.values())


def test_charts_named_are_those_of_the_templates(rows: dict[str, list[str]]) -> None:
    """The charts of a kind are the named objects of its Word template or slide."""
    found = {}
    for key, kind in KINDS.items():
        path = SHIPPED / f"{key}{ENDINGS[kind.formats[-1]]}"
        with zipfile.ZipFile(path) as archive:
            part = "ppt/slides/slide1.xml" if path.suffix == ".pptx" else "word/document.xml"
            found[key] = set(re.findall(r'name="(chart_(?!title)\w+)"', archive.read(part).decode()))
    assert {key: set(named(row[4])) for key, row in rows.items()} == found


def test_the_symbols_named_stand_in_the_manual(guide: str) -> None:
    """The symbols that the guide names are the drawings of the manual's template, and all of them."""
    with zipfile.ZipFile(SHIPPED / "manual.docx") as archive:
        drawn = set(re.findall(r'name="(symbol_\w+)"', archive.read("word/document.xml").decode()))
    assert set(re.findall(r"`(symbol_\w+)`", guide)) == drawn
