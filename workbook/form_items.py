"""Where the items of a form stand, and how the value of a KPI follows from them."""

from __future__ import annotations

from typing import Final

from workbook.form_model import FormItem, FormKpi, UnitForm

ITEMS_SHEET: Final = "กรอกรายข้อ"
FIRST: Final = 5
"""The first row of items."""
COUNTED: Final = "H"
SPOKEN: Final = "I"


def item_rows(form: UnitForm) -> list[tuple[FormKpi, FormItem, int]]:
    """The items with their KPI and row, in the order of the sheet."""
    listed = [(kpi, item) for kpi in form.kpis for item in kpi.items]
    return [(kpi, item, FIRST + number) for number, (kpi, item) in enumerate(listed)]


def counted_cells(kpi_code: str, form: UnitForm) -> tuple[str, str]:
    """The cells that add up to the KPI's value, and how many of its items say something, as a formula."""
    rows = [row for kpi, _, row in item_rows(form) if kpi.kpi_code == kpi_code]
    first, last = min(rows), max(rows)
    sheet = f"'{ITEMS_SHEET}'!"
    return f"{sheet}{COUNTED}{first}:{COUNTED}{last}", f"SUM({sheet}{SPOKEN}{first}:{SPOKEN}{last})"


def item_values(kpi: FormKpi) -> list[tuple[float, float]]:
    """What each item adds to the value, and 1 where it says something: points, or a step done in a row."""
    found: list[tuple[float, float]] = []
    in_row = True
    for item in kpi.items:
        if kpi.by_points:
            points = item.typed.get("points")
            found.append((points or 0.0, float(points is not None)))
        else:
            done = item.typed.get("done")
            in_row = in_row and done == "yes"
            found.append((float(in_row), float(done is not None)))
    return found


def spoken(kpi: FormKpi, typed: float | None) -> str | float:
    """The value that the form shows of a KPI with items: from the items where they say something."""
    values = item_values(kpi)
    if any(told for _, told in values):
        return float(f"{sum(value for value, _ in values):.15g}")
    return "" if typed is None else typed
