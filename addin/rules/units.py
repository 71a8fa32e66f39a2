"""Unit scores: by round from the KPI scores, by year from the rounds, and their rank.

Sources: WORKBOOK.md "Figures" 2 to 5, DOMAIN.md 2.4, 2.7 and 2.8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules.exact import LIMIT, UNIT, Bools, Floats, Ints, Whole, blocks, ceil_div, half_up_div
from addin.rules.settings import AnnualMethod

_ROOM = 2**62
"""Twice this is the first integer that int64 does not hold."""


@dataclass(frozen=True, slots=True)
class RoundRules:
    """What turns a weighted mean into a round score: all in 1/10000, `missed` (groups,) months missed.

    `pass_score` is one for all, or one for each group.
    """

    pass_score: int | Ints
    floor: int
    cap: int
    penalty: int
    missed: Ints

    def finish(self, mean: Ints) -> Ints:
        """The round scores after the penalty, which never takes a score below the floor."""
        lowered: Ints = mean - self.penalty * self.missed
        return np.maximum(lowered, np.minimum(mean, self.floor))

    def least_mean(self) -> Ints:
        """The smallest mean whose round score passes, by group."""
        lowered = self.pass_score + self.penalty * self.missed
        return np.where(self.pass_score <= self.floor, self.pass_score, lowered)


@dataclass(frozen=True, slots=True)
class RoundScores:
    """The scores of units and rounds, and what each KPI contributes; all in 1/10000.

    `score` (groups,) is the round score where `scored`; `weighted` (entries,) is weight x score / sum of the
    counting weights where `contributes`. `needed` (entries,) is the least KPI score at which the round
    passes, all else equal; it means nothing where not `reachable` at all. `secure` (entries,): the round
    passes even at the KPI's floor.
    """

    score: Ints
    scored: Bools
    weighted: Ints
    contributes: Bools
    needed: Ints
    reachable: Bools
    secure: Bools


def round_scores(
    group: Ints, weight: Floats, score: Ints, *, counted: Bools, reported: Bools, rules: RoundRules
) -> RoundScores:
    """The round score of each group = sum(weight x score) / sum(weight), half-up, less the penalty.

    `group` (entries,) is the position of the unit and round; `weight` is not negative; `score` in 1/10000;
    `counted` says which KPIs count with their weight, among them missing ones that a policy scores;
    `reported` which of them rest on a report. A group without a reported KPI, or weight, has no score.
    For `needed` the KPI is taken as reported with its weight, whatever it is now.
    """
    groups = len(rules.missed)
    slot = _slots(group, groups)
    width = int(slot.max(initial=-1)) + 1
    weights = np.zeros((groups, width))
    units = np.zeros((groups, width), dtype=np.int64)
    here = np.zeros((groups, width), dtype=np.bool_)
    weights[group, slot] = weight
    units[group, slot] = np.where(counted, score, 0)
    here[group, slot] = counted
    mean = np.zeros(groups, dtype=np.int64)
    has_weight = np.zeros(groups, dtype=np.bool_)
    weighted = np.zeros((groups, width), dtype=np.int64)
    needed = np.zeros((groups, width), dtype=np.int64)
    reachable = np.zeros((groups, width), dtype=np.bool_)
    # Products reach 2 x 60000 x the sum of a group's integers (5.0000 and twelve penalties of 5.0000 at most
    # add up to 650000 in `least_mean`, hence the 2 x 700000).
    for block in blocks(weights, limit=min(LIMIT, _ROOM // (1_400_000 * max(width, 1)))):
        rows = block.rows
        kind = block.numer.dtype
        counts = np.where(here[rows], block.numer, np.zeros_like(block.numer))
        total = counts.sum(axis=1)
        product = counts * units[rows].astype(kind)
        divisor = np.where(total > 0, total, np.ones_like(total))
        mean[rows] = half_up_div(product.sum(axis=1), divisor)
        has_weight[rows] = total > 0
        weighted[rows] = half_up_div(product, divisor[:, None])
        least = rules.least_mean()[rows].astype(kind)
        needed[rows], reachable[rows] = _least_scores(block.numer, counts, product, least, rules.cap)
    reports = np.bincount(group[reported & counted], minlength=groups) > 0
    least_score = needed[group, slot]
    can = reachable[group, slot] & (least_score <= min(rules.cap, 5 * UNIT))
    return RoundScores(
        score=rules.finish(mean),
        scored=reports & has_weight,
        weighted=weighted[group, slot],
        contributes=np.asarray(counted & has_weight[group], dtype=np.bool_),
        needed=np.maximum(least_score, rules.floor),
        reachable=can,
        secure=can & (least_score <= rules.floor),
    )


def _least_scores(
    weights: Whole, counts: Whole, product: Whole, least: Whole, cap: int
) -> tuple[Whole, Bools]:
    """The least score of each KPI for a mean of `least`, and whether there is one (a weight, or a pass).

    half_up((others + w s) / W) >= least is 2 (others + w s) >= (2 least - 1) W, solved for s. A score far
    above the cap is as good as any that cannot be reached, so it is cut to keep it in int64.
    """
    others = product.sum(axis=1)[:, None] - product
    total = counts.sum(axis=1)[:, None] - counts + weights
    lacking = (2 * least[:, None] - 1) * total - 2 * others
    weightless = weights == 0
    score = ceil_div(lacking, np.where(weightless, np.ones_like(weights), 2 * weights))
    score = np.where(weightless, np.where(lacking <= 0, 0, cap + 1), score)
    reachable = np.asarray(total > 0, dtype=np.bool_)
    return np.clip(score, 0, 10 * UNIT), reachable


def _slots(group: Ints, groups: int) -> Ints:
    """The position of each entry within its group, in the order of entries."""
    order = np.argsort(group, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=groups))])
    slot = np.empty(len(group), dtype=np.int64)
    slot[order] = np.arange(len(group)) - start[group[order]]
    return slot


def year_scores(score: Ints, scored: Bools, method: AnnualMethod) -> tuple[Ints, Bools]:
    """The year's score of each unit from its rounds (units, 2), rounds without a score left out.

    mean_of_rounds is half-up to 4 decimals; last_round takes round 2 where it has a score, else round 1.
    """
    count = scored.sum(axis=1)
    total = np.where(scored, score, 0).sum(axis=1)
    mean = half_up_div(total, np.maximum(count, 1))
    last = np.where(scored[:, 1], score[:, 1], score[:, 0])
    return (mean if method == "mean_of_rounds" else last), count > 0


def ranks(score: Ints, scored: Bools) -> Floats:
    """The rank of each unit, highest first, ties 1, 1, 3; NaN without a score."""
    shown = pd.Series(np.where(scored, score.astype(np.float64), np.nan))
    return np.asarray(shown.rank(method="min", ascending=False), dtype=np.float64)
