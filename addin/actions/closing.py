"""close, reopen: a month closed with its figures, settings and fingerprint, or opened again with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from addin import __version__
from addin.actions.check import SHOWN, described, finding_line, finding_place, finding_sheet
from addin.actions.load import Loaded, Progress, load, silent, with_frames
from addin.actions.log import account_name, log_row
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import attainment_data, attainment_lines, refused, write_results
from addin.rules import closing
from addin.rules.fingerprint import fingerprint
from addin.rules.fiscal import last_day, month_label, month_ordinal
from addin.rules.monthly import Results, compute
from addin.rules.privacy import masked
from workbook.book import Book
from workbook.book_rows import LAYOUT
from workbook.frames import conform, to_rows
from workbook.schema.model import Table
from workbook.schema.results import LOG, SNAPSHOT, SNAPSHOT_SCORE, SNAPSHOT_SETTING
from workbook.schema.settings import BY_KEY

LACKING_UNITS = 12
"""Units without a full report that the message names; the data has all."""

VERSIONS = {"program": ("รุ่นของโปรแกรม", __version__), "layout": ("รุ่นของโครงสร้าง", str(LAYOUT))}
"""What a closing keeps beside the settings: key -> label and value."""


def setting_label(key: str) -> str:
    """What a kept setting is called."""
    return BY_KEY[key].label if key in BY_KEY else VERSIONS.get(key, (key, ""))[0]


def setting_shown(key: str, neutral: str) -> str:
    """A setting's value as people see it: the word of a choice."""
    words = {choice.key: choice.label for choice in BY_KEY[key].allowed} if key in BY_KEY else {}
    return words.get(neutral, neutral)


def _named(months: list[str], lang: str) -> str:
    return ", ".join(map(month_label, months) if lang == "th" else months)


def _said(text: str | None) -> str | None:
    """What somebody gave as a reason or a name; None for nothing but spaces. Citizen numbers are masked."""
    return masked(text.strip()) if text and text.strip() else None


def not_done(code: str, *lines: Line, show: Any = None, **data: Any) -> Outcome:
    """The rules refuse: exit code 1, nothing written."""
    return Outcome({"error": {"code": code}, **data}, lines, clean=False, show=show)


def errors_stand(loaded: Loaded, opening: Line) -> Outcome | None:
    """Why an action that needs a book without errors is not done: the errors; None where there is none.

    data: error (errors_stand), findings.
    """
    found = [row for row in described(loaded, "th") if row["severity"] == "error"]
    if not found:
        return None
    lines = [opening, Line("refused_count", {"errors": len(found)})]
    lines += [finding_line(row, loaded) for row in found[:SHOWN]]
    if len(found) > SHOWN:
        more = {"count": len(found) - SHOWN, "sheet": finding_sheet(loaded)}
        lines.append(Line("refused_more", more))
    show = finding_place(found[0], loaded)
    return not_done("errors_stand", *lines, show=show, findings=found)


def _outside(loaded: Loaded, month: str) -> Outcome | None:
    settings = loaded.usable
    if month in settings.months:
        return None
    params = {"month": month, "year": settings.fiscal_year}
    return not_done("month_outside", Line("closing_month_outside", params, "bad"))


def _in_force(loaded: Loaded, month: str) -> Mapping[str, Any] | None:
    """The closing in force of a month."""
    found = closing.closed_of_year(loaded.frames, loaded.usable)
    return next(iter(found[found["month"] == month].to_dict("records")), None)  # type: ignore[return-value]


def _lacking_lines(lacking: pd.DataFrame, month: str) -> list[Line]:
    """Who lacks what, a line a unit."""
    lines = [Line("close_lacking", {"month": month, "count": len(lacking)}, "bad")]
    by_unit = lacking.groupby("unit_code", sort=False)
    for unit, rows in list(by_unit)[:LACKING_UNITS]:
        for state, part in rows.groupby("state", sort=False):
            params = {"unit": unit, "kpis": ", ".join(part["kpi_code"])}
            lines.append(Line(f"close_lacking_{state}", params))
    if by_unit.ngroups > LACKING_UNITS:
        lines.append(Line("close_lacking_more", {"count": by_unit.ngroups - LACKING_UNITS}))
    return lines


def _may_close(loaded: Loaded, month: str, waive: str | None, lacking: pd.DataFrame) -> Outcome | None:
    """Why a month cannot be closed; None where it can."""
    if last_day(month) >= loaded.as_of:
        params = {"month": month, "date": last_day(month).isoformat(), "as_of": loaded.as_of.isoformat()}
        return not_done("month_running", Line("close_month_running", params, "bad"))
    wrong = errors_stand(loaded, Line("close_errors", {"month": month}, "bad"))
    if wrong is not None:
        return wrong
    if len(lacking) and waive is None:
        lines = [*_lacking_lines(lacking, month), Line("close_waive_how", {"month": month})]
        return not_done("close_lacking", *lines, lacking=lacking.to_dict("records"))
    return None


def _kept_settings(loaded: Loaded, seq: int) -> pd.DataFrame:
    neutral = {**closing.setting_texts(loaded.usable), **{key: value for key, (_, value) in VERSIONS.items()}}
    made = pd.DataFrame(
        {
            "seq": float(seq),
            "setting": [setting_label(key) for key in neutral],
            "value": [setting_shown(key, value) or None for key, value in neutral.items()],
            "key": list(neutral),
        }
    )
    return conform(made, SNAPSHOT_SETTING).assign(neutral=pd.Series(list(neutral.values()), dtype="str"))


def _add(book: Book, loaded: Loaded, table: Table, rows: pd.DataFrame) -> None:
    book.append(table.name, to_rows(rows, table, loaded.places[table.name].headers))


def _grown(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    more = more.set_axis(range(max(frame.index, default=0) + 1, max(frame.index, default=0) + 1 + len(more)))
    return pd.concat([frame, more]) if len(frame) else more


def _write(
    book: Book,
    loaded: Loaded,
    rows: list[tuple[Table, pd.DataFrame]],
    *,
    log: tuple[str, str, str],
    now: Callable[[], dt.datetime],
    progress: Progress,
) -> Results:
    """Stage rows of the closing tables, a row of the log (action, what, by) and the results; one save."""
    frames = dict(loaded.frames)
    for table, more in rows:
        frames[table.name] = _grown(frames[table.name], more)
        _add(book, loaded, table, more)
    after = with_frames(loaded, frames)
    results = compute(after.frames, after.usable, after.as_of)
    name, what, by = log
    book.append(LOG.name, [log_row(loaded, now(), name, what, by=by)])
    write_results(book, after, results, now, progress)
    return results


def _head(loaded: Loaded, month: str, by: str | None, **values: Any) -> dict[str, Any]:
    """A row of tblSnapshot by its keys."""
    return {
        "seq": float(closing.next_seq(loaded.frames)),
        "month": month,
        "revision": float(closing.next_revision(loaded.frames, month)),
        "by": by or account_name(),
        **values,
    }


def _head_data(head: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "seq": int(head["seq"]),
        "month": head["month"],
        "revision": int(head["revision"]),
        "by": head["by"],
        "reason": head["reason"],
    }


def _closed_lines(
    loaded: Loaded, head: Mapping[str, Any], figures: Results, lacking: pd.DataFrame, unclosed: str
) -> list[Line]:
    month = str(head["month"])
    lines = [Line("close_done", {"month": month, "revision": int(head["revision"])}, "good")]
    lines += attainment_lines(figures)
    if len(lacking):
        lines.append(Line("close_waived", {"count": len(lacking), "reason": head["reason"]}))
    rounds = {months[-1]: n for n, months in enumerate(loaded.usable.rounds, 1)}
    if month in rounds:
        state = figures.kpi_state
        filled = (state["round"] == rounds[month]) & figures.kpi_score["score"].notna()
        count = int((filled & (state["reason"] != "scored")).sum())
        policy = setting_shown("missing_at_close", loaded.usable.missing_at_close)
        params = {"round": rounds[month], "count": count, "policy": policy}
        lines.append(Line("close_round", params))
    if unclosed:
        lines.append(Line("close_with_earlier", {"months": unclosed, "month": month}))
    return lines


@action("close")
def close(
    book: Book,
    *,
    month: str,
    waive: str | None = None,
    by: str | None = None,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Close a month: keep its figures, settings and fingerprint, and write the results that follow.

    The month has ended, the book has no errors, and what is missing, draft or returned is waived with a
    reason. The figures kept are those after the closing, without the rows of later months. Months before it
    that are not closed are kept with it. A month that is closed already: nothing is written. data: seq,
    month, revision, closed_on, by, reason, fingerprint, waived (unit_code, kpi_code, state), unclosed
    (earlier months kept with it), as_of, attainment; or error (code) with lacking or findings; or closed
    (False) where the month was closed already.
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    outside = _outside(loaded, month)
    if outside is not None:
        return outside
    there = _in_force(loaded, month)
    if there is not None:
        known = {"seq": int(there["seq"]), "month": month, "revision": int(there["revision"])}
        lines = (Line("close_already", known), Line("close_already_how", {"month": month}))
        return Outcome({"closed": False, **known}, lines, clean=loaded.errors == 0)
    settings, reason = loaded.usable, _said(waive)
    lacking = closing.lacking(loaded.frames, settings, month)
    no = _may_close(loaded, month, reason, lacking)
    if no is not None:
        return no
    progress("computing")
    closed_on = pd.Timestamp(loaded.as_of)
    head = _head(loaded, month, _said(by), closed_on=closed_on, reason=reason if len(lacking) else None)
    closed = closing.with_row(loaded.frames, **head)
    figures = closing.month_figures(closed, settings, loaded.as_of, month)
    found = figures.attainment
    print_ = fingerprint(loaded.frames, settings, month)
    head |= {"units_passed": float(found.passed), "units_total": float(found.total), "fingerprint": print_}
    head["percent"] = None if found.percent is None else float(found.percent)
    scores = closing.kept_scores(loaded.frames, settings, month, figures).assign(seq=head["seq"])
    rows = [
        (SNAPSHOT, conform(pd.DataFrame([head]), SNAPSHOT)),
        (SNAPSHOT_SCORE, conform(scores, SNAPSHOT_SCORE)),
        (SNAPSHOT_SETTING, _kept_settings(loaded, int(head["seq"]))),
    ]
    what = (
        f"เดือน {month_label(month)} ครั้งที่ {head['revision']:.0f} ผ่าน {found.passed} จาก {found.total} หน่วยงาน"
    )
    if len(lacking):
        what += f" ผ่อนผัน {len(lacking)} รายการ: {reason}"
    unclosed = _unclosed_before(loaded, month)
    log = ("ปิดผลเดือน", what, head["by"])
    _write(book, loaded, rows, log=log, now=now, progress=progress)
    data = {
        **_head_data(head),
        "closed": True,
        "closed_on": loaded.as_of.isoformat(),
        "fingerprint": print_,
        "waived": lacking.to_dict("records"),
        "unclosed": unclosed,
        "as_of": figures.as_of.isoformat(),
        "attainment": attainment_data(found),
    }
    return Outcome(data, tuple(_closed_lines(loaded, head, figures, lacking, _named(unclosed, lang))))


def _unclosed_before(loaded: Loaded, month: str) -> list[str]:
    """The months of the rounds before a month that no closing in force covers."""
    before = closing.closed_of_year(loaded.frames, loaded.usable)["ordinal"]
    last = month_ordinal(month)
    covered = max(before[before < last], default=0)
    every = [one for months in loaded.usable.rounds for one in months]
    return [one for one in every if covered < month_ordinal(one) < last]


@action("reopen")
def reopen(
    book: Book,
    *,
    month: str,
    reason: str | None = None,
    by: str | None = None,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Open a closed month again for edits, with a reason, as its next revision; results follow.

    The last closed month first: a later closing rests on the months before it. Errors of the book are no
    hindrance, for opening is their cure. data: seq, month, revision, by, reason, reopened_on, attainment; or
    error (code), and closed_later (months, the latest first) where later ones are closed.
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    outside = _outside(loaded, month)
    if outside is not None:
        return outside
    if _in_force(loaded, month) is None:
        return not_done("month_open", Line("reopen_not_closed", {"month": month}, "bad"))
    closed = closing.closed_of_year(loaded.frames, loaded.usable)
    later = closed.loc[closed["ordinal"] > month_ordinal(month), "month"].tolist()[::-1]
    if later:
        params = {"month": month, "later": _named(later, lang), "first": later[0]}
        return not_done("closed_later", Line("reopen_closed_later", params, "bad"), closed_later=later)
    why = _said(reason)
    if why is None:
        return not_done("reason_missing", Line("reopen_reason_missing", {"month": month}, "bad"))
    progress("computing")
    head = _head(loaded, month, _said(by), reopened_on=pd.Timestamp(loaded.as_of), reason=why)
    what = f"เดือน {month_label(month)} ครั้งที่ {head['revision']:.0f}: {why}"
    rows = [(SNAPSHOT, conform(pd.DataFrame([head]), SNAPSHOT))]
    log = ("เปิดแก้ไขผลที่ปิดแล้ว", what, head["by"])
    results = _write(book, loaded, rows, log=log, now=now, progress=progress)
    told = {"month": month, "revision": int(head["revision"])}
    data = {
        **_head_data(head),
        "reopened_on": loaded.as_of.isoformat(),
        "attainment": attainment_data(results.attainment),
    }
    lines = (Line("reopen_done", told, "good"), Line("reopen_next", told), *attainment_lines(results))
    return Outcome(data, lines)
