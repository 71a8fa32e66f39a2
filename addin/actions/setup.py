"""addin_build, addin_install, doctor: the add-in on this machine. None of them needs a workbook."""

from __future__ import annotations

from pathlib import Path

from addin import __version__
from addin.actions.outcome import Line, Outcome, action
from addin.errors import UserError
from addin.excel import doctor as frame
from addin.excel.doctor_office import excel_bits
from addin.excel.install import checkout, install, packaged_addin, uninstall
from addin.excel.machine import Machine, RealMachine
from addin.texts import ui

_RANK = {"problem": 0, "warning": 1, "not_checked": 2, "ok": 3}


@action("addin_build")
def addin_build() -> Outcome:
    """Build macros/samret.xlam from its sources. UserError away from a checkout, or without the tools.

    data: addin (the file's path).
    """
    folder = checkout()
    if folder is None:
        raise UserError("addin_no_checkout")
    from addin.excel.build import build_addin  # noqa: PLC0415 - the builder's libraries are a developer's

    target = folder / "samret.xlam"
    build_addin(target)
    return Outcome({"addin": str(target)}, (Line("addin_built", {"path": str(target)}, "good"),))


@action("addin_install")
def addin_install(*, remove: bool = False, machine: Machine | None = None) -> Outcome:
    """Install the add-in for this user, or take it away; UserError says why it cannot be done.

    data: installed or removed (paths), changed.
    """
    here = machine or RealMachine()
    if remove:
        gone = [str(path) for path in uninstall(here)]
        lines = [Line("addin_removed" if gone else "addin_none", kind="good")]
        lines += [Line("addin_path", {"path": path}, "path") for path in gone]
        return Outcome({"removed": gone, "changed": bool(gone)}, tuple(lines))
    bits = excel_bits(here) if here.system == "Windows" else None
    done = install(here, packaged_addin(), bits)
    key = "addin_installed" if done.changed else "addin_same"
    paths = [str(done.addin), str(done.config)]
    return Outcome(
        {"installed": paths, "changed": done.changed},
        (
            Line(key, {"version": __version__}, "good"),
            *(Line("addin_path", {"path": path}, "path") for path in paths),
            Line("addin_next"),
        ),
    )


def _told(check: str, found: frame.Found, lang: str) -> dict[str, object]:
    what = ui(f"doctor_what_{check}", lang)
    message = ui(f"doctor_{found.code}", lang, **found.params)
    cure = (
        ui(f"doctor_{found.code}_cure", lang, **found.params) if found.state in {"warning", "problem"} else ""
    )
    return {"id": check, "state": found.state, "what": what, "message": message, "cure": cure}


def _unchecked(told: list[dict[str, object]]) -> list[Line]:
    """One line for each reason why something could not be looked at, naming all that it kept from view."""
    by_reason: dict[object, list[str]] = {}
    for one in told:
        by_reason.setdefault(one["message"], []).append(str(one["what"]))
    return [
        Line("doctor_line_not_checked", {"message": reason, "what": ", ".join(names)})
        for reason, names in by_reason.items()
    ]


@action("doctor")
def doctor(
    *,
    path: Path | None = None,
    to: Path | None = None,
    whole: bool = False,
    lang: str = "th",
    machine: Machine | None = None,
) -> Outcome:
    """Look at everything that keeps the buttons from working; nothing is changed. Clean without a problem.

    `path` is a workbook to look at as well, `to` the folder for reports; `whole` tells also what is well.
    data: version, problems, warnings, checks (id, state, what, message, cure), worst first.
    """
    here = machine or RealMachine()
    scene = frame.Scene(here, packaged_addin(), path, to)
    told = [(_told(one, found, lang), found.state) for one, found in frame.examine(scene)]
    told.sort(key=lambda one: _RANK[one[1]])
    counts = {state: sum(1 for _, found in told if found == state) for state in _RANK}
    shown = ("problem", "warning", "ok") if whole else ("problem", "warning")
    summary = "doctor_bad" if counts["problem"] else "doctor_doubt" if counts["warning"] else "doctor_well"
    lines = [Line(summary, {**counts, "all": len(told)}, "bad" if counts["problem"] else "good")]
    lines += [Line(f"doctor_line_{state}", one) for one, state in told if state in shown]
    if whole:
        lines += _unchecked([one for one, state in told if state == "not_checked"])
    data = {
        "version": __version__,
        "problems": counts["problem"],
        "warnings": counts["warning"],
        "checks": [one for one, _ in told],
    }
    return Outcome(data, tuple(lines), clean=not counts["problem"])
