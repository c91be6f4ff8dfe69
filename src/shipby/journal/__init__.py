"""What happened: one event per change of an order, money, access or personal data.

Owns: the event table. The timeline, the audit and the figures read the same events.
Never: holds personal data, is changed, or is skipped by an act.
"""
