"""Wrong entries on the sheets that are filled once a year."""

from __future__ import annotations

from tests.support.checkbook import WEIGHT, Case, day, targets

UNIT, KPI_TARGET, AGREEMENT, HISTORY = "tblUnit", "tblKpiTarget", "tblAgreement", "tblHistory"
HOLIDAY, PROCESS = "tblHoliday", "tblProcessItem"


def weight(row: int, **values: object) -> tuple[str, int, dict[str, object]]:
    return (WEIGHT, row, values)


ONE = tuple(weight(n, weight=0.2) for n in range(5, 15))
"""The weights of A1 as parts of 1."""

SETUP = (
    # weights
    Case("kpis_none", (("tblKpi", None, None),), ("tblKpi", None, None), ()),
    Case("weights_none", ((WEIGHT, None, None),), (WEIGHT, None, None), ((WEIGHT, 24, None),)),
    Case(
        "weights_sum",
        (weight(5, weight=18),),
        (WEIGHT, 5, "weight"),
        (weight(5, weight=21), weight(7, weight=19)),
    ),
    Case("weights_sum", (weight(5, weight=20.0001),), (WEIGHT, 5, "weight"), ()),
    Case("weights_sum", (*ONE, weight(5, weight=0.2002)), (WEIGHT, 5, "weight"), ONE[:0]),
    Case(
        "weights_sum_one",
        tuple(weight(n, weight=0.2) for n in range(5, 15, 2)),
        (WEIGHT, 5, "weight"),
        (weight(5, weight=18),),
    ),
    Case(
        "weights_sum_one",
        (*(weight(n, weight=0.2) for n in range(7, 15, 2)), weight(5, weight=0.2001)),
        (WEIGHT, 5, "weight"),
        (*(weight(n, weight=0.2) for n in range(7, 15, 2)), weight(5, weight=0.2002)),
    ),
    Case(
        "unit_without_weights",
        tuple((WEIGHT, n, None) for n in range(15, 25)),
        (UNIT, 6, "unit_code"),
        tuple((WEIGHT, n, None) for n in range(16, 25, 2)),
    ),
    Case(
        "unit_without_weights_in_round",
        tuple((WEIGHT, n, None) for n in range(16, 25, 2)),
        (UNIT, 6, "unit_code"),
        (),
    ),
    Case(
        "round_without_weights",
        tuple((WEIGHT, n, None) for n in range(6, 25, 2)),
        (WEIGHT, None, None),
        tuple((WEIGHT, n, None) for n in range(8, 25, 2)),
    ),
    Case("weight_zero", (weight(5, weight=0),), (WEIGHT, 5, "weight"), (weight(5, weight=0.0001),)),
    Case(
        "measuring_reversed",
        (weight(9, starts_month="2565-02", ends_month="2565-01"),),
        (WEIGHT, 9, "ends_month"),
        (weight(9, starts_month="2565-02", ends_month="2565-02"),),
    ),
    Case(
        "entry_never_counts",
        (weight(9, starts_month="2565-03"),),
        (WEIGHT, 9, "starts_month"),
        (weight(9, starts_month="2565-02"),),
    ),
    Case(
        "entry_never_counts",
        (weight(9, ends_month="2565-01"),),
        (WEIGHT, 9, "ends_month"),
        (weight(9, ends_month="2565-02"),),
    ),
    Case(
        "unit_inactive",
        (weight(30, unit_code="Z9", kpi_code="1.1", round=1, weight=100),),
        (WEIGHT, 30, "unit_code"),
        (
            ("tblUnit", 7, {"active_to_fy": 2565}),
            weight(30, unit_code="Z9", kpi_code="1.1", round=1, weight=100),
        ),
    ),
    # targets
    Case(
        "targets_missing",
        ((KPI_TARGET, 5, None),),
        (KPI_TARGET, None, None),
        ((KPI_TARGET, 5, None), weight(5, **targets(1, 2, 3, 4, 5)), weight(15, **targets(1, 2, 3, 4, 5))),
    ),
    Case(
        "targets_missing",
        ((KPI_TARGET, 5, targets(*[None] * 5)),),
        (KPI_TARGET, 5, "target_1"),
        ((KPI_TARGET, 5, targets(-5, -4, -3, 0, 0.1)),),
    ),
    Case(
        "targets_partial",
        ((KPI_TARGET, 5, {"target_4": None}),),
        (KPI_TARGET, 5, "target_4"),
        ((KPI_TARGET, 5, targets(*[None] * 5)),),
    ),
    Case(
        "targets_partial",
        (weight(5, target_3=80.0),),
        (WEIGHT, 5, "target_1"),
        (weight(5, **targets(1, 2, 3, 4, 5)),),
    ),
    Case(
        "targets_equal",
        ((KPI_TARGET, 5, {"target_3": 70.0}),),
        (KPI_TARGET, 5, "target_3"),
        ((KPI_TARGET, 5, {"target_3": 70.0001}),),
    ),
    Case(
        "targets_out_of_order",
        ((KPI_TARGET, 5, {"target_3": 69.9999}),),
        (KPI_TARGET, 5, "target_3"),
        ((KPI_TARGET, 5, {"target_3": 70.0001}),),
    ),
    Case(
        "targets_out_of_order",
        ((KPI_TARGET, 7, {"target_2": 16.0}),),
        (KPI_TARGET, 7, "target_2"),
        ((KPI_TARGET, 7, {"target_1": 16.0}),),
    ),
    Case(
        "targets_reversed",
        ((KPI_TARGET, 5, targets(100, 90, 80, 70, 60)),),
        (KPI_TARGET, 5, "target_1"),
        ((KPI_TARGET, 5, targets(100, 101, 102, 103, 104)),),
    ),
    Case(
        "process_items_none",
        tuple((PROCESS, n, None) for n in (7, 8)),
        (PROCESS, None, None),
        tuple((PROCESS, n, None) for n in range(9, 19)),
    ),
    Case(
        "process_points_sum",
        ((PROCESS, 5, {"max_points": 1.9999}),),
        (PROCESS, 5, "max_points"),
        ((PROCESS, 5, {"max_points": 1.9999}), (PROCESS, 6, {"max_points": 3.0001})),
    ),
    # units
    Case("units_none", ((UNIT, None, None),), (UNIT, None, None), ()),
    Case("units_fewer", ((UNIT, 6, None),), (UNIT, None, None), ()),
    Case(
        "units_more",
        ((UNIT, 7, {"active_to_fy": 2565}),),
        (UNIT, None, None),
        ((UNIT, 7, {"active_to_fy": 2564}),),
    ),
    Case(
        "unit_years_reversed",
        ((UNIT, 7, {"active_from_fy": 2564}),),
        (UNIT, 7, "active_to_fy"),
        ((UNIT, 7, {"active_from_fy": 2563}),),
    ),
    Case(
        "unit_name_twice",
        ((UNIT, 6, {"unit_name": "กลุ่มหนึ่ง"}),),
        (UNIT, 6, "unit_name"),
        ((UNIT, 7, {"unit_name": "กลุ่มหนึ่ง"}),),
    ),
    Case(
        "director_unit_none",
        ((UNIT, 5, {"supervisor": "รองอธิบดี (1)"}),),
        (UNIT, None, "supervisor"),
        ((UNIT, 5, {"supervisor": "อธิบดีกรมอนามัย"}),),
    ),
    Case(
        "director_units_many",
        ((UNIT, 6, {"supervisor": "อธิบดี"}),),
        (UNIT, 6, "supervisor"),
        ((UNIT, 7, {"supervisor": "อธิบดี"}),),
    ),
    # agreements
    Case("agreements_none", ((AGREEMENT, None, None),), (AGREEMENT, None, None), ()),
    Case("agreement_without_unit", ((AGREEMENT, 6, {"unit_code": None}),), (AGREEMENT, 6, "unit_code"), ()),
    Case(
        "deputy_agreement_with_unit", ((AGREEMENT, 5, {"unit_code": "A1"}),), (AGREEMENT, 5, "unit_code"), ()
    ),
    Case(
        "agreement_twice",
        ((AGREEMENT, 20, {"level": "unit", "unit_code": "A1", "maker": "อีกคน"}),),
        (AGREEMENT, 20, "unit_code"),
        ((AGREEMENT, 20, {"level": "unit", "unit_code": "A1", "maker": "อีกคน", "status": "amended"}),),
    ),
    Case("unit_without_agreement", ((AGREEMENT, 7, None),), (UNIT, 6, "unit_code"), ()),
    Case(
        "agreement_signed_outside_year",
        ((AGREEMENT, 5, {"signed_on": day("2021-09-30")}),),
        (AGREEMENT, 5, "signed_on"),
        ((AGREEMENT, 5, {"signed_on": day("2021-10-01")}),),
    ),
    Case(
        "agreement_signed_without_date",
        ((AGREEMENT, 5, {"signed_on": None}),),
        (AGREEMENT, 5, "signed_on"),
        ((AGREEMENT, 5, {"signed_on": None, "status": "draft"}),),
    ),
    Case(
        "unit_inactive",
        ((AGREEMENT, 20, {"level": "unit", "unit_code": "Z9", "maker": "คนเดิม"}),),
        (AGREEMENT, 20, "unit_code"),
        (),
    ),
    # holidays
    Case("holidays_none", ((HOLIDAY, None, None),), (HOLIDAY, None, None), ()),
    Case(
        "holidays_none",
        ((HOLIDAY, 5, {"date": day("2022-10-13")}),),
        (HOLIDAY, None, None),
        ((HOLIDAY, 5, {"date": day("2022-09-30")}),),
    ),
    Case(
        "holiday_twice",
        ((HOLIDAY, 6, {"date": day("2021-10-13"), "name": "ซ้ำ", "source": "ก", "regions": "south"}),),
        (HOLIDAY, 6, "date"),
        (
            (HOLIDAY, 5, {"regions": "central,north"}),
            (HOLIDAY, 6, {"date": day("2021-10-13"), "name": "ซ้ำ", "source": "ก", "regions": "south"}),
        ),
    ),
    Case("holiday_without_source", ((HOLIDAY, 5, {"source": None}),), (HOLIDAY, 5, "source"), ()),
    Case(
        "holidays_unconfirmed",
        ((HOLIDAY, 5, {"source": "ต้องตรวจกับประกาศ (รายการตั้งต้น)"}),),
        (HOLIDAY, 5, "source"),
        ((HOLIDAY, 5, {"source": "มติคณะรัฐมนตรี 1 มิถุนายน 2564 ตรวจกับประกาศแล้ว"}),),
    ),
    # history
    Case("history_none", ((HISTORY, None, None),), (HISTORY, None, None), ()),
    Case("history_short", ((HISTORY, 6, {"score": None}),), (UNIT, 5, "unit_code"), ()),
    Case(
        "history_short",
        ((HISTORY, 5, None),),
        (UNIT, 5, "unit_code"),
        ((HISTORY, 5, None), (UNIT, 5, {"active_from_fy": 2563})),
    ),
    Case(
        "history_short_all",
        ((HISTORY, 5, None), (HISTORY, 8, None)),
        (HISTORY, None, None),
        ((HISTORY, 5, None),),
    ),
    Case(
        "history_not_past",
        ((HISTORY, 20, {"fiscal_year": 2565, "unit_code": "A1", "score": 3.0, "comparable": "yes"}),),
        (HISTORY, 20, "fiscal_year"),
        ((HISTORY, 20, {"fiscal_year": 2561, "unit_code": "A1", "score": 3.0, "comparable": "yes"}),),
    ),
    Case(
        "history_below_floor",
        ((HISTORY, 5, {"score": 0.0}),),
        (HISTORY, 5, "score"),
        ((HISTORY, 5, {"score": 1.0}),),
    ),
)
