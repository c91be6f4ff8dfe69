"""What the decision about a parcel looks at: the order, its lines, the parcels it already has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shipby.shipping.rules.confirmation import Confirmation

LEFT_THE_HOUSE = frozenset({Confirmation.DOWNLOADED, Confirmation.SENT, Confirmation.PROBABLY_ACCEPTED, Confirmation.ACCEPTED})
"""States in which Amazon may know the parcel."""


@dataclass(frozen=True, slots=True)
class PackedLine:
    """Units of an order line in a parcel; ``shipped_before`` = Amazon's quantity shipped when the parcel was made."""

    line_key: int
    order_item_id: str
    quantity: int
    shipped_before: int


@dataclass(frozen=True, slots=True)
class ParcelContent:
    """What Amazon is told of a parcel; ``ship_date`` is a day in ``zone`` (the warehouse's)."""

    carrier_code: str
    carrier_name: str
    service: str
    tracking_number: str
    ship_date: date
    zone: str


@dataclass(frozen=True, slots=True)
class ParcelFacts:
    """A parcel that stands. ``reference`` is Amazon's number for it inside the order."""

    key: int
    reference: int
    state: Confirmation
    revision: int
    content: ParcelContent
    lines: tuple[PackedLine, ...]

    @property
    def takes_units(self) -> bool:
        """Whether its units are spoken for. A refused parcel frees them, unless Amazon may have an earlier content of it."""
        if self.state is Confirmation.WITHDRAWN:
            return False
        return self.state is not Confirmation.REFUSED or self.revision > 1

    @property
    def may_be_known(self) -> bool:
        """Whether Amazon may know it: a file with it left the house and was not refused."""
        return self.state in LEFT_THE_HOUSE or (self.revision > 1 and self.state is not Confirmation.WITHDRAWN)

    def units(self) -> dict[int, int]:
        """Line key -> units."""
        return {line.line_key: line.quantity for line in self.lines}


@dataclass(frozen=True, slots=True)
class LineToShip:
    """A line of the order with Amazon's quantities; ``order_item_id`` is empty where no report named it."""

    key: int
    order_item_id: str
    sku: str
    ordered: int
    shipped: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class OrderToShip:
    """The order as the decision needs it. ``zone`` and ``ship_from`` (ISO country, may be empty) are the warehouse's."""

    key: int
    account_id: int
    order_id: str
    status: str
    fulfilled_by: str
    programs: Mapping[str, bool]
    is_held: bool
    is_incomplete: bool
    cancel_requested: bool | None
    vanished_at: datetime | None
    purchased_at: datetime
    ship_by_latest: datetime | None
    zone: str
    ship_from: str
    lines: tuple[LineToShip, ...]
    parcels: tuple[ParcelFacts, ...]

    def parcels_with(self, line_key: int) -> Iterator[tuple[ParcelFacts, PackedLine]]:
        """Parcels that take units of the line, in order of their reference."""
        for parcel in sorted(self.parcels, key=lambda parcel: parcel.reference):
            if parcel.takes_units:
                yield from ((parcel, line) for line in parcel.lines if line.line_key == line_key)

    def open_units(self, line: LineToShip) -> int:
        """Units of the line that no parcel holds and that Amazon does not count as cancelled or shipped elsewhere.

        What Amazon counts as shipped is ours as far as parcels that left the house explain it, the rest went elsewhere.
        """
        packed = known = before = 0
        for number, (parcel, packed_line) in enumerate(self.parcels_with(line.key)):
            packed += packed_line.quantity
            known += packed_line.quantity if parcel.may_be_known else 0
            before = packed_line.shipped_before if number == 0 else before
        elsewhere = max(before, line.shipped - known) if packed else line.shipped
        return max(0, line.ordered - line.cancelled - packed - elsewhere)

    def next_reference(self) -> int:
        """The next number for a parcel. Given out once, also to withdrawn parcels, and never again (reliability 3.5)."""
        return max((parcel.reference for parcel in self.parcels), default=0) + 1
