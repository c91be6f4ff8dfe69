"""Products: where each SKU lies."""
