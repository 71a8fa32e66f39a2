"""PDF from Word files, by the LibreOffice that stands on the machine: all files in one call.

Word's `thaiDistribute` is unknown to LibreOffice, which would set such paragraphs flush left; in the copy
that becomes a PDF they are justified. Where the reports' font is missing the copy is set smaller, so that it
looks as large as in that font: other Thai fonts are half as wide again, and scores and codes would break
inside their cells. The converter runs with a profile of its own, so that an office that is open does not get
in its way, and nothing of it stays.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from addin.reports.zipped import pack, unpack
from workbook.errors import UserError

FONT: Final = "TH Sarabun New"
"""What the Word templates are set in; with another font three pages become six."""

_SECONDS: Final = 60.0
_SECONDS_A_FILE: Final = 5.0
"""How long a call may take; a file takes 0.4 s."""

_PLACES: Final = {
    "win32": (
        r"C:\Program Files\LibreOffice\program\soffice.exe",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    ),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
}
_JUSTIFIED: Final = (b'w:val="thaiDistribute"', b'w:val="both"')

_STAND_IN: Final = (2, 3)
"""The size at which another Thai font is as wide as ours: Laksaman 0.665, Garuda 0.646, Norasi 0.695."""

_SIZE: Final = re.compile(rb'(<w:sz(?:Cs)? w:val="|<a:(?:defRPr|rPr|endParaRPr)\b[^>]*? sz=")([0-9]+)"')
_NAMED: Final = re.compile(rb'<w:rFonts [^>]*?w:(?:ascii|cs)="([^"]*)"')


def converter() -> str | None:
    """The path of LibreOffice, or None where there is none."""
    known = (place for place in _PLACES.get(sys.platform, ()) if Path(place).is_file())
    return shutil.which("soffice") or next(known, None)


@cache
def font_there() -> bool | None:
    """Whether the reports' font is installed; None where that cannot be told."""
    if sys.platform == "win32":
        folders = [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
        if local := os.environ.get("LOCALAPPDATA"):
            folders.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
        wanted = FONT.replace(" ", "").casefold()
        names = [
            path.name.replace(" ", "").casefold() for one in folders if one.is_dir() for path in one.iterdir()
        ]
        return any(name.startswith(wanted) for name in names)
    if (listing := shutil.which("fc-list")) is None:
        return None
    found = subprocess.run([listing, ":", "family"], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - our own question to the system's font list
    return FONT in found.stdout


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDF of each Word file, by the same name.

    UserError pdf_no_converter without LibreOffice, pdf_failed when it gives no PDF for a file.
    """
    office = converter()
    if office is None:
        raise UserError("pdf_no_converter")
    if not documents:
        return {}
    with tempfile.TemporaryDirectory(prefix="samret-pdf-") as folder:
        sources, target, profile = (Path(folder) / name for name in ("word", "pdf", "profile"))
        sources.mkdir()
        names = {
            f"{number:05d}": name for number, name in enumerate(documents)
        }  # no name of ours on a command line
        for number, name in names.items():
            (sources / f"{number}.docx").write_bytes(_prepared(documents[name]))
        command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(target)]
        command += [str(sources / f"{number}.docx") for number in names]
        try:
            done = subprocess.run(  # noqa: S603 - the program found on this machine, with files that we made
                command,
                capture_output=True,
                check=False,
                timeout=_SECONDS + _SECONDS_A_FILE * len(documents),
            )
        except subprocess.TimeoutExpired as error:
            raise UserError("pdf_failed", name=next(iter(documents)), reason="timeout") from error
        made = {}
        for number, name in names.items():
            path = target / f"{number}.pdf"
            if not path.is_file():
                reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [""]
                raise UserError("pdf_failed", name=name, reason=reason[0][:200])
            made[name] = path.read_bytes()
        return made


def _prepared(document: bytes) -> bytes:
    """The copy that becomes a PDF."""
    parts = unpack(document)
    texts = [name for name in parts if name.startswith("word/") and name.endswith(".xml")]
    smaller = font_there() is False and _in_our_font(parts[name] for name in texts)
    for name in texts:
        text = parts[name].replace(*_JUSTIFIED)
        parts[name] = _SIZE.sub(_stand_in, text) if smaller else text
    return pack(parts)


def _in_our_font(texts: Iterable[bytes]) -> bool:
    """Whether every font that a document names is ours (an office's own template may be set in another)."""
    return {font for text in texts for font in _NAMED.findall(text)} == {FONT.encode()}


def _stand_in(found: re.Match[bytes]) -> bytes:
    top, bottom = _STAND_IN
    return b'%s%d"' % (found[1], max(1, int(found[2]) * top // bottom))
