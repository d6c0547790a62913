"""What searches use, derived from SQLite and kept in files that many processes map."""
