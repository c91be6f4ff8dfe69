"""What products follow."""
