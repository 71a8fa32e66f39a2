"""Every word that users see exists, in Thai first; every setting has a source; commands are what the README says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from addin.actions import ACTIONS
from addin.commands import COMMANDS
from addin.commands.base import GROUPS
from addin.rules.settings import Settings
from addin.texts import TEXTS, error_text
from workbook.schema import BY_NAME, TABLES
from workbook.schema.model import NUMERIC, ColumnType
from workbook.schema.settings import SETTINGS

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("addin/**/*.py"), *ROOT.glob("workbook/**/*.py")])
THAI = re.compile("[\u0e01-\u0e5b]")
ERRORS = {"UserError", "BookError", "FileRefused", "FileBusy", "TableMissing", "CannotWrite"}


def calls(names: set[str]) -> set[str]:
    """The first argument of each call of these names, where it is a literal."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in names and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_every_error_has_a_thai_and_an_english_sentence() -> None:
    """Each code that is raised stands in texts.toml [error]."""
    codes = calls(ERRORS) | {"bug"}
    assert {code for code in codes if set(TEXTS["error"].get(code, {})) != {"th", "en"}} == set()


def test_every_line_for_people_has_both_languages() -> None:
    """Each Line key and progress key stands in texts.toml [ui]."""
    keys = calls({"Line"}) | {f"progress_{key}" for key in calls({"progress"})}
    assert {key for key in keys if set(TEXTS["ui"].get(key, {})) != {"th", "en"}} == set()


@pytest.mark.parametrize("section", ["error", "ui", "finding"])
def test_thai_sentences_are_thai(section: str) -> None:
    """The Thai text holds Thai, with สระอำ in one character, and no English key of a column."""
    keys = {c.key for t in TABLES for c in t.columns if "_" in c.key}
    for code, texts in TEXTS[section].items():
        for name in {"th", "fix_th"} & set(texts):
            bare = re.sub(r"\{[^}]*\}", "", texts[name])
            assert THAI.search(bare), (code, name)
            assert "\u0e4d\u0e32" not in bare, (code, name)
            assert keys & set(re.findall(r"[a-z_0-9]+", bare)) == set(), (code, name)


def test_both_languages_name_the_same_values() -> None:
    """A value that the Thai sentence names, the English one may name too, and never one more."""
    for section in ("error", "ui"):
        for code, texts in TEXTS[section].items():
            thai, english = (set(re.findall(r"\{(\w+)", texts[lang])) for lang in ("th", "en"))
            assert thai == english, (section, code)


def test_a_missing_parameter_never_hides_an_error() -> None:
    """An error text with a parameter missing still gives a sentence."""
    for code in TEXTS["error"]:
        assert error_text(code, {}, "th")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_a_setting_has_a_label_and_a_source(setting: object) -> None:
    """No number stands in the workbook without its source."""
    assert THAI.search(setting.label)  # type: ignore[attr-defined]
    assert THAI.search(setting.source)  # type: ignore[attr-defined]


def test_the_rules_know_exactly_the_settings_of_the_workbook() -> None:
    """Names and defaults are the same on both sides."""
    rules = Settings.model_validate({})
    assert set(Settings.model_fields) == {s.key for s in SETTINGS}
    shown = {
        "round_1": "..".join((rules.round_1[0], rules.round_1[-1])),
        "round_2": "..".join((rules.round_2[0], rules.round_2[-1])),
    }
    for setting in SETTINGS:
        value = shown.get(setting.key, getattr(rules, setting.key))
        if isinstance(value, bool):
            value = "yes" if value else "no"
        expected = setting.default
        if isinstance(expected, (int, float)):
            assert float(value) == expected, setting.key
        else:
            assert value == expected, setting.key


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_columns_are_named_in_thai_and_fit_excel(table: object) -> None:
    """Thai headers, messages within Excel's limits, references that exist, lists that fit."""
    for column in table.columns:  # type: ignore[attr-defined]
        assert THAI.search(column.header), column.key
        if column.type is ColumnType.CHOICE and column.key != "key":
            assert len(",".join(c.label for c in column.allowed)) <= 255, column.key
        if column.type in NUMERIC - {ColumnType.INTEGER, ColumnType.NUMBER}:
            assert column.unit, column.key
        if column.ref:
            name, key = column.ref.split(".")
            assert key in BY_NAME[name].keys


def test_commands_are_a_subset_of_the_actions() -> None:
    """Every command runs an action that is registered; the first word of a two-word command is a group."""
    assert {command.action for command in COMMANDS} <= set(ACTIONS)
    assert {c.name.partition(" ")[0] for c in COMMANDS if " " in c.name} == set(GROUPS)


def test_the_readme_tells_every_command() -> None:
    """README's table of commands and the parser agree, sub-commands included."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `samret ((?:addin|templates) \w+|\w+)", text, re.MULTILINE)
    assert sorted(set(told)) == sorted(command.name for command in COMMANDS)
