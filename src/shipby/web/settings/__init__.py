"""Settings, for the owner: stores, warehouses, people, figures (ui.md 6.9)."""
