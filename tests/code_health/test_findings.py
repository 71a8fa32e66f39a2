"""Every finding that the code can give has its sentences, a gravity, and a test that trips it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from addin.rules.findings import COVERED_BY, COVERED_IN_ROW
from addin.texts import TEXTS
from tests.support.cases_closed import CLOSED
from tests.support.cases_monthly import MONTHLY
from tests.support.cases_sending import SENDING
from tests.support.cases_setup import SETUP
from tests.support.cases_work import WORK
from workbook.schema import BY_NAME

ROOT = Path(__file__).parents[2]
CHECKS = sorted((ROOT / "addin" / "checks").glob("*.py"))
READERS = [ROOT / "workbook" / name for name in ("cells.py", "frames.py", "validation.py")]
SETTINGS = ROOT / "addin" / "rules" / "settings.py"
FINDINGS: dict[str, dict[str, str]] = TEXTS["finding"]
CASES = {case.code for case in (*MONTHLY, *SENDING, *SETUP, *WORK, *CLOSED)}


def strings(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def given(path: Path) -> set[str]:
    """The codes that a module gives as literals: Finding("code", ...), rows(frame, mask, "code", ...)."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"Finding": 0, "rows": 2}.get(node.func.id)
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(node.args[place].value)
    return found


CHECKED = set().union(*(strings(path) for path in CHECKS)) & set(FINDINGS)


def test_every_code_of_the_checks_has_sentences() -> None:
    """No check gives a code that texts.toml does not have."""
    assert set().union(*(given(path) for path in CHECKS)) - set(FINDINGS) == set()


def test_every_code_of_the_checks_is_tripped_by_a_case() -> None:
    """Each code that stands in the checks has a case, and no case tests a code that is gone."""
    assert CHECKED == CASES


def test_every_code_of_the_readers_and_settings_has_sentences() -> None:
    """What reading a cell, validating a row or building the settings may say stands in texts.toml."""
    named = set().union(*(strings(path) for path in READERS))
    reading = set(FINDINGS) - CHECKED - {code for code in FINDINGS if code.startswith("setting_")}
    assert reading <= named
    settings = {text for text in strings(SETTINGS) if re.fullmatch(r"setting_[a-z_]+", text)}
    assert {code for code in FINDINGS if code.startswith("setting_")} == settings


@pytest.mark.parametrize("code", FINDINGS)
def test_a_finding_has_a_gravity_and_four_sentences(code: str) -> None:
    """Error or warning; what and cure, in Thai and English; a code of words."""
    entry = FINDINGS[code]
    assert set(entry) == {"severity", "th", "fix_th", "en", "fix_en"}
    assert entry["severity"] in {"error", "warning"}
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)+", code)


@pytest.mark.parametrize("code", FINDINGS)
def test_placeholders_resolve_and_agree(code: str) -> None:
    """Sheets, columns and formats exist; both languages name the same values; the message is short."""
    names = {}
    for key in ("th", "fix_th", "en", "fix_en"):
        names[key] = set()
        for _, field, spec, _ in Formatter().parse(FINDINGS[code][key]):
            if field is None:
                continue
            what, _, of = field.partition("[")
            if what == "sheet":
                assert of.rstrip("]") in BY_NAME
            elif what == "header":
                table, column = of.rstrip("]").split(".")
                assert column in BY_NAME[table].by_key
            else:
                names[key].add(field)
            if spec and spec not in {"month", "date"}:
                table, column = spec.split(".")
                assert BY_NAME[table].by_key[column].allowed
    assert names["th"] == names["en"]
    assert names["fix_th"] == names["fix_en"]
    assert len(FINDINGS[code]["th"]) <= 200


def test_covering_codes_exist() -> None:
    """What hides a repetition names findings that there are."""
    for table in (COVERED_BY, COVERED_IN_ROW):
        assert set(table) | set().union(*table.values()) <= set(FINDINGS)
