"""Quarantine: rows that could not be taken, by file, with what to do about each."""
