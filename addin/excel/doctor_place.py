"""Checks of the place of work: the workbook and its folder, reports, fonts, disk, clock."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Final

from addin.excel.doctor import Found, Scene, check, ok, problem, text_value, warning
from addin.excel.install import is_marked
from workbook.errors import FileBusy
from workbook.locks import beside, refuse_if_open

_LONGEST: Final = 218
"""Characters of a path that Excel opens. Source: Microsoft support, "Excel specifications and limits"."""

_ENOUGH: Final = 500_000_000
_LITTLE: Final = 50_000_000
_BUILT: Final = 2026
"""The year of this release: a clock before it is wrong."""


@check("book", book=True)
def book(scene: Scene) -> Found:
    """The workbook is there, may be written, and no other program or run holds it."""
    assert scene.book is not None
    path = scene.book
    if not path.is_file():
        return problem("book_missing", path=path)
    try:
        refuse_if_open(path)
    except FileBusy as error:
        return warning("book_open", lock=error.params["lock"])
    lock = beside(path, "samret-lock")
    if lock.exists():
        return warning("book_run", lock=lock.name)
    if not os.access(path, os.W_OK):
        return warning("book_read_only", name=path.name)
    return ok("book_ok", name=path.name)


def _cloud(scene: Scene, path: str) -> str | None:
    """The synchronised folder that a path lies in, by the variables that OneDrive sets; None outside."""
    flat = path.replace("\\", "/").lower()
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
        root = scene.machine.env(name)
        if root and flat.startswith(root.replace("\\", "/").lower().rstrip("/") + "/"):
            return root
    return None


@check("book_place", book=True)
def book_place(scene: Scene) -> Found:
    """The workbook lies on this machine: elsewhere Excel tells an address, no path (xlwings issue 1275)."""
    assert scene.book is not None
    if str(scene.book).lower().startswith(("http:", "https:")):
        return problem("book_address", path=scene.book)
    path = str(scene.book.absolute())
    if len(path) > _LONGEST:
        return problem("book_long", length=len(path), longest=_LONGEST)
    cloud = _cloud(scene, path)
    if cloud is not None:
        return warning("book_cloud", folder=cloud)
    if path.startswith(("\\\\", "//")) or _mapped(scene, path):
        return warning("book_network", path=path)
    return ok("book_place_ok")


def _mapped(scene: Scene, path: str) -> bool:
    r"""True when the drive's letter stands for a network folder: a key of its name below HKCU\Network."""
    if not scene.windows or path[1:2] != ":":
        return False
    return bool(text_value(scene.machine.registry("HKCU", rf"Network\{path[0]}").get("remotepath")))


@check("book_mark", windows=True, book=True)
def book_mark(scene: Scene) -> Found:
    """A workbook marked as from the internet opens in Protected View, where no button works."""
    assert scene.book is not None
    if not scene.book.is_file():
        return Found("not_checked", "needs_file")
    return problem("book_mark", name=scene.book.name) if is_marked(scene.book) else ok("book_mark_ok")


def _documents(scene: Scene) -> Path | None:
    r"""The folder Documents: where Windows has it moved to, else below the home folder. None without a home.

    Source: Microsoft Learn, User Shell Folders, value Personal.
    """
    home = scene.machine.env("USERPROFILE") or scene.machine.env("HOME")
    if scene.windows:
        key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        moved = text_value(scene.machine.registry("HKCU", key).get("personal"))
        if moved:
            return Path(moved.replace("%USERPROFILE%", home or ""))
    return Path(home) / "Documents" if home else None


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((f for f in (folder, *folder.absolute().parents) if f.is_dir()), folder)


def _work_folder(scene: Scene) -> Path | None:
    """Where reports go: the folder told, else that of the workbook, else Documents."""
    folder = scene.reports or (scene.book.parent if scene.book else None) or _documents(scene)
    return None if folder is None else _existing(folder)


@check("reports")
def reports(scene: Scene) -> Found:
    """A file can be written where reports go. Windows' controlled folder access refuses Python alone."""
    folder = _work_folder(scene)
    if folder is None:
        return Found("not_checked", "needs_folder")
    try:
        scene.machine.try_writing(folder)
    except OSError:
        return problem("reports_refused", folder=folder)
    return ok("reports_ok", folder=folder)


@check("disk")
def disk(scene: Scene) -> Found:
    """There is room for reports and for the backups of the workbook."""
    folder = _work_folder(scene)
    if folder is None:
        return Found("not_checked", "needs_folder")
    free = scene.machine.free(folder)
    megabytes = free // 1_000_000
    if free < _LITTLE:
        return problem("disk_full", megabytes=megabytes)
    return warning("disk_low", megabytes=megabytes) if free < _ENOUGH else ok("disk_ok", megabytes=megabytes)


@check("clock")
def clock(scene: Scene) -> Found:
    """The clock tells a year that can be, in the Christian era, in Thailand's time: deadlines hang on it."""
    now = scene.machine.now()
    if now.year > 2400:
        return problem("clock_buddhist", year=now.year)
    if not _BUILT <= now.year < _BUILT + 50:
        return problem("clock_wrong", date=now.date().isoformat())
    offset = now.utcoffset() or dt.timedelta()
    if offset != dt.timedelta(hours=7):
        return warning("clock_zone", hours=f"{offset.total_seconds() / 3600:+g}")
    return ok("clock_ok", date=now.date().isoformat())


@check("fonts")
def fonts(scene: Scene) -> Found:
    """The font of official letters is there: Word reports name TH Sarabun New, and TH SarabunPSK instead."""
    names = {"".join(filter(str.isalnum, name)).lower() for name in scene.machine.fonts()}
    if any(font in name for name in names for font in ("thsarabunnew", "thsarabunpsk")):
        return ok("fonts_ok")
    return warning("fonts_missing")
