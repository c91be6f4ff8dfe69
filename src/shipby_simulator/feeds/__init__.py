"""What feeds say and do: cancel, confirm and refund orders by the same rules as the operations."""
