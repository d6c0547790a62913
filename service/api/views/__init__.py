"""The endpoints: each translates, and calls the engine once."""
