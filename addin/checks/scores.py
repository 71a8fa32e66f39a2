"""Monthly results: what a status asks for, and numbers that contradict each other.

Sources: WORKBOOK.md (tblMonthlyScore, tblItemResult, "Figures" 1), DOMAIN.md 9.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import Context, blank, is_one_of, named, rows
from addin.rules import frames
from addin.rules.exact import Bools, Floats, Ints, number_text, score_text
from addin.rules.findings import Finding
from addin.rules.fiscal import last_day
from addin.rules.frames import Days
from addin.rules.items import item_values
from addin.rules.observed import submissions
from addin.rules.scoring import (
    INTERPOLATE,
    LAST,
    MEAN,
    MILESTONE,
    PROCESS,
    REPORTED,
    STEP,
    UNKNOWN,
    Codes,
    aggregate,
    kpi_scores,
)

TABLE = frames.MONTHLY_SCORE
_IMPLAUSIBLE = 1000
"""Times the largest target: a slipped decimal point or baht for millions, no good year."""


def check(context: Context) -> Iterator[Finding]:
    """All findings about what monthly rows hold."""
    frame = context.frame(TABLE)
    if frame.empty:
        return
    report = _Monthly(context, frame)
    yield from report.status_asks()
    yield from report.numbers()
    yield from report.dates()


class _Monthly:
    """The monthly rows with what belongs to them; every array has one element a row."""

    def __init__(self, context: Context, frame: pd.DataFrame) -> None:
        self.context, self.frame = context, frame
        status = frames.texts(frame, "status")
        self.certified = is_one_of(status, "certified")
        self.submitted = is_one_of(status, "submitted")
        self.returned = is_one_of(status, "returned")
        self.draft = is_one_of(status, "draft")
        self.not_applicable = is_one_of(status, "not_applicable")
        self.sent = self.certified | self.submitted
        self.month = context.month_index(frame)
        self.begun = context.begun(self.month)
        self.typed, self.score = frames.numbers(frame, "actual"), frames.numbers(frame, "score")
        entries = context.entries
        self.unit = frames.codes(entries.units, frame, "unit_code")
        kpi = frames.codes(entries.kpis, frame, "kpi_code")
        self.entry = entries.find(self.unit, kpi, context.round_of(self.month))
        self.kind: Codes = np.append(entries.kind, np.int8(UNKNOWN))[self.entry]
        self.scoring = context.kpi_text(frame, "scoring")
        self.how: Codes = np.append(entries.how, np.int8(UNKNOWN))[self.entry]
        self.from_items = self._from_items()
        self.by_items = ~np.isnan(self.from_items) & ((self.kind == PROCESS) | (self.kind == MILESTONE))
        typed_score = is_one_of(self.scoring, "reported")
        value = np.where(typed_score, self.score, self.typed)
        self.value: Floats = np.where(self.by_items, self.from_items, value)
        self.value_column = np.where(typed_score, "score", "actual")
        self.computed, self.scored = self._computed()
        self.who = named(frame, "unit_code", "kpi_code", "month")

    def _from_items(self) -> Floats:
        spans = self.context.spans
        cells = np.append(item_values(self.context.tables, self.context.entries, spans), np.nan)
        cell = np.where(self.entry >= 0, self.entry * spans.width + spans.place[self.month], -1)
        found: Floats = cells[cell]
        return found

    def _computed(self) -> tuple[Ints, Bools]:
        """The score of each row's result in 1/10000, and where there is one.

        A sum or a maximum is taken over the sent months of the round up to the row's, for a single month of
        such a KPI is not the result that its targets mean; `last` and `mean` go by the month's own.
        """
        entries, settings = self.context.entries, self.context.settings
        units = np.zeros(len(self.entry), dtype=np.int64)
        usable = np.append(entries.usable, np.False_)[self.entry]
        scored = np.asarray(usable & ~np.isnan(self.value) & (self.entry >= 0), dtype=np.bool_)
        which = np.flatnonzero(scored)
        entry = self.entry[which]
        how = np.where(self.how[which] == MEAN, LAST, self.how[which]).astype(np.int8)
        units[which], _ = kpi_scores(
            self.kind[which],
            aggregate(self._to_date(which), how),
            entries.targets[entry],
            entries.lower[entry],
            floor=settings.floor_units,
            cap=settings.cap_units,
        )
        return units, scored

    def _to_date(self, which: Ints) -> Floats:
        """For each row of `which` the values of its round up to its month: (rows, months of a round)."""
        spans = self.context.spans
        value = np.where(self.kind == MILESTONE, np.trunc(self.value), self.value)
        counts = which[self.sent[which]]
        known = np.full((len(self.context.entries.unit), spans.width), np.nan)
        known[self.entry[counts], spans.place[self.month[counts]]] = value[counts]
        place = spans.place[self.month[which]]
        matrix = known[self.entry[which]]
        matrix[np.arange(spans.width) > place[:, None]] = np.nan
        matrix[np.arange(len(which)), place] = value[which]
        return matrix

    def status_asks(self) -> Iterator[Finding]:
        """What each status asks for: value, evidence, cause, reason, certifier."""
        frame, who = self.frame, self.who
        # Without an entry (no weight, a month of no round) the item results of a row are not looked up.
        itemised = is_one_of(self.scoring, "process", "milestone") & (self.entry < 0)
        unknown = frames.is_blank(self.scoring) & ~np.isnan(self.score)
        lacks = self.sent & np.isnan(self.value) & ~itemised & ~unknown
        for column in ("score", "actual"):
            mask = lacks & (self.value_column == column)
            yield from rows(
                frame,
                mask,
                "score_without_value",
                TABLE,
                column,
                named(frame, "unit_code", "kpi_code", "month", "status"),
            )
        for column in ("actual", "score"):
            mask = self.not_applicable & ~np.isnan(frames.numbers(frame, column))
            yield from rows(
                frame, mask, "value_on_not_applicable", TABLE, column,
                named(frame, "unit_code", "kpi_code", "month", value=column),
            )  # fmt: skip
        no_evidence = blank(frame, "evidence")
        yield from rows(
            frame, self.certified & no_evidence, "certified_without_evidence", TABLE, "evidence", who
        )
        yield from rows(
            frame, self.submitted & no_evidence, "submitted_without_evidence", TABLE, "evidence", who
        )
        no_name = self.certified & blank(frame, "certified_by")
        yield from rows(frame, no_name, "certified_without_certifier", TABLE, "certified_by", who)
        no_date = self.certified & np.isnat(frames.days(frame, "certified_on"))
        yield from rows(frame, no_date, "certified_without_date", TABLE, "certified_on", who)
        no_reason = self.returned & blank(frame, "return_reason")
        yield from rows(frame, no_reason, "return_without_reason", TABLE, "return_reason", who)
        yield from self._causes()

    def _causes(self) -> Iterator[Finding]:
        no_cause = blank(self.frame, "cause")
        mask = self.not_applicable & no_cause
        yield from rows(self.frame, mask, "cause_missing_not_applicable", TABLE, "cause", self.who)
        settings = self.context.settings
        low = self.sent & no_cause & self.scored & (self.computed < settings.pass_units)

        def describe(position: int) -> dict[str, str]:
            score = {
                "value": _units_text(int(self.computed[position])),
                "pass_score": score_text(settings.pass_score),
            }
            return {**self.who(position), **score}

        yield from rows(self.frame, low, "cause_missing_low_score", TABLE, "cause", describe)

    def numbers(self) -> Iterator[Finding]:
        """Typed numbers outside their scale, or different from what the book itself computes."""
        frame, settings = self.frame, self.context.settings
        floor, cap = float(settings.floor_score), float(settings.cap_score)
        limits = {"minimum": number_text(floor), "maximum": number_text(cap)}
        score = named(frame, "unit_code", "kpi_code", "month", value="score")
        outside = (self.score < floor) | (self.score > cap)
        yield from rows(
            frame, outside, "score_outside_bounds", TABLE, "score", lambda n: {**score(n), **limits}
        )

        actual = named(frame, "unit_code", "kpi_code", "month", value="actual")
        points = is_one_of(self.scoring, "process", "milestone")
        off = points & ((self.typed < 0) | (self.typed > 5))
        yield from rows(frame, off, "points_outside_scale", TABLE, "actual", actual)
        broken = (
            is_one_of(self.scoring, "milestone")
            & (self.typed != np.trunc(self.typed))
            & ~np.isnan(self.typed)
            & ~off
        )
        yield from rows(frame, broken, "milestone_not_whole", TABLE, "actual", actual)

        yield from rows(frame, self._implausible() & ~off, "actual_implausible", TABLE, "actual", actual)

        differs = self.by_items & ~np.isnan(self.typed) & (self.typed != self.from_items)
        yield from rows(
            frame, differs, "actual_differs_from_items", TABLE, "actual",
            lambda n: {**actual(n), "computed": number_text(float(self.from_items[n]))},
        )  # fmt: skip

        scored = self.scored & ~np.isnan(self.score) & (self.kind != REPORTED) & ~outside
        within = np.where(scored, self.score, 0.0)
        shown = np.where(scored, np.rint(within * 10_000).astype(np.int64), self.computed)
        unlike = scored & (shown != self.computed)
        yield from rows(
            frame, unlike, "score_differs", TABLE, "score",
            lambda n: {**score(n), "computed": _units_text(int(self.computed[n]))},
        )  # fmt: skip

    def _implausible(self) -> Bools:
        """True where a sign, a decimal point or a unit was likely mistyped.

        Below zero beside targets that are not; a thousand times the largest target; a percentage outside 0 to
        100, unless its targets lie there too (a growth, work done beyond the plan).
        """
        entries, typed = self.context.entries, self.typed
        targets = np.vstack([entries.targets, np.full((1, 5), np.nan)])[self.entry]
        usable = np.append(entries.usable, np.False_)[self.entry] & ~np.isnan(targets).any(axis=1)
        usable &= (self.kind == INTERPOLATE) | (self.kind == STEP)
        least, most = targets.min(axis=1), targets.max(axis=1)
        negative = usable & (typed < 0) & (least >= 0)
        huge = usable & (most > 0) & (typed / _IMPLAUSIBLE > most)
        unit = self.context.kpi_text(self.frame, "unit_of_measure")
        percent = is_one_of(unit, "ร้อยละ") & ((self.kind == REPORTED) | usable)
        beyond = ((typed < 0) & ~(usable & (least < 0))) | ((typed > 100) & ~(usable & (most > 100)))
        return np.asarray(negative | huge | (percent & beyond), dtype=np.bool_)

    def dates(self) -> Iterator[Finding]:
        """Dates of reporting and certifying that cannot be, and results left in draft after the deadline."""
        frame, context = self.frame, self.context
        ends = np.array([last_day(month) for month in context.spans.months], dtype="datetime64[D]")
        end: Days = np.append(ends, np.datetime64("NaT"))[self.month]
        reported, certified = frames.days(frame, "reported_on"), frames.days(frame, "certified_on")
        early = named(frame, "unit_code", "kpi_code", "month", value="reported_on")
        yield from rows(frame, reported < end, "reported_before_month_end", TABLE, "reported_on", early)
        late = named(frame, "unit_code", "kpi_code", "reported_on", value="certified_on")
        yield from rows(frame, certified < reported, "certified_before_reported", TABLE, "certified_on", late)

        register = submissions(context.tables, context.entries, context.spans)
        known = (self.unit >= 0) & (self.month >= 0) & (self.entry >= 0)
        deadline = np.full(len(known), np.datetime64("NaT"), dtype="datetime64[D]")
        deadline[known] = register.deadline[self.unit[known], self.month[known]]
        overdue = self.draft & self.begun & ~np.isnan(self.value) & (deadline < frames.day(context.as_of))

        def describe(position: int) -> dict[str, str]:
            return {**self.who(position), "deadline": str(deadline[position])}

        yield from rows(frame, overdue, "draft_after_deadline", TABLE, "status", describe)


def _units_text(units: int) -> str:
    return f"{units // 10_000}.{units % 10_000:04d}"
