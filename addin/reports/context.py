"""From figures to what templates show: the department's overview and a unit's report."""

from __future__ import annotations

from addin.reports.model import Overview
from addin.reports.overview import overview_context
from addin.reports.source import Source
from addin.reports.unit import unit_context
from addin.reports.unit_model import UnitReport

__all__ = ["Overview", "Source", "UnitReport", "overview_context", "unit_context"]
