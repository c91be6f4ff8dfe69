"""A pretend Amazon: one process that speaks the Selling Partner API over plain HTTP, driven by a seed and a clock.

It shares no code with the desk, needs no database and opens no connection of its own. The same seed, scenario, clock and
sequence of calls give the same bytes, identifiers, tokens and Date headers included.
"""
