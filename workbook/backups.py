"""Dated copies of a workbook's older versions, kept in a folder beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import sys
from pathlib import Path
from typing import Final

from workbook.locks import beside

BACKUP_FOLDER: Final = "สำรอง"
BACKUPS_KEPT: Final = 20


def back_up(file: Path, content: bytes, moment: dt.datetime, mode: int) -> Path:
    """Keep `content` as the version of `file` at `moment`, under its own name. OSError when it cannot."""
    folder = file.parent / BACKUP_FOLDER
    folder.mkdir(exist_ok=True)
    stamp = f"{file.stem} {moment:%Y-%m-%d %H%M%S}"
    target = folder / f"{stamp}{file.suffix}"
    count = 1
    while target.exists():
        count += 1
        target = folder / f"{stamp}-{count}{file.suffix}"
    copy = beside(folder / file.name, "samret-tmp")  # one name: a leftover is written over
    try:
        write_through(copy, content, mode)
        copy.rename(target)  # under its name there is only ever a whole backup
    except OSError:
        with contextlib.suppress(OSError):
            copy.unlink(missing_ok=True)
        raise
    flush_folder(folder)
    return target


def backups(file: Path) -> list[Path]:
    """The backups of this workbook, oldest first; other files in the folder are not ours."""
    stem, suffix = re.escape(file.stem), re.escape(file.suffix)
    ours = re.compile(rf"{stem} (\d{{4}}-\d\d-\d\d \d{{6}})(?:-(\d+))?{suffix}")
    folder = file.parent / BACKUP_FOLDER
    if not folder.is_dir():
        return []
    found = [
        (match[1], int(match[2] or 1), path)
        for path in folder.iterdir()
        if (match := ours.fullmatch(path.name))
    ]
    return [path for _, _, path in sorted(found)]


def prune(file: Path, kept: int) -> None:
    """Keep the newest `kept` backups; 0 leaves all that are there."""
    if kept <= 0:
        return
    for path in backups(file)[:-kept]:
        with contextlib.suppress(OSError):  # an old backup that cannot go does no harm
            path.unlink()


def write_through(path: Path, content: bytes, mode: int) -> None:
    """Write a file and bring it to the disk. A leftover of a run that was killed is written over."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def flush_folder(folder: Path) -> None:
    """Bring a folder's new names to the disk."""
    if sys.platform == "win32":  # Windows opens no folder as a file; NTFS journals the names itself
        return
    with contextlib.suppress(OSError):  # some network file systems refuse; the file itself is flushed
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
