"""Follow-up questions: what they leave out, from the turns before them."""

from index.followups.resolving import resolve

__all__ = ["resolve"]
