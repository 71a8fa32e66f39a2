"""Templates of strangers are rendered in a process of their own, with limits on memory and time.

The sandbox keeps a template from files and programs; it cannot keep it from a hundred loops inside each
other. The child takes pickled contexts, which only we write, and answers with bytes or a JSON of what was
wrong; nothing that it answers is ever unpickled. `python -m addin.reports.apart` is the child.
"""

from __future__ import annotations

import json
import os
import pickle
import struct
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self

from workbook.errors import UserError

if TYPE_CHECKING:
    from addin.reports.noted import Unknown

SECONDS: Final = 20.0
"""For one report; a shipped one takes 0.1 s."""

START_SECONDS: Final = 60.0
"""For Python and the libraries to load, which takes 1 s here and much longer behind a scanner of viruses."""

MEMORY: Final = 512 * 2**20
"""Bytes beside what Python and its libraries take; a shipped report needs 40 MB."""

_ROOT: Final = Path(__file__).resolve().parents[2]
"""Where the package stands: the child imports the same one from whatever folder it is started in."""
_SIZE: Final = struct.Struct(">BQ")
_DONE, _REFUSED = 0, 1
_UNKNOWN: Final = "unknown names"
"""Asked for in place of a format: the template's mistakes instead of a report."""


class Apart:
    """Renders one user's template for any number of reports; a context manager that ends the child."""

    def __init__(self, template: Path, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._template = template
        self._seconds = seconds
        self._memory = memory
        self._job: object = None

    def __enter__(self) -> Self:
        path = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if Path(one).is_absolute()]
        environment = {
            **os.environ,
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONUTF8": "1",
            "PYTHONPATH": os.pathsep.join([str(_ROOT), *path]),
        }
        self._ready = False
        # -P: the folder in which the person stands may be a stranger's, with a lxml.py of its own.
        self._child = subprocess.Popen(  # noqa: S603 - this Python, with numbers of our own
            [
                sys.executable,
                "-P",
                "-m",
                "addin.reports.apart",
                str(self._memory),
                str(int(self._seconds) + 1),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        try:
            # In time: the child has no template before the first request.
            self._job = _limited_job(self._child.pid, self._memory)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.communicate()

    def _wait_until_ready(self) -> None:
        """Returns when the child has loaded. RuntimeError when it ended or hung: no fault of the template."""
        late = threading.Timer(START_SECONDS, self._child.kill)
        late.start()
        try:
            assert self._child.stdout is not None
            _receive(self._child.stdout)
        except EOFError as error:
            raise RuntimeError(f"the process for templates did not start ({self._child.wait()})") from error
        finally:
            late.cancel()
        self._ready = True

    def unknown_names(self, kind: str, context: object) -> list[Unknown]:
        """Every name that the template uses and the report does not have. UserError: any other mistake."""
        from addin.reports.noted import Unknown  # noqa: PLC0415 - with Jinja, of which a button knows nothing

        found = json.loads(self.render(kind, context, _UNKNOWN))
        return [Unknown(one["place"], one["name"], tuple(one["near"])) for one in found]

    def render(self, kind: str, context: object, made: str) -> bytes:
        """A report as `made`: html, docx or pptx. UserError: those of the renderers, template_too_greedy."""
        if not self._ready:
            self._wait_until_ready()
        late = threading.Timer(self._seconds, self._child.kill)
        late.start()
        try:
            assert self._child.stdin is not None
            assert self._child.stdout is not None
            _send(self._child.stdin, _DONE, pickle.dumps((kind, context, made, self._template)))
            status, payload = _receive(self._child.stdout)
        except (EOFError, OSError) as error:  # it was ended, by us or by the system, for taking too much
            raise UserError(
                "template_too_greedy", template=self._template.name, seconds=int(self._seconds)
            ) from error
        finally:
            late.cancel()
        if status == _DONE:
            return payload
        refusal = json.loads(payload)
        if refusal["code"] == "bug":
            raise RuntimeError(refusal["params"]["detail"])
        raise UserError(refusal["code"], **refusal["params"])


def _send(stream: IO[bytes], status: int, payload: bytes) -> None:
    stream.write(_SIZE.pack(status, len(payload)))
    stream.write(payload)
    stream.flush()


def _receive(stream: IO[bytes]) -> tuple[int, bytes]:
    """Status and payload. EOFError when the other side has ended."""
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    status, size = _SIZE.unpack(head)
    payload = stream.read(size)
    if len(payload) < size:
        raise EOFError
    return status, payload


def _limited_job(pid: int, memory: int) -> object:
    """A Windows job that holds the child: it dies with us and takes no more memory. Source: Job Objects."""
    if sys.platform == "win32":
        import win32api  # noqa: PLC0415 - part of pywin32, which is there on Windows only
        import win32con  # noqa: PLC0415
        import win32job  # noqa: PLC0415

        job = win32job.CreateJobObject(None, "")
        limits = win32job.QueryInformationJobObject(job, win32job.JobObjectExtendedLimitInformation)
        limits["BasicLimitInformation"]["LimitFlags"] |= (
            win32job.JOB_OBJECT_LIMIT_PROCESS_MEMORY | win32job.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
        )
        limits["ProcessMemoryLimit"] = memory + 256 * 2**20  # Python and its libraries
        win32job.SetInformationJobObject(job, win32job.JobObjectExtendedLimitInformation, limits)
        access = win32con.PROCESS_SET_QUOTA | win32con.PROCESS_TERMINATE
        win32job.AssignProcessToJobObject(job, win32api.OpenProcess(access, False, pid))
        return job
    return None


# -- in the child --------------------------------------------------------------------------------------------


def _answer(request: bytes) -> tuple[int, bytes]:
    kind, context, made, template = pickle.loads(request)  # noqa: S301 - the parent is the only one who writes here
    try:
        if made == _UNKNOWN:
            from addin.reports.template_check import unknown_names  # noqa: PLC0415 - rarely wanted

            return _DONE, json.dumps([asdict(one) for one in unknown_names(kind, context, template)]).encode()
        if made == "html":
            from addin.reports.html import render_html  # noqa: PLC0415 - one of both is enough

            return _DONE, render_html(kind, context, template).encode()
        if made == "pptx":
            from addin.reports.powerpoint import render_pptx  # noqa: PLC0415

            return _DONE, render_pptx(kind, context, template)
        from addin.reports.word import render_docx  # noqa: PLC0415

        return _DONE, render_docx(kind, context, template)
    except UserError as error:
        return _REFUSED, _as_json(error.code, error.params)
    except MemoryError:
        return _REFUSED, _as_json("template_too_greedy", {"template": template.name, "seconds": int(SECONDS)})
    except Exception as error:  # noqa: BLE001 - the boundary of this process: the parent logs it as ours
        return _REFUSED, _as_json("bug", {"detail": f"{type(error).__name__}: {error}"})


def _as_json(code: str, params: dict[str, Any]) -> bytes:
    return json.dumps({"code": code, "params": {key: str(value) for key, value in params.items()}}).encode()


def _limit(memory: int) -> None:
    """From here on at most `memory` bytes more than now."""
    if sys.platform == "win32":
        return  # the parent has put this process into a job
    import resource  # noqa: PLC0415 - not on Windows

    used = 0
    if (statm := Path("/proc/self/statm")).exists():
        used = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory if used else 4 * memory,) * 2)
    # Whatever a template might reach: it writes no file, and leaves none behind when it is ended.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: int) -> None:
    """So many seconds of processor time more than now; then the system ends this process."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    spent = resource.getrusage(resource.RUSAGE_SELF)
    until = int(spent.ru_utime + spent.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main(memory: int, seconds: int) -> None:
    """Answer requests until the parent closes the pipe."""
    from addin.reports import html, kinds, word  # noqa: F401, PLC0415 - before the limit counts

    _limit(memory)
    _send(sys.stdout.buffer, _DONE, b"")
    while True:
        try:
            _, request = _receive(sys.stdin.buffer)
        except EOFError:
            return
        _limit_time(seconds)
        _send(sys.stdout.buffer, *_answer(request))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
