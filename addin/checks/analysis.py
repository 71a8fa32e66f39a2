"""Steps 2 to 5: groups and their needs, the directory, measures, knowledge topics.

Sources: SOP.md steps 2 to 5, DOMAIN.md 4, 5.2, 5.3, 5.4 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from addin.checks.context import (
    CONTACT,
    MEASURE,
    STAKEHOLDER,
    TOPIC,
    Context,
    blank,
    exact_sums,
    is_one_of,
    named,
    rows,
)
from addin.rules import frames
from addin.rules.exact import Ints, number_text
from addin.rules.findings import Finding
from addin.rules.privacy import is_email

PIRAB = "PIRAB"


def check(context: Context) -> Iterator[Finding]:
    """All findings about groups, contacts, measures and topics."""
    yield from _stakeholders(context)
    yield from _contacts(context)
    yield from _measures(context)
    yield from _topics(context)


def _stakeholders(context: Context) -> Iterator[Finding]:
    frame = context.frame(STAKEHOLDER)
    if frame.empty:
        return
    both = np.column_stack([frames.numbers(frame, key) for key in ("satisfaction", "dissatisfaction")])
    total = exact_sums(both.reshape(-1), np.repeat(np.arange(len(frame)), 2), len(frame))
    over = (total > 100) & ~np.isnan(both).any(axis=1)
    group = named(frame, "stakeholder_id", "group", "satisfaction", value="dissatisfaction")
    yield from rows(
        frame, over, "satisfaction_over_100", STAKEHOLDER, "dissatisfaction",
        lambda n: {**group(n), "total": number_text(float(total[n]))},
    )  # fmt: skip

    measures = context.frame(MEASURE)
    wants = ~blank(frame, "needs") | ~blank(frame, "dissatisfied_with")
    answered = set(frames.texts(measures, "stakeholder_id")[~blank(measures, "stakeholder_id")])
    codes = pd.Series(frames.texts(frame, "stakeholder_id"), dtype=object)
    unanswered = wants & blank(frame, "response_measure") & ~codes.isin(answered).to_numpy()
    if measures.empty and unanswered.sum() > 1:
        params = {"count": str(int(unanswered.sum()))}
        yield Finding("measures_none", MEASURE, None, None, params)
        return
    who = named(frame, "group", value="stakeholder_id")
    yield from rows(frame, unanswered, "need_without_measure", STAKEHOLDER, "response_measure", who)


def _contacts(context: Context) -> Iterator[Finding]:
    frame = context.frame(CONTACT)
    if frame.empty:
        if len(context.active_codes):
            yield Finding("contacts_none", CONTACT, None, None, {"count": str(len(context.active_codes))})
        return
    email = pd.Series(frames.texts(frame, "email"), dtype=object)
    wrong = np.array([isinstance(text, str) and bool(text.strip()) and not is_email(text) for text in email])
    person = named(frame, "contact_id", value="email")
    yield from rows(frame, wrong.astype(np.bool_), "email_malformed", CONTACT, "email", person)

    serving = ~is_one_of(frames.texts(frame, "active"), "no")
    covered = set(frames.texts(frame, "unit_code")[serving & ~blank(frame, "unit_code")])
    units = context.active
    lacks = ~pd.Series(frames.texts(units, "unit_code"), dtype=object).isin(covered).to_numpy()
    unit = named(units, "unit_name", value="unit_code")
    yield from rows(units, lacks, "unit_without_contact", frames.UNIT, "unit_code", unit)


def _measures(context: Context) -> Iterator[Finding]:
    frame = context.frame(MEASURE)
    if frame.empty:
        return
    letters = frames.texts(frame, "pirab")
    unknown = np.array(
        [isinstance(text, str) and not set(text) <= set(PIRAB) for text in letters], dtype=np.bool_
    )
    measure = named(frame, "measure_id", value="pirab")
    yield from rows(frame, unknown, "pirab_unknown", MEASURE, "pirab", measure)

    answering = frames.texts(context.frame(STAKEHOLDER), "response_measure")
    codes = pd.Series(frames.texts(frame, "measure_id"), dtype=object)
    no_unit, no_kpi = blank(frame, "gap_unit_code"), blank(frame, "gap_kpi_code")
    loose = (
        no_unit
        & no_kpi
        & blank(frame, "stakeholder_id")
        & ~codes.isin(answering[~frames.is_blank(answering)]).to_numpy()
    )
    who = named(frame, "measure", value="measure_id")
    yield from rows(frame, loose, "measure_without_link", MEASURE, "gap_unit_code", who)
    if context.has_weights():
        yield from _gap_pairs(context, frame)

    used = "".join(str(text) for text in letters[~frames.is_blank(letters)])
    missing = [letter for letter in PIRAB if letter not in used]
    if missing and len(frame) >= len(PIRAB):
        # Fewer measures than letters cannot cover them all; with more, an empty letter is worth a look.
        yield Finding("pirab_letter_unused", MEASURE, None, "pirab", {"value": ", ".join(missing)})


def _gap_pairs(context: Context, frame: pd.DataFrame) -> Iterator[Finding]:
    """Measures for the gap of a unit in a KPI that it does not have."""
    weights = context.frame(frames.UNIT_KPI)
    wide = len(context.kpi_codes) + 1

    def pairs(of: pd.DataFrame, unit_key: str, kpi_key: str) -> Ints:
        unit = frames.codes(context.unit_codes, of, unit_key)
        kpi = frames.codes(context.kpi_codes, of, kpi_key)
        return np.where((unit >= 0) & (kpi >= 0), unit * wide + kpi, -1)

    mine = pairs(frame, "gap_unit_code", "gap_kpi_code")
    foreign = (mine >= 0) & ~np.isin(mine, pairs(weights, "unit_code", "kpi_code"))
    who = named(frame, "measure_id", "gap_unit_code", value="gap_kpi_code")
    yield from rows(frame, foreign, "measure_gap_unknown", MEASURE, "gap_kpi_code", who)


def _topics(context: Context) -> Iterator[Finding]:
    frame = context.frame(TOPIC)
    if frame.empty:
        return
    delivered = ~np.isnat(frames.days(frame, "delivered_on"))
    as_of = frames.day(context.as_of)
    happened = delivered & (frames.days(frame, "delivered_on") <= as_of)
    uncounted = happened & np.isnan(frames.numbers(frame, "reach"))
    topic = named(frame, "topic", value="topic_id")
    yield from rows(frame, uncounted, "topic_without_reach", TOPIC, "reach", topic)
