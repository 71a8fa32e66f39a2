"""A Windows machine in a folder: real files, and everything else as the test sets it."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from addin.excel.install import XLWINGS
from addin.excel.machine import Process

BANGKOK = dt.timezone(dt.timedelta(hours=7))


@dataclass
class FakeMachine:
    """Every fact may be set; `locked` holds files that another program has open, `closed` folders without rights."""

    system: str
    executable: Path
    base: Path
    bits: int = 64
    ansi: str = "cp874"
    variables: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    running: tuple[Process, ...] = ()
    clock: dt.datetime = dt.datetime(2026, 12, 8, 9, 0, tzinfo=BANGKOK)
    room: int = 10**10
    installed_fonts: frozenset[str] = frozenset({"TH Sarabun New (TrueType)"})
    versions: dict[str, str] = field(default_factory=lambda: {"xlwings": XLWINGS})
    broken: dict[str, str] = field(default_factory=dict)
    locked: set[Path] = field(default_factory=set)
    closed: set[Path] = field(default_factory=set)
    hidden: set[tuple[str, str]] = field(default_factory=set)

    def env(self, name: str) -> str | None:
        """A variable as set."""
        return self.variables.get(name)

    def registry(self, hive: str, key: str) -> Mapping[str, object]:
        """A key as set; PermissionError for a hidden one."""
        if (hive, key.lower()) in self.hidden:
            raise PermissionError(13, "Access is denied")
        return self.keys.get((hive, key.lower()), {})

    def processes(self) -> tuple[Process, ...]:
        """What the test says that runs."""
        return self.running

    def pid(self) -> int:
        """The number of the process that asks."""
        return 77

    def now(self) -> dt.datetime:
        """The clock as set."""
        return self.clock

    def free(self, folder: Path) -> int:
        """The room as set."""
        assert folder.is_dir()
        return self.room

    def fonts(self) -> frozenset[str]:
        """The fonts as set."""
        return self.installed_fonts

    def version(self, package: str) -> str | None:
        """The versions as set."""
        return self.versions.get(package)

    def import_error(self, module: str) -> str | None:
        """The reason as set."""
        return self.broken.get(module)

    def try_writing(self, folder: Path) -> None:
        """PermissionError in a closed folder."""
        if folder in self.closed:
            raise PermissionError(13, "Access is denied")

    def replace(self, source: Path, target: Path) -> None:
        """A real replacement, unless the target is locked."""
        if target in self.locked:
            raise PermissionError(32, "The process cannot access the file")
        source.replace(target)

    def remove(self, path: Path) -> None:
        """A real removal, unless the file is locked."""
        if path in self.locked:
            raise PermissionError(32, "The process cannot access the file")
        path.unlink()

    def set_key(self, hive: str, key: str, **values: object) -> None:
        """Set values of a key; `default` is the value without a name."""
        names = {("" if name == "default" else name.lower()): value for name, value in values.items()}
        self.keys.setdefault((hive, key.lower()), {}).update(names)

    @property
    def startup(self) -> Path:
        """Excel's start-up folder."""
        return Path(self.variables["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART"

    @property
    def conf(self) -> Path:
        """The add-in's settings."""
        return Path(self.variables["USERPROFILE"]) / ".samret" / "samret.conf"


def program(path: Path, machine: int) -> Path:
    """The beginning of a Windows program for a kind of machine (0x8664: 64 bits, 0x14C: 32 bits)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine))
    return path


def windows(root: Path, user: str = "สมศรี ใจดี") -> FakeMachine:
    """A healthy machine: Excel 2016 of 64 bits, an environment with both DLLs, a Thai user name."""
    home = root / "Users" / user
    python = home / "samret" / ".venv" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    python.write_bytes(b"MZ")
    for bits in (32, 64):
        (python.parent.parent / f"xlwings{bits}-{XLWINGS}.dll").write_bytes(b"MZ")
    (home / "AppData" / "Roaming").mkdir(parents=True)
    (home / "Documents").mkdir()
    machine = FakeMachine("Windows", python, root / "Python311")
    machine.variables |= {"APPDATA": str(home / "AppData" / "Roaming"), "USERPROFILE": str(home)}
    excel = program(root / "Office16" / "EXCEL.EXE", 0x8664)
    machine.set_key("HKCR", r"Excel.Application\CurVer", default="Excel.Application.16")
    machine.set_key(
        "HKLM", r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", default=f'"{excel}"'
    )
    return machine
