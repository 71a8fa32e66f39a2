"""Formulas in Excel's spelling and in that of LibreOffice's interface, where Tables make them differ.

LibreOffice reads structured references only with the Table's name, "#This Row" and semicolons; Excel shows
`[@column]`. Formulas without a bracket need nothing of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PARTS = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?|[^\W\d][\w.]*!|[^\W\d][\w.]*(?=\[)|.', re.DOTALL)
_THIS_ROW = re.compile(
    r"([^\W\d]\w*)?\[\[#this row\][,;]\s*(?:\[((?:'.|[^\[\]'])+)\]|((?:'.|[^\[\]'])+))\]", re.IGNORECASE
)


def _tokens(formula: str) -> Iterator[str]:
    """Texts, quoted sheet names, names before "!" or "[", bracketed references whole, and single characters."""
    place = 0
    while place < len(formula):
        if formula[place] == "[":
            depth, end = 0, place
            while end < len(formula):
                if formula[end] == "'":
                    end += 1
                elif formula[end] == "[":
                    depth += 1
                elif formula[end] == "]":
                    depth -= 1
                    if depth == 0:
                        break
                end += 1
            yield formula[place : end + 1]
            place = end + 1
            continue
        found = _PARTS.match(formula, place)
        assert found is not None
        yield found[0]
        place = found.end()


def to_office(formula: str, own_table: str | None) -> str:
    """Excel's spelling -> that of `setFormula`. `own_table` is the Table that the cell is in."""
    made: list[str] = []
    for token in _tokens(formula):
        if token.startswith("["):
            named = bool(made) and re.fullmatch(r"[^\W\d][\w.]*", made[-1]) is not None
            if not named:
                made.append(own_table or "")
            made.append(_reference(token))
        elif token == ",":
            made.append(";")
        elif token.endswith("!"):
            made.append(f"${token[:-1]}.")
        else:
            made.append(token)
    return "".join(made)


def _reference(bracket: str) -> str:
    inner = bracket[1:-1]
    if inner.startswith("@"):
        column = inner[1:]
        return f"[[#This Row];{column if column.startswith('[') else f'[{column}]'}]"
    if inner.startswith("["):
        return "[" + re.sub(r"\]\s*,\s*\[", "];[", inner) + "]"
    return bracket


def to_excel(formula: str, own_table: str | None) -> str:
    """LibreOffice's spelling in Excel's grammar -> what `Range.Formula` shows."""

    def short(found: re.Match[str]) -> str:
        column = found[2] or found[3]
        reference = f"@{column}" if re.fullmatch(r"[^\W\d_]\w*", column) else f"@[{column}]"
        table = found[1] or ""
        return (
            f"[{reference}]" if table.lower() in ("", (own_table or "").lower()) else f"{table}[{reference}]"
        )

    return _THIS_ROW.sub(short, formula)
