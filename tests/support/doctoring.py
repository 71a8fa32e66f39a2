"""A healthy machine for the doctor, and troubles that more than one test makes on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from addin.excel.doctor import Found, Scene, examine
from addin.excel.install import install
from addin.excel.machine import Process
from tests.support.machines import FakeMachine, windows
from workbook.locks import beside

OFFICE = r"Software\Microsoft\Office\16.0"
POLICY = r"Software\Policies\Microsoft\Office\16.0"
CHILD = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
WIN32 = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
ASR = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"


def healthy(folder: Path) -> Scene:
    """A healthy machine with the add-in installed and a workbook in Documents."""
    source = folder / "samret.xlam"
    source.write_bytes(b"PK the add-in")
    machine = windows(folder / "C")
    install(machine, source, 64)
    book = Path(machine.variables["USERPROFILE"]) / "Documents" / "คำรับรอง.xlsx"
    book.write_bytes(b"PK")
    return Scene(machine, source, book)


def fake(scene: Scene) -> FakeMachine:
    """The machine of a scene."""
    assert isinstance(scene.machine, FakeMachine)
    return scene.machine


def found(scene: Scene) -> dict[str, Found]:
    """What the doctor finds, by check."""
    return dict(examine(scene))


def python_left(s: Scene) -> None:
    """Python of the buttons runs on, among others that do not count."""
    mine = str(fake(s).executable)
    fake(s).running = (
        Process(60, 1, "cmd.exe"),
        Process(76, 60, "python.exe", mine),  # the launcher of this very program
        Process(77, 76, "python.exe", "C:\\Python311\\python.exe"),
        Process(90, 5, "python.exe", mine.upper(), visible=False),
    )


def locked(name: str) -> Callable[[Scene], None]:
    """The workbook is held: by Excel, or by a run of a command."""

    def lock(s: Scene) -> None:
        assert s.book is not None
        path = beside(s.book, "samret-lock") if name == "run" else s.book.with_name(f"~${s.book.name}")
        path.write_bytes(b"{}" if name == "run" else b"\x05Somsr" + b" " * 49)

    return lock
