"""The errors that a user can mend, as the add-in raises them; the tree stands in workbook/errors.py."""

from __future__ import annotations

from workbook.errors import BookError, CannotWrite, FileBusy, FileRefused, TableMissing, UserError

__all__ = ["BookError", "CannotWrite", "FileBusy", "FileRefused", "TableMissing", "UserError"]
