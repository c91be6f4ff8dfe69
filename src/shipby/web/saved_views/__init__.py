"""Saved views: the list of them, each one's queue, saving, changing, removing."""
