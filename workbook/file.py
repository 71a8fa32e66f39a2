"""An .xlsx on disk as a Book: read by Table name, saved surgically, safely, with a dated backup.

A save writes a complete new file beside the old one, brings it to the disk, keeps a copy of the old one in
the backup folder, and only then puts the new one in its place: whenever the power fails, the name stands for
the whole old or the whole new book.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from workbook.backups import BACKUPS_KEPT, back_up, flush_folder, prune, write_through
from workbook.book import RawTable, WritableValue
from workbook.errors import CannotWrite, FileBusy, FileRefused, UserError, naming
from workbook.locks import RunLock, beside, refuse_if_open
from workbook.ooxml import gate
from workbook.ooxml.staging import Staging

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def _local_time() -> dt.datetime:
    return dt.datetime.now().astimezone()


class FileBook:
    """A workbook file. Reading holds no lock; with `write` the file is claimed from opening to closing.

    FileRefused when it is not a workbook that may be read, FileBusy when another program holds it.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        backups_kept: int = BACKUPS_KEPT,
        now: Callable[[], dt.datetime] = _local_time,
        write: bool = False,
    ) -> None:
        self.path = Path(path)
        self.backups_kept = backups_kept
        self._now = now
        self._file = self.path.resolve()  # a link keeps pointing to the book: its target is what is replaced
        self._lock = RunLock(self._file)
        if write and self._file.is_file():
            self._refuse_if_open()
            self._acquire()
        try:
            with naming(self.name):
                self._load(gate.check(self._file))
        except UserError:
            self.close()
            raise

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        backups_kept: int = BACKUPS_KEPT,
        now: Callable[[], dt.datetime] = _local_time,
        write: bool = False,
    ) -> Self:
        """Open the workbook at `path`; see the class."""
        return cls(path, backups_kept=backups_kept, now=now, write=write)

    def _load(self, checked: gate.Checked) -> None:
        self._data = checked.data
        self._digest = hashlib.sha256(checked.data).digest()
        self._staging = Staging(checked)

    def close(self) -> None:
        """Give the file back to other runs."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the port ------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def signed(self) -> bool:
        """True when the book carries a digital signature: it can be read, not written."""
        return self._staging.signed

    @property
    def content(self) -> bytes:
        """The bytes of the file as it was read, without what is staged."""
        return self._data

    def table_names(self) -> tuple[str, ...]:
        """The names of all Tables, in sheet order."""
        return self._staging.table_names()

    def read(self, table: str) -> RawTable:
        """The Table as it stands, staged changes included. TableMissing when it is not there."""
        with naming(self.name):
            return self._staging.read(table)

    def replace(self, table: str, rows: Sequence[Mapping[str, WritableValue]]) -> None:
        """Stage `rows` as the Table's rows. CannotWrite when that would lose something of the user's."""
        with naming(self.name):
            self._staging.replace(table, rows)

    def append(self, table: str, rows: Sequence[Mapping[str, WritableValue]]) -> None:
        """Stage `rows` after the last row that is not blank. CannotWrite as in `replace`."""
        with naming(self.name):
            self._staging.append(table, rows)

    def changed(self) -> bool:
        """True when what is staged differs from the file."""
        return self._staging.changed()

    def staged(self) -> bytes:
        """The bytes of the file that a save would write; nothing is stored."""
        if not self.changed():
            return self._data
        with naming(self.name):
            return self._staging.finish()

    def save(self) -> None:
        """Store what is staged, all or nothing. FileBusy or CannotWrite say why the old file stands."""
        if not self.changed():
            return
        if self.signed:
            raise CannotWrite("signed", file=self.name)
        claimed = self._lock.held
        self._refuse_if_open()
        self._acquire()
        try:
            self._refuse_if_changed()
            with naming(self.name):
                content = self._staging.finish()
            try:
                checked = gate.inspect(content)  # 0.15 s: what we could not read again never reaches the disk
            except FileRefused as error:
                raise RuntimeError(f"the file to save is not fit: {error}") from error
            self._store(content)
            self._load(checked)
        finally:
            if not claimed:
                self._lock.release()

    # -- before writing ------------------------------------------------------------------------------------

    def _refuse_if_open(self) -> None:
        for path in dict.fromkeys((self.path, self._file)):
            refuse_if_open(path)
        try:
            mode = self._file.stat().st_mode
        except FileNotFoundError as error:
            raise FileBusy("changed_meanwhile", file=self.name) from error
        if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise CannotWrite("file_read_only", file=self.name)
        try:
            with self._file.open("r+b"):  # Windows refuses this while another program has the file open
                return
        except PermissionError as error:
            raise FileBusy("file_in_use", file=self.name) from error

    def _acquire(self) -> None:
        try:
            self._lock.acquire()
        except OSError as error:
            raise self._refusal(error) from error

    def _refuse_if_changed(self) -> None:
        try:
            data = self._file.read_bytes()
        except FileNotFoundError as error:
            raise FileBusy("changed_meanwhile", file=self.name) from error
        except PermissionError as error:
            raise FileBusy("file_in_use", file=self.name) from error
        if hashlib.sha256(data).digest() != self._digest:
            raise FileBusy("changed_meanwhile", file=self.name)

    # -- writing -------------------------------------------------------------------------------------------

    def _store(self, content: bytes) -> None:
        mode = stat.S_IMODE(self._file.stat().st_mode)
        fresh = beside(self._file, "samret-tmp")
        backup: Path | None = None
        try:
            write_through(fresh, content, mode)
            if self.backups_kept > 0:
                backup = back_up(self._file, self._data, self._now(), mode)
            try:
                os.replace(fresh, self._file)  # noqa: PTH105  # the name of the system call that is atomic
            except PermissionError as error:
                raise FileBusy("file_in_use", file=self.name) from error
        except (OSError, FileBusy) as error:
            for made in (fresh, backup):
                if made is not None:
                    with contextlib.suppress(OSError):  # the first error is the one to tell
                        made.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise self._refusal(error) from error
            raise
        flush_folder(self._file.parent)
        prune(self._file, self.backups_kept)

    def _refusal(self, error: OSError) -> CannotWrite:
        folder = str(self._file.parent)
        if error.errno in _FULL:
            return CannotWrite("disk_full", file=self.name, folder=folder)
        if error.errno in _DENIED:
            return CannotWrite("folder_read_only", file=self.name, folder=folder)
        if error.errno == errno.ENAMETOOLONG:
            return CannotWrite("name_too_long", file=self.name)
        return CannotWrite("disk_error", file=self.name, folder=folder, detail=error.strerror or str(error))
