"""Undo before it left: buyers' requests to cancel, and cancellations sent to Amazon.

Owns: requests, their answers, and what Amazon made of a cancellation.
Never: cancels what has left the building.
"""
