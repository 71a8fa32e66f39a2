"""The whole year: from a new book on 1 October, through twelve months of forms, to the next year's book.

It is played once; the tests look at what was kept on the way. The figures after each month are held against a
computation that reads the file with another library and shares no code with the program.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from tests.scenario.year import BY_FORM, CERTIFIER, MONTHS, SILENT, Year, month_after, new_year
from tests.support import oracle
from tests.support.plain_reader import read_master
from workbook.build import build_master
from workbook.errors import UserError
from workbook.file import FileBook
from workbook.schema import BY_NAME
from workbook.schema.export import schema_json

pytestmark = pytest.mark.slow


@dataclass
class Played:
    """The year that was played: the outcomes by name, and the figures after each month, ours and the other's."""

    year: Year
    said: dict[str, Outcome] = field(default_factory=dict)
    figures: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    next_book: Path | None = None


def independent(path: Path, day: dt.date) -> dict[str, Any]:
    """Every figure of the file on a day, by plain Decimals over the cells that openpyxl reads."""
    found = oracle.compute(read_master(path, schema_json()), {}, day)
    scores = {u["unit_code"]: (u["round_1_score"], u["round_2_score"], u["score"]) for u in found["units"]}
    return {"scores": scores, "attainment": found["attainment"], "status": found["status"]}


def ours(outcome: Outcome) -> dict[str, Any]:
    """The same figures as `recalc --json` tells them."""

    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    keys = ("round_1_score", "round_2_score", "score")
    scores = {u["unit_code"]: tuple(number(u[key]) for key in keys) for u in outcome.data["units"]}
    return {"scores": scores, "attainment": outcome.data["attainment"]}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play the year once."""
    year = new_year(tmp_path_factory.mktemp("year"))
    play = Played(year)
    plans(play)
    for month in MONTHS:
        {"2564-10": sent_twice, "2564-11": sent_late, "2564-12": damaged, "2565-01": conflicting}.get(
            month, plain_month
        )(play, month)
        if month == "2565-02":
            returned(play, month)
        finish(play, month)
        if month == "2565-02":
            reopened(play, month)
    beyond_the_rounds(play)
    hand_over(play)
    return play


# -- how the months go ------------------------------------------------------------------------------------------


def plans(play: Played) -> None:
    """PL01 is approved at once; PL02 rejected, drafted anew and then approved (SOP steps 6 and 7)."""
    policy, strategy, executive = "หัวหน้าฝ่ายพัฒนาระบบราชการ", "หัวหน้างานบริหารยุทธศาสตร์", "อธิบดีกรมอนามัย"
    moves = [
        ("PL01", "submitted", policy, None), ("PL01", "checked", strategy, None),
        ("PL01", "approved", executive, None),
        ("PL02", "submitted", policy, None), ("PL02", "checked", strategy, None),
        ("PL02", "rejected", executive, "งบประมาณสูงกว่าวงเงิน"), ("PL02", "draft", policy, None),
        ("PL02", "submitted", policy, None), ("PL02", "checked", strategy, None),
        ("PL02", "approved", executive, None),
    ]  # fmt: skip
    play.said["too early"] = play.year.act(
        "plan", day=dt.date(2021, 10, 20), plan_id="PL01", to="approved", by=executive
    )
    for number, (plan, state, by, reason) in enumerate(moves):
        day = dt.date(2021, 10, 21) + dt.timedelta(number)
        outcome = play.year.act("plan", day=day, plan_id=plan, to=state, by=by, reason=reason)
        assert outcome.clean, (plan, state, outcome.data)


def others(play: Played, month: str) -> list[str]:
    """The units for which the officer types: all but those with forms, and the one that stays silent."""
    units = dict.fromkeys(unit for unit, _ in play.year.due(month))
    silent = {SILENT} if month in MONTHS[:5] else set()
    return [unit for unit in units if unit not in BY_FORM and unit not in silent]


def collect(play: Played, name: str, *paths: Path, day: dt.date, **more: Any) -> Outcome:
    outcome = play.said[name] = play.year.act("collect", list(paths), day=day, **more)
    return outcome


def plain_month(play: Played, month: str) -> None:
    """Forms go out on the 1st, come back filled in, and are collected on the 6th."""
    year, day = play.year, month_after(month, 1)
    forms = year.forms(month, BY_FORM, day)
    for unit, path in forms.items():
        year.fill_in(path, month, unit, month_after(month, 5))
    collect(play, month, *forms.values(), day=month_after(month, 6))


def sent_twice(play: Played, month: str) -> None:
    """One unit sends its form twice, under another name; another department's form lies among them."""
    year, day = play.year, month_after(month, 1)
    forms = year.forms(month, BY_FORM, day)
    for unit, path in forms.items():
        year.fill_in(path, month, unit, month_after(month, 4))
    again = shutil.copy(forms["SEC"], year.folder / "ส่งซ้ำ (1).xlsx")
    stranger = year.folder / "กรมอื่น.xlsx"
    build_master(stranger, fiscal_year=2565, sample=True)
    with FileBook.open(stranger) as book:
        made = ACTIONS["forms"](book, to=year.folder / "กรมอื่น", month="2565-02", units=["LAW"], today=day)
    other = Path(made.data["forms"][0]["file"])
    collect(play, month, *forms.values(), other, day=month_after(month, 6))
    collect(play, "twice", Path(again), day=month_after(month, 8))


def sent_late(play: Played, month: str) -> None:
    """HPC01 sends on the 15th, after the 10th."""
    year, day = play.year, month_after(month, 1)
    forms = year.forms(month, BY_FORM, day)
    for unit, path in forms.items():
        year.fill_in(path, month, unit, month_after(month, 15 if unit == "HPC01" else 5))
    late = forms.pop("HPC01")
    collect(play, month, *forms.values(), day=month_after(month, 6))
    collect(play, "late", late, day=month_after(month, 15))


def damaged(play: Played, month: str) -> None:
    """LAW's file arrives cut off; the others are taken, and LAW's when it is sent again."""
    year, day = play.year, month_after(month, 1)
    forms = year.forms(month, BY_FORM, day)
    for unit, path in forms.items():
        year.fill_in(path, month, unit, month_after(month, 5))
    whole = forms["LAW"].read_bytes()
    forms["LAW"].write_bytes(whole[: len(whole) // 2])
    collect(play, month, *forms.values(), day=month_after(month, 6))
    forms["LAW"].write_bytes(whole)
    collect(play, "mended", forms["LAW"], day=month_after(month, 8))


def conflicting(play: Played, month: str) -> None:
    """The officer types another value for LAB while its form is out: a conflict, settled for the form."""
    year, day = play.year, month_after(month, 1)
    year.type_in(month, ["LAB"], month_after(month, 2))
    forms = year.forms(month, BY_FORM, day)
    unit, kpi = "LAB", "3.1"
    year.retype("tblMonthlyScore", {"month": month, "unit_code": unit, "kpi_code": kpi}, {"actual": 12.5})
    for code, path in forms.items():
        changed = {"k3_1": 33.25} if code == unit else {}
        year.fill_in(path, month, code, month_after(month, 5), **changed)
    collect(play, month, *forms.values(), day=month_after(month, 6))
    collect(play, "settled", forms[unit], day=month_after(month, 7), take="form")


def returned(play: Played, month: str) -> None:
    """PER's KPI 3.1 is sent back with a reason, filled in anew and sent again."""
    year = play.year
    play.said["returned"] = year.act(
        "certify", day=month_after(month, 7), month=month, units=["PER"], kpis=["3.1"], by=CERTIFIER,
        returned="หลักฐานไม่ตรงกับผล",
    )  # fmt: skip
    form = year.forms(month, ["PER"], month_after(month, 8))["PER"]
    year.fill_in(form, month, "PER", month_after(month, 8), k3_1=44.5)
    collect(play, "sent again", form, day=month_after(month, 9))


def finish(play: Played, month: str) -> None:
    """The officer types the other units, certifies, computes and closes; what lacks is waived with a reason."""
    year, day = play.year, month_after(month, 16)
    year.type_in(month, others(play, month), month_after(month, 9))
    play.said[f"certify {month}"] = year.act("certify", day=day, month=month, by=CERTIFIER)
    computed = year.act("recalc", day=day)
    play.figures[month] = ours(computed), independent(year.path, day)
    if month in ("2564-10", "2565-02"):
        play.said[f"refused {month}"] = year.act("close", day=day, month=month, by=CERTIFIER)
    waive = "FIN อยู่ระหว่างตรวจสอบบัญชี" if month in MONTHS[:5] else None
    closed = play.said[f"close {month}"] = year.act("close", day=day, month=month, waive=waive, by=CERTIFIER)
    assert closed.clean, closed.data
    if month in ("2565-02", "2565-07"):
        play.figures[f"closed {month}"] = ours(year.act("recalc", day=day)), independent(year.path, day)


def reopened(play: Played, month: str) -> None:
    """After the first round FIN reports at last: reopened with a reason, typed, certified, closed again."""
    year, day = play.year, month_after(month, 22)
    play.said["no reason"] = year.act("reopen", day=day, month=month, by=CERTIFIER)
    play.said["reopen"] = year.act("reopen", day=day, month=month, by=CERTIFIER, reason="FIN ส่งผลครบแล้ว")
    year.type_in(month, [SILENT], day)
    year.act("certify", day=day, month=month, units=[SILENT], by=CERTIFIER)
    play.said["closed again"] = year.act("close", day=day, month=month, by=CERTIFIER)
    play.figures["reopened"] = ours(year.act("recalc", day=day)), independent(year.path, day)
    with FileBook.open(year.path) as book:
        listed = [one for one in ACTIONS["compare"](book, today=day).data["closings"] if one["closed_on"]]
        first, last = (int(one["seq"]) for one in listed[-2:])
        play.said["compare"] = ACTIONS["compare"](book, today=day, earlier=first, later=last)


def beyond_the_rounds(play: Played) -> None:
    """August and September belong to no round: the officer is told, and no form is made."""
    with FileBook.open(play.year.path) as book:
        for month in ("2565-08", "2565-09"):
            with pytest.raises(UserError) as caught:
                ACTIONS["forms"](book, to=play.year.folder / month, month=month, today=dt.date(2022, 10, 1))
            play.refused[month] = caught.value.code


def hand_over(play: Played) -> None:
    """The year's report, and the next year's book."""
    year, day = play.year, dt.date(2022, 10, 3)
    with FileBook.open(year.path) as book:
        for name, number in (("report", None), ("report of round 2", 2)):
            play.said[name] = ACTIONS["report"](
                book,
                to=year.folder / "รายงาน",
                kinds=("overview",),
                formats=("html",),
                round_no=number,
                today=day,
                progress=lambda *_, **__: None,
            )
    play.next_book = year.folder / "คำรับรอง-2566.xlsx"
    play.said["new"] = ACTIONS["new"](play.next_book, old=year.path, today=day)


# -- what must hold -----------------------------------------------------------------------------------------------


def forms_of(outcome: Outcome) -> dict[str | None, str]:
    return {one["unit"]: one["state"] for one in outcome.data["forms"]}


def holds_the_figures_are_those_of_an_independent_computation(played: Played) -> None:
    """After each month, before and after its closing, and after the reopening: every score and the attainment."""
    assert {*MONTHS, "closed 2565-02", "reopened", "closed 2565-07"} == set(played.figures)
    for moment, (mine, other) in played.figures.items():
        assert mine["scores"] == other["scores"], moment
        found = other["attainment"]
        told = {key: found[key] for key in ("passed", "total", "met", "short")}
        told["percent"] = f"{found['percent']:.4f}"
        assert {key: mine["attainment"][key] for key in told} == told, moment


def holds_what_was_reported_stands_in_the_book(played: Played) -> None:
    """Every value that a coordinator or the officer reported last is the one in the book, and certified."""
    tables = read_master(played.year.path, schema_json())
    items = tables["tblItemResult"]
    points = Counter[tuple[str, str, str]]()
    for row in items.to_dict("records"):
        key = (row["month"], row["unit_code"], row["kpi_code"])
        points[key] += row["points"] or (1 if row["done"] == "yes" else 0)
    found = {}
    for row in tables["tblMonthlyScore"].to_dict("records"):
        key = (row["month"], row["unit_code"], row["kpi_code"])
        value = points[key] if key in points else row["score"] if row["actual"] is None else row["actual"]
        if row["status"] == "certified":
            found[key] = value
    assert found == played.year.truth


def holds_one_bad_form_does_not_stop_the_others(played: Played) -> None:
    """Another department's form and a damaged one are refused with a reason; the rest is taken."""
    first = played.said[MONTHS[0]].data["forms"]
    refused = [one for one in first if one["state"] == "refused"]
    assert [(one["unit"], bool(one["reason"])) for one in refused] == [("LAW", True)]
    assert sorted(one["unit"] for one in first if one["state"] == "taken") == sorted(BY_FORM)
    third = played.said[MONTHS[2]].data["forms"]
    assert Counter(one["state"] for one in third) == {"taken": len(BY_FORM) - 1, "unreadable": 1}
    assert forms_of(played.said["mended"]) == {"LAW": "taken"}


def holds_the_same_form_again_changes_nothing(played: Played) -> None:
    """Sent twice, under another name: nothing to do, and no byte of the book changes."""
    assert forms_of(played.said["twice"]) == {"SEC": "nothing"}
    deed = next(one for one in played.year.deeds if one.outcome is played.said["twice"])
    assert deed.before == deed.after
    assert deed.log == []


def holds_a_conflict_is_listed_and_settled_when_told(played: Played) -> None:
    """The cell that was changed on both sides is left alone until somebody says which side counts."""
    first = next(one for one in played.said["2565-01"].data["forms"] if one["unit"] == "LAB")
    assert [one["kpi_code"] for one in first["conflicts"]] == ["3.1"]
    settled = played.said["settled"].data["forms"][0]
    assert settled["conflicts"] == []
    assert played.year.truth["2565-01", "LAB", "3.1"] == 33.25


def holds_who_was_late_is_late(played: Played) -> None:
    """HPC01's November is late by the independent computation, and by the status sheet."""
    _, other = played.figures["2564-11"]
    assert other["status"]["HPC01", "2564-11"] == "late"
    assert other["status"]["SEC", "2564-11"] == "on_time"
    table = read_master(played.year.path, schema_json())["tblReportStatus"].set_index("unit_code")
    assert table.loc["HPC01", "month_11"] == "late"


def holds_closing_wants_a_reason_for_what_is_missing(played: Played) -> None:
    """A month of round 1 is refused without a waiver for FIN; with it, and in round 2, it closes."""
    assert [played.said[f"refused {month}"].clean for month in ("2564-10", "2565-02")] == [False, False]
    closings = read_master(played.year.path, schema_json())["tblSnapshot"]
    kept = closings[closings["closed_on"].notna()]
    assert kept["month"].tolist() == [*MONTHS[:5], "2565-02", *MONTHS[5:]]
    assert [bool(reason) for reason in kept["reason"].tolist()][:5] == [True] * 5


def holds_the_first_round_counts_what_is_missing_as_the_floor(played: Played) -> None:
    """Closed without FIN's report, FIN has no score and has not passed; reopened and reported, it has one."""
    before, after = played.figures["closed 2565-02"][0], played.figures["reopened"][0]
    assert before["scores"][SILENT] == (None, None, None)
    assert after["scores"][SILENT][0] is not None
    told = played.said["compare"].data
    assert SILENT in str(told)
    assert not played.said["no reason"].clean


def holds_the_log_accounts_for_every_changed_value(played: Played) -> None:
    """Each input cell that an action changed has one row of the log, with its place and what it became."""
    checked = 0
    for deed in played.year.deeds:
        changed = {
            place
            for place in deed.before.keys() | deed.after.keys()
            if deed.before.get(place) != deed.after.get(place)
        }
        sheet, row, column = (BY_NAME["tblLog"].by_key[key].header for key in ("table", "row", "column"))
        logged = Counter((one[sheet], one[row], one[column]) for one in deed.log if one[row] is not None)
        keys = {"เดือน", "รหัสหน่วยงาน", "รหัสตัวชี้วัด", "ข้อที่"}
        named = {place for place in changed if place[2] not in keys}
        assert named <= set(logged), (deed.name, sorted(named - set(logged))[:5])
        assert set(logged.values()) <= {1}, deed.name
        assert set(logged) <= changed, (deed.name, sorted(set(logged) - changed)[:5])
        checked += len(named)
    assert checked > 1000


def holds_plans_go_their_way(played: Played) -> None:
    """A move that is not legal is refused; the rejection has its reason, and both plans end approved."""
    assert not played.said["too early"].clean
    tables = read_master(played.year.path, schema_json())
    states = tables["tblPlan"].set_index("plan_id")["state"]
    assert (states["PL01"], states["PL02"]) == ("approved", "approved")
    record = tables["tblApproval"]
    assert record["to_state"].tolist().count("rejected") == 1
    assert record.loc[record["to_state"] == "rejected", "reason"].tolist() == ["งบประมาณสูงกว่าวงเงิน"]


def holds_months_outside_the_rounds_have_no_forms(played: Played) -> None:
    """August and September: a sentence, no file."""
    assert played.refused == {"2565-08": "form_month_outside", "2565-09": "form_month_outside"}
    assert not [path for month in played.refused for path in (played.year.folder / month).glob("*")]


def holds_the_reports_say_what_was_computed(played: Played) -> None:
    """The year's overview says how many units passed in the year, that of round 2 how many did in the round."""
    found = played.figures["closed 2565-07"][1]
    in_round = [score for _, score, _ in found["scores"].values() if score is not None and score >= 3]
    expected = {"report": found["attainment"]["passed"], "report of round 2": len(in_round)}
    for name, passed in expected.items():
        page = Path(played.said[name].data["reports"][0]).read_text(encoding="utf-8")
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>|\u00a0", " ", page))
        assert f"{passed} จาก {found['attainment']['total']} หน่วยงาน" in text, name


def holds_the_next_year_begins_with_this_years_results(played: Played) -> None:
    """Units and KPIs are carried over, the year's scores are history, and nothing is reported yet."""
    assert played.next_book is not None
    tables = read_master(played.next_book, schema_json())
    history = tables["tblHistory"]
    mine = history[(history["fiscal_year"] == 2565) & history["kpi_code"].isna()]
    scores = played.figures["closed 2565-07"][1]["scores"]
    found = {row["unit_code"]: Decimal(f"{row['score']:.4f}") for row in mine.to_dict("records")}
    assert found == {unit: score for unit, (_, _, score) in scores.items() if score is not None}
    assert len(tables["tblUnit"]) == 36
    assert not tables["tblMonthlyScore"]["actual"].notna().any()


HOLDS = (
    holds_the_figures_are_those_of_an_independent_computation,
    holds_what_was_reported_stands_in_the_book,
    holds_one_bad_form_does_not_stop_the_others,
    holds_the_same_form_again_changes_nothing,
    holds_a_conflict_is_listed_and_settled_when_told,
    holds_who_was_late_is_late,
    holds_closing_wants_a_reason_for_what_is_missing,
    holds_the_first_round_counts_what_is_missing_as_the_floor,
    holds_the_log_accounts_for_every_changed_value,
    holds_plans_go_their_way,
    holds_months_outside_the_rounds_have_no_forms,
    holds_the_reports_say_what_was_computed,
    holds_the_next_year_begins_with_this_years_results,
)


def test_the_year(played: Played, subtests: pytest.Subtests) -> None:
    """The year is played once, by one test: on two processes it would be played twice."""
    for holds in HOLDS:
        with subtests.test(msg=holds.__name__):
            holds(played)
