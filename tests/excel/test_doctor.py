"""`samret addin doctor`: each trouble is found and its cure told, a healthy machine is called healthy, nothing is touched."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from addin.actions.setup import doctor
from addin.cli import main
from addin.excel import doctor_addin, doctor_excel, doctor_place
from addin.excel.doctor import CHECKS, Found, Scene, examine, number_value
from addin.excel.doctor_office import excel_bits
from addin.excel.install import XLWINGS, install, zone
from addin.excel.machine import Process, RealMachine
from addin.texts import TEXTS
from tests.support.machines import BANGKOK, FakeMachine, program, windows
from workbook.locks import beside

OFFICE = r"Software\Microsoft\Office\16.0"
POLICY = r"Software\Policies\Microsoft\Office\16.0"
CHILD = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
WIN32 = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
ASR = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A healthy machine with the add-in installed and a workbook in Documents."""
    source = tmp_path / "samret.xlam"
    source.write_bytes(b"PK the add-in")
    machine = windows(tmp_path / "C")
    install(machine, source, 64)
    book = Path(machine.variables["USERPROFILE"]) / "Documents" / "คำรับรอง.xlsx"
    book.write_bytes(b"PK")
    return Scene(machine, source, book)


def fake(scene: Scene) -> FakeMachine:
    assert isinstance(scene.machine, FakeMachine)
    return scene.machine


def found(scene: Scene) -> dict[str, Found]:
    return dict(examine(scene))


def test_a_healthy_machine_is_well(scene: Scene) -> None:
    """Every check can be made there, and every one is content."""
    assert {name: one for name, one in found(scene).items() if one.state != "ok"} == {}


# ---- what goes wrong: check, expected state and code, and how it comes about


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


def _python_left(s: Scene) -> None:
    mine = str(fake(s).executable)
    fake(s).running = (
        Process(60, 1, "cmd.exe"),
        Process(76, 60, "python.exe", mine),  # the launcher of this very program
        Process(77, 76, "python.exe", "C:\\Python311\\python.exe"),
        Process(90, 5, "python.exe", mine.upper(), visible=False),
    )


def _lock(name: str) -> Callable[[Scene], None]:
    def lock(s: Scene) -> None:
        assert s.book is not None
        path = beside(s.book, "samret-lock") if name == "run" else s.book.with_name(f"~${s.book.name}")
        path.write_bytes(b"{}" if name == "run" else b"\x05Somsr" + b" " * 49)

    return lock


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
    ("left_running", "warning", "python_left", _python_left),
    ("book", "problem", "book_missing", _gone),
    ("book", "warning", "book_open", _lock("excel")),
    ("book", "warning", "book_run", _lock("run")),
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


def test_trusted_locations_off_and_macros_off_stops_the_buttons(scene: Scene) -> None:
    """Signed macros only (3) or none (4) is a problem; with all macros allowed (1) nothing is wrong."""
    fake(scene).set_key("HKCU", rf"{OFFICE}\Excel\Security\Trusted Locations", AllLocationsDisabled=1)
    codes = []
    for level in (1, 2, 3, 4):
        fake(scene).set_key("HKCU", rf"{OFFICE}\Excel\Security", VBAWarnings=level)
        codes.append(found(scene)["trust"].code)
    assert codes == ["trust_all", "trust_asks", "trust_off", "trust_off"]


def test_a_policy_stands_before_the_users_own_choice(scene: Scene) -> None:
    """What the administrator allows is allowed, whatever the Trust Center was set to before."""
    fake(scene).set_key("HKCU", rf"{OFFICE}\Excel\Security", DisableAllAddins=1)
    fake(scene).set_key("HKCU", rf"{POLICY}\Excel\Security", DisableAllAddins=0)
    assert found(scene)["addin_policy"].code == "addin_policy_ok"


@pytest.mark.parametrize("state", ["0", "2", "5"])
def test_a_rule_that_only_watches_is_no_trouble(state: str, scene: Scene) -> None:
    """Off, audit and not configured do not block."""
    fake(scene).set_key("HKLM", ASR, **{CHILD: state})
    assert found(scene)["defender"].state == "ok"


def test_python_beside_a_running_excel_is_no_trouble(scene: Scene) -> None:
    """The server of the buttons belongs to the Excel that is open."""
    _python_left(scene)
    fake(scene).running += (Process(5, 1, "EXCEL.EXE"),)
    assert found(scene)["left_running"].state == "ok"


def test_a_key_that_may_not_be_read_is_not_called_well(scene: Scene) -> None:
    """Not checked, with the system's reason."""
    fake(scene).hidden.add(("HKLM", ASR.lower()))
    one = found(scene)["defender"]
    assert (one.state, one.params["reason"]) == ("not_checked", "Access is denied")


def test_elsewhere_than_on_windows_what_needs_it_is_not_called_well(scene: Scene) -> None:
    """On Linux only what can be known there is told as known."""
    fake(scene).system = "Linux"
    states = {name: one.state for name, one in found(scene).items()}
    assert {states[one.id] for one in CHECKS if one.windows} == {"not_checked"}
    assert {states[one.id] for one in CHECKS if not one.windows} == {"ok", "warning"}


def test_without_a_workbook_its_checks_are_not_made(scene: Scene) -> None:
    """And they say that no workbook was named."""
    without = Scene(scene.machine, scene.packaged)
    codes = {found(without)[one.id].code for one in CHECKS if one.book}
    assert codes == {"needs_book"}


def test_a_network_drive_is_known_by_its_letter(scene: Scene) -> None:
    r"""HKCU\Network\Z names the folder that Z: stands for; C: is of this machine."""
    fake(scene).set_key("HKCU", r"Network\Z", RemotePath=r"\\server\งาน")
    assert doctor_place._mapped(scene, r"Z:\คำรับรอง.xlsx")
    assert not doctor_place._mapped(scene, r"C:\คำรับรอง.xlsx")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("https://example.com/a.xlsx", "book_address"),
        ("//server/งาน/a.xlsx", "book_network"),
        ("/" + "ก" * 230, "book_long"),
    ],
)
def test_a_workbook_that_excel_does_not_reach_by_a_path_is_told(path: str, code: str, scene: Scene) -> None:
    """An address, a network folder, a path that is too long."""
    book = Path(path) if "://" not in path else _Address(path)
    assert doctor_place.book_place(Scene(scene.machine, None, book)).code == code


class _Address(type(Path())):  # type: ignore[misc]
    """A path that keeps the two slashes of an address, as Windows' paths do not either."""

    def __str__(self) -> str:
        return "https://example.com/a.xlsx"


def test_documents_may_have_been_moved(scene: Scene, tmp_path: Path) -> None:
    """Without a workbook the folder that Windows calls Documents is tried."""
    moved = tmp_path / "งาน"
    moved.mkdir()
    key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
    fake(scene).set_key("HKCU", key, Personal=str(moved))
    fake(scene).closed.add(moved)
    one = found(Scene(scene.machine, scene.packaged))["reports"]
    assert (one.code, one.params["folder"]) == ("reports_refused", moved)


def test_the_bits_of_excel_are_read_from_its_program(scene: Scene) -> None:
    """Of 64 bits, of 32, and unknown for a file that is no program."""
    excel = doctor_excel.excel_program(scene.machine)
    assert excel is not None
    assert excel_bits(scene.machine) == 64
    program(excel, 0x14C)
    assert excel_bits(scene.machine) == 32
    excel.write_bytes(b"MZ")
    assert excel_bits(scene.machine) is None


def test_numbers_of_the_registry_come_as_numbers_or_digits() -> None:
    """Policies write REG_SZ too; anything else is no number."""
    assert [number_value(v) for v in (1, "6", " 2 ", "x", b"1", None)] == [1, 6, 2, None, None, None]


# ---- what is told


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


def test_what_stops_the_work_comes_first(scene: Scene) -> None:
    """Problems, then warnings, then what could not be looked at, then what is well."""
    fake(scene).installed_fonts = frozenset()
    fake(scene).broken["win32api"] = "DLL load failed"
    told = doctor(path=scene.book, machine=scene.machine, whole=True).data["checks"]
    states = [one["state"] for one in told]
    order = ["problem", "warning", "not_checked", "ok"]
    assert states == sorted(states, key=order.index)
    assert {"problem", "warning", "ok"} <= set(states)


def test_a_missing_packaged_add_in_is_told_with_its_cure(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And then the installed one is not called current, for there is nothing to compare with."""
    monkeypatch.setattr("addin.actions.setup.packaged_addin", lambda: None)
    outcome = doctor(machine=scene.machine)
    told = {one["id"]: one for one in outcome.data["checks"]}
    assert "samret addin build" in told["packaged"]["cure"]
    assert told["installed"]["state"] == "not_checked"
    assert not outcome.clean


def test_a_button_tells_only_what_needs_a_hand(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Excel's message box there is no room for what is well."""
    monkeypatch.setattr("addin.actions.setup.packaged_addin", lambda: scene.packaged)
    fake(scene).installed_fonts = frozenset()
    outcome = doctor(machine=scene.machine)
    assert [line.key for line in outcome.lines] == ["doctor_doubt", "doctor_line_warning"]
    assert outcome.clean


def test_what_could_not_be_looked_at_is_told_by_its_reason(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Linux one line names everything that needs Windows, one what needs a workbook."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    main(["addin", "doctor"])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("– ")]
    assert len(lines) == 2
    assert "Windows" in lines[0]
    assert "Microsoft Defender" in lines[0]


def test_a_read_only_workbook_is_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing could be saved into it."""
    monkeypatch.setattr("os.access", lambda *_: False)
    assert found(scene)["book"].code == "book_read_only"


def test_looking_changes_nothing(scene: Scene, tmp_path: Path) -> None:
    """Not a byte, not a file more, with every trouble that leaves the machine whole."""
    _lock("excel")(scene)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    doctor(path=scene.book, machine=scene.machine)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_the_command_tells_every_check_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the machine of this test, with a workbook that is not there: exit code 1, and each check with its state."""
    code = main(["addin", "doctor", str(tmp_path / "ไม่มี.xlsx"), "--json"])
    data = json.loads(capsys.readouterr().out)
    told = {one["id"]: one for one in data["checks"]}
    assert code == 1
    assert (told["book"]["state"], set(told)) == ("problem", {one.id for one in CHECKS})
    assert all(
        one["message"] and (one["cure"] or one["state"] in {"ok", "not_checked"}) for one in told.values()
    )


def test_the_command_speaks_english_too(capsys: pytest.CaptureFixture[str]) -> None:
    """--lang en gives the whole report without a Thai sentence (the tab's name aside)."""
    main(["addin", "doctor", "--lang", "en"])
    out = capsys.readouterr().out
    assert "checks:" in out
    assert re.findall("[ก-๙]", out) == []


@pytest.mark.skipif(RealMachine().system == "Windows", reason="Windows has all of it")
def test_the_real_machine_says_what_it_cannot_know() -> None:
    """Without Windows, registry and processes raise OSError instead of telling nothing was there."""
    machine = RealMachine()
    with pytest.raises(OSError, match="registry"):
        machine.registry("HKCU", "Software")
    with pytest.raises(OSError, match="Windows"):
        machine.processes()


def test_the_real_machine_knows_itself(tmp_path: Path) -> None:
    """Versions, the reason of a failed import, room on the disk, a folder that takes a file and keeps none."""
    machine = RealMachine()
    assert machine.version("xlwings") == XLWINGS
    assert machine.version("no-such-package") is None
    assert machine.import_error("json") is None
    assert "no_such_module" in (machine.import_error("no_such_module") or "")
    assert machine.free(tmp_path) > 0
    machine.try_writing(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert machine.now().utcoffset() is not None
