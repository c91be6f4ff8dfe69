"""Promised: by when an order must leave and arrive, in the warehouse's own days.

Owns: risk levels, day groups, the countdown. Amazon's instants are used as sent, never rebuilt.
Never: knows a parcel.
"""
