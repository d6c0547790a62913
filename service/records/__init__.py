"""What the service keeps beside the articles: in one SQLite file of the data directory."""
