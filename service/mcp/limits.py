"""How much is done at once, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """``threads``: the calls at a time, of which ``reading_at_once`` questions are read and
    ``waiting_questions`` wait for that. ``ask_seconds``: how long a question may take, waiting
    included."""

    threads: int
    reading_at_once: int
    waiting_questions: int
    ask_seconds: float
