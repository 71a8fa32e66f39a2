r"""Checks of Excel itself and of what an administrator may forbid it.

Registry paths: Microsoft's Office 2016 administrative templates (excel16.admx, office16.admx) below
`Software\Policies\Microsoft\Office\16.0`, the same names without `Policies` for what the Trust Center writes,
WindowsDefender.admx and ShellCommandPromptRegEditTools.admx. A policy stands before the user's own choice.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from addin.excel.doctor import Found, Scene, check, number_value, ok, problem, text_value, warning
from addin.excel.doctor_office import excel_bits, excel_program, excel_version
from addin.excel.install import ADDIN
from addin.excel.machine import Hive

_ASR: Final = r"Windows Defender Exploit Guard\ASR\Rules"
_RULES: Final = {
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "Block all Office applications from creating child processes",
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "Block Win32 API calls from Office macros",
}


def _setting(scene: Scene, key: str, name: str) -> int | None:
    r"""A number of Office's settings: the policy's (machine, user) before the user's own.

    `key` stands below Office\VERSION, such as Excel\Security.
    """
    office = f"{max(excel_version(scene.machine) or 16, 14)}.0"
    places: tuple[tuple[Hive, str], ...] = (
        ("HKLM", r"Software\Policies\Microsoft\Office"),
        ("HKCU", r"Software\Policies\Microsoft\Office"),
        ("HKCU", r"Software\Microsoft\Office"),
    )
    for hive, root in places:
        values = scene.machine.registry(hive, rf"{root}\{office}\{key}")
        found = number_value(values.get(name.lower()))
        if found is not None:
            return found
    return None


@check("excel", windows=True)
def excel(scene: Scene) -> Found:
    """Excel is there and new enough: the ribbon's file needs 2010; the add-in was made for 2016 and later."""
    version = excel_version(scene.machine)
    if version is None:
        return problem("excel_missing")
    if version < 14:
        return problem("excel_old", version=version)
    if version < 16:
        return warning("excel_older", version=version)
    return ok("excel_ok", version=version, bits=excel_bits(scene.machine) or "?")


@check("excel_store", windows=True)
def excel_store(scene: Scene) -> Found:
    """Excel is not the Store's: that cannot reach Python's COM server (xlwings issues 1166, 1260, 1476)."""
    program = excel_program(scene.machine)
    if program is None:
        return Found("not_checked", "needs_excel")
    if "windowsapps" in str(program).lower():
        return problem("excel_store", path=program)
    return ok("excel_store_ok")


@check("vba_off", windows=True)
def vba_off(scene: Scene) -> Found:
    """VBA is not switched off for Office (Microsoft support, "Turn off Visual Basic for Applications")."""
    return problem("vba_off") if _setting(scene, "Common", "VBAOff") else ok("vba_off_ok")


@check("addin_policy", windows=True)
def addin_policy(scene: Scene) -> Found:
    """No rule forbids add-ins that bear no signature.

    RequireAlwaysOnMacroSig ("Require trusted publisher signatures for macros that are always loaded")
    silently keeps out unsigned .xlam files also of the start-up folder; RequireAddinSig and DisableAllAddins
    are two boxes of the Trust Center's page Add-ins.
    """
    if _setting(scene, r"Excel\Security", "DisableAllAddins"):
        return problem("addins_off")
    if _setting(scene, r"Common\Security", "RequireAlwaysOnMacroSig"):
        return problem("addins_signed")
    if _setting(scene, r"Excel\Security", "RequireAddinSig"):
        return problem("addins_signed")
    return ok("addin_policy_ok")


@check("trust", windows=True)
def trust(scene: Scene) -> Found:
    """The start-up folder is a trusted location, so that its macros run whatever the macro setting is.

    With trusted locations off (AllLocationsDisabled), VBAWarnings decides: 1 runs all, 2 (as Office
    comes) asks, 3 runs signed ones, 4 runs none. Source: Microsoft Learn, "Plan Trusted Locations settings".
    """
    if not _setting(scene, r"Excel\Security\Trusted Locations", "AllLocationsDisabled"):
        return ok("trust_ok")
    level = _setting(scene, r"Excel\Security", "VBAWarnings") or 2
    if level == 1:
        return ok("trust_all")
    return warning("trust_asks") if level == 2 else problem("trust_off")


@check("disabled_items", windows=True)
def disabled_items(scene: Scene) -> Found:
    r"""Excel did not put the add-in on its list of disabled items after a crash.

    Values below Excel\Resiliency\DisabledItems are binary and hold the path in UTF-16, in lower case.
    """
    version = excel_version(scene.machine) or 16
    key = rf"Software\Microsoft\Office\{version}.0\Excel\Resiliency\DisabledItems"
    sought = ADDIN.encode("utf-16-le")
    for value in scene.machine.registry("HKCU", key).values():
        if isinstance(value, bytes) and sought in value.lower():
            return problem("disabled_item")
    return ok("disabled_items_ok")


@check("defender", windows=True)
def defender(scene: Scene) -> Found:
    r"""No attack surface reduction rule stops Excel from starting Python or calling a DLL (xlwings 2433).

    Rules stand by their GUID, 1 blocks and 6 warns, where group policy and Defender's own settings keep them,
    and as `guid=1|guid=2` where device management writes them. Source: Microsoft Learn, ASR rules reference.
    """
    found: dict[str, int] = {}
    for root in (r"SOFTWARE\Policies\Microsoft\Windows Defender", r"SOFTWARE\Microsoft\Windows Defender"):
        values = scene.machine.registry("HKLM", rf"{root}\{_ASR}")
        for rule in _RULES:
            state = number_value(values.get(rule))
            if state is not None:
                found.setdefault(rule, state)
    managed = scene.machine.registry("HKLM", r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager")
    for part in text_value(managed.get("asrrules")).split("|"):
        rule, _, state_text = part.strip("{} ").partition("=")
        state = number_value(state_text)
        if rule.strip("{} ").lower() in _RULES and state is not None:
            found.setdefault(rule.strip("{} ").lower(), state)
    on = [rule for rule in _RULES if found.get(rule) in {1, 6}]
    if not on:
        return ok("defender_ok")
    names = "; ".join(f"{_RULES[rule]} ({rule})" for rule in on)
    if all(found[rule] == 6 for rule in on):
        return warning("defender_asks", rules=names)
    return problem("defender_blocks", rules=names)


@check("command_prompt", windows=True)
def command_prompt(scene: Scene) -> Found:
    """The command prompt is allowed: the add-in starts Python through cmd.exe (xlwings_custom_addin.bas).

    DisableCMD is 1 or 2 where it is forbidden. Source: Microsoft Learn, policy of that name.
    """
    values = scene.machine.registry("HKCU", r"Software\Policies\Microsoft\Windows\System")
    if number_value(values.get("disablecmd")) in {1, 2}:
        return problem("command_prompt_off")
    return ok("command_prompt_ok")


def _startup_folders(scene: Scene) -> list[Path]:
    """The folders whose workbooks Excel opens when it starts: the user's, Excel's, the alternative one."""
    version = excel_version(scene.machine) or 16
    options = scene.machine.registry("HKCU", rf"Software\Microsoft\Office\{version}.0\Excel\Options")
    program, other = excel_program(scene.machine), text_value(options.get("altstartup"))
    folders = [scene.installed.parent]
    if program is not None:
        folders.append(program.parent / "XLSTART")
    if other:
        folders.append(Path(other))
    return [folder for folder in folders if folder.is_dir()]


def _chosen_addins(scene: Scene) -> list[str]:
    r"""The add-ins ticked in Excel's Add-ins window: values OPEN, OPEN1 ... such as /R "C:\x.xlam"."""
    version = excel_version(scene.machine) or 16
    options = scene.machine.registry("HKCU", rf"Software\Microsoft\Office\{version}.0\Excel\Options")
    return [text_value(value) for name, value in options.items() if name.startswith("open")]


@check("copies", windows=True)
def copies(scene: Scene) -> Found:
    """The add-in is loaded from one place: a second, older copy answers the same buttons."""
    found = [folder / ADDIN for folder in _startup_folders(scene) if (folder / ADDIN).is_file()]
    others = [str(path) for path in found if path != scene.installed]
    others += [value for value in _chosen_addins(scene) if ADDIN in value.lower()]
    return warning("copies", places=", ".join(others)) if others else ok("copies_ok")


@check("xlwings_addin", windows=True)
def xlwings_addin(scene: Scene) -> Found:
    """Xlwings' own add-in is not loaded beside ours: another version of the same DLL and procedures."""
    places = [str(f / "xlwings.xlam") for f in _startup_folders(scene) if (f / "xlwings.xlam").is_file()]
    places += [value for value in _chosen_addins(scene) if "xlwings" in value.lower()]
    return warning("xlwings_addin", places=", ".join(places)) if places else ok("xlwings_addin_ok")


@check("left_running", windows=True)
def left_running(scene: Scene) -> Found:
    """No Excel without a window, and no Python of the buttons without an Excel (xlwings issue 1789)."""
    running = {process.pid: process for process in scene.machine.processes()}
    excels = [process for process in running.values() if process.name.lower() == "excel.exe"]
    hidden = [process for process in excels if not process.visible]
    if hidden:
        return warning("excel_hidden", count=len(hidden))
    own = set()
    pid = scene.machine.pid()
    while pid in running and pid not in own:  # this program itself runs in such a Python, and below others
        own.add(pid)
        pid = running[pid].parent
    buttons = str(scene.machine.executable).lower()
    left = [p for p in running.values() if p.path.lower() == buttons and p.pid not in own]
    if left and not excels:
        return warning("python_left", count=len(left))
    return ok("left_running_ok")
