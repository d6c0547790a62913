"""Runs a Python script in a process that no connection leaves, neither by Python nor by C.

    python sealed.py RECORD SCRIPT ARGUMENTS…

Python's own attempts are refused and written to RECORD, one a line; Linux ends the process
with SIGSYS when anything else in it connects a socket, or sends something to an address.
"""

import ctypes
import platform
import runpy
import struct
import sys
from pathlib import Path

#: The kernel's numbers of `connect` and `sendto`, by machine.
_CALLS = {"x86_64": (42, 44), "aarch64": (203, 206)}

_WATCHED = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto")
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER, _FIFTH_ARGUMENT = 0, 16 + 4 * 8


def watch(record: Path) -> None:
    """Refuse, and write down, whatever Python does to reach another machine."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_WATCHED):
            with record.open("a", encoding="utf-8") as file:
                file.write(f"{event} {arguments}\n")
            raise ConnectionRefusedError(f"sealed: {event}")

    sys.addaudithook(hook)


def forbid_connections() -> None:
    """Have Linux kill this process when it connects, or sends to an address."""
    connect, sendto = _CALLS[platform.machine()]
    program = [
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_IF_EQUAL, 3, 0, connect),
        (_JUMP_IF_EQUAL, 0, 3, sendto),
        # Without an address it is the `send` of a socket that has been connected.
        (_LOAD, 0, 0, _FIFTH_ARGUMENT),
        (_JUMP_IF_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_RETURN, 0, 0, _ALLOW),
    ]
    packed = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    header = struct.pack("HP", len(program), ctypes.addressof(packed))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(header), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "Linux refused the filter")


if __name__ == "__main__":
    _, given, script, *rest = sys.argv
    watch(Path(given))
    forbid_connections()
    sys.argv = [script, *rest]
    runpy.run_path(script, run_name="__main__")
