"""Report files as a seller downloads them, small enough to read in a test."""

import io

UNSHIPPED_COLUMNS = (
    "order-id",
    "order-item-id",
    "purchase-date",
    "payments-date",
    "reporting-date",
    "promise-date",
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "sku",
    "product-name",
    "quantity-purchased",
    "quantity-shipped",
    "quantity-to-ship",
    "ship-service-level",
    "recipient-name",
    "ship-address-1",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "is-buyer-requested-cancellation",
    "sales-channel",
)
_BORING = {
    "purchase-date": "2026-11-20T10:00:00-08:00",
    "payments-date": "2026-11-20T10:30:00-08:00",
    "promise-date": "2026-11-24T23:59:59-08:00",
    "buyer-email": "r.w@buyer.example",
    "buyer-name": "Rosalind Wetherby",
    "buyer-phone-number": "503-555-0147",
    "sku": "MUG-1",
    "product-name": "Blue mug",
    "quantity-purchased": "1",
    "quantity-shipped": "0",
    "quantity-to-ship": "1",
    "ship-service-level": "Standard",
    "recipient-name": "Rosalind Wetherby",
    "ship-address-1": "12 Quince Lane",
    "ship-city": "Portland",
    "ship-state": "OR",
    "ship-postal-code": "97201",
    "ship-country": "US",
    "is-buyer-requested-cancellation": "false",
    "sales-channel": "Amazon.com",
}


def order_id(number: int) -> str:
    return f"113-4857201-{number:07}"


def item_id(number: int, line: int = 1) -> str:
    return f"{number:08}{line:06}"


def a_row(number: int, line: int = 1, **cells: str) -> dict[str, str]:
    """One row; ``cells`` by column name with ``_`` for ``-``."""
    told = {name.replace("_", "-"): value for name, value in cells.items()}
    return {"order-id": order_id(number), "order-item-id": item_id(number, line)} | _BORING | told


def unshipped(*rows: dict[str, str], columns: tuple[str, ...] = UNSHIPPED_COLUMNS) -> bytes:
    """A report of unshipped orders; columns that a row lacks are empty."""
    lines = ["\t".join(columns), *("\t".join(row.get(name, "") for name in columns) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def all_orders(*rows: dict[str, str]) -> bytes:
    """An All Orders report of the rows' orders."""
    columns = (
        "amazon-order-id",
        "merchant-order-id",
        "purchase-date",
        "last-updated-date",
        "order-status",
        "fulfillment-channel",
        "sales-channel",
        "order-channel",
        "ship-service-level",
        "product-name",
        "sku",
        "asin",
        "item-status",
        "quantity",
        "currency",
        "item-price",
        "item-tax",
        "ship-city",
        "ship-state",
        "ship-postal-code",
        "ship-country",
    )
    boring = {"fulfillment-channel": "Merchant", "order-status": "Unshipped", "item-status": "Unshipped", "quantity": "1"}
    told = [boring | {"amazon-order-id": row["order-id"]} | row for row in rows]
    lines = ["\t".join(columns), *("\t".join(row.get(name, "") for name in columns) for row in told)]
    return ("\n".join(lines) + "\n").encode()


def stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
