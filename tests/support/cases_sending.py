"""Wrong entries in the register of submissions, the follow-up list and the certifications."""

from __future__ import annotations

import datetime as dt

from tests.support.checkbook import SCORE, Case, Edit, day

FOLLOW, SUBMISSION = "tblFollowUp", "tblSubmission"


def register(**values: object) -> Edit:
    """The register's row of A1 and January, changed."""
    return (SUBMISSION, 5, values)


def followup(row: int, unit: str, month: str = "2565-01", **values: object) -> Edit:
    """A row of the follow-up list."""
    named = {"followup_id": f"F{row}", "month": month, "unit_code": unit, "issue": "ยังไม่รายงาน"}
    return (FOLLOW, row, named | values)


B2_DONE: Edit = (FOLLOW, 6, {"month": "2564-12", "closed_on": day("2022-03-01"), "result": "แก้แล้ว"})
"""The follow-up of B2 is for December, and closed: nobody follows up January."""

SENDING = (
    # the register
    Case(
        "entered_without_reference",
        (register(system_ref=" "),),
        (SUBMISSION, 5, "system_ref"),
        (register(system_ref=None, entered_on=None),),
    ),
    Case(
        "entered_without_receipt",
        (register(received_on=None),),
        (SUBMISSION, 5, "received_on"),
        (register(received_on=day("2022-02-07")),),
    ),
    Case(
        "report_not_registered",
        (register(received_on=None, entered_on=None),),
        (SUBMISSION, None, None),
        # Another row of the same unit and month has the receipt.
        (
            register(received_on=None, entered_on=None),
            (SUBMISSION, 6, {"month": "2565-01", "unit_code": "A1", "received_on": day("2022-02-05")}),
        ),
    ),
    Case(
        "report_not_registered",
        ((SUBMISSION, None, None),),
        (SUBMISSION, None, None),
        ((SUBMISSION, None, None), *[(SCORE, row, {"status": "draft"}) for row in range(5, 10)]),
    ),
    # the follow-up list
    Case(
        "followup_overdue",
        ((FOLLOW, 6, {"due_on": day("2022-03-09")}),),
        (FOLLOW, 6, "due_on"),
        ((FOLLOW, 6, {"due_on": day("2022-03-09"), "closed_on": day("2022-03-10")}),),
    ),
    Case("unit_without_followup", (B2_DONE,), (FOLLOW, None, None), (B2_DONE, followup(7, "B2", "2565-02"))),
    Case(
        "unit_without_followup",
        # A follow-up of the very month is enough, closed or not.
        (B2_DONE,),
        (FOLLOW, None, None),
        (B2_DONE, followup(7, "B2", closed_on=day("2022-03-01"), result="แก้แล้ว")),
    ),
    Case(
        "unit_without_followup",
        # The score of A1 falls below the pass score; its own follow-up of January is closed and of December.
        (
            (SCORE, 7, {"score": 1.0, "cause": "เหตุ"}),
            (SCORE, 5, {"actual": 60.0, "score": 1.0, "cause": "เหตุ"}),
            (SCORE, 9, {"actual": 15.0, "cause": "เหตุ"}),
            ("tblUnitKpi", 6, {"weight": 1}),
            ("tblUnitKpi", 8, {"weight": 1}),
            (FOLLOW, 5, {"month": "2564-12"}),
        ),
        (FOLLOW, None, None),
        ((FOLLOW, 5, {"month": "2564-12"}),),
    ),
    # certifications
    Case(
        "certifier_without_certified",
        ((SCORE, 5, {"status": "returned", "return_reason": "หลักฐานไม่ตรง"}),),
        (SCORE, 5, "status"),
        (
            (SCORE, 5, {"status": "returned", "return_reason": "หลักฐานไม่ตรง"}),
            (SCORE, 5, {"certified_by": None, "certified_on": None}),
        ),
    ),
    Case(
        "certifier_without_certified",
        ((SCORE, 6, {"certified_on": day("2022-02-08")}),),
        (SCORE, 6, "status"),
        ((SCORE, 6, {"certified_on": day("2022-02-08"), "status": "certified"}),),
    ),
    Case(
        "certified_before_month_end",
        ((SCORE, 5, {"certified_on": day("2022-01-30"), "reported_on": None}),),
        (SCORE, 5, "certified_on"),
        ((SCORE, 5, {"certified_on": day("2022-01-31"), "reported_on": None}),),
        dt.date(2022, 3, 10),
    ),
)
