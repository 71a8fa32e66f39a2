"""`python -m addin.reports.word_templates FOLDER`: writes the Word templates as they were first built."""

from __future__ import annotations

import sys
from pathlib import Path

from addin.reports.word_templates import overview, unit


def main(folder: Path) -> None:
    """Write both templates."""
    for name, make in (("overview", overview.template), ("unit", unit.template)):
        (folder / f"{name}.docx").write_bytes(make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
