"""A workbook written under a name that nothing has yet: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from addin.errors import CannotWrite


def refuse_place(path: Path) -> None:
    """CannotWrite where no new workbook can stand: another suffix, a name that is taken, no folder."""
    if path.suffix.lower() != ".xlsx":
        raise CannotWrite("new_suffix", name=path.name)
    if path.exists():
        raise CannotWrite("new_exists", name=path.name, folder=str(path.parent.resolve()))
    if not path.parent.exists():
        raise CannotWrite("folder_missing", folder=str(path.parent))


def write_new(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` make the file beside `path` and give it its name when it is whole. CannotWrite as above."""
    refuse_place(path)
    beside = path.with_name(f".{path.stem}.{os.getpid()}.part")
    try:
        write(beside)
        beside.rename(path)
    except PermissionError:
        raise CannotWrite("folder_read_only", folder=str(path.parent.resolve())) from None
    finally:
        beside.unlink(missing_ok=True)
