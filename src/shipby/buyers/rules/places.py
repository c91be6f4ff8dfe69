"""Where a sealed value lies: part of what its seal authenticates, so that cells cannot be swapped."""


def place(column: str, account_id: int, order_key: int) -> str:
    """Name of a column of the vault for one order."""
    return f"buyers.{column}|{account_id}|{order_key}"
