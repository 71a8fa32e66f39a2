"""register: received, entered, extended - never over another value, and late follows from it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.cli import main
from addin.errors import UserError
from tests.support.buttons import NOW, TODAY, frame_of, header, open_book, said
from tests.support.checkbook import SCORE, day, edited
from workbook.file import FileBook

TABLE = "tblSubmission"
RECEIVED = dt.date(2022, 3, 9)


def register(book: Any, units: list[str], month: str = "2565-02", **more: Any) -> Outcome:
    return ACTIONS["register"](book, month=month, units=units, today=TODAY, now=lambda: NOW, **more)


def row_of(book: Any, unit: str, month: str = "2565-02") -> dict[str, Any]:
    """What the register says of a unit and month, blanks left out."""
    frame = frame_of(book, TABLE)
    found = frame[(frame["unit_code"] == unit) & (frame["month"] == month)].to_dict("records")
    assert len(found) == 1
    return {str(key): value for key, value in found[0].items() if not pd.isna(value)}


def test_a_row_is_added_with_what_is_given() -> None:
    """One row for each unit, one save, a log row for each value."""
    book = open_book()
    outcome = register(
        book, ["B2", "a1"], received=RECEIVED, entered=RECEIVED, ref="R-1", proof="แฟ้ม 9", entered_by="ก"
    )
    expected = {"received_on": day("2022-03-09"), "entered_on": day("2022-03-09"), "system_ref": "R-1"}
    expected |= {"proof": "แฟ้ม 9", "entered_by": "ก", "month": "2565-02"}
    assert row_of(book, "A1") == expected | {"unit_code": "A1"}
    assert row_of(book, "B2") == expected | {"unit_code": "B2"}
    assert (outcome.data["added"], outcome.clean, book.saves) == (["B2", "A1"], True, 1)
    log = frame_of(book, "tblLog")
    cells = log[log["row"].notna()]
    assert len(cells) == 2 * 7
    place = cells[(cells["column"] == header(TABLE, "received_on"))].iloc[0]
    frame = frame_of(book, TABLE)
    assert frame.loc[int(place["row"]), "unit_code"] == "B2"
    assert (pd.isna(place["old"]), place["new"]) == (True, "9 มี.ค. 65")


def test_what_a_row_lacks_is_added_to_it() -> None:
    """The receipt stays; the same again writes nothing."""
    book = open_book()
    register(book, ["B2"], received=RECEIVED)
    outcome = register(book, ["B2"], received=RECEIVED, entered=TODAY, ref="R-2")
    assert row_of(book, "B2")["system_ref"] == "R-2"
    assert outcome.data["changed"] == ["B2"]
    saves, log = book.saves, len(frame_of(book, "tblLog"))
    again = register(book, ["B2"], received=RECEIVED, entered=TODAY, ref="R-2")
    assert (book.saves, len(frame_of(book, "tblLog")), again.clean) == (saves, log, True)


def test_another_value_is_overwritten_only_when_told() -> None:
    """Without --replace nothing at all is written, for no unit; with it the log keeps the old value."""
    book = open_book()
    register(book, ["B2"], received=RECEIVED)
    refused = register(book, ["A1", "B2"], received=TODAY)
    assert refused.data["error"]["code"] == "register_differs"
    assert [(c["unit_code"], c["old"], c["new"]) for c in refused.data["conflicts"]] == [
        ("B2", "9 มี.ค. 65", "10 มี.ค. 65")
    ]
    assert (refused.clean, book.saves) == (False, 1)
    register(book, ["A1", "B2"], received=TODAY, replace=True)
    assert row_of(book, "B2")["received_on"] == day("2022-03-10")
    assert "9 มี.ค. 65" in set(frame_of(book, "tblLog")["old"].dropna())


def test_what_could_not_be_read_is_somebodys_too() -> None:
    """A date typed as words is not overwritten silently."""
    book = open_book()
    raw = book.read(TABLE)
    book._staged[TABLE].cells[0][raw.headers.index(header(TABLE, "extended_to"))] = "สิ้นเดือน"
    book.save()
    refused = register(book, ["A1"], "2565-01", extend=dt.date(2022, 2, 20))
    assert [c["old"] for c in refused.data["conflicts"]] == ["สิ้นเดือน"]
    assert not refused.clean


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"extend": dt.date(2022, 3, 9)}, "extended_before_due"),
        ({"received": dt.date(2022, 3, 11)}, "date_in_future"),
        ({"received": RECEIVED, "entered": dt.date(2022, 3, 11)}, "date_in_future"),
    ],
)
def test_what_would_be_an_error_is_refused(more: dict[str, dt.date], code: str) -> None:
    """An extension before the deadline, a receipt or an entry of tomorrow: told, not written."""
    book = open_book()
    outcome = register(book, ["B2"], **more)
    assert code in {found["code"] for found in outcome.data["findings"]}
    assert (outcome.clean, book.saves) == (False, 0)
    assert outcome.data["findings"][0]["message"] in said(outcome)


def test_an_extension_of_a_closed_month_is_refused_and_a_receipt_is_not() -> None:
    """Entering into the system comes after the closing; what decides figures does not change any more."""
    closed = pd.DataFrame([{"seq": 1, "month": "2565-02", "closed_on": day("2022-03-10")}])
    book = open_book(frames={**edited(()), "tblSnapshot": closed})
    assert register(book, ["B2"], extend=dt.date(2022, 3, 20)).data["error"]["code"] == "month_closed"
    assert register(book, ["B2"], received=RECEIVED).clean


def test_an_extension_makes_a_late_report_one_on_time() -> None:
    """The report status follows the register at the next recalc."""
    late = (SCORE, 6, {"reported_on": day("2022-02-15")})
    book = open_book([late])

    def state() -> str:
        ACTIONS["recalc"](book, today=TODAY, now=lambda: NOW)
        status = frame_of(book, "tblReportStatus").set_index("unit_code")
        return str(status.loc["A1", "month_01"])

    assert state() == "late"
    register(book, ["A1"], "2565-01", extend=dt.date(2022, 2, 15))
    assert state() == "on_time"


def test_entering_without_a_reference_is_told() -> None:
    """A warning now, and a finding of every check later."""
    book = open_book()
    outcome = register(book, ["B2"], received=RECEIVED, entered=RECEIVED)
    assert "ยังไม่มีเลขอ้างอิง 1 หน่วยงาน" in said(outcome)
    found = ACTIONS["check"](book, today=TODAY, now=lambda: NOW).data["findings"]
    assert "entered_without_reference" in {one["code"] for one in found}


def test_nothing_given_is_an_error() -> None:
    """What is to be registered must be said."""
    with pytest.raises(UserError) as caught:
        register(open_book(), ["A1"])
    assert caught.value.code == "register_nothing"


def test_the_command_writes_the_file_once(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and the row there; the same again leaves every byte; a different date is exit 1."""
    command = ["register", str(sample), "--month", "ก.พ.65", "--unit", "EXPT", "--extend"]
    assert main([*command, "2022-03-18"]) == 0
    content = sample.read_bytes()
    assert main([*command, "2022-03-18"]) == 0
    assert main([*command, "2022-03-21"]) == 1
    assert sample.read_bytes() == content
    with FileBook.open(sample) as book:
        assert row_of(book, "EXPT")["extended_to"] == day("2022-03-18")
    capsys.readouterr()
