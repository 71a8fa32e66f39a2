"""What hangs in the air between steps 1 and 5: needs, gaps, measures and topics that nothing is tied to.

Sources: SOP.md steps 1 to 5 (a measure answers a gap or a need, a topic has an audience), DOMAIN.md 4 and 5.
"""

from __future__ import annotations

from collections.abc import Sequence

from addin.rules.stakeholders import Row, answers_to_gap, answers_to_group, has_need, in_force, is_loose

FAILING = ("chronic", "newly_failing")


def needs_unanswered(groups: Sequence[Row], measures: Sequence[Row]) -> tuple[Row, ...]:
    """The groups that need something, or are dissatisfied, and have no measure in force."""
    return tuple(group for group in groups if has_need(group) and not answers_to_group(group, measures))


def gaps_unanswered(gaps: Sequence[Row], measures: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of tblGap below the pass score, chronic or newly failing, that no measure in force answers.

    A chronic KPI that reaches the pass score this year has recovered: it needs no measure now.
    """
    return tuple(
        gap
        for gap in gaps
        if gap.get("flag") in FAILING
        and (gap.get("gap_to_pass") or 0) > 0
        and not answers_to_gap(gap["unit_code"], gap["kpi_code"], measures)
    )


def measures_adrift(measures: Sequence[Row], groups: Sequence[Row]) -> tuple[tuple[Row, str], ...]:
    """The measures in force that lack something, each with what: link (to a gap or need), letter or both."""
    found = []
    for measure in filter(in_force, measures):
        lacks = [
            name
            for name, lacking in (("link", is_loose(measure, groups)), ("letter", not measure.get("pirab")))
            if lacking
        ]
        if lacks:
            found.append((measure, "both" if len(lacks) > 1 else lacks[0]))
    return tuple(found)


def topics_without_audience(topics: Sequence[Row], groups: Sequence[Row]) -> tuple[Row, ...]:
    """The topics that name no group, or one that the book does not have."""
    known = {group.get("stakeholder_id") for group in groups} - {None}
    return tuple(topic for topic in topics if topic.get("stakeholder_id") not in known)
