"""Put the add-in into Excel's start-up folder and tell it which Python to use; take both away again.

Sources: xlwings_custom_addin.bas of the pinned xlwings (GetConfigFilePath, GetConfigFromFile, XLPyLoadDLL)
for the configuration and the DLL; Microsoft Learn, Application.StartupPath, for the folder, which is also a
trusted location of Excel; Microsoft Learn, [MS-FSCC] Zone.Identifier, for the mark of the web.
"""

from __future__ import annotations

import contextlib
import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from addin.excel.machine import Machine
from workbook.errors import UserError

ADDIN: Final = "samret.xlam"
XLWINGS: Final = "0.37.8"
"""The xlwings whose VBA the add-in holds: it names its DLL by this version (a test holds it to the pin)."""

SAFE: Final = (("USE UDF SERVER", "True"), ("ADD_WORKBOOK_TO_PYTHONPATH", "False"))
"""Buttons run in one Python that stays; the workbook's folder never becomes a place to import code from."""


@dataclass(frozen=True, slots=True)
class Installed:
    """Where the two files lie, and whether anything had to be written."""

    addin: Path
    config: Path
    changed: bool


def packaged_addin() -> Path | None:
    """The add-in that came with this program: inside the wheel, or in `macros` of a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "macros", package.parent / "macros"):
        if (folder / ADDIN).is_file():
            return folder / ADDIN
    return None


def checkout() -> Path | None:
    """The folder `macros` of a checkout; None in an installed wheel."""
    root = Path(__file__).parents[2]
    macros = root / "macros"
    return macros if (root / "pyproject.toml").is_file() and macros.is_dir() else None


def startup_folder(machine: Machine) -> Path:
    r"""Excel's own start-up folder, %APPDATA%\Microsoft\Excel\XLSTART. OSError without APPDATA."""
    roaming = machine.env("APPDATA")
    if roaming is None:
        raise OSError("APPDATA is not set")
    return Path(roaming) / "Microsoft" / "Excel" / "XLSTART"


def config_file(machine: Machine) -> Path:
    r"""Where the add-in looks for its settings: %USERPROFILE%\.samret\samret.conf. OSError without it."""
    home = machine.env("USERPROFILE")
    if home is None:
        raise OSError("USERPROFILE is not set")
    return Path(home) / ".samret" / "samret.conf"


def from_store(machine: Machine) -> bool:
    """Python of the Microsoft Store: what it writes below AppData is redirected to a folder of its own.

    Excel would never see an add-in that it copied. Source: docs.python.org, "Using Python on Windows",
    redirection of local data; xlwings issue 2371 (its COM server does not start either).
    """
    return any("windowsapps" in str(path).lower() for path in (machine.executable, machine.base))


def dll_folders(interpreter: Path) -> tuple[Path, Path]:
    """Where the add-in looks for its DLL: beside python.exe, then one folder up (an environment)."""
    return interpreter.parent, interpreter.parent.parent


def find_dll(interpreter: Path, bits: int) -> Path | None:
    """The DLL for an Excel of so many bits; None when it is in neither folder."""
    name = f"xlwings{bits}-{XLWINGS}.dll"
    return next((f / name for f in dll_folders(interpreter) if (f / name).is_file()), None)


def zone(path: Path) -> Path:
    """The stream of a file in which Windows keeps that it came from the internet."""
    return Path(f"{path.absolute()}:Zone.Identifier")


def is_marked(path: Path) -> bool:
    """True when Windows marked the file as coming from the internet (zone 3) or a restricted site (4)."""
    try:
        text = zone(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(line.replace(" ", "").lower() in {"zoneid=3", "zoneid=4"} for line in text.splitlines())


def parse_config(text: str) -> list[tuple[str, str]]:
    r"""The pairs of a configuration, read as strictly as VBA needs it.

    VBA reads two fields after two fields whatever the lines (`Input #`): a blank line or a line of another
    number of fields shifts all that follow. ValueError names such a line by its number from 1.

    >>> parse_config('"INTERPRETER_WIN","C:\\py\\python.exe"\n')
    [('INTERPRETER_WIN', 'C:\\py\\python.exe')]
    """
    pairs = []
    for number, line in enumerate(text.splitlines(), start=1):
        fields = next(csv.reader([line], skipinitialspace=True), [])
        if len(fields) != 2:
            raise ValueError(number)
        pairs.append((fields[0], fields[1]))
    return pairs


def _others(existing: bytes | None, machine: Machine, path: Path) -> list[tuple[str, str]]:
    """The lines of a configuration that are not ours; UserError when one of them cannot be read."""
    try:
        text = (existing or b"").decode(machine.ansi)
        pairs = parse_config("\n".join(line for line in text.splitlines() if line.strip()))
    except ValueError:  # also a UnicodeDecodeError
        raise UserError("addin_config_broken", path=str(path)) from None
    ours = {"interpreter_win", *(key.lower() for key, _ in SAFE)}
    return [pair for pair in pairs if pair[0].lower() not in ours]


def _encoded(pairs: Sequence[tuple[str, str]], machine: Machine) -> bytes:
    return "".join(f'"{key}","{value}"\r\n' for key, value in pairs).encode(machine.ansi)


def refuse_unreadable(machine: Machine, *paths: Path) -> None:
    """UserError when VBA could not read a path: it knows only the characters of the system's code page."""
    for path in paths:
        try:
            str(path).encode(machine.ansi)
        except UnicodeEncodeError as error:
            raise UserError(
                "addin_path_code_page", path=str(path), letters=str(path)[error.start : error.end]
            ) from None


def _read(path: Path, refusal: UserError) -> bytes | None:
    """What a file holds, None when it is not there; the refusal when it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        raise refusal from None


def install(machine: Machine, source: Path | None, excel_bits: int | None = None) -> Installed:
    """Copy the add-in and write its configuration: both, or neither. A second time nothing is written.

    UserError says why not: another system, an add-in that was not built, Python of the Store, no DLL for
    Excel, a path outside the code page, a folder that cannot be written, or the add-in open in Excel.
    """
    if machine.system != "Windows":
        raise UserError("addin_windows_only")
    if source is None:
        raise UserError("addin_not_built")
    if from_store(machine):
        raise UserError("addin_store_python")
    target, config = startup_folder(machine) / ADDIN, config_file(machine)
    refuse_unreadable(machine, machine.executable, config)
    wanted = (excel_bits,) if excel_bits else (64, 32)
    if not any(find_dll(machine.executable, bits) for bits in wanted):
        raise UserError(
            "addin_dll_missing",
            name=f"xlwings{wanted[0]}-{XLWINGS}.dll",
            folder=str(dll_folders(machine.executable)[1]),
        )
    ours = (("INTERPRETER_WIN", str(machine.executable)), *SAFE)
    old_addin = _read(target, UserError("addin_open", file=ADDIN))
    old_config = _read(config, UserError("addin_folder", folder=str(config.parent)))
    others = _others(old_config, machine, config)
    new_addin, new_config = source.read_bytes(), _encoded((*ours, *others), machine)
    if (old_addin, old_config) == (new_addin, new_config) and not is_marked(target):
        return Installed(target, config, changed=False)
    with contextlib.ExitStack() as tidy:
        parts = []
        for path, data in ((target, new_addin), (config, new_config)):
            part = path.with_name(f".{path.name}.{os.getpid()}.part")
            tidy.callback(_forget, part)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                part.write_bytes(data)
            except OSError:
                raise UserError("addin_folder", folder=str(path.parent)) from None
            parts.append(part)
        try:
            machine.replace(parts[0], target)
        except OSError:
            raise UserError("addin_open", file=ADDIN) from None
        try:
            machine.replace(parts[1], config)
        except OSError:
            _put_back(target, old_addin)
            raise UserError("addin_folder", folder=str(config.parent)) from None
    _forget(zone(target))
    return Installed(target, config, changed=True)


def _put_back(target: Path, old: bytes | None) -> None:
    if old is None:
        _forget(target)
    else:
        target.write_bytes(old)


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):  # it is not there, or the file system knows no streams
        path.unlink()


def uninstall(machine: Machine) -> tuple[Path, ...]:
    """Take the add-in and our lines of its configuration away; what was removed or rewritten, in that order.

    The user's other lines stay. UserError on another system, or while the add-in is open in Excel.
    """
    if machine.system != "Windows":
        raise UserError("addin_windows_only")
    target, config = startup_folder(machine) / ADDIN, config_file(machine)
    old = _read(config, UserError("addin_folder", folder=str(config.parent)))
    others = _others(old, machine, config)
    done = []
    if target.exists():
        try:
            machine.remove(target)
        except OSError:
            raise UserError("addin_open", file=ADDIN) from None
        done.append(target)
    if old is not None:
        try:
            if others:
                config.write_bytes(_encoded(others, machine))
            else:
                machine.remove(config)
        except OSError:
            raise UserError("addin_folder", folder=str(config.parent)) from None
        done.append(config)
        with contextlib.suppress(OSError):  # something else of the user's is in the folder
            config.parent.rmdir()
    return tuple(done)
