"""The REST door for scripts: versioned, one file per resource."""
