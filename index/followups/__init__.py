"""Follow-up questions: what they leave out, from the turns before them."""

from index.followups.resolving import Resolved, resolve
from index.followups.speech import spoken
from index.followups.taking import Taken, ways_to_take

__all__ = ["Resolved", "Taken", "resolve", "spoken", "ways_to_take"]
