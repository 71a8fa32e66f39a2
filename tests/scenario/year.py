"""A fiscal year played with the sample's units, KPIs and targets: who reports what, and when, from nothing on.

The officer and the coordinators are played here; what they type is worked out from the sample by plain Python.
Every action of the program goes through `Year.act`, which keeps the cells before and after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from addin.actions import ACTIONS
from addin.actions.load import load
from addin.actions.outcome import Outcome
from addin.rules.due import due_reports
from tests.support.forms import DRAFT, SENT, fill
from workbook.build import build_master
from workbook.file import FileBook
from workbook.form_names import STATUS, VALUE
from workbook.frames import conform, read_tables, to_rows
from workbook.sample import sample_tables
from workbook.schema import BY_NAME, INPUT_TABLES

MONTHS = (
    "2564-10", "2564-11", "2564-12", "2565-01", "2565-02",
    "2565-03", "2565-04", "2565-05", "2565-06", "2565-07",
)  # fmt: skip
BY_FORM = ("SEC", "PER", "HPC01", "HPC12", "LAW", "LAB")
"""Units whose coordinators send forms; for the others the officer types. FIN reports nothing in round 1."""
SILENT = "FIN"
CERTIFIER = "ผู้อำนวยการกลุ่มพัฒนาระบบบริหาร"
EMPTY = (
    "tblMonthlyScore", "tblItemResult", "tblSubmission", "tblFollowUp", "tblApproval", "tblActivityMonth",
)  # fmt: skip

Cells = dict[tuple[str, int, str], Any]
"""Sheet, Excel row, header -> value, of the tables that people fill in."""


def month_after(month: str, day: int) -> dt.date:
    """A day of the month after, C.E."""
    year, number = (int(part) for part in month.split("-"))
    return dt.date(year - 543 + number // 12, number % 12 + 1, day)


@dataclass
class Deed:
    """One action of the program: its cells before and after, the log rows that it added."""

    name: str
    before: Cells
    after: Cells
    log: list[dict[str, Any]]
    outcome: Outcome


@dataclass
class Year:
    """The book of the year, what was typed into it, and everything that the program did."""

    path: Path
    folder: Path
    sample: dict[str, pd.DataFrame]
    deeds: list[Deed] = field(default_factory=list)
    truth: dict[tuple[str, str, str], float] = field(default_factory=dict)
    """Month, unit, KPI -> the value that was reported last, as it must stand in the book."""

    _seen: tuple[int, tuple[Cells, list[dict[str, Any]]]] | None = None

    # -- the program -----------------------------------------------------------------------------------------

    def act(self, action: str, *positional: Any, day: dt.date, **more: Any) -> Outcome:
        """Run an action over the file on a day."""
        before, logged = self.cells()
        with FileBook.open(self.path) as book:
            options = {"today": day, "now": lambda: dt.datetime.combine(day, dt.time(9)), **more}
            outcome = ACTIONS[action](book, *positional, **options)
        after, now_logged = self.cells()
        self.deeds.append(Deed(action, before, after, now_logged[len(logged) :], outcome))
        return outcome

    def cells(self) -> tuple[Cells, list[dict[str, Any]]]:
        """All cells that people fill in, and the rows of the log; read again when the file is another."""
        stamp = self.path.stat().st_mtime_ns
        if self._seen is None or self._seen[0] != stamp:
            self._seen = stamp, self._read()
        return self._seen[1]

    def _read(self) -> tuple[Cells, list[dict[str, Any]]]:
        found: Cells = {}
        with FileBook.open(self.path) as book:
            for table in INPUT_TABLES:
                raw = book.read(table.name)
                for i, line in enumerate(raw.cells):
                    for header, value in zip(raw.headers, line, strict=True):
                        if value is not None:
                            found[raw.sheet, raw.first_row + i, header] = value
            log = book.read("tblLog")
        rows = [dict(zip(log.headers, line, strict=True)) for line in log.cells]
        return found, [row for row in rows if any(value is not None for value in row.values())]

    # -- what is reported ------------------------------------------------------------------------------------

    def due(self, month: str) -> list[tuple[str, str]]:
        """Unit and KPI of the reports of a month, which follow from what stands in the book from the start."""
        mine = self._reports[self._reports["month"] == month]
        return list(zip(mine["unit_code"].tolist(), mine["kpi_code"].tolist(), strict=True))

    @cached_property
    def _reports(self) -> pd.DataFrame:
        with FileBook.open(self.path) as book:
            loaded = load(book, today=dt.date(2021, 10, 1))
        return due_reports(loaded.frames, loaded.usable, loaded.as_of).reports

    def value(self, month: str, unit: str, kpi: str) -> float:
        """What a unit reports: as in the sample, in round 2 what it reported five months before.

        A value that the sample lacks is the target of level 3; HPC12 is at level 4 from round 2 on.
        """
        at = MONTHS.index(month)
        rows = self.sample["tblMonthlyScore"]
        mine = rows[
            (rows["unit_code"] == unit) & (rows["kpi_code"] == kpi) & (rows["month"] == MONTHS[at % 5])
        ]
        kind, rounds = self.kind(kpi), 1 + at // 5
        if unit == "HPC12" and rounds == 2 and kind in ("interpolate", "step"):
            return self.target(unit, kpi, rounds, 4)
        typed = mine["score" if kind == "reported" else "actual"].dropna()
        if kind in ("process", "milestone"):
            return 3.0
        if len(typed):
            return float(typed.iloc[0])
        return 3.0 if kind == "reported" else self.target(unit, kpi, rounds, 3)

    def kind(self, kpi: str) -> str:
        """How a KPI is scored."""
        kpis = self.sample["tblKpi"].set_index("kpi_code")
        return str(kpis.loc[kpi, "scoring"])

    def target(self, unit: str, kpi: str, number: int, level: int) -> float:
        """The target of a level, the unit's own or the default."""
        own, general = self.sample["tblUnitKpi"], self.sample["tblKpiTarget"]
        mine = own[(own["unit_code"] == unit) & (own["kpi_code"] == kpi) & (own["round"] == number)]
        found = mine[f"target_{level}"].dropna()
        if not len(found):
            found = general[(general["kpi_code"] == kpi) & (general["round"] == number)][f"target_{level}"]
        return float(found.iloc[0])

    def steps(self, month: str, kpi: str) -> pd.DataFrame:
        """The items of a KPI by level, as they are awarded."""
        items = self.sample["tblProcessItem"]
        return items[(items["kpi_code"] == kpi) & (items["round"] == 1 + MONTHS.index(month) // 5)]

    # -- the people ------------------------------------------------------------------------------------------

    def type_in(self, month: str, units: Sequence[str], day: dt.date) -> None:
        """The officer types the month's rows of these units."""
        rows = []
        for unit, kpi in self.due(month):
            if unit in units:
                value = self.value(month, unit, kpi)
                column = "score" if self.kind(kpi) == "reported" else "actual"
                self.truth[month, unit, kpi] = value
                rows.append(self.row(month, unit, kpi, day) | {column: value})
        self.append("tblMonthlyScore", rows)

    @staticmethod
    def row(month: str, unit: str, kpi: str, day: dt.date) -> dict[str, Any]:
        """A row that was sent, with what a low score and a report want beside the value."""
        named = {"evidence": "แฟ้มหลักฐาน", "cause": "งบประมาณล่าช้า", "reporter": "ผู้ประสานงาน"}
        return {
            "month": month,
            "unit_code": unit,
            "kpi_code": kpi,
            "status": "submitted",
            "reported_on": day,
        } | named

    def append(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Rows typed under a table."""
        declared = BY_NAME[table]
        with FileBook.open(self.path, write=True) as book:
            book.append(table, to_rows(conform(pd.DataFrame(rows), declared), declared))
            book.save()

    def retype(self, table: str, where: dict[str, Any], values: dict[str, Any]) -> None:
        """The officer changes cells of the rows that fit."""
        declared = BY_NAME[table]
        with FileBook.open(self.path, write=True) as book:
            frame = read_tables(book, [declared]).frames[table]
            rows = (frame[list(where)] == pd.Series(where)).all(axis=1)
            assert rows.any(), where
            for key, value in values.items():
                frame.loc[rows, key] = value
            book.replace(table, to_rows(frame, declared))
            book.save()

    def forms(self, month: str, units: Sequence[str], day: dt.date) -> dict[str, Path]:
        """Forms of a month given out to units."""
        outcome = self.act("forms", day=day, to=self.folder / f"{month} {day}", month=month, units=units)
        return {one["unit"]: Path(one["file"]) for one in outcome.data["forms"]}

    def fill_in(
        self, path: Path, month: str, unit: str, day: dt.date, *, sent: bool = True, **changed: float
    ) -> Path:
        """The coordinator fills in the unit's form; `changed` by KPI with _ for the dot."""
        values: dict[str, dict[str, Any]] = {}
        items: dict[tuple[str, int], dict[str, Any]] = {}
        for code, kpi in self.due(month):
            if code != unit:
                continue
            value = changed.get("k" + kpi.replace(".", "_"), self.value(month, unit, kpi))
            state = {STATUS: SENT if sent else DRAFT, "หลักฐาน": "แฟ้มหลักฐาน", "สาเหตุ": "งบประมาณล่าช้า"}
            kind = self.kind(kpi)
            if kind in ("process", "milestone"):
                value = 0.0
                for step in self.steps(month, kpi).to_dict("records"):
                    given = step["level"] <= 3
                    number = int(step["item_no"])
                    if kind == "process":
                        points = float(step["max_points"]) if given else 0.0
                        items[kpi, number] = {"คะแนนที่ได้": points}
                        value += points
                    else:
                        items[kpi, number] = {"แล้วเสร็จ": "ใช่" if given else "ไม่ใช่"}
                        value += given
                values[kpi] = state
            else:
                values[kpi] = {VALUE: value, **state}
            if sent:
                self.truth[month, unit, kpi] = value
        return fill(path, values, items=items, reporter="ผู้ประสานงาน", reported_on=day)


def new_year(folder: Path) -> Year:
    """The book on 1 October: units, KPIs, targets, stakeholders and plans of the sample, nothing reported."""
    tables = dict(sample_tables(2565))
    sample = dict(tables)
    for name in EMPTY:
        tables[name] = tables[name].iloc[:0]
    tables["tblPlan"] = tables["tblPlan"].assign(state="draft")
    tables["tblActivity"] = tables["tblActivity"].assign(
        status="not_started", finished_on=pd.NaT, evidence=None
    )
    tables["tblDocument"] = tables["tblDocument"].assign(file_ref=None, doc_date=pd.NaT, approved_by=None)
    tables["tblStep"] = tables["tblStep"].assign(started_on=pd.NaT, finished_on=pd.NaT)
    for name, key in (
        ("tblContact", "last_verified"),
        ("tblTopic", "delivered_on"),
    ):
        tables[name] = tables[name].assign(**{key: pd.NaT})
    agreements = tables["tblAgreement"]
    tables["tblAgreement"] = agreements.assign(signed_on=pd.Timestamp("2021-10-01"))
    settings = tables["tblSetting"]
    tables["tblSetting"] = settings.assign(value=settings["value"].where(settings["key"] != "as_of"))
    path = folder / "คำรับรอง-2565.xlsx"
    build_master(path, tables, fiscal_year=2565)
    return Year(path, folder, sample)
