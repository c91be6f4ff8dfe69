"""Do: parcels with carrier and tracking number, their confirmation to Amazon, later labels, hand-over and tracking.

Owns: parcels and what is in them; the number Amazon knows a parcel by is given out once and never changed.
Never: confirms more than was ordered; says accepted before Amazon did.
"""
