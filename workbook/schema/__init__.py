"""The master workbook as data: every table, in the order of its sheets."""

from __future__ import annotations

from workbook.schema import analysis, monthly, plans, results, setup
from workbook.schema.model import Group, Role, Table

TABLES: tuple[Table, ...] = (
    results.HOME,
    monthly.MONTHLY_SCORE,
    results.FINDING,
    results.REPORT_STATUS_TABLE,
    monthly.ITEM_RESULT,
    results.UNIT_SCORE,
    results.KPI_SCORE,
    results.GAP,
    monthly.HISTORY,
    analysis.SITUATION,
    analysis.STAKEHOLDER,
    analysis.CONTACT,
    analysis.MEASURE,
    analysis.TOPIC,
    plans.PLAN,
    plans.APPROVAL,
    plans.ACTIVITY,
    plans.ACTIVITY_MONTH,
    monthly.FOLLOW_UP,
    monthly.SUBMISSION,
    results.SNAPSHOT,
    results.SNAPSHOT_SCORE,
    results.SNAPSHOT_SETTING,
    results.LOG,
    plans.STEP,
    plans.DOCUMENT,
    setup.AGREEMENT,
    setup.UNIT,
    setup.KPI,
    setup.KPI_TARGET,
    setup.UNIT_KPI,
    setup.PROCESS_ITEM,
    setup.HOLIDAY,
    setup.SETTING,
    results.BOOK,
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
"""Table name -> declaration."""

INPUT_TABLES: tuple[Table, ...] = tuple(t for t in TABLES if t.role is not Role.RESULT)
"""What people fill in: set-up and input."""

RESULT_TABLES: tuple[Table, ...] = tuple(t for t in TABLES if t.role is Role.RESULT)
"""What the program writes."""

__all__ = ["BY_NAME", "INPUT_TABLES", "RESULT_TABLES", "TABLES", "Group", "Role", "Table"]
