"""The formulas of forms in a real spreadsheet, and forms that it saved."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.actions import ACTIONS
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.rules.test_form_figures import AS_OF, by_kpi, nothing, with_month_certified
from tests.support.buttons import frame_of, open_book
from tests.support.checkbook import SCORE
from tests.support.forms import SENT, cell_of, collect, fill, give_out, result
from tests.support.office import NEEDS_OFFICE, recalculated
from workbook.build_form_main import HEADERS, MAIN_SHEET
from workbook.file import FileBook
from workbook.form_names import CODE, STATUS, VALUE

pytestmark = [*NEEDS_OFFICE, pytest.mark.slow]

ALONE, NEEDED, GAINED = "ตัวเดียวไม่พอ", "ผลของรอบที่ต้องได้เพื่อผ่าน", "คะแนนขณะนี้"


def column(header: str) -> int:
    return HEADERS.index(header) + 1


def shown(path: Path) -> dict[str, dict[str, Any]]:
    """By KPI what the first sheet shows; the round's score under the blank name."""
    sheet = openpyxl.load_workbook(path, data_only=True)[MAIN_SHEET]
    top = next(c.row for row in sheet.iter_rows() for c in row if c.value == CODE)
    found: dict[str, dict[str, Any]] = {"": {GAINED: sheet.cell(8, 10).value}}
    for row in range(top + 1, sheet.max_row + 1):
        if sheet.cell(row, 2).value:
            found[str(sheet.cell(row, 1).value)] = {
                header: sheet.cell(row, column(header)).value for header in (GAINED, NEEDED, "สิ่งที่ต้องทำ")
            }
    return found


def close(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, abs_tol=1e-9)
    return (one or None) == (other or None)


def test_scores_of_the_whole_sample_are_those_of_recalc(sample: Path, tmp_path: Path) -> None:
    """Every form of February and of April, its values taken out and computed by LibreOffice alone."""
    for month, round_no in (("2565-02", 1), ("2565-04", 2)):
        day = dt.date(2022, 4, 1) if round_no == 2 else AS_OF
        with FileBook.open(sample) as book:
            made = ACTIONS["forms"](book, to=tmp_path / month, month=month, today=day, as_of=day)
        paths = {one["unit"]: Path(one["file"]) for one in made.data["forms"]}
        cached = {unit: shown(path) for unit, path in paths.items()}
        for path in paths.values():
            openpyxl.load_workbook(path).save(path)  # without values of formulas
        bare = shown(paths["HPC01"])
        assert {row[GAINED] for row in bare.values()} == {None}
        results = compute(with_month_certified(month), Settings(), day)
        kpis = by_kpi(results, round_no)
        totals = results.unit_score.set_index("unit_code")[f"round_{round_no}_score"]
        for unit, path in zip(paths, recalculated(list(paths.values()), tmp_path), strict=True):
            found = shown(path)
            assert close(found[""][GAINED], nothing(totals[unit])), unit
            for kpi, row in found.items():
                assert all(close(value, cached[unit][kpi][key]) for key, value in row.items()), (
                    unit,
                    kpi,
                    row,
                )
                expected = kpis.get((unit, kpi))
                if expected is not None:
                    scored = expected["reason"] == "scored"
                    assert close(row[GAINED], nothing(expected["score"]) if scored else None), (unit, kpi)
                    needed = nothing(expected["needed_for_pass"])
                    assert close(row[NEEDED], ALONE if needed is None else needed), (unit, kpi)


def test_the_form_answers_while_it_is_filled_in(tmp_path: Path) -> None:
    """Results typed into an empty form give scores at once, and the rest that must be done."""
    book = open_book()
    path = give_out(book, tmp_path)["A1"]
    fill(
        path,
        {"1.1": result(83.5), "1.3": {VALUE: 2.5, STATUS: SENT}, "1.5": {VALUE: 3}},
        items={("1.2", 1): {"คะแนนที่ได้": 1.5}, ("1.2", 2): {"คะแนนที่ได้": 1}}
        | {("1.4", n): {"แล้วเสร็จ": "ใช่" if n != 3 else "ไม่ใช่"} for n in range(1, 6)},
    )
    (saved,) = recalculated([path], tmp_path)
    found = shown(saved)
    assert {kpi: row[GAINED] for kpi, row in found.items() if kpi} == {
        "1.1": 3.35, "1.2": 2.5, "1.3": 3.25, "1.4": 2, "1.5": 3,
    }  # fmt: skip
    assert found[""][GAINED] == 2.82
    assert [found[kpi]["สิ่งที่ต้องทำ"] for kpi in ("1.1", "1.3", "1.5")] == [
        "✓ ครบแล้ว", "! ต่ำกว่า 3.0000 กรอกสาเหตุ", f"เลือกสถานะ {SENT}",
    ]  # fmt: skip
    # 1.1 alone: (15 - 10.75) = 4.25 of 20 % each; 4.2498 is lifted to 3.0000 by the rounding.
    assert found["1.1"][NEEDED] == pytest.approx(92.4975, abs=0.0026)


def test_a_form_that_libreoffice_saved_is_collected(tmp_path: Path) -> None:
    """Filled in, saved by LibreOffice, renamed: the same values come back."""
    book = open_book()
    path = fill(
        give_out(book, tmp_path / "out")["A1"], {"1.1": result(90), "1.3": result(4.5)},
        items={("1.2", 1): {"คะแนนที่ได้": 1.5}}, reporter="ก", reported_on=dt.date(2022, 3, 8),
    )  # fmt: skip
    (saved,) = recalculated([path], tmp_path)
    renamed = saved.rename(tmp_path / "ส่งคืน.xlsx")
    other = open_book()
    give_out(other, tmp_path / "again")
    assert (
        collect(other, renamed).data["forms"][0]["changes"] == collect(book, path).data["forms"][0]["changes"]
    )
    assert frame_of(other, SCORE).equals(frame_of(book, SCORE))


def test_an_untouched_form_that_libreoffice_saved_has_nothing_new(tmp_path: Path) -> None:
    """Opening and saving is no change: dates, codes, texts and numbers stay what they were."""
    book = open_book()
    paths = list(give_out(book, tmp_path / "out", "2565-01").values())
    outcome = collect(book, *recalculated(paths, tmp_path))
    assert [one["state"] for one in outcome.data["forms"]] == ["nothing", "nothing"]


def test_a_needed_result_is_enough_and_a_bit_less_is_not(tmp_path: Path) -> None:
    """What the form says is needed brings the round to 3.0000 when it is typed; a step below does not."""
    book = open_book()
    values = {"1.3": {VALUE: 2.5}, "1.5": {VALUE: 3}, "1.1": {VALUE: 70}}
    items = {("1.2", 1): {"คะแนนที่ได้": 1.5}, ("1.4", 1): {"แล้วเสร็จ": "ใช่"}}
    path = fill(give_out(book, tmp_path / "0")["A1"], values, items=items)
    needed = shown(recalculated([path], tmp_path)[0])["1.3"][NEEDED]
    assert needed == ALONE
    items |= {("1.2", 2): {"คะแนนที่ได้": 3}} | {("1.4", n): {"แล้วเสร็จ": "ใช่"} for n in (2, 3)}
    path = fill(path, items=items)
    needed = shown(recalculated([path], tmp_path)[0])["1.1"][NEEDED]
    paths = [
        fill(path, {"1.1": {VALUE: value}}, to=tmp_path / str(n) / "x.xlsx")
        for n, value in enumerate((needed, needed - 0.001))
    ]
    scores = [shown(recalculated([one], tmp_path)[0])[""][GAINED] for one in paths]
    assert scores[0] == 3.0
    assert scores[1] < 3.0
    assert cell_of(openpyxl.load_workbook(paths[0]), "1.1", VALUE).value == needed
