"""The queue: what must be handed over next, and what stops it."""
