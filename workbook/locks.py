"""Who else holds a workbook: Excel's and LibreOffice's lock files, and one of our own.

Formats: Excel's `~$name` is 165 bytes (user name in the system's code page from byte 1, in UTF-16 from byte
57); LibreOffice's `.~lock.name#` is a line of commas, the user first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from workbook.errors import FileBusy

_NAME_BYTES: Final = 255  # the longest file name of ext4, NTFS and APFS, in bytes of UTF-8 to be safe
_UNWRITTEN_SECONDS: Final = 60  # a lock that stays empty for so long belongs to a run that died on it


def beside(path: Path, ending: str) -> Path:
    """A hidden file of ours next to `path`; a name that would be too long is shortened to its digest."""
    name = f".{path.name}.{ending}"
    if len(os.fsencode(name)) > _NAME_BYTES:
        name = f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.{ending}"
    return path.with_name(name)


def refuse_if_open(path: Path) -> None:
    """FileBusy when Excel or LibreOffice says that it has the file open, naming who."""
    for code, name, owner in (
        ("open_in_excel", f"~${path.name}", _excel_owner),
        ("open_in_libreoffice", f".~lock.{path.name}#", _libreoffice_owner),
    ):
        lock = path.with_name(name)
        try:
            there = lock.exists()
        except OSError:  # a name too long to exist with two characters more
            there = False
        if there:
            raise FileBusy(code, file=path.name, owner=_owner(lock, owner), lock=lock.name)


def _owner(lock: Path, parse: Callable[[bytes], str]) -> str:
    try:
        return parse(lock.read_bytes()[:4096]).strip() or "?"
    except (OSError, ValueError, IndexError):  # Excel on Windows lets nobody read its lock
        return "?"


def _excel_owner(data: bytes) -> str:
    length = data[55]
    wide = data[57 : 57 + 2 * length].decode("utf-16-le").strip("\0 ")
    return wide or data[1 : 1 + data[0]].decode("cp874", "replace")


def _libreoffice_owner(data: bytes) -> str:
    fields = data.decode("utf-8", "replace").split(",")
    return next((one for one in fields[:3] if one.strip()), "")


class RunLock:
    """Our own lock beside a workbook: one run writes at a time. A lock of a dead process is taken over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = beside(path, "samret-lock")
        self.held = False

    def acquire(self) -> None:
        """Take the lock. FileBusy when another run has it; OSError when the folder takes no file."""
        if self.held:
            return
        for attempt in (1, 2):
            try:
                handle = os.open(self._lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            except FileExistsError:
                holder = self._holder()
                if attempt == 2 or holder is not None:
                    known = holder or {}
                    raise FileBusy(
                        "another_run",
                        file=self._path.name,
                        pid=known.get("pid", "?"),
                        host=known.get("host", "?"),
                        since=known.get("since", "?"),
                        lock=self._lock.name,
                    ) from None
                with contextlib.suppress(FileNotFoundError):  # the other run may just have gone
                    self._lock.unlink()
                continue
            note = {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": time.strftime("%Y-%m-%d %H:%M:%S"),
            }
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(note, file)
            self.held = True
            return

    def release(self) -> None:
        """Give the lock back."""
        if self.held:
            self.held = False
            with contextlib.suppress(FileNotFoundError):  # somebody tidied up by hand
                self._lock.unlink()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _holder(self) -> dict[str, object] | None:
        """Who holds the lock; None when that process is dead or has just given it back."""
        try:
            age = time.time() - self._lock.stat().st_mtime
            note = json.loads(self._lock.read_text("utf-8"))
            pid = int(note["pid"])
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError):
            return {} if age < _UNWRITTEN_SECONDS else None
        if note.get("host") != socket.gethostname() or _alive(pid):
            return dict(note)
        return None


def _alive(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # os.kill(pid, 0) would send Ctrl-C there

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, 0, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's process is alive
        return True
    return True
