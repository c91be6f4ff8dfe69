"""One order: where it goes, what is in it, its story, its parcels."""
