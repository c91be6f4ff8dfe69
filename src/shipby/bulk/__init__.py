"""Work on many orders at once: which orders, how far it is, what became of each."""
