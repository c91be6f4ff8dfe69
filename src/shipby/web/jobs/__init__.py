"""Runs on many orders: the list, one run with its progress and results."""
