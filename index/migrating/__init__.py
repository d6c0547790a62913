"""All articles with their vectors from one store into another, and proof of it."""

from index.migrating.comparing import Comparison, Tally, compare
from index.migrating.copying import Migrated, migrate, must_have_articles

__all__ = ["Comparison", "Migrated", "Tally", "compare", "migrate", "must_have_articles"]
