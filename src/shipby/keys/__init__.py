"""The key ring outside the database, and sealing with its keys.

Owns: the file of data keys (one per seller account and delivery day) under a master key.
Answers: the key of an account and day; sealed bytes bound to their place.
Never: holds what is sealed, keeps an old copy of the ring, or shows a key.
"""
