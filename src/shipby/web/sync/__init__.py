"""How far the seller accounts are read from Amazon."""
