"""Shipments: parcels by how far Amazon knows of them, confirming many at once, confirmation files."""
