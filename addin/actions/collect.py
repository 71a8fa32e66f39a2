"""collect: forms that came back, merged into the book: all or nothing for each, none stops the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from addin.actions.collect_told import change_data, form_lines, problem_data
from addin.actions.form_merge import Merged, Refusal, merge_form, refusal_of
from addin.actions.form_write import stage_forms
from addin.actions.forms import book_id_of
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import refused
from addin.errors import UserError
from addin.rules.merge import TAKEN, Take
from addin.texts import error_text
from workbook.book import Book
from workbook.form_read import FormRead, candidates, read_form

TAKEN_WHOLE, IN_CONFLICT, UNCHANGED, REFUSED, UNREADABLE = (
    "taken",
    "conflict",
    "nothing",
    "refused",
    "unreadable",
)
"""What becomes of a form: all taken; some cells left alone; nothing to do; none taken; no form at all."""

_READABLE = frozenset({
    "form_layout", "form_mark_damaged", "form_sheet_missing", "form_unit_differs", "form_rows_differ",
})  # fmt: skip
"""Errors of a file that is a form, though none that may be taken."""


@dataclass(slots=True)
class Returned:
    """A file that came back: what it says, what becomes of it, and why where it is not taken."""

    path: Path
    form: FormRead | None = None
    state: str = UNCHANGED
    refusal: Refusal | None = None
    merged: Merged | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def order(self) -> tuple[str, str, str, int, str]:
        """Forms are merged by unit and month, the oldest issue first: the result is the same in any order."""
        if self.form is None:
            return "", "", "", 0, str(self.path)
        mark = self.form.mark
        return mark.unit_code, mark.month, mark.issued_at, mark.issue, str(self.path)


def _read(paths: Sequence[Path], progress: Progress) -> list[Returned]:
    """Every file meant, read once; what cannot be read says why."""
    found = []
    for path in dict.fromkeys(candidates(paths)):
        progress("collecting", name=path.name)
        one = Returned(path)
        try:
            one.form = read_form(path)
        except UserError as error:
            one.refusal = Refusal(error.code, error.params)
            one.state = REFUSED if error.code in _READABLE else UNREADABLE
        found.append(one)
    return sorted(found, key=lambda one: one.order)


def _judge(
    one: Returned,
    form: FormRead,
    loaded: Loaded,
    *,
    book_id: str | None,
    received: dt.date,
    take: Take | None,
    lang: str,
) -> None:
    """Merge one form into the tables of `loaded`, which change only where the form is taken."""
    one.refusal = refusal_of(form.mark, loaded.frames, loaded.usable, book_id)
    if one.refusal is None and form.problems:
        one.problems = [problem_data(problem, lang) for problem in form.problems]
        one.refusal = Refusal("form_cells_wrong", {"count": len(form.problems)})
    if one.refusal is None:
        merged = merge_form(form, loaded.frames, loaded.usable, loaded.as_of, received=received, take=take)
        if merged.errors:
            one.problems = [problem_data(error, lang, form, merged) for error in merged.errors]
            one.refusal = Refusal("form_has_errors", {"count": len(merged.errors)})
        else:
            one.merged = merged
    if one.merged is None:
        one.state = REFUSED
        return
    waiting, changed = bool(one.merged.conflicts or one.merged.kept), bool(one.merged.changes)
    one.state = IN_CONFLICT if waiting else TAKEN_WHOLE if changed else UNCHANGED
    loaded.frames.update(one.merged.tables)


@action("collect")
def collect(
    book: Book,
    paths: Sequence[Path],
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    received: dt.date | None = None,
    dry_run: bool = False,
    take: Take | None = None,
    save: bool = True,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Merge the forms at `paths` (files and folders) into the book, in one save.

    With `dry_run` nothing is staged; without `save` all is staged and nothing saved. `take` settles conflicts
    for the form or the book; certified rows are never changed. `received` is the day of receipt (as_of).
    data: forms ({file, unit, month, issue, state, code, reason, changes, conflicts, kept, problems, notes}),
    taken, conflicts, refused, unreadable, nothing (counts of forms), changes (of values).
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    returned = _read(paths, progress)
    if not returned:
        raise UserError("forms_none_found", path=", ".join(map(str, paths)))
    book_id = book_id_of(book)
    for one in returned:
        if one.form is not None:
            _judge(
                one,
                one.form,
                loaded,
                book_id=book_id,
                received=received or loaded.as_of,
                take=take,
                lang=lang,
            )
    taken = [one for one in returned if one.merged is not None and one.merged.changes]
    if taken and not dry_run:
        stage_forms(book, loaded, [(one.path.name, one.form, one.merged) for one in taken], now())
        book.backups_kept = loaded.usable.backups_kept
        if save and book.changed():
            progress("writing", name=book.name)
            book.save()
    data = _data(returned, lang)
    lines = [line for one in data["forms"] for line in form_lines(one, lang)]
    counts = {key: data[key] for key in ("taken", "conflicts", "refused", "unreadable", "nothing", "changes")}
    clean = not (counts["conflicts"] or counts["refused"] or counts["unreadable"])
    first = Line("collect_preview" if dry_run else "collect_done", counts, "good" if clean else "title")
    nothing_read = all(one.form is None and one.state == UNREADABLE for one in returned)
    blocked = ("forms_none_readable", {"count": len(returned)}) if nothing_read else None
    if counts["conflicts"]:
        lines.append(Line("collect_choose", {"count": counts["conflicts"]}))
    if taken and save and not dry_run:
        lines.append(Line("home_old"))
    return Outcome(data, (first, *lines), clean=clean, blocked=blocked)


def _data(returned: Sequence[Returned], lang: str) -> dict[str, Any]:
    """What became of the forms, for programs."""
    states = [one.state for one in returned]
    forms = [_form_data(one, lang) for one in returned]
    return {
        "forms": forms,
        "taken": states.count(TAKEN_WHOLE),
        "conflicts": states.count(IN_CONFLICT),
        "refused": states.count(REFUSED),
        "unreadable": states.count(UNREADABLE),
        "nothing": states.count(UNCHANGED),
        "changes": sum(len(one["changes"]) for one in forms),
    }


def _form_data(one: Returned, lang: str) -> dict[str, Any]:
    mark = one.form.mark if one.form else None
    merged, refusal = one.merged, one.refusal
    unit = mark.unit_code if mark else None
    return {
        "file": str(one.path),
        "unit": unit,
        "month": mark.month if mark else None,
        "issue": mark.issue if mark else None,
        "state": one.state,
        "code": refusal.code if refusal else None,
        "reason": error_text(refusal.code, {"file": one.path.name, **refusal.params}, lang)
        if refusal
        else None,
        "changes": [change_data(cell, unit) for cell in merged.of(TAKEN)] if merged else [],
        "conflicts": [change_data(cell, unit) for cell in merged.conflicts] if merged else [],
        "kept": [change_data(cell, unit) for cell in merged.kept] if merged else [],
        "problems": one.problems,
        "notes": [problem_data(note, lang) for note in one.form.notes] if one.form else [],
    }
