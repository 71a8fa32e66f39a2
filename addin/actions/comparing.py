"""compare: what changed between two closings, or a closing and now, and why the attainment moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from addin.actions.closing import setting_label, setting_shown
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.outcome import Kind, Line, Outcome, action
from addin.actions.places import names
from addin.actions.recalc import number_text, refused, score_text
from addin.errors import UserError
from addin.rules import closing
from addin.rules.comparing import KPI_KEYS, KPI_VALUES, Comparison, Moved, State, compare, kept_state
from addin.rules.entries import TARGETS
from addin.rules.exact import half_up
from addin.rules.monthly import compute
from addin.texts import ui
from workbook.book import Book
from workbook.schema.results import SNAPSHOT

PARTS_NAMED = 3
"""KPIs that a sentence names for a unit that crossed; the data has all."""

SHOWN = 20
"""Rows of a kind that the message names; the data has all."""

MORE_THAN_ROUNDING = Fraction(1, 1000)
"""A rest of this size is told: scores of two rounds and the year are rounded to 1/10000 on either side."""

_MINUS = "\u2212"


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: its state, how it is called, how many passed."""

    state: State
    seq: int | None
    month: str | None
    label: str
    passed: int
    total: int
    percent: str | None

    def data(self) -> dict[str, Any]:
        """As JSON."""
        figures = {"passed": self.passed, "total": self.total, "percent": self.percent}
        return {"seq": self.seq, "month": self.month, **figures}


def closing_list(loaded: Loaded) -> list[dict[str, Any]]:
    """The rows of tblSnapshot as JSON, in their order."""
    order = closing.closings(loaded.frames)
    frame = loaded.frames[SNAPSHOT.name].loc[order.index]
    return [
        {
            "seq": int(row["seq"]),
            "month": row["month"],
            "revision": int(row["revision"]),
            "closed_on": _day(own["closed_on"]),
            "reopened_on": _day(own["reopened_on"]),
            "by": _blank(own["by"]),
            "reason": _blank(own["reason"]),
            "units_passed": _whole(own["units_passed"]),
            "units_total": _whole(own["units_total"]),
            "percent": score_text(own["percent"]),
            "fingerprint": _blank(own["fingerprint"]),
            "in_force": bool(row["in_force"]),
        }
        for row, own in zip(order.to_dict("records"), frame.to_dict("records"), strict=True)
    ]


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else value.date().isoformat()


def _blank(value: Any) -> Any:
    return None if pd.isna(value) else value


def _whole(value: float) -> int | None:
    return None if pd.isna(value) else int(value)


def _list(loaded: Loaded) -> Outcome:
    found = closing_list(loaded)
    lines = [Line("closings_title" if found else "closings_none", kind="title")]
    for row in found:
        key = "closing_row" if row["closed_on"] else "reopening_row"
        lines.append(Line(key, {**row, "reason": row["reason"] or "-", "by": row["by"] or "-"}))
    if found:
        lines.append(Line("closings_how"))
    return Outcome({"closings": found}, tuple(lines))


def _kept(loaded: Loaded, seq: int, lang: str) -> _Side:
    """A closing; UserError where there is none of this number, or it is a reopening."""
    found = next((row for row in closing_list(loaded) if row["seq"] == seq), None)
    if found is None:
        raise UserError("closing_unknown", seq=seq)
    if not found["closed_on"]:
        raise UserError("closing_is_reopening", seq=seq, month=found["month"])
    label = ui("compare_side", lang, month=found["month"], revision=found["revision"], seq=seq)
    state = kept_state(loaded.frames, seq)
    passed, total = int(state.passed.sum()), len(state.units)
    return _Side(state, seq, str(found["month"]), label, passed, total, found["percent"])


def _now(loaded: Loaded, lang: str, progress: Progress) -> _Side:
    """The book as it stands."""
    progress("computing")
    settings = loaded.usable
    results = compute(loaded.frames, settings, loaded.as_of)
    targets = results.kpi_state[list(TARGETS)]
    kpis = pd.concat([results.kpi_score[[*KPI_KEYS, "actual", "score", "weight"]], targets], axis=1)
    said = closing.month_rows(loaded.frames, *closing.year_of(loaded.frames, settings, settings.months[-1]))
    state = State(
        units=results.unit_score.set_index("unit_code")[["round_1_score", "round_2_score", "score"]],
        kpis=kpis.loc[kpis["weight"].notna(), [*KPI_KEYS, *KPI_VALUES]],
        months=said[["unit_code", "kpi_code", "month", "status", "value"]],
        settings=closing.setting_texts(settings),
    )
    found = results.attainment
    percent = None if found.percent is None else f"{found.percent:.4f}"
    return _Side(
        state,
        None,
        None,
        ui("compare_side_now", lang, date=loaded.as_of.isoformat()),
        found.passed,
        found.total,
        percent,
    )


def _signed(value: Fraction) -> str:
    rounded = half_up(value, 4)
    return f"{_MINUS if rounded < 0 else '+'}{abs(rounded):.4f}"


def _part_text(part: tuple[str, int, Fraction], lang: str) -> str:
    return ui("compare_part", lang, kpi=part[0], round=part[1], change=_signed(part[2]))


_MOVED = {
    "up": ("compare_up", "good"),
    "down": ("compare_down", "bad"),
    "joined": ("compare_joined", "plain"),
    "left": ("compare_left", "plain"),
}


def _moved_lines(moved: Moved, units: dict[str, str], sides: tuple[State, State], lang: str) -> list[Line]:
    """How a unit crossed, and which KPIs carried it there."""
    key, kind = _MOVED[moved.how]
    old, new = score_text(moved.score_from) or "-", score_text(moved.score_to) or "-"
    params = {"unit": moved.unit_code, "name": units.get(moved.unit_code, ""), "old": old, "new": new}
    told: Kind = "good" if kind == "good" else "bad" if kind == "bad" else "plain"
    lines = [Line(key, params, told)]
    if moved.how in {"up", "down"}:
        if moved.parts:
            parts = ", ".join(_part_text(part, lang) for part in moved.parts[:PARTS_NAMED])
            more = len(moved.parts) - PARTS_NAMED
            because = Line("compare_because", {"parts": parts})
            lines.append(
                Line("compare_because_more", {"parts": parts, "more": more}) if more > 0 else because
            )
        if abs(moved.rest) >= MORE_THAN_ROUNDING:
            lines.append(Line("compare_rest", {"rest": _signed(moved.rest)}))
        was, now = (side.settings.get("pass_score") for side in sides)
        if was != now:
            lines.append(Line("compare_pass_score", {"old": was, "new": now}))
    return lines


def _moved_data(moved: Moved) -> dict[str, Any]:
    return {
        "unit_code": moved.unit_code,
        "how": moved.how,
        "score_from": score_text(moved.score_from),
        "score_to": score_text(moved.score_to),
        "because": [
            {"kpi_code": kpi, "round": number, "contribution": f"{half_up(value, 4):.4f}"}
            for kpi, number, value in moved.parts
        ],
        "rest": f"{half_up(moved.rest, 4):.4f}",
    }


def _rows(frame: pd.DataFrame, keys: list[str], values: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows as JSON: the keys, and of each value what it was and is, in the form that `values` gives it."""
    return [
        {
            **{key: int(row[key]) if key == "round" else row[key] for key in keys},
            **{
                f"{key}_{side}": form(row[f"{key}_{side}"])
                for key, form in values.items()
                for side in ("from", "to")
            },
        }
        for row in frame.to_dict("records")
    ]


def _data(found: Comparison, before: _Side, after: _Side) -> dict[str, Any]:
    unit_values = dict.fromkeys(("round_1_score", "round_2_score", "score"), score_text)
    kpi_values = {"actual": number_text, "score": score_text, "weight": number_text}
    kpis = _rows(found.kpis, KPI_KEYS, {**kpi_values, **dict.fromkeys(TARGETS, number_text)})
    for row, contribution in zip(kpis, found.kpis["contribution"].tolist(), strict=True):
        row["contribution"] = f"{contribution:.4f}"
    return {
        "from": before.data(),
        "to": after.data(),
        "moved": [_moved_data(one) for one in found.moved],
        "units": _rows(found.units, ["unit_code"], unit_values),
        "kpis": kpis,
        "months": _rows(
            found.months, ["unit_code", "kpi_code", "month"], {"status": _blank, "value": number_text}
        ),
        "settings": [{"key": key, "from": old, "to": new} for key, old, new in found.settings],
        "new_month_rows": found.new_months,
    }


def _headline(before: _Side, after: _Side) -> Line:
    params = {
        "from": before.label,
        "to": after.label,
        "old": before.passed,
        "old_total": before.total,
        "old_percent": before.percent or "-",
        "new": after.passed,
        "new_total": after.total,
        "new_percent": after.percent or "-",
    }
    same = (before.passed, before.total) == (after.passed, after.total)
    return Line("compare_same_attainment" if same else "compare_attainment", params, "title")


def _changed_lines(found: Comparison) -> list[Line]:
    """What else changed: settings, weights and targets by name, the rest counted."""
    lines = []
    for key, old, new in found.settings:
        shown = {
            "setting": setting_label(key),
            "old": setting_shown(key, old),
            "new": setting_shown(key, new),
        }
        lines.append(Line("compare_setting", {k: v or "-" for k, v in shown.items()}))
    weights = found.kpis[found.kpis["weight_from"].notna() & found.kpis["weight_to"].notna()]
    weights = weights[weights["weight_from"] != weights["weight_to"]]
    for row in weights.head(SHOWN).to_dict("records"):
        params = {"unit": row["unit_code"], "kpi": row["kpi_code"], "round": int(row["round"])}
        sides = {"old": number_text(row["weight_from"]), "new": number_text(row["weight_to"])}
        lines.append(Line("compare_weight", {**params, **sides}))
    for row in found.months.head(SHOWN).to_dict("records"):
        params = {key: row[key] for key in ("unit_code", "kpi_code", "month")}
        sides = {
            f"{key}_{side}": _blank(row[f"{key}_{side}"]) or "-"
            for key in ("status",)
            for side in ("from", "to")
        }
        values = {f"value_{side}": number_text(row[f"value_{side}"]) or "-" for side in ("from", "to")}
        lines.append(Line("compare_month", {**params, **sides, **values}))
    counted = {"units": len(found.units), "kpis": len(found.kpis), "months": len(found.months)}
    lines.append(Line("compare_counts", {**counted, "new": found.new_months}))
    return lines


@action("compare")
def compare_closings(
    book: Book,
    *,
    earlier: int | None = None,
    later: int | None = None,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    progress: Progress = silent,
) -> Outcome:
    """Tell what changed from the closing `earlier` to the closing `later` (None: now); nothing is written.

    Without `earlier` the closings are listed: data closings. Else data: from, to (seq, month, passed, total,
    percent), moved (units that crossed the pass score, joined or left: because, the KPIs that changed it by
    what they add to the year score; rest is rounding and missed reports), units, kpis, months, settings (all
    that changed, values from and to), new_month_rows. UserError: closing_unknown, closing_is_reopening.
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    if earlier is None:
        return _list(loaded)
    before = _kept(loaded, earlier, lang)
    after = _now(loaded, lang, progress) if later is None else _kept(loaded, later, lang)
    found = compare(before.state, after.state)
    units = names(loaded, "tblUnit", "unit_code", "unit_name")
    lines = [_headline(before, after)]
    for moved in found.moved:
        lines += _moved_lines(moved, units, (before.state, after.state), lang)
    lines += _changed_lines(found)
    return Outcome(_data(found, before, after), tuple(lines))
