"""Imports: hand in a file, see how far it is and what became of it, take it back."""
