"""The cases of tests/cases/*.yaml hold: written for an officer to read and sign, run through the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import case_kinds_sending
from tests.support.case_kinds import KINDS

assert case_kinds_sending.__doc__  # registers its kinds

CASES = Path(__file__).parents[1] / "cases"
HEADINGS = {"title", "source", "kind", "given", "columns", "rows"}


class ExactLoader(yaml.SafeLoader):
    """Numbers with a decimal point are decimals, as they stand on the page."""


ExactLoader.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))


class Inputs(Mapping[str, Any]):
    """The inputs of a case, which remembers what was read."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values_ = values
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return self.values_[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def load(path: Path) -> list[dict[str, Any]]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=ExactLoader)


def all_rows() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in load(path):
            for number, row in enumerate(case["rows"], 1):
                yield pytest.param(case, row, id=f"{path.stem}-{case['kind']}-{case['source'][:12]}-{number}")


def check(case: dict[str, Any], row: list[Any]) -> None:
    """Runs one row: what the kind gives must be there as written, and every other key must have been read."""
    written = {**case["given"], **dict(zip(case["columns"], row, strict=True))}
    inputs = Inputs(written)
    found = KINDS[case["kind"]](inputs)
    expected = {key: value for key, value in written.items() if key in found and key not in inputs.read}
    assert expected, "the case expects nothing"
    assert set(written) == inputs.read | set(expected), "a key is neither read nor expected"
    assert expected == {key: found[key] for key in expected}


@pytest.mark.parametrize(("case", "row"), list(all_rows()))
def test_case(case: dict[str, Any], row: list[Any]):
    """What the page says comes out."""
    check(case, row)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_cases_have_a_title_a_source_and_rows(path: Path):
    """Each case says in Thai what it shows, and where that is written."""
    for case in load(path):
        assert set(case) == HEADINGS
        assert any("\u0e00" <= letter <= "\u0e7f" for letter in case["title"])
        assert ".md" in case["source"]
        assert case["rows"]


def test_a_case_of_an_unknown_kind_fails():
    """A misspelt kind is no case that passes."""
    with pytest.raises(KeyError):
        check({"kind": "kpi_scores", "given": {}, "columns": ["a"], "rows": []}, [1])


def test_a_case_with_an_unread_key_fails():
    """A misspelt input is no input."""
    case = {"kind": "fiscal_year", "given": {"reigon": "south"}, "columns": ["date", "year"]}
    with pytest.raises(AssertionError, match="neither read nor expected"):
        check(case, [dt.date(2021, 10, 1), 2565])


def test_every_kind_is_used():
    """No kind stands without a case."""
    assert set(KINDS) == {case["kind"] for path in CASES.glob("*.yaml") for case in load(path)}
