"""A bug of ours: say so, keep what is needed to mend it in a log, lose nothing of the user's."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

from addin import __version__

EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h: an internal error."""


def log_folder() -> Path:
    """Where the logs lie; the folder is made with the first of them."""
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_STATE_HOME")
    return Path(base or Path.home() / ".local" / "state") / "samret" / "logs"


def write_log(error: BaseException, command: str) -> Path:
    """Write the traceback and the versions (no cell of the book) and return the log's path."""
    now = dt.datetime.now().astimezone()
    text = "".join(
        (
            f"samret {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"{now.isoformat(timespec='seconds')} command: {command}\n\n",
            *traceback.format_exception(error),
        )
    )
    name = f"samret-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in (log_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue  # a folder that cannot be written; the next one is tried, and at last the screen has it
        return path
    sys.stderr.write(text)
    return Path(name)


def report_bug(error: BaseException, command: str, *, as_json: bool, lang: str) -> int:
    """Log it, tell the person where, and give the exit code."""
    from addin.texts import error_text  # noqa: PLC0415 - only when something went wrong

    path = write_log(error, command)
    message = error_text("bug", {"log": str(path)}, lang)
    if as_json:
        json.dump(
            {"error": {"code": "bug", "message": message, "log": str(path)}}, sys.stdout, ensure_ascii=False
        )
        sys.stdout.write("\n")
    sys.stderr.write(f"✗ {message}\n")
    return EXIT_CODE
