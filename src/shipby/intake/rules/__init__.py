"""States and decisions of what came in: files and their bad rows, and how far Amazon is read."""
