"""The commands of the command line: one declaration each, a module for each field of work.

A command says how it is called and which action it runs; parsing, opening the book, printing and exit codes
are the same for all and stand in cli.py.
"""

from __future__ import annotations

from addin.commands import addin, master, monthly, reporting
from addin.commands.base import Command, Work

COMMANDS: tuple[Command, ...] = (
    *master.COMMANDS,
    *monthly.COMMANDS,
    *reporting.COMMANDS,
    *addin.COMMANDS,
)
"""In the order in which help lists them."""

__all__ = ["COMMANDS", "Command", "Work"]
