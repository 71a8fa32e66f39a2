"""Which Excel this machine has: its version, its program file and whether that is of 32 or 64 bits."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from addin.excel.doctor import text_value
from addin.excel.machine import Machine

_MACHINES: Final = {0x14C: 32, 0x8664: 64, 0xAA64: 64}


def excel_version(machine: Machine) -> int | None:
    """Excel's major version by its ProgID, such as 16; None when Excel is not registered."""
    progid = text_value(machine.registry("HKCR", r"Excel.Application\CurVer").get(""))
    last = progid.rpartition(".")[2]
    return int(last) if last.isdecimal() else None


def excel_program(machine: Machine) -> Path | None:
    """EXCEL.EXE as Windows would start it; None when it is not registered."""
    key = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
    path = text_value(machine.registry("HKLM", key).get("")).strip('"')
    return Path(path) if path else None


def excel_bits(machine: Machine) -> int | None:
    """32 or 64, from the header of EXCEL.EXE (PE format, COFF header); None when that cannot be read."""
    program = excel_program(machine)
    if program is None or not program.is_file():
        return None
    with program.open("rb") as file:
        head = file.read(4096)
    if head[:2] != b"MZ" or len(head) < 64:
        return None
    (start,) = struct.unpack_from("<I", head, 60)
    if head[start : start + 4] != b"PE\0\0" or len(head) < start + 6:
        return None
    (kind,) = struct.unpack_from("<H", head, start + 4)
    return _MACHINES.get(kind)
