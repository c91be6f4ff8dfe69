"""Documents on paper: packing slips and address labels as PDF, from frozen facts.

Owns: layout, fonts, barcodes.
Never: reads a table, fetches anything, logs what it prints.
"""
