"""Questions to the person at an open workbook, in Excel's own boxes: a line of text, or files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from workbook.live_state import patiently

LONGEST_PROMPT: Final = 255
"""Characters that Excel's box takes; of more it says nothing but an error."""
_TEXT: Final = 2
"""Excel's code for "the answer is text"; any other kind would turn 2565-02 into a number."""


def ask_text(app: Any, prompt: str, title: str, default: str = "") -> str | None:
    """A line of text, without spaces around it; None when the person cancels.

    `app` is the xlwings application. FileBusy when Excel stays busy.
    """
    answer = patiently(
        lambda: app.api.InputBox(Prompt=prompt[:LONGEST_PROMPT], Title=title, Default=default, Type=_TEXT)
    )
    return None if answer is False or answer is None else str(answer).strip()


def ask_files(app: Any, title: str) -> list[Path] | None:
    """Workbooks that the person picks; None when they cancel."""
    picked = patiently(
        lambda: app.api.GetOpenFilename(FileFilter="Excel (*.xlsx),*.xlsx", Title=title, MultiSelect=True)
    )
    return None if picked is False or picked is None else [Path(str(one)) for one in picked]
