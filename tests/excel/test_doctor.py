"""`samret addin doctor`: a healthy machine is called healthy, and what is no trouble or cannot be known is not told as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.excel import doctor_excel, doctor_place
from addin.excel.doctor import CHECKS, Scene, number_value
from addin.excel.doctor_office import excel_bits
from addin.excel.machine import Process
from tests.support.doctoring import ASR, CHILD, OFFICE, POLICY, fake, found, healthy, python_left
from tests.support.machines import program


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A healthy machine with the add-in installed and a workbook in Documents."""
    return healthy(tmp_path)


def test_a_healthy_machine_is_well(scene: Scene) -> None:
    """Every check can be made there, and every one is content."""
    assert {name: one for name, one in found(scene).items() if one.state != "ok"} == {}


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
    python_left(scene)
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
