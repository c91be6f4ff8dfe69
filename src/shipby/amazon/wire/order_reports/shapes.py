"""What reading a report gives: a head for the whole file, then chunks of orders and bad rows."""

from dataclasses import dataclass, field
from enum import StrEnum

from shipby.buyers.rules.facts import PersonalFacts
from shipby.orders.rules.facts import OrderFacts


class ReportType(StrEnum):
    """Amazon's own names (sp-api 5.2). The two All Orders reports have the same columns and cannot be told apart."""

    UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
    ORDERS = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
    ALL_ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What is known of a report after one pass over it.

    ``columns`` are the header's names as this package compares them (lower case, hyphens); ``unknown_columns`` those never seen
    before. ``is_lossy``: some characters could not be decoded or were already destroyed; the orders concerned carry the same
    mark. ``ship_country``: the most frequent two-letter country, ``None`` where the report names none. ``byte_count`` is the
    size as handed in, ``unpacked_byte_count`` the size of the text.
    """

    report_type: ReportType
    encoding: str
    is_lossy: bool
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    header: str
    """The header line as it stood; store it once per import: the raw rows of an order refer to it by ``header_ref``."""
    header_ref: str
    row_count: int
    sales_channels: tuple[str, ...]
    ship_country: str | None
    is_gzip: bool
    byte_count: int
    unpacked_byte_count: int
    file_name: str = ""
    day_first: bool = True
    """How an ambiguous ``04/05/2026`` is read: day first, except in a file of Amazon.com alone."""
    scattered: frozenset[int] = field(default=frozenset(), repr=False)
    """Checksums of the ids of orders whose rows are not next to each other; ``read`` gives those orders last."""
    scattered_row_count: int = 0
    header_line: int = 1
    has_controls: bool = False
    is_cr: bool = False


@dataclass(frozen=True, slots=True)
class ReportedOrder:
    """One order of a report. ``lines`` are its line numbers in the file (the header is line 1).

    ``raw`` holds the rows as they came, see ``unpack_raw``. ``personal`` is ``None`` where the report tells nothing personal.
    ``is_lossy``: a character in its rows could not be decoded; an address must not be taken from it over a whole one
    (reliability B22).
    """

    order: OrderFacts
    personal: PersonalFacts | None = field(repr=False)
    raw: bytes = field(repr=False)
    lines: tuple[int, ...]
    is_lossy: bool = False


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken: its line, a stable ``code``, and the reason in a sentence that repeats no value of the row.

    Ids are empty where the row has none that can be trusted; an order with a bad row and good rows is given with the good ones
    (settled design 9).
    """

    line: int
    code: str
    reason: str
    order_id: str = ""
    order_item_id: str = ""
    sku: str = ""
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some orders of a report, with the bad rows met on the way. ``rows_read`` counts all rows of this chunk."""

    orders: list[ReportedOrder]
    bad_rows: list[BadRow]
    rows_read: int
