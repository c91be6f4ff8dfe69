"""Undo after it left: return requests, goods back, refunds, claims.

Owns: who wants money or goods back, what came back, what was refunded.
Never: refunds more than was paid, or the same thing twice.
"""
