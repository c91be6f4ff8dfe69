"""The command menu."""
