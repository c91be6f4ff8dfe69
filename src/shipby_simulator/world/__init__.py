"""The pretend marketplace itself: orders, buyers, parcels, figures."""
