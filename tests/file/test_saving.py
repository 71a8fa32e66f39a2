"""Saving: the whole old book or the whole new one, a backup beside it, nobody overwritten."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.xlsx import build
from workbook import locks
from workbook.backups import BACKUP_FOLDER
from workbook.errors import BookError, CannotWrite, FileBusy
from workbook.file import FileBook

ROOT = Path(__file__).parents[2]
NEW = {"รหัส": "9.9"}


def clock(second: int = 0) -> Callable[[], dt.datetime]:
    return lambda: dt.datetime(2022, 3, 10, 9, 30, second)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "งาน"
    folder.mkdir()
    return build(folder / "คำรับรอง 2565.xlsx")


def changed(path: Path, **options: object) -> FileBook:
    """The book with a row staged."""
    book = FileBook.open(path, now=clock(), **options)  # type: ignore[arg-type]
    book.append("tblTest", [NEW])
    return book


def rows(path: Path) -> int:
    return len(FileBook.open(path).read("tblTest").cells)


def beside(path: Path) -> list[str]:
    """The names in the book's folder and in its backup folder."""
    return sorted(str(one.relative_to(path.parent)) for one in path.parent.rglob("*"))


def test_backup_is_the_old_file_under_its_date(path: Path):
    """The old book is kept, byte for byte, in the backup folder under its name and the time."""
    before = path.read_bytes()
    changed(path).save()
    backup = path.parent / BACKUP_FOLDER / "คำรับรอง 2565 2022-03-10 093000.xlsx"
    assert backup.read_bytes() == before
    assert beside(path) == [path.name, BACKUP_FOLDER, f"{BACKUP_FOLDER}/{backup.name}"]
    assert rows(path) == 4


def test_two_backups_of_one_second_are_two(path: Path):
    """A backup never takes the place of another."""
    for _ in range(3):
        changed(path).save()
    stem = "คำรับรอง 2565 2022-03-10 093000"
    assert sorted(one.name for one in (path.parent / BACKUP_FOLDER).iterdir()) == [
        f"{stem}-2.xlsx",
        f"{stem}-3.xlsx",
        f"{stem}.xlsx",
    ]


def test_only_the_newest_backups_of_this_book_are_kept(path: Path):
    """Older backups of this book go; files of other books and other names stay."""
    folder = path.parent / BACKUP_FOLDER
    folder.mkdir()
    others = [
        "คำรับรอง 2566 2020-01-01 000000.xlsx",
        "คำรับรอง 2565 สำเนา.xlsx",
        "คำรับรอง 2565 2020-01-01 000000.txt",
    ]
    for name in others:
        (folder / name).write_text("ของผู้ใช้")
    for second in range(5):
        book = FileBook.open(path, backups_kept=2, now=clock(second))
        book.append("tblTest", [NEW])
        book.save()
    mine = ["คำรับรอง 2565 2022-03-10 093003.xlsx", "คำรับรอง 2565 2022-03-10 093004.xlsx"]
    assert sorted(one.name for one in folder.iterdir()) == sorted(others + mine)


def test_no_backups_when_none_are_kept(path: Path):
    """A count of none keeps none."""
    changed(path, backups_kept=0).save()
    assert beside(path) == [path.name]


def test_mode_of_the_file_stays(path: Path):
    """Who may read and write the file does not change."""
    path.chmod(0o640)
    changed(path).save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_keeps_pointing_to_the_book(path: Path, tmp_path: Path):
    """A book opened through a link is saved where it lies; the link stays a link."""
    link = tmp_path / "ทางลัด.xlsx"
    link.symlink_to(path)
    changed(link).save()
    assert link.is_symlink()
    assert rows(path) == 4
    assert (path.parent / BACKUP_FOLDER).is_dir()


def refusal(book: FileBook) -> BookError:
    """Why the book cannot be saved; the file, the folder and what is staged stay as they were."""
    before, names = book.path.read_bytes(), beside(book.path)
    with pytest.raises(BookError) as caught:
        book.save()
    assert book.path.read_bytes() == before
    assert beside(book.path) == names
    assert book.changed()
    return caught.value


def excel_lock(user: str) -> bytes:
    """What Excel writes into its lock file."""
    narrow = user.encode("cp874")
    wide = user.encode("utf-16-le")
    head = bytes([len(narrow)]) + narrow.ljust(54, b" ") + bytes([len(user), 0]) + wide
    return head + b" \0" * ((165 - len(head)) // 2) + b" " * ((165 - len(head)) % 2)


@pytest.mark.parametrize(
    ("name", "content", "code", "owner"),
    [
        ("~$คำรับรอง 2565.xlsx", excel_lock("สมหญิง ใจดี"), "open_in_excel", "สมหญิง ใจดี"),
        ("~$คำรับรอง 2565.xlsx", b"", "open_in_excel", "?"),
        (
            ".~lock.คำรับรอง 2565.xlsx#",
            "สมชาย,user,host,10.03.2022 09:30,file;".encode(),
            "open_in_libreoffice",
            "สมชาย",
        ),
        (".~lock.คำรับรอง 2565.xlsx#", b",user,host,10.03.2022 09:30,file;", "open_in_libreoffice", "user"),
    ],
)
def test_book_open_elsewhere_is_busy(path: Path, name: str, content: bytes, code: str, owner: str):
    """A book that Excel or LibreOffice has open is not written; the refusal names who has it."""
    book = changed(path)
    (path.parent / name).write_bytes(content)
    error = refusal(book)
    assert (type(error), error.code) == (FileBusy, code)
    assert error.params == {"file": path.name, "owner": owner, "lock": name}


def test_a_lock_beside_the_link_counts_too(path: Path, tmp_path: Path):
    """Excel puts its lock beside the name that it opened, which may be a link."""
    link = tmp_path / "ทางลัด.xlsx"
    link.symlink_to(path)
    book = changed(link)
    (tmp_path / "~$ทางลัด.xlsx").write_bytes(b"")
    with pytest.raises(FileBusy):
        book.save()


def test_a_change_by_others_meanwhile_is_not_overwritten(path: Path):
    """A file that is no longer the one that was read is left alone; one only touched is still the same."""
    book = changed(path)
    os.utime(path, ns=(10**18, 10**18))
    book.save()
    book = changed(path)
    other = changed(path)
    other.save()
    assert refusal(book).code == "changed_meanwhile"
    path.unlink()
    with pytest.raises(FileBusy) as caught:
        book.save()
    assert caught.value.code == "changed_meanwhile"


def lock_file(path: Path) -> Path:
    return locks.beside(path, "samret-lock")


def test_another_run_is_waited_for(path: Path):
    """A book that another living run has claimed is busy; the refusal names the process and its machine."""
    with FileBook.open(path, write=True):
        error = refusal(changed(path))
        assert (error.code, error.params["pid"]) == ("another_run", os.getpid())
        with pytest.raises(FileBusy):
            FileBook.open(path, write=True)
    changed(path).save()


def test_claiming_checks_before_any_work(path: Path):
    """Opening for writing refuses at once what saving would refuse."""
    (path.parent / f"~${path.name}").write_bytes(b"")
    with pytest.raises(FileBusy):
        FileBook.open(path, write=True)
    assert FileBook.open(path).table_names() == ("tblTest",)


@pytest.mark.parametrize("host", [socket.gethostname(), "เครื่องอื่น"])
def test_lock_of_a_dead_run_is_taken_over(path: Path, host: str):
    """A lock of a process that died here is stale; of one on another machine nobody can know."""
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    lock_file(path).write_text(json.dumps({"pid": int(done.stdout), "host": host, "since": "x"}))
    if host == socket.gethostname():
        changed(path).save()
        assert rows(path) == 4
        assert not lock_file(path).exists()
    else:
        assert refusal(changed(path)).params["host"] == "เครื่องอื่น"


@pytest.mark.parametrize("age", [0, 3600])
def test_lock_that_was_never_written(path: Path, age: int):
    """An empty lock is a run that begins; after a minute it is one that died on it."""
    lock_file(path).touch()
    written = lock_file(path).stat().st_mtime - age
    os.utime(lock_file(path), (written, written))
    if age:
        changed(path).save()
        assert rows(path) == 4
    else:
        assert refusal(changed(path)).code == "another_run"


def test_read_only_file_is_not_replaced(path: Path):
    """A file that its owner made read-only stays."""
    path.chmod(0o444)
    assert refusal(changed(path)).code == "file_read_only"


def fails(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError, at: int = 1) -> None:
    """Make the `at`-th call of os.`name` fail."""
    real, calls = getattr(os, name), []

    def failing(*args: object, **options: object) -> object:
        calls.append(args)
        if len(calls) == at:
            raise error
        return real(*args, **options)

    monkeypatch.setattr(os, name, failing)


@pytest.mark.parametrize(
    ("name", "at", "error", "kind", "code"),
    [
        ("open", 1, PermissionError(errno.EACCES, "denied"), CannotWrite, "folder_read_only"),
        ("open", 2, OSError(errno.EROFS, "read-only"), CannotWrite, "folder_read_only"),
        ("fsync", 1, OSError(errno.ENOSPC, "full"), CannotWrite, "disk_full"),
        ("fsync", 2, OSError(errno.ENOSPC, "full"), CannotWrite, "disk_full"),
        ("fsync", 2, OSError(errno.EIO, "broken"), CannotWrite, "disk_error"),
        ("open", 2, OSError(errno.ENAMETOOLONG, "long"), CannotWrite, "name_too_long"),
        ("replace", 1, PermissionError(errno.EACCES, "sharing violation"), FileBusy, "file_in_use"),
    ],
)
def test_failing_disk_leaves_everything_as_it_was(  # noqa: PLR0917  # one failure is five facts
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    at: int,
    error: OSError,
    kind: type[BookError],
    code: str,
):
    """Whatever step fails, the old book stands alone, and the sentence says why."""
    book = changed(path)
    (path.parent / BACKUP_FOLDER).mkdir()
    fails(monkeypatch, name, error, at)
    caught = refusal(book)
    assert (type(caught), caught.code) == (kind, code)
    monkeypatch.undo()
    book.save()
    assert rows(path) == 4


CHILD = """
import os, signal, sys
from workbook.file import FileBook
left = int(sys.argv[2])
def dying(real):
    def call(*args, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **options)
    return call
for name in ("open", "fsync", "replace", "rename", "unlink", "mkdir"):
    setattr(os, name, dying(getattr(os, name)))
book = FileBook.open(sys.argv[1])
book.append("tblTest", [{"รหัส": "9.9"}])
book.save()
print("saved")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_at_any_step_the_book_is_whole(path: Path):
    """A run killed at any step leaves the whole old or the whole new book, and the next run works."""
    before, saved = path.read_bytes(), b""
    for step in range(1, 30):
        path.write_bytes(before)
        done = subprocess.run(
            [sys.executable, "-c", CHILD, path, str(step)], capture_output=True, cwd=ROOT, check=False
        )
        if done.returncode == 0:
            saved = path.read_bytes()
            break
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        content = path.read_bytes()
        assert content == before or rows(path) == 4
        for backup in (path.parent / BACKUP_FOLDER).glob("คำรับรอง*"):
            assert backup.read_bytes() == before
        path.write_bytes(before)
        changed(path).save()
        assert rows(path) == 4
    assert saved not in {b"", before}, "the child never ran to its end"
    assert step > 8, "it was killed at every step"
    assert [one for one in beside(path) if "samret" in one] == []


def test_very_long_names_have_room_for_our_files(tmp_path: Path):
    """A Thai name near the limit of the file system still gets its temporary and lock files."""
    path = build(tmp_path / f"{'ก' * 80}.xlsx")
    changed(path, backups_kept=0).save()
    assert rows(path) == 4


def test_a_file_that_we_could_not_read_again_is_not_stored(path: Path, monkeypatch: pytest.MonkeyPatch):
    """A bug of ours that breaks the file is told before the old one is replaced."""
    book = changed(path)
    monkeypatch.setattr(book._staging, "finish", lambda: b"PK\x03\x04 broken")
    before = path.read_bytes()
    with pytest.raises(RuntimeError):
        book.save()
    assert path.read_bytes() == before
    assert not lock_file(path).exists()
