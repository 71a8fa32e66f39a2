"""The committed workbook and dictionary are those that the schema gives."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from workbook.build import DICTIONARY, MASTER, build_master
from workbook.dictionary import dictionary
from workbook.schema import TABLES


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_committed_master_is_the_built_one(master: Path):
    """Every part of workbook/master.xlsx equals the build; run `python -m workbook.build` after a change."""
    built, committed = parts(master), parts(MASTER)
    assert list(built) == list(committed)
    assert [name for name in built if built[name] != committed[name]] == []


def test_the_committed_dictionary_is_the_generated_one():
    """workbook/DICTIONARY.md equals what the schema gives; run `python -m workbook.build` after a change."""
    assert dictionary() == DICTIONARY.read_text(encoding="utf-8")


def test_the_same_build_gives_the_same_bytes(master: Path, tmp_path: Path):
    """No clock, no random order: two builds are byte for byte the same."""
    again = tmp_path / "again.xlsx"
    build_master(again)
    assert master.read_bytes() == again.read_bytes()


def test_nobody_is_named_as_the_author(master: Path):
    """The properties name a program, a title and the language, and no moment of saving."""
    core = parts(master)["docProps/core.xml"].decode()
    found = {
        name: re.findall(rf"<(?:\w+:)?{name}[^>]*>([^<]*)<", core) for name in ("creator", "lastModifiedBy")
    }
    assert found == {"creator": ["Samret"], "lastModifiedBy": ["Samret"]}
    assert re.findall(r"<(?:\w+:)?language[^>]*>([^<]*)", core) == ["th-TH"]
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2021-11-12T00:00:00Z"}


def test_the_dictionary_names_every_column():
    """Each table and each column stands in the dictionary."""
    text = dictionary()
    missing = [
        f"{table.name}.{column.key}"
        for table in TABLES
        for column in table.columns
        if f"`{table.name}`" not in text or f"| `{column.key}` | {column.header} |" not in text
    ]
    assert missing == []


def test_another_year_has_its_own_months(tmp_path: Path):
    """A master of 2566 has the rounds and the lists of months of 2566."""
    path = tmp_path / "2566.xlsx"
    build_master(path, fiscal_year=2566)
    texts = b"".join(parts(path).values()).decode("utf-8", "replace")
    assert '"2565-10,2565-11' in texts
    assert "2565-10..2566-02" in texts
    assert '"2564-10,' not in texts
