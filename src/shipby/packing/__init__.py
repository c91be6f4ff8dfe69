"""On the bench: pick lists, totes, stations, scans, printing.

Owns: what is picked and packed, by whom, at which station.
Never: buys a label, confirms a shipment, shows a price.
"""
