"""export: a copy of the book that anybody may read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd

from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.new_file import refuse_place, write_new
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import refused
from addin.errors import CannotWrite
from addin.rules.privacy import HIDDEN, as_position, person_key, scrubber
from addin.rules.stakeholders import MIN_RESPONDENTS, withheld
from workbook.book import Book, CellError, WritableValue

MARK = "สำเนาสำหรับเผยแพร่"
_PEOPLE = (
    ("tblMonthlyScore", ("reporter", "certified_by")),
    ("tblSubmission", ("entered_by",)),
    ("tblSnapshot", ("by",)),
    ("tblDocument", ("approved_by",)),
)
"""Columns that say who did something: a position may stand there, a name may not."""
_POSITIONS = (("tblContact", "position"), ("tblUnit", "supervisor"), ("tblAgreement", "maker"))
_ANSWERS = (
    "needs", "satisfaction", "dissatisfaction", "satisfied_with", "dissatisfied_with", "suggestion",
    "respondents",
)  # fmt: skip
"""What few respondents said, and how few: it could be traced to one of them."""
_LEAST_DIGITS = 7
"""Numbers shorter than this are extensions: they are found everywhere and lead to nobody."""


@action("export")
def export(path: Path, *, to: Path, today: dt.date, progress: Progress = silent) -> Outcome:
    """Write a copy of the book at `path` without contacts, log, hidden sheets, comments and personal data.

    The book itself is only read. data: book, from, removed and emptied (sheets), withheld (groups), blanked
    (cells).
    """
    from workbook.build import master_bytes  # noqa: PLC0415 - heavy, as are the next two
    from workbook.file import FileBook  # noqa: PLC0415
    from workbook.ooxml.publish import Plan, publish  # noqa: PLC0415

    refuse_place(to)
    with FileBook.open(path) as book:
        loaded = load(book, today=today, progress=progress)
        if loaded.refusal:
            return refused(loaded)
        if book.signed:
            raise CannotWrite("signed", file=book.name)
        progress("building")
        blanked = _stage_people(book, loaded)
        groups = _stage_stakeholders(book, loaded)
        _forget_number(book, loaded)
        content, name = book.staged(), book.name
    year = loaded.usable.fiscal_year
    plan = Plan(("tblContact", "tblLog"), ("tblHome", "tblSetting", "tblBook"), "tblHome", MARK)
    done = publish(content, master_bytes({}, fiscal_year=year), plan, _scrub(loaded))
    _refuse_leak(done.texts(), loaded, name)
    write_new(to, lambda place: place.write_bytes(done.content))
    lines = [Line("export_done", {"path": str(to)}, "good")]
    lines += [Line("export_emptied", {"sheets": ", ".join(done.emptied)})] if done.emptied else []
    lines += [Line("export_removed", {"sheets": ", ".join(done.removed)})] if done.removed else []
    lines += [Line("export_withheld", {"count": groups, "least": MIN_RESPONDENTS})] if groups else []
    lines += [Line("export_names", {"count": blanked}), Line("export_next")]
    data = {
        "from": str(path),
        "book": str(to),
        "removed": list(done.removed),
        "emptied": list(done.emptied),
        "withheld": groups,
        "blanked": blanked,
    }
    return Outcome(data, tuple(lines))


def _texts(loaded: Loaded, table: str, key: str) -> list[str]:
    return [str(value) for value in loaded.frames[table][key].dropna().tolist()]


def _stage_people(book: Book, loaded: Loaded) -> int:
    """Positions for names, in whole columns; gives how many cells are blank for want of one."""
    contacts = loaded.frames["tblContact"].dropna(subset=["name", "position"])
    held = {
        person_key(name): position
        for name, position in zip(contacts["name"], contacts["position"], strict=True)
    }
    known = {text.strip() for table, key in _POSITIONS for text in _texts(loaded, table, key)}
    blanked = 0
    for table, keys in _PEOPLE:
        headers = [h for key in keys if (h := loaded.places[table].headers.get(key))]
        raw = book.read(table)
        rows: list[dict[str, WritableValue]] = [{} for _ in raw.cells]
        for header in headers:
            at = raw.headers.index(header)
            told: dict[object, str | None] = {}
            for row, line in zip(rows, raw.cells, strict=True):
                value = line[at]
                text = value.strip() if isinstance(value, str) else ""
                if text and text not in told:
                    told[text] = as_position(text, held, known)
                row[header] = told.get(text)
                blanked += value is not None and row[header] is None
        if headers and rows:
            book.replace(table, rows)
    return blanked


def _stage_stakeholders(book: Book, loaded: Loaded) -> int:
    """Blank what groups of too few respondents answered; gives how many groups said anything."""
    frame, place = loaded.frames["tblStakeholder"], loaded.places["tblStakeholder"]
    few = [withheld(None if pd.isna(count) else float(count)) for count in frame["respondents"]]
    hidden = frame[pd.Series(few, index=frame.index, dtype=bool)]
    keys = [key for key in _ANSWERS if key in place.headers]
    groups = int(hidden[keys].notna().any(axis=1).sum())
    if not groups:
        return 0
    raw = book.read("tblStakeholder")
    headers = [place.headers[key] for key in keys]
    places = [raw.headers.index(header) for header in headers]
    rows: list[dict[str, WritableValue]] = []
    for i, line in enumerate(raw.cells, raw.first_row):
        cells = [None] * len(places) if i in hidden.index else [line[j] for j in places]
        kept = [None if isinstance(value, CellError) else value for value in cells]
        rows.append(dict(zip(headers, kept, strict=True)))
    book.replace("tblStakeholder", rows)
    return groups


def _forget_number(book: Book, loaded: Loaded) -> None:
    """A copy for the public is no book that forms come back to: its number goes."""
    place = loaded.places["tblBook"].headers
    raw = book.read("tblBook")
    value, key = (raw.headers.index(place[name]) for name in ("value", "key"))
    rows: list[dict[str, WritableValue]] = []
    for line in raw.cells:
        shown = None if line[key] == "book_id" else line[value]
        rows.append({place["value"]: shown if isinstance(shown, str | float | dt.datetime) else None})
    book.replace("tblBook", rows)


def _secrets(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """What must not stand in the copy, by contact: full names, telephones and e-mail addresses as typed."""
    for row in loaded.frames["tblContact"].fillna("").to_dict("records"):
        name = person_key(str(row["name"]))
        if " " in name:  # one word alone may be a word like any other
            yield str(row["contact_id"]), name
        for key in ("phone", "email"):
            text = _folded(str(row[key]))
            if "@" in text or sum(c.isdecimal() for c in text) >= _LEAST_DIGITS:
                yield str(row["contact_id"]), text


def _refuse_leak(texts: Iterable[str], loaded: Loaded, name: str) -> None:
    secrets = list(_secrets(loaded))
    for text in map(_folded, texts):
        for contact, secret in secrets:
            if secret.casefold() in text:
                raise CannotWrite("export_leak", file=name, contact=contact)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _scrub(loaded: Loaded) -> Callable[[str], str]:
    """A function that masks the contacts, and telephones, e-mail addresses and citizen numbers of anybody."""
    mask = scrubber(_texts(loaded, "tblContact", "name"))
    known = [r"\s+".join(map(re.escape, secret.split())) for _, secret in _secrets(loaded)]
    together = re.compile("|".join(sorted(known, key=len, reverse=True)), re.IGNORECASE) if known else None

    @cache  # books repeat themselves: each distinct text is read once
    def scrub(text: str) -> str:
        clean = mask(text)
        return together.sub(HIDDEN, clean) if together else clean

    return scrub
