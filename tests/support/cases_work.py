"""Wrong entries on the sheets of the SOP's steps: groups, directory, measures, plans, activities."""

from __future__ import annotations

from tests.support.checkbook import Case, day

GROUP, CONTACT, MEASURE, TOPIC = "tblStakeholder", "tblContact", "tblMeasure", "tblTopic"
PLAN, APPROVAL, ACTIVITY, MONTH = "tblPlan", "tblApproval", "tblActivity", "tblActivityMonth"
STEP, DOCUMENT = "tblStep", "tblDocument"

UNANSWERED = (GROUP, 5, {"response_measure": None})
SECOND_GROUP = (GROUP, 6, {"stakeholder_id": "S2", "category": "client", "group": "ผู้บริหาร", "needs": "สรุป"})


def measure(number: int, **values: object) -> tuple[str, int, dict[str, object]]:
    """Another measure, in Excel row 4 + number."""
    row = {
        "measure_id": f"M{number}",
        "measure": "มาตรการ",
        "pirab": "P",
        "stakeholder_id": "S1",
        "responsible": "กพร.",
    }
    return (MEASURE, 4 + number, row | values)


def record(
    seq: int, before: str, after: str, on: str, plan: str = "P2"
) -> tuple[str, int, dict[str, object]]:
    """Another record of approval, in Excel row 20 + seq."""
    row = {
        "seq": seq,
        "plan_id": plan,
        "from_state": before,
        "to_state": after,
        "by_position": "ก",
        "on": day(on),
    }
    return (APPROVAL, 20 + seq, row)


WORK = (
    # groups and directory
    Case(
        "satisfaction_over_100",
        ((GROUP, 5, {"dissatisfaction": 20.01}),),
        (GROUP, 5, "dissatisfaction"),
        ((GROUP, 5, {"dissatisfaction": 20.0}),),
    ),
    Case(
        "need_without_measure",
        (UNANSWERED,),
        (GROUP, 5, "response_measure"),
        (UNANSWERED, (MEASURE, 5, {"stakeholder_id": "S1"})),
    ),
    Case(
        "need_without_measure",
        ((GROUP, 5, {"response_measure": None, "needs": None, "dissatisfied_with": "ระบบช้า"}),),
        (GROUP, 5, "response_measure"),
        ((GROUP, 5, {"response_measure": None, "needs": None}),),
    ),
    Case(
        "measures_none",
        ((MEASURE, None, None), UNANSWERED, SECOND_GROUP),
        (MEASURE, None, None),
        (UNANSWERED, SECOND_GROUP),
    ),
    Case("contacts_none", ((CONTACT, None, None),), (CONTACT, None, None), ()),
    Case("unit_without_contact", ((CONTACT, 6, {"active": "no"}),), ("tblUnit", 6, "unit_code"), ()),
    Case("email_malformed", ((CONTACT, 5, {"email": "c1@example"}),), (CONTACT, 5, "email"), ()),
    Case(
        "email_malformed",
        ((CONTACT, 5, {"email": "c1@example.com, c2@example.com"}),),
        (CONTACT, 5, "email"),
        ((CONTACT, 5, {"email": None}),),
    ),
    Case(
        "date_long_past",
        ((CONTACT, 5, {"last_verified": day("1965-11-12")}),),
        (CONTACT, 5, "last_verified"),
        ((CONTACT, 5, {"last_verified": day("2021-11-12")}),),
    ),
    # measures and topics
    Case("pirab_unknown", ((MEASURE, 5, {"pirab": "PX"}),), (MEASURE, 5, "pirab"), ()),
    Case(
        "pirab_letter_unused",
        tuple(measure(n) for n in range(2, 6)),
        (MEASURE, None, "pirab"),
        tuple(measure(n, pirab="PIRAB") for n in range(2, 6)),
    ),
    Case(
        "measure_without_link",
        (measure(2, stakeholder_id=None),),
        (MEASURE, 6, "gap_unit_code"),
        (measure(2),),
    ),
    Case(
        "measure_gap_unknown",
        ((MEASURE, 5, {"gap_unit_code": "Z9"}),),
        (MEASURE, 5, "gap_kpi_code"),
        ((MEASURE, 5, {"gap_kpi_code": "1.2"}),),
    ),
    Case(
        "dates_reversed",
        ((MEASURE, 5, {"starts_on": day("2022-01-02"), "ends_on": day("2022-01-01")}),),
        (MEASURE, 5, "ends_on"),
        ((MEASURE, 5, {"starts_on": day("2022-01-01"), "ends_on": day("2022-01-01")}),),
    ),
    Case(
        "date_outside_year",
        ((MEASURE, 5, {"starts_on": day("2021-09-30")}),),
        (MEASURE, 5, "starts_on"),
        ((MEASURE, 5, {"starts_on": day("2021-10-01"), "ends_on": day("2022-09-30")}),),
    ),
    Case(
        "topic_without_reach",
        ((TOPIC, 5, {"delivered_on": day("2022-01-10")}),),
        (TOPIC, 5, "reach"),
        ((TOPIC, 5, {"delivered_on": day("2022-01-10"), "reach": 0}),),
    ),
    # plans and approvals
    Case("plan_state_unexplained", ((PLAN, 6, {"state": "submitted"}),), (PLAN, 6, "state"), ()),
    Case("plan_state_differs", ((PLAN, 5, {"state": "checked"}),), (PLAN, 5, "state"), ()),
    Case(
        "plan_state_differs",
        (record(4, "draft", "submitted", "2022-01-01"),),
        (PLAN, 6, "state"),
        (record(4, "draft", "submitted", "2022-01-01"), (PLAN, 6, {"state": "submitted"})),
    ),
    Case(
        "approval_illegal",
        ((APPROVAL, 6, None), (APPROVAL, 7, {"from_state": "submitted"})),
        (APPROVAL, 7, "to_state"),
        (),
    ),
    Case("approval_chain_broken", ((APPROVAL, 6, None),), (APPROVAL, 7, "from_state"), ()),
    Case("approval_chain_broken", ((APPROVAL, 5, None),), (APPROVAL, 6, "from_state"), ()),
    Case(
        "approval_without_reason",
        (record(4, "draft", "submitted", "2022-01-01"), record(5, "submitted", "rejected", "2022-01-02")),
        (APPROVAL, 25, "reason"),
        (
            record(4, "draft", "submitted", "2022-01-01"),
            record(5, "submitted", "rejected", "2022-01-02"),
            (APPROVAL, 25, {"reason": "งบไม่พอ"}),
        ),
    ),
    Case(
        "approval_position_odd",
        ((APPROVAL, 6, {"by_position": "หัวหน้าฝ่ายพัฒนาระบบราชการ"}),),
        (APPROVAL, 6, "by_position"),
        ((APPROVAL, 6, {"by_position": "รักษาการหัวหน้างานบริหารยุทธศาสตร์"}),),
    ),
    Case(
        "approval_position_odd",
        ((APPROVAL, 5, {"by_position": "ผู้อำนวยการกองสอง"}),),
        (APPROVAL, 5, "by_position"),
        ((APPROVAL, 5, {"by_position": "ผู้อำนวยการกองสอง"}), (PLAN, 5, {"responsible": "กองสอง"})),
    ),
    Case(
        "approval_dates_backwards",
        ((APPROVAL, 6, {"on": day("2021-11-01")}),),
        (APPROVAL, 6, "on"),
        ((APPROVAL, 6, {"on": day("2021-11-02")}),),
    ),
    Case(
        "plan_budget_differs",
        ((PLAN, 5, {"budget": 1000.01}),),
        (PLAN, 5, "budget"),
        ((PLAN, 5, {"budget": None}),),
    ),
    # activities
    Case(
        "activity_done_before_approval",
        ((ACTIVITY, 5, {"plan_id": "P2"}),),
        (ACTIVITY, 5, "status"),
        ((ACTIVITY, 5, {"plan_id": "P2", "status": "in_progress", "finished_on": None}),),
    ),
    Case(
        "activity_finished_before_approval",
        ((APPROVAL, 7, {"on": day("2022-02-02")}),),
        (ACTIVITY, 5, "finished_on"),
        ((APPROVAL, 7, {"on": day("2022-02-01")}),),
    ),
    Case(
        "activity_done_without_date",
        ((ACTIVITY, 5, {"finished_on": None}),),
        (ACTIVITY, 5, "finished_on"),
        (),
    ),
    Case(
        "activity_done_without_evidence", ((ACTIVITY, 5, {"evidence": None}),), (ACTIVITY, 5, "evidence"), ()
    ),
    Case(
        "activity_finished_not_done", ((ACTIVITY, 5, {"status": "in_progress"}),), (ACTIVITY, 5, "status"), ()
    ),
    Case(
        "activity_finished_before_start",
        ((ACTIVITY, 5, {"finished_on": day("2021-11-30")}),),
        (ACTIVITY, 5, "finished_on"),
        ((ACTIVITY, 5, {"finished_on": day("2021-12-01")}),),
    ),
    Case(
        "activity_outside_plan",
        ((ACTIVITY, 5, {"ends_on": day("2022-08-01")}),),
        (ACTIVITY, 5, "ends_on"),
        ((ACTIVITY, 5, {"ends_on": day("2022-07-31")}),),
    ),
    Case(
        "activity_plan_differs",
        ((MONTH, 6, {"planned": 1.5}),),
        (ACTIVITY, 5, "target"),
        ((ACTIVITY, 5, {"target": None}), (MONTH, 6, {"planned": 1.5})),
    ),
    Case(
        "activity_overspent",
        ((MONTH, 6, {"disbursed": 600.01}),),
        (ACTIVITY, 5, "budget"),
        ((MONTH, 6, {"disbursed": 599.99}),),
    ),
    Case(
        "activity_month_in_future",
        ((MONTH, 20, {"activity_id": "X1", "month": "2565-04", "done": 1}),),
        (MONTH, 20, "done"),
        ((MONTH, 20, {"activity_id": "X1", "month": "2565-03", "done": 1}),),
    ),
    Case(
        "activity_month_outside",
        ((MONTH, 5, {"month": "2564-11"}),),
        (MONTH, 5, "month"),
        ((MONTH, 5, {"month": "2565-03"}),),
    ),
    Case(
        "activity_month_outside",
        ((MONTH, 6, {"month": "2565-04"}),),
        (MONTH, 6, "month"),
        ((MONTH, 20, {"activity_id": "X1", "month": "2565-04"}),),
    ),
    Case("month_outside_year", ((MONTH, 5, {"month": "2564-09"}),), (MONTH, 5, "month"), ()),
    # steps and documents
    Case(
        "step_finished_before_start",
        ((STEP, 5, {"finished_on": day("2021-09-30")}),),
        (STEP, 5, "finished_on"),
        ((STEP, 5, {"finished_on": day("2021-10-01")}),),
    ),
    Case(
        "step_without_documents",
        ((DOCUMENT, 5, {"file_ref": None}),),
        (STEP, 5, "finished_on"),
        ((DOCUMENT, 5, {"file_ref": None}), (STEP, 5, {"finished_on": None})),
    ),
    Case("document_step_unknown", ((DOCUMENT, 5, {"step_no": 2}),), (DOCUMENT, 5, "step_no"), ()),
)
