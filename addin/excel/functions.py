"""The catalogue of worksheet functions: what each is called, takes, answers and says in the function wizard.

| function      | of a range                        | a blank cell               | text that is no number  |
|---------------|-----------------------------------|----------------------------|-------------------------|
| PA_SCORE      | a score for each actual           | #N/A                       | #VALUE!                 |
| PA_NEEDED     | an actual for each score          | #N/A                       | #VALUE!                 |
| PA_UNITSCORE  | one score; of a block one a row   | missing: by the policy     | missing; weight #VALUE! |
| PA_GAP        | a gap for each actual             | #N/A                       | #VALUE!                 |
| PA_PASSED     | TRUE or FALSE for each score      | FALSE: no score, no pass   | #VALUE!                 |
| PA_ATTAINMENT | one percentage (and met, short)   | a unit that has not passed | #VALUE!                 |
| PA_SHORT      | one number                        | a unit that has not passed | #VALUE!                 |
| PA_TREND      | one slope; of a block one a row   | a year without data        | a year without data     |
| PA_DUE        | a deadline for each month         | #N/A                       | #VALUE!                 |
| PA_FISCALYEAR | a year for each date              | #N/A                       | #VALUE!                 |
| PA_WORKDAY    | a date for each start and number  | #N/A                       | #VALUE!                 |
| PA_THAIDATE   | a text for each date              | #N/A                       | #VALUE!                 |
| PA_EXPLAIN    | a sentence for each actual        | #N/A                       | #VALUE!                 |

An error in a cell comes out at its place; where one figure is made of many cells, it is that figure's error.
Numbers typed as text, Thai digits included, count as numbers, as they do when the program reads the workbook.
An optional argument that is left out or is one blank cell has its default. None of the functions is volatile.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from addin.excel import functions_dates as dates
from addin.excel import functions_scores as scores
from addin.excel.cells import Code, Raw

DATE_SYSTEM = "date_1904"
"""The last parameter of functions that read dates: not an argument in Excel, the wrapper fills it in."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as the wizard shows it."""

    name: str
    optional: bool
    words: Words


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function.

    `call` takes the raw values of the arguments in their order, and the date system where `dated`. `blank`
    tells what blanks do; `errors` which errors of its own it may answer with, and why.
    """

    name: str
    call: Callable[..., Raw]
    arguments: tuple[Argument, ...]
    words: Words
    blank: Words
    errors: Mapping[Code, Words]
    dated: bool


_CALLS: dict[str, Callable[..., Raw]] = {
    "PA_SCORE": scores.score,
    "PA_NEEDED": scores.needed,
    "PA_UNITSCORE": scores.unit_score,
    "PA_GAP": scores.gap,
    "PA_PASSED": scores.passed,
    "PA_ATTAINMENT": scores.attainment,
    "PA_SHORT": scores.short,
    "PA_TREND": scores.trend,
    "PA_DUE": dates.due,
    "PA_FISCALYEAR": dates.fiscal_year,
    "PA_WORKDAY": dates.workday,
    "PA_THAIDATE": dates.thai_date,
    "PA_EXPLAIN": scores.explain,
}

_TEXTS: dict[str, Any] = tomllib.loads(
    files("addin.excel").joinpath("functions.toml").read_text(encoding="utf-8")
)

CATEGORY: str = _TEXTS["category"]
"""Where the function wizard lists them."""


def _function(name: str, call: Callable[..., Raw]) -> Function:
    texts = _TEXTS[name]
    parameters = inspect.signature(call).parameters.values()
    return Function(
        name=name,
        call=call,
        arguments=tuple(
            Argument(p.name, p.default is not p.empty, Words(**texts["arguments"][p.name]))
            for p in parameters
            if p.name != DATE_SYSTEM
        ),
        words=Words(texts["th"], texts["en"]),
        blank=Words(**texts["blank"]),
        errors={Code[key]: Words(**why) for key, why in texts["errors"].items()},
        dated=any(p.name == DATE_SYSTEM for p in parameters),
    )


FUNCTIONS: Mapping[str, Function] = {name: _function(name, call) for name, call in _CALLS.items()}
"""Name -> function, in the order in which they are told of."""


def wizard_rows(lang: str = "th") -> list[tuple[str, ...]]:
    """What Application.MacroOptions takes: name, description, category and a help for each argument."""
    return [
        (
            function.name,
            getattr(function.words, lang),
            CATEGORY,
            *(getattr(argument.words, lang) for argument in function.arguments),
        )
        for function in FUNCTIONS.values()
    ]


def guide_table() -> str:
    """The functions as the guide lists them: how each is written, and what it answers. Markdown, in Thai."""
    lines = ["| สูตร | ทำอะไร |", "|---|---|"]
    for function in FUNCTIONS.values():
        arguments = ", ".join(f"[{one.name}]" if one.optional else one.name for one in function.arguments)
        lines.append(f"| `{function.name}({arguments})` | {function.words.th} |")
    return "\n".join(lines)
