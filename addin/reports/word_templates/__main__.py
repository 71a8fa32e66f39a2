"""`python -m addin.reports.word_templates FOLDER [KIND ...]`: the Word templates as they were first built."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from addin.reports.kinds import KINDS


def main(folder: Path, *kinds: str) -> None:
    """Write the templates of these kinds, or of all; each kind's module bears its name."""
    for key in kinds or tuple(key for key, kind in KINDS.items() if kind.formats != ("html",)):
        module = import_module(f"addin.reports.word_templates.{key}")
        suffix = "pptx" if "pptx" in KINDS[key].formats else "docx"
        (folder / f"{key}.{suffix}").write_bytes(module.template())


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
