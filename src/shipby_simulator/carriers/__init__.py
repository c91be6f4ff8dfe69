"""Carriers of five kinds, their labels and their parcels."""
