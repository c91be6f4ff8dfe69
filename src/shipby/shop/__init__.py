"""Who we are: the shop, its people and their roles, seller accounts, stores, warehouses, settings.

Owns: every table about ourselves.
Answers: who may do what; which zone, currency and language an order is handled in.
Never: knows an order.
"""
