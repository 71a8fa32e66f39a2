"""The errors that a user can mend; everything else that escapes is a bug of ours.

UserError            one code, named parameters; the sentence is in addin/texts.toml [error.CODE]
└── BookError        something about the workbook file
├── FileRefused  not a workbook that can be read: hostile, broken, encrypted, another format
├── FileBusy     held open by Excel or by another run
├── TableMissing a Table or a column that the work needs is not there
└── CannotWrite  the write would lose or overwrite something, or the disk refused it
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class UserError(Exception):
    """Something that the user can mend: a code and the values that its sentence names."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code}: " + ", ".join(f"{key}={value!r}" for key, value in params.items()))


class BookError(UserError):
    """Something about the workbook file."""


class FileRefused(BookError):
    """Not a workbook that can be read."""


class FileBusy(BookError):
    """Held open by another program or another run."""


class TableMissing(BookError):
    """A Table or a column that the work needs is not in the book."""


class CannotWrite(BookError):
    """Writing would lose something of the user's, or the disk refused."""


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Errors that pass through here name the book: their parameter `file` is set where it is not."""
    try:
        yield
    except UserError as error:
        error.params.setdefault("file", file)
        raise
