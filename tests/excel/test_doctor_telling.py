"""`samret addin doctor`: what it tells, on which machine, and that it touches nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from addin.actions.setup import doctor
from addin.cli import main
from addin.excel.doctor import CHECKS, Scene
from addin.excel.install import XLWINGS
from addin.excel.machine import RealMachine
from tests.support.doctoring import fake, found, healthy, locked


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A healthy machine with the add-in installed and a workbook in Documents."""
    return healthy(tmp_path)


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
    locked("excel")(scene)
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
