"""The words every part shares: ids, windows, money, marketplaces, the ports, refusals and troubles.

Owns: names and small values. Knows nothing of Django, the database, or any partner.
Never: decides anything about an order.
"""
