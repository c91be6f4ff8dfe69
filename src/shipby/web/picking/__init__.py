"""Pick lists: what is taken from which bin, for which orders."""
