"""Wrong entries on the sheets that are filled every month."""

from __future__ import annotations

import datetime as dt

from tests.support.checkbook import ITEM, SCORE, Case, Edit, day, sent, targets

FOLLOW, SUBMISSION = "tblFollowUp", "tblSubmission"


def row5(**values: object) -> tuple[Edit, ...]:
    """The certified row of A1 and KPI 1.1, changed."""
    return ((SCORE, 5, values),)


def new(month: str = "2565-02", unit: str = "A1", kpi: str = "1.3", **values: object) -> tuple[Edit, ...]:
    """Another monthly row, in Excel row 20."""
    return ((SCORE, 20, sent(month, unit, kpi, reported_on=day("2022-03-05")) | values),)


MONTHLY = (
    # months
    Case("month_outside_year", new("2565-10", score=4), (SCORE, 20, "month"), new(score=4)),
    Case(
        "month_outside_year",
        ((SUBMISSION, 5, {"month": "2564-09", "received_on": None}),),
        (SUBMISSION, 5, "month"),
        ((SUBMISSION, 5, {"month": "2564-10"}),),
    ),
    Case("month_outside_year", ((FOLLOW, 5, {"month": "2566-01"}),), (FOLLOW, 5, "month"), ()),
    Case("month_in_future", new("2565-04", score=4), (SCORE, 20, "month"), new("2565-03", score=4)),
    Case(
        "month_in_future",
        (
            (
                ITEM,
                20,
                {"month": "2565-04", "unit_code": "A1", "kpi_code": "1.2", "item_no": 1, "points": 1.0},
            ),
        ),
        (ITEM, 20, "month"),
        ((ITEM, 20, {"month": "2565-04", "unit_code": "A1", "kpi_code": "1.2", "item_no": 1}),),
    ),
    Case("month_twice", new("2565-01", score=4), (SCORE, 20, "month"), new("2565-02", score=4)),
    Case(
        "month_before_start",
        (("tblUnitKpi", 9, {"starts_month": "2565-02"}),),
        (SCORE, 7, "month"),
        (("tblUnitKpi", 9, {"starts_month": "2565-01"}),),
    ),
    Case(
        "month_after_end",
        (
            ("tblUnitKpi", 10, {"ends_month": "2565-07"}),
            *new("2565-02", score=4),
            ("tblUnitKpi", 9, {"ends_month": "2565-01"}),
        ),
        (SCORE, 20, "month"),
        (("tblUnitKpi", 9, {"ends_month": "2565-02"}), *new("2565-02", score=4)),
    ),
    # which unit reports which KPI
    Case(
        "unit_kpi_unknown",
        (("tblUnitKpi", 17, None), ("tblUnitKpi", 18, None), *new(unit="B2", kpi="1.2", actual=4)),
        (SCORE, 20, "kpi_code"),
        new(unit="B2", kpi="1.2", actual=4),
    ),
    Case(
        "unit_kpi_not_in_round",
        (("tblUnitKpi", 10, None), *new("2565-03", score=4)),
        (SCORE, 20, "kpi_code"),
        (("tblUnitKpi", 10, None), *new("2565-02", score=4)),
    ),
    Case("unit_inactive", new(unit="Z9", score=4), (SCORE, 20, "unit_code"), new(unit="B2", score=4)),
    # results by item
    Case("item_unknown", ((ITEM, 6, {"item_no": 3}),), (ITEM, 6, "item_no"), ((ITEM, 6, {"item_no": 2}),)),
    Case(
        "item_of_other_scoring",
        ((ITEM, 6, {"kpi_code": "1.1"}),),
        (ITEM, 6, "kpi_code"),
        ((ITEM, 6, {"kpi_code": "1.4", "item_no": 9}),),
    ),
    Case(
        "item_points_above_maximum",
        ((ITEM, 6, {"points": 3.01}),),
        (ITEM, 6, "points"),
        ((ITEM, 6, {"points": 2.99}),),
    ),
    Case(
        "item_without_evidence",
        ((ITEM, 6, {"evidence": None}),),
        (ITEM, 6, "evidence"),
        ((ITEM, 6, {"evidence": None}), ("tblProcessItem", 6, {"evidence_required": "no"})),
    ),
    Case(
        "item_without_row",
        (
            (
                ITEM,
                20,
                {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.2", "item_no": 1, "points": 1.0},
            ),
        ),
        (ITEM, 20, "month"),
        ((ITEM, 20, {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.2", "item_no": 1}),),
    ),
    # what a status asks for
    Case("score_without_value", row5(actual=None, score=None), (SCORE, 5, "actual"), row5(actual=0.0)),
    Case(
        "score_without_value",
        ((SCORE, 7, {"score": None}),),
        (SCORE, 7, "score"),
        ((SCORE, 7, {"score": 1}),),
    ),
    Case(
        "score_without_value",
        tuple((ITEM, n, None) for n in range(7, 12)),
        (SCORE, 8, "actual"),
        (*((ITEM, n, None) for n in range(7, 12)), (SCORE, 8, {"actual": 4})),
    ),
    Case("value_on_not_applicable", ((SCORE, 11, {"actual": 0.0}),), (SCORE, 11, "actual"), ()),
    Case("certified_without_evidence", row5(evidence=None), (SCORE, 5, "evidence"), row5(evidence="แฟ้ม")),
    Case("certified_without_evidence", row5(evidence="  "), (SCORE, 5, "evidence"), ()),
    Case(
        "submitted_without_evidence",
        row5(evidence=None, status="submitted"),
        (SCORE, 5, "evidence"),
        row5(evidence=None, status="draft"),
    ),
    Case("certified_without_certifier", row5(certified_by=None), (SCORE, 5, "certified_by"), ()),
    Case("certified_without_date", row5(certified_on=None), (SCORE, 5, "certified_on"), ()),
    Case("return_without_reason", ((SCORE, 12, {"return_reason": None}),), (SCORE, 12, "return_reason"), ()),
    Case("cause_missing_not_applicable", ((SCORE, 11, {"cause": None}),), (SCORE, 11, "cause"), ()),
    # 80 is the target of level 3: one ten-thousandth of a score below it needs a cause
    Case(
        "cause_missing_low_score",
        row5(actual=79.999, score=None),
        (SCORE, 5, "cause"),
        row5(actual=80.0, score=None),
    ),
    Case(
        "cause_missing_low_score",
        row5(actual=79.999, score=None),
        (SCORE, 5, "cause"),
        row5(actual=79.999, score=None, cause="เริ่มช้า"),
    ),
    Case(
        # a sum is judged by what has come together in the round: 7 + 5 is 12, between levels 2 and 3
        "cause_missing_low_score",
        (*new(kpi="1.5", actual=5),),
        (SCORE, 20, "cause"),
        new(kpi="1.5", actual=2),
    ),
    # numbers against each other
    Case(
        "score_outside_bounds",
        ((SCORE, 7, {"score": 0.9999}),),
        (SCORE, 7, "score"),
        ((SCORE, 7, {"score": 1}),),
    ),
    Case(
        "score_outside_bounds",
        ((SCORE, 7, {"score": 5.0001}),),
        (SCORE, 7, "score"),
        ((SCORE, 7, {"score": 5}),),
    ),
    # below zero, a thousand times the largest target, a percentage above 100
    Case(
        "actual_implausible",
        ((SCORE, 9, {"actual": -7.0}),),
        (SCORE, 9, "actual"),
        ((SCORE, 9, {"actual": 0.0}),),
    ),
    Case(
        "actual_implausible",
        (("tblKpi", 9, {"unit_of_measure": "เรื่อง"}), (SCORE, 9, {"actual": 15000.1})),
        (SCORE, 9, "actual"),
        (("tblKpi", 9, {"unit_of_measure": "เรื่อง"}), (SCORE, 9, {"actual": 15000.0})),
    ),
    Case(
        "actual_implausible",
        row5(actual=100.5),
        (SCORE, 5, "actual"),
        row5(actual=100.0),
    ),
    Case(
        "actual_implausible",
        row5(actual=110.0),
        (SCORE, 5, "actual"),
        (("tblKpiTarget", 5, targets(80, 90, 100, 110, 120)), *row5(actual=110.0)),
    ),
    Case(
        "actual_implausible",
        new(score=4, actual=835.0),
        (SCORE, 20, "actual"),
        new(score=4, actual=83.5),
    ),
    Case("points_outside_scale", ((SCORE, 6, {"actual": 5.5}),), (SCORE, 6, "actual"), ()),
    Case(
        "milestone_not_whole",
        new(kpi="1.4", actual=3.5),
        (SCORE, 20, "actual"),
        new(kpi="1.4", actual=3),
    ),
    Case(
        "actual_differs_from_items",
        ((SCORE, 6, {"actual": 4.99}),),
        (SCORE, 6, "actual"),
        ((SCORE, 6, {"actual": None}),),
    ),
    Case(
        # steps 1, 2 and 4 done: two in a row
        "actual_differs_from_items",
        ((ITEM, 9, {"done": "no"}), (SCORE, 8, {"actual": 3})),
        (SCORE, 8, "actual"),
        ((ITEM, 9, {"done": "no"}), (SCORE, 8, {"actual": 2})),
    ),
    Case("score_differs", row5(score=3.36), (SCORE, 5, "score"), row5(score=3.35)),
    # dates of reporting
    Case(
        "draft_after_deadline",
        row5(status="draft"),
        (SCORE, 5, "status"),
        (*row5(status="draft"), (SUBMISSION, 5, {"extended_to": day("2022-03-10")})),
    ),
    Case(
        "reported_before_month_end",
        row5(reported_on=day("2022-01-30")),
        (SCORE, 5, "reported_on"),
        row5(reported_on=day("2022-01-31")),
    ),
    Case(
        "certified_before_reported",
        row5(certified_on=day("2022-02-04")),
        (SCORE, 5, "certified_on"),
        row5(certified_on=day("2022-02-05")),
    ),
    Case(
        "date_in_future",
        row5(certified_on=day("2022-03-11")),
        (SCORE, 5, "certified_on"),
        row5(certified_on=day("2022-03-10")),
    ),
    Case(
        "month_of_no_round",
        new("2565-08", score=4),
        (SCORE, 20, "month"),
        new("2565-07", score=4),
        dt.date(2022, 8, 1),
    ),
    # the register
    Case(
        "received_before_month_end",
        ((SUBMISSION, 5, {"received_on": day("2022-01-30")}),),
        (SUBMISSION, 5, "received_on"),
        ((SUBMISSION, 5, {"received_on": day("2022-01-31")}),),
    ),
    Case(
        "extended_before_due",
        ((SUBMISSION, 5, {"extended_to": day("2022-02-09")}),),
        (SUBMISSION, 5, "extended_to"),
        ((SUBMISSION, 5, {"extended_to": day("2022-02-10")}),),
    ),
    Case(
        "entered_before_received",
        ((SUBMISSION, 5, {"entered_on": day("2022-02-04")}),),
        (SUBMISSION, 5, "entered_on"),
        ((SUBMISSION, 5, {"entered_on": day("2022-02-05")}),),
    ),
    Case("followup_closed_without_result", ((FOLLOW, 5, {"result": None}),), (FOLLOW, 5, "result"), ()),
    # text anywhere
    Case(
        "citizen_number",
        row5(evidence="นายสมมติ 1-2345-67890-12-1"),
        (SCORE, 5, "evidence"),
        row5(evidence="หนังสือที่ 1-2345-67890-12-3"),
    ),
    Case(
        "citizen_number",
        row5(reporter="๑๒๓๔๕๖๗๘๙๐๑๒๑"),
        (SCORE, 5, "reporter"),
        row5(reporter="๑๒๓๔๕๖๗๘๙๐๑๒"),
    ),
    Case("citizen_number", row5(actual=1234567890121.0), (SCORE, 5, "actual"), row5(actual=1234567890123.0)),
    Case(
        "decomposed_thai",
        row5(evidence="ค\u0e4d\u0e32รับรอง"),
        (SCORE, 5, "evidence"),
        row5(evidence="คำรับรอง"),
    ),
    Case("decomposed_thai", row5(evidence="ค ำรับรอง"), (SCORE, 5, "evidence"), ()),
    Case("odd_space", row5(evidence="แฟ้ม\u200b1"), (SCORE, 5, "evidence"), row5(evidence="แฟ้ม 1\nหน้า 2")),
)
