"""One action over many master workbooks: serial, a pool of processes, or a Dask cluster.

A book that fails is a row of the summary and never the end of the run. Each finished book is written at once
to a register beside the results, by the fingerprint of its bytes and of what was asked: a run that was
stopped continues where it was, and a book that has not changed is not worked through again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import multiprocessing
import signal
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from addin import __version__
from workbook.backups import BACKUP_FOLDER
from workbook.errors import UserError

State = Literal["done", "errors", "refused", "failed", "kept"]
"""done: clean; errors: done, but the book has errors or the rules refuse; refused: the book cannot be worked
with; failed: a bug of ours, with a log; kept: nothing has changed since an earlier run did it."""

AT_ONCE: Final = 4
"""Books that wait in the pool for each worker: enough to keep it busy, few enough for flat memory."""

REGISTER: Final = "samret-batch.jsonl"


@dataclass(frozen=True, slots=True)
class Job:
    """One book and what to do with it; `options` are arguments of the action, JSON values only."""

    path: str
    action: str
    to: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one book: a row of the summary.

    `attainment` and `units` as `recalc --json` gives them, where the action computes; `before` and `after`
    are fingerprints of the book as it was found and as it was left; `message` says what kept it from work.
    """

    path: str
    state: State
    message: str = ""
    before: str = ""
    after: str = ""
    seconds: float = 0.0
    errors: int | None = None
    warnings: int | None = None
    attainment: Mapping[str, Any] | None = None
    units: tuple[Mapping[str, Any], ...] = ()
    made: tuple[str, ...] = ()


class Runner(Protocol):
    """Works through jobs, in any order."""

    def __call__(self, jobs: Iterable[Job]) -> Iterator[Done]:
        """A row for each job, as it is finished."""
        ...


def books_in(paths: Iterable[Path], results: Path) -> list[Path]:
    """The workbooks named, and those in the folders named and below; each once, in order of name.

    Left out of folders are what Excel and we put beside a book (locks, half-written files, backups) and what
    lies in the folder `results`. UserError batch_missing for a path that is not there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UserError("batch_missing", path=str(path))
        inside = sorted(path.rglob("*.xlsx")) if path.is_dir() else [path]
        for one in inside:
            beside = one.name.startswith(("~$", ".")) or one.parent.name == BACKUP_FOLDER
            if not path.is_dir() or not (beside or one.resolve().is_relative_to(results.resolve())):
                found.setdefault(one.resolve())
    return list(found)


def fingerprint(path: Path, job: Job) -> str:
    """What a book and the work asked for come to: equal for equal bytes, action, options and program."""
    asked = json.dumps([job.action, dict(job.options), job.to, __version__], sort_keys=True, default=str)
    return hashlib.sha256(hashlib.sha256(path.read_bytes()).digest() + asked.encode()).hexdigest()


def run_job(job: Job) -> Done:
    """Do one job; whatever happens comes back as a row, but for an interruption by the person."""
    started = time.perf_counter()
    path = Path(job.path)
    before = ""
    try:
        before = fingerprint(path, job)
        done = _act(job, path)
        done = replace(done, after=fingerprint(path, job))
    except UserError as error:
        from addin.texts import error_text  # noqa: PLC0415 - heavy, and only told where something is wrong

        done = Done(job.path, "refused", error_text(error.code, error.params))
    except OSError as error:
        done = Done(job.path, "refused", f"{path.name}: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - the boundary: one book must not end the run
        from addin.crash import write_log  # noqa: PLC0415
        from addin.texts import error_text  # noqa: PLC0415

        log = write_log(error, f"batch {job.action} {path.name}")
        done = Done(job.path, "failed", error_text("bug", {"log": str(log)}))
    return replace(done, before=before, seconds=round(time.perf_counter() - started, 3))


def _act(job: Job, path: Path) -> Done:
    from addin.actions import ACTIONS  # noqa: PLC0415 - heavy: a worker loads them once
    from addin.actions.load import silent  # noqa: PLC0415
    from addin.texts import error_text, ui  # noqa: PLC0415
    from workbook.file import FileBook  # noqa: PLC0415

    known: dict[str, Any] = {"today": dt.date.today(), "progress": silent, **job.options}  # noqa: DTZ011
    for key in ("as_of", "today"):
        if isinstance(known.get(key), str):
            known[key] = dt.date.fromisoformat(known[key])
    if job.to is not None:
        known["to"] = Path(job.to)
    with FileBook.open(path) as book:
        outcome = ACTIONS[job.action](book, **known)
    data = outcome.data
    message = ""
    if outcome.blocked:
        message = error_text(*outcome.blocked)
    elif not outcome.clean:
        bad = [line for line in outcome.lines if line.kind == "bad"] or list(outcome.lines)
        message = ui(bad[0].key, "th", **bad[0].params) if bad else ""
    state: State = "refused" if outcome.blocked else "done" if outcome.clean else "errors"
    return Done(
        job.path,
        state,
        message,
        errors=data.get("errors"),
        warnings=data.get("warnings"),
        attainment=data.get("attainment"),
        units=tuple(data.get("units", ())) if job.action == "recalc" else (),
        made=tuple(data.get("reports", ())),
    )


def serial(jobs: Iterable[Job]) -> Iterator[Done]:
    """One after the other, in this process."""
    return map(run_job, jobs)


Doing = Callable[[Job], Done]


def pool(workers: int, do: Doing = run_job) -> Runner:
    """A pool of `workers` processes, started afresh so that every system does the same.

    A worker that dies (memory, a crash in a library) takes with it what the pool has in hand: those books are
    tried again one by one, and the one that kills its worker a second time becomes a row.
    """

    def run(jobs: Iterable[Job]) -> Iterator[Done]:
        source = iter(jobs)
        while in_hand := (yield from _pooled(source, workers, do)):
            for job in in_hand:
                if (yield from _pooled(iter((job,)), 1, do)):
                    yield Done(job.path, "failed", _died())

    return run


def _pooled(source: Iterator[Job], workers: int, do: Doing) -> Generator[Done, None, list[Job]]:
    """Work through jobs until none is left, or until a worker dies: then the jobs that were in hand."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_to_the_parent)
    running: dict[Future[Done], Job] = {}
    try:
        while True:
            while len(running) < workers * AT_ONCE and (job := next(source, None)) is not None:
                running[executor.submit(do, job)] = job
            if not running:
                return []
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done = future.result()
                del running[future]
                yield done
    except BrokenProcessPool:
        return list(running.values())
    finally:
        # Interrupted: the books in hand are finished, each whole; those that wait are not begun.
        executor.shutdown(cancel_futures=True)


def _leave_to_the_parent() -> None:
    """Ctrl-C reaches every process of a terminal; only the parent decides what becomes of the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _died() -> str:
    from addin.texts import error_text  # noqa: PLC0415 - only told where it happened

    return error_text("batch_worker_died", {})


def cluster(address: str, do: Doing = run_job) -> Runner:
    """The workers of a Dask cluster that is there already; the books must lie where all of them can reach.

    Work whose worker dies is done again elsewhere. UserError: batch_no_cluster, batch_no_dask.
    """

    def run(jobs: Iterable[Job]) -> Iterator[Done]:
        try:
            from distributed import Client, KilledWorker, as_completed  # noqa: PLC0415 - an optional extra
        except ImportError as error:
            raise UserError("batch_no_dask") from error
        try:
            client = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise UserError("batch_no_cluster", address=address) from error
        source = iter(jobs)
        with client:
            window = max(1, sum(client.nthreads().values())) * AT_ONCE  # type: ignore[no-untyped-call]
            first = list(islice(source, window))
            futures = {client.submit(do, job, pure=False): job for job in first}
            finished = as_completed(futures)  # type: ignore[no-untyped-call]
            for future in finished:
                job = futures.pop(future)
                try:
                    yield future.result()
                except KilledWorker:
                    yield Done(job.path, "failed", _died())
                if (following := next(source, None)) is not None:
                    new = client.submit(do, following, pure=False)
                    futures[new] = following
                    finished.add(new)  # type: ignore[no-untyped-call]

    return run


class Register:
    """What earlier runs have done, beside their results; a line for each finished book."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / REGISTER
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(json.JSONDecodeError):  # the last line of a run that was killed
                    row = json.loads(line)
                    self._known[row["path"], row["after"]] = row

    def earlier(self, job: Job) -> Done | None:
        """The row of the same work on the same bytes, if what it made is still there."""
        try:
            row = self._known.get((job.path, fingerprint(Path(job.path), job)))
        except OSError:
            return None
        if row is None or not all(Path(made).exists() for made in row["made"]):
            return None
        return replace(Done(**row), state="kept")

    def add(self, done: Done) -> None:
        """Keep a finished book; one that was refused or failed is tried again by the next run."""
        if done.state not in ("done", "errors"):
            return
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")


def work_through(jobs: Iterable[Job], runner: Runner, register: Register) -> Iterator[Done]:
    """A row for each job, as it is finished; what an earlier run has done is not done again."""
    fresh: list[Job] = []
    for job in jobs:
        done = register.earlier(job)
        if done is None:
            fresh.append(job)
        else:
            yield done
    for done in runner(fresh):
        register.add(done)
        yield done
