"""Documents: how slips, labels and pick lists look."""
