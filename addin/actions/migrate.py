"""migrate: a copy of an older book in this program's layout."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from addin.actions.load import refuse_other_layout, refuse_strangers
from addin.actions.new_file import refuse_place, write_new
from addin.actions.outcome import Line, Outcome, action
from addin.errors import CannotWrite
from workbook.book_rows import LAYOUT, layout_of

_SUFFIX = " (รุ่นใหม่)"


@action("migrate")
def migrate(path: Path, *, today: dt.date, to: Path | None = None) -> Outcome:
    """Write a copy of the book at `path` in this layout; the book itself is only read.

    CannotWrite where it has the layout already, UserError where its layout is newer. data: from, book,
    before, layout.
    """
    from workbook.build import MASTER  # noqa: PLC0415 - heavy
    from workbook.file import FileBook  # noqa: PLC0415 - heavy
    from workbook.migrate import migrate as migrated  # noqa: PLC0415 - heavy

    place = path.with_name(f"{path.stem}{_SUFFIX}.xlsx") if to is None else to
    with FileBook.open(path) as book:
        refuse_strangers(book)
        before = layout_of(book)
        if before >= LAYOUT:
            refuse_other_layout(book)
            raise CannotWrite("migrate_same", file=book.name, layout=LAYOUT)
        if book.signed:
            raise CannotWrite("signed", file=book.name)
        content = book.content
    refuse_place(place)
    done = migrated(content, MASTER.read_bytes(), today)
    write_new(place, lambda beside: beside.write_bytes(done.content))
    data = {"from": str(path), "book": str(place), "before": done.before, "layout": LAYOUT}
    lines = (
        Line("migrate_done", {"layout": LAYOUT, "path": str(place)}, "good"),
        Line("migrate_next", {"name": path.name, "before": done.before}),
    )
    return Outcome(data, lines)
