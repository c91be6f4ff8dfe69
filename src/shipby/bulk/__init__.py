"""Work on many orders at once, as runs.

Owns: which orders a run is about, fixed when it is made; how far it is; what became of each order and what its undo needs.
Never: does anything to an order, knows who may, or holds a word that is personal.
"""
