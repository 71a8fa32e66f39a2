"""One action over many books: each a row, whatever happens; stopped, killed, and gone on with."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.actions.batching import batch
from addin.batch import Done, Job, Register, books_in, cluster, fingerprint, pool, serial, work_through
from addin.cli import main
from addin.errors import UserError
from tests.actions.test_jobs import edit
from tests.support.doings import die_at_deadly, die_once
from workbook.file import FileBook
from workbook.schema import BY_NAME

DAY = dt.date(2022, 3, 10)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def books(sample_master: Path, tmp_path: Path) -> Path:
    """A folder with three masters, one of them deeper, and a file that is none."""
    folder = tmp_path / "กรม"
    (folder / "ภาค").mkdir(parents=True)
    for name in ("ก.xlsx", "ข.xlsx", "ภาค/ค.xlsx"):
        shutil.copy(sample_master, folder / name)
    (folder / "เสีย.xlsx").write_bytes(b"not a workbook")
    (folder / "~$ง.xlsx").write_bytes(b"a lock that Excel left")
    return folder


def jobs(folder: Path, **options: Any) -> list[Job]:
    asked = {"as_of": DAY.isoformat(), **options}
    return [Job(str(path), "recalc", None, asked) for path in books_in([folder], folder / "out")]


def plain(rows: list[Done]) -> list[tuple[str, str, str, Any]]:
    """What a row says, without the time that it took."""
    found = [(one.path, one.state, one.message, json.dumps(one.attainment)) for one in rows]
    return sorted(found)


def test_a_pool_does_what_one_process_does(books: Path, tmp_path: Path) -> None:
    """The same rows, and the same bytes left behind; the broken file is a row with its sentence."""
    twin = tmp_path / "twin"
    shutil.copytree(books, twin)
    one = plain(list(serial(jobs(books))))
    two = plain(list(pool(2)(jobs(twin))))
    assert [(p.replace(str(twin), str(books)), *rest) for p, *rest in two] == [tuple(row) for row in one]
    assert [state for _, state, *_ in one] == ["done", "done", "done", "refused"]
    assert "ไม่ใช่สมุดงาน Excel" in one[-1][2]


def test_the_rows_are_the_figures_of_recalc(books: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Attainment and unit scores are those of `recalc --json` of each book."""
    copy = books.parent / "สำเนา.xlsx"
    shutil.copy(books / "ก.xlsx", copy)
    main(["recalc", str(copy), "--as-of", "2022-03-10", "--json"])
    expected = json.loads(capsys.readouterr().out)
    rows = {Path(one.path).name: one for one in serial(jobs(books))}
    assert rows["ก.xlsx"].attainment == expected["attainment"]
    assert list(rows["ก.xlsx"].units) == expected["units"]


def test_what_is_done_is_not_done_again(books: Path, tmp_path: Path) -> None:
    """A second run keeps unchanged books, works through the one that changed, and tries the broken one again."""
    to = tmp_path / "ผล"
    run = lambda: batch([books], what="recalc", to=to, today=DAY, as_of=DAY, workers=1)  # noqa: E731
    assert run().data["counts"] == {"done": 3, "refused": 1}
    before = {path: path.read_bytes() for path in books.rglob("*.xlsx")}
    assert run().data["counts"] == {"kept": 3, "refused": 1}
    assert {path: path.read_bytes() for path in books.rglob("*.xlsx")} == before
    edit(books / "ข.xlsx", "tblMonthlyScore", BY_NAME["tblMonthlyScore"].by_key["evidence"].header, 1, "ใหม่")
    assert run().data["counts"] == {"kept": 2, "done": 1, "refused": 1}
    another_day = batch([books], what="recalc", to=to, today=DAY, as_of=dt.date(2022, 3, 11), workers=1)
    assert another_day.data["counts"] == {"done": 3, "refused": 1}


def test_the_summary_can_be_read_by_people_and_programs(books: Path, tmp_path: Path) -> None:
    """Workbook, page and tables hold a row for each book, and one for each unit of those that were computed."""
    to = tmp_path / "ผล"
    outcome = batch([books], what="recalc", to=to, today=DAY, as_of=DAY, workers=1)
    assert {Path(one).name for one in outcome.data["summary"]} == {
        "สรุป.xlsx", "สรุป.html", "สรุป.parquet", "หน่วยงาน.parquet",
    }  # fmt: skip
    assert not outcome.clean
    table = pd.read_parquet(to / "สรุป.parquet")
    assert table["state"].tolist() == ["done", "done", "done", "refused"]
    assert set(table["passed"].dropna()) == {32.0}
    assert len(pd.read_parquet(to / "หน่วยงาน.parquet")) == 3 * 36
    shown = openpyxl.load_workbook(to / "สรุป.xlsx")
    assert [len(shown[name].tables) for name in shown.sheetnames] == [1, 1]
    page = (to / "สรุป.html").read_text(encoding="utf-8")
    assert page.count("<tr>") == 1 + 4
    assert "Content-Security-Policy" in page


def test_reports_go_to_a_folder_for_each_book(books: Path, tmp_path: Path) -> None:
    """Two books of one name do not write over each other."""
    shutil.copy(books / "ก.xlsx", books / "ภาค" / "ก.xlsx")
    to = tmp_path / "ผล"
    options = {"kinds": ["overview"], "formats": ["html"]}
    wanted = [books / "ก.xlsx", books / "ภาค" / "ก.xlsx"]
    batch(wanted, what="report", to=to, today=DAY, as_of=DAY, options=options, workers=1)
    assert sorted(p.relative_to(to).parts[0] for p in to.rglob("*ภาพรวม*.html")) == ["ก", "ก (2)"]


def test_a_worker_that_dies_costs_one_book(books: Path) -> None:
    """The book that kills its worker is a row; the others are done, whoever had them in hand."""
    shutil.copy(books / "ก.xlsx", books / "deadly.xlsx")
    rows = {Path(one.path).name: one.state for one in pool(2, die_at_deadly)(jobs(books))}
    assert rows == {
        "ก.xlsx": "done", "ข.xlsx": "done", "ค.xlsx": "done", "เสีย.xlsx": "refused", "deadly.xlsx": "failed",
    }  # fmt: skip


def whole(path: Path) -> bool:
    with FileBook.open(path) as book:
        return len(book.table_names()) == len(BY_NAME)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a signal here")
def test_interrupted_it_leaves_every_book_whole(sample_master: Path, tmp_path: Path) -> None:
    """Ctrl-C in the middle: each file is a whole workbook, and the same command does the rest."""
    folder, to = tmp_path / "กรม", tmp_path / "ผล"
    folder.mkdir()
    for number in range(12):
        shutil.copy(sample_master, folder / f"{number:02}.xlsx")
    # Where the tests themselves run in the background Ctrl-C is ignored, and children inherit that.
    start = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    start += "runpy.run_module('addin', run_name='__main__')"
    command = [sys.executable, "-c", start, "batch", "recalc", str(folder), "--to", str(to), "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        command, cwd=tmp_path, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    register, until = to / "samret-batch.jsonl", time.monotonic() + 120
    while not register.exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(60) == 130
    assert all(whole(path) for path in folder.glob("*.xlsx"))
    begun = len(register.read_text(encoding="utf-8").splitlines())
    assert 0 < begun < 12
    again = subprocess.run(
        [*command, "--json"], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    counts = json.loads(again.stdout)["counts"]
    assert counts["kept"] >= begun
    assert sum(counts.values()) == 12
    assert set(counts) == {"kept", "done"}


@pytest.mark.slow
def test_a_cluster_does_the_work_of_a_killed_worker_again(books: Path) -> None:
    """On a Dask cluster a worker is killed over its book: nothing is lost, the rows are those of one process."""
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    for name in ("ก", "ข"):
        (books / f"{name}.deadly").touch()
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as local:
        rows = plain(list(cluster(local.scheduler_address, die_once)(jobs(books))))
    assert not list(books.glob("*.deadly"))
    assert [state for _, state, *_ in rows] == ["done", "done", "done", "refused"]
    assert {found for *_, found in rows[:3]} == {rows[0][3]}


def test_a_run_that_was_killed_is_gone_on_with(books: Path, tmp_path: Path) -> None:
    """A half-written last line of the register is passed over: its book is done again."""
    register = Register(tmp_path)
    rows = list(work_through(jobs(books), serial, register))
    lines = (tmp_path / "samret-batch.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "samret-batch.jsonl").write_text("".join(lines[:-1]) + lines[-1][:40], encoding="utf-8")
    again = list(work_through(jobs(books), serial, Register(tmp_path)))
    assert sorted(one.state for one in rows) == ["done", "done", "done", "refused"]
    assert sorted(one.state for one in again) == ["done", "kept", "kept", "refused"]


def test_the_fingerprint_is_of_bytes_and_of_what_is_asked(books: Path) -> None:
    """Another day or action is other work; the same is the same."""
    path = books / "ก.xlsx"
    job = Job(str(path), "recalc", None, {"as_of": "2022-03-10"})
    assert fingerprint(path, job) == fingerprint(
        path, Job(str(path), "recalc", None, {"as_of": "2022-03-10"})
    )
    others = [
        Job(str(path), "check", None, job.options),
        Job(str(path), "recalc", None, {"as_of": "2022-03-11"}),
    ]
    assert fingerprint(path, job) not in {fingerprint(path, other) for other in others}


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["recalc", "ไม่มี"], "ไม่พบแฟ้มหรือโฟลเดอร์"),
        (["recalc", "ว่าง"], "ไม่มีสมุดงาน .xlsx"),
        (["recalc", "ว่าง", "--workers", "0"], "ไม่ใช่จำนวนเต็มตั้งแต่ 1"),
    ],
)
def test_what_cannot_be_run_is_told(
    argv: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence, exit 2, nothing made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ว่าง").mkdir()
    try:
        code = main(["batch", *argv])
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "samret-batch").exists()


def test_closing_many_needs_a_month(tmp_path: Path) -> None:
    """Without a month nothing is begun: no book is touched, no folder made."""
    with pytest.raises(UserError) as caught:
        ACTIONS["batch"]([tmp_path], what="close", to=tmp_path / "ผล", today=dt.date(2022, 3, 10))
    assert caught.value.code == "batch_close_month"
    assert not (tmp_path / "ผล").exists()
