"""The formulas of a unit's form: the score of each KPI, the round's score, and what it takes to pass.

Plain functions that every spreadsheet has. Binary floats are brought back to their decimals before a rounding
decides (ROUND to 12 places, then to 4), so that a form shows what the exact arithmetic of the program gives.
Each formula comes with the value that it shows until it is computed. Source: WORKBOOK.md "Figures".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbook.form_model import FormKpi, UnitForm

SHEET: Final = "วิธีคำนวณ"
PASS, FLOOR, CAP, PENALTY, MISSED, WEIGHT, PRODUCT, SCORE, LEAST = (f"$B${row}" for row in range(4, 13))
"""Cells of the sheet of workings: settings first, then the round."""
FIRST: Final = 16
"""The first row of KPIs on the sheet of workings."""

COLUMNS: Final = (
    "รหัสตัวชี้วัด", "น้ำหนัก", "ระดับ 1", "ระดับ 2", "ระดับ 3", "ระดับ 4", "ระดับ 5",
    "เดือนอื่นที่มีผล", "ผลรวมเดือนอื่น", "สูงสุดเดือนอื่น", "ล่าสุดเดือนอื่น", "ผลเดือนนี้", "ผลของรอบ",
    "คะแนน", "น้ำหนักที่นับ", "น้ำหนัก × คะแนน", "คะแนนที่ต้องได้", "ผลที่ต้องได้", "คะแนนของเดือน",
)  # fmt: skip
_AT: Final = dict(zip(COLUMNS, "ABCDEFGHIJKLMNOPQRS", strict=True))

_NUDGE: Final = "0.0000499999"
"""Lifts what lies above a multiple of 0.0001 to the next one; a multiple itself stays."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A formula (without its =) and the value that it shows."""

    expression: str
    value: str | float


def at(header: str, row: int) -> str:
    """A cell of the sheet of workings."""
    return f"{_AT[header]}{row}"


def elsewhere(cell: str) -> str:
    """A cell of the sheet of workings, as another sheet names it."""
    return f"'{SHEET}'!{cell}"


def _text(value: float | None) -> str | float:
    return "" if value is None else value


def _score_of(cell: str, kpi: FormKpi, row: int) -> str:
    """The score of a result between floor and cap; the cell holds a number."""
    first, last = at("ระดับ 1", row), at("ระดับ 5", row)
    scale = f"{first}:{last}"
    if kpi.scoring in {"interpolate", "step"}:
        below, top = (">", "<=") if kpi.lower else ("<", ">=")
        level = f"MATCH({cell},{scale},{-1 if kpi.lower else 1})"
        if kpi.scoring == "step":
            expression = f"IF({cell}{below}{first},{FLOOR},{level})"
        else:
            low, high = f"INDEX({scale},{level})", f"INDEX({scale},{level}+1)"
            part = f"{level}+({cell}-{low})/({high}-{low})"
            expression = f"IF({cell}{below}{first},{FLOOR},IF({cell}{top}{last},5,{part}))"
    elif kpi.scoring == "milestone":
        expression = f"INT({cell})"
    else:
        expression = cell
    return f"MIN({CAP},MAX({FLOOR},ROUND(ROUND({expression},12),4)))"


def amount(kpi: FormKpi, row: int) -> Shown:
    """The round's actual: the last, the sum, the mean or the largest of the months that have a value."""
    now = at("ผลเดือนนี้", row)
    count, total = at("เดือนอื่นที่มีผล", row), at("ผลรวมเดือนอื่น", row)
    largest, last = at("สูงสุดเดือนอื่น", row), at("ล่าสุดเดือนอื่น", row)
    none = f"{count}+COUNT({now})=0"
    match kpi.aggregate:
        case "sum":
            expression = f'IF({none},"",ROUND(SUM({total},{now}),10))'
        case "mean":
            expression = f'IF({none},"",ROUND(SUM({total},{now})/({count}+COUNT({now})),10))'
        case "max":
            expression = f'IF({none},"",MAX({largest},{now}))'
        case _ if kpi.others.later:
            expression = last
        case _:
            expression = f'IF(COUNT({now})=1,{now},IF({count}>0,{last},""))'
    value = kpi.cached.amount if kpi.counts else None
    return Shown(expression if kpi.counts else '""', _text(value))


def score(kpi: FormKpi, row: int) -> Shown:
    """The KPI's score in the round; blank where there is no result or it cannot be scored."""
    if not (kpi.usable and kpi.counts):
        return Shown('""', "")
    cell = at("ผลของรอบ", row)
    return Shown(f'IF(COUNT({cell})=0,"",{_score_of(cell, kpi, row)})', _text(kpi.cached.score))


def month_score(kpi: FormKpi, row: int) -> Shown:
    """The score that decides whether a cause must be told: of the month's own result where that has one."""
    if not kpi.usable or kpi.aggregate in {"sum", "max"}:
        cell = at("คะแนน", row)
        return Shown(f'IF(COUNT({cell})=0,"",{cell})', _text(kpi.cached.score if kpi.counts else None))
    cell = at("ผลเดือนนี้", row)
    return Shown(f'IF(COUNT({cell})=0,"",{_score_of(cell, kpi, row)})', _text(kpi.cached.month_score))


def _excused(kpi: FormKpi, row: int) -> str:
    """True where the KPI has no result and is left out with its weight."""
    return f"COUNT({at('คะแนน', row)})=0" if kpi.excused else "FALSE"


def counted(kpi: FormKpi, row: int, substitute: float | None) -> tuple[Shown, Shown]:
    """The weight with which a KPI counts, and its weight times its score."""
    weight, cell = at("น้ำหนัก", row), at("คะแนน", row)
    if not kpi.counts:
        return Shown("0", 0.0), Shown("0", 0.0)
    left_out = kpi.excused or substitute is None
    own = kpi.cached.score
    shown_weight = kpi.weight if own is not None or not left_out else 0.0
    shown = kpi.weight * own if own is not None else 0.0 if left_out else kpi.weight * (substitute or 0.0)
    missing = "0" if left_out else weight
    product = "0" if left_out else f"{weight}*{substitute:.15g}"
    return (
        Shown(f"IF(COUNT({cell})=1,{weight},{missing})", shown_weight),
        Shown(f"IF(COUNT({cell})=1,{weight}*{cell},{product})", shown),
    )


def needed_score(kpi: FormKpi, row: int) -> Shown:
    """The least score of the KPI at which the round passes, all else equal; blank where none does alone."""
    if not (kpi.usable and kpi.counts):
        return Shown('""', "")
    weight, counts = at("น้ำหนัก", row), at("น้ำหนักที่นับ", row)
    lacking = f"(({LEAST}-0.00005)*({WEIGHT}-{counts}+{weight})-({PRODUCT}-{at('น้ำหนัก × คะแนน', row)}))"
    if kpi.weight <= 0:
        return Shown(f'IF(AND({WEIGHT}>0,{lacking}<=0),{FLOOR},"")', _text(kpi.cached.needed_score))
    least = f"MAX({FLOOR},ROUND(ROUND({lacking}/{weight},8)+{_NUDGE},4))"
    expression = f'IF({least}>MIN({CAP},5),"",{least})'
    if kpi.excused:
        expression = f'IF({_excused(kpi, row)},"",{expression})'
    return Shown(expression, _text(kpi.cached.needed_score))


def needed(kpi: FormKpi, row: int) -> Shown:
    """The result that earns the score needed, rounded to 4 decimals towards passing."""
    if not (kpi.usable and kpi.counts):
        return Shown('""', "")
    wanted = at("คะแนนที่ต้องได้", row)
    scale = f"{at('ระดับ 1', row)}:{at('ระดับ 5', row)}"
    secure = f"{wanted}<={FLOOR}"
    whole = f"IF({secure},1,MAX(1,ROUNDUP({wanted},0)))"
    nudge = f"{'-' if kpi.lower else '+'}{_NUDGE}"
    if kpi.scoring == "interpolate":
        point = f"IF({secure},1,MAX(1,{wanted}-0.00005))"
        level = f"MIN(4,MAX(1,INT({point})))"
        low, high = f"INDEX({scale},{level})", f"INDEX({scale},{level}+1)"
        expression = f"ROUND(ROUND({low}+({point}-{level})*({high}-{low}),9){nudge},4)"
    elif kpi.scoring == "step":
        expression = f"ROUND(ROUND(INDEX({scale},{whole}),9){nudge},4)"
    elif kpi.scoring == "milestone":
        expression = whole
    else:
        expression = wanted
    return Shown(f'IF(COUNT({wanted})=0,"",{expression})', _text(kpi.cached.needed))


def missed(form: UnitForm) -> Shown:
    """The months of the round without a report; this one among them once its deadline is behind."""
    rows = [
        FIRST + i
        for i, kpi in enumerate(form.kpis)
        if kpi.due and kpi.typed.get("status") != "not_applicable"
    ]
    if not form.past_deadline or not rows:
        return Shown(f"{form.missed_before}", float(form.missed_before))
    open_now = any(form.kpis[row - FIRST].cached.value is None for row in rows)
    lacking = ",".join(f"COUNT({at('ผลเดือนนี้', row)})=0" for row in rows)
    value = float(form.missed_before + open_now)
    return Shown(f"{form.missed_before}+IF(OR({lacking}),1,0)", value)


def totals(form: UnitForm, last: int) -> dict[str, Shown]:
    """The formulas of the round by their cell (absolute): weight, product, score, least mean."""
    weights = [counted(kpi, FIRST, form.substitute) for kpi in form.kpis]
    scores = f"{at('คะแนน', FIRST)}:{at('คะแนน', last)}"
    mean = f"ROUND(ROUND({PRODUCT}/{WEIGHT},12),4)"
    lowered = f"MAX({mean}-{PENALTY}*{MISSED},MIN({mean},{FLOOR}))"
    gone = missed(form)
    least = (
        form.pass_score
        if form.pass_score <= form.floor
        else (form.pass_score + form.penalty * float(gone.value))
    )
    return {
        MISSED: gone,
        WEIGHT: Shown(
            f"SUM({at('น้ำหนักที่นับ', FIRST)}:{at('น้ำหนักที่นับ', last)})",
            sum(float(weight.value) for weight, _ in weights),
        ),
        PRODUCT: Shown(
            f"SUM({at('น้ำหนัก × คะแนน', FIRST)}:{at('น้ำหนัก × คะแนน', last)})",
            sum(float(product.value) for _, product in weights),
        ),
        SCORE: Shown(f'IF(OR(COUNT({scores})=0,{WEIGHT}=0),"",{lowered})', _text(form.round_score)),
        LEAST: Shown(f"IF({PASS}<={FLOOR},{PASS},{PASS}+{PENALTY}*{MISSED})", least),
    }
