"""What an action gives back, and how actions are found by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from workbook.desk import Mark, Spot

Kind = Literal["title", "good", "bad", "plain", "path"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line for a person: a key of texts.toml [ui] with its parameters, and how it is meant."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    kind: Kind = "plain"


@dataclass(frozen=True, slots=True)
class Want:
    """What an action has to be told before it can go on; nothing was done yet.

    `question` is a key of texts [ui], filled with `params`; the answer of the person at an open workbook goes
    in as the argument `parameter`: a text (`default` stands there already), or the paths of workbooks.
    """

    parameter: str
    question: str
    kind: Literal["text", "files"] = "text"
    default: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an action: data for programs, lines for people, and whether the book is clean.

    `clean` is False when the work was done but the book has errors, or the rules refuse (exit code 1).
    `blocked` holds the code and parameters of an error that kept part of the work from being stored (exit 2).
    At an open workbook: `show` is the cell to go to, `marks` the cells to mark in place of the earlier ones
    (None leaves those), `made` the file or folder that the person may want to open, `wants` what to ask
    before the action is run again; a program reads in the lines what it lacks.
    """

    data: dict[str, Any]
    lines: tuple[Line, ...]
    clean: bool = True
    blocked: tuple[str, Mapping[str, object]] | None = None
    show: Spot | None = None
    marks: tuple[Mark, ...] | None = None
    made: Path | None = None
    wants: Want | None = None


ACTIONS: dict[str, Callable[..., Outcome]] = {}
"""Name -> action. Commands and ribbon buttons are declared subsets of these."""


def action(name: str) -> Callable[[Callable[..., Outcome]], Callable[..., Outcome]]:
    """Register a use case under its name."""

    def register(function: Callable[..., Outcome]) -> Callable[..., Outcome]:
        assert name not in ACTIONS, name
        ACTIONS[name] = function
        return function

    return register
