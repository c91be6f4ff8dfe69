"""Jobs: what carries between partners and acts, one file per task."""
