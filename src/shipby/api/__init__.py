"""The REST door for scripts: versioned, one file per resource. It reads; it changes nothing."""
