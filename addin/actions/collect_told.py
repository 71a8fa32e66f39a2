"""What collect tells of a form: its changes, conflicts and problems, for programs and for people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from addin.actions.edits import seen
from addin.actions.form_merge import Merged
from addin.actions.outcome import Kind, Line
from addin.rules.findings import Finding
from addin.rules.merge import WAITS
from addin.texts import finding_text, ui
from workbook.form_names import VALUE
from workbook.form_read import FormRead, Problem
from workbook.schema import BY_NAME
from workbook.schema.model import ColumnType

OF_FORMS = ("form_formula", "form_too_long")
"""Problems that only a form can have: its own sentences tell them, and not those of the findings."""

SHOWN = 12
"""Values of one form that the screen shows; the JSON has all of them."""


def shown(table: str, column: str, value: Any) -> str | None:
    """A value as a person sees it in the book: the word of a choice, a date in B.E.; None for a blank."""
    if value is None:
        return None
    declared = BY_NAME[table].by_key[column]
    return seen(dt.date.fromisoformat(value) if declared.type is ColumnType.DATE else value, declared)


def change_data(cell: dict[str, Any], unit: str | None) -> dict[str, Any]:
    """One cell for programs: where, and base, old (the book's) and new (the form's) in words."""
    table, column, name = cell["table"], cell["column"], str(cell["name"])
    code, _, item = name.partition("\t")
    is_contact = table == "tblContact"
    return {
        "table": table,
        "unit_code": unit,
        "kpi_code": None if is_contact or not code else code,
        "item_no": int(item) if item else None,
        "contact_id": code if is_contact else None,
        "column": column,
        "header": BY_NAME[table].by_key[column].header,
        "base": shown(table, column, cell["base"]),
        "old": shown(table, column, cell["book"]),
        "new": shown(table, column, cell["form"]),
        "waits": cell["decision"] == WAITS,
    }


def _name_of_row(form: FormRead, merged: Merged, finding: Finding) -> str | None:
    """The form's name of the row that a finding is about."""
    mine = merged.cells[(merged.cells["table"] == finding.table) & (merged.cells["row"] == finding.row)]
    if len(mine):
        return str(mine["name"].iloc[0])
    frame = merged.tables.get(finding.table)
    if frame is None or finding.row not in frame.index or "kpi_code" not in frame:
        return None
    row = frame.loc[finding.row]
    same = row["month"] == form.mark.month and row["unit_code"] == form.mark.unit_code
    return str(row["kpi_code"]) if same else None


def problem_data(
    problem: Problem | Finding, lang: str, form: FormRead | None = None, merged: Merged | None = None
) -> dict[str, Any]:
    """What is wrong with a cell of the form, and the cure; a finding of the checks is placed in the form."""
    if isinstance(problem, Problem):
        sheet, cell, finding = (
            problem.sheet,
            problem.cell,
            Finding(problem.code, problem.table, None, problem.column),
        )
        params = problem.params
    else:
        finding, params = problem, dict(problem.params)
        name = _name_of_row(form, merged, problem) if form and merged else None
        found = form.where.get((problem.table, name or "", problem.column or "")) if form else None
        sheet, cell = found or (BY_NAME[problem.table].sheet, "")
    column = _header(problem.table, problem.column, form)
    if finding.code in OF_FORMS:
        message, fix = (ui(key, lang, column=column) for key in (finding.code, f"{finding.code}_fix"))
    else:
        place = {"table": sheet, "column": column, "cell": cell}
        _, message, fix = finding_text(
            Finding(finding.code, finding.table, None, finding.column, params), lang, **place
        )
    return {"code": finding.code, "sheet": sheet, "cell": cell, "message": message, "how_to_fix": fix}


def _header(table: str, key: str | None, form: FormRead | None) -> str:
    """What the form calls a column."""
    if key is None:
        return ""
    if table == "tblMonthlyScore" and key in {"actual", "score"} and form is not None:
        return VALUE
    declared = BY_NAME[table].by_key.get(key)
    return declared.header if declared else key


def _row_words(one: dict[str, Any], lang: str) -> str:
    if one["contact_id"]:
        return str(one["contact_id"])
    if one["kpi_code"] is None:
        return BY_NAME[one["table"]].sheet
    return (
        ui("collect_item", lang, kpi=one["kpi_code"], item=one["item_no"])
        if one["item_no"]
        else one["kpi_code"]
    )


def _value_lines(key: str, values: list[dict[str, Any]], lang: str, kind: Kind = "plain") -> list[Line]:
    blank = ui("collect_blank", lang)
    lines = [
        Line(
            key,
            {
                "row": _row_words(one, lang),
                "column": one["header"],
                "old": one["old"] or blank,
                "new": one["new"] or blank,
            },
            kind,
        )
        for one in values[:SHOWN]
    ]
    if len(values) > SHOWN:
        lines.append(Line("collect_more", {"count": len(values) - SHOWN}))
    return lines


_TITLES: dict[str, tuple[str, Kind]] = {
    "taken": ("collect_taken", "good"),
    "conflict": ("collect_conflict", "bad"),
    "nothing": ("collect_nothing", "good"),
}


def form_lines(one: dict[str, Any], lang: str) -> list[Line]:
    """What became of one form, for a person."""
    if one["reason"]:
        lines = [Line("collect_refused", {"reason": one["reason"]}, "bad")]
        for problem in one["problems"][:SHOWN]:
            where = " ".join(filter(None, (problem["sheet"], problem["cell"])))
            params = {"where": where, "message": problem["message"], "fix": problem["how_to_fix"]}
            lines.append(Line("collect_problem", params))
        if len(one["problems"]) > SHOWN:
            lines.append(Line("collect_more", {"count": len(one["problems"]) - SHOWN}))
        return lines
    key, kind = _TITLES[one["state"]]
    about = {"unit": one["unit"], "month": one["month"], "count": len(one["changes"]), "file": _file(one)}
    return [
        Line(key, about, kind),
        *_value_lines("collect_change", one["changes"], lang),
        *_value_lines("collect_clash", one["conflicts"], lang),
        *_value_lines("collect_kept", one["kept"], lang),
    ]


def _file(one: dict[str, Any]) -> str:
    return str(one["file"]).replace("\\", "/").rpartition("/")[2]
