"""The sample store: an invented seller with about 300 orders in every state, made from a seed.

Owns: the invented orders, the Amazon report files that tell of them, and the acts that bring the store into being.
Never: writes a table. Everything goes through the real import and the real acts.
"""
