"""What the worker process tells of the current request, and is told.

All of it may be missing: under another server, and in tests.
"""

from flask import has_request_context, request

from service.environ import CLOSE, PROGRESS, STOPPING, WAITED


def waited_unseen() -> float:
    """Seconds that the current request had waited for a thread before it came here."""
    return float(request.environ.get(WAITED, 0.0)) if has_request_context() else 0.0


def progress() -> None:
    """Tell the worker that the current request goes on."""
    if has_request_context() and PROGRESS in request.environ:
        request.environ[PROGRESS]()


def close_connection() -> None:
    """Have the client connect anew for its next request, which another worker may then get."""
    if has_request_context() and CLOSE in request.environ:
        request.environ[CLOSE]()


def stopping() -> bool:
    """Whether the service is about to stop by now, so that no new work should be begun."""
    return STOPPING in request.environ and bool(request.environ[STOPPING]())
