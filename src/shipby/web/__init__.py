"""Pages, by the screen a person stands at."""
