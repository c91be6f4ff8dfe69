"""On hand: products and their stock per warehouse.

Owns: what a SKU is (weight, size, bin, barcode) and how many units are on hand, reserved, available.
Never: knows whom it is for, or what Amazon's own warehouses hold.
"""
