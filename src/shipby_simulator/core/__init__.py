"""Ground: chance, time, the wire."""
