"""The port: the machine that the add-in is installed on, as far as install and doctor look at it.

Files are read through pathlib, for a test has a real folder too; everything that only Windows has (registry,
code page, processes, fonts) or that differs from run to run (clock, versions, free space) comes through here.
Nothing of it changes the machine but `replace` and `remove`. What cannot be found out raises OSError.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import importlib.metadata
import os
import platform
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Hive = Literal["HKCR", "HKCU", "HKLM"]


@dataclass(frozen=True, slots=True)
class Process:
    """A running program: its number, who started it, the file it runs, and whether it shows a window."""

    pid: int
    parent: int
    name: str
    path: str = ""
    visible: bool = True


class Machine(Protocol):
    """What install and doctor ask of a machine."""

    @property
    def system(self) -> str:
        """As platform.system() names it: "Windows", "Linux" or "Darwin"."""
        ...

    @property
    def executable(self) -> Path:
        """The python that runs this."""
        ...

    @property
    def base(self) -> Path:
        """The installation of Python that an environment was made from."""
        ...

    @property
    def bits(self) -> int:
        """32 or 64, of this Python."""
        ...

    @property
    def ansi(self) -> str:
        """The codec of the code page in which VBA reads text files and names of files."""
        ...

    def env(self, name: str) -> str | None:
        """An environment variable; None when it is not set or blank."""
        ...

    def registry(self, hive: Hive, key: str) -> Mapping[str, object]:
        """The values of a key by name in lower case ("" is the default value); none when it is missing."""
        ...

    def processes(self) -> tuple[Process, ...]:
        """What runs now."""
        ...

    def pid(self) -> int:
        """The number of this process."""
        ...

    def now(self) -> dt.datetime:
        """The clock, with the time zone's offset."""
        ...

    def free(self, folder: Path) -> int:
        """Free bytes where the folder lies."""
        ...

    def fonts(self) -> frozenset[str]:
        """The names of the installed fonts (elsewhere than on Windows: the names of their files)."""
        ...

    def version(self, package: str) -> str | None:
        """The version of an installed package."""
        ...

    def import_error(self, module: str) -> str | None:
        """Why a module cannot be imported; None when it can."""
        ...

    def try_writing(self, folder: Path) -> None:
        """OSError when no file can be made in the folder; the trial file is gone at once."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Put a file in the place of another, whole or not at all."""
        ...

    def remove(self, path: Path) -> None:
        """Take a file away."""
        ...


class RealMachine:
    """The machine that this runs on."""

    def __init__(self) -> None:
        self.system = platform.system()
        self.executable = Path(sys.executable)
        self.base = Path(sys.base_prefix)
        self.bits = struct.calcsize("P") * 8
        self.ansi = "mbcs" if self.system == "Windows" else "utf-8"

    def env(self, name: str) -> str | None:
        """See Machine."""
        return os.environ.get(name) or None

    def registry(self, hive: Hive, key: str) -> Mapping[str, object]:
        """See Machine. The 64-bit view, which Office of either kind shares below Policies and HKCU."""
        if sys.platform != "win32":
            raise OSError("there is no registry")
        import winreg  # noqa: PLC0415 - Windows only

        roots = {
            "HKCR": winreg.HKEY_CLASSES_ROOT,
            "HKCU": winreg.HKEY_CURRENT_USER,
            "HKLM": winreg.HKEY_LOCAL_MACHINE,
        }
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        try:
            opened = winreg.OpenKey(roots[hive], key, 0, access)
        except FileNotFoundError:
            return {}
        with opened:
            count = winreg.QueryInfoKey(opened)[1]
            rows = [winreg.EnumValue(opened, index) for index in range(count)]
        return {name.lower(): value for name, value, _ in rows}

    def processes(self) -> tuple[Process, ...]:
        """See Machine."""
        return _windows_processes()

    def pid(self) -> int:
        """See Machine."""
        return os.getpid()

    def now(self) -> dt.datetime:
        """See Machine."""
        return dt.datetime.now().astimezone()

    def free(self, folder: Path) -> int:
        """See Machine."""
        return shutil.disk_usage(folder).free

    def fonts(self) -> frozenset[str]:
        """See Machine."""
        if self.system == "Windows":
            key = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
            return frozenset([*self.registry("HKLM", key), *self.registry("HKCU", key)])
        home = Path.home()
        folders = [
            home / ".fonts",
            home / ".local/share/fonts",
            home / "Library/Fonts",
            Path("/Library/Fonts"),
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
        ]
        return frozenset(_font_files(folders))

    def version(self, package: str) -> str | None:
        """See Machine."""
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            return None

    def import_error(self, module: str) -> str | None:
        """See Machine. A DLL that does not load shows only when the module is really imported."""
        try:
            importlib.import_module(module)
        except ImportError as error:
            return str(error)
        return None

    def try_writing(self, folder: Path) -> None:
        """See Machine."""
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"samret")

    def replace(self, source: Path, target: Path) -> None:
        """See Machine."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """See Machine."""
        path.unlink()


def _font_files(folders: Iterable[Path]) -> Iterable[str]:
    for folder in folders:
        if folder.is_dir():
            yield from (path.stem for path in folder.rglob("*.[to]t[fc]"))


def _windows_processes() -> tuple[Process, ...]:
    """All processes by a snapshot of the Toolhelp library, with those that own a visible window marked.

    Source: Microsoft Learn, CreateToolhelp32Snapshot, EnumWindows, QueryFullProcessImageNameW.
    """
    if sys.platform != "win32":
        raise OSError("processes are looked at on Windows only")
    from ctypes import wintypes  # noqa: PLC0415 - Windows only

    class Entry(ctypes.Structure):
        _fields_ = (
            ("dwSize", wintypes.DWORD),
            ("cntUsage", wintypes.DWORD),
            ("th32ProcessID", wintypes.DWORD),
            ("th32DefaultHeapID", ctypes.c_size_t),
            ("th32ModuleID", wintypes.DWORD),
            ("cntThreads", wintypes.DWORD),
            ("th32ParentProcessID", wintypes.DWORD),
            ("pcPriClassBase", wintypes.LONG),
            ("dwFlags", wintypes.DWORD),
            ("szExeFile", wintypes.WCHAR * 260),
        )

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
    kernel.CreateToolhelp32Snapshot.argtypes = (wintypes.DWORD, wintypes.DWORD)
    for walk in (kernel.Process32FirstW, kernel.Process32NextW):
        walk.argtypes = (wintypes.HANDLE, ctypes.POINTER(Entry))
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    visible = _visible_processes()
    snapshot = kernel.CreateToolhelp32Snapshot(0x2, 0)  # TH32CS_SNAPPROCESS
    if snapshot == wintypes.HANDLE(-1).value:
        raise ctypes.WinError(ctypes.get_last_error())
    found = []
    try:
        entry = Entry(dwSize=ctypes.sizeof(Entry))
        more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
        while more:
            pid = entry.th32ProcessID
            name = entry.szExeFile
            # Only these are asked for their file: each question costs a call into the kernel.
            path = _image(pid) if name.lower().startswith("python") else ""
            found.append(Process(pid, entry.th32ParentProcessID, name, path, pid in visible))
            more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
    finally:
        kernel.CloseHandle(snapshot)
    return tuple(found)


def _visible_processes() -> set[int]:
    """The processes that own a visible top-level window."""
    if sys.platform != "win32":
        raise OSError("windows are looked at on Windows only")
    from ctypes import wintypes  # noqa: PLC0415 - Windows only

    user = ctypes.WinDLL("user32", use_last_error=True)
    callback = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
    user.EnumWindows.argtypes = (callback, wintypes.LPARAM)
    user.IsWindowVisible.argtypes = (wintypes.HWND,)
    user.GetWindowThreadProcessId.argtypes = (wintypes.HWND, ctypes.POINTER(wintypes.DWORD))
    found: set[int] = set()

    def look(window: int, _: int) -> bool:
        if user.IsWindowVisible(window):
            owner = wintypes.DWORD()
            user.GetWindowThreadProcessId(window, ctypes.byref(owner))
            found.add(owner.value)
        return True

    user.EnumWindows(callback(look), 0)
    return found


def _image(pid: int) -> str:
    """The file that a process runs; blank when Windows does not tell."""
    if sys.platform != "win32":
        raise OSError("processes are looked at on Windows only")
    from ctypes import wintypes  # noqa: PLC0415 - Windows only

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    kernel.QueryFullProcessImageNameW.argtypes = (
        wintypes.HANDLE,
        wintypes.DWORD,
        wintypes.LPWSTR,
        ctypes.POINTER(wintypes.DWORD),
    )
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return ""
    try:
        size = wintypes.DWORD(1024)
        text = ctypes.create_unicode_buffer(size.value)
        told = kernel.QueryFullProcessImageNameW(handle, 0, text, ctypes.byref(size))
        return text.value if told else ""
    finally:
        kernel.CloseHandle(handle)
