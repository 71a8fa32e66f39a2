"""The ribbon: one press of a button, from Excel's callback to the message at the end.

The macro calls `run(tag, add-in's version, DLL's version)`. The versions are held against each other before
anything heavy is imported; the tag names the action. Whatever happens, the person gets one message in Thai,
and Excel stands as it stood.
"""

from __future__ import annotations

import datetime as dt
import gc
import inspect
import os
import sys
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.versions import handshake
from workbook.errors import UserError

if TYPE_CHECKING:
    import xlwings as xw

    from addin.actions.outcome import Outcome, Want
    from addin.message import Said
    from workbook.live import LiveBook

TITLE = "สำเร็จ"


def run(
    tag: str, addin_version: str, dll_version: str, *, opened: Callable[[Path], None] | None = None
) -> None:
    """Do what the button with this tag is for, and tell it in one message; `opened` opens what was made.

    Nothing escapes but KeyboardInterrupt and what breaks the message itself, which is logged.
    """
    try:
        _pressed(tag, addin_version, dll_version, opened or _open)
    finally:
        _let_go()


def _pressed(tag: str, addin_version: str, dll_version: str, opened: Callable[[Path], None]) -> None:
    try:
        said = _said(tag, addin_version, dll_version)
    except Exception as error:  # noqa: BLE001 - the boundary: our bug is told apart and logged
        said = _bug(error, tag)
    try:
        _tell(_app(), said, opened)
    except Exception as error:  # noqa: BLE001 - Excel would show a message of its own that helps nobody
        _bug(error, f"{tag} (message)")


def _let_go() -> None:
    """Keep nothing of Excel: this process stays, and an Excel that somebody holds never ends.

    The macro leaves the workbook in xlwings, and tables beside each other hold one another until they are
    collected. Sources: xlwings issues 236, 277 and 1789.
    """
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        windows.BOOK_CALLER = None  # type: ignore[attr-defined]
    gc.collect()


def _said(tag: str, addin_version: str, dll_version: str) -> Said:
    """What there is to tell after the press; what the person can mend is told, not raised."""
    import xlwings as xw  # noqa: PLC0415 - heavy where it is not loaded yet

    from addin.message import refusal  # noqa: PLC0415 - as everything here that the handshake can do without

    try:
        handshake(addin_version, dll_version, xw.__version__)
        return _press(tag, _caller(), addin_version)
    except UserError as error:
        return refusal(error.code, error.params)


def _caller() -> xw.Book:
    """The workbook in front. UserError no_workbook; FileBusy."""
    import xlwings as xw  # noqa: PLC0415

    from workbook.live_state import patiently  # noqa: PLC0415

    try:
        return patiently(xw.Book.caller)
    except UserError:
        raise
    except Exception as error:
        raise UserError("no_workbook") from error


def _bug(error: Exception, tag: str) -> Said:
    from addin.crash import write_log  # noqa: PLC0415
    from addin.message import refusal  # noqa: PLC0415

    return refusal("bug", {"log": str(write_log(error, f"ribbon {tag}"))})


def _press(tag: str, book: xw.Book, addin_version: str) -> Said:
    """Run the action over the workbook; its marks and the cell to go to come after its work."""
    from addin.actions import ACTIONS  # noqa: PLC0415
    from addin.message import LANG, Said, message  # noqa: PLC0415
    from addin.texts import ui  # noqa: PLC0415
    from workbook.live import LiveBook  # noqa: PLC0415
    from workbook.live_state import look  # noqa: PLC0415

    action = ACTIONS.get(tag)
    if action is None:
        raise UserError("button_unknown", tag=tag)
    wanted = inspect.signature(action).parameters
    known: dict[str, Any] = {"today": dt.date.today(), "lang": LANG, "addin_version": addin_version}  # noqa: DTZ011 - the officer's own day
    app = look(book, "app")
    with _status_bar(app) as known["progress"]:
        if "excel" in wanted:
            known["excel"] = str(look(app, "version"))
        if "path" in wanted:
            known["path"] = _address(book)
        if not {"book", "at", "to"} & set(wanted):
            return message(tag, _call(action, known), str)
        known["progress"]("reading", name=look(book, "name"))
        live = LiveBook(book)
        while True:
            with live:
                known |= {"book": live, "at": live.selected(), "to": (live.folder or _documents()) / "รายงาน"}
                outcome = _call(action, known)
                said = message(tag, outcome, lambda table: live.read(table).sheet)
            if outcome.wants is None:
                return _show(live, outcome, tag, said)
            # Asked while Excel stands as the person has it: inside, nothing is redrawn.
            answer = _answer(app, outcome.wants)
            if not answer:
                return Said(ui("nothing_done", LANG))
            known[outcome.wants.parameter] = answer


def _answer(app: xw.App, want: Want) -> str | list[Path] | None:
    """What the person answers; nothing when they cancel or leave it blank."""
    from addin.message import LANG  # noqa: PLC0415
    from addin.texts import ui  # noqa: PLC0415
    from workbook.live_ask import ask_files, ask_text  # noqa: PLC0415

    question = ui(want.question, LANG, **want.params)
    if want.kind == "files":
        return ask_files(app, question)
    return ask_text(app, question, TITLE, want.default)


def _show(live: LiveBook, outcome: Outcome, tag: str, said: Said) -> Said:
    """Set the marks and go to the cell; what is in the way of it is told too, for the work itself is done."""
    from addin.message import LANG, refusal  # noqa: PLC0415
    from addin.texts import ui  # noqa: PLC0415

    try:
        if outcome.marks is not None:
            live.mark(outcome.marks)
        if outcome.show is not None:
            live.go_to(outcome.show)
            if live.hides(outcome.show):
                return replace(said, text=f"{said.text}\n\n{ui('row_hidden', LANG)}")
    except UserError as error:
        trouble = refusal(error.code, error.params).text
    except Exception as error:  # noqa: BLE001 - a boundary of its own: what was done must be told all the same
        from addin.crash import write_log  # noqa: PLC0415

        trouble = ui("show_failed", LANG, log=str(write_log(error, f"ribbon {tag} (marks)")))
    else:
        return said
    return replace(said, text=f"{said.text}\n\n{trouble}", bad=True)


def _address(book: xw.Book) -> Path | None:
    """Where the workbook lies, also in the cloud; None before it was first saved."""
    from workbook.live_state import patiently  # noqa: PLC0415

    full = str(patiently(getattr, book.api, "FullName"))
    return Path(full) if "://" in full or Path(full).is_absolute() else None


def _call(action: Callable[..., Outcome], known: Mapping[str, Any]) -> Outcome:
    """The action with those of the arguments that it names."""
    return action(**{key: known[key] for key in inspect.signature(action).parameters if key in known})


@contextmanager
def _status_bar(app: xw.App) -> Iterator[Callable[..., None]]:
    """A function that tells in the status bar what is being done; the bar is given back afterwards."""
    from addin.message import LANG  # noqa: PLC0415
    from addin.texts import ui  # noqa: PLC0415
    from workbook.live_state import patiently  # noqa: PLC0415

    def progress(key: str, **params: object) -> None:
        patiently(setattr, app, "status_bar", f"{TITLE}: {ui(f'progress_{key}', LANG, **params)}")

    before = patiently(getattr, app, "status_bar")
    theirs = isinstance(before, str) and before and not before.startswith(TITLE)
    try:
        yield progress
    finally:
        patiently(setattr, app, "status_bar", before if theirs else False)


def _documents() -> Path:
    """Where reports go when the workbook has no folder on this machine."""
    folder = Path.home() / "Documents"
    return folder if folder.is_dir() else Path.home()


def _app() -> xw.App | None:
    """The Excel to show a message in: that of the workbook, else the one in front."""
    import xlwings as xw  # noqa: PLC0415

    from workbook.live_state import look  # noqa: PLC0415

    try:
        return look(_caller(), "app")  # type: ignore[no-any-return]
    except UserError:
        return xw.apps.active


def _tell(app: xw.App | None, said: Said, opened: Callable[[Path], None]) -> None:
    """Show one message; with something made, ask whether to open it."""
    from addin.message import LANG  # noqa: PLC0415
    from addin.texts import ui  # noqa: PLC0415
    from workbook.live_state import patiently  # noqa: PLC0415

    if app is None:
        sys.stderr.write(f"{said.text}\n")
        return
    mode = "critical" if said.bad else "info"
    if said.made is None:
        patiently(app.alert, said.text, TITLE, "ok", mode)
    elif patiently(app.alert, f"{said.text}\n\n{ui('open_question', LANG)}", TITLE, "yes_no", mode) == "yes":
        opened(said.made)


def _open(path: Path) -> None:
    """Open a file or folder with the program that the system knows for it."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - what an officer would double-click; the path is our own
    else:
        webbrowser.open(path.resolve().as_uri())
