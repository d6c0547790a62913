"""Answers that people wrote for questions, given in place of the reader's where one is asked."""
