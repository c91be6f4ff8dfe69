"""Orders 2026-01-01 -> our words (sp-api 2.3, 2.5). The one translation in: no name of Amazon's goes further than this folder.

Each order of a page is read by itself, so that one which cannot be read stands alone. Unknown words are kept, unknown fields
ignored; a field that must be there and is not, or has another form than Amazon documents, makes the order a bad one.
"""

from shipby.amazon.wire.orders.reading import (
    INCLUDED_DATA,
    SOURCE,
    BadOrder,
    OrdersPage,
    ReadOrder,
    ReadPackage,
    read_order,
    read_page,
)

__all__ = ["INCLUDED_DATA", "SOURCE", "BadOrder", "OrdersPage", "ReadOrder", "ReadPackage", "read_order", "read_page"]
