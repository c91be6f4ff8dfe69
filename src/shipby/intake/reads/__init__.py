"""Telling of what came in."""
