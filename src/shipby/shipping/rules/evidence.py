"""What the order itself tells of parcels whose file left (settled design 12). Amazon's report needs no such proof."""

from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.parcel_facts import LineToShip, OrderToShip, ParcelFacts

_WAITING = frozenset({Confirmation.DOWNLOADED, Confirmation.SENT, Confirmation.PROBABLY_ACCEPTED})


def judge(order: OrderToShip) -> dict[int, Confirmation]:
    """Parcel key -> the state that the order's status, quantities or disappearance prove; unchanged ones are missing.

    ``ACCEPTED``: the order is SHIPPED, or Amazon's quantity shipped has risen enough for all that left for each line.
    ``PROBABLY_ACCEPTED``: the order vanished from the unshipped report. An edit of a parcel that Amazon already has is
    proven by neither: of it they only say "probably". ``DOWNLOADED``: what was probable is not, the order is listed as
    unshipped again; its file stands where it stood.
    """
    waiting = [parcel for parcel in order.parcels if parcel.state in _WAITING]
    covered = {line.key for line in order.lines if _is_covered(order, line)}
    found: dict[int, Confirmation] = {}
    for parcel in waiting:
        is_proven = order.status == "SHIPPED" or all(line.line_key in covered for line in parcel.lines)
        if is_proven and parcel.revision == 1:
            found[parcel.key] = Confirmation.ACCEPTED
        elif (is_proven or order.vanished_at is not None) and parcel.state is not Confirmation.PROBABLY_ACCEPTED:
            found[parcel.key] = Confirmation.PROBABLY_ACCEPTED
        elif not is_proven and order.vanished_at is None and parcel.state is Confirmation.PROBABLY_ACCEPTED:
            found[parcel.key] = Confirmation.DOWNLOADED
    return found


def _is_covered(order: OrderToShip, line: LineToShip) -> bool:
    """Whether Amazon's quantity shipped explains every parcel of the line that left: one of two says nothing of which."""
    known = [(parcel, packed) for parcel, packed in order.parcels_with(line.key) if parcel.may_be_known]
    if not known:
        return False
    elsewhere = max(packed.shipped_before - _ours_before(order, line, parcel) for parcel, packed in known)
    return line.shipped >= max(0, elsewhere) + sum(packed.quantity for _, packed in known)


def _ours_before(order: OrderToShip, line: LineToShip, parcel: ParcelFacts) -> int:
    """Units of the line in earlier parcels: what Amazon counted when ``parcel`` was made may have been those."""
    earlier = [packed for other, packed in order.parcels_with(line.key) if other.reference < parcel.reference]
    return sum(packed.quantity for packed in earlier)
