"""`samret addin doctor`: each trouble is found by its check, and has its sentence and its cure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from addin.excel import doctor_addin, doctor_excel, doctor_place
from addin.excel.doctor import CHECKS, Scene
from addin.excel.install import XLWINGS, zone
from addin.excel.machine import Process
from addin.texts import TEXTS
from tests.support.doctoring import (
    ASR,
    CHILD,
    OFFICE,
    POLICY,
    WIN32,
    fake,
    found,
    healthy,
    locked,
    python_left,
)
from tests.support.machines import BANGKOK, program


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A healthy machine with the add-in installed and a workbook in Documents."""
    return healthy(tmp_path)


# What goes wrong: check, expected state and code, and how it comes about.


def _missing_xlwings(s: Scene) -> None:
    fake(s).versions.clear()


def _conf(text: str) -> Callable[[Scene], None]:
    return lambda s: fake(s).conf.write_bytes(text.encode("cp874")) and None


def _policy(hive: str, key: str, **values: object) -> Callable[[Scene], None]:
    return lambda s: fake(s).set_key(hive, key, **values)


def _changed_settings(old: str, new: str) -> Callable[[Scene], None]:
    def change(s: Scene) -> None:
        text = fake(s).conf.read_bytes().decode("cp874")
        assert old in text
        fake(s).conf.write_bytes(text.replace(old, new).encode("cp874"))

    return change


def _mark(*, of_book: bool) -> Callable[[Scene], None]:
    def mark(s: Scene) -> None:
        assert s.book is not None
        path = s.book if of_book else s.installed
        zone(path).write_text("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.com/\r\n")

    return mark


def _no_dll(s: Scene) -> None:
    (fake(s).executable.parent.parent / f"xlwings64-{XLWINGS}.dll").unlink()


def _other_dll_version(s: Scene) -> None:
    dll = fake(s).executable.parent.parent / f"xlwings64-{XLWINGS}.dll"
    dll.rename(dll.with_name("xlwings64-0.30.13.dll"))


def _excel_of_32_bits_without_its_dll(s: Scene) -> None:
    program(doctor_excel.excel_program(s.machine) or Path(), 0x14C)
    (fake(s).executable.parent.parent / f"xlwings32-{XLWINGS}.dll").unlink()


def _version(number: int) -> Callable[[Scene], None]:
    return _policy("HKCR", r"Excel.Application\CurVer", default=f"Excel.Application.{number}")


def _no_excel(s: Scene) -> None:
    fake(s).keys.clear()


def _disabled(s: Scene) -> None:
    path = str(s.installed).lower().encode("utf-16-le")
    fake(s).set_key("HKCU", rf"{OFFICE}\Excel\Resiliency\DisabledItems", A1B2=b"\1\0\0\0" + path)


def _copy(where: str) -> Callable[[Scene], None]:
    def copy(s: Scene) -> None:
        excel = doctor_excel.excel_program(s.machine)
        assert excel is not None
        folder = excel.parent / "XLSTART" if where == "excel" else excel.parents[1] / "สำรอง"
        folder.mkdir()
        (folder / "samret.xlam").write_bytes(b"old")
        if where == "alternative":
            fake(s).set_key("HKCU", rf"{OFFICE}\Excel\Options", AltStartup=str(folder))

    return copy


def _official(s: Scene) -> None:
    (s.installed.parent / "xlwings.xlam").write_bytes(b"PK")


def _running(*processes: Process) -> Callable[[Scene], None]:
    def run(s: Scene) -> None:
        fake(s).running = processes

    return run


def _gone(s: Scene) -> None:
    assert s.book is not None
    s.book.unlink()


def _cloud(s: Scene) -> None:
    assert s.book is not None
    fake(s).variables["OneDriveCommercial"] = str(s.book.parent).upper()


def _set(name: str, value: object) -> Callable[[Scene], None]:
    return lambda s: setattr(fake(s), name, value)


def _closed(s: Scene) -> None:
    assert s.book is not None
    fake(s).closed.add(s.book.parent)


TROUBLES: list[tuple[str, str, str, Callable[[Scene], None]]] = [
    ("system", "warning", "system_other", _set("system", "Darwin")),
    ("xlwings", "problem", "xlwings_missing", _missing_xlwings),
    ("xlwings", "problem", "xlwings_other", _set("versions", {"xlwings": "0.30.13"})),
    ("pywin32", "problem", "pywin32_broken", _set("broken", {"pythoncom": "DLL load failed"})),
    (
        "python_store",
        "problem",
        "python_store",
        _set("base", Path("C:/Program Files/WindowsApps/Python.3.11")),
    ),
    ("installed", "problem", "installed_missing", lambda s: s.installed.unlink()),
    ("installed", "problem", "installed_other", lambda s: s.installed.write_bytes(b"old") and None),
    ("addin_mark", "problem", "addin_mark", _mark(of_book=False)),
    ("code_page", "problem", "code_page", _set("ansi", "cp1252")),
    ("config", "problem", "config_missing", lambda s: fake(s).conf.unlink()),
    ("config", "problem", "config_broken", _conf('"A","1"\r\n\r\n"B","2"\r\n')),
    ("config", "problem", "config_broken", _conf("INTERPRETER_WIN,C:\\a,b\\python.exe\r\n")),
    ("config", "problem", "config_debug", _changed_settings('"USE', '"DEBUG UDFS","True"\r\n"USE')),
    ("config", "warning", "config_unsafe", _changed_settings('"False"', '"True"')),
    ("interpreter", "problem", "interpreter_none", _conf('"USE UDF SERVER","True"\r\n')),
    ("interpreter", "problem", "interpreter_gone", lambda s: fake(s).executable.unlink()),
    ("interpreter", "warning", "interpreter_other", lambda s: setattr(fake(s), "executable", s.packaged)),
    ("dll", "problem", "dll_missing", _no_dll),
    ("dll", "problem", "dll_missing", _other_dll_version),
    ("dll", "problem", "dll_missing", _excel_of_32_bits_without_its_dll),
    ("python_variables", "warning", "python_variable", _set("variables", {"PYTHONHOME": "C:\\Python27"})),
    ("excel", "problem", "excel_missing", _no_excel),
    ("excel", "problem", "excel_old", _version(12)),
    ("excel", "warning", "excel_older", _version(15)),
    (
        "excel_store",
        "problem",
        "excel_store",
        _policy(
            "HKLM",
            r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe",
            default=r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel\EXCEL.EXE",
        ),
    ),
    ("vba_off", "problem", "vba_off", _policy("HKLM", rf"{POLICY}\Common", vbaoff=1)),
    (
        "addin_policy",
        "problem",
        "addins_off",
        _policy("HKCU", rf"{OFFICE}\Excel\Security", DisableAllAddins=1),
    ),
    (
        "addin_policy",
        "problem",
        "addins_signed",
        _policy("HKCU", rf"{POLICY}\Excel\Security", RequireAddinSig=1),
    ),
    (
        "addin_policy",
        "problem",
        "addins_signed",
        _policy("HKCU", rf"{POLICY}\Common\Security", RequireAlwaysOnMacroSig=1),
    ),
    (
        "trust",
        "warning",
        "trust_asks",
        _policy("HKCU", rf"{POLICY}\Excel\Security\Trusted Locations", AllLocationsDisabled=1),
    ),
    ("disabled_items", "problem", "disabled_item", _disabled),
    ("defender", "problem", "defender_blocks", _policy("HKLM", ASR, **{CHILD: "1"})),
    ("defender", "warning", "defender_asks", _policy("HKLM", ASR, **{WIN32.upper(): "6"})),
    (
        "defender",
        "problem",
        "defender_blocks",
        _policy(
            "HKLM",
            r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager",
            ASRRules=f"{WIN32.upper()}=1|{CHILD}=2",
        ),
    ),
    (
        "command_prompt",
        "problem",
        "command_prompt_off",
        _policy("HKCU", r"Software\Policies\Microsoft\Windows\System", DisableCMD=2),
    ),
    ("copies", "warning", "copies", _copy("excel")),
    ("copies", "warning", "copies", _copy("alternative")),
    (
        "copies",
        "warning",
        "copies",
        _policy("HKCU", rf"{OFFICE}\Excel\Options", OPEN1='/R "D:\\samret.xlam"'),
    ),
    ("xlwings_addin", "warning", "xlwings_addin", _official),
    ("left_running", "warning", "excel_hidden", _running(Process(5, 1, "EXCEL.EXE", visible=False))),
    ("left_running", "warning", "python_left", python_left),
    ("book", "problem", "book_missing", _gone),
    ("book", "warning", "book_open", locked("excel")),
    ("book", "warning", "book_run", locked("run")),
    ("book_place", "warning", "book_cloud", _cloud),
    ("book_mark", "problem", "book_mark", _mark(of_book=True)),
    ("reports", "problem", "reports_refused", _closed),
    ("disk", "problem", "disk_full", _set("room", 10**6)),
    ("disk", "warning", "disk_low", _set("room", 10**8)),
    ("clock", "problem", "clock_buddhist", _set("clock", dt.datetime(2569, 12, 8, tzinfo=BANGKOK))),
    ("clock", "problem", "clock_wrong", _set("clock", dt.datetime(1980, 1, 1, tzinfo=BANGKOK))),
    ("clock", "warning", "clock_zone", _set("clock", dt.datetime(2026, 12, 8, tzinfo=dt.UTC))),
    ("fonts", "warning", "fonts_missing", _set("installed_fonts", frozenset({"Tahoma (TrueType)"}))),
]


@pytest.mark.parametrize(
    ("check", "state", "code", "cause"), TROUBLES, ids=[f"{t[2]}-{i}" for i, t in enumerate(TROUBLES)]
)
def test_a_trouble_is_found(
    check: str, state: str, code: str, cause: Callable[[Scene], None], scene: Scene
) -> None:
    """The check that was content names what is wrong now."""
    assert found(scene)[check].state == "ok"
    cause(scene)
    one = found(scene)[check]
    assert (one.state, one.code) == (state, code)


def _codes() -> set[str]:
    """Every code that a check may find, read from the calls in the modules."""
    text = "".join(
        Path(module.__file__ or "").read_text(encoding="utf-8")
        for module in (doctor_addin, doctor_excel, doctor_place)
    )
    return set(re.findall(r'\b(?:problem|warning)\(\s*"(\w+)"', text))


def test_every_finding_has_its_sentence_and_its_cure() -> None:
    """In both languages; and every check has a name, every sentence of the doctor a use."""
    codes = _codes()
    assert {t[2] for t in TROUBLES} <= codes
    assert len(codes) > 40
    assert {
        c for c in codes if f"doctor_{c}" not in TEXTS["ui"] or f"doctor_{c}_cure" not in TEXTS["ui"]
    } == set()
    cures = {match[1] for key in TEXTS["ui"] if (match := re.fullmatch(r"doctor_(\w+)_cure", key))}
    assert cures == codes
    named = {key.removeprefix("doctor_what_") for key in TEXTS["ui"] if key.startswith("doctor_what_")}
    assert named == {one.id for one in CHECKS}


def test_every_trouble_has_a_test() -> None:
    """No finding without a case above, or a test of its own."""
    own = {"packaged_missing", "trust_off", "book_address", "book_long", "book_network", "book_read_only"}
    assert _codes() - {t[2] for t in TROUBLES} == own
