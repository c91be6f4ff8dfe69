"""Rules of shipping, one file a noun: confirmation, carriers, tracking numbers, parcels."""
