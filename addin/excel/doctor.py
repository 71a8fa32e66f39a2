"""The doctor's frame: what a check is, what it may find, and how all of them are run.

A check is a function of a Scene that looks and changes nothing. Its sentences stand in addin/texts.toml [ui]:
`doctor_what_CHECK` (what is looked at), `doctor_CODE` (what was found) and `doctor_CODE_cure`. What cannot be
looked at is `not_checked`, never `ok`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from addin.excel.install import ADDIN, config_file, startup_folder
from addin.excel.machine import Machine

State = Literal["ok", "warning", "problem", "not_checked"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: `code` names its sentence, `params` the values in it."""

    state: State
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is looked at: a machine, the add-in that the program brought, a workbook, a reports' folder."""

    machine: Machine
    packaged: Path | None
    book: Path | None = None
    reports: Path | None = None

    @property
    def installed(self) -> Path:
        """Where Excel loads the add-in from."""
        return startup_folder(self.machine) / ADDIN

    @property
    def config(self) -> Path:
        """Where the add-in reads its settings."""
        return config_file(self.machine)

    @property
    def windows(self) -> bool:
        """True where Excel's buttons can work."""
        return self.machine.system == "Windows"


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check."""

    id: str
    look: Callable[[Scene], Found]
    windows: bool
    book: bool


CHECKS: Final[list[Check]] = []
"""All checks in the order in which they are told: what stops the buttons first."""


def check(
    id_: str, *, windows: bool = False, book: bool = False
) -> Callable[[Callable[[Scene], Found]], Callable[[Scene], Found]]:
    """Register a check; `windows` and `book` say what it needs to look at all."""

    def register(look: Callable[[Scene], Found]) -> Callable[[Scene], Found]:
        assert all(known.id != id_ for known in CHECKS), id_
        CHECKS.append(Check(id_, look, windows, book))
        return look

    return register


def run_one(one: Check, scene: Scene) -> Found:
    """What a check finds; `not_checked` with the reason where it cannot look."""
    if one.windows and not scene.windows:
        return Found("not_checked", "needs_windows")
    if one.book and scene.book is None:
        return Found("not_checked", "needs_book")
    try:
        return one.look(scene)
    except OSError as error:  # a key or folder that may not be read
        return Found("not_checked", "unreadable", {"reason": error.strerror or str(error)})


def examine(scene: Scene) -> list[tuple[str, Found]]:
    """Every check's finding by its id, in their order."""
    # The modules register their checks when they are imported; the order here is the order of the report.
    from addin.excel import doctor_addin, doctor_excel, doctor_place  # noqa: F401, PLC0415

    return [(one.id, run_one(one, scene)) for one in CHECKS]


def ok(code: str, **params: object) -> Found:
    """Nothing to mend."""
    return Found("ok", code, params)


def warning(code: str, **params: object) -> Found:
    """Worth a look: the buttons work, or will for a while."""
    return Found("warning", code, params)


def problem(code: str, **params: object) -> Found:
    """The buttons or the reports do not work until it is mended."""
    return Found("problem", code, params)


def text_value(value: object) -> str:
    """A value of the registry as text; "" for what is not there or no text."""
    return value.strip() if isinstance(value, str) else ""


def number_value(value: object) -> int | None:
    """A value of the registry as a number (policies write them as numbers or as digits); None for neither."""
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return None
