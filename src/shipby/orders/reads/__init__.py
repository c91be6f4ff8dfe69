"""What the orders room tells, one file a question."""
