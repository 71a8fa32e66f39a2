"""Every sentence that a person reads, from texts*.toml, in Thai or English.

Parameters come neutral (ISO dates, months 2565-02, allowed values by their keys); the sentence says by its
format how to show them: {value:date}, {month:month}, {status:tblMonthlyScore.status}. Sheets and columns are
named as the schema names them: {sheet[tblUnit]}, {header[tblUnit.region]}.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

from addin.rules.findings import Finding
from addin.rules.fiscal import month_label, thai_date_short
from addin.rules.privacy import masked
from workbook.schema import BY_NAME

Severity = Literal["error", "warning"]
LANGUAGES = ("th", "en")
LONGEST = 80
"""Characters of a value that a finding shows: an essay typed into one cell must not bury the message."""


def _read() -> dict[str, Any]:
    """texts.toml and, beside it, texts_FIELD.toml for a field of work; a code stands in one of them."""
    found: dict[str, Any] = {"error": {}, "finding": {}, "ui": {}}
    for file in sorted(files("addin").iterdir(), key=lambda one: one.name):
        if file.name.startswith("texts") and file.name.endswith(".toml"):
            for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
                assert not found[section].keys() & entries.keys(), (file.name, section)
                found[section] |= entries
    return found


TEXTS: dict[str, Any] = _read()
"""All sentences, read when the first is needed: callers import this module late."""


class _Sheets(dict[str, str]):
    """Sheet titles by table."""

    def __missing__(self, table: str) -> str:
        return BY_NAME[table].sheet


class _Headers(dict[str, str]):
    """Column headers by table.column."""

    def __missing__(self, column: str) -> str:
        table, key = column.split(".")
        return BY_NAME[table].by_key[key].header


class _Lenient(dict[str, object]):
    """Parameters of an error: one that is missing leaves a gap, for it must not hide the error itself."""

    def __missing__(self, name: str) -> str:
        return "…"


class _Sentence(Formatter):
    """Fills a sentence in one language; a value that does not fit its format is shown as it is."""

    def __init__(self, lang: str) -> None:
        self._thai = lang == "th"

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value)
        if format_spec == "month":
            return _month(text) if self._thai else text
        if format_spec == "date":
            return _date(text) if self._thai else text
        if format_spec:
            table, key = format_spec.split(".")
            label = BY_NAME[table].by_key[key].labels.get(text, text)
            return label if self._thai else text.replace("_", " ")
        return text


def _month(text: str) -> str:
    try:
        return month_label(text)
    except ValueError:
        return text


def _date(text: str) -> str:
    try:
        return thai_date_short(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _fill(sentence: str, lang: str, params: Mapping[str, object], *, lenient: bool = False) -> str:
    # A line of the command line may name one sheet itself as {sheet}.
    known = {"sheet": _Sheets(), "header": _Headers(), **params}
    return _Sentence(lang).vformat(sentence, (), _Lenient(known) if lenient else known)


def severity(code: str) -> Severity:
    """Error (must be mended) or warning (worth a look). KeyError for an unknown code."""
    found: Severity = TEXTS["finding"][code]["severity"]
    return found


def finding_text(finding: Finding, lang: str = "th", **place: str) -> tuple[Severity, str, str]:
    """Severity, what was found, and how to mend it.

    `place` says where the finding lies in the user's file: table (its sheet), column (its header), row, cell;
    what is not given is named as the schema has it. Citizen numbers are masked whatever the sentence shows.
    """
    entry = TEXTS["finding"][finding.code]
    table = BY_NAME.get(finding.table)
    column = table.by_key.get(finding.column or "") if table else None
    known = {
        "table": table.sheet if table else finding.table,
        "column": column.header if column else "",
        "row": "" if finding.row is None else str(finding.row),
        "cell": "",
        "value": "",
        "minimum": "…",
        "maximum": "…",
        **place,
        **finding.params,
    }
    params = {key: value if key == "allowed" else _short(masked(value)) for key, value in known.items()}
    fix = "fix_th" if lang == "th" else "fix_en"
    return (
        severity(finding.code),
        _fill(entry[_language(lang)], lang, params),
        _fill(entry[fix], lang, params),
    )


def error_text(code: str, params: Mapping[str, object], lang: str = "th") -> str:
    """Why a command cannot do its work. An unknown code is shown with its values, for it has no sentence."""
    entry = TEXTS["error"].get(code)
    if entry is None:
        return f"{code}: " + ", ".join(f"{key}={value}" for key, value in params.items())
    return _fill(entry[_language(lang)], lang, params, lenient=True)


def ui(key: str, lang: str = "th", **params: object) -> str:
    """A line of the command line. KeyError for an unknown key."""
    return _fill(TEXTS["ui"][key][_language(lang)], lang, params)


def _language(lang: str) -> str:
    return lang if lang in LANGUAGES else "th"
