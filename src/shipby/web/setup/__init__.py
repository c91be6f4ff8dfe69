"""First set-up of a fresh shop: store, warehouse, people. Every step can be skipped, and made up for in the settings."""
