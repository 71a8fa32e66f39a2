"""templates_check: a user's report template tried on the sample, every mistake told, every field listed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from addin.actions.outcome import Line, Outcome, action
from addin.errors import UserError
from addin.reports.apart import Apart
from addin.reports.kinds import KINDS, Kind, kind_named
from addin.reports.period import as_of_period, choose_period
from addin.reports.source import Source
from addin.reports.template_check import fields_of
from addin.reports.writing import TEMPLATE_FORMATS
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from workbook.sample import sample_tables

SAMPLE_YEAR: Final = 2565
SAMPLE_DAY: Final = dt.date(2022, 3, 10)


def _kind(template: Path, key: str | None) -> Kind:
    """The kind asked for, else the one whose name begins the file's. UserError template_kind_unclear."""
    if key is None:
        key = kind_named(template)
    if key is None:
        raise UserError("template_kind_unclear", template=template.name, kinds=", ".join(KINDS))
    return KINDS[key]


def _sample(kind: Kind) -> object:
    """The context of this kind on the sample; of a report about a unit, of the first that has one."""
    tables, settings = sample_tables(SAMPLE_YEAR), Settings.model_validate({})
    period = choose_period(settings, SAMPLE_DAY, None, None)
    seen, day = as_of_period(tables, settings, SAMPLE_DAY, period)
    source = Source(seen, compute(seen, settings, day), settings, period, SAMPLE_DAY)
    codes = [row["unit_code"] for row in source.unit_scores]
    return kind.context(source, next(code for code in codes if kind.applies(source, code)))


@action("templates_check")
def templates_check(template: Path, *, kind: str | None = None) -> Outcome:
    """Try a template on the sample. data: template, kind, faults (place, name, near), fields (name, example).

    UserError: template_kind_unclear, report_template_format, and what keeps the template from being read.
    """
    made = TEMPLATE_FORMATS.get(template.suffix.lower())
    if made is None:
        raise UserError("report_template_format", template=template.name)
    if not template.is_file():
        raise UserError("template_missing", template=str(template))
    chosen = _kind(template, kind)
    context = _sample(chosen)
    with Apart(template) as apart:
        unknown = apart.unknown_names(chosen.key, context)
    fields = fields_of(context)
    lines = [Line("template_tried", {"template": template.name, "kind": chosen.title}, "title")]
    for one in unknown:
        near = ", ".join(one.near)
        lines.append(
            Line(
                "template_unknown_near" if near else "template_unknown",
                {"place": one.place, "name": one.name, "near": near},
                "bad",
            )
        )
    lines.append(
        Line("template_faults", {"count": len(unknown)}) if unknown else Line("template_fine", kind="good")
    )
    lines.append(Line("template_fields", {"count": len(fields)}, "title"))
    for field in fields:
        key = "template_field" if field.example else "template_field_blank"
        lines.append(Line(key, {"name": field.name, "example": field.example}))
    data = {
        "template": str(template),
        "kind": chosen.key,
        "faults": [{"place": one.place, "name": one.name, "near": list(one.near)} for one in unknown],
        "fields": [{"name": one.name, "example": one.example} for one in fields],
    }
    return Outcome(data, tuple(lines), clean=not unknown)
