"""Questions in SQuAD's format: the reader alone, with the paragraph given."""
