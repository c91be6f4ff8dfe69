"""The account's figures against Amazon's limits: defects, cancellations, late shipments, tracking, delivery.

Owns: nothing; it recomputes figures from the rooms below and the journal.
Never: changes an order.
"""
