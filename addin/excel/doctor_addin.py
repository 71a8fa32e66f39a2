"""Checks of the chain from Excel's button to Python: program, add-in file, settings, interpreter, DLL."""

from __future__ import annotations

import hashlib
from pathlib import Path

from addin.excel.doctor import Found, Scene, check, ok, problem, warning
from addin.excel.doctor_office import excel_bits
from addin.excel.install import (
    SAFE,
    XLWINGS,
    dll_folders,
    find_dll,
    from_store,
    is_marked,
    parse_config,
    refuse_unreadable,
)
from workbook.errors import UserError


@check("system")
def system(scene: Scene) -> Found:
    """Buttons need Windows: the add-in's DLL and its worksheet functions exist there only (xlwings' docs)."""
    if scene.windows:
        return ok("system_ok", bits=scene.machine.bits)
    return warning("system_other", system=scene.machine.system)


@check("xlwings")
def xlwings(scene: Scene) -> Found:
    """The package's version is the one that the add-in's VBA was taken from (xlwings issues 1070, 2263)."""
    found = scene.machine.version("xlwings")
    if found is None:
        return problem("xlwings_missing", expected=XLWINGS)
    if found != XLWINGS:
        return problem("xlwings_other", found=found, expected=XLWINGS)
    return ok("xlwings_ok", found=found)


@check("pywin32", windows=True)
def pywin32(scene: Scene) -> Found:
    """The modules behind the COM server import; a DLL that does not load shows (xlwings com_server.py)."""
    for module in ("win32api", "pythoncom", "win32com.server.util"):
        reason = scene.machine.import_error(module)
        if reason is not None:
            return problem("pywin32_broken", module=module, reason=reason)
    return ok("pywin32_ok")


@check("python_store", windows=True)
def python_store(scene: Scene) -> Found:
    """Python is not the Microsoft Store's (xlwings issue 2371; docs.python.org on redirected local data)."""
    if from_store(scene.machine):
        return problem("python_store", path=scene.machine.executable)
    return ok("python_store_ok")


@check("packaged")
def packaged(scene: Scene) -> Found:
    """The program brought the add-in's file along."""
    return problem("packaged_missing") if scene.packaged is None else ok("packaged_ok")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@check("installed", windows=True)
def installed(scene: Scene) -> Found:
    """The add-in in Excel's start-up folder is byte for byte the one of this program (xlwings issue 1070)."""
    if not scene.installed.is_file():
        return problem("installed_missing", folder=scene.installed.parent)
    if scene.packaged is None:
        return Found("not_checked", "needs_packaged")
    if _digest(scene.installed) != _digest(scene.packaged):
        return problem("installed_other", path=scene.installed)
    return ok("installed_ok", path=scene.installed)


@check("addin_mark", windows=True)
def addin_mark(scene: Scene) -> Found:
    """Macros are blocked in a file marked as from the internet (Microsoft Learn, internet macros blocked)."""
    if not scene.installed.is_file():
        return Found("not_checked", "needs_installed")
    return problem("addin_mark") if is_marked(scene.installed) else ok("addin_mark_ok")


@check("code_page", windows=True)
def code_page(scene: Scene) -> Found:
    """VBA can spell the paths: it opens files, and loads the DLL, in the system's code page.

    Source: xlwings_custom_addin.bas (Open ... For Input, LoadLibraryA).
    """
    try:
        refuse_unreadable(scene.machine, scene.machine.executable, scene.config)
    except UserError as error:
        return problem("code_page", path=error.params["path"], letters=error.params["letters"])
    return ok("code_page_ok")


def _settings(scene: Scene) -> dict[str, str] | None:
    """The settings by key in lower case; None when VBA cannot read the file. OSError without a file."""
    try:
        pairs = parse_config(scene.config.read_bytes().decode(scene.machine.ansi))
    except ValueError:  # also a UnicodeDecodeError
        return None
    found: dict[str, str] = {}
    for key, value in pairs:
        found.setdefault(key.lower(), value)  # VBA stops at the first
    return found


@check("config", windows=True)
def config(scene: Scene) -> Found:
    """The settings exist, VBA can read them, and they are the safe ones.

    DEBUG UDFS would wait for a server that nobody started (xlwings' documentation, debugging).
    """
    if not scene.config.is_file():
        return problem("config_missing", path=scene.config)
    settings = _settings(scene)
    if settings is None:
        return problem("config_broken", path=scene.config)
    if settings.get("debug udfs", "").lower() == "true":
        return problem("config_debug", path=scene.config)
    wrong = [key for key, value in SAFE if settings.get(key.lower(), "").lower() != value.lower()]
    if wrong:
        return warning("config_unsafe", keys=", ".join(wrong))
    return ok("config_ok", path=scene.config)


def _interpreter(scene: Scene) -> Path | None:
    if not scene.config.is_file():
        return None
    value = (_settings(scene) or {}).get("interpreter_win", "")
    return Path(value) if value else None


@check("interpreter", windows=True)
def interpreter(scene: Scene) -> Found:
    """The Python that the buttons start exists, and this program runs in the same (xlwings issue 481)."""
    path = _interpreter(scene)
    if path is None:
        return problem("interpreter_none")
    if not path.is_file():
        return problem("interpreter_gone", path=path)
    if str(path).lower() != str(scene.machine.executable).lower():
        return warning("interpreter_other", path=path, this=scene.machine.executable)
    return ok("interpreter_ok", path=path)


@check("dll", windows=True)
def dll(scene: Scene) -> Found:
    """The DLL of xlwings for Excel's bits lies where the add-in looks, with the add-in's version in its name.

    `pip install --user` puts it elsewhere (xlwings issue 1803), an antivirus takes it away (issue 2376).
    Excel's bits count, not Python's: Python is a program of its own.
    """
    path = _interpreter(scene) or scene.machine.executable
    bits = excel_bits(scene.machine) or scene.machine.bits
    found = find_dll(path, bits)
    if found is None:
        return problem("dll_missing", name=f"xlwings{bits}-{XLWINGS}.dll", folder=dll_folders(path)[1])
    return ok("dll_ok", path=found)


@check("python_variables")
def python_variables(scene: Scene) -> Found:
    """PYTHONHOME starts Python with another's library; PYTHONPATH mixes packages in (docs.python.org)."""
    for name in ("PYTHONHOME", "PYTHONPATH"):
        value = scene.machine.env(name)
        if value is not None:
            return warning("python_variable", name=name, value=value)
    return ok("python_variables_ok")
