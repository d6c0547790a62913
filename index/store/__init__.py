"""The data directory: SQLite is the truth, FAISS is derived from it."""
