"""about, guide: which versions work together here, and the officer's guide."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
import tempfile
from pathlib import Path

from addin import __version__
from addin.actions.outcome import Line, Outcome, action
from addin.actions.page import guide_page
from addin.crash import log_folder


@action("about")
def about(*, addin_version: str | None = None, excel: str | None = None) -> Outcome:
    """Tell what this is and which versions work together.

    `addin_version` and `excel` are given by the entry where it knows them. data: samret, addin, xlwings,
    python (versions), bits, interpreter, excel, logs (a folder).
    """
    data = {
        "samret": __version__,
        "addin": addin_version,
        "xlwings": importlib.metadata.version("xlwings"),
        "python": platform.python_version(),
        "bits": 64 if sys.maxsize > 2**32 else 32,
        "interpreter": sys.executable,
        "excel": excel,
        "logs": str(log_folder()),
    }
    lines = [
        Line("about_what", {"version": __version__}, "title"),
        Line("about_python", {key: data[key] for key in ("python", "bits", "xlwings")}),
    ]
    if addin_version:
        lines.insert(1, Line("about_addin", {"version": addin_version}))
    if excel:
        lines.append(Line("about_excel", {"version": excel}))
    lines += [Line("about_logs", {"folder": data["logs"]}), Line("about_next")]
    return Outcome(data, tuple(lines))


def guide_source() -> Path:
    """The guide as it is shipped: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "macros" / "README.md"
    return installed if installed.is_file() else package.parent / "macros" / "README.md"


@action("guide")
def guide() -> Outcome:
    """Put the guide into a page that any browser opens (Windows knows no program for .md). data: guide."""
    page = guide_page(guide_source().read_text(encoding="utf-8"))
    for folder in (log_folder().parent, Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "samret-guide.html"
            path.write_text(page, encoding="utf-8")
        except OSError:
            continue  # a folder that cannot be written; the next one is tried
        return Outcome({"guide": str(path)}, (Line("guide_ready", kind="good"),), made=path)
    return Outcome({"guide": str(guide_source())}, (Line("guide_at", {"path": str(guide_source())}),))
