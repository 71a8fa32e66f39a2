"""The rows of the home sheet from the results: figures as values, right in every copy of the book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from addin.actions.load import Loaded
from addin.reports.period import choose_period
from addin.rules import fiscal, plans, progress
from addin.rules.exact import half_up
from addin.rules.monthly import Results
from workbook.book import Book, Formula, WritableValue
from workbook.home_signature import CURRENT, SIGNED, formula, signature
from workbook.schema.home import HOME_ROWS, labels
from workbook.schema.results import HOME
from workbook.schema.words import PIRAB

NEAREST = 4
"""Units nearest to passing that the home sheet names: its row has room for four lines."""

NAMED = 12
"""Units that a line of the home sheet names before it only counts the rest."""

Values = dict[str, WritableValue]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _percent(value: Fraction | None) -> float | None:
    return None if value is None else float(half_up(value, 4))


def _moment(date: dt.date) -> dt.datetime:
    return dt.datetime(date.year, date.month, date.day)  # noqa: DTZ001 - a date in a cell has no zone


def _names(names: list[str]) -> str | None:
    if not names:
        return None
    more = f" และอีก {len(names) - NAMED} หน่วยงาน" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _short_names(loaded: Loaded) -> dict[str, str]:
    units = loaded.frames["tblUnit"]
    names = units["short_name"].fillna(units["unit_code"])
    return dict(zip(units["unit_code"], names, strict=True))


def _headline(results: Results, pass_score: str) -> str:
    found = results.attainment
    if found.percent is None:
        return "ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้"
    part = f"{found.passed} จาก {found.total} หน่วยงาน (ร้อยละ {found.percent:.4f})"
    passed = f"ผ่านเกณฑ์ {pass_score} แล้ว {part}"
    target = f"{found.target_percent.normalize():f}"
    if found.met:
        return f"{passed} บรรลุเป้าหมายร้อยละ {target}"
    return f"{passed} ยังขาดอีก {found.short} หน่วยงานจึงจะถึงเป้าหมายร้อยละ {target}"


def _result_values(loaded: Loaded, results: Results) -> Values:
    settings, found = loaded.usable, results.attainment
    scores, names = results.unit_score, _short_names(loaded)
    below = scores[(scores["score"] < float(settings.pass_score))].sort_values("shortfall", kind="stable")
    nearest = [
        f"{names.get(code, code)} {score:.4f} (ขาด {short:.4f})"
        for code, score, short in zip(below["unit_code"], below["score"], below["shortfall"], strict=True)
    ][:NEAREST]
    bands = progress.distribution(scores["score"])
    return {
        "headline": _headline(results, f"{settings.pass_score:.4f}"),
        "as_of": _moment(results.as_of),
        "passed": found.passed,
        "total": found.total,
        "percent": _number(found.percent),
        "target_percent": float(settings.target_percent),
        "met": "✓ บรรลุ" if found.met else "✗ ยังไม่บรรลุ",
        "short": found.short,
        "nearest": "\n".join(nearest) or None,
        **{f"dist_{n}": count for n, count in enumerate(bands, 1)},
        "no_score": int(scores["score"].isna().sum()),
    }


def _report_values(loaded: Loaded, results: Results) -> Values:
    """The report that is due next: its month, deadline, and who has not sent it."""
    month = progress.next_report(results.months, results.as_of)
    if month is None:
        return {}
    states = results.report_status[f"month_{str(month['month'])[-2:]}"]
    begun = month["begun"] == "yes"
    names = _short_names(loaded)
    waiting = [
        names.get(code, code)
        for code, state in zip(results.report_status["unit_code"], states, strict=True)
        if begun and state in {"missing", "not_due"}
    ]
    return {
        "report_month": fiscal.month_long(str(month["month"])),
        "deadline": month["deadline"].to_pydatetime(),
        "safe_date": month["safe_date"].to_pydatetime(),
        "not_reported": len(waiting),
        "not_reported_names": _names(waiting),
    }


def _year_values(loaded: Loaded, results: Results) -> Values:
    settings = loaded.usable
    values: Values = {
        "history_now": _number(results.attainment.percent),
        "history_now_passed": results.attainment.passed,
    }
    for back in (1, 2, 3):
        year = settings.fiscal_year - back
        found = progress.passed_in_year(loaded.frames, year, float(settings.pass_score))
        values[f"history_{back}"] = _number(progress.share(*found)) if found else None
        values[f"history_{back}_passed"] = found[0] if found else None
    return values


def _step_line(step: dict[Hashable, Any]) -> str:
    """A step in hand: its number and name, that it is late, the plans that came back to it."""
    late = " (ล่าช้า)" if step["state"] == "late" else ""
    back = f" (แก้ไขแผนที่ไม่ได้รับอนุมัติ {step['plans_back']})" if isinstance(step["plans_back"], str) else ""
    return f"ขั้นที่ {int(step['step_no'])} {step['step']}{late}{back}"


def _work_values(loaded: Loaded, results: Results) -> Values:
    steps = results.steps
    open_ = steps["state"].isin(["in_hand", "late"]) | steps["plans_back"].notna()
    lines = [_step_line(row) for row in steps[open_].drop_duplicates("step_no").to_dict("records")]
    letters = progress.measures_by_letter(loaded.frames, [choice.key for choice in PIRAB])
    # The month of the reports: the plan of a month that runs is not yet due.
    approved = plans.approved_progress(loaded.frames, choose_period(loaded.usable, results.as_of).month)
    return {
        "step_now": "\n".join(lines) or None,
        **{f"pirab_{letter.lower()}": count for letter, count in letters.items()},
        "plan_planned": _percent(approved.planned),
        "plan_done": _percent(approved.done),
        "plan_disbursed": _percent(approved.disbursed),
        "plan_disbursed_target": _percent(approved.disbursed_due),
    }


def stored_moment(book: Book, loaded: Loaded) -> dt.datetime | None:
    """When the figures that stand on the home sheet were computed; None before the first time."""
    raw, names = book.read(HOME.name), loaded.places[HOME.name].headers
    if not {"key", "value"} <= set(names):
        return None
    key, value = (raw.headers.index(names[column]) for column in ("key", "value"))
    stored = next((row[value] for row in raw.cells if row[key] == "computed_at"), None)
    return stored if isinstance(stored, dt.datetime) else None


def home_values(book: Book, loaded: Loaded, results: Results, findings: tuple[int, int]) -> Values:
    """Every value of tblHome by its key, but the moment; `findings` are the counts of errors and warnings."""
    errors, warnings = findings
    own_headers = {name: loaded.places[name].headers for name in SIGNED}
    inputs = signature({name: book.read(name) for name in SIGNED}, own_headers)
    return {
        "inputs_changed": Formula(formula(own_headers), CURRENT),
        "findings_errors": errors,
        "findings_warnings": warnings,
        "input_count": inputs.count,
        "input_sum": inputs.total,
        **_result_values(loaded, results),
        **_report_values(loaded, results),
        **_year_values(loaded, results),
        **_work_values(loaded, results),
    }


def home_rows(
    loaded: Loaded, values: Values, computed_at: dt.datetime | None
) -> list[dict[str, WritableValue]]:
    """All rows of tblHome in their order."""
    shown = {**values, "computed_at": computed_at}
    names = labels(loaded.usable.fiscal_year)
    own = loaded.places[HOME.name].headers
    headers = {key: own.get(key, HOME.by_key[key].header) for key in HOME.keys}
    return [
        {headers["label"]: names[row.key], headers["value"]: shown.get(row.key), headers["key"]: row.key}
        for row in HOME_ROWS
    ]
