"""What the bench follows."""
