"""Conversations with known answers, and what becomes of their later turns."""
