"""Wrong entries after a closing: January is closed, then a cell that decides its figures is changed."""

from __future__ import annotations

import pandas as pd

from addin.rules import closing
from addin.rules.fingerprint import fingerprint
from tests.support.checkbook import (
    AS_OF,
    FIRST_ROW,
    ITEM,
    SCORE,
    SETTINGS,
    WEIGHT,
    Case,
    Edit,
    clean_book,
    day,
    sent,
)

MONTH = "2565-01"
SNAPSHOT, SETTING, KPI, TARGET = "tblSnapshot", "tblSetting", "tblKpi", "tblKpiTarget"


def closed_book(month: str = MONTH) -> tuple[Edit, ...]:
    """The edits that close a month of the clean book, as the rules say what a closing keeps."""
    clean = clean_book()
    head = {"seq": 1, "month": month, "revision": 1, "closed_on": day(AS_OF.isoformat())}
    tables = closing.with_row(clean, **head)
    figures = closing.month_figures(tables, SETTINGS, AS_OF, month)
    kept = closing.kept_scores(clean, SETTINGS, month, figures).assign(seq=1.0)
    rows = [
        {key: value for key, value in row.items() if not pd.isna(value)} for row in kept.to_dict("records")
    ]
    texts = closing.setting_texts(SETTINGS)
    return (
        (SNAPSHOT, FIRST_ROW, {**head, "fingerprint": fingerprint(clean, SETTINGS, month)}),
        *(("tblSnapshotScore", n, row) for n, row in enumerate(rows, FIRST_ROW)),
        *(
            ("tblSnapshotSetting", n, {"seq": 1, "key": key, "value": texts[key]})
            for n, key in enumerate(("pass_score", "annual_method", "thai_digits"), FIRST_ROW)
        ),
    )


_CLOSED = closed_book()


def _case(code: str, wrong: tuple[Edit, ...], at: tuple[str, int | None, str | None], *right: Edit) -> Case:
    return Case(code, (*_CLOSED, *wrong), at, (*_CLOSED, *right))


CLOSED = (
    _case(
        "closed_value_changed",
        ((SCORE, 5, {"actual": 83.51}),),
        (SCORE, 5, "actual"),
        (SCORE, 5, {"actual": 83.5, "cause": "เติมภายหลัง", "evidence": "แฟ้ม 9"}),
    ),
    _case(
        "closed_value_changed",
        ((SCORE, 7, {"score": 4.0001}),),
        (SCORE, 7, "score"),
        (SCORE, 10, {"actual": 70}),  # February is open
    ),
    _case(
        "closed_value_changed",
        ((ITEM, 6, {"points": 2.5}),),
        (ITEM, 5, "points"),  # the first of the items that add up
        (ITEM, 6, {"remark": "เติมภายหลัง"}),
    ),
    _case(
        "closed_value_changed",
        ((ITEM, 9, {"done": "no"}),),
        (ITEM, 7, "done"),
        (ITEM, 9, {"evidence": "แฟ้ม 8"}),
    ),
    _case(
        "closed_status_changed",
        ((SCORE, 12, {"status": "submitted"}),),
        (SCORE, 12, "status"),
        (SCORE, 12, {"return_reason": "หลักฐานไม่ครบ"}),
    ),
    _case("closed_row_gone", ((SCORE, 9, None),), (SCORE, None, None), (SCORE, 10, None)),
    _case(
        "closed_row_added",
        ((SCORE, 20, sent(MONTH, "B2", "1.4", actual=3)),),
        (SCORE, 20, "status"),
        (SCORE, 20, {"month": MONTH, "unit_code": "B2", "kpi_code": "1.4", "status": "draft"}),
    ),
    _case(
        "closed_weight_changed",
        ((WEIGHT, 5, {"weight": 19.99}),),
        (WEIGHT, 5, "weight"),
        (WEIGHT, 6, {"weight": 19.99}),  # round 2 had not begun in January
    ),
    _case(
        "closed_target_changed",
        ((TARGET, 5, {"target_5": 99}),),
        (TARGET, 5, "target_5"),
        (TARGET, 6, {"target_5": 99}),
    ),
    _case(
        "closed_target_changed",
        ((WEIGHT, 5, {f"target_{n}": value for n, value in enumerate((60, 70, 80, 90, 99), 1)}),),
        (WEIGHT, 5, "target_5"),
        (WEIGHT, 5, {f"target_{n}": value for n, value in enumerate((60, 70, 80, 90, 100), 1)}),
    ),
    _case(
        "closed_setting_changed",
        (
            ("tblSnapshotSetting", FIRST_ROW, {"seq": 1, "key": "pass_score", "value": "2.9"}),
            (SETTING, 6, {"key": "pass_score", "value": "3"}),
        ),
        (SETTING, 6, "value"),
        ("tblSnapshotSetting", FIRST_ROW, {"seq": 1, "key": "pass_score", "value": "3.0000"}),
        ("tblSnapshotSetting", FIRST_ROW + 2, {"seq": 1, "key": "thai_digits", "value": "yes"}),
    ),
    _case(
        "closed_month_changed",
        ((KPI, 5, {"aggregate": "max"}),),
        (SNAPSHOT, FIRST_ROW, "fingerprint"),
        (KPI, 5, {"kpi_name": "ชื่อใหม่", "owner_unit": "A1"}),
    ),
)
