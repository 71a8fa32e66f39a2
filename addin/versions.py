"""The handshake: the add-in file, the program and xlwings' DLL are of one make, or nothing is run."""

from __future__ import annotations

from addin import __version__
from workbook.errors import UserError


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def handshake(addin: str, dll: str, xlwings: str) -> None:
    """Hold the versions of the add-in file and of the DLL it was built for against what Python has.

    UserError: version_addin_old, version_program_old, version_dll. Sources: xlwings issues 1070 and 2263.
    """
    if addin != __version__:
        code = "version_addin_old" if _numbers(addin) < _numbers(__version__) else "version_program_old"
        raise UserError(code, addin=addin, program=__version__)
    if dll != xlwings:
        raise UserError("version_dll", dll=dll, xlwings=xlwings)
