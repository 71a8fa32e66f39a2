"""Who is shown, where a group stands, and what answers it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from addin.rules import stakeholders as rules

LEVELS = st.integers(1, 5)
FIGURES = st.decimals(0, 100, places=2)
COUNTS = st.integers(1, 500).map(Decimal)


@given(LEVELS, LEVELS)
def test_quadrants_part_the_levels(influence: int, impact: int) -> None:
    """Each of the 25 places lies in the quadrant that its two levels say."""
    expected = {(True, True): "closely", (True, False): "satisfied", (False, True): "informed"}
    assert rules.quadrant(influence, impact) == expected.get((influence >= 4, impact >= 4), "watch")


@given(st.integers(0, 100))
def test_five_answers_are_shown_and_four_are_not(count: int) -> None:
    """The border lies between four and five."""
    assert rules.withheld(count) == (count in range(5))


@given(st.lists(st.tuples(FIGURES, COUNTS), min_size=1, max_size=20))
def test_the_mean_is_that_of_all_respondents(pairs: list[tuple[Decimal, Decimal]]) -> None:
    """The weighted mean is the mean of the answers one by one, half-up to 2 decimals."""
    everyone = [Fraction(value) for value, count in pairs for _ in range(int(count))]
    exact = sum(everyone, Fraction(0)) / len(everyone)
    found = rules.weighted_mean(pairs)
    assert found is not None
    assert Fraction(-1, 200) <= exact - Fraction(found) < Fraction(1, 200)


@given(st.lists(st.tuples(FIGURES, COUNTS), min_size=1, max_size=20))
def test_the_mean_lies_between_its_values(pairs: list[tuple[Decimal, Decimal]]) -> None:
    """No mean is below the least value or above the greatest."""
    found = rules.weighted_mean(pairs)
    assert found is not None
    assert min(value for value, _ in pairs) <= found <= max(value for value, _ in pairs)


def measure(**columns: str) -> dict[str, str | None]:
    keys = ("measure_id", "gap_unit_code", "gap_kpi_code", "stakeholder_id", "status")
    return {key: columns.get(key) for key in keys}


def test_a_measure_of_a_unit_answers_each_of_its_gaps() -> None:
    """A measure that names a unit alone answers its gaps and no other unit's."""
    one = measure(measure_id="M1", gap_unit_code="LAB")
    found = {(u, k): bool(rules.answers_to_gap(u, k, [one])) for u in ("LAB", "FIN") for k in ("1.1", "3.10")}
    assert found == {(u, k): u == "LAB" for u, k in found}


def test_a_measure_of_a_kpi_answers_every_unit() -> None:
    """A measure that names a KPI alone answers the gaps of that KPI; 3.1 is not 3.10."""
    one = measure(measure_id="M1", gap_kpi_code="3.1")
    assert [len(rules.answers_to_gap("LAB", kpi, [one])) for kpi in ("3.1", "3.10")] == [1, 0]


def test_a_measure_for_a_group_answers_no_gap() -> None:
    """Without unit and KPI a measure answers the group that it names, no gap."""
    one = measure(measure_id="M1", stakeholder_id="S1")
    assert rules.answers_to_gap("LAB", "1.1", [one]) == ()
    assert rules.answers_to_group({"stakeholder_id": "S1"}, [one]) == (one,)


def test_a_cancelled_measure_answers_nothing() -> None:
    """Neither the gap nor the group that it names."""
    one = measure(measure_id="M1", gap_unit_code="LAB", stakeholder_id="S1", status="cancelled")
    assert rules.answers_to_gap("LAB", "1.1", [one]) == ()
    assert rules.answers_to_group({"stakeholder_id": "S1", "response_measure": "M1"}, [one]) == ()


def test_a_measure_that_a_group_names_is_not_loose() -> None:
    """A link may stand on either side; without one the measure is loose."""
    one = measure(measure_id="M1")
    assert not rules.is_loose(one, [{"response_measure": "M1"}])
    assert rules.is_loose(one, [{"response_measure": "M2"}])
