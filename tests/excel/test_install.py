"""`samret addin install`: both files or neither, for people with Thai names, and nothing of theirs is lost."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from addin.actions.setup import addin_install
from addin.cli import main
from addin.excel import install as module
from addin.excel.install import XLWINGS, install, is_marked, parse_config, uninstall, zone
from tests.support.machines import FakeMachine, windows
from workbook.errors import UserError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    return windows(tmp_path / "C")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "samret.xlam"
    path.write_bytes(b"PK the add-in")
    return path


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def refusal(machine: FakeMachine, source: Path | None) -> UserError:
    with pytest.raises(UserError) as caught:
        install(machine, source, 64)
    return caught.value


def test_the_add_in_and_its_settings_are_written(machine: FakeMachine, source: Path) -> None:
    """Excel's start-up folder has the very bytes; the settings name this Python, in the machine's code page."""
    done = install(machine, source, 64)
    assert done.changed
    assert (machine.startup / "samret.xlam").read_bytes() == source.read_bytes()
    assert parse_config(machine.conf.read_bytes().decode("cp874")) == [
        ("INTERPRETER_WIN", str(machine.executable)),
        ("USE UDF SERVER", "True"),
        ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
    ]


def test_every_line_of_the_settings_is_as_vba_reads_it(machine: FakeMachine, source: Path) -> None:
    """Two quoted fields a line, no blank line, CR LF: VBA's `Input #` counts fields, not lines."""
    install(machine, source, 64)
    lines = machine.conf.read_bytes().decode("cp874").split("\r\n")
    assert lines.pop() == ""
    assert [line for line in lines if not re.fullmatch(r'"[^"]+","[^"]+"', line)] == []


def test_installing_again_writes_nothing(machine: FakeMachine, source: Path) -> None:
    """The second time not even a file that Excel holds is in the way."""
    install(machine, source, 64)
    stamps = {p: p.stat().st_mtime_ns for p in (machine.startup / "samret.xlam", machine.conf)}
    machine.locked.add(machine.startup / "samret.xlam")
    assert not install(machine, source, 64).changed
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps


def test_the_users_other_settings_stay(machine: FakeMachine, source: Path) -> None:
    """Lines of other keys are kept, ours are replaced whatever their case, blank lines go."""
    machine.conf.parent.mkdir()
    machine.conf.write_bytes(
        '"SHOW CONSOLE","True"\r\n\r\n"interpreter_win","D:\\เก่า\\python.exe"\r\n'.encode("cp874")
    )
    install(machine, source, 64)
    pairs = parse_config(machine.conf.read_bytes().decode("cp874"))
    assert ("SHOW CONSOLE", "True") in pairs
    assert [v for k, v in pairs if k.lower() == "interpreter_win"] == [str(machine.executable)]


def test_the_mark_of_the_web_goes(machine: FakeMachine, source: Path) -> None:
    """An installed add-in that Windows had marked is not marked afterwards, though its bytes are the same."""
    install(machine, source, 64)
    target = machine.startup / "samret.xlam"
    zone(target).write_text("[ZoneTransfer]\r\nZoneId=3\r\n")
    assert is_marked(target)
    assert install(machine, source, 64).changed
    assert not is_marked(target)


def test_an_add_in_open_in_excel_is_refused_and_nothing_changes(machine: FakeMachine, source: Path) -> None:
    """A new version while Excel holds the old one: a sentence, the old add-in, no settings, no leftover."""
    target = machine.startup / "samret.xlam"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"old")
    machine.locked.add(target)
    before = files(source.parent / "C")
    assert refusal(machine, source).code == "addin_open"
    assert files(source.parent / "C") == before


def test_settings_that_cannot_be_written_put_the_old_add_in_back(machine: FakeMachine, source: Path) -> None:
    """Both or neither: the add-in of before stands again."""
    target = machine.startup / "samret.xlam"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"old")
    machine.locked.add(machine.conf)
    before = files(source.parent / "C")
    assert refusal(machine, source).code == "addin_folder"
    assert files(source.parent / "C") == before


def test_a_folder_that_takes_no_file_leaves_nothing_behind(machine: FakeMachine, source: Path) -> None:
    """A file stands where Excel's folder should be: refused, no part of a copy remains."""
    machine.startup.parent.parent.mkdir(parents=True, exist_ok=True)
    machine.startup.parent.write_bytes(b"a file")
    before = files(source.parent / "C")
    assert refusal(machine, source).code == "addin_folder"
    assert files(source.parent / "C") == before


def test_letters_outside_the_code_page_are_named(machine: FakeMachine, source: Path) -> None:
    """A Thai user name on a machine set to English: Excel could not read the path, and the letters are told."""
    machine.ansi = "cp1252"
    error = refusal(machine, source)
    assert error.code == "addin_path_code_page"
    assert str(error.params["letters"]).startswith("สมศรี")
    assert not machine.conf.exists()


def test_python_of_the_store_is_refused(machine: FakeMachine, source: Path) -> None:
    """Also through an environment made from it: what it writes below AppData Excel never sees."""
    machine.base = Path("C:/Program Files/WindowsApps/PythonSoftwareFoundation.Python.3.11")
    assert refusal(machine, source).code == "addin_store_python"


def test_the_dll_of_excels_bits_is_asked_for(machine: FakeMachine, source: Path) -> None:
    """Excel of 64 bits without its DLL is refused by the DLL's name; Excel of 32 bits finds its own."""
    (machine.executable.parent.parent / f"xlwings64-{XLWINGS}.dll").unlink()
    error = refusal(machine, source)
    assert (error.code, error.params["name"]) == ("addin_dll_missing", f"xlwings64-{XLWINGS}.dll")
    assert install(machine, source, 32).changed


def test_a_dll_beside_python_is_found_as_well(machine: FakeMachine, source: Path) -> None:
    """Python without an environment keeps it beside python.exe."""
    dll = machine.executable.parent.parent / f"xlwings64-{XLWINGS}.dll"
    dll.rename(machine.executable.parent / dll.name)
    assert install(machine, source, 64).changed


def test_settings_that_vba_could_not_read_are_not_guessed_at(machine: FakeMachine, source: Path) -> None:
    """A line of one field: refused with the file's name, the file as it was."""
    machine.conf.parent.mkdir()
    machine.conf.write_bytes(b'"INTERPRETER_WIN"\r\n"C:\\python.exe"\r\n')
    assert refusal(machine, source).code == "addin_config_broken"
    assert machine.conf.read_bytes().startswith(b'"INTERPRETER_WIN"\r\n')


def test_without_a_built_add_in_nothing_is_installed(machine: FakeMachine) -> None:
    """The sentence says to build it."""
    assert refusal(machine, None).code == "addin_not_built"


def test_uninstall_takes_both_away(machine: FakeMachine, source: Path) -> None:
    """The add-in, the settings and their folder are gone; what is told is what was removed."""
    install(machine, source, 64)
    assert uninstall(machine) == (machine.startup / "samret.xlam", machine.conf)
    assert not machine.conf.parent.exists()
    assert list(machine.startup.iterdir()) == []


def test_uninstall_keeps_the_users_other_settings(machine: FakeMachine, source: Path) -> None:
    """Only our lines go."""
    machine.conf.parent.mkdir()
    machine.conf.write_bytes(b'"SHOW CONSOLE","True"\r\n')
    install(machine, source, 64)
    uninstall(machine)
    assert machine.conf.read_bytes() == b'"SHOW CONSOLE","True"\r\n'


def test_uninstall_of_nothing_is_fine(machine: FakeMachine) -> None:
    """A second time there is nothing to remove, and that is no error."""
    assert uninstall(machine) == ()


def test_uninstall_while_excel_has_it_open_is_refused(machine: FakeMachine, source: Path) -> None:
    """The settings stay too, so that the buttons go on working."""
    install(machine, source, 64)
    machine.locked.add(machine.startup / "samret.xlam")
    with pytest.raises(UserError, match="addin_open"):
        uninstall(machine)
    assert machine.conf.exists()


def test_the_action_tells_where_the_files_lie_and_what_comes_next(
    machine: FakeMachine, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version, both paths, and to open Excel again."""
    monkeypatch.setattr("addin.actions.setup.packaged_addin", lambda: source)
    outcome = addin_install(machine=machine)
    assert outcome.data == {
        "installed": [str(machine.startup / "samret.xlam"), str(machine.conf)],
        "changed": True,
    }
    assert [line.key for line in outcome.lines] == [
        "addin_installed",
        "addin_path",
        "addin_path",
        "addin_next",
    ]
    assert addin_install(machine=machine).lines[0].key == "addin_same"
    assert addin_install(remove=True, machine=machine).data["changed"]
    assert [line.key for line in addin_install(remove=True, machine=machine).lines] == ["addin_none"]


@pytest.mark.parametrize("more", [[], ["--uninstall"]])
def test_elsewhere_than_on_windows_the_command_says_what_to_do_instead(
    more: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, and the commands that do the same work."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert main(["addin", "install", *more, "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "addin_windows_only"
    assert "samret recalc" in err


def test_away_from_a_checkout_the_add_in_is_not_built(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed wheel has it ready: exit code 2 and the command that installs it."""
    monkeypatch.setattr("addin.actions.setup.checkout", lambda: None)
    assert main(["addin", "build"]) == 2
    assert "samret addin install" in capsys.readouterr().err


def test_in_a_checkout_the_add_in_is_built_among_its_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command writes samret.xlam into the folder of the macros, which install then finds as what was built."""
    monkeypatch.setattr("addin.actions.setup.checkout", lambda: tmp_path)
    assert main(["addin", "build", "--json"]) == 0
    built = tmp_path / "samret.xlam"
    assert json.loads(capsys.readouterr().out) == {"addin": str(built)}
    assert built.read_bytes().startswith(b"PK")


def test_a_checkout_is_known_by_its_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here is one; a folder of installed packages is none, and its add-in is the packaged one."""
    assert module.checkout() == ROOT / "macros"
    package = tmp_path / "site-packages" / "addin"
    (package / "macros").mkdir(parents=True)
    (package / "macros" / "samret.xlam").write_bytes(b"PK")
    monkeypatch.setattr(module, "__file__", str(package / "excel" / "install.py"))
    assert module.checkout() is None
    assert module.packaged_addin() == package / "macros" / "samret.xlam"


def test_the_dll_is_of_the_pinned_xlwings() -> None:
    """The version in the DLL's name is the one in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"xlwings=={XLWINGS}" in project["project"]["dependencies"]
