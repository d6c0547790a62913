"""Processes made by forking one that has everything imported; none takes a second to start."""

import contextlib
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

#: Seconds after which a check has hung, which is a fault like any other.
_LONGEST = 300


def spawn(work: Callable[[], object]) -> int:
    """``work`` in a process group of its own, so that what it starts can be killed with it."""
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        _end(work)
    # On both sides, as either may come first.
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(pid, pid)
    return pid


def kill(pid: int) -> None:
    """``kill -9`` of a process and of all that it started, and its burial."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def apart(work: Callable[[], Result]) -> Result:
    """What ``work`` returns in a process of its own, as after a restart.

    :raises RuntimeError: when the process ends without a result.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        signal.alarm(_LONGEST)
        _end(lambda: _send(writing, work()))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        sent = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError(f"a process ended with {os.waitstatus_to_exitcode(status)}")
    result: Result = pickle.loads(sent)
    return result


def _send(pipe: int, result: object) -> None:
    with os.fdopen(pipe, "wb") as file:
        pickle.dump(result, file)


def _end(work: Callable[[], object]) -> None:
    """Never returns: what the parent meant to do is not for a copy of it."""
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)
