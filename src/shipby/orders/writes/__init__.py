"""Changes of orders, one file a subject."""
