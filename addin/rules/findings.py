"""Findings: what is wrong or doubtful in a book, one cell at a time, as data without sentences.

A check gives a code, the cell and the values that the sentence names; severity, Thai and English sentences
stand in texts.toml. Values in `params` are neutral: numbers as people write them, dates ISO C.E., months
"2565-02", allowed values by their key; the text turns them into Thai.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

UNREAD = frozenset({"cell_error", "not_a_number", "not_whole", "not_a_date", "not_a_month", "not_allowed"})
"""The reader could not know the cell's value, so the frame shows a blank that nobody left."""

_BLANK = UNREAD | {"required_blank"}
_RANGE = frozenset({"below_minimum", "above_maximum"})

COVERED_BY: Mapping[str, frozenset[str]] = {
    "required_blank": UNREAD,
    "score_without_value": _BLANK,
    "cause_missing_low_score": _BLANK,
    "cause_missing_not_applicable": _BLANK,
    "return_without_reason": _BLANK,
    "certified_without_evidence": _BLANK,
    "certified_without_certifier": _BLANK,
    "certified_without_date": _BLANK,
    "submitted_without_evidence": _BLANK,
    "agreement_without_unit": _BLANK | {"unknown_reference", "unknown_reference_case"},
    "agreement_signed_without_date": _BLANK,
    "approval_without_reason": _BLANK,
    "activity_done_without_date": _BLANK,
    "activity_done_without_evidence": _BLANK,
    "targets_partial": _BLANK,
    "score_outside_bounds": _RANGE,
    "history_below_floor": _RANGE,
    "points_outside_scale": _RANGE,
    "actual_implausible": _RANGE,
    "closed_value_changed": UNREAD,
    "closed_status_changed": UNREAD,
    "closed_weight_changed": UNREAD,
    "closed_target_changed": UNREAD,
}
"""Finding -> findings on the same cell that already say it, or that explain why it seems so."""

COVERED_IN_ROW: Mapping[str, frozenset[str]] = {"duplicate_key": frozenset({"month_twice", "holiday_twice"})}
"""Finding -> findings anywhere in the same row that say the same thing better."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: in a cell (row and column), in a row, or in a whole table (row None).

    `row` is the Excel row number, `column` the column's key.
    """

    code: str
    table: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str] = field(default_factory=dict, hash=False)


def tidy(
    findings: Iterable[Finding],
    tables: Sequence[str] = (),
    columns: Mapping[str, Sequence[str]] | None = None,
) -> list[Finding]:
    """The findings in order, each thing said once.

    The order is that of `tables` (others follow by name), then row (the whole table first), column (in the
    order of `columns[table]`, else by key), code and values. A finding is left out when another says the same
    of the same cell (COVERED_BY) or row (COVERED_IN_ROW).
    """
    unique = {_identity(f): f for f in findings}
    at_cell: dict[tuple[str, int | None, str | None], set[str]] = {}
    in_row: dict[tuple[str, int | None], set[str]] = {}
    for f in unique.values():
        at_cell.setdefault((f.table, f.row, f.column), set()).add(f.code)
        in_row.setdefault((f.table, f.row), set()).add(f.code)
    none: frozenset[str] = frozenset()
    kept = [
        f
        for f in unique.values()
        if not COVERED_BY.get(f.code, none) & at_cell[f.table, f.row, f.column]
        and not COVERED_IN_ROW.get(f.code, none) & in_row[f.table, f.row]
    ]
    place = {name: n for n, name in enumerate(tables)}
    order = {name: {key: n for n, key in enumerate(keys)} for name, keys in (columns or {}).items()}

    def rank(f: Finding) -> tuple[object, ...]:
        column = f.column or ""
        position = order.get(f.table, {}).get(column, len(order.get(f.table, {})) if column else -1)
        row = -1 if f.row is None else f.row
        return (place.get(f.table, len(place)), f.table, row, position, column, f.code, _values(f))

    return sorted(kept, key=rank)


def _values(finding: Finding) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(finding.params.items()))


def _identity(f: Finding) -> tuple[object, ...]:
    return (f.code, f.table, f.row, f.column, _values(f))
