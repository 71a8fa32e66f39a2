"""One headless LibreOffice: a private profile, a local pipe, and an end that leaves nothing running.

The settings make it behave as Excel does where it can: formulas in Excel's A1 spelling with English names and
commas, no lock files, stored values kept on load, macros run without a question.
"""

from __future__ import annotations

import atexit
import builtins
import ctypes
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_PROGRAM = Path("/usr/lib/libreoffice/program")
_BRIDGE = Path("/usr/lib/python3/dist-packages/uno.py")
_WANTS_RESTART = 81  # soffice.bin's own exit code after it has set up a new profile
_START_SECONDS = 60

_SETTINGS = {
    "/org.openoffice.Office.Calc/Formula/Syntax": {"Grammar": 1, "EnglishFunctionName": "true"},
    "/org.openoffice.Office.Calc/Formula/Syntax/Separator": {"Arg": ",", "ArrayCol": ",", "ArrayRow": ";"},
    "/org.openoffice.Office.Calc/Formula/Load": {"OOXMLRecalcMode": 1},
    "/org.openoffice.Office.Calc/Filter/Import/VBA": {"Load": "true", "Executable": "true"},
    "/org.openoffice.Office.Common/Misc": {"UseLocking": "false", "UseDocumentSystemFileLocking": "false"},
    "/org.openoffice.Office.Common/Security/Scripting": {"MacroSecurityLevel": 0},
    "/org.openoffice.Office.Common/Save/Document": {"AutoSave": "false", "CreateBackup": "false"},
    "/org.openoffice.Setup/L10N": {"ooLocale": "en-US", "ooSetupSystemLocale": "en-US"},
    "/org.openoffice.Setup/Office": {"ooSetupInstCompleted": "true"},
}

_running: list[Office] = []


def missing() -> str | None:
    """Why LibreOffice cannot be driven here, or None when it can."""
    for path, package in ((_PROGRAM / "soffice.bin", "libreoffice-calc"), (_BRIDGE, "python3-uno")):
        if not path.exists():
            return f"{path} is not here (package {package})"
    library = _PROGRAM / "libpyuno.so"
    if not library.exists():
        return f"{library} is not here (package python3-uno)"
    made_for = re.search(rb"libpython3\.(\d+)", library.read_bytes())
    if made_for and int(made_for[1]) != sys.version_info.minor:
        return f"{library} is made for Python 3.{int(made_for[1])}, not for {sys.version_info.major}.{sys.version_info.minor}"
    return None


def require() -> None:
    """Skip the test with the reason where LibreOffice is missing; fail instead on the CI machine."""
    reason = missing()
    if reason is None:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI must have LibreOffice: {reason}")
    pytest.skip(reason)


def _load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def bridge() -> Any:
    """The module `uno` of the system, alone: nothing else of its folder becomes importable."""
    if "uno" not in sys.modules:
        _load("pyuno", _PROGRAM / "pyuno.so")
        untouched = builtins.__import__
        try:
            _load("uno", _BRIDGE)
        finally:
            builtins.__import__ = untouched  # uno.py replaces it for everybody; getClass needs no such thing
    return sys.modules["uno"]


def _die_with_parent() -> None:
    """Runs in the child: the kernel kills it when the test process ends, however that ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # 1 is PR_SET_PDEATHSIG


def _profile(folder: Path) -> Path:
    """A profile folder with our settings."""
    lines = []
    for node, values in _SETTINGS.items():
        props = "".join(
            f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
            for name, value in values.items()
        )
        lines.append(f'<item oor:path="{node}">{props}</item>')
    settings = folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{"".join(lines)}</oor:items>\n',
        encoding="utf-8",
    )
    return folder


class Office:
    """A LibreOffice process and the connection to it."""

    def __init__(self) -> None:
        self.uno = bridge()
        self.exception: type[Exception] = self.uno.getClass("com.sun.star.uno.Exception")
        self._folder = Path(tempfile.mkdtemp(prefix="samret-office-"))
        self._pipe = f"samret{uuid.uuid4().hex}"
        profile = _profile(self._folder / "profile")
        self._command = [
            str(_PROGRAM / "soffice.bin"),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
            f"--accept=pipe,name={self._pipe};urp;",
        ]  # fmt: skip
        self._templates: dict[str, str] = {}
        self._process = self._start()
        _running.append(self)
        self.context = self._connect()
        self.services = self.context.ServiceManager
        self.desktop = self.create("com.sun.star.frame.Desktop")

    def _start(self) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one call that takes no lock
            )

    def _connect(self) -> Any:
        local = self.uno.getComponentContext()
        name = "com.sun.star.bridge.UnoUrlResolver"
        resolver = local.ServiceManager.createInstanceWithContext(name, local)
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
            except Exception as error:
                if self._process.poll() == _WANTS_RESTART:
                    self._process = self._start()
                elif self._process.poll() is not None or time.monotonic() > until:
                    log = (self._folder / "log").read_text(errors="replace")
                    self.close()
                    raise RuntimeError(f"LibreOffice did not start: {log[-2000:]}") from error
                time.sleep(0.02)

    @property
    def pid(self) -> int:
        """The process id of soffice.bin."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False after a crash."""
        return self._process.poll() is None

    def obituary(self) -> str:
        """How the process ended, for the report of a test."""
        log = (self._folder / "log").read_text(errors="replace")
        return f"LibreOffice ended with code {self._process.poll()}: {log[-2000:]}"

    def create(self, service: str) -> Any:
        """A service of the office by its full name."""
        return self.services.createInstanceWithContext(service, self.context)

    def struct(self, name: str, *values: Any) -> Any:
        """A UNO struct or exception by its full name."""
        return self.uno.createUnoStruct(name, *values)

    def properties(self, **values: Any) -> tuple[Any, ...]:
        """Named arguments of a load, a store or a dispatch."""
        made = []
        for name, value in values.items():
            one = self.struct("com.sun.star.beans.PropertyValue")
            one.Name, one.Value = name, value
            made.append(one)
        return tuple(made)

    def template(self, name: str, paint: Callable[[Any], None]) -> str:
        """The address of a stored document with one cell style of this name, made once."""
        if name not in self._templates:
            made = self.desktop.loadComponentFromURL(
                "private:factory/scalc", "_blank", 0, self.properties(Hidden=True)
            )
            styles = made.StyleFamilies.getByName("CellStyles")
            styles.insertByName(name, made.createInstance("com.sun.star.style.CellStyle"))
            paint(styles.getByName(name))
            path = self._folder / f"style{len(self._templates)}.ods"
            made.storeToURL(path.as_uri(), ())
            made.close(True)
            self._templates[name] = path.as_uri()
        return self._templates[name]

    def close(self) -> None:
        """End the process and remove its profile; safe to call twice."""
        if self in _running:
            _running.remove(self)
        if self._process.poll() is None:
            self._process.kill()  # nothing of the private profile is worth a polite goodbye
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _close_all() -> None:
    for office in tuple(_running):
        office.close()


atexit.register(_close_all)
