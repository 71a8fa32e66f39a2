"""The commands of the command line: one declaration each, a module for each field of work.

A command says how it is called and which action it runs; parsing, opening the book, printing and exit codes
are the same for all and stand in cli.py.
"""

from __future__ import annotations

from addin.commands import addin, closing, forming, many, master, monthly, planning, reporting, yearly
from addin.commands.base import Command, Work

COMMANDS: tuple[Command, ...] = (
    *master.COMMANDS,
    *planning.COMMANDS,
    *closing.COMMANDS,
    *forming.COMMANDS,
    *monthly.COMMANDS,
    *reporting.COMMANDS,
    *many.COMMANDS,
    *yearly.COMMANDS,
    *addin.COMMANDS,
)
"""In the order in which help lists them."""

__all__ = ["COMMANDS", "Command", "Work"]
