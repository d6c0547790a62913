"""From what the reader found to answers with citations and a probability."""
