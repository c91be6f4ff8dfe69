"""States of a parcel's shipping confirmation on the road of files (settled design 12)."""

from enum import StrEnum


class Confirmation(StrEnum):
    """How far Amazon's knowledge of a parcel has come.

    ``PROBABLY_ACCEPTED`` = the order vanished from the unshipped report; ``ACCEPTED`` needs the processing report, a
    risen quantity-shipped, or status Shipped. Nothing else may be called accepted.
    """

    PREPARED = "prepared"
    DOWNLOADED = "downloaded"
    SENT = "sent"
    PROBABLY_ACCEPTED = "probably_accepted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


WEAKEST_FIRST: tuple[Confirmation, ...] = (
    Confirmation.REFUSED,
    Confirmation.PREPARED,
    Confirmation.DOWNLOADED,
    Confirmation.SENT,
    Confirmation.PROBABLY_ACCEPTED,
    Confirmation.ACCEPTED,
)


def weakest(states: "list[Confirmation]") -> Confirmation | None:
    """The state that an order with parcels in ``states`` is shown with; withdrawn parcels do not count."""
    counted = [state for state in states if state is not Confirmation.WITHDRAWN]
    return min(counted, key=WEAKEST_FIRST.index) if counted else None
