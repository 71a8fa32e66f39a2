"""The catalogue of the worksheet functions, what the wizard shows of it, and a bug of ours."""

from __future__ import annotations

import dataclasses

import pytest

from addin import udfs
from addin.excel.functions import CATEGORY, DATE_SYSTEM, FUNCTIONS, wizard_rows
from tests.support.cells import VALUE


def test_a_bug_of_ours_is_an_error_and_a_log(monkeypatch: pytest.MonkeyPatch):
    """The cell shows #VALUE!, the traceback goes where doctor finds it; no text about it reaches the sheet."""
    written: list[tuple[str, str]] = []
    monkeypatch.setattr(udfs, "write_log", lambda error, name: written.append((str(error), name)))

    def broken(actual: object, targets: object) -> object:
        raise ZeroDivisionError(f"{actual}{targets}")

    guarded = udfs._guarded(dataclasses.replace(FUNCTIONS["PA_SCORE"], call=broken))
    assert guarded(1.0, 2.0) == VALUE
    assert written == [("1.02.0", "PA_SCORE")]


def test_the_catalogue_is_what_is_published():
    """Every function of the catalogue stands in udfs under its name, and no other."""
    published = {name for name in vars(udfs) if name.startswith("PA_")}
    assert published == set(FUNCTIONS)
    assert all(getattr(udfs, name).__name__ == name for name in published)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda f: f.name)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_wizard_has_a_help_for_each_argument(function: object, lang: str):
    """Texts in both languages within the 255 characters that Excel shows; Thai is Thai; no text is left over."""
    (row,) = [row for row in wizard_rows(lang) if row[0] == function.name]  # type: ignore[attr-defined]
    name, description, category, *helps = row
    assert category == CATEGORY == "คำรับรองฯ"
    assert len(helps) == len(function.arguments)  # type: ignore[attr-defined]
    assert DATE_SYSTEM not in [argument.name for argument in function.arguments]  # type: ignore[attr-defined]
    for text in (description, *helps):
        assert 0 < len(text.encode("utf-16-le")) // 2 <= 255, (name, text)
        assert any("ก" <= letter <= "๛" for letter in text) == (lang == "th"), (name, text)
        assert "\u0e4d\u0e32" not in text


def test_no_text_of_the_catalogue_is_unused():
    """functions.toml tells of exactly the arguments and errors that there are."""
    from addin.excel.functions import _TEXTS

    assert set(_TEXTS) - {"category"} == set(FUNCTIONS)
    for name, function in FUNCTIONS.items():
        assert set(_TEXTS[name]["arguments"]) == {argument.name for argument in function.arguments}
        assert set(_TEXTS[name]) == {"th", "en", "blank", "errors", "arguments"}
