"""Settings, for the owner: stores, warehouses, people, figures (ui 6.9)."""
