"""The menu of the product: one act per file, one durable transaction each.

Five beats: lock, decide, save, leave in the outbox, note in the journal.
Never: calls a partner or another act, reads the clock.
"""
