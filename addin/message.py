"""An outcome as one message box: lines with their signs, no longer than can be read, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addin.errors import TableMissing
from addin.texts import TEXTS, error_text, ui
from workbook.schema import BY_NAME

if TYPE_CHECKING:  # the actions are heavy, and a message must be possible without them
    from addin.actions.outcome import Outcome

LANG = "th"
LONGEST = 900
"""Characters of the lines: a message box of Windows grows off the screen, and nobody reads more."""

MOST_LINES = 18

SIGNS = {"good": "✓ ", "bad": "✗ ", "title": "", "plain": "", "path": "  "}

WHOLE = {
    "recalc": "tblUnitScore",
    "attainment": "tblUnitScore",
    "status": "tblReportStatus",
    "gaps": "tblGap",
}
"""Where all of a long message can be read; of the other actions that is the findings sheet."""

WRITES = {"check", "check_sheet", "recalc", "gaps", "attainment"}
"""Actions that write the sheet that their message sends to; before the others it may be empty or old."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the person is told; `bad` when something is in the way, `made` when there is something to open."""

    text: str
    bad: bool = False
    made: Path | None = None


def refusal(code: str, params: Mapping[str, object]) -> Said:
    """Why something cannot be done, and what to do about it."""
    return Said(SIGNS["bad"] + error_text(code, params, LANG), bad=True)


def _cut(tag: str, outcome: Outcome, sheet_of: Callable[[str], str]) -> str:
    """Where the rest can be read; in a book that lacks the sheet, where it would stand."""
    if tag == "doctor":
        return ui("message_cut_doctor", LANG)
    table = "tblFinding" if "error" in outcome.data else WHOLE.get(tag, "tblFinding")
    try:
        sheet = sheet_of(table)
    except TableMissing:
        sheet = BY_NAME[table].sheet
    if tag in WRITES and not outcome.blocked:
        return ui("message_cut", LANG, sheet=sheet)
    return ui("message_cut_check" if table == "tblFinding" else "message_cut_recalc", LANG, sheet=sheet)


def _next_step(tag: str, outcome: Outcome) -> str:
    """The key of the sentence that says what to do next."""
    if outcome.clean:
        return f"after_{tag}"
    marked = outcome.marks is None or any(mark.severity == "error" for mark in outcome.marks)
    return f"after_{tag}_errors" if marked else f"after_{tag}_unmarked"


def message(tag: str, outcome: Outcome, sheet_of: Callable[[str], str]) -> Said:
    """What the action `tag` has to say; `sheet_of` gives the title of a table's sheet in this book.

    After the lines comes what kept the work from being stored, else the next step: the sentence after_TAG of
    texts.toml, after_TAG_errors when the book has errors, after_TAG_unmarked when no error has a mark.
    """
    lines = [SIGNS[line.kind] + ui(line.key, LANG, **line.params) for line in outcome.lines]
    refused = "error" in outcome.data
    ends: list[str] = []
    if outcome.blocked:
        ends.append(refusal(*outcome.blocked).text)
    elif not refused:
        after = _next_step(tag, outcome)
        ends += [ui(after, LANG)] if after in TEXTS["ui"] else []
    shown: list[str] = []
    for line in lines:
        text = "\n".join([*shown, line])
        if shown and (len(text) > LONGEST or text.count("\n") >= MOST_LINES):
            ends.insert(0, _cut(tag, outcome, sheet_of))
            break
        shown.append(line)
    return Said(
        "\n\n".join(filter(None, ("\n".join(shown), "\n".join(ends)))),
        bool(outcome.blocked) or refused,
        outcome.made,
    )
