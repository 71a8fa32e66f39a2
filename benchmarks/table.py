"""A table of figures, printed and kept as Markdown, with what they were measured on."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


def seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """The median time of `work` in seconds, after one run that warms up."""
    work()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def machine() -> str:
    """Processors, memory, Python."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    memory = f", {pages / 2**30:.0f} GB" if pages else ""
    return f"{os.cpu_count()} processors{memory}, {platform.system()}, Python {platform.python_version()}"


def milliseconds(value: float) -> str:
    """A time in ms, to a tenth below 100."""
    return f"{value * 1000:,.{0 if value >= 0.1 else 1}f} ms"


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading, its column heads and what must be known to read it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str


def keep(name: str, title: str, sections: Sequence[Section]) -> None:
    """Print the tables and write them to benchmarks/NAME.md."""
    lines = [f"# {title}", "", f"Measured on {machine()}.", ""]
    for section in sections:
        lines += [f"## {section.title}", "", section.note, ""]
        lines += ["| " + " | ".join(section.heads) + " |", "|" + "---|" * len(section.heads)]
        lines += [*("| " + " | ".join(row) + " |" for row in section.rows), ""]
    text = "\n".join(lines)
    (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
