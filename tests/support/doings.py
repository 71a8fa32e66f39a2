"""What a worker of a batch may do in the tests beside its work: die, wait, count."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from addin.batch import Done, Job, run_job


def die_at_deadly(job: Job) -> Done:
    """The process ends at once over a book of this name, as when memory runs out."""
    if "deadly" in job.path:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_job(job)


def die_once(job: Job) -> Done:
    """The process ends over each book whose flag lies beside it; the flag is taken away first."""
    flag = Path(job.path).with_suffix(".deadly")
    if flag.exists():
        flag.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_job(job)


def slow_recalc(job: Job) -> Done:
    """The work, and some time over it."""
    done = run_job(job)
    time.sleep(0.3)
    return done
